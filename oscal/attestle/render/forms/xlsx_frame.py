"""What stands round the tables of an xlsx file: properties, heads and feet of printed pages, the
cover and the order of the sheets.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from ..document_model import APPROVALS, CHANGES, DocumentModel
from ..document_parts import Chapter, DocumentPart, FactList, TextLine
from ..plain_parts import list_own_properties, name_document
from ..prose import clean_text
from ..table_cells import text_cell
from .xlsx_pages import SIZE

MAX_CELL = 32_767
# A document without a date has the first day that the format can hold, never the time of writing.
FIRST_DAY = dt.date(1980, 1, 1)
_LONGEST_FIELD = 70  # all of a foot has 255 signs
_LONGEST_PROPERTY = 255
_COVER = "Cover"


def describe_book(book: Any, document: DocumentModel) -> None:
    """The properties of the file; the document's day stands there, not the time of writing."""
    book.set_properties(_describe_core(document))
    for name, value in list_own_properties(document):
        book.set_custom_property(name, escape(value)[:_LONGEST_PROPERTY], "text")


def _describe_core(document: DocumentModel) -> dict[str, Any]:
    created = dt.datetime.combine(document.date or FIRST_DAY, dt.time(), dt.UTC)
    texts = {
        "title": document.title,
        "subject": document.subject,
        "author": document.organization,
        "status": document.version,
    }
    return {"created": created, **{key: escape(text) for key, text in texts.items() if text}}


def set_heads(sheet: Any, document: DocumentModel) -> None:
    """What stands on every printed page: marking, state, document and version, sheet and page."""
    version = f"Version {document.version}" if document.version else ""
    # some programs scale it with the sheet, so it begins as large as the text of the cells
    marking, size = _write_field(document.marking), f"&{SIZE} "
    head = "\n".join(filter(None, (marking, _write_field(document.draft))))
    if head:
        sheet.set_header(f"&C{size}&B{head}")
    left = "\n".join(filter(None, (_write_field(name_document(document)), _write_field(version))))
    center = f"&A\n&B{marking}" if marking else "&A"
    sheet.set_footer(f"&L{size}{left}&C{size}{center}&R{size}Page &P of &N")


def _write_field(text: str) -> str:
    """A text in a head or foot, where an ampersand begins a code."""
    return escape(text)[:_LONGEST_FIELD].replace("&", "&&")


def list_sheets(document: DocumentModel) -> Iterator[Chapter]:
    """What stands before the first chapter is a sheet of its own; approvals and the record of
    changes go last, since who opens the file looks for the tables.
    """
    parts = (*_list_cover(document), *document.parts)
    last = (_list_facts(document.provenance),) if document.provenance else ()
    if parts or last or not document.chapters:
        title = TextLine(document.title, "label")
        name = _COVER if document.chapters else document.title
        yield Chapter(1, name, parts=(title, *parts, *last))
    framed = (APPROVALS, CHANGES)
    yield from (item for item in document.chapters if item.anchor not in framed)
    yield from (item for item in document.chapters if item.anchor in framed)


def _list_cover(document: DocumentModel) -> Iterator[DocumentPart]:
    if document.draft:
        yield TextLine(document.draft, "label")
    if document.front:
        yield document.front
    if block := document.designation:
        yield _list_facts(block.lines)
        yield from (TextLine(text) for text in (block.statement,) if text)
    yield from (TextLine(text, "note") for text in document.notices)


def _list_facts(facts: Sequence[tuple[str, str]]) -> FactList:
    return FactList(tuple((name, text_cell(value)) for name, value in facts))


def escape(text: str) -> str:
    """What XML cannot hold goes; a cell holds no more than a spreadsheet can."""
    return clean_text(text)[:MAX_CELL]
