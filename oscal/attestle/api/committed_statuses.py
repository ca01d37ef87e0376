"""A system judged as a commit holds it, on a day."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from pathlib import Path

from ..assess.system_status import Status, evaluate_system
from ..errors import PackageError, UsageError
from ..handover import dossier as dossiers
from ..handover.dossier import Dossier
from ..handover.evidence_record import put_recorded_evidence, read_evidence_record
from ..lazy_dataclasses import dataclass
from ..store import committed_state, files, layout, systems
from ..store.committed_state import shorten_commit
from ..store.evidence_files import EVIDENCE
from .sound_systems import load_work
from .statuses import list_unread_files


@dataclass(frozen=True, slots=True)
class CommittedStatus:
    """How a system stood, and the commit, shortened."""

    status: Status
    revision: str


def judge_commit(
    root: Path, system: str, commit: str, day: dt.date, recorded: bytes | None = None
) -> CommittedStatus:
    """The artifacts are judged as a record of them says, else as the commit has them: what git
    leaves out is in no commit, and what lies on the disk now may be of later.

    Raises UsageError where the system was not there, WorkspaceError where it cannot be read.
    """
    return _judge_laid(root, system, commit, day, (), recorded)


def judge_head(root: Path, system: str, day: dt.date) -> CommittedStatus:
    """As it is committed, with the artifacts that stand beside what is."""
    evidence = f"{layout.system_folder_path(system)}/{EVIDENCE}"
    return _judge_laid(root, system, "HEAD", day, (evidence,), None)


def _judge_laid(
    root: Path,
    system: str,
    commit: str,
    day: dt.date,
    beside: tuple[str, ...],
    record: bytes | None,
) -> CommittedStatus:
    with committed_state.lay_out_commit(root, beside, commit) as laid:
        if system not in systems.list_systems(laid.folder):
            raise UsageError(f"{system} was not there on {day}")
        work, found = load_work(laid.folder, system)
    if record:
        artifacts = read_evidence_record(record)
        work = replace(work, system=put_recorded_evidence(work.system, artifacts))
    status = evaluate_system(work.system, work.baseline, day)
    status = replace(status, unread=list_unread_files(work, found))
    return CommittedStatus(status, shorten_commit(laid.commit))


def judge_day(root: Path, system: str, day: dt.date) -> CommittedStatus:
    """By the last commit of a day. Raises UsageError where git has nothing of it."""
    commit = committed_state.find_commit_of_day(root, day)
    return judge_commit(
        root, system, commit, day, read_recorded(root, system, day, dossiers.EVIDENCE)
    )


def judge_affirmed_day(root: Path, system: str, day: dt.date) -> CommittedStatus:
    """By the commit that the dossier of a day names, else by the last one of the day."""
    found = read_dossier_of(root, system, day)
    if found is None:
        return judge_day(root, system, day)
    recorded = read_recorded(root, system, day, dossiers.EVIDENCE)
    return judge_commit(root, system, found.facts.revision, day, recorded)


def read_dossier_of(root: Path, system: str, day: dt.date) -> Dossier | None:
    """What the index of the dossier of a day says; None where there is no dossier."""
    index = f"{dossiers.name_folder(system, day)}/{dossiers.INDEX}"
    if not files.exists(root, index):
        return None
    return dossiers.read_dossier(files.read(root, index), index)


def read_recorded(root: Path, system: str, day: dt.date, name: str) -> bytes | None:
    """A file of the dossier of that day. Raises PackageError where it is not what the index
    says.
    """
    found = read_dossier_of(root, system, day)
    if found is None:
        return None
    folder = dossiers.name_folder(system, day)
    index, path = f"{folder}/{dossiers.INDEX}", f"{folder}/{name}"
    try:
        data = files.read(root, path)
    except FileNotFoundError as error:
        raise PackageError(f"{path} is missing, and {index} lists it") from error
    # a checkout may have given each line another end than was written
    for content in (data, data.replace(b"\r\n", b"\n")):
        if hashlib.sha256(content).hexdigest() == found.files.get(name):
            return content
    raise PackageError(f"{path} is not the file that {index} lists")
