"""Documents for people: what each kind is made from, and the files it becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ..crosswalk.gap_analysis import GapReport, combine_maps
from ..errors import UsageError
from ..findings import Finding
from ..model.workspace import Work
from ..render.kinds.evidence_wording import EvidenceContent
from ..render.kinds.ssp import PlanContent
from ..render.kinds.ssp_appendices import ChangeEntry
from ..render.registry import check_forms, list_forms, render_document
from ..store import files, layout
from ..store.git import read_history
from .crosswalks import list_sides, read_crosswalks
from .draft_states import judge_draft, refuse_draft
from .gap_reports import judge_gap
from .sound_systems import load_work, today
from .statuses import judge_status, judge_work

# The kind that is approved, and so a draft until it is
PLAN = "ssp"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is made from, and the name of its files without their ending.

    `findings` are those of the files that it is read from.
    """

    value: object
    stem: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """Files by name, and the errors for which something is left out of them."""

    files: Mapping[str, bytes]
    errors: tuple[Finding, ...]


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
    final: bool = False,
) -> dict[str, bytes]:
    """A document in the forms asked for, or in the first of its kind, by file name.

    What cannot be read is left out, and the document says so. Raises UsageError for a kind or form
    that there is not, before anything is read; WorkspaceError where nothing is usable and, with
    `final`, with all that keeps the plan from being final.
    """
    rendered = render_files(root, kind, name, forms, as_of=as_of, changes=changes, final=final)
    return dict(rendered.files)


def render_files(
    root: Path,
    kind: str,
    name: str | None = None,
    forms: tuple[str, ...] = (),
    *,
    as_of: dt.date | None = None,
    changes: tuple[ChangeEntry, ...] | None = None,
    final: bool = False,
) -> Rendered:
    """As `render`, with the errors for which something is left out."""
    if kind not in SUBJECTS:
        raise UsageError(f'there is no document "{kind}"; there are {", ".join(SUBJECTS)}')
    if final and kind != PLAN:
        raise UsageError(f'only "{PLAN}" is ever final; leave out --final')
    chosen = forms or list_forms(kind)[:1]
    check_forms(kind, chosen)
    subject = SUBJECTS[kind](Question(root, name, as_of or today(), changes))
    if final and isinstance(subject.value, PlanContent):
        refuse_draft(subject.value.status, subject.value.state)
    errors = tuple(item for item in subject.findings if item.is_error)
    return Rendered(_render_subject(kind, subject, chosen), errors)


def render_gap(report: GapReport, forms: tuple[str, ...]) -> dict[str, bytes]:
    """As `render`, of an analysis that is there already."""
    return _render_subject("gap", _name_gap(report), forms)


def _render_subject(kind: str, subject: Subject, forms: tuple[str, ...]) -> dict[str, bytes]:
    return {
        f"{subject.stem}.{form}": render_document(kind, form, subject.value)
        for form in dict.fromkeys(forms)
    }


def _name_gap(report: GapReport, findings: tuple[Finding, ...] = ()) -> Subject:
    return Subject(report, f"{report.name or report.baseline.profile}-gap", findings)


def _read_plan(question: Question) -> Subject:
    root = question.root
    work, found = load_work(root, question.name)
    status, findings = judge_work(root, work, found, question.as_of)
    state = judge_draft(root, work, found, status)
    changes = _read_changes(root, work) if question.changes is None else question.changes
    content = PlanContent(work, status, changes, read_pictures(root, work), state)
    return Subject(content, f"{work.system.name}-ssp", findings)


def _read_status(question: Question) -> Subject:
    status, findings = judge_status(question.root, question.name, question.as_of)
    return Subject(status, f"{status.system.name}-status", findings)


def _read_poam(question: Question) -> Subject:
    status, findings = judge_status(question.root, question.name, question.as_of)
    return Subject(status, f"{status.system.name}-poam", findings)


def _read_matrices(question: Question) -> Subject:
    status, findings = judge_status(question.root, question.name, question.as_of)
    return Subject(status, f"{status.system.name}-crm", findings)


def _read_evidence(question: Question) -> Subject:
    status, findings = judge_status(question.root, question.name, question.as_of)
    maps = combine_maps(read_crosswalks(question.root))[0]
    content = EvidenceContent(status, maps)
    return Subject(content, f"{status.system.name}-evidence", findings)


def _read_gap(question: Question) -> Subject:
    return _name_gap(*judge_gap(question.root, question.name, as_of=question.as_of))


def _read_crosswalk(question: Question) -> Subject:
    sides = list_sides(question.root, question.name)
    return Subject(sides, sides.crosswalk.name)


# kind -> how it is read from a workspace; a kind that is no file of its own has no row
SUBJECTS: Mapping[str, Callable[[Question], Subject]] = MappingProxyType(
    {
        "ssp": _read_plan,
        "poam": _read_poam,
        "crm": _read_matrices,
        "evidence": _read_evidence,
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
