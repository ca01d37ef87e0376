"""Rows of a spreadsheet from outside, CSV or xlsx: every cell as text, with what is odd about the file said and nothing guessed.

xlsx files come from anybody: the package is checked for size, ratio and document types before a parser sees it.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import itertools
import re
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from .problems import Problem, nearest
from .text import decode

MAX_ROWS = 60_000
MAX_COLUMNS = 500
MAX_CELL = 32_767
MAX_UNPACKED = 256 * 1024 * 1024
MAX_RATIO = 200
_MAX_PHYSICAL = 1_048_576
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell [^>]*ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']")
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)\Z")
_SEPARATORS = ",;\t"
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\n", re.I)
# What a spreadsheet holds but no text should: blanks of other widths, marks of no width, controls; they are read as a blank, or not at all.
_ODD: Mapping[int, str | None] = MappingProxyType({
    **dict.fromkeys((*range(9), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF)),
    **dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n"),
    **dict.fromkeys((0xA0, 0x2007, 0x2009, 0x202F), " "),
})  # fmt: skip
_DECIMALS = re.compile(r"0+\.(0+)\Z")
_PADDED = re.compile(r"0{2,}\Z")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)", re.I)
_DAMAGE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError, RuntimeError, SyntaxError, TypeError, ValueError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`number` is the row as the spreadsheet program counts it, from 1 (for CSV the line).

    `stored` are the indexes of cells that are a number or a day in the file and not text.
    """

    number: int
    cells: tuple[str, ...]
    stored: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that are not empty. An error with a line among the problems leaves out that row; one that stops everything leaves no rows.

    `others` are visible sheets that were not asked for; `misuse` says that the mistake is in what was asked for, not in the file.
    """

    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...] = ()
    name: str = ""
    others: tuple[str, ...] = ()
    misuse: bool = False


def read(data: bytes, sheet: str | None = None) -> Sheet:
    """CSV or xlsx by its first bytes; of a workbook the sheet named, else the first that is visible."""
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return _read_xlsx(data, sheet)
    if reason := _foreign(data):
        return _refused(reason, "save it as .xlsx without a password, or as CSV")
    if sheet is not None:
        return Sheet((), (Problem("OSC012", f'there is no sheet "{sheet}": this is no workbook', None, None, "leave --sheet out"),), misuse=True)
    return _read_csv(data)


def _foreign(data: bytes) -> str:
    """What the file is, where that is neither CSV nor a workbook that can be read."""
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "this is an old .xls file or a workbook with a password"
    if start[:1] == b"<":
        return "this is HTML or XML, whatever its name says"
    if start[:5] == b"%PDF-":
        return "this is a PDF"
    return "" if data.strip() else "the file is empty"


def _refused(message: str, hint: str = "", line: int | None = None) -> Sheet:
    return Sheet((), (Problem("OSC012", message, line, None, hint),))


def _decoded(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """UTF-8, UTF-16, or the code page of Excel where it is neither; an error leaves no text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:2]:
        name = "utf-16" if data[0] > 0xF0 else "utf-16-be" if data[0] == 0 else "utf-16-le"
        try:
            text = data.decode(name).replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            return "", (Problem("OSC006", f"not valid UTF-16 at byte {error.start}", None, None, "save it as CSV in UTF-8"),)
        return (text, ()) if "\0" not in text else ("", decode(b"\0").problems)
    found = decode(data)
    if not found.problems or found.problems[0].code != "OSC006" or b"\0" in data:
        return found.text, found.problems
    text = data.decode("cp1252", errors="replace").replace("\r\n", "\n")
    notes = [_note("the file is not UTF-8; it was read as Windows text (cp1252)", "check names with accents", 1)]
    if "\ufffd" in text:
        lines = [str(number) for number, line in enumerate(text.split("\n"), 1) if "\ufffd" in line]
        notes.append(_note(f"characters that no Windows text has, in lines {_some(lines)}; each became \ufffd", "save it as CSV in UTF-8"))
    return text, tuple(notes)


