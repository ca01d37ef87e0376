"""Sheets as values to the bytes of an xlsx file: the same sheets are always the same bytes, and
text is never a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

Cell = str | int | float | None
# tone of a cell -> fill and font colour; the words in the cell say the same, so colour is never
# alone
TONES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "good": ("#D5EBD8", "#14532D"), "fair": ("#FFF3C4", "#713F12"), "poor": ("#FCE0C8", "#7C2D12"), "bad": ("#F8D0D0", "#7F1D1D"), "none": ("#ECEFF1", "#37474F"),
})  # fmt: skip
MAX_CELL = 32_767
_LINE, _TALLEST = 15, 409  # points
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters."""

    title: str
    width: int = 14


@dataclass(frozen=True, slots=True)
class Toned:
    """A cell with a tone of `TONES`."""

    value: Cell
    tone: str


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: a title line, notes below it, then the table with its header frozen and a filter."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | Toned]]
    title: str = ""
    notes: Sequence[str] = ()


def write(pages: Sequence[Page], *, title: str, date: dt.date) -> bytes:
    """`date` stands in the file's properties instead of the time of writing."""
    import xlsxwriter  # only documents for spreadsheets need it

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": title, "created": dt.datetime.combine(date, dt.time(), dt.UTC)})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"italic": True, "font_color": "#455A64"}),
        "head": book.add_format(
            {
                "bold": True,
                "bg_color": "#1F3A5F",
                "font_color": "#FFFFFF",
                "text_wrap": True,
                "valign": "top",
                "border": 1,
            }
        ),
        "cell": book.add_format({"text_wrap": True, "valign": "top"}),
        **{
            tone: book.add_format(
                {"text_wrap": True, "valign": "top", "bg_color": fill, "font_color": ink}
            )
            for tone, (fill, ink) in TONES.items()
        },
    }
    for page in pages:
        _page(book.add_worksheet(page.name[:31]), page, formats)
    book.close()
    return out.getvalue()


def _page(sheet: Any, page: Page, formats: Mapping[str, Any]) -> None:
    top = 0
    for number, text in enumerate((page.title, *page.notes) if page.title or page.notes else ()):
        sheet.write_string(top, 0, _clean(text), formats["note" if number else "title"])
        top += 1
    top += 1 if top else 0
    for column, item in enumerate(page.columns):
        sheet.set_column(column, column, item.width)
        sheet.write_string(top, column, item.title, formats["head"])
    for number, row in enumerate(page.rows, top + 1):
        for column, cell in enumerate(row):
            value, tone = (cell.value, cell.tone) if isinstance(cell, Toned) else (cell, "cell")
            _write(sheet, number, column, value, formats[tone])
        sheet.set_row(number, _height(page.columns, row))
    sheet.freeze_panes(top + 1, 1)
    if page.rows:
        sheet.autofilter(top, 0, top + len(page.rows), len(page.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)


def _height(columns: Sequence[Column], row: Sequence[Cell | Toned]) -> int:
    """Room for the tallest cell, in points: not every program fits rows to wrapped text by itself."""
    texts = [
        (column.width, cell.value if isinstance(cell, Toned) else cell)
        for column, cell in zip(columns, row, strict=False)
    ]
    lines = [
        sum(1 + len(line) // max(1, width - 1) for line in text.split("\n"))
        for width, text in texts
        if isinstance(text, str)
    ]
    return min(_TALLEST, max(lines, default=1) * _LINE)


def _write(sheet: Any, row: int, column: int, value: Cell, form: Any) -> None:
    """Numbers as numbers, all else as text: a cell that begins with = + - or @ stays what it is."""
    if isinstance(value, int | float):
        sheet.write_number(row, column, value, form)
    elif value is None or value == "":
        sheet.write_blank(row, column, None, form)
    else:
        sheet.write_string(row, column, _clean(value), form)


def _clean(text: str) -> str:
    """What XML cannot hold goes; a cell holds no more than a spreadsheet can."""
    return _CONTROLS.sub("", text)[:MAX_CELL]
