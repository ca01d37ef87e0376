"""Documents for people: what each kind is made from, and the files it becomes."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from ..assess.changes import Compared
from ..assess.plan_state import PlanState
from ..crosswalk.gap_analysis import combine_maps
from ..errors import UsageError
from ..findings import Finding
from ..formats.entry_table import read_entry_table
from ..formats.question_table import read_question_table
from ..lazy_dataclasses import dataclass
from ..model.audiences import ANYONE, Recipient
from ..model.authored_texts import AuthoredText, walk_authored_texts
from ..model.shown_words import TextsChoice
from ..model.workspace import Work
from ..render.frame import APPROVED_AS, DocumentFrame
from ..render.kinds.boundary import BoundaryContent
from ..render.kinds.evidence_wording import EvidenceContent
from ..render.kinds.interview_wording import InterviewContent
from ..render.kinds.packet import PacketContent
from ..render.kinds.sprs import EntryContent
from ..render.kinds.ssp import PlanContent
from ..render.registry import DRAWN, FilePlace, check_forms, list_forms
from ..render.registry import render_files as render_document_files
from ..store import files, layout
from ..store.evidence_files import read_prose_picture
from .clock import today
from .crosswalks import list_sides, read_crosswalks
from .document_fonts import find_fonts
from .document_frames import PLAN, FrameQuestion, make_diff_frame, make_frame, name_file
from .document_templates import read_own_template
from .draft_states import judge_draft, refuse_draft
from .gap_reports import GapReading, read_gap
from .readiness_reports import judge_ready_system
from .sound_systems import ReadSystem
from .statuses import JudgedSystem, judge_system, judge_without_assessment
from .text_overlays import lay_over

# The form that holds its fonts; others name them, and hold only what is drawn in them
HOLDS_FONTS = "pdf"
# The form that takes its looks from a file of the user's own
HAS_TEMPLATE = "docx"
# So much of pictures a document can hold that people still send to each other
MOST_BYTES = 128 * 1024 * 1024


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
    ships), and the day to judge on; `judged` is the system where it is judged already; `texts` is
    whose words are printed, as the settings say where it is None, `recipient` for whom.
    """

    root: Path
    name: str | None
    as_of: dt.date
    judged: JudgedSystem | None = None
    texts: TextsChoice | None = None
    recipient: Recipient = ANYONE

    def judge(self, read_system: ReadSystem | None = None) -> JudgedSystem:
        """`read_system` reads it in another way."""
        words = partial(lay_over, self.root, asked=self.texts)
        judged = self.judged or judge_system(self.root, self.name, self.as_of, words, read_system)
        withheld = self.recipient.withheld
        return withhold(judged, self.recipient) if withheld else judged


def withhold(judged: JudgedSystem, recipient: Recipient) -> JudgedSystem:
    """As documents tell it to those who do not receive it all; without ratings and score the
    results of a self-assessment are not told either, and states are the author's.
    """
    if "ratings" in recipient.withheld and "score" not in recipient.discloses:
        judged = judge_without_assessment(judged)
    return replace(judged, status=replace(judged.status, withheld=recipient.withheld))


def render(
    root: Path,
    kind: str,
    name: str | None = None,
    forms: tuple[str, ...] = (),
    *,
    as_of: dt.date | None = None,
    final: bool = False,
    revision: str | None = None,
    out: Path | None = None,
    texts: TextsChoice | None = None,
) -> dict[str, bytes]:
    """A document in the forms asked for, or in the first of its kind, by file name; pictures beside
    a markdown file by their path from its folder. `out` is the folder they will go to: links of
    markdown to files of the workspace start there, and are no links without it. `texts`: whose
    words of requirements are printed, as the settings say if None.

    What cannot be read is left out, and the document says so. Raises UsageError for a kind or form
    that there is not, before anything is read; WorkspaceError where nothing is usable and, with
    `final`, with all that keeps the document from being final. The `revision` that it prints is
    read from version control where it is None.
    """
    rendered = render_files(
        root, kind, name, forms, as_of=as_of, final=final, revision=revision, out=out, texts=texts
    )
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
    out: Path | None = None,
    texts: TextsChoice | None = None,
) -> Rendered:
    """As `render`, with the errors for which something is left out."""
    if kind not in SUBJECTS:
        raise UsageError(f'there is no document "{kind}"; there are {", ".join(SUBJECTS)}')
    chosen = forms or list_forms(kind)[:1]
    check_forms(kind, chosen)
    question = Question(root, name, as_of or today(), texts=texts)
    subject = read_subject(kind, question)
    if final:
        _refuse_draft(kind, subject)
    asked = FrameQuestion(kind, question.as_of, subject.judged, subject.state, revision)
    frame = make_frame(root, asked)
    files_made = write_subject(root, kind, subject, chosen, frame, locate_folder(root, out))
    findings = subject.judged.findings if subject.judged else ()
    return Rendered(files_made, tuple(item for item in findings if item.is_error))


def render_gap(root: Path, reading: GapReading, forms: tuple[str, ...]) -> dict[str, bytes]:
    """As `render`, of an analysis that is there already."""
    subject = _judge_subject(root, "gap", _name_gap(reading))
    asked = FrameQuestion("gap", reading.report.as_of, subject.judged, subject.state)
    return write_subject(root, "gap", subject, forms, make_frame(root, asked))


def render_diffs(root: Path, found: Sequence[Compared], forms: tuple[str, ...]) -> dict[str, bytes]:
    """What changed in each of the systems, by file name."""
    made: dict[str, bytes] = {}
    for item in found:
        subject = Subject(item, f"{item.system}-diff")
        made |= write_subject(root, "diff", subject, forms, make_diff_frame(root, item))
    return made


