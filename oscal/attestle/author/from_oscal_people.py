"""Parties, roles and users of a plan, as people.yaml has them."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.system import Party, Role, UserType
from .from_oscal_reading import Reading
from .from_oscal_values import Names, items, line, number, own, standard, text

DEFAULT_ROLE = "system-owner"


def _used_as_person(plan: Reading) -> set[str]:
    """Parties that hold a role or an inventory; the others may be no more than the party of an
    authorization.
    """
    return {
        str(uuid)
        for item in items(plan.metadata, "responsible-parties")
        for uuid in item.get("party-uuids") or ()
    }


def parties(plan: Reading) -> tuple[tuple[Party, ...], dict[str, str]]:
    leveraged = {text(item, "party-uuid") for item in plan.leveraged} - _used_as_person(plan)
    names, found = Names("party"), []
    for index, item in enumerate(items(plan.metadata, "parties")):
        if text(item, "uuid") in leveraged:
            continue
        name = line(text(item, "name")) or f"Party {index + 1}"
        email = next(
            (str(entry) for entry in item.get("email-addresses") or () if "@" in str(entry)[1:-1]),
            "",
        ) or own(item, "email")
        address = next((entry.get("addr-lines") or () for entry in items(item, "addresses")), ())
        found.append(
            Party(
                uuid=text(item, "uuid"),
                id=names.new(own(item, "id"), text(item, "short-name"), name),
                name=name,
                type="person" if item.get("type") == "person" else "organization",
                title=line(own(item, "job-title")) or None,
                email=line(email) or None,
                phone=next(
                    (line(text(entry, "number")) for entry in items(item, "telephone-numbers")), ""
                )
                or None,
                address=tuple(line(str(entry)) for entry in address if line(str(entry))),
            )
        )
    if not found:
        plan.report.choose("people.yaml: an organization, since the document names no party")
        found.append(
            Party(
                plan.derived("party"),
                names.new("organization"),
                f"Organization of {line(text(plan.facts, 'system-name')) or plan.name}",
            )
        )
    found.sort(
        key=lambda party: party.type != "organization"
    )  # the first one is responsible for the system
    return tuple(found), {party.uuid: party.id for party in found}


def roles(plan: Reading, by_party: Mapping[str, str], organization: str) -> tuple[Role, ...]:
    held: dict[str, list[str]] = {}
    for item in items(plan.metadata, "responsible-parties"):
        slugs = [
            by_party[str(uuid)] for uuid in item.get("party-uuids") or () if str(uuid) in by_party
        ]
        held.setdefault(text(item, "role-id"), []).extend(slugs)
    found: dict[str, Role] = {}
    for index, item in enumerate(items(plan.metadata, "roles")):
        identity = text(item, "id")
        if not Names.is_slug(identity) or identity in found:
            plan.report.leave(
                f"/metadata/roles/{index}",
                f'the role "{identity}" has an id that people.yaml cannot have',
            )
            continue
        description = line(text(item, "description")) or None
        found[identity] = Role(
            identity,
            line(text(item, "title")) or identity,
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


def users(plan: Reading) -> tuple[UserType, ...]:
    names, found = Names("user"), []
    for item in items(plan.implementation, "users"):
        privileges = items(item, "authorized-privileges")
        title = (
            line(text(item, "title"))
            or next((line(text(entry, "title")) for entry in privileges), "")
            or "Users"
        )
        functions = [
            line(str(entry))
            for group in privileges
            for entry in group.get("functions-performed") or ()
        ]
        found.append(
            UserType(
                uuid=text(item, "uuid"),
                id=names.new(text(item, "short-name"), title),
                title=title,
                description=line(text(item, "description")) or None,
                roles=tuple(
                    role for role in dict.fromkeys(item.get("role-ids") or ()) if role in plan.roles
                ),
                privileged=standard(item, "privilege-level") == "privileged",
                external=standard(item, "type") == "external",
                count=number(own(item, "count")),
                functions=tuple(entry for entry in functions if entry),
            )
        )
    if not found:
        found.append(UserType(plan.derived("user"), names.new("users"), "Users"))
    return tuple(found)
