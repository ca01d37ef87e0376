"""Rows of a spreadsheet from outside, CSV or xlsx: every cell as text, with what is odd about the file said and nothing guessed.

xlsx files come from anybody: the package is checked for size, ratio and document types before a parser sees it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .problems import Problem
from .text import decode

MAX_ROWS = 60_000
MAX_COLUMNS = 200
MAX_CELL = 32_767
MAX_UNPACKED = 256 * 1024 * 1024
MAX_RATIO = 200
_MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)\Z")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`number` is the row as the spreadsheet program counts it, from 1 (for CSV the line)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that are not empty. Problems that are errors leave no rows."""

    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...] = ()
    name: str = ""


def read(data: bytes, sheet: str | None = None) -> Sheet:
    """CSV or xlsx by its first bytes; of a workbook the sheet named, else the first that is visible."""
    if data[:4] == b"PK\x03\x04":
        return _read_xlsx(data, sheet)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _refused("this is an old .xls file or a workbook with a password", "save it as .xlsx without a password, or as CSV")
    return _read_csv(data)


def _refused(message: str, hint: str = "", line: int | None = None) -> Sheet:
    return Sheet((), (Problem("OSC012", message, line, None, hint),))


def _read_csv(data: bytes) -> Sheet:
    """UTF-8, or the code page of Excel where it is not; comma, semicolon or tab, whichever the first line has most of."""
    decoded = decode(data)
    text, notes = decoded.text, list[Problem]()
    if decoded.problems:
        if decoded.problems[0].code != "OSC006" or b"\0" in data:
            return Sheet((), decoded.problems)
        text = data.decode("cp1252", errors="replace").replace("\r\n", "\n")
        notes.append(Problem("OSC012", "the file is not UTF-8; it was read as Windows text (cp1252)", 1, None, "check names with accents", warning=True))
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[SheetRow] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(SheetRow(line, tuple(cell.strip() for cell in cells)))
            if problem := _too_much(rows, cells, line):
                return problem
            line = reader.line_num + 1
    except csv.Error as error:
        return _refused(f"not valid CSV: {error}", "check the double quotes in this row", reader.line_num or 1)
    return Sheet(tuple(rows), tuple(notes))


def _too_much(rows: list[SheetRow], cells: list[str], line: int) -> Sheet | None:
    if len(rows) > MAX_ROWS:
        return _refused(f"more than {MAX_ROWS} rows", "split the file", line)
    if len(cells) > MAX_COLUMNS:
        return _refused(f"more than {MAX_COLUMNS} columns", "", line)
    if any(len(cell) > MAX_CELL for cell in cells):
        return _refused(f"a cell with more than {MAX_CELL} characters", "", line)
    return None


