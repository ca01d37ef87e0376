"""Parties, roles and users of a plan, as people.yaml has them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..formats.oscal_values import (
    SlugNames,
    fold_line,
    get_items,
    get_own_prop,
    get_standard_prop,
    get_text,
    read_number,
)
from ..model.people import Party, Role, UserType
from ..trees import Tree
from .plan_context import PlanReading, find_line, find_own_line, get_line
from .plan_records import read_whole_provider

DEFAULT_ROLE = "system-owner"  # of a plan that has none: the files ask for an owner everywhere

# The words of OSCAL's privilege-level; what it does not say is not known
_PRIVILEGES: Mapping[str, bool] = MappingProxyType({"privileged": True, "non-privileged": False})


def read_parties(plan: PlanReading) -> tuple[tuple[Party, ...], dict[str, str]]:
    """Parties, and their ids by uuid; the first, an organization if any, answers for the system."""
    authorizing = {get_text(item, "party-uuid") for item in plan.leveraged} - _list_holders(plan)
    names = SlugNames("party")
    parties = [
        _read_party(item, index, names)
        for index, item in enumerate(get_items(plan.metadata, "parties"))
        if get_text(item, "uuid") not in authorizing and read_whole_provider(item) is None
    ]
    if not parties:
        plan.report.choose("people.yaml: an organization, since the document names no party")
        system = get_line(plan.facts, "system-name") or plan.name
        identity = names.new("organization")
        parties = [Party(plan.derive_id("party"), identity, f"Organization of {system}")]
    parties.sort(key=lambda party: party.type != "organization")
    return tuple(parties), {party.uuid: party.id for party in parties}


def _list_holders(plan: PlanReading) -> set[str]:
    """Uuids of parties that hold a role.

    The others may be no more than the party of an authorization.
    """
    return {
        str(uuid)
        for item in get_items(plan.metadata, "responsible-parties")
        for uuid in item.get("party-uuids") or ()
    }


def _read_party(party: Tree, index: int, names: SlugNames) -> Party:
    name = get_line(party, "name") or f"Party {index + 1}"
    return Party(
        uuid=get_text(party, "uuid"),
        id=names.new(get_own_prop(party, "id"), get_text(party, "short-name"), name),
        name=name,
        type="person" if party.get("type") == "person" else "organization",
        title=find_own_line(party, "job-title"),
        email=fold_line(_find_email(party)) or None,
        phone=next(
            (find_line(phone, "number") for phone in get_items(party, "telephone-numbers")), None
        ),
        address=_read_address(party),
    )


def _find_email(party: Tree) -> str:
    """The first that has something on both sides of its sign, else the one in our prop."""
    for entry in party.get("email-addresses") or ():
        if "@" in str(entry)[1:-1]:
            return str(entry)
    return get_own_prop(party, "email")


def _read_address(party: Tree) -> tuple[str, ...]:
    """The first of several."""
    for address in get_items(party, "addresses"):
        lines = (fold_line(str(line)) for line in address.get("addr-lines") or ())
        return tuple(line for line in lines if line)
    return ()


def read_roles(
    plan: PlanReading, by_party: Mapping[str, str], organization: str
) -> tuple[Role, ...]:
    """`by_party` has the ids of parties by uuid; a role that nobody holds is the organization's."""
    holders = _list_role_holders(plan, by_party)
    roles: dict[str, Role] = {}
    for index, role in enumerate(get_items(plan.metadata, "roles")):
        identity = get_text(role, "id")
        if not SlugNames.is_slug(identity) or identity in roles:
            plan.report.leave(
                f"/metadata/roles/{index}",
                f'the role "{identity}" has an id that people.yaml cannot have',
            )
            continue
        roles[identity] = Role(
            identity,
            get_line(role, "title") or identity,
            tuple(dict.fromkeys(holders.get(identity) or [organization])),
            plan.find_text(role, "description"),
        )
    if not roles:
        plan.report.choose(
            f"people.yaml: the role {DEFAULT_ROLE}, since the document has none that can stand"
            " there"
        )
        roles[DEFAULT_ROLE] = Role(DEFAULT_ROLE, "System owner", (organization,))
    return tuple(roles.values())


def _list_role_holders(plan: PlanReading, by_party: Mapping[str, str]) -> dict[str, list[str]]:
    """Ids of parties by the role that they hold."""
    holders: dict[str, list[str]] = {}
    for item in get_items(plan.metadata, "responsible-parties"):
        held = holders.setdefault(get_text(item, "role-id"), [])
        uuids = [str(uuid) for uuid in item.get("party-uuids") or ()]
        held += [by_party[uuid] for uuid in uuids if uuid in by_party]
    return holders


def read_users(plan: PlanReading) -> tuple[UserType, ...]:
    names = SlugNames("user")
    users = [_read_user(plan, item, names) for item in get_items(plan.implementation, "users")]
    if not users:
        users = [UserType(plan.derive_id("user"), names.new("users"), "Users")]
    return tuple(users)


def _read_user(plan: PlanReading, user: Tree, names: SlugNames) -> UserType:
    privileges = get_items(user, "authorized-privileges")
    title = get_line(user, "title") or next(
        (get_line(privilege, "title") for privilege in privileges), ""
    )
    title = title or "Users"
    roles = dict.fromkeys(user.get("role-ids") or ())
    return UserType(
        uuid=get_text(user, "uuid"),
        id=names.new(get_text(user, "short-name"), title),
        title=title,
        description=plan.find_text(user, "description"),
        roles=tuple(role for role in roles if role in plan.roles),
        privileged=_PRIVILEGES.get(get_standard_prop(user, "privilege-level") or ""),
        external=get_standard_prop(user, "type") == "external",
        count=read_number(get_own_prop(user, "count")),
        functions=_list_functions(privileges),
        automated=get_own_prop(user, "automated") == "true",
    )


def _list_functions(privileges: list[Tree]) -> tuple[str, ...]:
    functions = (
        fold_line(str(entry))
        for privilege in privileges
        for entry in privilege.get("functions-performed") or ()
    )
    return tuple(function for function in functions if function)
