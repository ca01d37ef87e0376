"""Sheets written: the same bytes for the same values, and no text that a spreadsheet program would
run.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from attestle.api.rendering import render
from attestle.formats import spreadsheet
from attestle.render.document_model import DocumentModel
from attestle.render.document_parts import (
    Amount,
    CellRow,
    Chapter,
    Grid,
    GridColumn,
    Mark,
    TextLine,
)
from attestle.render.forms import xlsx
from attestle.render.forms.xlsx import SHADES
from attestle.render.forms.xlsx_frame import MAX_CELL
from attestle.render.table_cells import REGISTER, text_cell
from conftest import ROOT

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


LINKED = (
    Chapter(
        1,
        "First",
        parts=(
            Grid(
                "First",
                (GridColumn("A"), GridColumn("B")),
                (
                    ((TextLine("to the web", href="https://a.example/x y"),), text_cell("plain")),
                    ((TextLine("inside", target="there"),), ()),
                    ((TextLine("lost", target="nowhere"),), ()),
                    ((TextLine("script", href="javascript:alert(1)"),), ()),
                    ((TextLine("one", href="https://a.example"), TextLine("two")), ()),
                ),
            ),
        ),
    ),
    Chapter(
        1, "It's second", parts=(Grid("S", (GridColumn("A"),), (((TextLine("x", anchor="there"),),),)),)
    ),
)  # fmt: skip


def test_a_link_leads_to_the_web_or_to_a_cell_and_never_elsewhere() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(book(*LINKED)))["First"]
    links = {cell.value: cell.hyperlink for cell in sheet["A"]}
    assert links["to the web"].target == "https://a.example/x%20y"
    assert links["inside"].location == "'It''s second'!A2"
    assert [links[key] for key in ("lost", "script", "one\ntwo")] == [None, None, None]
    assert book(*LINKED) == book(*LINKED)


WORDS = " ".join(f"word{number}" for number in range(400))


def test_a_long_text_above_a_table_stays_as_wide_as_the_table() -> None:
    grid = Grid("", (GridColumn("A", width=30), GridColumn("B", width=30)), ((text_cell("a"), ()),))
    data = book(Chapter(1, "S", parts=(TextLine(WORDS, "note"), grid)))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["S"]
    lines = [str(row[0]) for row in sheet.values if row[0] and str(row[0]).startswith("word")]
    assert " ".join(lines) == WORDS
    assert max(map(len, lines)) < 70
    assert not sheet.merged_cells.ranges
    assert sheet.freeze_panes is None, "a head so far down would leave no room for rows"
    assert sheet.print_area == f"'S'!$A$1:$B${sheet.max_row}"


def test_a_row_is_as_tall_as_its_tallest_cell() -> None:
    columns = (GridColumn("A", width=10), GridColumn("B", width=50))
    rows: tuple[CellRow, ...] = (
        (text_cell("a"), text_cell("b")),
        (text_cell("a"), text_cell(WORDS[:400])),
        (text_cell("a\nb\nc"), ()),
        (text_cell("a"), text_cell(WORDS)),
    )
    data = book(Chapter(1, "S", parts=(Grid("", columns, rows),)))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["S"]
    heights = [sheet.row_dimensions[number].height or 15 for number in range(2, 6)]
    short, long, lines, longest = heights
    assert short < 20 < lines < 50 < long < 200 < longest <= 409


@pytest.mark.parametrize("text", [WORDS * 3, "\n".join(f"line {n}" for n in range(90)), "w" * 9000])
def test_what_a_row_has_no_room_for_goes_on_in_the_next(text: str) -> None:
    columns = (GridColumn("A", width=12), GridColumn("B", width=30), GridColumn("C"))
    rows = ((text_cell("3.1.1[a]"), text_cell(text), text_cell("end")), (text_cell("next"), (), ()))
    grid = Grid("", columns, rows, look=REGISTER)
    data = book(Chapter(1, "S", parts=(grid,)))
    assert data == book(Chapter(1, "S", parts=(grid,)))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["S"]
    _, *found = sheet.values
    *parts, last = found
    assert [row[0] for row in parts] == ["3.1.1[a]"] * len(parts)
    assert [row[2] for row in parts] == ["end", *[None] * (len(parts) - 1)]
    assert " ".join(str(row[1]) for row in parts).split() == text.split()
    assert last[0] == "next"
    assert sheet.auto_filter.ref == f"A1:C{len(found) + 1}"


def test_the_foot_names_the_document_and_no_text_is_a_code_of_it() -> None:
    data = xlsx.write(DocumentModel("R&D &A", (PAGE,), subject="7 &Z", date=DAY))
    foot = openpyxl.load_workbook(io.BytesIO(data))["By objective"]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        text = package.read("xl/worksheets/sheet1.xml").decode()
    assert "&amp;L&amp;10 7 &amp;&amp;Z: R&amp;&amp;D &amp;&amp;A&amp;C" in text
    assert foot.print_title_rows == "$4:$4"


LETTER_WIDTHS = {1: 11.0, 5: 14.0, 3: 17.0}  # paper codes and their long sides in inches


@pytest.mark.parametrize("kind", ["gap", "crosswalk", "poam", "crm", "evidence"])
def test_no_sheet_of_the_example_prints_smaller_than_eight_points(kind: str) -> None:
    """Reckoned from the file as a spreadsheet program does, with the widest letters of any."""
    [data] = render(ROOT, kind, None, ("xlsx",), as_of=DAY).values()
    sheets: list[Any] = list(openpyxl.load_workbook(io.BytesIO(data)).worksheets)
    for sheet in sheets:
        sizes = {cell.font.sz for row in sheet.iter_rows() for cell in row if cell.value}
        assert min(sizes) == 10
        assert sheet.page_setup.orientation == "landscape"
        if sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage:
            room = (LETTER_WIDTHS[int(sheet.page_setup.paperSize)] - 0.8) * 72
            letters = [
                item.width * (item.max - item.min + 1) for item in sheet.column_dimensions.values()
            ]
            assert min(1.0, room / (sum(letters) * 5.56)) * 10 >= 8, sheet.title
        else:
            assert int(sheet.page_setup.scale) * 10 / 100 >= 8, sheet.title
            assert sheet.print_title_cols


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