def _unsafe(data: bytes) -> str:
    """Why a workbook is not opened at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > MAX_UNPACKED or len(entries) > 5000:
                return "the workbook is too large when unpacked"
            if unpacked > MAX_RATIO * max(len(data), 10_000):
                return "the workbook unpacks to more than a workbook can"
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with package.open(entry) as part:
                        if b"<!DOCTYPE" in part.read(4096).upper():
                            return "the workbook declares a document type, which spreadsheets never need"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        return f"the workbook is damaged ({error})"
    return ""


def _read_xlsx(data: bytes, sheet: str | None) -> Sheet:
    if reason := _unsafe(data):
        return _refused(reason, "save it again from the spreadsheet program, or export CSV")
    import openpyxl  # costs 0.2 s, and only imports need it
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        names = [item.title for item in book.worksheets if item.sheet_state == "visible"]
        if sheet is not None and sheet not in names:
            return _refused(f'there is no sheet "{sheet}"', f"its sheets are: {', '.join(names)}")
        if not names:
            return _refused("the workbook has no visible sheet")
        chosen = sheet or names[0]
        values, formulas = _values(book[chosen])
        if formulas:
            cached = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            values, _ = _values(cached[chosen])
    except (InvalidFileException, KeyError, ValueError, TypeError, zipfile.BadZipFile, SyntaxError) as error:
        return _refused(f"the workbook cannot be read ({type(error).__name__})", "save it again from the spreadsheet program, or export CSV")
    return _sheet(chosen, values, formulas, _merges(data, book, chosen), [name for name in names if name != chosen] if sheet is None else [])


def _values(sheet: Any) -> tuple[list[SheetRow], list[str]]:
    """Rows as text, and the places of formulas."""
    rows: list[SheetRow] = []
    formulas: list[str] = []
    for row in sheet.iter_rows():
        if not row:
            continue
        number = next((cell.row for cell in row if hasattr(cell, "row") and cell.row), 0)
        texts = [_text(cell.value) for cell in row[:MAX_COLUMNS]]
        formulas += [f"{cell.column_letter}{cell.row}" for cell in row if getattr(cell, "data_type", "") == "f"]
        if any(texts):
            rows.append(SheetRow(number, tuple(texts)))
        if len(rows) > MAX_ROWS:
            break
    return rows, formulas


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _merges(data: bytes, book: Any, chosen: str) -> list[str]:
    """Ranges of merged cells; the reader for large files does not tell them."""
    path = str(getattr(book[chosen], "_worksheet_path", "")).lstrip("/")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if path not in package.namelist():
            return []
        return [item.decode() for item in _MERGED.findall(package.read(path))]


def _sheet(name: str, rows: list[SheetRow], formulas: list[str], merges: list[str], others: list[str]) -> Sheet:
    if len(rows) > MAX_ROWS:
        return _refused(f"more than {MAX_ROWS} rows", "split the file")
    notes: list[Problem] = []
    if formulas:
        notes.append(
            _note(f"{len(formulas)} cells are formulas ({_some(formulas)}); the values last calculated were taken", "paste them as values if they are wrong")
        )
    if merges:
        notes.append(_note(f"merged cells ({_some(merges)}); each row was given the value of the merged cell", "check these rows"))
        rows = list(_spread(rows, merges))
    if others:
        notes.append(_note(f'the sheet "{name}" was read; the others were not: {_some(others)}', "name another one with --sheet"))
    return Sheet(tuple(rows), tuple(notes), name)


def _note(message: str, hint: str) -> Problem:
    return Problem("OSC012", message, None, None, hint, warning=True)


def _some(items: list[str]) -> str:
    return ", ".join(items[:3]) + (f" and {len(items) - 3} more" if len(items) > 3 else "")


def _spread(rows: list[SheetRow], merges: list[str]) -> Iterator[SheetRow]:
    """Cells of a merged column take the value of the first; a merge over columns stays where it is."""
    by_number = {row.number: list(row.cells) for row in rows}
    for text in merges:
        match = _RANGE.match(text)
        if match is None or match[1] != match[3]:
            continue
        column, first, last = _column(match[1]), int(match[2]), min(int(match[4]), int(match[2]) + MAX_ROWS)
        value = by_number.get(first, [""] * (column + 1))[column] if column < len(by_number.get(first, ())) else ""
        for number in range(first + 1, last + 1):
            if number in by_number and column < len(by_number[number]) and not by_number[number][column]:
                by_number[number][column] = value
    return (SheetRow(number, tuple(cells)) for number, cells in by_number.items())


def _column(letters: str) -> int:
    """`A` is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


_DAY_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d-%b-%Y", "%Y%m%d")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})\Z")


def day(text: str) -> dt.date | None:
    """A day written in a form that means only one day; `03/04/2026` could mean two and is None."""
    text = text.strip().partition(" 00:00")[0]
    for form in _DAY_FORMS:
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    match = _SLASHED.match(text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if first > 12 >= second or first == second:
        first, second = second, first
    elif not (second > 12 >= first):
        return None
    try:
        return dt.date(year, first, second)
    except ValueError:
        return None
