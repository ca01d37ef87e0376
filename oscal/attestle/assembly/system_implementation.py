"""The system-implementation of a plan: users, components, inventory, leveraged systems."""

from __future__ import annotations

from ..formats.record_props import (
    ASSET_PROPS,
    INVENTORY_CLASS,
    MODULE_DETAILS,
    MODULES,
    choose_address_prop,
    write_record,
)
from ..model.components import Component, CryptographicModule
from ..model.inventory import Asset
from ..model.people import UserType
from ..model.providers import Authorization, Provider
from ..model.system import System, derive_id, derive_this_system_id
from ..model.system_characteristics import ASSUMED, Interconnection
from ..trees import Tree
from .oscal_parts import (
    derive_provider_party_uuid,
    drop_empty,
    find_component_uuid,
    make_evidence_link,
    make_prop,
    make_prop_per_value,
    make_props,
    make_source_pair,
    make_standard_prop,
)

# states of a whole system that a component can have too
_COMPONENT_STATES = ("operational", "under-development", "disposition")
# component types for which OSCAL has the prop vendor-name
_VENDOR_TYPES = ("software", "hardware", "service")


def build_implementation(system: System) -> Tree:
    return drop_empty(
        {
            "leveraged-authorizations": [
                _build_authorization(system, provider, provider.authorization)
                for provider in system.providers
                if provider.authorization
            ],
            "users": [_build_user(item) for item in system.people.users],
            "components": [
                _build_whole_system(system),
                *(_build_component(system, item) for item in system.components),
                *(_build_interconnection(item) for item in system.characteristics.interconnections),
            ],
            "inventory-items": [_build_asset(system, item) for item in system.assets],
        }
    )


def derive_authorization_uuid(system: System, provider: Provider) -> str:
    return derive_id(system, "leveraged-authorization", provider.uuid)


def _build_authorization(system: System, provider: Provider, authorization: Authorization) -> Tree:
    register = system.evidence_by_id
    return drop_empty(
        {
            "uuid": derive_authorization_uuid(system, provider),
            "title": provider.title,
            "props": make_props(
                ("provider", provider.slug),
                ("authorization", authorization.kind),
                ("authorization-id", authorization.id),
                make_source_pair(provider.source),
            ),
            "links": [
                make_evidence_link(register[key])
                for key in authorization.evidence
                if key in register
            ],
            "party-uuid": derive_provider_party_uuid(system, provider.slug),
            "date-authorized": authorization.date.isoformat(),
        }
    )


def _build_user(item: UserType) -> Tree:
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
                *make_props(
                    ("count", item.count),
                    ("automated", "true" if item.automated else None),
                    make_source_pair(item.source),
                ),
            ],
            "role-ids": list(dict.fromkeys(item.roles)),
            "authorized-privileges": privileges,
        }
    )


def _build_whole_system(system: System) -> Tree:
    facts = system.characteristics
    state = facts.status or ASSUMED["status"]
    status = {"state": state}
    if state not in _COMPONENT_STATES:
        status = {"state": "other", "remarks": facts.status_remarks or state}
    return {
        "uuid": derive_this_system_id(system),
        "type": "this-system",
        "title": facts.name,
        "description": facts.description,
        "status": status,
    }


def _build_component(system: System, item: Component) -> Tree:
    status = {"state": item.status}
    if item.status == "other":
        status["remarks"] = item.purpose or item.title
    return drop_empty(
        {
            "uuid": item.uuid,
            "type": item.type,
            "title": item.title,
            "description": item.description,
            "purpose": item.purpose,
            "props": _build_component_props(system, item),
            "status": status,
            "responsible-roles": [{"role-id": item.owner}],
        }
    )


def _build_component_props(system: System, item: Component) -> list[Tree]:
    provider = system.provider_by_slug.get(item.provider or "")
    props = []
    if provider and provider.authorization:
        uuid = derive_authorization_uuid(system, provider)
        props.append({"name": "leveraged-authorization-uuid", "value": uuid})
    props += make_standard_prop("version", item.version or "")
    if item.type in _VENDOR_TYPES:
        props += make_standard_prop("vendor-name", item.vendor or "")
    else:
        props += make_props(("vendor", item.vendor))
    return [
        *props,
        *make_props(
            ("id", item.slug),
            ("asset-category", item.category),
            ("provider", item.provider),
            ("definition", item.definition),
        ),
        *write_record(item, only=("zone", "holds")),
        *(
            prop
            for number, module in enumerate(item.cryptographic_modules, 1)
            for prop in _build_module_props(module, f"{MODULES}.{number}")
        ),
        *make_props(make_source_pair(item.source)),
    ]


def _build_module_props(module: CryptographicModule, group: str) -> list[Tree]:
    """One prop as ever; with what is known of the certificate beside it in its group."""
    main = make_prop("cryptographic-module", _describe_module(module))
    more = write_record(module, only=MODULE_DETAILS, path=f"{MODULES}.", group=group)
    return [{**main, "uuid": module.uuid, "group": group}, *more] if more else [main]


def _describe_module(module: CryptographicModule) -> str:
    """The parts of a module in one prop; plan_import takes them apart again."""
    certificate = f"certificate {module.certificate}" if module.certificate else "no certificate"
    return f"{module.name}; {certificate}; {module.status}; {module.used_for}"


def _build_interconnection(item: Interconnection) -> Tree:
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
            "props": [
                *ways,
                *make_props(("agreement", item.agreement), make_source_pair(item.source)),
            ],
            "status": {"state": "operational"},
            "responsible-roles": [{"role-id": item.owner}] if item.owner else [],
        }
    )


def _build_asset(system: System, item: Asset) -> Tree:
    implemented = (
        [{"component-uuid": find_component_uuid(system, item.component)}] if item.component else []
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
                *make_props(("justification", item.justification)),
                *_build_asset_details(item),
                *make_props(make_source_pair(item.source)),
            ],
            "implemented-components": implemented,
        }
    )


def _build_asset_details(item: Asset) -> list[Tree]:
    """In OSCAL's own props where it has one, of a class by which they are known as ours."""
    pairs = [(prop, getattr(item, attribute)) for attribute, prop in ASSET_PROPS.items()]
    pairs.append((choose_address_prop(item.address), item.address))
    return [
        *(
            {**prop, "class": INVENTORY_CLASS}
            for name, value in pairs
            for prop in (make_standard_prop(name, value) if name else ())
        ),
        *make_props(("address", item.address if not pairs[-1][0] else None)),
        *make_props(("end-of-support", item.end_of_support)),
        *(make_prop("asset-kind", kind) for kind in item.kinds),
    ]
