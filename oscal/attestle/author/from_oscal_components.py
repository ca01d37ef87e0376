"""Components, interconnections, providers and assets of a plan."""

from __future__ import annotations

import re

from ..model.system import (
    ASSET_CATEGORIES,
    HANDLING,
    Asset,
    Authorization,
    Component,
    CryptographicModule,
    Interconnection,
    Provider,
)
from .from_oscal_reading import Reading
from .from_oscal_values import (
    COMPONENT_TYPES,
    KINDS_OF_AUTHORIZATION,
    Names,
    Tree,
    body_text,
    chosen,
    day,
    items,
    line,
    own,
    own_all,
    standard,
    text,
)

_COMPONENT_STATUS = ("operational", "under-development", "disposition", "other")
# As author/ssp.py writes a module: the name may hold a semicolon, what it is used for as well.
_MODULE = re.compile(
    r"(.+?); (?:certificate (.+?)|no certificate); (active|historical|in-process|not-validated);"
    r" (.+)"
)


def _is_interconnection(item: Tree) -> bool:
    """Written by us as such: another tool's stays a component, which answers may name."""
    return (
        item.get("type") == "interconnection" and bool(own(item, "source")) and not own(item, "id")
    )


def interconnections(plan: Reading) -> tuple[Interconnection, ...]:
    found = []
    for item in items(plan.implementation, "components"):
        if not _is_interconnection(item):
            continue
        ways = [
            text(entry, "value")
            for entry in items(item, "props")
            if entry.get("name") == "direction" and "ns" not in entry
        ]
        direction = (
            "-".join(way for way in ("incoming", "outgoing") if way in ways) or "incoming-outgoing"
        )
        title = line(text(item, "title")) or "Interconnection"
        description = body_text(plan.report, text(item, "description"), "") or title
        found.append(
            Interconnection(
                text(item, "uuid"),
                title,
                description,
                direction,
                _owner(plan, item),
                line(own(item, "agreement")) or None,
            )
        )
    return tuple(found)


def _owner(plan: Reading, item: Tree) -> str:
    named = [text(entry, "role-id") for entry in items(item, "responsible-roles")]
    return next((role for role in named if role in plan.roles), plan.role)


def components(plan: Reading) -> tuple[Component, ...]:
    names, found, whole = Names("component", taken=("this-system",)), [], False
    for index, item in enumerate(items(plan.implementation, "components")):
        if item.get("type") == "this-system" and not whole:
            whole = True
            continue
        if _is_interconnection(item):
            continue
        pointer = f"/system-implementation/components/{index}"
        title = line(text(item, "title")) or "Component"
        kind, status, category = (
            text(item, "type"),
            text(chosen(item, "status"), "state"),
            own(item, "asset-category"),
        )
        if kind not in COMPONENT_TYPES:
            plan.report.choose(
                f"{title}: type service, for {kind}, which components/ does not know"
            )
        if category not in ASSET_CATEGORIES:
            plan.report.choose(f"{title}: asset category cui, the strictest")
        provider = plan.provider_of.get(
            standard(item, "leveraged-authorization-uuid"), own(item, "provider")
        )
        found.append(
            Component(
                uuid=text(item, "uuid"),
                title=title,
                type=kind if kind in COMPONENT_TYPES else "service",
                category=category if category in ASSET_CATEGORIES else "cui",
                owner=_owner(plan, item),
                status=status if status in _COMPONENT_STATUS else "other",
                purpose=line(text(item, "purpose")) or None,
                provider=provider if provider in plan.providers else None,
                vendor=line(standard(item, "vendor-name") or own(item, "vendor")) or None,
                version=line(standard(item, "version")) or None,
                definition=line(own(item, "definition")) or None,
                cryptographic_modules=_modules(plan, item, f"{pointer}/props"),
                slug=names.new(own(item, "id"), title),
                description=body_text(
                    plan.report, text(item, "description"), f"{pointer}/description"
                ),
            )
        )
    return tuple(found)


def _modules(plan: Reading, item: Tree, pointer: str) -> tuple[CryptographicModule, ...]:
    """From the props that we write; their ids are not in the document, so that they follow from
    component and place.
    """
    found = []
    for index, value in enumerate(own_all(item, "cryptographic-module")):
        match = _MODULE.fullmatch(line(value))
        if match is None:
            plan.report.leave(
                pointer, f'"{value[:60]}" is not how a cryptographic module is written'
            )
            continue
        name, certificate, status, used_for = match.groups()
        uuid = plan.derived("cryptographic-module", text(item, "uuid"), str(index))
        found.append(CryptographicModule(uuid, name, status, used_for, certificate))
    return tuple(found)


def providers(plan: Reading) -> tuple[Provider, ...]:
    names, found = Names("provider"), []
    for item in plan.leveraged:
        title = line(text(item, "title")) or "Leveraged system"
        kind = own(item, "authorization")
        if kind not in KINDS_OF_AUTHORIZATION:
            plan.report.choose(
                f"{title}: a cloud provider authorized at fedramp-low, since the document does not"
                " say which authorization it has"
            )
        found.append(
            Provider(
                uuid=plan.derived("provider", text(item, "uuid")),
                title=title,
                cloud=True,
                services=(title,),
                owner=plan.role,
                authorization=Authorization(
                    kind if kind in KINDS_OF_AUTHORIZATION else "fedramp-low",
                    day(text(item, "date-authorized")[:10]) or plan.day,
                    line(own(item, "authorization-id")) or None,
                ),
                slug=names.new(own(item, "provider"), title),
            )
        )
    return tuple(found)


def assets(plan: Reading) -> tuple[Asset, ...]:
    names, found = Names("asset"), []
    unsaid = sum(
        own(item, "asset-category") not in ASSET_CATEGORIES
        for item in items(plan.implementation, "inventory-items")
    )
    if unsaid:
        plan.report.choose(
            f"inventory.csv: asset category cui, the strictest, for {unsaid}"
            f" item{'' if unsaid == 1 else 's'}"
        )
    for index, item in enumerate(items(plan.implementation, "inventory-items")):
        name = line(text(item, "description"))[:500] or f"Item {index + 1}"
        used = [
            plan.slugs.get(text(entry, "component-uuid"), "")
            for entry in items(item, "implemented-components")
        ]
        category = own(item, "asset-category")
        owner = own(item, "owner")
        found.append(
            Asset(
                uuid=text(item, "uuid"),
                id=names.kept(line(standard(item, "asset-id")), name),
                name=name,
                category=category if category in ASSET_CATEGORIES else "cui",
                component=next((slug for slug in used if slug and slug != "this-system"), ""),
                owner=(
                    owner
                    if owner in plan.roles
                    else _owner(plan, {"responsible-roles": item.get("responsible-parties")})
                ),
                location=line(standard(item, "physical-location")),
                cui=tuple(word for word in own_all(item, "cui") if word in HANDLING),
                justification=line(own(item, "justification")),
            )
        )
    return tuple(found)
