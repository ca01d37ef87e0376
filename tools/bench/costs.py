"""What a command costs: seconds by the clock and of the processor, and the most memory.

Every program is measured as it is installed, with its bytecode at hand: what an environment says of
writing none is left out of account, and the first run, which compiles, is no measure.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ATTESTLE = (sys.executable, "-m", "attestle")
TRESTLE = (sys.executable, "-c", "from trestle.cli import run; run()")
DAY = ("--as-of", "2026-11-24")
FOLDERS = (
    "catalogs",
    "profiles",
    "mapping-collections",
    "component-definitions",
    "ssp",
    "system-security-plans",
    "plan-of-action-and-milestones",
    "assessment-plans",
    "assessment-results",
    ".trestle",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock and of the processor, and the most memory in MB."""

    seconds: float
    user: float
    memory: float


def cost(
    command: tuple[str, ...], folder: Path, cache: Path, allowed: tuple[int, ...] = (0,)
) -> Cost:
    """One run of a command that ends with an exit code allowed; the figures are those of the child
    alone.
    """
    environment = {
        key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"
    }
    environment |= {"XDG_CACHE_HOME": str(cache), "PWD": str(folder)}
    start = time.perf_counter()
    with open(os.devnull, "wb") as nowhere:
        actions = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), number) for number in (1, 2)]
        here = os.getcwd()
        os.chdir(folder)
        try:
            child = os.posix_spawn(command[0], command, environment, file_actions=actions)
        finally:
            os.chdir(here)
        _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in allowed:
        raise SystemExit(
            f"{' '.join(command)} failed in {folder}: a command that fails is no measure"
        )
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def best(
    command: tuple[str, ...],
    folder: Path,
    cache: Path,
    repeats: int,
    before: Callable[[], None] = lambda: None,
    allowed: tuple[int, ...] = (0,),
) -> Cost:
    """The least of each figure over several runs behind a first one; `before` prepares each."""
    found = []
    for _ in range(repeats + 1):
        before()
        found.append(cost(command, folder, cache, allowed))
    return Cost(
        min(item.seconds for item in found[1:]),
        min(item.user for item in found[1:]),
        min(item.memory for item in found[1:]),
    )


def copy_example(work: Path) -> Path:
    """The example workspace, to be edited."""
    for part in FOLDERS:
        shutil.copytree(ROOT / part, work / part)
    return work


class AnswerEdits:
    """Edits of one answer of the example, each another one."""

    def __init__(self, work: Path) -> None:
        self._path = work / "ssp/example-enclave/controls/AC/3.1.1.md"
        self._text = self._path.read_text(encoding="utf-8")
        self._number = 0

    def write_next(self) -> None:
        self._number += 1
        self._path.write_text(f"{self._text}\n{self._number}\n", encoding="utf-8")

    def take_back(self) -> None:
        self._path.write_text(self._text, encoding="utf-8")
