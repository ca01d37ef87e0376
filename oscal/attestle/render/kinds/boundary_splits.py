"""The pictures of a system as drawings: each whole where it can be read on a page, else an overview
with a box per zone, and a drawing for each zone or part of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ...assess.system_pictures import PictureBox, SystemPicture
from ...lazy_dataclasses import dataclass
from ..document_parts import Drawing
from ..drawings import DrawnBox
from ..layout.drawing_layout import can_be_legible
from ..name_lookup import NameLookup
from .boundary_drawings import (
    PictureSketch,
    draw_kind_box,
    draw_sketch,
    draw_zone_box,
    join_zone_boxes,
)
from .boundary_words import APART_TITLE, VIEW_TITLES

# More boxes than this in one drawing tell nobody anything, however large the sheet is
MOST_BOXES = 60
# Providers or connected systems beside a part of a picture; more of them are one box
MOST_OUTSIDE = 8

Boxes = tuple[PictureBox, ...]


def draw_picture(picture: SystemPicture, names: NameLookup, first: int) -> list[Drawing]:
    """The drawings of a picture, numbered from `first`."""
    if not picture.boxes:
        return []
    title = names.put_term(VIEW_TITLES[picture.view][0])
    whole = PictureSketch(picture, title, picture.boxes, MappingProxyType({}))
    if len(picture.boxes) <= MOST_BOXES and can_be_legible(draw_sketch(whole, names)):
        return [draw_sketch(whole, names, first)]
    sketches = _Splitter(picture, title, names).split()
    return [draw_sketch(sketch, names, first + at, at) for at, sketch in enumerate(sketches)]


@dataclass(frozen=True, slots=True)
class _Splitter:
    picture: SystemPicture
    title: str
    names: NameLookup

    def split(self) -> Iterator[PictureSketch]:
        """An overview; then every zone by itself where there are many boxes, and as many zones
        together as can be read where there are few.
        """
        zone_boxes = self._draw_zones()
        yield from _number_parts(self._sketch_overviews(zone_boxes))
        zones = {zone.id: zone.title for zone in self.picture.zones}
        groups = self._list_groups()
        if len(self.picture.boxes) <= MOST_BOXES:
            yield from _number_parts(self._join_zones(groups, zone_boxes))
            return
        for group in groups:
            name = f"{self.title}: {zones.get(group[0].zone, APART_TITLE)}"
            yield from _number_parts(list(self._split_zone(name, group, zone_boxes)))

    def _is_legible(self, sketch: PictureSketch) -> bool:
        return can_be_legible(draw_sketch(sketch, self.names))

    def _list_groups(self) -> list[Boxes]:
        """The components of each zone, in the order of their first ones."""
        found: dict[str, list[PictureBox]] = {}
        for box in self.picture.boxes:
            if box.kind == "component":
                found.setdefault(box.zone, []).append(box)
        return [tuple(boxes) for boxes in found.values()]

    def _draw_zones(self) -> dict[str, DrawnBox]:
        """By component the box of its zone."""
        zones = {zone.id: zone for zone in self.picture.zones}
        drawn: dict[str, DrawnBox] = {}
        for group in self._list_groups():
            key = group[0].zone
            box = draw_zone_box(zones.get(key), key, group, self.names)
            drawn.update({member.key: box for member in group})
        return drawn

    def _sketch_overviews(self, zone_boxes: Mapping[str, DrawnBox]) -> list[PictureSketch]:
        """Zones as boxes, with who stands outside; those as one box each where they are many, and
        several overviews where not even that can be read.
        """
        outside = tuple(box for box in self.picture.boxes if box.kind != "component")
        title = f"{self.title}: overview"
        sketch = PictureSketch(self.picture, title, outside, MappingProxyType(zone_boxes), True)
        if len(outside) <= MOST_BOXES and self._is_legible(sketch):
            return [sketch]
        kinds = {box.key: draw_kind_box(box.kind, outside) for box in outside}
        whole = replace(sketch, shown=(), stand_ins=MappingProxyType({**zone_boxes, **kinds}))
        zones = tuple(dict.fromkeys(box.key for box in zone_boxes.values()))
        return [whole] if self._is_small(whole) else list(self._split_overview(whole, zones))

    def _is_small(self, sketch: PictureSketch) -> bool:
        drawn = {box.key for box in sketch.stand_ins.values()}
        return len(drawn) <= MOST_BOXES and self._is_legible(sketch)

    def _split_overview(
        self, whole: PictureSketch, zones: tuple[str, ...]
    ) -> Iterator[PictureSketch]:
        """Some of the zones with who stands outside, all other zones that they are connected with
        as one box a side; halves where that is too much.
        """
        members = [box for box in self.picture.boxes if whole.stand_ins[box.key].key in zones]
        outside = [box for box in self.picture.boxes if box.kind != "component"]
        part, near = self._cut_out((*members, *outside), [box.key for box in members])
        stand_ins = {box.key: whole.stand_ins[box.key] for box in part.boxes}
        stand_ins |= join_zone_boxes({box.key: whole.stand_ins[box.key] for box in near})
        sketch = replace(
            whole,
            picture=part,
            stand_ins=MappingProxyType(stand_ins),
            told=frozenset(box.zone for box in members),
        )
        if len(zones) == 1 or self._is_small(sketch):
            yield sketch
            return
        half = (len(zones) + 1) // 2
        yield from self._split_overview(whole, zones[:half])
        yield from self._split_overview(whole, zones[half:])

    def _cut_out(self, shown: Boxes, keys: Iterable[str]) -> tuple[SystemPicture, Boxes]:
        """The part of the picture with what leads from or to the keys, and the boxes that are there
        besides those shown.
        """
        own, known = set(keys), {box.key for box in shown}
        flows = tuple(flow for flow in self.picture.flows if flow.start in own or flow.end in own)
        touched = {key for flow in flows for key in (flow.start, flow.end)} - known
        near = tuple(box for box in self.picture.boxes if box.key in touched)
        return replace(self.picture, boxes=(*shown, *near), flows=flows), near

    def _join_zones(
        self, groups: Iterable[Boxes], zone_boxes: Mapping[str, DrawnBox]
    ) -> list[PictureSketch]:
        """As many zones in a drawing as can be read."""
        parts: list[PictureSketch] = []
        together: Boxes = ()
        for group in groups:
            joined = self._sketch_members(self.title, (*together, *group), zone_boxes)
            if together and self._is_legible(joined):
                parts[-1], together = joined, (*together, *group)
                continue
            found = list(self._split_zone(self.title, group, zone_boxes))
            parts += found
            together = group if len(found) == 1 else ()
        return parts

    def _split_zone(
        self, title: str, members: Boxes, zone_boxes: Mapping[str, DrawnBox]
    ) -> Iterator[PictureSketch]:
        """The members of a zone with what each is connected with; halves where that is too much."""
        sketch = self._sketch_members(title, members, zone_boxes)
        if len(members) <= MOST_BOXES and self._is_legible(sketch):
            yield sketch
            return
        if len(members) == 1:
            yield self._sketch_members(title, members, zone_boxes, joins_zones=True)
            return
        half = (len(members) + 1) // 2
        yield from self._split_zone(title, members[:half], zone_boxes)
        yield from self._split_zone(title, members[half:], zone_boxes)

    def _sketch_members(
        self,
        title: str,
        members: Boxes,
        zone_boxes: Mapping[str, DrawnBox],
        *,
        joins_zones: bool = False,
    ) -> PictureSketch:
        """The members, and what stands for their neighbours."""
        part, near = self._cut_out(members, [box.key for box in members])
        if joins_zones:
            own = {box.zone for box in members}
            far = (box.key for box in near if box.kind == "component" and box.zone not in own)
            zone_boxes = {**zone_boxes, **join_zone_boxes({key: zone_boxes[key] for key in far})}
        stand_ins = _choose_stand_ins(members, near, zone_boxes)
        alone = (box for box in near if box.key not in stand_ins)
        return PictureSketch(part, title, (*members, *alone), MappingProxyType(stand_ins))


def _choose_stand_ins(
    members: Boxes, near: Boxes, zone_boxes: Mapping[str, DrawnBox]
) -> dict[str, DrawnBox]:
    """What stands for the neighbours of a part: their zones, and the kind of those outside where
    they are many.
    """
    zones = {box.zone for box in members}
    kinds = Counter(box.kind for box in near)
    chosen: dict[str, DrawnBox] = {}
    for box in near:
        if box.kind != "component":
            if kinds[box.kind] > MOST_OUTSIDE:
                chosen[box.key] = draw_kind_box(box.kind, near)
            continue
        found = zone_boxes[box.key]
        rest = replace(found, title=f"Rest of {found.title}", lines=())
        chosen[box.key] = rest if box.zone in zones else found
    return chosen


def _number_parts(parts: Sequence[PictureSketch]) -> Iterator[PictureSketch]:
    for at, part in enumerate(parts, 1):
        more = f" ({at} of {len(parts)})" if len(parts) > 1 else ""
        yield replace(part, title=f"{part.title}{more}")
