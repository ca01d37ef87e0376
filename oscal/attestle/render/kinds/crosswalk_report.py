"""A crosswalk as one report to read: one table per family of requirements, what is unmapped,
net-new work, the matrix.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...crosswalk.map_rows import (
    CrosswalkSides,
    MapRow,
    find_label,
    find_title,
    list_maps,
    list_unmapped,
)
from ...model.crosswalk_maps import name_grade
from ..document_model import DocumentModel
from ..document_parts import (
    Bullet,
    Bullets,
    CellRow,
    Chapter,
    DocumentCell,
    Grid,
    GridColumn,
    Span,
    SpanLine,
    TextLine,
)
from ..table_cells import text_cell
from .crosswalk_wording import (
    build_sign_matrix,
    explain_signs,
    explain_version,
    group_by_family,
    list_conditions,
)


def build_crosswalk_report(sides: CrosswalkSides) -> DocumentModel:
    facts = sides.crosswalk.provenance
    chapters = (*_families(sides), *_unmapped(sides), *_net_new(sides), _matrix(sides))
    return DocumentModel(
        title=facts.title,
        parts=(
            TextLine(" ".join(facts.description.split())),
            TextLine(f"Version {explain_version(sides.crosswalk)}"),
            Bullets(tuple(Bullet((Span(item.title, target=item.anchor),)) for item in chapters)),
        ),
        chapters=chapters,
        dense=True,
        tail=True,
    )


def _families(sides: CrosswalkSides) -> Iterator[Chapter]:
    columns = (
        GridColumn("Requirement", 2.0),
        GridColumn("Criterion", 1.6),
        GridColumn("Role", 0.9),
        GridColumn("Evidence reuse", 0.8),
        GridColumn("Satisfies", 0.8),
        GridColumn("Contributes to", 0.9),
        GridColumn("Open", 0.8),
        GridColumn("Rationale", 4.0),
    )
    groups = group_by_family(sides, list(list_maps(sides)))
    for number, (name, rows) in enumerate(groups, 1):
        grid = Grid(name, columns, tuple(_map(row) for row in rows))
        yield Chapter(1, name, f"family-{number}", parts=(grid,), wide=True)


def _map(row: MapRow) -> CellRow:
    item = row.item
    why: DocumentCell = (TextLine(item.rationale),)
    for name, texts in list_conditions(item):
        why += (SpanLine((Span(name, "emphasis"), Span(f": {'; '.join(texts)}"))),)
    return (
        text_cell(f"{row.requirement} {row.requirement_title}"),
        text_cell(f"{row.criterion} {row.criterion_title}".strip()),
        text_cell(item.role),
        text_cell(name_grade(item)),
        text_cell(", ".join(item.letters) or "-"),
        text_cell(", ".join(item.contributes) or "-"),
        text_cell(", ".join(row.open_letters) or "-"),
        why,
    )


def _unmapped(sides: CrosswalkSides) -> Iterator[Chapter]:
    for name, (base, items) in zip(("Criteria", "Requirements"), list_unmapped(sides), strict=True):
        bullets = tuple(
            Bullet(
                (
                    Span(
                        f"{find_label(base, item.control)} {find_title(base, item.control)}",
                        "strong",
                    ),
                    Span(f": {item.reason}"),
                )
            )
            for item in items
        )
        if bullets:
            title = f"{name} that nothing maps"
            yield Chapter(1, title, f"unmapped-{name.lower()}", (Bullets(bullets),))


def _net_new(sides: CrosswalkSides) -> Iterator[Chapter]:
    bullets = tuple(
        Bullet(
            (
                Span(item.title, "strong"),
                Span(f" ({item.authority}): {item.what} What must exist: {item.artifact}"),
            )
        )
        for item in sides.crosswalk.net_new
    )
    if bullets:
        yield Chapter(1, "Work that no requirement carries", "net-new", (Bullets(bullets),))


def _matrix(sides: CrosswalkSides) -> Chapter:
    note = f"{explain_signs(sides.crosswalk)}; * lead."
    return Chapter(1, "Matrix", "matrix", (build_sign_matrix(sides, note),), wide=True)
