"""Section 2 of the plan: boundary, pictures, components, inventory, providers, connections,
cryptography, roles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..model.system import Asset, Component, Narrative, Provider, System
from .names import CATEGORIES, Names, title_case
from .parts import Bullets, Cell, Column, Facts, Grid, Part, Picture, Prose, Section, Words, words

HARDWARE = ("hardware", "physical", "network")
SOFTWARE = ("software", "service", "system")
RESPONSIBLE = {"provider": "Provider", "organisation": "Organization", "shared": "Shared"}


def environment(system: System, names: Names) -> Section:
    makers: tuple[Callable[[System, Names, str], Section], ...] = (
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
    intro = Words(
        "Boundary, network and flow of CUI; then the hardware, software and services, who owns and"
        " maintains them, and who else takes part."
    )
    return Section(1, "2 System Environment", "environment", (intro,), sections, fresh=True)


def _boundary(system: System, names: Names, number: str) -> Section:
    return Section(
        2, f"{number} System Boundary", "boundary", tuple(_narrative(system, system.boundary, 1))
    )


def _network(system: System, names: Names, number: str) -> Section:
    first = 1 + _pictures_of(system.boundary)
    return Section(
        2,
        f"{number} Network and Topology",
        "network",
        tuple(_narrative(system, system.network, first)),
    )


def _data_flow(system: System, names: Names, number: str) -> Section:
    first = 1 + _pictures_of(system.boundary) + _pictures_of(system.network)
    return Section(
        2, f"{number} Flow of CUI", "data-flow", tuple(_narrative(system, system.data_flow, first))
    )


def _pictures_of(narrative: Narrative | None) -> int:
    return len(narrative.diagrams) if narrative else 0


def _narrative(system: System, narrative: Narrative | None, first: int) -> Iterator[Part]:
    """Pictures before the text: an assessor looks at them first."""
    if narrative is None:
        yield Words("This part of the plan has not been written.", "note")
        return
    for number, item in enumerate(narrative.diagrams, first):
        yield Picture(f"ssp/{system.name}/{item.file}", item.title, item.alt, item.date, number)
    yield Prose(narrative.text, narrative.source.path)


def _components(system: System, names: Names, number: str) -> Section:
    """NIST's listings of hardware and software, with who maintains and owns each."""
    sections: list[Section] = []
    rest = tuple(item.type for item in system.components if item.type not in HARDWARE + SOFTWARE)
    groups = (
        ("Hardware and Facilities", HARDWARE),
        ("Software and Services", SOFTWARE),
        ("Policies and Other Components", rest),
    )
    for title, types in groups:
        found = tuple(item for item in system.components if item.type in types)
        parts: tuple[Part, ...] = (
            (_component_table(title, found, names),) if found else (Words("None.", "quiet"),)
        )
        if found or title != "Policies and Other Components":
            sections.append(
                Section(
                    3,
                    f"{number}.{len(sections) + 1} {title}",
                    f"components-{len(sections) + 1}",
                    parts,
                )
            )
    described = tuple(item for item in system.components if item.description.strip())
    if described:
        parts = tuple(
            part
            for item in described
            for part in (
                Words(item.title, "label", anchor=f"component-{item.slug}"),
                Prose(item.description, item.source.path),
            )
        )
        sections.append(
            Section(3, f"{number}.{len(sections) + 1} Descriptions", "descriptions", parts)
        )
    intro = Words("The owner of a component maintains it and answers for its configuration.")
    return Section(
        2,
        f"{number} Hardware, Software, Maintenance and Ownership",
        "components",
        (intro,),
        tuple(sections),
    )


def _component_table(title: str, items: tuple[Component, ...], names: Names) -> Grid:
    columns = (
        Column("Component", 1.6),
        Column("Type", 0.8),
        Column("Purpose", 1.9),
        Column("Vendor and version", 1.4),
        Column("Asset category", 1.2),
        Column("Owner", 1.2),
    )
    rows = []
    for item in items:
        product = tuple(
            Words(text)
            for text in (
                item.vendor,
                item.version,
                f"by {names.provider(item.provider)}" if item.provider else "",
            )
            if text
        )
        status = (Words(title_case(item.status), "quiet"),) if item.status != "operational" else ()
        kind = (Words(title_case(item.type)), *status)
        rows.append(
            (
                words(item.title),
                kind,
                words(item.purpose or ""),
                product,
                words(CATEGORIES.get(item.category, item.category)),
                words(names.short_role(item.owner)),
            )
        )
    return Grid(title, columns, tuple(rows))


def _inventory(system: System, names: Names, number: str) -> Section:
    sections: list[Section] = []
    for key, title in CATEGORIES.items():
        found = tuple(item for item in system.assets if item.category == key)
        if found:
            place = f"{number}.{len(sections) + 1}"
            sections.append(
                Section(
                    3,
                    f"{place} {title}s",
                    f"assets-{key}",
                    (_asset_table(f"{title}s", found, names),),
                )
            )
    parts: tuple[Part, ...] = () if sections else (Words("The inventory is empty.", "note"),)
    return Section(
        2,
        f"{number} Asset Inventory by Category",
        "inventory",
        parts,
        tuple(sections),
        wide=bool(sections),
    )


