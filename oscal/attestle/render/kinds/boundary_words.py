"""The words of the pictures of a system: what each box says, and what the model lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import cast

from ...assess.picture_gaps import PictureGap
from ...assess.system_pictures import PictureBox, PictureFlow, PictureZone, SystemPicture, View
from ...model.counted_names import count_things
from ..drawings import BoxLook
from ..name_lookup import CATEGORIES, NameLookup, write_title

# view -> its title, and what it shows
VIEW_TITLES: Mapping[View, tuple[str, str]] = MappingProxyType(
    {
        "boundary": (
            "Boundary",
            "What the boundary encloses, zone by zone, who stands outside of it, and every"
            " connection that crosses it.",
        ),
        "network": (
            "Network",
            "Every permitted connection between what stands in the zones and with who stands"
            " outside.",
        ),
        "data-flow": ("Flow of CUI", "The connections that carry CUI, and nothing else."),
    }
)
SHORT_CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "cui": "CUI",
        "spa": "SPA",
        "crma": "CRMA",
        "specialized": "specialized",
        "out-of-scope": "out of scope",
    }
)
KINDS_OUTSIDE: Mapping[str, str] = MappingProxyType(
    {
        "provider": "Service provider",
        "interconnection": "Connected system",
        "assets": "Assets of no component",
    }
)
APART_TITLE = "Zone not recorded"
# Ports that a label has room for; the table has all of them
LONGEST_PORTS = 11
LONGEST_NUMBERS = 12


def name_box(box: PictureBox) -> str:
    return "Further assets" if box.kind == "assets" else box.title


def describe_box(box: PictureBox, view: View, names: NameLookup) -> tuple[str, ...]:
    """What stands in a box below its title; its assets stand in the picture of the boundary."""
    if box.kind != "component":
        counted = write_assets(box.assets, names)
        return (KINDS_OUTSIDE[box.kind], *((counted,) if counted else ()))
    category = SHORT_CATEGORIES.get(box.category, box.category)
    kind = f"{category} · {box.type}" if box.category else box.type
    said = names.put_term(kind)
    return (said, count_words(box.assets, names)) if view == "boundary" else (said,)


def count_words(assets: tuple[tuple[str, int], ...], names: NameLookup) -> str:
    """`Assets: 6 CUI, 2 SPA`."""
    counted = write_assets(assets, names)
    return f"Assets: {counted}" if counted else "no asset recorded"


def write_assets(assets: Iterable[tuple[str, int]], names: NameLookup) -> str:
    return ", ".join(
        f"{number} {names.put_term(SHORT_CATEGORIES.get(category, category))}"
        for category, number in assets
    )


def find_look(box: PictureBox) -> BoxLook:
    if box.kind in ("provider", "interconnection"):
        return "outside"
    return cast(BoxLook, box.category) if box.category in SHORT_CATEGORIES else "plain"


def write_kind(box: PictureBox, run_by: str = "") -> str:
    if box.kind != "component":
        return KINDS_OUTSIDE[box.kind]
    kind = write_title(box.type) if box.type else "Component"
    return f"{kind}, run by {run_by}" if run_by else kind


def write_category(box: PictureBox, names: NameLookup) -> str:
    return names.put_term(CATEGORIES.get(box.category, box.category))


def write_label(flows: Iterable[PictureFlow]) -> str:
    """The numbers of the connections, and the ports of a single one where they are short."""
    found = [flow for flow in flows if flow.number]
    if not found:
        return ""
    if len(found) == 1:
        ports = found[0].ports
        shown = ports and len(ports) <= LONGEST_PORTS
        return f"{found[0].number} · {ports}" if shown else str(found[0].number)
    numbers = write_numbers(flow.number for flow in found)
    return numbers if len(numbers) <= LONGEST_NUMBERS else f"{len(found)} flows"


def write_numbers(numbers: Iterable[int]) -> str:
    """`1-3, 7`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}\u2013{run[-1]}" for run in runs)


def summarize(picture: SystemPicture, names: NameLookup) -> str:
    """In short what the picture shows; the tables below it say it one by one."""
    title = names.put_term(VIEW_TITLES[picture.view][0])
    zones = len({box.zone for box in picture.boxes} & {zone.id for zone in picture.zones})
    components = sum(box.kind == "component" for box in picture.boxes)
    outside = sum(box.kind in ("provider", "interconnection") for box in picture.boxes)
    connections = sum(flow.number > 0 for flow in picture.flows)
    carrying = sum(flow.cui for flow in picture.flows)
    counts = (
        count_things(zones, "zone"),
        count_things(components, "component"),
        count_things(outside, "provider or connected system", "providers and connected systems"),
        f"{count_things(connections, 'connection')}, {carrying} of them with {names.term}",
    )
    return f"{title}: {'; '.join(counts)}. The tables below the picture name each."


def write_zone(zone: PictureZone) -> str:
    return zone.title if zone.inside else f"{zone.title} (outside the boundary)"


# what the model lacks -> a sentence of it; {subject} and {detail} are those of the gap
_GAPS: Mapping[str, str] = MappingProxyType(
    {
        "no-zones": "No zones are recorded, so no picture shows what the boundary encloses.",
        "no-connections": "No connections are recorded, so no picture shows one.",
        "no-inventory": "The inventory has no asset, so no box has any.",
        "no-interconnections": "Whether other systems are connected is not recorded.",
        "no-providers": "Whether external service providers take part is not recorded.",
        "no-diagram": "{subject} has no picture of its own.",
        "no-zone": "{subject} names no zone.",
        "unknown-zone": '{subject} names the zone "{detail}", which is not recorded.',
        "empty-zone": "No component stands in the zone {subject}.",
        "no-end": 'Connection {subject} ends at "{detail}", which is no component, provider or'
        " interconnection; it is not drawn.",
        "no-ports": "Connection {subject} has no ports.",
        "unconnected": "No connection leads to or from {subject}.",
        "unconnected-system": "No connection leads to or from the connected system {subject}.",
        "no-flow": "{subject} has CUI assets, and no connection that carries CUI leads to or from"
        " it.",
        "no-asset": "No asset of the inventory belongs to {subject}.",
        "no-component": "The asset {subject} belongs to no component that there is.",
    }
)
# Gaps that are told in one line, however many have them
_JOINED: Mapping[str, str] = MappingProxyType({"no-ports": "Connections {subject} have no ports."})


def write_gaps(gaps: Iterable[PictureGap], names: NameLookup) -> Iterator[str]:
    found = tuple(gaps)
    for kind in dict.fromkeys(gap.kind for gap in found):
        same = [gap for gap in found if gap.kind == kind]
        if kind in _JOINED and len(same) > 1:
            numbers = write_numbers(int(gap.subject) for gap in same)
            yield _JOINED[kind].format(subject=numbers)
            continue
        pattern = names.put_term(_GAPS[kind])
        yield from (pattern.format(subject=gap.subject, detail=gap.detail) for gap in same)
