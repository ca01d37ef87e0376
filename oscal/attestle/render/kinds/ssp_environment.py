"""Chapter 2 of the plan: boundary, pictures, components, inventory, providers, connections,
cryptography, roles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...model.system import Asset, Component, Narrative, Provider, System
from ..document_model import (
    AuthoredProse,
    Bullets,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    Picture,
    TextLine,
    text_cell,
)
from ..name_lookup import CATEGORIES, NameLookup, write_title

HARDWARE = ("hardware", "physical", "network")
SOFTWARE = ("software", "service", "system")
RESPONSIBLE = {"provider": "Provider", "organisation": "Organization", "shared": "Shared"}


def build_environment(system: System, names: NameLookup) -> Chapter:
    makers: tuple[Callable[[System, NameLookup, str], Chapter], ...] = (
        _boundary,
        _network,
        _data_flow,
        _components,
        _inventory,
        _providers,
        _connections,
        _cryptography,
        _roles,
    )
    sections = tuple(make(system, names, f"2.{number}") for number, make in enumerate(makers, 1))
    intro = TextLine(
        "Boundary, network and flow of CUI; then the hardware, software and services, who owns and"
        " maintains them, and who else takes part."
    )
    return Chapter(1, "2 System Environment", "environment", (intro,), sections, fresh=True)


def _boundary(system: System, names: NameLookup, number: str) -> Chapter:
    return Chapter(
        2, f"{number} System Boundary", "boundary", tuple(_narrative(system, system.boundary, 1))
    )


def _network(system: System, names: NameLookup, number: str) -> Chapter:
    first = 1 + _count_pictures(system.boundary)
    return Chapter(
        2,
        f"{number} Network and Topology",
        "network",
        tuple(_narrative(system, system.network, first)),
    )


def _data_flow(system: System, names: NameLookup, number: str) -> Chapter:
    first = 1 + _count_pictures(system.boundary) + _count_pictures(system.network)
    return Chapter(
        2, f"{number} Flow of CUI", "data-flow", tuple(_narrative(system, system.data_flow, first))
    )


def _count_pictures(narrative: Narrative | None) -> int:
    return len(narrative.diagrams) if narrative else 0


def _narrative(system: System, narrative: Narrative | None, first: int) -> Iterator[DocumentPart]:
    """Pictures before the text: an assessor looks at them first."""
    if narrative is None:
        yield TextLine("This part of the plan has not been written.", "note")
        return
    for number, item in enumerate(narrative.diagrams, first):
        yield Picture(f"ssp/{system.name}/{item.file}", item.title, item.alt, item.date, number)
    yield AuthoredProse(narrative.text, narrative.source.path)


def _components(system: System, names: NameLookup, number: str) -> Chapter:
    """NIST's listings of hardware and software, with who maintains and owns each."""
    sections: list[Chapter] = []
    rest = tuple(item.type for item in system.components if item.type not in HARDWARE + SOFTWARE)
    groups = (
        ("Hardware and Facilities", HARDWARE),
        ("Software and Services", SOFTWARE),
        ("Policies and Other Components", rest),
    )
    for title, types in groups:
        found = tuple(item for item in system.components if item.type in types)
        part = _component_table(title, found, names) if found else TextLine("None.", "quiet")
        # The two groups that NIST asks for stand there even where nothing is in them.
        if found or types is not rest:
            place = len(sections) + 1
            name, anchor = f"{number}.{place} {title}", f"components-{place}"
            sections.append(Chapter(3, name, anchor, (part,)))
    if described := tuple(_descriptions(system)):
        name = f"{number}.{len(sections) + 1} Descriptions"
        sections.append(Chapter(3, name, "descriptions", described))
    intro = TextLine("The owner of a component maintains it and answers for its configuration.")
    return Chapter(
        2,
        f"{number} Hardware, Software, Maintenance and Ownership",
        "components",
        (intro,),
        tuple(sections),
    )


def _descriptions(system: System) -> Iterator[DocumentPart]:
    for item in system.components:
        if item.description.strip():
            yield TextLine(item.title, "label", anchor=f"component-{item.slug}")
            yield AuthoredProse(item.description, item.source.path)


