"""Components, interconnections, providers and assets of a plan."""

from __future__ import annotations

import re

from ..formats.oscal_values import (
    COMPONENT_TYPES,
    KINDS_OF_AUTHORIZATION,
    SlugNames,
    fold_line,
    get_items,
    get_object,
    get_own_prop,
    get_own_props,
    get_standard_prop,
    get_text,
    read_body_text,
)
from ..iso_days import read_iso_day
from ..model.system import (
    ASSET_CATEGORIES,
    HANDLING,
    THIS_SYSTEM,
    Asset,
    Authorization,
    Component,
    CryptographicModule,
    Interconnection,
    Provider,
)
from ..trees import Tree
from .plan_context import PlanReading

_COMPONENT_STATUS = ("operational", "under-development", "disposition", "other")
# As author/ssp.py writes a module: the name may hold a semicolon, what it is used for as well.
_MODULE = re.compile(
    r"(.+?); (?:certificate (.+?)|no certificate); (active|historical|in-process|not-validated);"
    r" (.+)"
)


def _is_interconnection(item: Tree) -> bool:
    """Written by us as such: another tool's stays a component, which answers may name."""
    return (
        item.get("type") == "interconnection"
        and bool(get_own_prop(item, "source"))
        and not get_own_prop(item, "id")
    )


def read_interconnections(plan: PlanReading) -> tuple[Interconnection, ...]:
    found = []
    for item in get_items(plan.implementation, "components"):
        if not _is_interconnection(item):
            continue
        ways = [
            get_text(entry, "value")
            for entry in get_items(item, "props")
            if entry.get("name") == "direction" and "ns" not in entry
        ]
        direction = (
            "-".join(way for way in ("incoming", "outgoing") if way in ways) or "incoming-outgoing"
        )
        title = fold_line(get_text(item, "title")) or "Interconnection"
        description = read_body_text(plan.report, get_text(item, "description"), "") or title
        found.append(
            Interconnection(
                get_text(item, "uuid"),
                title,
                description,
                direction,
                _owner(plan, item),
                fold_line(get_own_prop(item, "agreement")) or None,
            )
        )
    return tuple(found)


def _owner(plan: PlanReading, item: Tree) -> str:
    named = [get_text(entry, "role-id") for entry in get_items(item, "responsible-roles")]
    return next((role for role in named if role in plan.roles), plan.role)


def read_components(plan: PlanReading) -> tuple[Component, ...]:
    names, found, whole = SlugNames("component", taken=(THIS_SYSTEM,)), [], False
    for index, item in enumerate(get_items(plan.implementation, "components")):
        if item.get("type") == "this-system" and not whole:
            whole = True
            continue
        if _is_interconnection(item):
            continue
        pointer = f"/system-implementation/components/{index}"
        title = fold_line(get_text(item, "title")) or "Component"
        kind, status, category = (
            get_text(item, "type"),
            get_text(get_object(item, "status"), "state"),
            get_own_prop(item, "asset-category"),
        )
        if kind not in COMPONENT_TYPES:
            plan.report.choose(
                f"{title}: type service, for {kind}, which components/ does not know"
            )
        if category not in ASSET_CATEGORIES:
            plan.report.choose(f"{title}: asset category cui, the strictest")
        provider = plan.provider_of.get(
            get_standard_prop(item, "leveraged-authorization-uuid"), get_own_prop(item, "provider")
        )
        found.append(
            Component(
                uuid=get_text(item, "uuid"),
                title=title,
                type=kind if kind in COMPONENT_TYPES else "service",
                category=category if category in ASSET_CATEGORIES else "cui",
                owner=_owner(plan, item),
                status=status if status in _COMPONENT_STATUS else "other",
                purpose=fold_line(get_text(item, "purpose")) or None,
                provider=provider if provider in plan.providers else None,
                vendor=fold_line(
                    get_standard_prop(item, "vendor-name") or get_own_prop(item, "vendor")
                )
                or None,
                version=fold_line(get_standard_prop(item, "version")) or None,
                definition=fold_line(get_own_prop(item, "definition")) or None,
                cryptographic_modules=_modules(plan, item, f"{pointer}/props"),
                slug=names.new(get_own_prop(item, "id"), title),
                description=read_body_text(
                    plan.report, get_text(item, "description"), f"{pointer}/description"
                ),
            )
        )
    return tuple(found)


def _modules(plan: PlanReading, item: Tree, pointer: str) -> tuple[CryptographicModule, ...]:
    """From the props that we write; their ids are not in the document, so that they follow from
    component and place.
    """
    found = []
    for index, value in enumerate(get_own_props(item, "cryptographic-module")):
        match = _MODULE.fullmatch(fold_line(value))
        if match is None:
            plan.report.leave(
                pointer, f'"{value[:60]}" is not how a cryptographic module is written'
            )
            continue
        name, certificate, status, used_for = match.groups()
        uuid = plan.derive_id("cryptographic-module", get_text(item, "uuid"), str(index))
        found.append(CryptographicModule(uuid, name, status, used_for, certificate))
    return tuple(found)


def read_providers(plan: PlanReading) -> tuple[Provider, ...]:
    names, found = SlugNames("provider"), []
    for item in plan.leveraged:
        title = fold_line(get_text(item, "title")) or "Leveraged system"
        kind = get_own_prop(item, "authorization")
        if kind not in KINDS_OF_AUTHORIZATION:
            plan.report.choose(
                f"{title}: a cloud provider authorized at fedramp-low, since the document does not"
                " say which authorization it has"
            )
        found.append(
            Provider(
                uuid=plan.derive_id("provider", get_text(item, "uuid")),
                title=title,
                cloud=True,
                services=(title,),
                owner=plan.role,
                authorization=Authorization(
                    kind if kind in KINDS_OF_AUTHORIZATION else "fedramp-low",
                    read_iso_day(get_text(item, "date-authorized")[:10]) or plan.day,
                    fold_line(get_own_prop(item, "authorization-id")) or None,
                ),
                slug=names.new(get_own_prop(item, "provider"), title),
            )
        )
    return tuple(found)


def read_assets(plan: PlanReading) -> tuple[Asset, ...]:
    names, found = SlugNames("asset"), []
    unsaid = sum(
        get_own_prop(item, "asset-category") not in ASSET_CATEGORIES
        for item in get_items(plan.implementation, "inventory-items")
    )
    if unsaid:
        plan.report.choose(
            f"inventory.csv: asset category cui, the strictest, for {unsaid}"
            f" item{'' if unsaid == 1 else 's'}"
        )
    for index, item in enumerate(get_items(plan.implementation, "inventory-items")):
        name = fold_line(get_text(item, "description"))[:500] or f"Item {index + 1}"
        used = [
            plan.slugs.get(get_text(entry, "component-uuid"), "")
            for entry in get_items(item, "implemented-components")
        ]
        category = get_own_prop(item, "asset-category")
        owner = get_own_prop(item, "owner")
        found.append(
            Asset(
                uuid=get_text(item, "uuid"),
                id=names.kept(fold_line(get_standard_prop(item, "asset-id")), name),
                name=name,
                category=category if category in ASSET_CATEGORIES else "cui",
                component=next((slug for slug in used if slug and slug != THIS_SYSTEM), ""),
                owner=(
                    owner
                    if owner in plan.roles
                    else _owner(plan, {"responsible-roles": item.get("responsible-parties")})
                ),
                location=fold_line(get_standard_prop(item, "physical-location")),
                cui=tuple(word for word in get_own_props(item, "cui") if word in HANDLING),
                justification=fold_line(get_own_prop(item, "justification")),
            )
        )
    return tuple(found)
