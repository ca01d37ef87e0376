"""The tables of a system, inventory and responsibility matrices, row by row into the model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from ..formats import csv_tables
from ..formats.problems import Problem
from ..formats.schema_problems import note_missing_uuid
from ..iso_days import read_iso_day
from ..model.system import (
    ASSET_CATEGORIES,
    ASSET_DETAILS,
    ASSET_KINDS,
    DISABLED,
    HANDLING,
    INVENTORY_COLUMNS,
    MATRIX_COLUMNS,
    MATRIX_ROLES,
    Asset,
    MatrixRow,
    Provider,
    Source,
    WrittenDay,
)
from ..nearest import suggest_words
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
    # the first column is the uuid, which assembly fills in
    table = csv_tables.read_table(text, INVENTORY_COLUMNS[1:], ("uuid", *ASSET_DETAILS))
    loader.note(path, *table.problems)
    return tuple(
        _read_asset(loader, path, row) for row in table.rows if len(row.cells) == len(table.columns)
    )


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
    """The day of a cell that may be empty or missing; a finding if it is no day."""
    cell = row.cells.get(column, "")
    day = read_iso_day(cell) if cell else None
    if cell and day is None:
        message = f'"{cell}" is not a day'
        loader.note(path, Problem("OSC012", message, row.line, None, "write YYYY-MM-DD"))
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
        hint = suggest_words(category, ASSET_CATEGORIES)
        yield Problem("OSC012", f'"{category}" is no asset category', row.line, None, hint)
    for word in handling:
        if word not in HANDLING:
            hint = suggest_words(word, HANDLING)
            yield Problem("OSC012", f'"{word}" is no value of "cui"', row.line, None, hint)


def _check_kinds(row: csv_tables.TableRow, kinds: tuple[str, ...]) -> Iterator[Problem]:
    for word in kinds:
        if word.removesuffix(DISABLED) not in ASSET_KINDS:
            hint = (
                f"one of: {', '.join(ASSET_KINDS)}; {DISABLED} behind it where it is switched off"
            )
            yield Problem("OSC012", f'"{word}" is no kind of asset', row.line, None, hint)


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
    return tuple(
        _read_matrix_row(loader, path, row)
        for row in table.rows
        if len(row.cells) == len(table.columns)
    )


def _read_matrix_row(loader: Loader, path: str, row: csv_tables.TableRow) -> MatrixRow:
    cells = row.cells
    responsibility = cells["responsibility"]
    if responsibility not in RESPONSIBILITIES:
        hint = suggest_words(responsibility, RESPONSIBILITIES)
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