def _component_table(title: str, items: tuple[Component, ...], names: NameLookup) -> Grid:
    columns = (
        GridColumn("Component", 1.6),
        GridColumn("Type", 0.8),
        GridColumn("Purpose", 1.9),
        GridColumn("Vendor and version", 1.4),
        GridColumn("Asset category", 1.2),
        GridColumn("Owner", 1.2),
    )
    rows = []
    for item in items:
        product = tuple(
            TextLine(text)
            for text in (
                item.vendor,
                item.version,
                f"by {names.name_provider(item.provider)}" if item.provider else "",
            )
            if text
        )
        status = (
            (TextLine(write_title(item.status), "quiet"),) if item.status != "operational" else ()
        )
        kind = (TextLine(write_title(item.type)), *status)
        rows.append(
            (
                text_cell(item.title),
                kind,
                text_cell(item.purpose or ""),
                product,
                text_cell(CATEGORIES.get(item.category, item.category)),
                text_cell(names.shorten_role(item.owner)),
            )
        )
    return Grid(title, columns, tuple(rows))


def _inventory(system: System, names: NameLookup, number: str) -> Chapter:
    sections: list[Chapter] = []
    for key, title in CATEGORIES.items():
        found = tuple(item for item in system.assets if item.category == key)
        if found:
            place = f"{number}.{len(sections) + 1}"
            sections.append(
                Chapter(
                    3,
                    f"{place} {title}s",
                    f"assets-{key}",
                    (_asset_table(f"{title}s", found, names),),
                )
            )
    parts: tuple[DocumentPart, ...] = (
        () if sections else (TextLine("The inventory is empty.", "note"),)
    )
    return Chapter(
        2,
        f"{number} Asset Inventory by Category",
        "inventory",
        parts,
        tuple(sections),
        wide=bool(sections),
    )


def _asset_table(title: str, items: tuple[Asset, ...], names: NameLookup) -> Grid:
    handling = any(item.cui for item in items)
    reasons = any(item.justification for item in items)
    columns = [
        GridColumn("Id", 0.8),
        GridColumn("Asset", 2.3),
        GridColumn("Component", 1.7),
        GridColumn("Owner", 1.4),
        GridColumn("Location", 2.0),
    ]
    columns += [GridColumn("CUI", 1.1)] if handling else []
    columns += [GridColumn("Justification and treatment", 3.0)] if reasons else []
    rows = []
    for item in items:
        row: list[DocumentCell] = [
            text_cell(item.id),
            text_cell(item.name),
            text_cell(names.name_component(item.component) if item.component else "", "none"),
            text_cell(names.shorten_role(item.owner)),
            text_cell(item.location),
        ]
        row += [text_cell(", ".join(item.cui).replace("-", " "), "none")] if handling else []
        row += [text_cell(item.justification)] if reasons else []
        rows.append(tuple(row))
    return Grid(title, tuple(columns), tuple(rows))


def _providers(system: System, names: NameLookup, number: str) -> Chapter:
    sections = tuple(
        _provider(item, f"{number}.{place}", names)
        for place, item in enumerate(system.providers, 1)
    )
    parts: tuple[DocumentPart, ...] = (
        () if sections else (TextLine("No external service provider takes part.", "quiet"),)
    )
    return Chapter(
        2,
        f"{number} External Service Providers",
        "providers",
        parts,
        sections,
        wide=bool(sections),
        fresh=bool(sections),
    )


def _provider(item: Provider, number: str, names: NameLookup) -> Chapter:
    rows: tuple[tuple[str, DocumentCell], ...] = (
        ("Services", (Bullets(item.services),)),
        ("Cloud service", text_cell("Yes" if item.cloud else "No")),
        ("CUI", text_cell(", ".join(item.cui).replace("-", " "), "none")),
        ("Security protection data", text_cell("Yes" if item.security_protection_data else "No")),
        ("Authorization", text_cell(_authorization(item), "none")),
        ("Agreement", text_cell(item.agreement or "", "none named")),
        ("Answered for by", text_cell(names.find_role(item.owner))),
    )
    parts: tuple[DocumentPart, ...] = (
        FactList(rows),
        AuthoredProse(item.description, item.source.path),
        TextLine(f"Responsibility matrix of {item.title}", "label"),
        _matrix(item),
    )
    return Chapter(3, f"{number} {item.title}", f"provider-{item.slug}", parts)


