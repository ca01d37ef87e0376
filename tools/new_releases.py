"""Says whether trestle or OSCAL has a release that nobody has looked at yet.

    python tools/new_releases.py    prints a warning for each, for the page of the run; exits 0

It opens nothing and changes nothing. What cannot be asked is told as such: a machine without
network is no news.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable

# The newest release that was looked at: raise it with the change that takes the next one in, or
# with the reason for which it stays out
LOOKED_AT = {"compliance-trestle": "5.2.0", "OSCAL": "1.2.2"}
REPOSITORY = "https://github.com/usnistgov/OSCAL.git"
_TAG = re.compile(r"refs/tags/v(\d+(?:\.\d+)+)$", re.M)
_VERSIONS = re.compile(r"^Available versions: (.+)$", re.M)
_PLAIN = re.compile(r"\d+(?:\.\d+)*")
_PATIENCE = 60  # seconds; a registry answers in one or two


def read_index(printed: str) -> list[str]:
    """The versions that `pip index versions` lists; those of a trial are none."""
    found = _VERSIONS.search(printed)
    return [text for text in found[1].split(", ") if _PLAIN.fullmatch(text)] if found else []


def read_tags(printed: str) -> list[str]:
    """The versions that `git ls-remote --tags` lists."""
    return _TAG.findall(printed)


def find_newer(versions: Iterable[str], known: str) -> list[str]:
    """Those above the one that is known, oldest first."""
    newer = {text for text in versions if _order(text) > _order(known)}
    return sorted(newer, key=_order)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def ask(command: list[str]) -> str:
    """What a command prints, "" where it fails."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout


def write_lines(name: str, versions: list[str]) -> list[str]:
    """The lines of the run about one of them."""
    known = LOOKED_AT[name]
    if not versions:
        return [f"::notice::{name}: the releases could not be asked for"]
    newer = find_newer(versions, known)
    if not newer:
        return [f"{name}: {known} is the newest"]
    return [
        f"::warning::{name} has {', '.join(newer)}; {known} is the newest that was looked at"
        " (LOOKED_AT in tools/new_releases.py)"
    ]


def main() -> int:
    index = [sys.executable, "-m", "pip", "index", "versions", "compliance-trestle"]
    for name, versions in (
        ("compliance-trestle", read_index(ask(index))),
        ("OSCAL", read_tags(ask(["git", "ls-remote", "--tags", REPOSITORY]))),
    ):
        print("\n".join(write_lines(name, versions)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
