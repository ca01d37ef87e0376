"""A part of a picture of a system as a drawing: its boxes, and for the boxes of elsewhere one that
stands for many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ...assess.system_pictures import PictureBox, PictureFlow, PictureZone, SystemPicture, View
from ...lazy_dataclasses import dataclass
from ...model.counted_names import count_things
from ..document_parts import Drawing
from ..drawings import BoxLook, DrawnBox, DrawnFrame, DrawnLine, LegendItem, LineLook, Side
from ..name_lookup import CATEGORIES, NameLookup
from .boundary_tables import build_tables
from .boundary_words import (
    APART_TITLE,
    KINDS_OUTSIDE,
    SHORT_CATEGORIES,
    count_words,
    describe_box,
    find_look,
    name_box,
    summarize,
    write_label,
)

# From what says most of a line to what says least
LINE_LOOKS: tuple[LineLook, ...] = ("cui", "plain", "runs")
CATEGORY_LOOKS: tuple[BoxLook, ...] = ("cui", "spa", "crma", "specialized", "out-of-scope")
# The key of the frame of what names no zone: no slug, so that no zone has it for its id
APART = "no zone"
BOUNDARY = "Assessment boundary"
_SIDES: Mapping[str, Side] = MappingProxyType(
    {"provider": "right", "interconnection": "left", "assets": "left"}
)
_OF_OVERVIEWS = "The numbers say how many connections there are."
_OF_CONNECTIONS = "The numbers are those of the connections in the table."


@dataclass(frozen=True, slots=True)
class PictureSketch:
    """A part of a picture: the boxes that it shows one by one, and for every other box the one that
    stands for it there. An overview tells numbers of connections, and no connection by itself; its
    table has the zones that are `told`, by id, or all of them.
    """

    picture: SystemPicture
    title: str
    shown: tuple[PictureBox, ...]
    stand_ins: Mapping[str, DrawnBox]
    is_overview: bool = False
    told: frozenset[str] | None = None


def draw_zone_box(
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


def join_zone_boxes(boxes: Mapping[str, DrawnBox]) -> dict[str, DrawnBox]:
    """One box for all zones at a side, where there is more than one, by what they stand for."""
    numbers = Counter({box.key: box.side for box in boxes.values()}.values())
    return {
        key: DrawnBox(f"zones:{box.side}", f"{numbers[box.side]} other zones", (), "", box.side)
        if numbers[box.side] > 1
        else box
        for key, box in boxes.items()
    }


def draw_kind_box(kind: str, boxes: Sequence[PictureBox]) -> DrawnBox:
    number = sum(box.kind == kind for box in boxes)
    word = KINDS_OUTSIDE[kind].lower()
    title = count_things(number, word) if kind != "assets" else "Further assets"
    return DrawnBox(f"kind:{kind}", title, (), "", _SIDES[kind], "outside")


def draw_sketch(
    sketch: PictureSketch, names: NameLookup, number: int = 1, place: int = 0
) -> Drawing:
    """The drawing with its number among the figures, and its place among those of its picture."""
    picture = sketch.picture
    boxes = [_draw_box(box, picture, names) for box in sketch.shown]
    frames = tuple(_list_frames(picture, {box.frame for box in boxes}))
    boxes += {box.key: box for box in sketch.stand_ins.values()}.values()
    lines = tuple(_merge_lines(sketch))
    return Drawing(
        name=_name_drawing(picture.view, place),
        title=sketch.title,
        alt=summarize(picture, names),
        number=number,
        boundary=BOUNDARY if _is_bounded(frames, boxes) else "",
        frames=frames,
        boxes=tuple(boxes),
        lines=lines,
        legend=(
            *_list_line_looks(lines, names),
            *_list_box_looks(boxes, names),
            *_explain_labels(lines, is_overview=sketch.is_overview),
        ),
        parts=build_tables(picture, names, is_overview=sketch.is_overview, told=sketch.told),
    )


def _is_bounded(frames: Iterable[DrawnFrame], boxes: Iterable[DrawnBox]) -> bool:
    """Whether anything stands within the boundary."""
    sides = [frame.side for frame in frames]
    return "within" in sides or "within" in [box.side for box in boxes if not box.frame]


def _list_frames(picture: SystemPicture, used: set[str]) -> Iterator[DrawnFrame]:
    """The zones that hold a box, and one of no zone."""
    for zone in picture.zones:
        if zone.id in used:
            yield DrawnFrame(zone.id, zone.title, "within" if zone.inside else "left")
    if APART in used:
        yield DrawnFrame(APART, APART_TITLE, "apart")


def _name_drawing(view: View, place: int) -> str:
    """The picture of the boundary has the name of the document."""
    words = ("" if view == "boundary" else view, str(place + 1) if place else "")
    return "-".join(filter(None, words))


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


def _merge_lines(sketch: PictureSketch) -> Iterator[DrawnLine]:
    """A line for all flows of a look that lead the same way; none from a box to itself.

    In the picture of the boundary, where they say who crosses it, lines have no label.
    """
    merged: dict[tuple[str, str, LineLook], list[PictureFlow]] = {}
    for flow in sketch.picture.flows:
        start, end = _find_key(sketch, flow.start), _find_key(sketch, flow.end)
        if start != end:
            merged.setdefault((start, end, _find_line_look(flow)), []).append(flow)
    if sketch.is_overview:
        yield from _join_ways({way: len(found) for way, found in merged.items()})
        return
    is_bare = sketch.picture.view == "boundary"
    for (start, end, look), found in merged.items():
        yield DrawnLine(start, end, "" if is_bare else write_label(found), look)


def _find_key(sketch: PictureSketch, key: str) -> str:
    return sketch.stand_ins[key].key if key in sketch.stand_ins else key


def _find_line_look(flow: PictureFlow) -> LineLook:
    if not flow.number:
        return "runs"
    return "cui" if flow.cui else "plain"


def _join_ways(numbers: Mapping[tuple[str, str, LineLook], int]) -> Iterator[DrawnLine]:
    """Of an overview: a line for all flows between two boxes, with their number, with two tips
    where they lead both ways, and drawn as carrying what is protected where any of them does.
    """
    found: dict[tuple[str, str], list[tuple[str, LineLook, int]]] = {}
    for (start, end, look), number in numbers.items():
        pair = (end, start) if (end, start) in found else (start, end)
        found.setdefault(pair, []).append((start, look, number))
    for (start, end), ways in found.items():
        look = min((look for _, look, _ in ways), key=LINE_LOOKS.index)
        number = sum(count for _, way, count in ways if way != "runs")
        both = any(first != start for first, _, _ in ways)
        yield DrawnLine(start, end, str(number or ""), look, both)


def _list_line_looks(lines: Iterable[DrawnLine], names: NameLookup) -> Iterator[LegendItem]:
    """What the lines of this drawing mean."""
    used = {line.look for line in lines}
    words: Mapping[LineLook, str] = {
        "cui": f"carries {names.term}",
        "plain": f"without {names.term}",
        "runs": "run by",
    }
    yield from (LegendItem(text, line=look) for look, text in words.items() if look in used)


def _list_box_looks(boxes: Iterable[DrawnBox], names: NameLookup) -> Iterator[LegendItem]:
    used: set[BoxLook] = {box.look for box in boxes}
    for look in CATEGORY_LOOKS:
        if look in used:
            short, text = SHORT_CATEGORIES[look], names.put_term(CATEGORIES[look])
            has_short = short.isupper() and short not in CATEGORIES[look]
            yield LegendItem(f"{text} ({short})" if has_short else text, box=look)


def _explain_labels(lines: Iterable[DrawnLine], *, is_overview: bool) -> Iterator[LegendItem]:
    if any(line.label for line in lines):
        yield LegendItem(_OF_OVERVIEWS if is_overview else _OF_CONNECTIONS)
