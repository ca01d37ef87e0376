"""The daily commands beside trestle's, in one run: seconds of the processor (best of several), what
ours takes of theirs, and the goal.

    python tools/bench/daily.py [REPEATS]

Machines are noisy: read the ratios, and compare runs only on one machine.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from costs import ATTESTLE, DAY, TRESTLE, AnswerEdits, best, copy_example

_VALIDATE = (*ATTESTLE, "validate", *DAY)
_ASSEMBLE = (*ATTESTLE, "ssp", "assemble")
# What `--check` says of documents that would change
_WOULD_CHANGE = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One case: processor seconds of ours and theirs, and the most that ours may take."""

    title: str
    ours: float
    theirs: float | None = None
    goal: float | None = None

    def write(self) -> str:
        text = f"{self.title:<36} {self.ours:>8.2f}s"
        text += (
            f" {self.theirs:>8.2f}s {self.ours / self.theirs:>10.2f}" if self.theirs else " " * 21
        )
        if self.goal is None:
            return text
        return f"{text} {self.goal:>8.2f}s{'' if self.ours <= self.goal else '  over'}"


def list_lines(folder: Path, repeats: int) -> Iterator[Line]:
    work, cache = copy_example(folder / "workspace"), folder / "cache"

    def ours(*command: str) -> float:
        return best(command, work, cache, repeats).user

    def theirs(*words: str) -> float:
        return best((*TRESTLE, *words), work, cache, repeats).user

    yield Line("--help", ours(*ATTESTLE, "--help"), theirs("--help"), 0.12)
    validate = theirs("validate", "-a")
    yield Line("validate, cold", ours(*_VALIDATE, "--no-cache"), validate, 0.9)
    yield Line("validate, nothing changed", ours(*_VALIDATE), validate, 0.25)
    edits = AnswerEdits(work)
    edited = best(_VALIDATE, work, cache, repeats + 1, edits.write_next).user
    yield Line("validate, one answer edited", edited, validate, min(0.5, validate / 5))
    edits.take_back()
    yield Line("ssp assemble --check, unchanged", ours(*_ASSEMBLE, "--check"), None, 0.4)
    yield Line("ssp assemble, unchanged", ours(*_ASSEMBLE), None, 0.4)
    looked = best(
        (*_ASSEMBLE, "--check"), work, cache, repeats, edits.write_next, (_WOULD_CHANGE,)
    ).user
    yield Line("ssp assemble --check, one edit", looked)
    # trestle's models check what is written
    written = best(_ASSEMBLE, work, cache, repeats, edits.write_next).user
    yield Line("ssp assemble, one edit", written, None, 1.4)
    edits.take_back()
    yield Line("status", ours(*ATTESTLE, "status", *DAY))
    yield Line("gap", ours(*ATTESTLE, "gap", *DAY))


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(f"{'case':<36} {'attestle':>9} {'trestle':>9} {'of trestle':>10} {'goal':>9}")
    with tempfile.TemporaryDirectory() as name:
        for line in list_lines(Path(name), repeats):
            print(line.write(), flush=True)


if __name__ == "__main__":
    main()
