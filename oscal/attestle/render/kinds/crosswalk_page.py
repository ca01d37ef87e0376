"""A crosswalk as one page: the matrix, whose cells lead to the judgements below it, what is
unmapped, net-new work.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ...crosswalk.map_rows import (
    CrosswalkSides,
    MapRow,
    find_label,
    find_title,
    list_maps,
    list_unmapped,
)
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
    TextLine,
)
from .crosswalk_wording import (
    build_sign_matrix,
    explain_version,
    group_by_family,
    list_conditions,
    mark_grade,
)

LETTERS = (
    "Letters are the assessment objectives of the requirement. Evidence satisfies one if an"
    " assessor"
    " would tick it for the systems that the report covers, and contributes to one if it is real"
    " and goes part of the way. Open are those that no criterion satisfies."
)
LEGEND = "bold with * is the lead, the first place to look."


def build_crosswalk_page(sides: CrosswalkSides) -> DocumentModel:
    facts = sides.crosswalk.provenance
    return DocumentModel(
        title=facts.title,
        parts=(
            TextLine(facts.description),
            TextLine(f"Version {explain_version(sides.crosswalk)}"),
        ),
        chapters=(
            Chapter(1, "Matrix", parts=(build_sign_matrix(sides, LEGEND),)),
            Chapter(1, "Maps", parts=(TextLine(LETTERS),), chapters=tuple(_families(sides))),
            *_unmapped(sides),
            *_net_new(sides),
        ),
        look="crosswalk",
    )


def _families(sides: CrosswalkSides) -> Iterator[Chapter]:
    """A table for each family, and in it the maps of a requirement together."""
    names = ("Requirement", "Criterion", "Reuse", "Satisfies", "Contributes to", "Why")
    columns = tuple(GridColumn(name) for name in names)
    places = {row.item: number for number, row in enumerate(list_maps(sides))}
    for family, rows in group_by_family(sides, list(list_maps(sides))):
        known = dict.fromkeys(row.item.requirement for row in rows)
        ordered = [row for key in known for row in rows if row.item.requirement == key]
        groups = [
            len(list(group)) for _, group in groupby(ordered, lambda row: row.item.requirement)
        ]
        cells = tuple(_map(row, f"map-{places[row.item]}") for row in ordered)
        grid = Grid(family, columns, cells, "judgements", tuple(groups))
        yield Chapter(2, family, parts=(grid,))


def _map(row: MapRow, anchor: str) -> CellRow:
    item = row.item
    still = f"open: {', '.join(row.open_letters) or 'none'}"
    reuse = (item.role, f"confidence {item.confidence}" if item.confidence else "")
    why: DocumentCell = (TextLine(item.rationale),)
    if item.relationship != "intersects-with":
        why += (TextLine(item.relationship, "quiet"),)
    notes = tuple(f"{name}: {text}" for name, texts in list_conditions(item) for text in texts)
    why += (Bullets(notes),) if notes else ()
    return (
        (TextLine(f"{row.requirement} {row.requirement_title}"), TextLine(still, "quiet")),
        (TextLine(row.criterion, anchor=anchor, hover=row.criterion_title),),
        (mark_grade(item), *(TextLine(text, "quiet") for text in reuse if text)),
        (TextLine(", ".join(item.letters) or "-"), TextLine(row.coverage, "quiet")),
        (TextLine(", ".join(item.contributes) or "-"),),
        why,
    )


def _unmapped(sides: CrosswalkSides) -> Iterator[Chapter]:
    for name, (base, items) in zip(("Criteria", "Requirements"), list_unmapped(sides), strict=True):
        bullets = tuple(
            _bullet(
                f"{find_label(base, item.control)} {find_title(base, item.control)}",
                f": {item.reason}",
            )
            for item in items
        )
        if bullets:
            yield Chapter(1, f"{name} that nothing maps", parts=(Bullets(bullets),))


def _net_new(sides: CrosswalkSides) -> Iterator[Chapter]:
    bullets = tuple(
        _bullet(
            item.title, f" ({item.authority}): {item.what} ", f"What must exist: {item.artifact}"
        )
        for item in sides.crosswalk.net_new
    )
    if bullets:
        yield Chapter(1, "Work that no requirement carries", parts=(Bullets(bullets),))


def _bullet(name: str, text: str, quiet: str = "") -> Bullet:
    spans = (Span(name, "strong"), Span(text))
    return Bullet((*spans, Span(quiet, "quiet")) if quiet else spans)
