"""The tables of a system, inventory and responsibility matrices, row by row into the model."""

from __future__ import annotations

from dataclasses import replace

from ..formats import csv_tables, labels
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
from ..nearest import suggest_words
from .loader import Loader

RESPONSIBILITIES = ("provider", "organisation", "shared")


def read_inventory(loader: Loader) -> tuple[Asset, ...]:
    path = f"{loader.folder}/inventory.csv"
    text = loader.text(path)
    if text is None:
        return ()
    table = csv_tables.read_table(text, INVENTORY_COLUMNS[1:], ("uuid",))
    loader.note(path, *table.problems)
    return tuple(
        _asset(loader, path, row) for row in table.rows if len(row.cells) == len(table.columns)
    )


def _asset(loader: Loader, path: str, row: csv_tables.TableRow) -> Asset:
    cells = row.cells
    category = {"oos": "out-of-scope"}.get(cells["category"], cells["category"])
    handling = tuple(word.strip() for word in cells["cui"].split(";") if word.strip())
    problems = (
        []
        if cells.get("uuid")
        else [
            Problem(
                "SSP019",
                f"{cells['id'] or 'the row'} has no uuid",
                row.line,
                None,
                "run: attestle validate --fix",
            )
        ]
    )
    problems += [
        Problem("OSC012", f'the cell "{name}" is empty', row.line)
        for name in ("id", "name", "category", "owner")
        if not cells[name]
    ]
    if category and category not in ASSET_CATEGORIES:
        problems.append(
            Problem(
                "OSC012",
                f'"{category}" is no asset category',
                row.line,
                None,
                suggest_words(category, ASSET_CATEGORIES),
            )
        )
    problems += [
        Problem(
            "OSC012",
            f'"{word}" is no value of "cui"',
            row.line,
            None,
            suggest_words(word, HANDLING),
        )
        for word in handling
        if word not in HANDLING
    ]
    loader.note(path, *problems)
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


def read_providers(loader: Loader) -> tuple[Provider, ...]:
    found = loader.each("providers", "provider", Provider, "description")
    return tuple(
        replace(item, matrix=_matrix(loader, f"{loader.folder}/providers/{item.slug}.csv"))
        for item in found
    )


def _matrix(loader: Loader, path: str) -> tuple[MatrixRow, ...]:
    text = loader.text(path)
    if text is None:
        return ()
    table = csv_tables.read_table(text, MATRIX_COLUMNS)
    loader.note(path, *table.problems)
    return tuple(
        _matrix_row(loader, path, row) for row in table.rows if len(row.cells) == len(table.columns)
    )


def _matrix_row(loader: Loader, path: str, row: csv_tables.TableRow) -> MatrixRow:
    cells = row.cells
    if cells["responsibility"] not in RESPONSIBILITIES:
        hint = suggest_words(cells["responsibility"], RESPONSIBILITIES)
        loader.note(
            path,
            Problem(
                "OSC012", f'"{cells["responsibility"]}" is no responsibility', row.line, None, hint
            ),
        )
    day = None
    if cells["date"]:
        day = read_iso_day(cells["date"])
        if day is None:
            loader.note(
                path,
                Problem(
                    "OSC012", f'"{cells["date"]}" is not a day', row.line, None, "write YYYY-MM-DD"
                ),
            )
    return MatrixRow(
        labels.normalize_objective(cells["objective"]),
        cells["responsibility"],
        cells["provider-does"],
        cells["organisation-does"],
        cells["evidence"],
        day,
        Source(path, "", row.line),
    )
