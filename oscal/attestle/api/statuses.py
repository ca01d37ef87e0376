"""A system judged on a day; its evidence hashed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ..assess.system_status import Status, evaluate_system
from ..authoring.register_hashes import set_hashes
from ..errors import WorkspaceError
from ..findings import Finding
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline
from ..model.workspace import Work
from ..store import evidence_files, files, layout
from .clock import today
from .finding_places import list_unread_paths
from .sound_systems import ReadSystem, check_structure, load_work


@dataclass(frozen=True, slots=True)
class JudgedSystem:
    """A system and how it stands on a day; `read` is what reading its files found, `findings` that
    and what is wrong in what they name.
    """

    work: Work
    status: Status
    read: tuple[Finding, ...]
    findings: tuple[Finding, ...]


def judge_system(
    root: Path,
    name: str | None,
    day: dt.date,
    words: Callable[[Baseline], Baseline] | None = None,
    read_system: ReadSystem | None = None,
) -> JudgedSystem:
    """`words` lays beside its texts what documents print for them; it changes no judgement.

    `read_system` reads it in another way.
    """
    work, read = load_work(root, name, read_system)
    if words is not None:
        work = replace(work, baseline=words(work.baseline))
    status = evaluate_system(work.system, work.baseline, day)
    status = replace(status, unread=list_unread_files(work, read))
    return JudgedSystem(work, status, read, check_structure(root, work, read, day))


def judge_without_assessment(judged: JudgedSystem) -> JudgedSystem:
    """As the answers state it: who does not receive a self-assessment learns nothing of it, neither
    by a box nor by what a plan of action says is open.
    """
    if judged.work.system.assessment is None:
        return judged
    system = replace(judged.work.system, assessment=None)
    work, known = replace(judged.work, system=system), judged.status
    status = evaluate_system(system, work.baseline, known.as_of)
    status = replace(status, unread=known.unread, withheld=known.withheld)
    return replace(judged, work=work, status=status)


def judge_status(
    root: Path,
    name: str | None = None,
    as_of: dt.date | None = None,
    read_system: ReadSystem | None = None,
) -> tuple[Status, tuple[Finding, ...]]:
    """A system judged on a day, with what is wrong in its files and in what these name."""
    judged = judge_system(root, name, as_of or today(), read_system=read_system)
    return judged.status, judged.findings


def list_allowed(status: Status) -> frozenset[str]:
    """The statuses that the assessor-ready answers allow; a final one satisfies both."""
    if status.final[1]:
        return frozenset(("conditional", "final"))
    return frozenset(("conditional",) if status.conditional[1] else ())


def list_unread_files(work: Work, found: Iterable[Finding]) -> tuple[str, ...]:
    """The files of a system that could not be read, or not wholly."""
    folder = f"{layout.system_folder_path(work.system.name)}/"
    return tuple(sorted(path for path in list_unread_paths(found) if path.startswith(folder)))


def hash_evidence(root: Path, name: str | None = None) -> tuple[Work, dict[tuple[str, str], str]]:
    """SHA-256 (lower-case hex) of every local file and folder of the register, by item id and
    location.
    """
    work, found = load_work(root, name)
    register = layout.evidence_register_path(work.system.name)
    errors = [item for item in found if item.is_error and item.path == register]
    if errors:
        raise WorkspaceError(f"{register} cannot be read", errors)
    return work, {
        (item.id, location): value
        for item in work.system.evidence
        for location, value in evidence_files.hash_places(root, work.system.name, item).items()
    }


def write_hashes(root: Path, work: Work, hashes: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """Write the hashes into evidence.yaml, keeping its comments and layout."""
    path = layout.evidence_register_path(work.system.name)
    return files.save(root, {path: set_hashes(files.read(root, path).decode(), hashes).encode()})
