"""What the pictures of a system show, from its structured data alone: zones, components with their
assets, who stands outside, and every connection. What is not recorded is not drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from ..lazy_dataclasses import dataclass
from ..model.components import ASSET_CATEGORIES, Component
from ..model.inventory import Asset
from ..model.system import System

View = Literal["boundary", "network", "data-flow"]
BoxKind = Literal["component", "provider", "interconnection", "assets"]
# Types of components that are papers: they stand in no zone and nothing connects to them
PAPERS = ("policy", "process-procedure", "plan", "guidance", "standard", "validation")
OUT_OF_SCOPE = "out-of-scope"


@dataclass(frozen=True, slots=True)
class PictureZone:
    id: str
    title: str
    inside: bool


@dataclass(frozen=True, slots=True)
class PictureBox:
    """Something in a picture; `key` is its own among all that may be an end of a connection.

    `zone` is "" where none is recorded and for what stands outside; `assets` are numbers by
    category, in the order of the categories.
    """

    key: str
    kind: BoxKind
    title: str
    zone: str = ""
    category: str = ""
    type: str = ""
    assets: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PictureFlow:
    """A connection between two boxes by its number in `system.md`, from 1; 0 is the line between a
    component and the provider that runs it.
    """

    number: int
    start: str
    end: str
    cui: bool = False
    protocol: str = ""
    ports: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class SystemPicture:
    view: View
    zones: tuple[PictureZone, ...]
    boxes: tuple[PictureBox, ...]
    flows: tuple[PictureFlow, ...]


def draw_system(system: System) -> tuple[SystemPicture, ...]:
    """The three pictures: what the boundary encloses and what crosses it, every permitted
    connection, and the connections that carry CUI.
    """
    boxes = _list_boxes(system)
    by_key = {box.key: box for box in boxes}
    flows = tuple(_list_flows(system, by_key))
    runs = tuple(_list_runs(system, by_key))
    zones = _list_zones(system)
    inner = {zone.id for zone in zones if zone.inside}
    crossing = tuple(
        flow
        for flow in flows
        if by_key[flow.start].zone not in inner or by_key[flow.end].zone not in inner
    )
    carried = tuple(flow for flow in flows if flow.cui)
    return (
        SystemPicture("boundary", zones, boxes, (*crossing, *runs)),
        _cut_picture("network", zones, boxes, flows, keeps_components=True),
        _cut_picture("data-flow", zones, boxes, carried, keeps_components=False),
    )


def _cut_picture(
    view: View,
    zones: tuple[PictureZone, ...],
    boxes: tuple[PictureBox, ...],
    flows: tuple[PictureFlow, ...],
    *,
    keeps_components: bool,
) -> SystemPicture:
    """The picture without boxes that no flow of it reaches, and without zones that hold none."""
    used = {key for flow in flows for key in (flow.start, flow.end)}
    kept = tuple(
        box
        for box in boxes
        if box.key in used or (keeps_components and box.kind == "component" and box.zone)
    )
    held = {box.zone for box in kept}
    return SystemPicture(view, tuple(zone for zone in zones if zone.id in held), kept, flows)


def sort_components(system: System) -> list[Component]:
    """In one order, whatever the order in which their files were read."""
    return sorted(system.components, key=lambda item: item.slug)


def is_paper(component: Component) -> bool:
    """Whether it is a policy or the like, which no picture of a network shows."""
    return component.type in PAPERS


def find_end(system: System, name: str) -> str:
    """The key of what a connection names as an end, "" where the system has nothing of the name;
    a component goes before the provider of the same name.
    """
    if name in system.component_by_slug:
        return f"component:{name}"
    if name in system.provider_by_slug:
        return f"provider:{name}"
    found = any(item.title == name for item in system.characteristics.interconnections)
    return f"interconnection:{name}" if found else ""


def count_assets(assets: Iterable[Asset]) -> tuple[tuple[str, int], ...]:
    """The number of assets of each category that there are."""
    found = Counter(asset.category for asset in assets)
    known = [name for name in ASSET_CATEGORIES if name in found]
    return tuple((name, found[name]) for name in (*known, *sorted(found.keys() - set(known))))


def _list_zones(system: System) -> tuple[PictureZone, ...]:
    """Each id once; one that stands twice is inside where both say so, because nobody knows which
    of them a component means.
    """
    found: dict[str, PictureZone] = {}
    for zone in system.characteristics.zones:
        first = found.get(zone.id)
        found[zone.id] = (
            replace(first, inside=first.inside and zone.inside)
            if first
            else PictureZone(zone.id, zone.title, zone.inside)
        )
    return tuple(found.values())


def _list_boxes(system: System) -> tuple[PictureBox, ...]:
    """Each key once: two interconnections of one title are one end."""
    owned: dict[str, list[Asset]] = {}
    for asset in system.assets:
        owned.setdefault(asset.component, []).append(asset)
    boxes = list(_list_component_boxes(system, owned))
    boxes += (
        PictureBox(f"provider:{item.slug}", "provider", item.title)
        for item in sorted(system.providers, key=lambda one: one.slug)
    )
    boxes += (
        PictureBox(f"interconnection:{item.title}", "interconnection", item.title)
        for item in system.characteristics.interconnections
    )
    apart = [asset for asset in owned.get("", ()) if asset.category == OUT_OF_SCOPE]
    if apart:
        boxes.append(
            PictureBox("assets:", "assets", "", category=OUT_OF_SCOPE, assets=count_assets(apart))
        )
    return tuple({box.key: box for box in boxes}.values())


def _list_component_boxes(
    system: System, owned: Mapping[str, Sequence[Asset]]
) -> Iterator[PictureBox]:
    """A paper has a box only where it stands in a zone or something connects to it."""
    zones = {zone.id for zone in system.characteristics.zones}
    used = {end for item in system.characteristics.connections for end in (item.from_, item.to)}
    for item in sort_components(system):
        if not is_paper(item) or item.zone or item.slug in used:
            yield PictureBox(
                f"component:{item.slug}",
                "component",
                item.title,
                item.zone if item.zone in zones else "",
                item.category,
                item.type,
                count_assets(owned.get(item.slug, ())),
            )


def _list_flows(system: System, boxes: Mapping[str, PictureBox]) -> Iterator[PictureFlow]:
    """Connections both of whose ends are there."""
    for number, item in enumerate(system.characteristics.connections, 1):
        start, end = find_end(system, item.from_), find_end(system, item.to)
        if start in boxes and end in boxes:
            ports = item.ports or ""
            yield PictureFlow(number, start, end, item.cui, item.protocol, ports, item.purpose)


def _list_runs(system: System, boxes: Mapping[str, PictureBox]) -> Iterator[PictureFlow]:
    for item in sort_components(system):
        start, end = f"component:{item.slug}", f"provider:{item.provider}"
        if start in boxes and end in boxes:
            yield PictureFlow(0, start, end)
