"""One sheet of an xlsx workbook: cells as the sheet shows them, with notes on what is odd.

Merged cells are spread; formulas and errors are told.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from typing import Any

from ..lazy_dataclasses import dataclass
from ..model.counted_names import name_some
from ..nearest import suggest_words
from .office_package import DAMAGE, find_unsafe_part
from .problems import Problem
from .sheet import (
    MAX_ROWS,
    Sheet,
    SheetRow,
    clean_cell,
    make_note,
    refuse_large_sheet,
    refuse_long_row,
    refuse_sheet,
    trim_cells,
)
from .xlsx_extent import list_hidden_columns, list_hidden_rows, refuse_far_sheet

# Rows that a sheet of a spreadsheet program has at the most
_MAX_PHYSICAL = 1_048_576
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell [^>]*ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']"
)
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)\Z")
# Number formats that say how a number is shown: 0.00, and 000
_DECIMALS = re.compile(r"0+\.(0+)\Z")
_PADDED = re.compile(r"0{2,}\Z")


@dataclass(slots=True)
class _Grid:
    """One sheet as it is read.

    `formulas`, `errors` and `uncalculated` are the places of such cells.
    """

    rows: list[SheetRow] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    uncalculated: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refusal: Sheet | None = None


# A workbook of more sheets is searched no further: a sheet for each family makes fifteen
_MOST_SHEETS = 40


@dataclass(frozen=True, slots=True)
class _Page:
    """A sheet of the workbook, and the part of the package that holds it."""

    name: str
    path: str
    is_visible: bool


class _Books:
    """The workbook opened once for formulas and, where a sheet has some, once for their values."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.formulas = _open_book(data, values=False)
        self._values: Any = None

    @property
    def values(self) -> Any:
        if self._values is None:
            self._values = _open_book(self.data, values=True)
        return self._values


def read_xlsx(data: bytes, sheet: str | None) -> Sheet:
    """The sheet named, else the first visible one."""
    found = _read_package(data, sheet, is_whole=False)[0]
    if sheet is not None or not found.others or not found.rows:
        return found
    message = f'the sheet "{found.name}" was read; the others were not: {name_some(found.others)}'
    note = make_note(message, "name another one with --sheet")
    return replace(found, problems=(*found.problems, note))


def read_workbook(data: bytes) -> tuple[Sheet, ...]:
    """Every visible sheet."""
    return _read_package(data, None, is_whole=True)


def _read_package(data: bytes, sheet: str | None, *, is_whole: bool) -> tuple[Sheet, ...]:
    hint = "save it again as .xlsx from the spreadsheet program, or export CSV"
    if reason := find_unsafe_part(data):
        return (refuse_sheet(reason, hint),)
    with warnings.catch_warnings():
        # The library speaks of styles and extensions, which are nothing to a reader of texts
        warnings.simplefilter("ignore")
        try:
            pages = _list_pages(data)
            if is_whole:
                chosen = [page for page in pages if page.is_visible][:_MOST_SHEETS]
                if chosen:
                    return _read_pages(data, chosen, pages)
            name = _choose_sheet(pages, sheet)
            if isinstance(name, Sheet):
                return (name,)
            return _read_pages(data, [page for page in pages if page.name == name][:1], pages)
        except DAMAGE as error:
            reason = f"the workbook cannot be read ({type(error).__name__})"
            return (refuse_sheet(reason, hint),)


def _read_pages(data: bytes, chosen: Sequence[_Page], pages: Sequence[_Page]) -> tuple[Sheet, ...]:
    """One sheet after the other, until they hold more rows than are read at all."""
    read: list[Sheet] = []
    books: _Books | None = None
    visible = [page.name for page in pages if page.is_visible]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for page in chosen:
            others = tuple(name for name in visible if name != page.name)
            if sum(len(one.rows) for one in read) > MAX_ROWS:
                break
            far = refuse_far_sheet(package, page.path)
            if far is not None:
                read.append(replace(far, name=page.name, others=others))
                continue
            books = books or _Books(data)
            read.append(_read_page(books, package, page, others))
    return tuple(read)


