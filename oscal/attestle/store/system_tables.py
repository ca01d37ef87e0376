"""The tables of a system, inventory and responsibility matrices, row by row into the model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ..formats import csv_tables
from ..formats.oscal_values import is_uuid
from ..formats.problems import Problem
from ..formats.schema_problems import note_missing_uuid
from ..formats.written_values import read_written
from ..iso_days import read_iso_day
from ..lazy_dataclasses import dataclass
from ..model.authored_values import Source, WrittenDay
from ..model.components import ASSET_CATEGORIES, HANDLING
from ..model.inventory import ASSET_DETAILS, ASSET_KINDS, DISABLED, INVENTORY_COLUMNS, Asset
from ..model.providers import MATRIX_COLUMNS, MATRIX_ROLES, MatrixRow, Provider
from ..nearest import suggest_claim
from . import layout
from .loader import Loader

# Cells that every row of the inventory has
_NEEDED_CELLS = ("id", "name", "category", "owner")
# A cell is repeated in a message up to so many characters
_LONGEST_SHOWN = 60
_CATEGORY_SPELLINGS = {"oos": "out-of-scope"}


@dataclass(frozen=True, slots=True)
class _CellForm:
    """What the cells of a column look like, as the key of that name in YAML does."""

    fits: Callable[[str], object]
    words: str
    hint: str


_FORMS = {
    "uuid": _CellForm(is_uuid, "no uuid", "empty the cell; assembly fills in a new one"),
    **dict.fromkeys(
        ("date", "end-of-support"), _CellForm(read_iso_day, "not a day", "write YYYY-MM-DD")
    ),
}
RESPONSIBILITIES = ("provider", "organisation", "shared")


def read_inventory(loader: Loader) -> tuple[Asset, ...]:
    path = f"{loader.folder}/inventory.csv"
    text = loader.read_text(path)
    if text is None:
        return ()
    # the first column is the uuid, which assembly fills in
    table = csv_tables.read_table(text, INVENTORY_COLUMNS[1:], ("uuid", *ASSET_DETAILS))
    loader.note(path, *table.problems)
    lines = csv_tables.split_lines(text)
    for row in table.rows:
        loader.note(path, *_check_forms(row, lines))
    return tuple(
        _read_asset(loader, path, row) for row in table.rows if len(row.cells) == len(table.columns)
    )


def _check_forms(row: csv_tables.TableRow, lines: Sequence[str]) -> Iterator[Problem]:
    """Cells that are not of the form that their column has; `lines` are those of the file."""
    for index, (name, cell) in enumerate(row.cells.items()):
        form = _FORMS.get(name)
        if form is None or not cell or form.fits(cell):
            continue
        column = csv_tables.find_column(lines[row.line - 1], index)
        shown = cell if len(cell) <= _LONGEST_SHOWN else f"{cell[:_LONGEST_SHOWN]}..."
        yield Problem("OSC012", f'"{shown}" is {form.words}', row.line, column, form.hint)


def _read_asset(loader: Loader, path: str, row: csv_tables.TableRow) -> Asset:
    cells = row.cells
    category = _CATEGORY_SPELLINGS.get(cells["category"], cells["category"])
    handling = _split_words(cells["cui"])
    kinds = _split_words(cells.get("kinds", ""))
    loader.note(path, *_check_asset(row, category, handling), *_check_kinds(row, kinds))
    uuid = cells.get("uuid") or loader.missing.fill_row(path, row.line, cells["id"])
    return Asset(
        uuid,
        cells["id"],
        cells["name"],
        category,
        cells["component"],
        cells["owner"],
        cells["location"],
        handling,
        cells["justification"],
        source=Source(path, "", row.line),
        make=cells.get("make", ""),
        model=cells.get("model", ""),
        serial=cells.get("serial", ""),
        os=cells.get("os", ""),
        address=cells.get("address", ""),
        end_of_support=_read_day(loader, path, row, "end-of-support"),
        kinds=kinds,
    )


def _split_words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(";") if word.strip())


def _read_day(loader: Loader, path: str, row: csv_tables.TableRow, column: str) -> dt.date | None:
    """The day of a cell, None if it is empty, missing or no day."""
    day = read_iso_day(row.cells.get(column, ""))
    if day is not None:
        role = "past" if column == "date" else ""
        loader.days.append(WrittenDay(day, column, path, "", row.line, role))
    return day


def _check_asset(
    row: csv_tables.TableRow, category: str, handling: tuple[str, ...]
) -> Iterator[Problem]:
    cells = row.cells
    if not cells.get("uuid"):
        yield note_missing_uuid(cells["id"] or "the row", row.line)
    for name in _NEEDED_CELLS:
        if not cells[name]:
            yield Problem("OSC012", f'the cell "{name}" is empty', row.line)
    if category and category not in ASSET_CATEGORIES:
        hint = suggest_claim(category, ASSET_CATEGORIES)
        yield Problem("OSC012", f'"{category}" is no asset category', row.line, None, hint)
    for word in handling:
        if word not in HANDLING:
            hint = suggest_claim(word, HANDLING)
            yield Problem("OSC012", f'"{word}" is no value of "cui"', row.line, None, hint)


def _check_kinds(row: csv_tables.TableRow, kinds: tuple[str, ...]) -> Iterator[Problem]:
    for word in kinds:
        if word.removesuffix(DISABLED) not in ASSET_KINDS:
            hint = (
                f"one of: {', '.join(ASSET_KINDS)}; {DISABLED} behind it where it is switched off"
            )
            yield Problem("OSC012", f'"{word}" is no kind of asset', row.line, None, hint)


def check_written(loader: Loader) -> None:
    """What is wrong with the record of what imports wrote; nothing else rests on it."""
    path = layout.written_values_path(loader.name)
    text = loader.read_text(path)
    if text is not None:
        loader.note(path, *read_written(text, loader.folder)[1])


def read_providers(loader: Loader) -> tuple[Provider, ...]:
    return tuple(
        replace(
            item, matrix_rows=_read_matrix(loader, f"{loader.folder}/providers/{item.slug}.csv")
        )
        for item in loader.read_folder("providers", "provider", Provider, "description")
    )


def _read_matrix(loader: Loader, path: str) -> tuple[MatrixRow, ...]:
    text = loader.read_text(path)
    if text is None:
        return ()
    table = csv_tables.read_table(text, MATRIX_COLUMNS, MATRIX_ROLES)
    loader.note(path, *table.problems)
    lines = csv_tables.split_lines(text)
    for row in table.rows:
        loader.note(path, *_check_forms(row, lines))
    return tuple(
        _read_matrix_row(loader, path, row)
        for row in table.rows
        if len(row.cells) == len(table.columns)
    )


def _read_matrix_row(loader: Loader, path: str, row: csv_tables.TableRow) -> MatrixRow:
    cells = row.cells
    responsibility = cells["responsibility"]
    if responsibility not in RESPONSIBILITIES:
        hint = suggest_claim(responsibility, RESPONSIBILITIES)
        loader.note(
            path,
            Problem("OSC012", f'"{responsibility}" is no responsibility', row.line, None, hint),
        )
    return MatrixRow(
        cells["objective"],
        responsibility,
        cells["provider-does"],
        cells["organisation-does"],
        cells["evidence"],
        _read_day(loader, path, row, "date"),
        source=Source(path, "", row.line),
        provider_role=cells.get("provider-role", ""),
        organisation_role=cells.get("organisation-role", ""),
    )
