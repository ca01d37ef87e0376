"""The pictures of a system as drawings: each whole where it can be read on a page, else an overview
with a box per zone, and a drawing for each zone or part of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ...assess.system_pictures import PictureBox, PictureFlow, PictureZone, SystemPicture, View
from ..document_model import Drawing
from ..drawings import BoxLook, DrawnBox, DrawnFrame, DrawnLine, LegendItem, LineLook, Side
from ..layout.drawing_layout import can_be_legible
from ..name_lookup import CATEGORIES, NameLookup
from .boundary_tables import build_tables
from .boundary_words import (
    APART_TITLE,
    KINDS_OUTSIDE,
    SHORT_CATEGORIES,
    VIEW_TITLES,
    count_things,
    count_words,
    describe_box,
    find_look,
    name_box,
    summarize,
    write_label,
)

# More boxes than this in one drawing tell nobody anything, however large the sheet is
MOST_BOXES = 60
# From what says most of a line to what says least
LINE_LOOKS: tuple[LineLook, ...] = ("cui", "plain", "runs")
# The key of the frame of what names no zone
APART = "apart"
BOUNDARY = "Assessment boundary"
# Providers or connected systems beside a part of a picture; more of them are one box
MOST_OUTSIDE = 8
_SIDES: Mapping[str, Side] = MappingProxyType(
    {"provider": "right", "interconnection": "left", "assets": "left"}
)


@dataclass(frozen=True, slots=True)
class _Sketch:
    """A part of a picture: the boxes that it shows one by one, and for every other box the one that
    stands for it there, None where nothing does.
    """

    picture: SystemPicture
    title: str
    shown: tuple[PictureBox, ...]
    stand_ins: Mapping[str, DrawnBox]
    is_overview: bool = False


def draw_picture(picture: SystemPicture, names: NameLookup, first: int) -> list[Drawing]:
    """The drawings of a picture, numbered from `first`."""
    if not picture.boxes:
        return []
    title = names.put_term(VIEW_TITLES[picture.view][0])
    whole = _Sketch(picture, title, picture.boxes, MappingProxyType({}))
    is_whole = len(picture.boxes) <= MOST_BOXES and _is_legible(whole, names)
    sketches = [whole] if is_whole else list(_split_picture(picture, title, names))
    return [
        _draw_sketch(sketch, names, first + at, at if len(sketches) > 1 else 0)
        for at, sketch in enumerate(sketches)
    ]


def _is_legible(sketch: _Sketch, names: NameLookup) -> bool:
    return can_be_legible(_draw_sketch(sketch, names, 1, 0))


def _split_picture(picture: SystemPicture, title: str, names: NameLookup) -> Iterator[_Sketch]:
    zoned = [box for box in picture.boxes if box.kind == "component"]
    outside = [box for box in picture.boxes if box.kind != "component"]
    zones = {zone.id: zone for zone in picture.zones}
    grouped = {box.key: box.zone for box in zoned}
    stand_ins = {
        key: _draw_zone_box(zones.get(zone), zone, zoned, names) for key, zone in grouped.items()
    }
    overview = _Sketch(
        picture, f"{title}: overview", tuple(outside), MappingProxyType(stand_ins), True
    )
    if len(outside) > MOST_BOXES or not _is_legible(overview, names):
        kinds = {box.key: _draw_kind_box(box.kind, outside) for box in outside}
        overview = replace(overview, shown=(), stand_ins=MappingProxyType(stand_ins | kinds))
    yield overview
    members = [
        tuple(box for box in zoned if box.zone == zone) for zone in dict.fromkeys(grouped.values())
    ]
    if len(picture.boxes) <= MOST_BOXES:
        yield from _join_zones(picture, title, members, stand_ins, names)
        return
    for group in members:
        name = zones[group[0].zone].title if group[0].zone in zones else APART_TITLE
        parts = list(_split_zone(picture, f"{title}: {name}", group, stand_ins, names))
        yield from _number_parts(parts)


def _number_parts(parts: Sequence[_Sketch]) -> Iterator[_Sketch]:
    for at, part in enumerate(parts, 1):
        more = f" ({at} of {len(parts)})" if len(parts) > 1 else ""
        yield replace(part, title=f"{part.title}{more}")


def _join_zones(
    picture: SystemPicture,
    title: str,
    zones: Iterable[tuple[PictureBox, ...]],
    stand_ins: Mapping[str, DrawnBox],
    names: NameLookup,
) -> Iterator[_Sketch]:
    """As many zones in a drawing as can be read."""
    parts: list[_Sketch] = []
    together: tuple[PictureBox, ...] = ()
    for zone in zones:
        joined = _sketch_members(picture, title, (*together, *zone), stand_ins)
        if together and _is_legible(joined, names):
            parts[-1], together = joined, (*together, *zone)
            continue
        found = list(_split_zone(picture, title, zone, stand_ins, names))
        parts += found
        together = zone if len(found) == 1 else ()
    yield from _number_parts(parts)


def _split_zone(
    picture: SystemPicture,
    title: str,
    members: tuple[PictureBox, ...],
    stand_ins: Mapping[str, DrawnBox],
    names: NameLookup,
) -> Iterator[_Sketch]:
    """The members of a zone with what each is connected with; halves where that is too much."""
    sketch = _sketch_members(picture, title, members, stand_ins)
    if len(members) == 1 or (len(members) <= MOST_BOXES and _is_legible(sketch, names)):
        yield sketch
        return
    half = (len(members) + 1) // 2
    for part in (members[:half], members[half:]):
        yield from _split_zone(picture, title, part, stand_ins, names)


def _sketch_members(
    picture: SystemPicture,
    title: str,
    members: tuple[PictureBox, ...],
    zone_boxes: Mapping[str, DrawnBox],
) -> _Sketch:
    own = {box.key for box in members}
    flows = tuple(flow for flow in picture.flows if flow.start in own or flow.end in own)
    touched = {key for flow in flows for key in (flow.start, flow.end)}
    near = [box for box in picture.boxes if box.key in touched and box.key not in own]
    outside = [box for box in near if box.kind != "component"]
    many = {
        kind
        for kind, number in Counter(box.kind for box in outside).items()
        if number > MOST_OUTSIDE
    }
    zones = {box.zone for box in members}
    stand_ins = {}
    for box in near:
        if box.kind == "component":
            found = zone_boxes[box.key]
            rest = replace(found, title=f"Rest of {found.title}")
            stand_ins[box.key] = rest if box.zone in zones else found
        elif box.kind in many:
            stand_ins[box.key] = _draw_kind_box(box.kind, outside)
    shown = (*members, *(box for box in outside if box.kind not in many))
    part = SystemPicture(picture.view, picture.zones, (*members, *near), flows)
    return _Sketch(part, title, shown, MappingProxyType(stand_ins))


def _draw_zone_box(
    zone: PictureZone | None, key: str, boxes: Sequence[PictureBox], names: NameLookup
) -> DrawnBox:
    """A zone with all that stands in it, as one box."""
    members = [box for box in boxes if box.zone == key]
    assets: Counter[str] = Counter()
    for box in members:
        assets.update(dict(box.assets))
    counted = tuple((name, assets[name]) for name in SHORT_CATEGORIES if assets[name])
    lines = (count_things(len(members), "component"), count_words(counted, names))
    side: Side = ("within" if zone.inside else "left") if zone else "apart"
    return DrawnBox(f"zone:{key}", zone.title if zone else APART_TITLE, lines, "", side)


def _draw_kind_box(kind: str, boxes: Sequence[PictureBox]) -> DrawnBox:
    number = sum(box.kind == kind for box in boxes)
    word = KINDS_OUTSIDE[kind].lower()
    title = count_things(number, word) if kind != "assets" else "Further assets"
    return DrawnBox(f"kind:{kind}", title, (), "", _SIDES[kind], "outside")


def _draw_sketch(sketch: _Sketch, names: NameLookup, number: int, place: int) -> Drawing:
    picture = sketch.picture
    flows = picture.flows
    boxes = {box.key: _draw_box(box, picture, names) for box in sketch.shown}
    stand_ins = {box.key: box for box in sketch.stand_ins.values()}
    zones = [zone for zone in picture.zones if any(box.frame == zone.id for box in boxes.values())]
    frames = [_draw_frame(zone) for zone in zones]
    if any(box.frame == APART for box in boxes.values()):
        frames.append(DrawnFrame(APART, APART_TITLE, "apart"))
    drawn = (*boxes.values(), *stand_ins.values())
    is_bounded = any(frame.side == "within" for frame in frames) or any(
        box.side == "within" and not box.frame for box in drawn
    )
    lines = tuple(_merge_lines(sketch, flows))
    return Drawing(
        name=_name_drawing(picture.view, place),
        title=sketch.title,
        alt=summarize(picture, names),
        number=number,
        boundary=BOUNDARY if is_bounded else "",
        frames=tuple(frames),
        boxes=drawn,
        lines=lines,
        legend=tuple(_list_legend(drawn, lines, names, is_overview=sketch.is_overview)),
        parts=build_tables(picture, names, is_overview=sketch.is_overview),
    )


def _name_drawing(view: View, place: int) -> str:
    """The picture of the boundary has the name of the document."""
    words = ("" if view == "boundary" else view, str(place + 1) if place else "")
    return "-".join(filter(None, words))


def _draw_frame(zone: PictureZone) -> DrawnFrame:
    return DrawnFrame(zone.id, zone.title, "within" if zone.inside else "left")


def _draw_box(box: PictureBox, picture: SystemPicture, names: NameLookup) -> DrawnBox:
    lines = describe_box(box, picture.view, names)
    inner = write_label(
        replace(flow, ports="") for flow in picture.flows if flow.start == flow.end == box.key
    )
    if inner:
        lines = (*lines, f"within it: {inner}")
    frame = (box.zone or APART) if box.kind == "component" else ""
    side = _SIDES.get(box.kind, "within")
    return DrawnBox(box.key, name_box(box), lines, frame, side, find_look(box))


def _merge_lines(sketch: _Sketch, flows: Iterable[PictureFlow]) -> Iterator[DrawnLine]:
    """A line for all flows of a look that lead the same way; none from a box to itself.

    In the picture of the boundary, where they say who crosses it, lines have no label.
    """
    merged: dict[tuple[str, str, LineLook], list[PictureFlow]] = {}
    for flow in flows:
        start, end = (
            sketch.stand_ins[key].key if key in sketch.stand_ins else key
            for key in (flow.start, flow.end)
        )
        look: LineLook = "runs" if not flow.number else "cui" if flow.cui else "plain"
        if start != end:
            merged.setdefault((start, end, look), []).append(flow)
    if sketch.is_overview:
        yield from _join_ways({way: len(found) for way, found in merged.items()})
        return
    is_bare = sketch.picture.view == "boundary"
    for (start, end, look), found in merged.items():
        yield DrawnLine(start, end, "" if is_bare else write_label(found), look)


def _join_ways(numbers: Mapping[tuple[str, str, LineLook], int]) -> Iterator[DrawnLine]:
    """Of an overview: a line for all flows between two boxes, with their number, with two tips where
    they lead both ways, and drawn as carrying what is protected where any of them does.
    """
    found: dict[tuple[str, str], list[tuple[str, LineLook, int]]] = {}
    for (start, end, look), number in numbers.items():
        pair = (end, start) if (end, start) in found else (start, end)
        found.setdefault(pair, []).append((start, look, number))
    for (start, end), ways in found.items():
        looks = {look for _, look, _ in ways}
        most: LineLook = next(look for look in LINE_LOOKS if look in looks)
        number = sum(count for _, look, count in ways if look != "runs")
        both = len({first for first, _, _ in ways}) > 1
        yield DrawnLine(start, end, str(number) if number else "", most, both)


def _list_legend(
    boxes: Iterable[DrawnBox],
    lines: Iterable[DrawnLine],
    names: NameLookup,
    *,
    is_overview: bool,
) -> Iterator[LegendItem]:
    """What the looks of this drawing mean."""
    looks: set[LineLook] = {line.look for line in lines}
    if "cui" in looks:
        yield LegendItem(f"carries {names.term}", line="cui")
    if "plain" in looks:
        yield LegendItem(f"without {names.term}", line="plain")
    if "runs" in looks:
        yield LegendItem("run by", line="runs")
    filled: set[BoxLook] = {box.look for box in boxes}
    for category, title in CATEGORIES.items():
        if category in filled:
            short = SHORT_CATEGORIES[category]
            text = names.put_term(title)
            said = f"{text} ({short})" if short.isupper() and short not in title else text
            yield LegendItem(said, box=category)
    if any(line.label for line in lines):
        yield LegendItem(
            "The numbers say how many connections there are."
            if is_overview
            else "The numbers are those of the connections in the table."
        )
