"""Components, interconnections, providers and assets of a plan."""

from __future__ import annotations

import re
from typing import Any

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
from ..formats.record_props import (
    ADDRESS_PROPS,
    ASSET_PROPS,
    INVENTORY_CLASS,
    MODULE_DETAILS,
    MODULES,
    list_own_props,
    read_attributes,
)
from ..iso_days import read_iso_day
from ..model.components import (
    ASSET_CATEGORIES,
    HANDLING,
    THIS_SYSTEM,
    Component,
    CryptographicModule,
)
from ..model.inventory import Asset
from ..model.providers import Authorization, Provider
from ..model.system_characteristics import Interconnection
from ..trees import Tree
from .plan_context import DAY_LENGTH, PlanReading, find_line, find_own_line, get_line
from .plan_records import read_whole_providers

_COMPONENT_STATUS = ("operational", "under-development", "disposition", "other")
# As assembly/system_implementation.py describes a module: the name may hold a semicolon, and what
# it is used for as well.
_MODULE = re.compile(
    r"(.+?); (?:certificate (.+?)|no certificate); (active|historical|in-process|not-validated);"
    r" (.+)"
)
_LONGEST_NAME = 500  # of an asset, whose description may be a whole text
_LONGEST_QUOTE = 60  # of a value in a note


def _is_interconnection(component: Tree) -> bool:
    """Written by us as such: another tool's stays a component, which answers may name."""
    return (
        component.get("type") == "interconnection"
        and bool(get_own_prop(component, "source"))
        and not get_own_prop(component, "id")
    )


def read_interconnections(plan: PlanReading) -> tuple[Interconnection, ...]:
    return tuple(
        _read_interconnection(plan, item)
        for item in get_items(plan.implementation, "components")
        if _is_interconnection(item)
    )


def _read_interconnection(plan: PlanReading, component: Tree) -> Interconnection:
    title = get_line(component, "title") or "Interconnection"
    description = read_body_text(plan.report, get_text(component, "description"), "") or title
    return Interconnection(
        get_text(component, "uuid"),
        title,
        description,
        _read_direction(component),
        _find_owner(plan, get_items(component, "responsible-roles")),
        find_own_line(component, "agreement"),
    )


def _read_direction(component: Tree) -> str:
    """Both ways unless the document says which."""
    stated = [
        get_text(prop, "value")
        for prop in get_items(component, "props")
        if prop.get("name") == "direction" and "ns" not in prop
    ]
    ways = [way for way in ("incoming", "outgoing") if way in stated]
    return "-".join(ways) or "incoming-outgoing"


def _find_owner(plan: PlanReading, responsible: list[Tree]) -> str:
    """The first responsible role that people.yaml has, else the first role of all."""
    for entry in responsible:
        role = get_text(entry, "role-id")
        if role in plan.roles:
            return role
    return plan.role


def read_components(plan: PlanReading) -> tuple[Component, ...]:
    """All but interconnections and the first that stands for the whole system."""
    names = SlugNames("component", taken=(THIS_SYSTEM,))
    components = []
    has_whole = False
    for index, component in enumerate(get_items(plan.implementation, "components")):
        if component.get("type") == "this-system" and not has_whole:
            has_whole = True
        elif not _is_interconnection(component):
            pointer = f"/system-implementation/components/{index}"
            components.append(_read_component(plan, component, pointer, names))
    return tuple(components)


def _read_component(
    plan: PlanReading, component: Tree, pointer: str, names: SlugNames
) -> Component:
    title = get_line(component, "title") or "Component"
    status = get_text(get_object(component, "status"), "state")
    return Component(
        uuid=get_text(component, "uuid"),
        title=title,
        type=_choose_type(plan, component, title),
        category=_choose_category(plan, component, title),
        owner=_find_owner(plan, get_items(component, "responsible-roles")),
        status=status if status in _COMPONENT_STATUS else "other",
        purpose=find_line(component, "purpose"),
        provider=_find_provider(plan, component),
        vendor=fold_line(
            get_standard_prop(component, "vendor-name") or get_own_prop(component, "vendor")
        )
        or None,
        version=fold_line(get_standard_prop(component, "version")) or None,
        definition=find_own_line(component, "definition"),
        **read_attributes(Component, list_own_props(component), ("zone", "holds")),
        cryptographic_modules=_read_modules(plan, component, f"{pointer}/props"),
        slug=names.new(get_own_prop(component, "id"), title),
        description=read_body_text(
            plan.report, get_text(component, "description"), f"{pointer}/description"
        ),
    )


def _choose_type(plan: PlanReading, component: Tree, title: str) -> str:
    kind = get_text(component, "type")
    if kind in COMPONENT_TYPES:
        return kind
    plan.report.choose(f"{title}: type service, for {kind}, which components/ does not know")
    return "service"


def _choose_category(plan: PlanReading, component: Tree, title: str) -> str:
    category = get_own_prop(component, "asset-category")
    if category in ASSET_CATEGORIES:
        return category
    plan.report.choose(f"{title}: asset category cui, the strictest")
    return "cui"


def _find_provider(plan: PlanReading, component: Tree) -> str | None:
    """By the authorization that the component leverages, else by our prop."""
    authorization = get_standard_prop(component, "leveraged-authorization-uuid")
    provider = plan.provider_of.get(authorization, get_own_prop(component, "provider"))
    return provider if provider in plan.providers else None


