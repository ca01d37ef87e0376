"""How the system is laid out and connected: its zones, the systems beyond its edge, and every
permitted flow with protocol and ports.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...model.system import System
from ...model.system_characteristics import Connection, Interconnection, Zone
from ..absence import write_absence
from ..document_parts import Chapter, DocumentCell, DocumentPart, Grid, GridColumn, TextLine
from ..name_lookup import NameLookup, write_title
from ..table_cells import NOT_RECORDED, text_cell


def build_zones(system: System) -> Iterator[DocumentPart]:
    """The zones with what stands in each; nothing where the author names none."""
    zones = system.characteristics.zones
    columns = (
        GridColumn("Zone", 2.6),
        GridColumn("Inside the boundary", 1.0),
        GridColumn("Components", 3.4),
    )
    if zones:
        rows = tuple(_write_zone(item, system) for item in zones)
        yield Grid("Zones of the network", columns, rows)


def _write_zone(zone: Zone, system: System) -> tuple[DocumentCell, ...]:
    titles = (item.title for item in system.components if item.zone == zone.id)
    return (
        text_cell(zone.title),
        text_cell("Yes" if zone.inside else "No"),
        text_cell("; ".join(titles), "no component"),
    )


def build_connections(system: System, names: NameLookup, number: str) -> Chapter:
    title = "Interconnections, Ports, Protocols and Services"
    chapters = (
        Chapter(
            3,
            f"{number}.1 Interconnections",
            "interconnected-systems",
            (_build_interconnections(system, names),),
        ),
        Chapter(
            3,
            f"{number}.2 Permitted Connections",
            "connections",
            tuple(_build_flows(system, names)),
        ),
    )
    return Chapter(2, f"{number} {title}", "interconnections", (), chapters)


def _build_interconnections(system: System, names: NameLookup) -> DocumentPart:
    found = system.characteristics.interconnections
    columns = (
        GridColumn("Connected system", 1.2),
        GridColumn("Direction", 0.9),
        GridColumn("What is exchanged, and how", 3.3),
        GridColumn("Owner", 1.1),
        GridColumn("Agreement", 1.6),
    )
    if not found:
        return write_absence("interconnections", found)
    rows = tuple(_write_interconnection(item, names) for item in found)
    return Grid("Interconnections", columns, rows)


def _write_interconnection(item: Interconnection, names: NameLookup) -> tuple[DocumentCell, ...]:
    return (
        text_cell(item.title),
        text_cell(write_title(item.direction).replace(" ", " and ")),
        text_cell(item.description),
        text_cell(names.shorten_role(item.owner), NOT_RECORDED),
        text_cell(item.agreement or "", NOT_RECORDED),
    )


def _build_flows(system: System, names: NameLookup) -> Iterator[DocumentPart]:
    found = system.characteristics.connections
    if not found:
        yield TextLine("Connections with their ports and protocols are not recorded.", "quiet")
        return
    columns = (
        GridColumn("From", 1.3),
        GridColumn("To", 1.3),
        GridColumn("Service: what it is for", 2.3),
        GridColumn("Protocol", 1.2),
        GridColumn("Ports", 1.0),
        GridColumn(names.term, 0.5),
    )
    yield Grid(
        "Ports, protocols and services", columns, tuple(_write_flow(item, names) for item in found)
    )


def _write_flow(item: Connection, names: NameLookup) -> tuple[DocumentCell, ...]:
    return (
        text_cell(_name_end(item.from_, names)),
        text_cell(_name_end(item.to, names)),
        text_cell(item.purpose),
        text_cell(item.protocol),
        text_cell(item.ports or "", NOT_RECORDED),
        text_cell("Yes" if item.cui else "No"),
    )


def _name_end(end: str, names: NameLookup) -> str:
    """The title of a component or provider; an interconnection is named by its title."""
    return names.components.get(end) or names.providers.get(end) or end
