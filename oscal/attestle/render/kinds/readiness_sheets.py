"""The list of readiness as sheets: the points, and every place in the way to work through."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.readiness_judgement import ReadinessReport
from ...model.readiness_points import JudgedGroup, JudgedPoint
from ..document_model import DocumentModel
from ..document_parts import Amount, CellRow, Chapter, TextLine
from ..name_lookup import NameLookup, build_lookup
from ..table_cells import make_register_grid, text_cell
from .readiness_wording import (
    NAME,
    NOTICE,
    find_way_out,
    list_owners,
    mark_verdict,
    write_headline,
    write_message,
)
from .system_document import make_system_document

_POINTS = (
    ("Group", 22), ("What is checked", 50), ("Stands", 16), ("Places", 8), ("Owners", 30),
    ("What the assessor looks for", 60), ("Source", 40),
)  # fmt: skip
_PLACES = (
    ("What is checked", 40), ("Stands", 16), ("What is in the way", 60), ("File", 44), ("Line", 7),
    ("Owner", 22), ("Way out", 50), ("Done", 8),
)  # fmt: skip


def build_readiness_sheets(report: ReadinessReport) -> DocumentModel:
    system = report.status.system
    names = build_lookup(system)
    headline = write_headline(report)
    first = (
        TextLine(f"{system.characteristics.name}: {NAME}", "label"),
        TextLine(f"{headline[0].upper()}{headline[1:]}, as of {report.status.as_of}."),
        TextLine(NOTICE, "note"),
    )
    points = tuple(_list_points(report.groups, names))
    places = tuple(_list_places(report.groups, names))
    none = () if places else (TextLine("There is none.", "note"),)
    return make_system_document(
        NAME,
        system,
        names,
        (
            Chapter(1, "Points", parts=(*first, make_register_grid("Points", _POINTS, points))),
            Chapter(
                1, "In the way", parts=(*none, make_register_grid("In the way", _PLACES, places))
            ),
        ),
    )


def _list_points(groups: tuple[JudgedGroup, ...], names: NameLookup) -> Iterator[CellRow]:
    for group in groups:
        for item in group.points:
            point = item.point
            yield (
                text_cell(group.title),
                (TextLine(point.title),),
                (mark_verdict(item.verdict),),
                (Amount(len(item.places)),),
                text_cell(", ".join(list_owners(names, item))),
                text_cell(point.asks),
                text_cell(point.source),
            )


def _list_places(groups: tuple[JudgedGroup, ...], names: NameLookup) -> Iterator[CellRow]:
    """`Done` is for the team to fill in."""
    for item in (item for group in groups for item in group.points):
        yield from _list_rows(item, names)


def _list_rows(item: JudgedPoint, names: NameLookup) -> Iterator[CellRow]:
    for place in item.places:
        yield (
            text_cell(item.point.title),
            text_cell("cannot be judged" if place.is_unknown else "fail"),
            text_cell(write_message(place)),
            text_cell(place.path),
            (Amount(place.line),),
            text_cell(names.shorten_role(place.owner)),
            text_cell(find_way_out(item, place)),
            (),
        )
