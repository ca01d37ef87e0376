"""Runs over published OSCAL documents that are not part of this repository.

    python tools/corpus.py DIR

DIR is a folder of such documents. Prints what was tried and how it went; ends with 1 if something
is not as it should be, and with 2, aloud, if there is no such folder: then nothing was tried.
"""

from __future__ import annotations

import sys
from pathlib import Path

import corpus_conversions
import corpus_forms
import corpus_plans
import corpus_profiles

# Each takes the folder and yields what it tried, of how many, and what went wrong
PARTS = (
    corpus_forms.check_forms,
    corpus_conversions.check_conversions,
    corpus_profiles.check_profiles,
    corpus_plans.check_plans,
)
_MOST_SHOWN = 20


def run(folder: Path) -> int:
    """Every part; the number of things that are wrong."""
    total = 0
    for part in PARTS:
        for what, number, wrong in part(folder):
            print(f"{number - min(len(wrong), number):>6} of {number:<6} {what}")
            for text in wrong[:_MOST_SHOWN]:
                print(f"       {text}")
            if len(wrong) > _MOST_SHOWN:
                print(f"       ... and {len(wrong) - _MOST_SHOWN} more")
            total += len(wrong)
    return total


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[1])
    if not folder.is_dir():
        print(f"NOTHING WAS TRIED: there is no folder {folder}", file=sys.stderr)
        return 2
    return 1 if run(folder) else 0


if __name__ == "__main__":
    sys.exit(main())
