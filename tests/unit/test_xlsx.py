"""Sheets written: the same bytes for the same values, and no text that a spreadsheet program would
run.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from attestle.formats import spreadsheet
from attestle.render.document_model import (
    Amount,
    CellRow,
    Chapter,
    DocumentModel,
    Grid,
    GridColumn,
    Mark,
    TextLine,
    text_cell,
)
from attestle.render.forms import xlsx
from attestle.render.forms.xlsx import SHADES
from attestle.render.forms.xlsx_frame import MAX_CELL

DAY = dt.date(2026, 11, 24)
PAGE = Chapter(
    1,
    "By objective",
    parts=(
        TextLine("Title", "label"),
        TextLine("A note", "note"),
        Grid(
            "By objective",
            (GridColumn("Objective"), GridColumn("Missing", width=40)),
            (
                (text_cell("3.1.1[a]"), text_cell("=1+1")),
                ((Mark("good", "good"),), (Amount(3),)),
                ((), (Amount(2.5),)),
            ),
        ),
    ),
)


def book(*chapters: Chapter, title: str = "Gap") -> bytes:
    return xlsx.write(DocumentModel(title, chapters, date=DAY))


def sheet_of(*texts: str) -> bytes:
    """One sheet with one column."""
    rows: tuple[CellRow, ...] = tuple((text_cell(text),) for text in texts)
    return book(Chapter(1, "S", parts=(Grid("", (GridColumn("A"),), rows),)))


def test_the_same_sheets_are_the_same_bytes() -> None:
    assert book(PAGE) == book(PAGE)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        '=HYPERLINK("http://evil","x")',
        "http://evil",
        "{=1}",
    ],
)
def test_text_is_never_a_formula_or_a_link(text: str) -> None:
    data = sheet_of(text)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["S"]
    assert sheet["A2"].data_type == "s"
    assert str(sheet["A2"].value).strip() == text.strip()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
        assert not [
            name
            for name in package.namelist()
            if "externalLink" in name or name.startswith("xl/worksheets/_rels")
        ]


def test_what_xml_cannot_hold_goes_and_a_cell_has_an_end() -> None:
    data = sheet_of("a\x00b\x0bc\ufffe", "x" * (MAX_CELL + 5))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["S"]
    assert sheet["A2"].value == "abc"
    assert len(str(sheet["A3"].value)) == MAX_CELL


def test_a_page_has_its_title_notes_frozen_header_and_filter(tmp_path: Path) -> None:
    data = book(PAGE)
    made = openpyxl.load_workbook(io.BytesIO(data))
    sheet = made["By objective"]
    assert [sheet.cell(row, 1).value for row in (1, 2, 4)] == ["Title", "A note", "Objective"]
    assert sheet.freeze_panes == "B5"
    assert sheet.auto_filter.ref == "A4:B7"
    assert made.properties.title == "Gap"
    assert made.properties.created.date() == DAY


def test_what_we_write_we_read() -> None:
    found = spreadsheet.read_spreadsheet(book(PAGE))
    assert [row.cells for row in found.rows] == [
        ("Title",),
        ("A note",),
        ("Objective", "Missing"),
        ("3.1.1[a]", "=1+1"),
        ("good", "3"),
        ("", "2.5"),
    ]
    assert not found.problems


def test_colours_of_a_shade_can_be_read() -> None:
    """Contrast of at least 4.5 to 1 between the fill and the ink (WCAG 2.2, 1.4.3)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for fill, ink in SHADES.values():
        assert (luminance(fill) + 0.05) / (luminance(ink) + 0.05) >= 4.5, (fill, ink)
