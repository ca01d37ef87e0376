"""The System Security Plan as an OSCAL tree (system-security-plan of OSCAL 1.2.1), in model order."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from ..model.baseline import Baseline
from ..model.system import (
    Asset,
    Component,
    Diagram,
    EvidenceItem,
    Interconnection,
    Narrative,
    Provider,
    System,
    UserType,
    derive_id,
    derive_this_system_id,
)
from ..trees import Tree
from .implemented_requirements import build_implemented_requirement
from .oscal_parts import (
    build_metadata,
    component_uuid,
    drop_empty,
    find_href,
    is_uri,
    make_evidence_link,
    make_prop,
    make_prop_per_value,
    make_props,
    make_standard_prop,
    provider_party,
    source_pair,
)

INTERPRETATION = (
    "One implemented requirement per requirement of the profile. Answers to an assessment objective"
    " stand in a statement whose statement-id is the id of the objective."
)


def build_security_plan(system: System, baseline: Baseline) -> Tree:
    """The plan; without implemented requirements while none is answered."""
    requirements = [
        item
        for item in (
            build_implemented_requirement(system, requirement)
            for requirement in baseline.requirements
        )
        if item
    ]
    facts = system.characteristics
    body = {
        "uuid": facts.uuid,
        "metadata": build_metadata(system, f"System Security Plan: {facts.name}", people=True),
        "import-profile": {"href": f"trestle://profiles/{facts.profile}/profile.json"},
        "system-characteristics": _characteristics(system),
        "system-implementation": _implementation(system),
        "control-implementation": drop_empty(
            {"description": INTERPRETATION, "implemented-requirements": requirements}
        ),
        "back-matter": drop_empty({"resources": _resources(system)}),
    }
    return {"system-security-plan": drop_empty(body)}


def _characteristics(system: System) -> Tree:
    facts = system.characteristics
    return drop_empty(
        {
            "system-ids": [
                drop_empty(
                    {
                        "identifier-type": item.scheme if is_uri(item.scheme or "") else None,
                        "id": item.id,
                    }
                )
                for item in facts.ids
            ],
            "system-name": facts.name,
            "system-name-short": facts.short_name,
            "description": facts.description,
            "props": make_props(
                ("cmmc-target", facts.cmmc_target),
                ("cui-scope", facts.cui_scope),
                ("version-date", facts.version_date),
                ("ssp-reviewed", facts.ssp_reviewed),
                ("ssp-review-days", facts.ssp_review_days),
                *(
                    ("id-scheme", f"{item.id}: {item.scheme}")
                    for item in facts.ids
                    if item.scheme and not is_uri(item.scheme)
                ),
            ),
            "security-sensitivity-level": facts.sensitivity,
            "system-information": {"information-types": _information_types(system)},
            "status": drop_empty({"state": facts.status, "remarks": facts.status_remarks}),
            "authorization-boundary": (
                _narrative(system, "boundary", system.boundary) or {"description": ""}
            ),
            "network-architecture": _narrative(system, "network", system.network),
            "data-flow": _narrative(system, "data-flow", system.data_flow),
        }
    )


def _information_types(system: System) -> list[Tree]:
    return [
        {
            "uuid": item.uuid,
            "title": item.title,
            "description": item.description,
            "props": make_props(("cui-category", item.category), source_pair(item.source)),
            "confidentiality-impact": {"base": f"fips-199-{item.confidentiality}"},
            "integrity-impact": {"base": f"fips-199-{item.integrity}"},
            "availability-impact": {"base": f"fips-199-{item.availability}"},
        }
        for item in system.characteristics.information_types
    ]


def _narrative(system: System, name: str, narrative: Narrative | None) -> Tree | None:
    if narrative is None:
        return None
    diagrams = [
        {
            "uuid": item.uuid,
            "description": item.alt,
            "props": make_props(("drawn-on", item.date), source_pair(item.source)),
            "links": [{"href": f"#{build_diagram_resource(system, item)}", "rel": "diagram"}],
            "caption": item.title,
        }
        for item in narrative.diagrams
    ]
    return drop_empty(
        {
            "description": narrative.text,
            "props": make_props(("section", name), source_pair(narrative.source)),
            "diagrams": diagrams,
        }
    )


def build_diagram_resource(system: System, diagram: Diagram) -> str:
    return derive_id(system, "resource", "diagram", diagram.uuid)


def _implementation(system: System) -> Tree:
    return drop_empty(
        {
            "leveraged-authorizations": [
                _leveraged(system, item) for item in system.providers if item.authorization
            ],
            "users": [_user(item) for item in system.people.users],
            "components": [
                _whole_system(system),
                *(_component(system, item) for item in system.components),
                *(_interconnection(item) for item in system.characteristics.interconnections),
            ],
            "inventory-items": [_asset(system, item) for item in system.assets],
        }
    )


def leveraged_uuid(system: System, provider: Provider) -> str:
    return derive_id(system, "leveraged-authorization", provider.uuid)


def _leveraged(system: System, item: Provider) -> Tree:
    assert item.authorization is not None
    register = system.evidence_by_id
    return drop_empty(
        {
            "uuid": leveraged_uuid(system, item),
            "title": item.title,
            "props": make_props(
                ("provider", item.slug),
                ("authorization", item.authorization.kind),
                ("authorization-id", item.authorization.id),
                source_pair(item.source),
            ),
            "links": [
                make_evidence_link(register[key])
                for key in item.authorization.evidence
                if key in register
            ],
            "party-uuid": provider_party(system, item.slug),
            "date-authorized": item.authorization.date.isoformat(),
        }
    )


def _user(item: UserType) -> Tree:
    privileges = (
        [{"title": f"What {item.title} may do", "functions-performed": list(item.functions)}]
        if item.functions
        else []
    )
    return drop_empty(
        {
            "uuid": item.uuid,
            "title": item.title,
            "short-name": item.id,
            "description": item.description,
            "props": [
                {"name": "type", "value": "external" if item.external else "internal"},
                {
                    "name": "privilege-level",
                    "value": "privileged" if item.privileged else "non-privileged",
                },
                *make_props(("count", item.count), source_pair(item.source)),
            ],
            "role-ids": list(dict.fromkeys(item.roles)),
            "authorized-privileges": privileges,
        }
    )


def _whole_system(system: System) -> Tree:
    facts = system.characteristics
    state = (
        facts.status
        if facts.status in ("operational", "under-development", "disposition")
        else "other"
    )
    status = (
        {"state": state}
        if state != "other"
        else {"state": "other", "remarks": facts.status_remarks or facts.status}
    )
    return {
        "uuid": derive_this_system_id(system),
        "type": "this-system",
        "title": facts.name,
        "description": facts.description,
        "status": status,
    }


def _component(system: System, item: Component) -> Tree:
    provider = system.provider_by_slug.get(item.provider or "")
    standard = (
        [{"name": "leveraged-authorization-uuid", "value": leveraged_uuid(system, provider)}]
        if provider and provider.authorization
        else []
    )
    standard += make_standard_prop("version", item.version or "")
    has_vendor = item.type in (
        "software",
        "hardware",
        "service",
    )  # where OSCAL knows the prop vendor-name
    standard += (
        make_standard_prop("vendor-name", item.vendor or "")
        if has_vendor
        else make_props(("vendor", item.vendor))
    )
    modules = [
        make_prop(
            "cryptographic-module",
            _module_text(module.name, module.certificate, module.status, module.used_for),
        )
        for module in item.cryptographic_modules
    ]
    return drop_empty(
        {
            "uuid": item.uuid,
            "type": item.type,
            "title": item.title,
            "description": item.description,
            "purpose": item.purpose,
            "props": [
                *standard,
                *make_props(
                    ("id", item.slug),
                    ("asset-category", item.category),
                    ("provider", item.provider),
                    ("definition", item.definition),
                ),
                *modules,
                *make_props(source_pair(item.source)),
            ],
            "status": (
                {"state": item.status}
                if item.status != "other"
                else {"state": "other", "remarks": item.purpose or item.title}
            ),
            "responsible-roles": [{"role-id": item.owner}],
        }
    )


def _module_text(name: str, certificate: str | None, status: str, used_for: str) -> str:
    return (
        f"{name}; {f'certificate {certificate}' if certificate else 'no certificate'}; {status};"
        f" {used_for}"
    )


def _interconnection(item: Interconnection) -> Tree:
    ways = [
        {"name": "direction", "value": way}
        for way in ("incoming", "outgoing")
        if way in item.direction
    ]
    return drop_empty(
        {
            "uuid": item.uuid,
            "type": "interconnection",
            "title": item.title,
            "description": item.description,
            "props": [*ways, *make_props(("agreement", item.agreement), source_pair(item.source))],
            "status": {"state": "operational"},
            "responsible-roles": [{"role-id": item.owner}] if item.owner else [],
        }
    )


def _asset(system: System, item: Asset) -> Tree:
    implemented = (
        [{"component-uuid": component_uuid(system, item.component)}] if item.component else []
    )
    return drop_empty(
        {
            "uuid": item.uuid,
            "description": item.name,
            "props": [
                *make_standard_prop("asset-id", item.id),
                *make_standard_prop("physical-location", item.location),
                *make_props(("asset-category", item.category), ("owner", item.owner)),
                *make_prop_per_value("cui", item.cui),
                *make_props(("justification", item.justification), source_pair(item.source)),
            ],
            "implemented-components": implemented,
        }
    )


def _resources(system: System) -> list[Tree]:
    pictures = [
        part.diagrams for part in (system.boundary, system.network, system.data_flow) if part
    ]
    return [
        *(_picture(system, item) for group in pictures for item in group),
        *build_evidence_resources(system, system.evidence),
    ]


def _picture(system: System, item: Diagram) -> Tree:
    return {
        "uuid": build_diagram_resource(system, item),
        "title": item.title,
        "description": item.alt,
        "props": make_props(source_pair(item.source)),
        "rlinks": [
            drop_empty(
                {
                    "href": quote(f"ssp/{system.name}/{item.file}"),
                    "media-type": _media_type(item.file),
                }
            )
        ],
    }


def _media_type(name: str) -> str | None:
    return {
        "png": "image/png",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "svg": "image/svg+xml",
    }.get(name.rpartition(".")[2].lower())


def build_evidence_resources(system: System, items: Iterable[EvidenceItem]) -> list[Tree]:
    """The register, one resource per artifact."""
    return [_evidence(system, item) for item in items]


def _evidence(system: System, item: EvidenceItem) -> Tree:
    href = find_href(system, item.location)
    hashes = [{"algorithm": "SHA-256", "value": item.sha256.lower()}] if item.sha256 else []
    period = item.period
    return drop_empty(
        {
            "uuid": item.uuid,
            "title": item.title,
            "description": item.note,
            "props": [
                {"name": "type", "value": "evidence"},
                *make_props(
                    ("id", item.id),
                    ("owner", item.owner),
                    ("location", item.location),
                    ("collected", item.collected),
                    ("period-start", period.start if period else None),
                    ("period-end", period.end if period else None),
                    ("cadence", item.cadence),
                    ("status", item.status),
                    ("sha256", item.sha256 if not href else None),
                ),
                *make_prop_per_value("objective", item.objectives),
                *make_prop_per_value("criterion", item.criteria),
                *make_props(source_pair(item.source)),
            ],
            "rlinks": [drop_empty({"href": href, "hashes": hashes})] if href else [],
        }
    )
