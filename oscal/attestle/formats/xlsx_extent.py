"""How far a sheet of a workbook goes, counted in its XML before a parser makes cells of it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from .sheet import MAX_COLUMNS, MAX_ROWS, Sheet, refuse_sheet

# Empty places that a reader would have to fill in before a cell far to the right; each costs as
# much as a cell
_MOST_GAPS = 2_000_000
_CHUNK = 1 << 20
_ROW = re.compile(rb"<(?:\w{1,20}:)?row(?=[\s/>])")
_CELL = re.compile(rb"<(?:\w{1,20}:)?c(?=[\s/>])")
# The lengths are those of attributes, with a bound so that no text makes the search quadratic
_VALUE = re.compile(rb"<(?:\w{1,20}:)?(?:v(?:\s[^>]{0,200})?>[^<]|(?:is|f)[\s/>])")
_NUMBER = re.compile(rb"[^>]{0,300}?\sr\s{0,9}=\s{0,9}[\"'](\d{1,9})[\"']")
_HIDDEN = re.compile(rb"[^>]{0,300}?\shidden\s{0,9}=\s{0,9}[\"'](?:1|true)[\"']")
_COLUMN = re.compile(rb"<(?:\w{1,20}:)?col(\s[^>]{1,300})>")
_SPAN = re.compile(rb"\s(min|max)\s{0,9}=\s{0,9}[\"'](\d{1,6})[\"']")
_PLACE = re.compile(rb"[^>]{0,300}?\sr\s{0,9}=\s{0,9}[\"']([A-Z]{1,3})\d")
# More of one row than any sheet holds: 500 cells of 32,767 signs
_LONGEST_ROW = 20 * _CHUNK


def refuse_far_sheet(package: zipfile.ZipFile, path: str) -> Sheet | None:
    """Why the sheet in that part is not read, found in its first rows beyond what is read."""
    filled = gaps = 0
    for number, row in _walk_rows(package, path):
        filled += _VALUE.search(row) is not None
        gaps += _count_gaps(row)
        if filled > MAX_ROWS:
            return refuse_sheet(f"more than {MAX_ROWS} rows", "split the file", number)
        if gaps > _MOST_GAPS:
            return refuse_sheet(
                "cells far to the right of the others, in too many rows",
                "delete the columns that hold nothing",
                number,
            )
    return None


def list_hidden_rows(package: zipfile.ZipFile, path: str) -> frozenset[int]:
    """Rows that the sheet does not show: hidden by hand, by a filter or in a closed group."""
    return frozenset(
        number for number, row in _walk_rows(package, path) if _HIDDEN.match(row.partition(b">")[0])
    )


def list_hidden_columns(package: zipfile.ZipFile, path: str) -> frozenset[int]:
    """Columns that the sheet does not show, from 0."""
    with package.open(path) as part:
        head = part.read(_CHUNK).partition(b"sheetData")[0]
    hidden: set[int] = set()
    for tag in _COLUMN.findall(head):
        span = {name: int(number) for name, number in _SPAN.findall(tag)}
        if _HIDDEN.match(tag) and {*span} == {b"min", b"max"}:
            hidden.update(range(span[b"min"] - 1, min(span[b"max"], MAX_COLUMNS)))
    return frozenset(hidden)


def _walk_rows(package: zipfile.ZipFile, path: str) -> Iterator[tuple[int, bytes]]:
    """Number and XML of each row; what is no row comes with none and is left out."""
    number, rest = 0, b""
    with package.open(path) as part:
        while chunk := part.read(_CHUNK):
            *rows, rest = _ROW.split(rest + chunk)
            if number == 0 and rows:
                rows = rows[1:]  # what stands before the first row
                number = 1
            for row in rows:
                yield _read_number(row, number), row
                number = _read_number(row, number) + 1
            if len(rest) > _LONGEST_ROW:
                break
    if number:
        yield _read_number(rest, number), rest


def _read_number(row: bytes, expected: int) -> int:
    found = _NUMBER.match(row)
    return int(found[1]) if found else expected


def _count_gaps(row: bytes) -> int:
    """The places before the last cell that the file leaves out."""
    end, cells = 0, 0
    for cell in _CELL.finditer(row):
        end, cells = cell.end(), cells + 1
    place = _PLACE.match(row, end)
    column = 0
    for letter in place[1] if cells and place else b"":
        column = column * 26 + letter - 64
    return max(0, column - cells)
