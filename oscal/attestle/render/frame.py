"""What stands round a document of any kind: marking, designation, title block, draft, approvals,
record of changes, provenance. No kind writes any of it by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from ..model.system_characteristics import PlanChange
from .document_model import (
    APPROVALS,
    CHANGES,
    DesignationBlock,
    DocumentModel,
    OwnFonts,
    list_tables,
    number_tables,
)
from .document_parts import (
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    TextLine,
)
from .table_cells import NOT_RECORDED, SIGNATURES, text_cell

# kind of a document that people sign -> what an approval of it is `of` (system.md, `approvals`);
# what is made from the plan alone is signed with the plan
APPROVED_AS: Mapping[str, str] = MappingProxyType(
    {"ssp": "plan", "poam": "poam", "crm": "plan", "evidence": "plan", "boundary": "boundary"}
)
# what an approval is of -> its name in a sentence
SUBJECTS_OF_APPROVAL: Mapping[str, str] = MappingProxyType(
    {"plan": "the plan", "poam": "the plan of action", "boundary": "the boundary"}
)


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Who approves; without a `date` nobody has yet."""

    role: str
    name: str = ""
    title: str = ""
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """Whose document it is and of which system; "" is what nobody recorded.

    Number and version are the plan's; `is_plan` is False for what is made from it.
    """

    organization: str = ""
    system: str = ""
    short_name: str = ""
    document_number: str = ""
    version: str = ""
    date: dt.date | None = None
    cage: tuple[str, ...] = ()
    uei: str = ""
    scope_type: str = ""
    is_plan: bool = True


@dataclass(frozen=True, slots=True)
class DocumentFrame:
    """The frame of one document.

    `draft` says why it is one, "" where it is none. `signatures` and `changes` are None where
    nobody signs the document; `is_signed_itself` is False where the approvals are of the plan that
    it is made from. `provenance` are names and values, the same in every form; `fonts` and
    `template` (a Word file that was found safe) the organization's own.
    """

    marking: str = ""
    designation: DesignationBlock | None = None
    title: TitleBlock = TitleBlock()
    draft: str = ""
    signatures: tuple[SignatureLine, ...] | None = None
    changes: tuple[PlanChange, ...] | None = None
    provenance: tuple[tuple[str, str], ...] = ()
    is_signed_itself: bool = True
    fonts: OwnFonts | None = None
    template: bytes = b""


def put_frame(document: DocumentModel, frame: DocumentFrame) -> DocumentModel:
    """The document in its frame.

    What the kind says of organization, subject, version and day stays; a chapter that it keeps for
    the record of changes is filled, else the record goes last.
    """
    title = frame.title
    framed = replace(
        document,
        chapters=_put_chapters(document.chapters, frame),
        organization=document.organization or (title.organization if document.subject else ""),
        version=document.version or title.version,
        date=document.date or title.date,
        short_name=title.short_name or title.system,
        marking=frame.marking,
        designation=frame.designation,
        draft=frame.draft,
        front=_put_front(document, frame),
        provenance=frame.provenance,
        fonts=frame.fonts,
        template=frame.template,
        tail=False,  # nothing follows the last line of the frame
    )
    # the tables of the frame take their turn where the kind has given numbers to its own
    return number_tables(framed) if any(list_tables(document)) else framed


def _put_front(document: DocumentModel, frame: DocumentFrame) -> FactList | None:
    rows = (*_list_title_rows(document, frame), *(document.front.rows if document.front else ()))
    return FactList(rows) if rows else None


def _list_title_rows(
    document: DocumentModel, frame: DocumentFrame
) -> Iterator[tuple[str, DocumentCell]]:
    """The rows of the title block, without those of which nothing is recorded."""
    title = frame.title
    of = "" if title.is_plan else " of the plan"
    approved = "Approved by" if frame.is_signed_itself else "Plan approved by"
    given = [item for item in frame.signatures or () if item.date]
    for name, cell in (
        ("Organization", text_cell("" if document.subject else title.organization)),
        ("System", text_cell("" if document.subject else title.system)),
        (f"Document number{of}", text_cell(title.document_number)),
        (f"Version{of}", text_cell(_write_version(title))),
        ("CAGE code", text_cell(", ".join(title.cage))),
        ("Unique Entity ID", text_cell(title.uei)),
        ("Assessment scope", text_cell(title.scope_type.title())),
        (approved, tuple(TextLine(_write_approval(item)) for item in given)),
    ):
        if cell:
            yield name, cell


def _write_version(title: TitleBlock) -> str:
    return f"{title.version} of {title.date.isoformat()}" if title.version and title.date else ""


def _write_approval(item: SignatureLine) -> str:
    who = f"{item.role}: {item.name}{f', {item.title}' if item.title else ''}"
    return f"{who}, {item.date.isoformat()}" if item.date else who


def _put_chapters(chapters: Sequence[Chapter], frame: DocumentFrame) -> tuple[Chapter, ...]:
    if frame.signatures is not None:
        chapters = (_build_approvals(frame), *chapters)
    if frame.changes is None:
        return tuple(chapters)
    record = build_record(frame.changes)
    if any(chapter.anchor == CHANGES for chapter in chapters):
        return tuple(
            replace(chapter, parts=record.parts) if chapter.anchor == CHANGES else chapter
            for chapter in chapters
        )
    return (*chapters, record)


def _build_approvals(frame: DocumentFrame) -> Chapter:
    """A line to sign on for everyone who approves, whether the register has the approval or not."""
    signatures, version = frame.signatures or (), _write_version(frame.title)
    columns = (
        GridColumn("Role", 1.5, 28),
        GridColumn("Name", 1.5, 28),
        GridColumn("Title", 1.4, 28),
        GridColumn("Approved on", 0.9, 16),
        GridColumn("Signature", 2.0, 36),
    )
    rows = tuple(
        (
            text_cell(item.role),
            text_cell(item.name, "not named"),
            text_cell(item.title),
            text_cell(item.date.isoformat() if item.date else "", "not approved"),
            (),
        )
        for item in signatures
    )
    none = TextLine("Nobody is named to approve this document.", "quiet")
    part: DocumentPart = Grid("Approvals", columns, rows, SIGNATURES) if rows else none
    what = "Of" if frame.is_signed_itself else "Of the plan that this document is made from, in"
    of = (TextLine(f"{what} version {version}."),) if version else ()
    return Chapter(1, "Approvals", APPROVALS, (*of, part), fresh=True)


def build_record(changes: tuple[PlanChange, ...]) -> Chapter:
    """The changes that somebody wrote down, in their order."""
    columns = (
        GridColumn("Version", 0.7, 10),
        GridColumn("Date", 0.9, 12),
        GridColumn("Change", 3.6, 60),
        GridColumn("By", 1.1, 24),
        GridColumn("Approved by", 1.1, 24),
    )
    rows = tuple(
        (
            text_cell(item.version),
            text_cell(item.date.isoformat()),
            text_cell(item.what),
            text_cell(item.by),
            text_cell(item.approved_by or "", NOT_RECORDED),
        )
        for item in changes
    )
    none = TextLine("Not recorded.", "quiet")
    part: DocumentPart = Grid("Record of changes", columns, rows) if rows else none
    return Chapter(1, "Record of Changes", CHANGES, (part,), fresh=True)
