"""A crosswalk as tables: the maps alone, and sheets of maps, matrix, what is unmapped and net-new
work.
"""

from __future__ import annotations

import datetime as dt

from ...crosswalk.map_rows import (
    CrosswalkSides,
    MapRow,
    find_label,
    find_title,
    list_maps,
    list_unmapped,
)
from ...model.crosswalk_maps import name_grade
from ..document_model import (
    CellRow,
    Chapter,
    DocumentCell,
    DocumentModel,
    Grid,
    GridColumn,
    Mark,
    TextLine,
    text_cell,
)
from .crosswalk_wording import build_sign_matrix, explain_signs, mark_grade

# `crosswalk build` takes a table with these headings back.
HEADINGS = (
    ("criterion", 10),
    ("criterion-title", 30),
    ("requirement", 12),
    ("requirement-title", 30),
    ("relationship", 16),
    ("matching", 12),
    ("role", 12),
    ("reuse", 12),
    ("letters", 12),
    ("open-letters", 12),
    ("coverage", 10),
    ("confidence", 12),
    ("rationale", 70),
    ("scope", 36),
    ("top-up", 46),
    ("cannot", 36),
)


def build_crosswalk_table(sides: CrosswalkSides) -> DocumentModel:
    return DocumentModel(
        title=sides.crosswalk.provenance.title,
        chapters=(Chapter(1, "Maps", parts=(_maps(sides),)),),
    )


def build_crosswalk_sheets(sides: CrosswalkSides) -> DocumentModel:
    facts = sides.crosswalk.provenance
    version = f"version {facts.version}, {facts.date}, method {facts.method}, status {facts.status}"
    lines = (
        TextLine(facts.title, "label"),
        TextLine(" ".join(facts.description.split()), "note"),
        TextLine(version, "note"),
    )
    return DocumentModel(
        title=facts.title,
        chapters=(
            Chapter(1, "Maps", parts=(*lines, _maps(sides))),
            _matrix(sides),
            _unmapped(sides),
            _net_new(sides),
        ),
        date=dt.date.fromisoformat(facts.date),
    )


def _maps(sides: CrosswalkSides) -> Grid:
    columns = tuple(GridColumn(name, width=width) for name, width in HEADINGS)
    return Grid("Maps", columns, tuple(_map(row) for row in list_maps(sides)))


def _map(row: MapRow) -> CellRow:
    item = row.item
    before = (
        row.criterion,
        row.criterion_title,
        row.requirement,
        row.requirement_title,
        item.relationship,
        item.matching,
        item.role,
    )
    after = (
        "".join(item.letters),
        row.open_letters,
        row.coverage,
        item.confidence,
        item.rationale,
        item.scope,
        "; ".join(item.top_up),
        "; ".join(item.cannot),
    )
    return (*map(text_cell, before), _reuse(row), *map(text_cell, after))


def _reuse(row: MapRow) -> DocumentCell:
    """The grade; a map of another tool has none, and its cell shows that."""
    return (mark_grade(row.item),) if name_grade(row.item) else (Mark(""),)


def _matrix(sides: CrosswalkSides) -> Chapter:
    matrix = build_sign_matrix(sides, "")
    columns = (
        GridColumn("Requirement", width=12),
        GridColumn("Title", width=36),
        *(GridColumn(name, width=6) for name in matrix.columns),
    )
    rows = tuple(
        (
            text_cell(row.label),
            text_cell(row.title),
            *((sign,) if sign else () for sign in row.signs),
        )
        for row in matrix.rows
    )
    legend = TextLine(f"{explain_signs(sides.crosswalk)}; * lead", "label")
    return Chapter(1, "Matrix", parts=(legend, Grid("Matrix", columns, rows)))


def _unmapped(sides: CrosswalkSides) -> Chapter:
    titles = (("Control", 14), ("Title", 44), ("Why nothing helps", 100))
    rows = tuple(
        tuple(
            map(
                text_cell,
                (find_label(base, item.control), find_title(base, item.control), item.reason),
            )
        )
        for base, items in list_unmapped(sides)
        for item in items
    )
    columns = tuple(GridColumn(title, width=width) for title, width in titles)
    return Chapter(1, "Unmapped", parts=(Grid("Unmapped", columns, rows),))


def _net_new(sides: CrosswalkSides) -> Chapter:
    titles = (
        ("Work that no requirement carries", 44),
        ("What", 80),
        ("Source", 30),
        ("What must exist", 60),
    )
    rows = tuple(
        tuple(map(text_cell, (item.title, item.what, item.authority, item.artifact)))
        for item in sides.crosswalk.net_new
    )
    columns = tuple(GridColumn(title, width=width) for title, width in titles)
    return Chapter(1, "Net-new", parts=(Grid("Net-new", columns, rows),))
