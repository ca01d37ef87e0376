"""A document as sheets of an xlsx file, a chapter on each: the same document is always the same
bytes, and text is never a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..document_model import (
    Amount,
    CellRow,
    Chapter,
    DocumentCell,
    DocumentModel,
    DocumentPart,
    Grid,
    GridColumn,
    Mark,
    TextLine,
    Tone,
)
from ..plain_parts import cell_text, list_lines, simplify_part
from ..prose import clean_text

# shade of a cell -> fill and font colour; the words in the cell say the same, so colour is never
# alone
SHADES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "good": ("#D5EBD8", "#14532D"), "fair": ("#FFF3C4", "#713F12"), "poor": ("#FCE0C8", "#7C2D12"), "bad": ("#F8D0D0", "#7F1D1D"), "none": ("#ECEFF1", "#37474F"),
})  # fmt: skip
MAX_CELL = 32_767
MAX_NAME = 31
# A document without a date has the first day that the format can hold, never the time of writing.
FIRST_DAY = dt.date(1980, 1, 1)
WIDE = 100  # letters: the column of a sheet that holds text only
_LINE, _TALLEST = 15, 409  # points
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
CellValue = str | int | float | None


def write(document: DocumentModel) -> bytes:
    """The document's date stands in the file's properties instead of the time of writing."""
    import xlsxwriter  # only documents for spreadsheets need it

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, dict(_OPTIONS))
    created = dt.datetime.combine(document.date or FIRST_DAY, dt.time(), dt.UTC)
    book.set_properties({"title": escape(document.title), "created": created})
    formats = _make_formats(book)
    names: set[str] = set()
    for chapter in _list_sheets(document):
        name = _name_sheet(chapter.title, names)
        _SheetWriter(book.add_worksheet(name), formats).write(chapter)
    book.close()
    return out.getvalue()


def _list_sheets(document: DocumentModel) -> Iterator[Chapter]:
    """What stands before the first chapter is a sheet of its own."""
    lines = tuple(TextLine(text, "note") for text in document.notices)
    facts = (document.front,) if document.front else ()
    parts: tuple[DocumentPart, ...] = (*facts, *lines, *document.parts)
    if parts or not document.chapters:
        title = TextLine(document.title, "label")
        yield Chapter(1, document.title, parts=(title, *parts))
    yield from document.chapters


def _name_sheet(title: str, known: set[str]) -> str:
    """At most 31 letters, none of those a spreadsheet refuses, and no name twice."""
    base = _NOT_IN_NAMES.sub(" ", escape(title)).strip("' ")[:MAX_NAME] or "Sheet"
    name, number = base, 1
    while name.lower() in known:
        number += 1
        name = f"{base[: MAX_NAME - 4]} {number}"
    known.add(name.lower())
    return name


def _make_formats(book: Any) -> dict[str, Any]:
    cell = {"text_wrap": True, "valign": "top"}
    head = {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", **cell, "border": 1}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"italic": True, "font_color": "#455A64"}),
        "head": book.add_format(head),
        "cell": book.add_format(cell),
        **{
            shade: book.add_format({**cell, "bg_color": fill, "font_color": ink})
            for shade, (fill, ink) in SHADES.items()
        },
    }


@dataclass(slots=True)
class _SheetWriter:
    """`top` is the next free row. The first table of a sheet has its header frozen and a filter."""

    sheet: Any
    formats: Mapping[str, Any]
    top: int = 0
    has_table: bool = False

    def write(self, chapter: Chapter) -> None:
        self._write_chapter(chapter)
        if not self.has_table:
            self.sheet.set_column(0, 0, WIDE)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)

    def _write_chapter(self, chapter: Chapter) -> None:
        for part in chapter.parts:
            for simple in simplify_part(part):
                if isinstance(simple, Grid):
                    self._write_grid(simple)
                else:
                    self._write_lines(list_lines(simple))
        for child in chapter.chapters:
            self._write_lines([(child.title, "label")])
            self._write_chapter(child)

    def _write_lines(self, lines: Iterable[tuple[str, Tone]]) -> None:
        for text, tone in lines:
            form = self.formats["title" if tone == "label" else "note"]
            self.sheet.write_string(self.top, 0, escape(text), form)
            self.top += 1

    def _write_grid(self, grid: Grid) -> None:
        """A row between the table and what stands above it."""
        self.top += 1 if self.top else 0
        for number, column in enumerate(grid.columns):
            if not self.has_table:
                self.sheet.set_column(number, number, column.width)
            self.sheet.write_string(self.top, number, escape(column.title), self.formats["head"])
        for number, row in enumerate(grid.rows, self.top + 1):
            self._write_row(number, row, grid.columns)
        if not self.has_table:
            self._freeze_head(grid)
        self.has_table = True
        self.top += 1 + len(grid.rows)

    def _freeze_head(self, grid: Grid) -> None:
        self.sheet.freeze_panes(self.top + 1, 1)
        if grid.rows:
            last = self.top + len(grid.rows)
            self.sheet.autofilter(self.top, 0, last, len(grid.columns) - 1)
        self.sheet.repeat_rows(self.top)

    def _write_row(self, number: int, row: CellRow, columns: Sequence[GridColumn]) -> None:
        for place, cell in enumerate(row):
            shade = next((part.shade for part in cell if isinstance(part, Mark)), "cell")
            _write_value(self.sheet, number, place, _read_value(cell), self.formats[shade])
        self.sheet.set_row(number, _height(columns, row))


def _read_value(cell: DocumentCell) -> CellValue:
    if len(cell) == 1 and isinstance(cell[0], Amount):
        return cell[0].value
    return "\n".join(cell_text(part) for part in cell)


def _height(columns: Sequence[GridColumn], row: CellRow) -> int:
    """Room for the tallest cell, in points: not every program fits rows to wrapped text by itself."""
    values = zip(columns, map(_read_value, row), strict=False)
    lines = [
        sum(1 + len(line) // max(1, column.width - 1) for line in value.split("\n"))
        for column, value in values
        if isinstance(value, str)
    ]
    return min(_TALLEST, max(lines, default=1) * _LINE)


def _write_value(sheet: Any, row: int, column: int, value: CellValue, form: Any) -> None:
    """Numbers as numbers, all else as text: a cell that begins with = + - or @ stays what it is."""
    if isinstance(value, int | float):
        sheet.write_number(row, column, value, form)
    elif not value:
        sheet.write_blank(row, column, None, form)
    else:
        sheet.write_string(row, column, escape(value), form)


def escape(text: str) -> str:
    """What XML cannot hold goes; a cell holds no more than a spreadsheet can."""
    return clean_text(text)[:MAX_CELL]
