"""One sheet of an xlsx workbook: cells as the sheet shows them, merged cells spread, formulas and
errors told.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from dataclasses import dataclass, field
from typing import Any

from ..nearest import suggest_words
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
from .xlsx_package import DAMAGE, find_unsafe_part

_MAX_PHYSICAL = 1_048_576
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell [^>]*ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']"
)
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)\Z")
_DECIMALS = re.compile(r"0+\.(0+)\Z")
_PADDED = re.compile(r"0{2,}\Z")


@dataclass(slots=True)
class _Grid:
    """One sheet as it is read; `formulas`, `errors` are the places of such cells."""

    rows: list[SheetRow] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: Sheet | None = None


def read_xlsx(data: bytes, sheet: str | None) -> Sheet:
    if reason := find_unsafe_part(data):
        return refuse_sheet(
            reason, "save it again as .xlsx from the spreadsheet program, or export CSV"
        )
    with (
        warnings.catch_warnings()
    ):  # the library speaks of styles and extensions, which are nothing to a reader of texts
        warnings.simplefilter("ignore")
        return _read_safe_xlsx(data, sheet)


def _read_safe_xlsx(data: bytes, sheet: str | None) -> Sheet:
    import openpyxl  # costs 0.2 s, and only imports need it

    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=False, keep_links=False
        )
        visible = [item.title for item in book.worksheets if item.sheet_state == "visible"]
        chosen = _chosen([item.title for item in book.worksheets], visible, sheet)
        if isinstance(chosen, Sheet):
            return chosen
        grid = _grid(book[chosen])
        places: list[str] = grid.formulas
        if places and grid.refused is None:
            cached = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            grid = _grid(cached[chosen], frozenset(places))
        merges = _merges(data, book, chosen)
    except DAMAGE as error:
        return refuse_sheet(
            f"the workbook cannot be read ({type(error).__name__})",
            "save it again as .xlsx from the spreadsheet program, or export CSV",
        )
    others = tuple(name for name in visible if name != chosen) if sheet is None else ()
    return grid.refused or _sheet(chosen, grid, places, merges, others)


def _chosen(names: list[str], visible: list[str], sheet: str | None) -> str | Sheet:
    if sheet is None:
        return visible[0] if visible else refuse_sheet("the workbook has no visible sheet")
    folded = {name.strip().casefold(): name for name in reversed(names)}
    if sheet.strip().casefold() in folded:
        return sheet if sheet in names else folded[sheet.strip().casefold()]
    hint = suggest_words(sheet, names) or f"its sheets are: {', '.join(visible)}"
    return Sheet(
        (), (Problem("OSC012", f'there is no sheet "{sheet}"', None, None, hint),), misuse=True
    )


def _grid(sheet: Any, formulas: frozenset[str] = frozenset()) -> _Grid:
    """Rows as text. The size that the file claims is not believed.

    `formulas` are places whose values are asked for now.
    """
    grid = _Grid()
    sheet.reset_dimensions()
    without: list[str] = []
    for position, row in enumerate(sheet.iter_rows()):
        if position > _MAX_PHYSICAL:
            grid.refused = refuse_sheet(
                f"rows beyond {_MAX_PHYSICAL}", "save it again from the spreadsheet program"
            )
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
            elif (
                value is None
                and formulas
                and hasattr(cell, "coordinate")
                and cell.coordinate in formulas
            ):
                without.append(cell.coordinate)
            if isinstance(value, str):
                texts.append(clean_cell(value))
                continue
            texts.append(_text(value, cell))
            if value is not None and not isinstance(value, bool):
                stored.append(index)
        cells = trim_cells(texts)
        if not cells:
            continue
        found = SheetRow(
            next(cell.row for cell in row if hasattr(cell, "row")), cells, frozenset(stored)
        )
        if (problem := refuse_long_row(found)) is not None:
            grid.problems.append(problem)
            continue
        grid.rows.append(found)
        grid.refused = refuse_large_sheet(grid.rows)
        if grid.refused is not None:
            return grid
    grid.formulas += without
    return grid


def _text(value: object, cell: Any) -> str:
    """A number as the sheet shows it where that is plain: `3.10` in a column of two decimals is not
    `3.1`.
    """
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
    return clean_cell(str(value))


def _merges(data: bytes, book: Any, chosen: str) -> list[str]:
    """Ranges of merged cells; the reader for large files does not tell them."""
    path = str(getattr(book[chosen], "_worksheet_path", "")).lstrip("/")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if path not in package.namelist():
            return []
        found = [item.decode() for item in _MERGED.findall(package.read(path))]
    return sorted(found, key=lambda text: (int(re.findall(r"\d+", text)[0]), len(text), text))


def _sheet(
    name: str, grid: _Grid, formulas: list[str], merges: list[str], others: tuple[str, ...]
) -> Sheet:
    rows, notes = grid.rows, list(grid.problems)
    if formulas:
        notes.append(
            make_note(
                f"{len(formulas)} cells are formulas ({name_some(formulas)}); the values last calculated"
                " were taken",
                "paste them as values if they are wrong",
            )
        )
    if grid.formulas:
        words = (
            f"{len(grid.formulas)} formulas have no calculated value ({name_some(grid.formulas)}); these"
            " cells were read as empty"
        )
        notes.append(
            make_note(
                words, "open and save the workbook in a spreadsheet program, or paste the values"
            )
        )
    if grid.errors:
        notes.append(
            make_note(
                f"{len(grid.errors)} cells hold an error such as #REF! ({name_some(grid.errors)}); they"
                " were read as empty",
                "mend them in the sheet",
            )
        )
    if merges:
        notes.append(
            make_note(
                f"merged cells ({name_some(merges)}); each row was given the value of the merged cell",
                "check these rows",
            )
        )
        spread = _spread(rows, merges)
        if spread is None:
            return refuse_sheet(
                "more merged cells than a sheet can have",
                "save it again from the spreadsheet program, or export CSV",
            )
        rows = spread
    if others:
        notes.append(
            make_note(
                f'the sheet "{name}" was read; the others were not: {name_some(list(others))}',
                "name another one with --sheet",
            )
        )
    return Sheet(tuple(rows), tuple(notes), name, others)


def _spread(rows: list[SheetRow], merges: list[str]) -> list[SheetRow] | None:
    """The first column of merged cells takes the value downwards; over columns it stays where it
    is. None if there is no end to it.
    """
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
