"""One sheet of an xlsx workbook: cells as the sheet shows them, with notes on what is odd.

Merged cells are spread; formulas and errors are told.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..nearest import suggest_words
from .office_package import DAMAGE, find_unsafe_part
from .problems import Problem, name_some
from .sheet import (
    Sheet,
    SheetRow,
    clean_cell,
    make_note,
    refuse_large_sheet,
    refuse_long_row,
    refuse_sheet,
    trim_cells,
)
from .xlsx_extent import refuse_far_sheet

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


# Names of sheets that stand before the table and say something about it, in our workbooks too
_COVERS = frozenset(("cover", "cover page", "title page", "read me", "readme", "instructions"))


def read_xlsx(data: bytes, sheet: str | None) -> Sheet:
    if reason := find_unsafe_part(data):
        return refuse_sheet(
            reason, "save it again as .xlsx from the spreadsheet program, or export CSV"
        )
    with warnings.catch_warnings():
        # The library speaks of styles and extensions, which are nothing to a reader of texts
        warnings.simplefilter("ignore")
        return _read_safe_xlsx(data, sheet)


def _read_safe_xlsx(data: bytes, sheet: str | None) -> Sheet:
    try:
        if (far := _refuse_far_sheet(data, sheet)) is not None:
            return far
        book = _open_book(data, values=False)
        titles = [page.title for page in book.worksheets]
        visible = _list_visible(book)
        name = _choose_sheet(titles, visible, sheet)
        if isinstance(name, Sheet):
            return name
        grid = _read_grid(book[name])
        formulas = grid.formulas
        if formulas and grid.refusal is None:
            # The library gives either formulas or their values, so the sheet is read a second time
            grid = _read_grid(_open_book(data, values=True)[name], frozenset(formulas))
        if grid.refusal is not None:
            return grid.refusal
        merges = _list_merges(data, book, name)
    except DAMAGE as error:
        return refuse_sheet(
            f"the workbook cannot be read ({type(error).__name__})",
            "save it again as .xlsx from the spreadsheet program, or export CSV",
        )
    others = tuple(title for title in visible if title != name) if sheet is None else ()
    return _make_sheet(name, grid, formulas, merges, others)


def _list_visible(book: Any) -> list[str]:
    return [page.title for page in book.worksheets if page.sheet_state == "visible"]


def _refuse_far_sheet(data: bytes, sheet: str | None) -> Sheet | None:
    """Why the sheet that is meant is too large, before texts and cells of the book are read.

    The names of the sheets are all that the library reads here.
    """
    from openpyxl.reader.excel import ExcelReader

    with io.BytesIO(data) as stream:
        reader: Any = ExcelReader(stream, read_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_workbook()
        pages = [
            (page, rel.target)
            for page, rel in reader.parser.find_sheets()
            if "chartsheet" not in rel.Type and rel.target in reader.valid_files
        ]
        visible = [page.name for page, _ in pages if page.state == "visible"]
        name = _choose_sheet([page.name for page, _ in pages], visible, sheet)
        # one that is not there is told by whoever reads it
        path = next((target for page, target in pages if page.name == name), "")
        return refuse_far_sheet(reader.archive, path) if path else None


def _open_book(data: bytes, *, values: bool) -> Any:
    """A workbook whose formulas are read as formulas, or as the values last calculated."""
    import openpyxl  # costs 0.2 s, and only imports need it

    return openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=values, keep_links=False
    )


def _choose_sheet(names: list[str], visible: list[str], sheet: str | None) -> str | Sheet:
    if sheet is None:
        tables = [name for name in visible if name.strip().casefold() not in _COVERS] or visible
        return tables[0] if tables else refuse_sheet("the workbook has no visible sheet")
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


def _list_merges(data: bytes, book: Any, chosen: str) -> list[str]:
    """Ranges of merged cells; the reader for large files does not tell them."""
    path = str(getattr(book[chosen], "_worksheet_path", "")).lstrip("/")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if path not in package.namelist():
            return []
        ranges = [text.decode() for text in _MERGED.findall(package.read(path))]
    return sorted(ranges, key=lambda text: (int(re.findall(r"\d+", text)[0]), len(text), text))


def _make_sheet(
    name: str, grid: _Grid, formulas: list[str], merges: list[str], others: tuple[str, ...]
) -> Sheet:
    """The rows with the merged cells spread, and what a reader should know of them.

    `formulas` are the places of all formulas.
    """
    rows: list[SheetRow] | None = grid.rows
    notes = [*grid.problems, *_note_cells(grid, formulas)]
    if merges:
        notes.append(
            make_note(
                f"merged cells ({name_some(merges)}); each row was given the value of the merged"
                " cell",
                "check these rows",
            )
        )
        rows = _spread_merges(grid.rows, merges)
    if rows is None:
        return refuse_sheet(
            "more merged cells than a sheet can have",
            "save it again from the spreadsheet program, or export CSV",
        )
    if others:
        notes.append(
            make_note(
                f'the sheet "{name}" was read; the others were not: {name_some(list(others))}',
                "name another one with --sheet",
            )
        )
    return Sheet(tuple(rows), tuple(notes), name, others)


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