def _read_page(
    books: _Books, package: zipfile.ZipFile, page: _Page, others: tuple[str, ...]
) -> Sheet:
    grid = _read_grid(books.formulas[page.name])
    formulas = grid.formulas
    if formulas and grid.refusal is None:
        # The library gives either formulas or their values, so the sheet is read a second time
        grid = _read_grid(books.values[page.name], frozenset(formulas))
    if grid.refusal is not None:
        return replace(grid.refusal, name=page.name, others=others)
    merges = _list_merges(package, page.path)
    hidden = list_hidden_rows(package, page.path)
    sheet = _make_sheet(page.name, grid, formulas, merges, others, hidden)
    return replace(sheet, hidden_columns=list_hidden_columns(package, page.path))


def _list_pages(data: bytes) -> list[_Page]:
    """The sheets that hold cells; texts and cells of the book are not read for it."""
    from openpyxl.reader.excel import ExcelReader

    with io.BytesIO(data) as stream:
        reader: Any = ExcelReader(stream, read_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_workbook()
        return [
            _Page(page.name, rel.target, page.state == "visible")
            for page, rel in reader.parser.find_sheets()
            if "chartsheet" not in rel.Type and rel.target in reader.valid_files
        ]


def _open_book(data: bytes, *, values: bool) -> Any:
    """A workbook whose formulas are read as formulas, or as the values last calculated."""
    import openpyxl  # costs 0.2 s, and only imports need it

    return openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=values, keep_links=False
    )


def _choose_sheet(pages: Sequence[_Page], sheet: str | None) -> str | Sheet:
    names = [page.name for page in pages]
    visible = [page.name for page in pages if page.is_visible]
    if sheet is None:
        return visible[0] if visible else refuse_sheet("the workbook has no visible sheet")
    folded = {name.strip().casefold(): name for name in reversed(names)}
    if sheet.strip().casefold() in folded:
        return sheet if sheet in names else folded[sheet.strip().casefold()]
    hint = suggest_words(sheet, names) or f"its sheets are: {', '.join(visible)}"
    return Sheet(
        (), (Problem("OSC012", f'there is no sheet "{sheet}"', None, None, hint),), misuse=True
    )


def _read_grid(sheet: Any, formulas: frozenset[str] = frozenset()) -> _Grid:
    """Rows as text. The size that the file claims is not believed.

    `formulas` are places whose values are asked for now.
    """
    grid = _Grid()
    sheet.reset_dimensions()
    for position, cells in enumerate(sheet.iter_rows()):
        if position > _MAX_PHYSICAL:
            grid.refusal = refuse_sheet(
                f"rows beyond {_MAX_PHYSICAL}", "save it again from the spreadsheet program"
            )
            return grid
        row = _read_row(cells, grid, formulas)
        if not row.cells:
            continue
        problem = refuse_long_row(row)
        if problem is not None:
            grid.problems.append(problem)
            continue
        grid.rows.append(row)
        grid.refusal = refuse_large_sheet(grid.rows)
        if grid.refusal is not None:
            return grid
    return grid


def _read_row(cells: Any, grid: _Grid, formulas: frozenset[str]) -> SheetRow:
    texts: list[str] = []
    stored: list[int] = []
    for index, cell in enumerate(cells):
        value = _read_value(cell, grid, formulas)
        if isinstance(value, str):
            texts.append(clean_cell(value))
            continue
        texts.append(_write_number(value, cell))
        if value is not None and not isinstance(value, bool):
            stored.append(index)
    trimmed = trim_cells(texts)
    # Cells that the file leaves out have no row; a filled one has
    number = next(cell.row for cell in cells if hasattr(cell, "row")) if trimmed else 0
    return SheetRow(number, trimmed, frozenset(stored))


def _read_value(cell: Any, grid: _Grid, formulas: frozenset[str]) -> object:
    """The value of a cell; a formula, an error or a value that was never calculated is noted."""
    kind, value = cell.data_type, cell.value
    if kind == "f":
        grid.formulas.append(cell.coordinate)
    elif kind == "e":
        grid.errors.append(cell.coordinate)
        return None
    elif value is None and formulas and getattr(cell, "coordinate", "") in formulas:
        grid.uncalculated.append(cell.coordinate)
    return value


def _write_number(value: object, cell: Any) -> str:
    """A number as the sheet shows it where that is plain, a day in ISO 8601, else the value's text.

    `3.10` in a column of two decimals is not `3.1`.
    """
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return clean_cell(str(value))
    shown = str(cell.number_format)
    decimals = _DECIMALS.match(shown)
    if decimals:
        return f"{value:.{len(decimals[1])}f}"
    if isinstance(value, float) and not value.is_integer():
        # 15 digits are what spreadsheets hold; more of them are noise of the binary number
        return repr(float(f"{value:.15g}"))
    return str(int(value)).zfill(len(shown) if _PADDED.match(shown) else 0)


