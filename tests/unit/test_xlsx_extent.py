"""Sheets that go further than is read: refused from their XML, before cells are made of them."""

from __future__ import annotations

import io
import time
import zipfile

import openpyxl
import pytest

from attestle.formats.sheet import MAX_ROWS, Sheet
from attestle.formats.spreadsheet import read_spreadsheet
from conftest import is_long

MOST_SECONDS = 2
MANY = 100_000 if is_long() else 25_000


def with_sheet(xml: str) -> bytes:
    """A workbook of the sheets `Large`, which is that XML, and `Small`."""
    made, out = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Large"
    book.create_sheet("Small").append(["a", "b"])
    book.save(made)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>'
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            text = f"{head}{xml}</sheetData></worksheet>".encode() if is_sheet else old.read(name)
            new.writestr(name, text, compresslevel=1)
    return out.getvalue()


def refuse_in_time(data: bytes, sheet: str | None = None) -> Sheet:
    start = time.process_time()
    found = read_spreadsheet(data, sheet)
    assert time.process_time() - start < MOST_SECONDS
    assert not found.rows
    return found


def test_a_sheet_of_many_rows_is_refused_before_it_is_read() -> None:
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>3.1.{0}</t></is></c></row>'
    data = with_sheet("".join(row.format(number) for number in range(1, 200_001)))
    [problem] = refuse_in_time(data, "large").problems
    assert (problem.message, problem.line) == (f"more than {MAX_ROWS} rows", MAX_ROWS + 1)
    assert read_spreadsheet(data, "Small").rows[0].cells == ("a", "b"), "the other is not read"


def test_rows_that_hold_nothing_do_not_count() -> None:
    row = '<row r="{0}"><c r="A{0}" t="str"><v></v></c><c r="B{0}"/></row>'
    rows = "".join(row.format(number) for number in range(1, MAX_ROWS + 100))
    last = f'<row r="{MAX_ROWS + 200}"><c r="A1" t="inlineStr"><is><t>end</t></is></c></row>'
    found = read_spreadsheet(with_sheet(rows + last))
    assert [item.cells for item in found.rows] == [("end",)]


def test_cells_far_to_the_right_are_refused_where_they_are_many() -> None:
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c><c r="XFD{0}"/></row>'
    [problem] = refuse_in_time(
        with_sheet("".join(row.format(number) for number in range(1, 20_000)))
    ).problems
    assert "far to the right" in problem.message
    few = read_spreadsheet(with_sheet("".join(row.format(number) for number in range(1, 20))))
    assert len(few.rows) == 19


@pytest.mark.parametrize(
    "xml",
    [
        "<row " * (4 * MANY),
        "<c " * (7 * MANY),
        "<row><c " + "r " * (5 * MANY),
        "<row r='1'>" + "<v " * (7 * MANY),
        "<row>" + "<c r='A1'" * (3 * MANY),
        "<x:row>" * (3 * MANY),
    ],
    ids=["rows", "cells", "blanks", "values", "places", "prefixes"],
)
def test_broken_xml_takes_no_time(xml: str) -> None:
    [problem] = refuse_in_time(with_sheet(xml)).problems
    assert problem.code == "OSC012"


def test_a_claimed_size_is_not_believed() -> None:
    xml = '</sheetData><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    start = time.process_time()
    read_spreadsheet(with_sheet(xml))
    assert time.process_time() - start < MOST_SECONDS
