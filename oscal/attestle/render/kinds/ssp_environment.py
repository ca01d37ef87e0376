"""Chapter 2 of the plan: boundary, pictures, components, inventory, providers, connections,
cryptography, roles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...model.baseline import Baseline
from ...model.components import Component, CryptographicModule
from ...model.providers import Provider
from ...model.system import Narrative, System
from ..absence import write_absence, write_list, write_yes
from ..document_parts import (
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
)
from ..name_lookup import CATEGORIES, NameLookup, write_title
from ..table_cells import NOT_RECORDED, text_cell
from .ssp_connections import build_connections, build_zones
from .ssp_draft import NOT_WRITTEN
from .ssp_inventory import build_inventory
from .ssp_links import anchor_provider, link_objective
from .ssp_roles import build_roles

HARDWARE = ("hardware", "physical", "network")
SOFTWARE = ("software", "service", "system")
RESPONSIBLE = {"provider": "Provider", "organisation": "Organization", "shared": "Shared"}


def build_environment(system: System, baseline: Baseline, names: NameLookup) -> Chapter:
    makers: tuple[Callable[[System, NameLookup, str], Chapter], ...] = (
        _boundary,
        _network,
        _data_flow,
        _components,
        build_inventory,
        lambda system, names, number: _providers(system, baseline, names, number),
        build_connections,
        _cryptography,
        lambda system, names, number: build_roles(system, baseline, names, number),
    )
    sections = tuple(make(system, names, f"2.{number}") for number, make in enumerate(makers, 1))
    intro = TextLine(
        names.put_term("Boundary, network and flow of CUI;")
        + " then the hardware, software and services, who owns and maintains them, and who else"
        " takes part. The document "
        + names.put_term('"Boundary, Network and Flow of CUI"')
        + " draws it from the recorded zones, components and connections."
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
        (*_narrative(system, system.network, first), *build_zones(system)),
    )


def _data_flow(system: System, names: NameLookup, number: str) -> Chapter:
    first = 1 + _count_pictures(system.boundary) + _count_pictures(system.network)
    return Chapter(
        2,
        names.put_term(f"{number} Flow of CUI"),
        "data-flow",
        tuple(_narrative(system, system.data_flow, first)),
    )


def _count_pictures(narrative: Narrative | None) -> int:
    return len(narrative.diagrams) if narrative else 0


def _narrative(system: System, narrative: Narrative | None, first: int) -> Iterator[DocumentPart]:
    """Pictures before the text: an assessor looks at them first."""
    if narrative is None or not (narrative.diagrams or narrative.text.strip()):
        yield NOT_WRITTEN
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
        part = (
            _component_table(title, found, names) if found else TextLine("Not recorded.", "quiet")
        )
        # The two groups that NIST asks for stand there even where nothing is in them.
        if found or types is not rest:
            place = len(sections) + 1
            name, anchor = f"{number}.{place} {title}", f"components-{place}"
            sections.append(Chapter(3, name, anchor, (part,)))
    if described := tuple(_descriptions(system)):
        name = f"{number}.{len(sections) + 1} Descriptions"
        sections.append(Chapter(3, name, "descriptions", (), described))
    intro = TextLine("The owner of a component maintains it and answers for its configuration.")
    return Chapter(
        2,
        f"{number} Hardware, Software, Maintenance and Ownership",
        "components",
        (intro,),
        tuple(sections),
    )


def _descriptions(system: System) -> Iterator[Chapter]:
    for item in system.components:
        if item.description.strip():
            prose = AuthoredProse(item.description, item.source.path)
            yield Chapter(4, item.title, f"component-{item.slug}", (prose,))


def _link_description(item: Component) -> DocumentCell:
    target = f"component-{item.slug}" if item.description.strip() else ""
    return (TextLine(item.title, target=target),)


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
                _link_description(item),
                kind,
                text_cell(item.purpose or ""),
                product,
                text_cell(names.put_term(CATEGORIES.get(item.category, item.category))),
                text_cell(names.shorten_role(item.owner)),
            )
        )
    return Grid(title, columns, tuple(rows))


def _providers(system: System, baseline: Baseline, names: NameLookup, number: str) -> Chapter:
    facts = system.characteristics
    sections = tuple(
        _provider(item, system, baseline, f"{number}.{place}", names)
        for place, item in enumerate(system.providers, 1)
    )
    parts: tuple[DocumentPart, ...] = (
        *_list_services(system, names),
        *(
            ()
            if sections
            else (write_absence("external service providers", facts.external_services),)
        ),
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


def _list_services(system: System, names: NameLookup) -> Iterator[Grid]:
    """What others run for the system: the services of vendors,
    and all that a provider stands for.
    """
    found = [
        item
        for item in system.components
        if item.provider or (item.type == "service" and item.vendor)
    ]
    columns = (
        GridColumn("Service", 2.0),
        GridColumn("Run by", 2.0),
        GridColumn("What it does for the system", 3.0),
        GridColumn(f"Holds {names.term} or security protection data", 1.8),
        GridColumn("Asset category", 1.5),
    )
    if found:
        yield Grid(
            "External services", columns, tuple(_write_service(item, names) for item in found)
        )


def _write_service(item: Component, names: NameLookup) -> tuple[DocumentCell, ...]:
    provider = names.name_provider(item.provider) or item.vendor or ""
    kinds = {"spd": "Security protection data", "cui": names.term}
    return (
        _link_description(item),
        (TextLine(provider, target=anchor_provider(item.provider, names)),),
        text_cell(item.purpose or "", NOT_RECORDED),
        text_cell(", ".join(kinds.get(key, key) for key in item.holds), NOT_RECORDED),
        text_cell(names.put_term(CATEGORIES.get(item.category, item.category))),
    )


def _provider(
    item: Provider, system: System, baseline: Baseline, number: str, names: NameLookup
) -> Chapter:
    rows: tuple[tuple[str, DocumentCell], ...] = (
        ("Services", (Bullets(item.services),)),
        ("Cloud service", text_cell("Yes" if item.cloud else "No")),
        (names.term, text_cell(write_list(item.cui), NOT_RECORDED)),
        ("Security protection data", write_yes(item.security_protection_data)),
        ("Authorization", text_cell(_authorization(item), NOT_RECORDED)),
        ("Agreement", text_cell(item.agreement or "", NOT_RECORDED)),
        ("Answered for by", text_cell(names.find_role(item.owner))),
    )
    parts: tuple[DocumentPart, ...] = (
        FactList(rows, caption=f"Provider: {item.title}"),
        AuthoredProse(item.description, item.source.path),
        *_refer_to_matrix(item),
        _matrix(item, system, baseline),
    )
    return Chapter(3, f"{number} {item.title}", f"provider-{item.slug}", parts)


def _authorization(item: Provider) -> str:
    found = item.authorization
    if found is None:
        return ""
    kind = write_title(found.kind).replace("Fedramp", "FedRAMP")
    return f"{kind} of {found.date.isoformat()}" + (f" ({found.id})" if found.id else "")


def _refer_to_matrix(item: Provider) -> Iterator[DocumentPart]:
    """The matrix that the provider publishes; nothing is inherited by it."""
    if found := item.matrix:
        version = f", version {found.version}" if found.version else ""
        day = f", {found.date.isoformat()}" if found.date else ""
        yield TextLine(
            f"{found.document}{version}{day} ({found.location})", lead="Published by the provider:"
        )


def _matrix(item: Provider, system: System, baseline: Baseline) -> DocumentPart:
    if not item.matrix_rows:
        return TextLine("Rows of a responsibility matrix are not recorded.", "note")
    columns = (
        GridColumn("Objective", 0.9),
        GridColumn("Responsible", 1.1),
        GridColumn("The provider does", 2.7),
        GridColumn("The organization does", 2.7),
        GridColumn("Evidence", 2.5),
        GridColumn("Agreed", 0.95),
    )
    rows = tuple(
        (
            link_objective(row.objective, baseline),
            text_cell(RESPONSIBLE.get(row.responsibility, row.responsibility)),
            text_cell(row.provider_does),
            text_cell(row.organisation_does),
            _link_evidence(row.evidence, system),
            text_cell(row.date.isoformat() if row.date else ""),
        )
        for row in item.matrix_rows
    )
    return Grid(f"Responsibility matrix of {item.title}", columns, rows)


def _link_evidence(text: str, system: System) -> DocumentCell:
    """The artifact by its title where the matrix gives an id of the register, else the text."""
    item = system.evidence_by_id.get(text.strip())
    return (TextLine(item.title, target=f"evidence-{item.id}"),) if item else text_cell(text)


def _cryptography(system: System, names: NameLookup, number: str) -> Chapter:
    columns = (
        GridColumn("Module", 1.7),
        GridColumn("Standard", 0.9),
        GridColumn("Certificate", 1.1),
        GridColumn("Status", 0.8),
        GridColumn("Protects", 0.7),
        GridColumn("Component", 1.4),
        GridColumn("Used for", 1.9),
    )
    rows = tuple(
        _write_module(module, item, names)
        for item in system.components
        for module in item.cryptographic_modules
    )
    part: DocumentPart = (
        Grid("Cryptographic modules", columns, rows)
        if rows
        else write_absence("cryptographic modules", system.characteristics.cryptographic_modules)
    )
    return Chapter(2, f"{number} Cryptographic Modules", "cryptography", (part,))


def _write_module(
    module: CryptographicModule, item: Component, names: NameLookup
) -> tuple[DocumentCell, ...]:
    looked_up = (
        (TextLine(f"looked up {module.looked_up.isoformat()}", "quiet"),)
        if module.looked_up
        else ()
    )
    protects = "Other data" if module.protects == "other" else names.term
    return (
        text_cell(module.name),
        text_cell(f"FIPS {module.standard}" if module.standard else "", NOT_RECORDED),
        (*text_cell(module.certificate or "", _explain_no_certificate(module)), *looked_up),
        text_cell(write_title(module.status)),
        text_cell(protects),
        text_cell(item.title),
        text_cell(module.used_for),
    )


def _explain_no_certificate(module: CryptographicModule) -> str:
    """That there is none is said where the author calls the module not validated."""
    return "no certificate" if module.status == "not-validated" else NOT_RECORDED