def _list_merges(package: zipfile.ZipFile, path: str) -> list[str]:
    """Ranges of merged cells; the reader for large files does not tell them."""
    ranges = [text.decode() for text in _MERGED.findall(package.read(path))]
    return sorted(ranges, key=lambda text: (int(re.findall(r"\d+", text)[0]), len(text), text))


def _make_sheet(
    name: str,
    grid: _Grid,
    formulas: list[str],
    merges: list[str],
    others: tuple[str, ...],
    hidden: frozenset[int],
) -> Sheet:
    """The rows with the merged cells spread, and what a reader should know of them.

    `formulas` are the places of all formulas.
    """
    rows: list[SheetRow] | None = grid.rows
    notes = [*grid.problems, *_note_cells(grid, formulas)]
    if merges:
        # a title over several columns gives no row a value that it has not
        over_rows = [item for item in merges if _spans_rows(item)]
        if over_rows:
            notes.append(
                make_note(
                    f"merged cells ({name_some(over_rows)}); each row was given the value of the"
                    " merged cell",
                    "check these rows",
                )
            )
        rows = _spread_merges(grid.rows, merges)
    if rows is None:
        return refuse_sheet(
            "more merged cells than a sheet can have",
            "save it again from the spreadsheet program, or export CSV",
        )
    hidden &= {row.number for row in rows}
    if hidden:
        notes.append(_note_hidden(sorted(hidden)))
    return Sheet(tuple(rows), tuple(notes), name, others, hidden_rows=hidden)


def _note_hidden(rows: Sequence[int]) -> Problem:
    """A hidden row is read like any other: a filter hides what is true all the same."""
    many = f"{len(rows)} rows are hidden in the sheet and were"
    who = many if len(rows) > 1 else "a row is hidden in the sheet and was"
    names = name_some([str(number) for number in rows])
    message = f"{who} read like the others (row {names})"
    return make_note(message, "delete what no longer holds", rows[0])


def _note_cells(grid: _Grid, formulas: list[str]) -> Iterator[Problem]:
    """What was made of formulas and of errors."""
    if formulas:
        yield make_note(
            f"{len(formulas)} cells are formulas ({name_some(formulas)}); the values last"
            " calculated were taken",
            "paste them as values if they are wrong",
        )
    # Of the second reading: what is a formula even there, and what was never calculated
    empty = grid.formulas + grid.uncalculated
    if empty:
        yield make_note(
            f"{len(empty)} formulas have no calculated value ({name_some(empty)}); these"
            " cells were read as empty",
            "open and save the workbook in a spreadsheet program, or paste the values",
        )
    if grid.errors:
        yield make_note(
            f"{len(grid.errors)} cells hold an error such as #REF! ({name_some(grid.errors)}); they"
            " were read as empty",
            "mend them in the sheet",
        )


def _spans_rows(text: str) -> bool:
    match = _RANGE.match(text)
    return match is not None and match[2] != match[4]


def _spread_merges(rows: list[SheetRow], merges: list[str]) -> list[SheetRow] | None:
    """The first column of merged cells takes the value downwards; None if there is no end to it.

    Over columns the value stays where it is.
    """
    by_number = {row.number: list(row.cells) for row in rows}
    steps = 0
    for text in merges:
        match = _RANGE.match(text)
        if match is None:
            continue
        column, first, last = _read_column(match[1]), int(match[2]), int(match[4])
        top = by_number.get(first, [])
        if column >= len(top) or not top[column]:
            continue
        steps += max(0, last - first)
        # Ranges that overlap could ask for more steps than any sheet has rows
        if steps > 2 * _MAX_PHYSICAL:
            return None
        _fill_down(by_number, column, first, last)
    return [SheetRow(row.number, tuple(by_number[row.number]), row.stored) for row in rows]


def _fill_down(by_number: dict[int, list[str]], column: int, first: int, last: int) -> None:
    """Give the value of the first row to those below that are there and have none."""
    value = by_number[first][column]
    for number in range(first + 1, last + 1):
        cells = by_number.get(number)
        if cells is not None:
            cells += [""] * (column + 1 - len(cells))
            cells[column] = cells[column] or value


def _read_column(letters: str) -> int:
    """`A` is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