def _read_modules(
    plan: PlanReading, component: Tree, pointer: str
) -> tuple[CryptographicModule, ...]:
    """From the props that we write.

    The id of one that is no more than a line follows from component and place.
    """
    modules = []
    own = list_own_props(component)
    for index, prop in enumerate(
        item for item in own if item.get("name") == "cryptographic-module"
    ):
        value, group = get_text(prop, "value"), prop.get("group")
        match = _MODULE.fullmatch(fold_line(value))
        if match is None:
            quote = value[:_LONGEST_QUOTE]
            plan.report.leave(pointer, f'"{quote}" is not how a cryptographic module is written')
            continue
        name, certificate, status, used_for = match.groups()
        derived = plan.derive_id("cryptographic-module", get_text(component, "uuid"), str(index))
        details = [item for item in own if group and item.get("group") == group]
        modules.append(
            CryptographicModule(
                get_text(prop, "uuid") or derived,
                name,
                status,
                used_for,
                certificate,
                **read_attributes(CryptographicModule, details, MODULE_DETAILS, path=f"{MODULES}."),
            )
        )
    return tuple(modules)


def read_providers(plan: PlanReading) -> tuple[Provider, ...]:
    """One for each leveraged authorization, in its order; behind them the others of our own.

    Where the plan has the whole file of a provider it is that.
    """
    whole = {provider.slug: provider for provider in read_whole_providers(plan)}
    names = SlugNames("provider")
    leveraged = [_read_provider(plan, item, names) for item in plan.leveraged]
    return (
        *(whole.pop(provider.slug, provider) for provider in leveraged),
        *whole.values(),
    )


def _read_provider(plan: PlanReading, leveraged: Tree, names: SlugNames) -> Provider:
    title = get_line(leveraged, "title") or "Leveraged system"
    return Provider(
        uuid=plan.derive_id("provider", get_text(leveraged, "uuid")),
        title=title,
        cloud=True,
        services=(title,),
        owner=plan.role,
        authorization=Authorization(
            _choose_authorization(plan, leveraged, title),
            read_iso_day(get_text(leveraged, "date-authorized")[:DAY_LENGTH]) or plan.day,
            find_own_line(leveraged, "authorization-id"),
            _list_shown(plan, leveraged),
        ),
        slug=names.new(get_own_prop(leveraged, "provider"), title),
    )


def _list_shown(plan: PlanReading, leveraged: Tree) -> tuple[str, ...]:
    """Evidence that shows the authorization."""
    hrefs = (get_text(link, "href").removeprefix("#") for link in get_items(leveraged, "links"))
    return tuple(plan.evidence[uuid] for uuid in hrefs if uuid in plan.evidence)


def _choose_authorization(plan: PlanReading, leveraged: Tree, title: str) -> str:
    kind = get_own_prop(leveraged, "authorization")
    if kind in KINDS_OF_AUTHORIZATION:
        return kind
    plan.report.choose(
        f"{title}: a cloud provider authorized at fedramp-low, since the document does not"
        " say which authorization it has"
    )
    return "fedramp-low"


def read_assets(plan: PlanReading) -> tuple[Asset, ...]:
    items = get_items(plan.implementation, "inventory-items")
    unstated = sum(get_own_prop(item, "asset-category") not in ASSET_CATEGORIES for item in items)
    if unstated:
        plan.report.choose(
            f"inventory.csv: asset category cui, the strictest, for {unstated}"
            f" item{'' if unstated == 1 else 's'}"
        )
    names = SlugNames("asset")
    return tuple(_read_asset(plan, item, index, names) for index, item in enumerate(items))


def _read_asset(plan: PlanReading, asset: Tree, index: int, names: SlugNames) -> Asset:
    name = get_line(asset, "description")[:_LONGEST_NAME] or f"Item {index + 1}"
    category = get_own_prop(asset, "asset-category")
    owner = get_own_prop(asset, "owner")
    if owner not in plan.roles:
        owner = _find_owner(plan, get_items(asset, "responsible-parties"))
    details: dict[str, Any] = {
        attribute: _find_inventory_prop(asset, prop) for attribute, prop in ASSET_PROPS.items()
    }
    return Asset(
        uuid=get_text(asset, "uuid"),
        id=names.kept(fold_line(get_standard_prop(asset, "asset-id")), name),
        name=name,
        category=category if category in ASSET_CATEGORIES else "cui",
        component=_find_component(plan, asset),
        owner=owner,
        location=fold_line(get_standard_prop(asset, "physical-location")),
        cui=tuple(word for word in get_own_props(asset, "cui") if word in HANDLING),
        justification=fold_line(get_own_prop(asset, "justification")),
        **details,
        address=_find_address(asset),
        end_of_support=read_iso_day(get_own_prop(asset, "end-of-support")),
        kinds=get_own_props(asset, "asset-kind"),
    )


def _find_address(asset: Tree) -> str:
    found = (_find_inventory_prop(asset, name) for name in ADDRESS_PROPS)
    return fold_line(get_own_prop(asset, "address")) or next(filter(None, found), "")


def _find_inventory_prop(asset: Tree, name: str) -> str:
    """A prop of OSCAL that came from the inventory; another tool's stays in the document alone."""
    for prop in get_items(asset, "props"):
        is_named = prop.get("name") == name and "ns" not in prop
        if is_named and prop.get("class") == INVENTORY_CLASS:
            return fold_line(get_text(prop, "value"))
    return ""


def _find_component(plan: PlanReading, asset: Tree) -> str:
    """The first implemented component that has a file; the whole system has none."""
    for entry in get_items(asset, "implemented-components"):
        slug = plan.slugs.get(get_text(entry, "component-uuid"), "")
        if slug and slug != THIS_SYSTEM:
            return slug
    return ""
