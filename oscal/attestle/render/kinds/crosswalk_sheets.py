"""A crosswalk as tables: the maps alone as data, and for people sheets of maps, matrix, criteria,
what is unmapped and net-new work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from ...crosswalk.map_rows import (
    CrosswalkSides,
    MapRow,
    find_label,
    find_title,
    list_maps,
    list_unmapped,
)
from ...model.crosswalk_maps import Map, Reuse, name_grade
from ..document_model import DocumentModel
from ..document_parts import (
    Amount,
    CellRow,
    Chapter,
    DocumentCell,
    Grid,
    GridColumn,
    Mark,
    SignRow,
    TextLine,
)
from ..table_cells import make_register_grid, text_cell
from .crosswalk_wording import build_sign_matrix, explain_signs, mark_grade

# `crosswalk build` takes both tables of maps back, by the spellings of `crosswalk_table.COLUMNS`.
_FIELDS = (
    "criterion",
    "criterion-title",
    "requirement",
    "requirement-title",
    "relationship",
    "matching",
    "role",
    "reuse",
    "letters",
    "contributes",
    "open-letters",
    "coverage",
    "confidence",
    "rationale",
    "scope",
    "top-up",
    "cannot",
    "topics",
)
_UNGRADED = "not graded"
_GRADES = (Reuse.STRONG.value, Reuse.PARTIAL.value, Reuse.HABIT_ONLY.value, _UNGRADED)
_COLUMNS = (
    ("Criterion", 10),
    ("Title of the criterion", 19),
    ("Requirement", 12),
    ("Title of the requirement", 19),
    ("Relationship", 11),
    ("Matching rationale", 11),
    ("Role", 11),
    ("Evidence reuse", 11),
    ("Satisfied objectives", 10),
    ("Contributes to", 10),
    ("Open objectives", 10),
    ("Coverage", 8),
    ("Confidence", 10),
    ("Rationale", 38),
    ("Only if", 20),
    ("To add", 25),
    ("Cannot carry", 20),
    ("Topics", 20),
)


def build_crosswalk_table(sides: CrosswalkSides) -> DocumentModel:
    return DocumentModel(
        title=sides.crosswalk.provenance.title,
        chapters=(Chapter(1, "Maps", parts=(_build_data(sides),)),),
    )


def _build_data(sides: CrosswalkSides) -> Grid:
    """Words and letters as they are typed: programs read it."""
    columns = tuple(GridColumn(name) for name in _FIELDS)
    rows = tuple(tuple(map(text_cell, _list_values(row))) for row in list_maps(sides))
    return Grid("Maps", columns, rows)


def _list_values(row: MapRow) -> tuple[str, ...]:
    item = row.item
    return (
        row.criterion,
        row.criterion_title,
        row.requirement,
        row.requirement_title,
        item.relationship,
        item.matching,
        item.role,
        name_grade(item),
        "".join(item.letters),
        "".join(item.contributes),
        row.open_letters,
        row.coverage,
        item.confidence,
        item.rationale,
        item.scope,
        "; ".join(item.top_up),
        "; ".join(item.cannot),
        "; ".join(item.topics),
    )


def build_crosswalk_sheets(sides: CrosswalkSides) -> DocumentModel:
    """The maps come first, since `crosswalk build` reads the first table."""
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
            _criteria(sides),
            _unmapped(sides),
            _net_new(sides),
        ),
        date=dt.date.fromisoformat(facts.date),
    )


def _make_sheet(name: str, titles: Sequence[tuple[str, int]], rows: Iterable[CellRow]) -> Chapter:
    return Chapter(1, name, parts=(make_register_grid(name, titles, rows),))


def _maps(sides: CrosswalkSides) -> Grid:
    """No row goes on in a further one: that would be a map without a requirement."""
    columns = tuple(GridColumn(name, width=width) for name, width in _COLUMNS)
    rows = tuple(_map(row, f"map-{number}") for number, row in enumerate(list_maps(sides)))
    return Grid("Maps", columns, rows)


def _map(row: MapRow, anchor: str) -> CellRow:
    """The criterion leads to its row, the requirement to its row of the matrix."""
    item = row.item
    words = (item.relationship.replace("-", " "), item.matching, item.role)
    letters = (item.letters, item.contributes, tuple(row.open_letters))
    return (
        (TextLine(row.criterion, target=_find_criterion(item.criterion), anchor=anchor),),
        text_cell(row.criterion_title),
        (TextLine(row.requirement, target=_find_row(row.requirement)),),
        text_cell(row.requirement_title),
        *map(text_cell, words),
        _reuse(item),
        *(text_cell(", ".join(found)) for found in letters),
        text_cell(row.coverage.replace("/", " of ")),
        text_cell(item.confidence),
        text_cell(item.rationale),
        text_cell(item.scope),
        tuple(map(TextLine, item.top_up)),
        tuple(map(TextLine, item.cannot)),
        text_cell(", ".join(item.topics)),
    )


def _find_criterion(key: str) -> str:
    return f"criterion-{key}"


def _find_row(label: str) -> str:
    """The row of a requirement in the matrix."""
    return f"row-{label}"


def _reuse(item: Map) -> DocumentCell:
    """The grade; a map of another tool has none, and its cell shows that."""
    return (mark_grade(item),) if name_grade(item) else (Mark(""),)


def _matrix(sides: CrosswalkSides) -> Chapter:
    matrix = build_sign_matrix(sides, "")
    columns = (
        GridColumn("Requirement", width=12),
        GridColumn("Title", width=36),
        *(GridColumn(name, width=6) for name in matrix.columns),
    )
    rows = tuple(
        (
            (TextLine(row.label, target=_find_first(row), anchor=_find_row(row.label)),),
            text_cell(row.title),
            *((sign,) if sign else () for sign in row.signs),
        )
        for row in matrix.rows
    )
    legend = TextLine(
        f"{explain_signs(sides.crosswalk)}; * lead. A sign leads to its map, the titles of the"
        " criteria stand on the next sheet.",
        "label",
    )
    return Chapter(1, "Matrix", parts=(legend, Grid("Matrix", columns, rows)))


def _find_first(row: SignRow) -> str:
    """Its first map, where it has one."""
    return next((sign.target for sign in row.signs if sign), "")


def _criteria(sides: CrosswalkSides) -> Chapter:
    """The other way round: what each criterion is good for, best first."""
    titles = (
        ("Criterion", 10),
        ("Title", 60),
        *((f"Maps: {name}", 12) for name in _GRADES),
        ("Requirements", 100),
    )
    found: dict[str, list[MapRow]] = {}
    for row in list_maps(sides):
        found.setdefault(row.item.criterion, []).append(row)
    known = [item.id for item in sides.source.requirements]
    ordered = sorted(found, key=lambda key: known.index(key) if key in known else len(known))
    return _make_sheet("Criteria", titles, (_criterion(found[key]) for key in ordered))


def _criterion(rows: list[MapRow]) -> CellRow:
    [first, *_] = rows
    grades = [name_grade(row.item) or _UNGRADED for row in rows]
    by_grade = (
        ", ".join(
            row.requirement for row, found in zip(rows, grades, strict=True) if found == grade
        )
        for grade in _GRADES
    )
    reached = [
        TextLine(labels, lead=f"{grade}:")
        for grade, labels in zip(_GRADES, by_grade, strict=True)
        if labels
    ]
    return (
        (TextLine(first.criterion, anchor=_find_criterion(first.item.criterion)),),
        text_cell(first.criterion_title),
        *((Amount(grades.count(grade)),) for grade in _GRADES),
        tuple(reached),
    )


def _unmapped(sides: CrosswalkSides) -> Chapter:
    titles = (("Control", 14), ("Kind", 14), ("Title", 60), ("Why nothing helps", 110))
    rows = (
        tuple(
            map(
                text_cell,
                (find_label(base, item.control), kind, find_title(base, item.control), item.reason),
            )
        )
        for kind, (base, items) in zip(
            ("criterion", "requirement"), list_unmapped(sides), strict=True
        )
        for item in items
    )
    return _make_sheet("Unmapped", titles, rows)


def _net_new(sides: CrosswalkSides) -> Chapter:
    titles = (
        ("Work that no requirement carries", 44),
        ("What", 80),
        ("Source", 30),
        ("What must exist", 60),
    )
    rows = (
        tuple(map(text_cell, (item.title, item.what, item.authority, item.artifact)))
        for item in sides.crosswalk.net_new
    )
    return _make_sheet("Net-new", titles, rows)
