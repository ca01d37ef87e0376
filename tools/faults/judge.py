"""What must hold of a workspace after a command on which something went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from faults.scenarios import Scenario

# Made anew by each run; what else differs is a defect
_UUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LOCK = "attestle.lock"
_TEMPORARY = ".attestle-"
# Calls whose failure may leave a file behind: it is the call that would remove it
REMOVING = ("unlink", "rmdir")
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, what it said, and the kind of call at which something happened."""

    code: int
    said: str
    kind: str
    files: Files
    litter: tuple[str, ...]


def read_files(root: Path) -> dict[str, bytes]:
    """Every file but the lock and what stands under temporary names, without its uuids."""
    return {
        path.relative_to(root).as_posix(): _UUID.sub(b"uuid", path.read_bytes())
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != _LOCK and not _is_litter(path.relative_to(root))
    }


def list_litter(root: Path) -> tuple[str, ...]:
    return tuple(
        path.relative_to(root).as_posix()
        for path in sorted(root.rglob(f"{_TEMPORARY}*"))
        if _is_litter(path.relative_to(root))
    )


def _is_litter(path: Path) -> bool:
    return any(part.startswith(_TEMPORARY) for part in path.parts)


def judge_kill(before: Files, after: Files, outcome: Outcome) -> Iterator[str]:
    """Each file is the old or the new one."""
    for path in sorted({*before, *after, *outcome.files}):
        if outcome.files.get(path) not in (before.get(path), after.get(path)):
            yield f"{path} is neither old nor new"


def judge_error(scenario: Scenario, before: Files, after: Files, outcome: Outcome) -> Iterator[str]:
    """All is old, or new where the command says so; nothing is said that is not so."""
    if outcome.code == 0:
        yield from _compare(after, outcome.files, "wrong success")
    elif outcome.code != 4 or "inside attestle" in outcome.said:
        yield f"exit {outcome.code}: {outcome.said[-300:]}"
    elif "everything is written" in outcome.said:
        yield from _compare(after, outcome.files, "not all is written")
    elif scenario.is_atomic:
        yield from _compare(before, outcome.files, "not all is as it was")
    else:
        yield from judge_kill(before, after, outcome)
    if outcome.litter and outcome.kind not in REMOVING:
        yield f"litter: {', '.join(outcome.litter)}"


def judge_stop(
    scenario: Scenario, code: int, before: Files, after: Files, outcome: Outcome
) -> Iterator[str]:
    """One line says which of the two states it is."""
    lines = outcome.said.splitlines()
    if outcome.litter:
        yield f"litter: {', '.join(outcome.litter)}"
    if outcome.code == 0:
        yield from _compare(after, outcome.files, "wrong success")
    elif outcome.code != code or not lines or not lines[-1].startswith("error: stopped; "):
        yield f"exit {outcome.code}: {outcome.said[-300:]}"
    elif not scenario.is_atomic:
        yield from judge_kill(before, after, outcome)
    elif "nothing was changed" in lines[-1]:
        yield from _compare(before, outcome.files, "something was changed")
    else:
        yield from _compare(after, outcome.files, "not all is written")


def judge_save(
    path: str, text: str, before: Files, after: Files, outcome: Outcome
) -> Iterator[str]:
    """What somebody saved is there; a command that finds it changed changes nothing else."""
    if text.encode() not in outcome.files.get(path, b""):
        yield f"what was saved in {path} is lost, exit {outcome.code}"
    if outcome.code not in (0, 1, 2):
        yield f"exit {outcome.code}: {outcome.said[-300:]}"
    if outcome.litter:
        yield f"litter: {', '.join(outcome.litter)}"
    if "changed by somebody else" in outcome.said:
        others = {name: data for name, data in outcome.files.items() if name != path}
        expected = {name: data for name, data in before.items() if name != path}
        yield from _compare(expected, others, "not all is as it was")
    else:
        known = {*before, *after, path}
        yield from (f"{name} is new" for name in outcome.files if name not in known)


def _compare(expected: Files, found: Files, what: str) -> Iterator[str]:
    different = [
        path for path in sorted({*expected, *found}) if expected.get(path) != found.get(path)
    ]
    if different:
        yield f"{what}: {', '.join(different[:3])}"
