"""Parties, roles and users of a plan, as people.yaml has them."""

from __future__ import annotations

from collections.abc import Mapping

from ..formats.oscal_values import (
    SlugNames,
    fold_line,
    get_items,
    get_own_prop,
    get_standard_prop,
    get_text,
    read_number,
)
from ..model.system import Party, Role, UserType
from .plan_context import PlanReading

DEFAULT_ROLE = "system-owner"


def _used_as_person(plan: PlanReading) -> set[str]:
    """Parties that hold a role or an inventory; the others may be no more than the party of an
    authorization.
    """
    return {
        str(uuid)
        for item in get_items(plan.metadata, "responsible-parties")
        for uuid in item.get("party-uuids") or ()
    }


def read_parties(plan: PlanReading) -> tuple[tuple[Party, ...], dict[str, str]]:
    leveraged = {get_text(item, "party-uuid") for item in plan.leveraged} - _used_as_person(plan)
    names, found = SlugNames("party"), []
    for index, item in enumerate(get_items(plan.metadata, "parties")):
        if get_text(item, "uuid") in leveraged:
            continue
        name = fold_line(get_text(item, "name")) or f"Party {index + 1}"
        email = next(
            (str(entry) for entry in item.get("email-addresses") or () if "@" in str(entry)[1:-1]),
            "",
        ) or get_own_prop(item, "email")
        address = next(
            (entry.get("addr-lines") or () for entry in get_items(item, "addresses")), ()
        )
        found.append(
            Party(
                uuid=get_text(item, "uuid"),
                id=names.new(get_own_prop(item, "id"), get_text(item, "short-name"), name),
                name=name,
                type="person" if item.get("type") == "person" else "organization",
                title=fold_line(get_own_prop(item, "job-title")) or None,
                email=fold_line(email) or None,
                phone=next(
                    (
                        fold_line(get_text(entry, "number"))
                        for entry in get_items(item, "telephone-numbers")
                    ),
                    "",
                )
                or None,
                address=tuple(fold_line(str(entry)) for entry in address if fold_line(str(entry))),
            )
        )
    if not found:
        plan.report.choose("people.yaml: an organization, since the document names no party")
        found.append(
            Party(
                plan.derived("party"),
                names.new("organization"),
                f"Organization of {fold_line(get_text(plan.facts, 'system-name')) or plan.name}",
            )
        )
    found.sort(
        key=lambda party: party.type != "organization"
    )  # the first one is responsible for the system
    return tuple(found), {party.uuid: party.id for party in found}


def read_roles(
    plan: PlanReading, by_party: Mapping[str, str], organization: str
) -> tuple[Role, ...]:
    held: dict[str, list[str]] = {}
    for item in get_items(plan.metadata, "responsible-parties"):
        slugs = [
            by_party[str(uuid)] for uuid in item.get("party-uuids") or () if str(uuid) in by_party
        ]
        held.setdefault(get_text(item, "role-id"), []).extend(slugs)
    found: dict[str, Role] = {}
    for index, item in enumerate(get_items(plan.metadata, "roles")):
        identity = get_text(item, "id")
        if not SlugNames.is_slug(identity) or identity in found:
            plan.report.leave(
                f"/metadata/roles/{index}",
                f'the role "{identity}" has an id that people.yaml cannot have',
            )
            continue
        description = fold_line(get_text(item, "description")) or None
        found[identity] = Role(
            identity,
            fold_line(get_text(item, "title")) or identity,
            tuple(dict.fromkeys(held.get(identity) or [organization])),
            description,
        )
    if not found:
        plan.report.choose(
            f"people.yaml: the role {DEFAULT_ROLE}, since the document has none that can stand"
            " there"
        )
        found[DEFAULT_ROLE] = Role(DEFAULT_ROLE, "System owner", (organization,))
    return tuple(found.values())


def read_users(plan: PlanReading) -> tuple[UserType, ...]:
    names, found = SlugNames("user"), []
    for item in get_items(plan.implementation, "users"):
        privileges = get_items(item, "authorized-privileges")
        title = (
            fold_line(get_text(item, "title"))
            or next((fold_line(get_text(entry, "title")) for entry in privileges), "")
            or "Users"
        )
        functions = [
            fold_line(str(entry))
            for group in privileges
            for entry in group.get("functions-performed") or ()
        ]
        found.append(
            UserType(
                uuid=get_text(item, "uuid"),
                id=names.new(get_text(item, "short-name"), title),
                title=title,
                description=fold_line(get_text(item, "description")) or None,
                roles=tuple(
                    role for role in dict.fromkeys(item.get("role-ids") or ()) if role in plan.roles
                ),
                privileged=get_standard_prop(item, "privilege-level") == "privileged",
                external=get_standard_prop(item, "type") == "external",
                count=read_number(get_own_prop(item, "count")),
                functions=tuple(entry for entry in functions if entry),
            )
        )
    if not found:
        found.append(UserType(plan.derived("user"), names.new("users"), "Users"))
    return tuple(found)
