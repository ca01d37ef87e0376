"""The tables of a system, inventory and responsibility matrices, row by row into the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..formats import csv_tables
from ..formats.problems import Problem
from ..iso_days import read_iso_day
from ..model.system import (
    ASSET_CATEGORIES,
    HANDLING,
    INVENTORY_COLUMNS,
    MATRIX_COLUMNS,
    Asset,
    MatrixRow,
    Provider,
    Source,
)
from ..nearest import suggest_claim
from .loader import Loader

# Cells that every row of the inventory has
_NEEDED_CELLS = ("id", "name", "category", "owner")
_CATEGORY_SPELLINGS = {"oos": "out-of-scope"}
RESPONSIBILITIES = ("provider", "organisation", "shared")


def read_inventory(loader: Loader) -> tuple[Asset, ...]:
    path = f"{loader.folder}/inventory.csv"
    text = loader.read_text(path)
    if text is None:
        return ()
    # the first column is the uuid, which `validate --fix` writes
    table = csv_tables.read_table(text, INVENTORY_COLUMNS[1:], ("uuid",))
    loader.note(path, *table.problems)
    return tuple(
        _read_asset(loader, path, row) for row in table.rows if len(row.cells) == len(table.columns)
    )


def _read_asset(loader: Loader, path: str, row: csv_tables.TableRow) -> Asset:
    cells = row.cells
    category = _CATEGORY_SPELLINGS.get(cells["category"], cells["category"])
    handling = tuple(word.strip() for word in cells["cui"].split(";") if word.strip())
    loader.note(path, *_check_asset(row, category, handling))
    return Asset(
        cells.get("uuid", ""),
        cells["id"],
        cells["name"],
        category,
        cells["component"],
        cells["owner"],
        cells["location"],
        handling,
        cells["justification"],
        Source(path, "", row.line),
    )


def _check_asset(
    row: csv_tables.TableRow, category: str, handling: tuple[str, ...]
) -> Iterator[Problem]:
    cells = row.cells
    if not cells.get("uuid"):
        what = f"{cells['id'] or 'the row'} has no uuid"
        yield Problem("SSP019", what, row.line, None, "run: attestle validate --fix")
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


def read_providers(loader: Loader) -> tuple[Provider, ...]:
    return tuple(
        replace(item, matrix=_read_matrix(loader, f"{loader.folder}/providers/{item.slug}.csv"))
        for item in loader.read_folder("providers", "provider", Provider, "description")
    )


def _read_matrix(loader: Loader, path: str) -> tuple[MatrixRow, ...]:
    text = loader.read_text(path)
    if text is None:
        return ()
    table = csv_tables.read_table(text, MATRIX_COLUMNS)
    loader.note(path, *table.problems)
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
    day = read_iso_day(cells["date"]) if cells["date"] else None
    if cells["date"] and day is None:
        loader.note(
            path,
            Problem(
                "OSC012", f'"{cells["date"]}" is not a day', row.line, None, "write YYYY-MM-DD"
            ),
        )
    return MatrixRow(
        cells["objective"],
        responsibility,
        cells["provider-does"],
        cells["organisation-does"],
        cells["evidence"],
        day,
        Source(path, "", row.line),
    )
