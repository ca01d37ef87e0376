"""Documents for people: what each kind is made from, and the files it becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ..assess.system_status import evaluate_system
from ..crosswalk.gap_analysis import GapReport
from ..errors import UsageError
from ..model.workspace import Work
from ..render.kinds.ssp import PlanContent
from ..render.kinds.ssp_appendices import ChangeEntry
from ..render.registry import check_forms, list_forms, render_document
from ..store import files, layout
from ..store.git import read_history
from .crosswalks import list_sides
from .gap_reports import report_gap
from .sound_systems import load_sound, today


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is made from, and the name of its files without their ending."""

    value: object
    stem: str


@dataclass(frozen=True, slots=True)
class Question:
    """Where to look, which system or crosswalk is meant (None: the only one, or the one that
    ships), and the day to judge on; `changes` go before what git tells of the plan's history.
    """

    root: Path
    name: str | None
    as_of: dt.date
    changes: tuple[ChangeEntry, ...] | None = None


def render(
    root: Path,
    kind: str,
    name: str | None = None,
    forms: tuple[str, ...] = (),
    *,
    as_of: dt.date | None = None,
    changes: tuple[ChangeEntry, ...] | None = None,
) -> dict[str, bytes]:
    """A document in the forms asked for, or in the first of its kind, by file name.

    Raises UsageError for a kind or form that there is not, before anything is read.
    """
    if kind not in SUBJECTS:
        raise UsageError(f'there is no document "{kind}"; there are {", ".join(SUBJECTS)}')
    chosen = forms or list_forms(kind)[:1]
    check_forms(kind, chosen)
    subject = SUBJECTS[kind](Question(root, name, as_of or today(), changes))
    return _render_subject(kind, subject, chosen)


def render_gap(report: GapReport, forms: tuple[str, ...]) -> dict[str, bytes]:
    """As `render`, of an analysis that is there already."""
    return _render_subject("gap", _name_gap(report), forms)


def _render_subject(kind: str, subject: Subject, forms: tuple[str, ...]) -> dict[str, bytes]:
    return {
        f"{subject.stem}.{form}": render_document(kind, form, subject.value)
        for form in dict.fromkeys(forms)
    }


def _name_gap(report: GapReport) -> Subject:
    return Subject(report, f"{report.name or report.baseline.profile}-gap")


def _read_plan(question: Question) -> Subject:
    root = question.root
    work = load_sound(root, question.name)
    status = evaluate_system(work.system, work.baseline, question.as_of)
    changes = _read_changes(root, work) if question.changes is None else question.changes
    content = PlanContent(work, status, changes, read_pictures(root, work))
    return Subject(content, f"{work.system.name}-ssp")


def _read_status(question: Question) -> Subject:
    work = load_sound(question.root, question.name)
    status = evaluate_system(work.system, work.baseline, question.as_of)
    return Subject(status, f"{work.system.name}-status")


def _read_gap(question: Question) -> Subject:
    return _name_gap(report_gap(question.root, question.name, as_of=question.as_of))


def _read_crosswalk(question: Question) -> Subject:
    sides = list_sides(question.root, question.name)
    return Subject(sides, sides.crosswalk.name)


# kind -> how it is read from a workspace; a kind that is no file of its own has no row
SUBJECTS: Mapping[str, Callable[[Question], Subject]] = MappingProxyType(
    {
        "ssp": _read_plan,
        "gap": _read_gap,
        "crosswalk": _read_crosswalk,
        "status": _read_status,
    }
)


def _read_changes(root: Path, work: Work) -> tuple[ChangeEntry, ...]:
    """The record of changes: what git says of the system's folder, newest first; the newest carries
    the version.
    """
    entries = read_history(root, layout.system_folder_path(work.system.name))
    version = work.system.characteristics.version
    return tuple(
        ChangeEntry(dt.date.fromisoformat(day), "" if index else version, subject)
        for index, (day, subject) in enumerate(entries)
    )


def read_pictures(root: Path, work: Work) -> dict[str, bytes]:
    """The diagrams of a system that are there, by workspace path."""
    folder = layout.system_folder_path(work.system.name)
    names = [
        item.file
        for part in (work.system.boundary, work.system.network, work.system.data_flow)
        if part
        for item in part.diagrams
    ]
    found = {}
    for name in names:
        try:
            found[f"{folder}/{name}"] = files.read(root, f"{folder}/{name}")
        except (FileNotFoundError, files.Unreadable):
            continue
    return found