def _read_csv(data: bytes) -> Sheet:
    """Comma, semicolon or tab, whichever gives most rows of one width."""
    text, notes = _decoded(data)
    if any(not item.warning for item in notes):
        return Sheet((), notes)
    said = _SEPARATOR_LINE.match(text)
    separator = said[1] if said else _separator(text)
    reader = csv.reader(io.StringIO(text[said.end() :] if said else text, newline=""), delimiter=separator, strict=True)
    skipped = 1 if said else 0
    rows: list[SheetRow] = []
    problems = list(notes)
    line = 1 + skipped
    try:
        for cells in reader:
            row = SheetRow(line, _trimmed([_clean(cell) for cell in cells]))
            line = reader.line_num + 1 + skipped
            if (problem := _too_long(row)) is not None:
                problems.append(problem)
            elif row.cells:
                rows.append(row)
            if (refused := _too_much(rows)) is not None:
                return refused
    except csv.Error as error:
        hint = "check the double quotes in this row: one may not be closed"
        return _refused(f"not valid CSV: {error}", hint, line)
    return Sheet(tuple(rows), tuple(problems))


def _separator(text: str) -> str:
    """By the first rows: the sign that cuts most of them into the same number of cells."""
    head = text[:65_536]
    best, most = ",", (0, 0)
    for sign in _SEPARATORS:
        try:
            rows = list(itertools.islice(csv.reader(io.StringIO(head, newline=""), delimiter=sign), 60))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if widths and (score := max((count, width) for width, count in widths.items())) > most:
            best, most = sign, score
    return best


def _clean(text: str) -> str:
    """Without the white space at both ends; odd blanks and line ends made plain."""
    if not (text.isascii() and text.isprintable()):
        text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").translate(_ODD)
    return text.strip()


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Without empty cells at the end."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return tuple(cells[:end])


def _too_long(row: SheetRow) -> Problem | None:
    """A row with a cell that no spreadsheet program could hold is not taken: mostly a quote that is not closed swallowed others."""
    size = max((len(cell) for cell in row.cells), default=0)
    if size <= MAX_CELL:
        return None
    return Problem("OSC012", f"a cell with {size} characters, and {MAX_CELL} is the most; the row was not taken", row.number, None, "shorten it")


def _too_much(rows: Sequence[SheetRow]) -> Sheet | None:
    if len(rows) > MAX_ROWS:
        return _refused(f"more than {MAX_ROWS} rows", "split the file", rows[-1].number)
    if rows and len(rows[-1].cells) > MAX_COLUMNS:
        return _refused(f"more than {MAX_COLUMNS} columns", "take out the columns that are not needed", rows[-1].number)
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
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                return "this is a zip file, but no xlsx workbook"
            if "xl/workbook.bin" in names:
                return "this is a binary workbook (.xlsb)"
            for entry in entries:
                with package.open(entry) as part:
                    if reason := _unsafe_part(entry.filename, part.read(65_536)):
                        return reason
    except _DAMAGE as error:
        return f"the workbook is damaged ({error})"
    return ""


