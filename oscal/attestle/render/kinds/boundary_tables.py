"""What a picture of a system shows, for those who cannot see it: box by box and connection by
connection, from the model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...assess.system_pictures import PictureBox, SystemPicture
from ..document_parts import DocumentCell, Grid, GridColumn, TextLine
from ..name_lookup import NameLookup
from ..table_cells import NOT_RECORDED, text_cell
from .boundary_words import (
    APART_TITLE,
    name_box,
    write_assets,
    write_category,
    write_kind,
    write_zone,
)

_PLACES = {
    "provider": "Outside the boundary",
    "interconnection": "Outside the boundary",
    "assets": "Outside the boundary",
}


def build_tables(
    picture: SystemPicture,
    names: NameLookup,
    *,
    is_overview: bool,
    told: frozenset[str] | None = None,
) -> tuple[Grid | TextLine, ...]:
    """An overview tells of zones, those `told` or all, any other drawing of boxes; connections are
    told in full.
    """
    if is_overview:
        return (_list_zones(picture, names, told), *_list_totals(picture, names))
    return (_list_boxes(picture, names), *_list_flows(picture, names))


def _list_boxes(picture: SystemPicture, names: NameLookup) -> Grid:
    columns = (
        GridColumn("Where", 2.0),
        GridColumn("Name", 2.0),
        GridColumn("What it is", 2.0),
        GridColumn("Asset category", 1.6),
        GridColumn("Assets", 1.4),
    )
    zones = {zone.id: write_zone(zone) for zone in picture.zones}
    order = {zone.id: at for at, zone in enumerate(picture.zones)}
    title_of = {box.key: name_box(box) for box in picture.boxes}
    runs = {flow.start: title_of[flow.end] for flow in picture.flows if not flow.number}
    boxes = sorted(picture.boxes, key=lambda box: _sort_box(box, order))
    rows = tuple(
        (
            text_cell(_PLACES.get(box.kind) or zones.get(box.zone, APART_TITLE)),
            text_cell(name_box(box)),
            text_cell(write_kind(box, runs.get(box.key, ""))),
            text_cell(write_category(box, names)),
            text_cell(
                write_assets(box.assets, names), NOT_RECORDED if box.kind == "component" else ""
            ),
        )
        for box in boxes
    )
    return Grid("What stands in the picture", columns, rows)


def _sort_box(box: PictureBox, order: dict[str, int]) -> tuple[int, int]:
    """Zone by zone, then what names none, then what is outside."""
    if box.kind == "component":
        return 0, order.get(box.zone, len(order))
    return 1, 0


def _list_flows(picture: SystemPicture, names: NameLookup) -> Iterator[Grid | TextLine]:
    flows = [flow for flow in picture.flows if flow.number]
    if not flows:
        yield TextLine("The picture shows no connection.", "quiet")
        return
    columns = (
        GridColumn("No.", 0.5, align="right"),
        GridColumn("From", 1.5),
        GridColumn("To", 1.5),
        GridColumn("Protocol", 1.5),
        GridColumn("Ports", 1.1),
        GridColumn(names.term, 0.5),
        GridColumn("What it is for", 2.6),
    )
    title_of = {box.key: name_box(box) for box in picture.boxes}
    rows: tuple[tuple[DocumentCell, ...], ...] = tuple(
        (
            text_cell(str(flow.number)),
            text_cell(title_of[flow.start]),
            text_cell(title_of[flow.end]),
            text_cell(flow.protocol),
            text_cell(flow.ports, NOT_RECORDED),
            text_cell("Yes" if flow.cui else "No"),
            text_cell(flow.purpose),
        )
        for flow in flows
    )
    yield Grid("Connections in the picture", columns, rows)


def _list_zones(picture: SystemPicture, names: NameLookup, told: frozenset[str] | None) -> Grid:
    columns = (
        GridColumn("Zone", 3.0),
        GridColumn("Components", 1.0, align="right"),
        GridColumn("Assets", 3.0),
    )
    titles = {zone.id: write_zone(zone) for zone in picture.zones} | {"": APART_TITLE}
    rows = []
    for zone, title in titles.items():
        members = [box for box in picture.boxes if box.kind == "component" and box.zone == zone]
        assets: Counter[str] = Counter()
        for box in members:
            assets.update(dict(box.assets))
        if members and (told is None or zone in told):
            counted = write_assets(assets.items(), names)
            rows.append(
                (
                    text_cell(title),
                    text_cell(str(len(members))),
                    text_cell(counted, NOT_RECORDED),
                )
            )
    return Grid("Zones in the picture", columns, tuple(rows))


def _list_totals(picture: SystemPicture, names: NameLookup) -> Iterator[Grid | TextLine]:
    """How many connections lead from where to where."""
    title_of = {zone.id: zone.title for zone in picture.zones} | {"": APART_TITLE}
    place_of = {
        box.key: title_of.get(box.zone, APART_TITLE) if box.kind == "component" else name_box(box)
        for box in picture.boxes
    }
    found: Counter[tuple[str, str]] = Counter()
    carrying: Counter[tuple[str, str]] = Counter()
    for flow in picture.flows:
        if flow.number:
            pair = place_of[flow.start], place_of[flow.end]
            found[pair] += 1
            carrying[pair] += flow.cui
    if not found:
        yield TextLine("The picture shows no connection.", "quiet")
        return
    columns = (
        GridColumn("From", 2.5),
        GridColumn("To", 2.5),
        GridColumn("Connections", 1.0, align="right"),
        GridColumn(f"With {names.term}", 1.0, align="right"),
    )
    rows = tuple(
        (
            text_cell(start),
            text_cell(end),
            text_cell(str(number)),
            text_cell(str(carrying[start, end])),
        )
        for (start, end), number in found.items()
    )
    yield Grid("Connections between zones", columns, rows)