def read_subject(kind: str, question: Question) -> Subject:
    """What the document is made from, with the state of its system."""
    reader = SUBJECTS.get(kind) or SUBJECTS_OF_PACKAGES[kind]
    return _judge_subject(question.root, kind, reader(question))


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


def write_subject(
    root: Path,
    kind: str,
    subject: Subject,
    forms: tuple[str, ...],
    frame: DocumentFrame,
    home: str | None = None,
) -> dict[str, bytes]:
    """The files of a document by name; `home` as `FilePlace` has it."""
    if HOLDS_FONTS in forms or set(DRAWN) & set(list_forms(kind)):
        frame = replace(frame, fonts=find_fonts(root))
    if HAS_TEMPLATE in forms:
        frame = replace(frame, template=read_own_template(root))
    made: dict[str, bytes] = {}
    for form in dict.fromkeys(forms):
        name = name_file(subject.stem, form, frame.marking)
        place = FilePlace(name, f"{subject.stem}-pictures", home)
        made |= render_document_files(kind, form, subject.value, place, frame)
    return made


def locate_folder(root: Path, out: Path | None) -> str | None:
    """The workspace path of the folder that documents go to, None where that is elsewhere."""
    if out is None:
        return None
    folder, top = (Path(os.path.normpath(path.absolute())) for path in (out, root))
    return folder.relative_to(top).as_posix() if folder.is_relative_to(top) else None


def _name_gap(reading: GapReading) -> Subject:
    report = reading.report
    return Subject(report, f"{report.name or report.baseline.profile}-gap", reading.judged)


def _read_plan(question: Question) -> Subject:
    root = question.root
    judged = question.judge()
    work, state = judged.work, _judge_state(root, PLAN, judged)
    content = PlanContent(work, judged.status, read_pictures(root, work), state)
    return Subject(content, f"{work.system.name}-ssp", judged, state)


def _read_status(question: Question) -> Subject:
    judged = question.judge()
    return Subject(judged.status, f"{judged.work.system.name}-status", judged)


def _read_readiness(question: Question) -> Subject:
    judged = question.judge()
    report = judge_ready_system(question.root, judged)
    return Subject(report, f"{judged.work.system.name}-ready", judged)


def _read_poam(question: Question) -> Subject:
    judged = question.judge()
    return Subject(judged.status, f"{judged.work.system.name}-poam", judged)


def _read_matrices(question: Question) -> Subject:
    judged = question.judge()
    return Subject(judged.status, f"{judged.work.system.name}-crm", judged)


def _read_evidence(question: Question) -> Subject:
    judged = question.judge()
    maps = combine_maps(read_crosswalks(question.root))[0]
    content = EvidenceContent(judged.status, maps)
    return Subject(content, f"{judged.work.system.name}-evidence", judged)


def _read_boundary(question: Question) -> Subject:
    judged = question.judge()
    pictures = _read_diagrams(question.root, judged.work)
    content = BoundaryContent(judged.work, pictures, judged.status.unread)
    return Subject(content, f"{judged.work.system.name}-boundary", judged)


def _read_interview(question: Question) -> Subject:
    judged = question.judge()
    content = InterviewContent(judged.status, read_question_table())
    return Subject(content, f"{judged.work.system.name}-interview", judged)


def _read_entry(question: Question) -> Subject:
    judged = question.judge()
    content = EntryContent(judged.status, read_entry_table())
    return Subject(content, f"{judged.work.system.name}-sprs", judged)


def _read_packet(question: Question) -> Subject:
    judged, recipient = question.judge(), question.recipient
    content = PacketContent(judged.status, recipient.discloses, recipient.print_out)
    return Subject(content, f"{judged.work.system.name}-packet", judged)


def _read_criteria(question: Question) -> Subject:
    subject = _read_evidence(question)
    return replace(subject, stem=subject.stem.removesuffix("-evidence") + "-criteria")


def _read_objectives(question: Question) -> Subject:
    judged = question.judge()
    return Subject(judged.status, f"{judged.work.system.name}-objectives", judged)


def _read_gap(question: Question) -> Subject:
    reading = read_gap(
        question.root,
        question.name,
        as_of=question.as_of,
        judged=question.judged,
        texts=question.texts,
    )
    return _name_gap(reading)


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
        "boundary": _read_boundary,
        "interview": _read_interview,
        "sprs": _read_entry,
        "gap": _read_gap,
        "crosswalk": _read_crosswalk,
        "status": _read_status,
        "ready": _read_readiness,
    }
)


# The same of kinds that only packages hold
SUBJECTS_OF_PACKAGES: Mapping[str, Callable[[Question], Subject]] = MappingProxyType(
    {"packet": _read_packet, "criteria": _read_criteria, "objectives": _read_objectives}
)


def read_pictures(root: Path, work: Work) -> dict[str, bytes]:
    """The pictures of a system that are there, by workspace path: its diagrams, and what its texts
    show as far as there is room.
    """
    found = _read_diagrams(root, work)
    left = MOST_BYTES - sum(map(len, found.values()))
    for text in walk_authored_texts(work.system):
        for path in _list_pictures(text) if "![" in text.text else ():
            data = read_prose_picture(root, path) if path not in found else None
            if data is not None and len(data) <= left:
                found[path] = data
                left -= len(data)
    return found


def _list_pictures(text: AuthoredText) -> tuple[str, ...]:
    # the parser is slow to load, and no other command needs it
    from ..render.prose_links import list_pictures

    return list_pictures(text.text, text.path)


def _read_diagrams(root: Path, work: Work) -> dict[str, bytes]:
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