def _authorization(item: Provider) -> str:
    found = item.authorization
    if found is None:
        return ""
    kind = write_title(found.kind).replace("Fedramp", "FedRAMP")
    return f"{kind} of {found.date.isoformat()}" + (f" ({found.id})" if found.id else "")


def _matrix(item: Provider) -> DocumentPart:
    if not item.matrix_rows:
        return TextLine("No responsibility matrix has been written.", "note")
    columns = (
        GridColumn("Objective", 0.9),
        GridColumn("Responsible", 1.1),
        GridColumn("The provider does", 3.0),
        GridColumn("The organization does", 3.0),
        GridColumn("Evidence", 1.6),
        GridColumn("Agreed", 0.95),
    )
    rows = tuple(
        (
            text_cell(row.objective),
            text_cell(RESPONSIBLE.get(row.responsibility, row.responsibility)),
            text_cell(row.provider_does),
            text_cell(row.organisation_does),
            text_cell(row.evidence),
            text_cell(row.date.isoformat() if row.date else ""),
        )
        for row in item.matrix_rows
    )
    return Grid(f"Responsibility matrix of {item.title}", columns, rows)


def _connections(system: System, names: NameLookup, number: str) -> Chapter:
    columns = (
        GridColumn("Connected system", 1.2),
        GridColumn("Direction", 0.9),
        GridColumn("What is exchanged, and how", 3.3),
        GridColumn("Owner", 1.1),
        GridColumn("Agreement", 1.6),
    )
    rows = tuple(
        (
            text_cell(item.title),
            text_cell(write_title(item.direction).replace(" ", " and ")),
            text_cell(item.description),
            text_cell(names.shorten_role(item.owner)),
            text_cell(item.agreement or "", "none named"),
        )
        for item in system.characteristics.interconnections
    )
    part: DocumentPart = (
        Grid("Interconnections", columns, rows)
        if rows
        else TextLine("The system is connected to no other.", "quiet")
    )
    return Chapter(2, f"{number} Interconnections", "interconnections", (part,))


def _cryptography(system: System, names: NameLookup, number: str) -> Chapter:
    columns = (
        GridColumn("Module", 2.0),
        GridColumn("FIPS certificate", 1.1),
        GridColumn("Status", 0.9),
        GridColumn("Component", 1.6),
        GridColumn("Used for", 2.5),
    )
    rows = tuple(
        (
            text_cell(module.name),
            text_cell(module.certificate or "", "no certificate"),
            text_cell(write_title(module.status)),
            text_cell(item.title),
            text_cell(module.used_for),
        )
        for item in system.components
        for module in item.cryptographic_modules
    )
    part: DocumentPart = (
        Grid("Cryptographic modules", columns, rows)
        if rows
        else TextLine("No cryptographic module is recorded.", "quiet")
    )
    return Chapter(2, f"{number} Cryptographic Modules", "cryptography", (part,))


def _roles(system: System, names: NameLookup, number: str) -> Chapter:
    families: dict[str, list[str]] = {}
    for family, role in system.people.families.items():
        families.setdefault(role, []).append(family)
    columns = (
        GridColumn("Role", 2.0),
        GridColumn("What it answers for", 2.6),
        GridColumn("Held by", 2.0),
        GridColumn("Families", 1.2),
    )
    rows = tuple(
        (
            text_cell(item.title),
            text_cell(item.description or ""),
            tuple(TextLine(party.name) for party in names.list_holders(item.id)),
            text_cell(", ".join(families.get(item.id, ()))),
        )
        for item in system.people.roles
    )
    part: DocumentPart = (
        Grid("Roles", columns, rows) if rows else TextLine("No role is named.", "note")
    )
    return Chapter(2, f"{number} Roles and Responsibilities", "roles", (part,))
