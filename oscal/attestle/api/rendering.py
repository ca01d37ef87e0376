"""Documents for people: what each kind is made from, and the files it becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from ..assess.plan_state import PlanState
from ..errors import UsageError
from ..findings import Finding
from ..model.workspace import Work
from ..render.frame import APPROVED_AS
from ..render.kinds.ssp import PlanContent
from ..render.registry import check_forms, list_forms, render_document
from ..store import files, layout
from .crosswalks import list_sides
from .document_fonts import find_fonts
from .document_frames import FrameQuestion, make_frame, name_file
from .draft_states import judge_draft, refuse_draft
from .gap_reports import GapReading, read_gap
from .sound_systems import today
from .statuses import JudgedSystem, judge_system

# The kind that prints what keeps it from being final
PLAN = "ssp"
# The form that holds its fonts; others name them
HOLDS_FONTS = "pdf"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is made from, and the name of its files without their ending.

    `judged` is the system that it is of, `state` what keeps that from being final; None where it is
    of no system.
    """

    value: object
    stem: str
    judged: JudgedSystem | None = None
    state: PlanState | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """Files by name, and the errors for which something is left out of them."""

    files: Mapping[str, bytes]
    errors: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Where to look, which system or crosswalk is meant (None: the only one, or the one that
    ships), and the day to judge on.
    """

    root: Path
    name: str | None
    as_of: dt.date


def render(
    root: Path,
    kind: str,
    name: str | None = None,
    forms: tuple[str, ...] = (),
    *,
    as_of: dt.date | None = None,
    final: bool = False,
    revision: str | None = None,
) -> dict[str, bytes]:
    """A document in the forms asked for, or in the first of its kind, by file name.

    What cannot be read is left out, and the document says so. Raises UsageError for a kind or form
    that there is not, before anything is read; WorkspaceError where nothing is usable and, with
    `final`, with all that keeps the document from being final. The `revision` that it prints is read
    from version control where it is None.
    """
    rendered = render_files(root, kind, name, forms, as_of=as_of, final=final, revision=revision)
    return dict(rendered.files)


def render_files(
    root: Path,
    kind: str,
    name: str | None = None,
    forms: tuple[str, ...] = (),
    *,
    as_of: dt.date | None = None,
    final: bool = False,
    revision: str | None = None,
) -> Rendered:
    """As `render`, with the errors for which something is left out."""
    if kind not in SUBJECTS:
        raise UsageError(f'there is no document "{kind}"; there are {", ".join(SUBJECTS)}')
    chosen = forms or list_forms(kind)[:1]
    check_forms(kind, chosen)
    question = Question(root, name, as_of or today())
    subject = _judge_subject(root, kind, SUBJECTS[kind](question))
    if final:
        _refuse_draft(kind, subject)
    asked = FrameQuestion(kind, question.as_of, subject.judged, subject.state, revision)
    files_made = _render_subject(root, subject, chosen, asked)
    findings = subject.judged.findings if subject.judged else ()
    return Rendered(files_made, tuple(item for item in findings if item.is_error))


def render_gap(root: Path, reading: GapReading, forms: tuple[str, ...]) -> dict[str, bytes]:
    """As `render`, of an analysis that is there already."""
    subject = _judge_subject(root, "gap", _name_gap(reading))
    asked = FrameQuestion("gap", reading.report.as_of, subject.judged, subject.state)
    return _render_subject(root, subject, forms, asked)


def _judge_subject(root: Path, kind: str, subject: Subject) -> Subject:
    """The state of every document of a system; a plan that prints its errors has it already."""
    judged = subject.judged
    if judged is None or subject.state is not None:
        return subject
    return replace(subject, state=_judge_state(root, kind, judged))


def _judge_state(root: Path, kind: str, judged: JudgedSystem) -> PlanState:
    approval_of = APPROVED_AS.get(kind, "plan")
    return judge_draft(root, judged.work, judged.read, judged.status, approval_of)


def _refuse_draft(kind: str, subject: Subject) -> None:
    if subject.judged is None or subject.state is None:
        raise UsageError(f'"{kind}" is of no system and so never final; leave out --final')
    refuse_draft(subject.judged.status, subject.state)


def _render_subject(
    root: Path, subject: Subject, forms: tuple[str, ...], asked: FrameQuestion
) -> dict[str, bytes]:
    frame = make_frame(root, asked)
    if HOLDS_FONTS in forms:
        frame = replace(frame, fonts=find_fonts(root))
    return {
        name_file(subject.stem, form, frame.marking): render_document(
            asked.kind, form, subject.value, frame
        )
        for form in dict.fromkeys(forms)
    }


def _name_gap(reading: GapReading) -> Subject:
    report = reading.report
    return Subject(report, f"{report.name or report.baseline.profile}-gap", reading.judged)


def _read_plan(question: Question) -> Subject:
    root = question.root
    judged = judge_system(root, question.name, question.as_of)
    work, state = judged.work, _judge_state(root, PLAN, judged)
    content = PlanContent(work, judged.status, read_pictures(root, work), state)
    return Subject(content, f"{work.system.name}-ssp", judged, state)


def _read_status(question: Question) -> Subject:
    judged = judge_system(question.root, question.name, question.as_of)
    return Subject(judged.status, f"{judged.work.system.name}-status", judged)


def _read_gap(question: Question) -> Subject:
    return _name_gap(read_gap(question.root, question.name, as_of=question.as_of))


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