def _asset_table(title: str, items: tuple[Asset, ...], names: Names) -> Grid:
    handling = any(item.cui for item in items)
    reasons = any(item.justification for item in items)
    columns = [
        Column("Id", 0.8),
        Column("Asset", 2.3),
        Column("Component", 1.7),
        Column("Owner", 1.4),
        Column("Location", 2.0),
    ]
    columns += [Column("CUI", 1.1)] if handling else []
    columns += [Column("Justification and treatment", 3.0)] if reasons else []
    rows = []
    for item in items:
        row: list[Cell] = [
            words(item.id),
            words(item.name),
            words(names.component(item.component) if item.component else "", "none"),
            words(names.short_role(item.owner)),
            words(item.location),
        ]
        row += [words(", ".join(item.cui).replace("-", " "), "none")] if handling else []
        row += [words(item.justification)] if reasons else []
        rows.append(tuple(row))
    return Grid(title, tuple(columns), tuple(rows))


def _providers(system: System, names: Names, number: str) -> Section:
    sections = tuple(
        _provider(item, f"{number}.{place}", names)
        for place, item in enumerate(system.providers, 1)
    )
    parts: tuple[Part, ...] = (
        () if sections else (Words("No external service provider takes part.", "quiet"),)
    )
    return Section(
        2,
        f"{number} External Service Providers",
        "providers",
        parts,
        sections,
        wide=bool(sections),
        fresh=bool(sections),
    )


def _provider(item: Provider, number: str, names: Names) -> Section:
    rows: tuple[tuple[str, Cell], ...] = (
        ("Services", (Bullets(item.services),)),
        ("Cloud service", words("Yes" if item.cloud else "No")),
        ("CUI", words(", ".join(item.cui).replace("-", " "), "none")),
        ("Security protection data", words("Yes" if item.security_protection_data else "No")),
        ("Authorization", words(_authorization(item), "none")),
        ("Agreement", words(item.agreement or "", "none named")),
        ("Answered for by", words(names.role(item.owner))),
    )
    parts: tuple[Part, ...] = (
        Facts(rows),
        Prose(item.description, item.source.path),
        Words(f"Responsibility matrix of {item.title}", "label"),
        _matrix(item),
    )
    return Section(3, f"{number} {item.title}", f"provider-{item.slug}", parts)


def _authorization(item: Provider) -> str:
    found = item.authorization
    if found is None:
        return ""
    kind = title_case(found.kind).replace("Fedramp", "FedRAMP")
    return f"{kind} of {found.date.isoformat()}" + (f" ({found.id})" if found.id else "")


def _matrix(item: Provider) -> Part:
    if not item.matrix:
        return Words("No responsibility matrix has been written.", "note")
    columns = (
        Column("Objective", 0.9),
        Column("Responsible", 1.1),
        Column("The provider does", 3.0),
        Column("The organization does", 3.0),
        Column("Evidence", 1.6),
        Column("Agreed", 0.95),
    )
    rows = tuple(
        (
            words(row.objective),
            words(RESPONSIBLE.get(row.responsibility, row.responsibility)),
            words(row.provider_does),
            words(row.organisation_does),
            words(row.evidence),
            words(row.date.isoformat() if row.date else ""),
        )
        for row in item.matrix
    )
    return Grid(f"Responsibility matrix of {item.title}", columns, rows)


def _connections(system: System, names: Names, number: str) -> Section:
    columns = (
        Column("Connected system", 1.2),
        Column("Direction", 0.9),
        Column("What is exchanged, and how", 3.3),
        Column("Owner", 1.1),
        Column("Agreement", 1.6),
    )
    rows = tuple(
        (
            words(item.title),
            words(title_case(item.direction).replace(" ", " and ")),
            words(item.description),
            words(names.short_role(item.owner)),
            words(item.agreement or "", "none named"),
        )
        for item in system.characteristics.interconnections
    )
    part: Part = (
        Grid("Interconnections", columns, rows)
        if rows
        else Words("The system is connected to no other.", "quiet")
    )
    return Section(2, f"{number} Interconnections", "interconnections", (part,))


def _cryptography(system: System, names: Names, number: str) -> Section:
    columns = (
        Column("Module", 2.0),
        Column("FIPS certificate", 1.1),
        Column("Status", 0.9),
        Column("Component", 1.6),
        Column("Used for", 2.5),
    )
    rows = tuple(
        (
            words(module.name),
            words(module.certificate or "", "no certificate"),
            words(title_case(module.status)),
            words(item.title),
            words(module.used_for),
        )
        for item in system.components
        for module in item.cryptographic_modules
    )
    part: Part = (
        Grid("Cryptographic modules", columns, rows)
        if rows
        else Words("No cryptographic module is recorded.", "quiet")
    )
    return Section(2, f"{number} Cryptographic Modules", "cryptography", (part,))


def _roles(system: System, names: Names, number: str) -> Section:
    families: dict[str, list[str]] = {}
    for family, role in system.people.families.items():
        families.setdefault(role, []).append(family)
    columns = (
        Column("Role", 2.0),
        Column("What it answers for", 2.6),
        Column("Held by", 2.0),
        Column("Families", 1.2),
    )
    rows = tuple(
        (
            words(item.title),
            words(item.description or ""),
            tuple(Words(party.name) for party in names.holders(item.id)),
            words(", ".join(families.get(item.id, ()))),
        )
        for item in system.people.roles
    )
    part: Part = Grid("Roles", columns, rows) if rows else Words("No role is named.", "note")
    return Section(2, f"{number} Roles and Responsibilities", "roles", (part,))
