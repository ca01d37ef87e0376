"""What the model of a system lacks for its pictures: told in the document, and never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from ..lazy_dataclasses import dataclass
from ..model.authored_values import is_stated_none
from ..model.components import Component
from ..model.system import System
from ..model.system_characteristics import Connection
from .system_pictures import OUT_OF_SCOPE, find_end, is_paper, sort_components

GapKind = Literal[
    "no-zones",
    "no-connections",
    "no-inventory",
    "no-interconnections",
    "no-providers",
    "no-zone",
    "unknown-zone",
    "empty-zone",
    "no-end",
    "no-ports",
    "no-asset",
    "unconnected",
    "unconnected-system",
    "no-flow",
    "no-component",
    "no-diagram",
]


@dataclass(frozen=True, slots=True)
class PictureGap:
    """`subject` is the title or id of what lacks something, `detail` what it names instead."""

    kind: GapKind
    subject: str = ""
    detail: str = ""


def list_gaps(system: System) -> tuple[PictureGap, ...]:
    """All that is missing, what concerns the whole picture first."""
    return (
        *_list_whole(system),
        *_list_zones(system),
        *_list_connections(system),
        *_list_assets(system),
    )


def _list_whole(system: System) -> Iterator[PictureGap]:
    facts = system.characteristics
    for kind, found in (
        ("no-zones", facts.zones),
        ("no-connections", facts.connections),
        ("no-inventory", system.assets),
    ):
        if not found:
            yield PictureGap(kind)  # type: ignore[arg-type]
    if not facts.interconnections and not is_stated_none(facts.interconnections):
        yield PictureGap("no-interconnections")
    if not system.providers and not is_stated_none(facts.external_services):
        yield PictureGap("no-providers")
    for name, part in (
        ("boundary.md", system.boundary),
        ("network.md", system.network),
        ("data-flow.md", system.data_flow),
    ):
        if part is None or not part.diagrams:
            yield PictureGap("no-diagram", name)


def _list_drawable(system: System) -> tuple[Component, ...]:
    return tuple(item for item in sort_components(system) if not is_paper(item))


def _list_zones(system: System) -> Iterator[PictureGap]:
    zones = {zone.id: zone for zone in system.characteristics.zones}
    for item in _list_drawable(system) if zones else ():
        if not item.zone:
            yield PictureGap("no-zone", item.title)
    for item in sort_components(system):
        if item.zone and item.zone not in zones:
            yield PictureGap("unknown-zone", item.title, item.zone)
    held = {item.zone for item in system.components}
    for zone in zones.values():
        if zone.id not in held:
            yield PictureGap("empty-zone", zone.title)


def _list_connections(system: System) -> Iterator[PictureGap]:
    found = system.characteristics.connections
    for number, item in enumerate(found, 1):
        for name in (item.from_, item.to):
            if not find_end(system, name):
                yield PictureGap("no-end", str(number), name)
        if not item.ports:
            yield PictureGap("no-ports", str(number))
    if found:
        yield from _list_unconnected(system, found)


def _list_unconnected(system: System, found: Iterable[Connection]) -> Iterator[PictureGap]:
    """What none of the connections reaches, or none that carries what is protected."""
    used = _find_ends(system, found)
    carrying = _find_ends(system, (item for item in found if item.cui))
    holding = {asset.component for asset in system.assets if asset.category == "cui"}
    for part in _list_drawable(system):
        key = f"component:{part.slug}"
        if key not in used:
            yield PictureGap("unconnected", part.title)
        elif part.slug in holding and key not in carrying:
            yield PictureGap("no-flow", part.title)
    for outside in system.characteristics.interconnections:
        if f"interconnection:{outside.title}" not in used:
            yield PictureGap("unconnected-system", outside.title)


def _find_ends(system: System, connections: Iterable[Connection]) -> frozenset[str]:
    """The keys of what they lead from and to."""
    return frozenset(
        find_end(system, name) for item in connections for name in (item.from_, item.to)
    )


def _list_assets(system: System) -> Iterator[PictureGap]:
    if not system.assets:
        return
    owned = {asset.component for asset in system.assets}
    for item in _list_drawable(system):
        if item.slug not in owned:
            yield PictureGap("no-asset", item.title)
    for asset in sorted(system.assets, key=lambda item: item.id):
        unknown = asset.component and asset.component not in system.component_by_slug
        if unknown or (not asset.component and asset.category != OUT_OF_SCOPE):
            yield PictureGap("no-component", asset.id, asset.component)