def _unsafe_part(name: str, head: bytes) -> str:
    """XML has to begin with its root, in an encoding in which a document type can be seen."""
    xml = name.endswith((".xml", ".rels"))
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not xml and start[:1] != b"<":
        return ""
    said = _ENCODING.match(start)
    if (
        head[:2] in (b"\xff\xfe", b"\xfe\xff")
        or b"\0" in head[:4]
        or (said and said[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1"))
    ):
        return "the workbook has a part in an encoding that spreadsheets never use"
    if b"<!DOCTYPE" in head.upper():
        return "the workbook declares a document type, which spreadsheets never need"
    if xml and not re.search(rb"<[A-Za-z_]", head):
        return "the workbook has a part without content"
    return ""


@dataclass(slots=True)
class _Grid:
    """One sheet as it is read; `formulas`, `errors` are the places of such cells."""

    rows: list[SheetRow] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: Sheet | None = None


def _read_xlsx(data: bytes, sheet: str | None) -> Sheet:
    if reason := _unsafe(data):
        return _refused(reason, "save it again as .xlsx from the spreadsheet program, or export CSV")
    with warnings.catch_warnings():  # the library speaks of styles and extensions, which are nothing to a reader of texts
        warnings.simplefilter("ignore")
        return _read_safe_xlsx(data, sheet)


def _read_safe_xlsx(data: bytes, sheet: str | None) -> Sheet:
    import openpyxl  # costs 0.2 s, and only imports need it

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        visible = [item.title for item in book.worksheets if item.sheet_state == "visible"]
        chosen = _chosen([item.title for item in book.worksheets], visible, sheet)
        if isinstance(chosen, Sheet):
            return chosen
        grid = _grid(book[chosen])
        places: list[str] = grid.formulas
        if places and grid.refused is None:
            cached = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            grid = _grid(cached[chosen], frozenset(places))
        merges = _merges(data, book, chosen)
    except _DAMAGE as error:
        return _refused(f"the workbook cannot be read ({type(error).__name__})", "save it again as .xlsx from the spreadsheet program, or export CSV")
    others = tuple(name for name in visible if name != chosen) if sheet is None else ()
    return grid.refused or _sheet(chosen, grid, places, merges, others)


def _chosen(names: list[str], visible: list[str], sheet: str | None) -> str | Sheet:
    if sheet is None:
        return visible[0] if visible else _refused("the workbook has no visible sheet")
    folded = {name.strip().casefold(): name for name in reversed(names)}
    if sheet.strip().casefold() in folded:
        return sheet if sheet in names else folded[sheet.strip().casefold()]
    hint = nearest(sheet, names) or f"its sheets are: {', '.join(visible)}"
    return Sheet((), (Problem("OSC012", f'there is no sheet "{sheet}"', None, None, hint),), misuse=True)


def _grid(sheet: Any, formulas: frozenset[str] = frozenset()) -> _Grid:
    """Rows as text. The size that the file claims is not believed. `formulas` are places whose values are asked for now."""
    grid = _Grid()
    sheet.reset_dimensions()
    without: list[str] = []
    for position, row in enumerate(sheet.iter_rows()):
        if position > _MAX_PHYSICAL:
            grid.refused = _refused(f"rows beyond {_MAX_PHYSICAL}", "save it again from the spreadsheet program")
            return grid
        texts: list[str] = []
        stored: list[int] = []
        for index, cell in enumerate(row):
            kind, value = cell.data_type, cell.value
            if kind == "f":
                grid.formulas.append(cell.coordinate)
            elif kind == "e":
                grid.errors.append(cell.coordinate)
                value = None
            elif value is None and formulas and hasattr(cell, "coordinate") and cell.coordinate in formulas:
                without.append(cell.coordinate)
            if isinstance(value, str):
                texts.append(_clean(value))
                continue
            texts.append(_text(value, cell))
            if value is not None and not isinstance(value, bool):
                stored.append(index)
        cells = _trimmed(texts)
        if not cells:
            continue
        found = SheetRow(next(cell.row for cell in row if hasattr(cell, "row")), cells, frozenset(stored))
        if (problem := _too_long(found)) is not None:
            grid.problems.append(problem)
            continue
        grid.rows.append(found)
        grid.refused = _too_much(grid.rows)
        if grid.refused is not None:
            return grid
    grid.formulas += without
    return grid


def _text(value: object, cell: Any) -> str:
    """A number as the sheet shows it where that is plain: `3.10` in a column of two decimals is not `3.1`."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        shown = str(cell.number_format)
        if decimals := _DECIMALS.match(shown):
            return f"{value:.{len(decimals[1])}f}"
        whole = isinstance(value, int) or value.is_integer()
        if not whole:
            return repr(float(f"{value:.15g}"))
        return str(int(value)).zfill(len(shown) if _PADDED.match(shown) else 0)
    return _clean(str(value))


def _merges(data: bytes, book: Any, chosen: str) -> list[str]:
    """Ranges of merged cells; the reader for large files does not tell them."""
    path = str(getattr(book[chosen], "_worksheet_path", "")).lstrip("/")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if path not in package.namelist():
            return []
        found = [item.decode() for item in _MERGED.findall(package.read(path))]
    return sorted(found, key=lambda text: (int(re.findall(r"\d+", text)[0]), len(text), text))


def _sheet(name: str, grid: _Grid, formulas: list[str], merges: list[str], others: tuple[str, ...]) -> Sheet:
    rows, notes = grid.rows, list(grid.problems)
    if formulas:
        notes.append(
            _note(f"{len(formulas)} cells are formulas ({_some(formulas)}); the values last calculated were taken", "paste them as values if they are wrong")
        )
    if grid.formulas:
        words = f"{len(grid.formulas)} formulas have no calculated value ({_some(grid.formulas)}); these cells were read as empty"
        notes.append(_note(words, "open and save the workbook in a spreadsheet program, or paste the values"))
    if grid.errors:
        notes.append(_note(f"{len(grid.errors)} cells hold an error such as #REF! ({_some(grid.errors)}); they were read as empty", "mend them in the sheet"))
    if merges:
        notes.append(_note(f"merged cells ({_some(merges)}); each row was given the value of the merged cell", "check these rows"))
        spread = _spread(rows, merges)
        if spread is None:
            return _refused("more merged cells than a sheet can have", "save it again from the spreadsheet program, or export CSV")
        rows = spread
    if others:
        notes.append(_note(f'the sheet "{name}" was read; the others were not: {_some(list(others))}', "name another one with --sheet"))
    return Sheet(tuple(rows), tuple(notes), name, others)


def _note(message: str, hint: str, line: int | None = None) -> Problem:
    return Problem("OSC012", message, line, None, hint, warning=True)


def _some(items: list[str]) -> str:
    return ", ".join(items[:3]) + (f" and {len(items) - 3} more" if len(items) > 3 else "")


def _spread(rows: list[SheetRow], merges: list[str]) -> list[SheetRow] | None:
    """The first column of merged cells takes the value downwards; over columns it stays where it is. None if there is no end to it."""
    by_number = {row.number: list(row.cells) for row in rows}
    steps = 0
    for text in merges:
        match = _RANGE.match(text)
        if match is None:
            continue
        column, first, last = _column(match[1]), int(match[2]), int(match[4])
        top = by_number.get(first, [])
        if column >= len(top) or not top[column]:
            continue
        steps += max(0, last - first)
        if steps > 2 * _MAX_PHYSICAL:
            return None
        for number in range(first + 1, last + 1):
            cells = by_number.get(number)
            if cells is None:
                continue
            cells += [""] * (column + 1 - len(cells))
            cells[column] = cells[column] or top[column]
    return [SheetRow(row.number, tuple(by_number[row.number]), row.stored) for row in rows]


def _column(letters: str) -> int:
    """`A` is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


_DAY_FORMS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d-%b-%Y", "%d-%B-%Y", "%d-%b-%y", "%d/%b/%Y",
)  # fmt: skip
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\Z")
_CLOCK = re.compile(r"(?<=\d)(?:[T ]| at )\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?: ?Z| ?UTC| ?GMT| ?[-+]\d{2}:?\d{2})?\Z", re.I)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.I)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?\Z")
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_050  # 1990 to 2099


@functools.lru_cache(maxsize=4096)
def day(text: str) -> dt.date | None:
    """A day written in a form that means only one day; `03/04/2026` could mean two and is None.

    A bare number of five digits is a day as spreadsheets count them, where a cell lost its date format.
    """
    if not any(sign.isdigit() for sign in text) or len(text) > 60:
        return None
    text = _CLOCK.sub("", " ".join(text.split()))
    if _SERIAL.match(text) and _FIRST_SERIAL <= float(text) <= _LAST_SERIAL:
        return dt.date(1899, 12, 30) + dt.timedelta(days=int(float(text)))
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    text = re.sub(r"\bSept\b", "Sep", _ORDINAL.sub("", text), flags=re.I)
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
