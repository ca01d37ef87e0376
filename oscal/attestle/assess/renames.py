"""What has another id and is the same thing by its uuid, between two states of a system."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any

from ..lazy_dataclasses import dataclass
from ..model.components import Component
from ..model.engagement import Engagement
from ..model.milestones import PoamItem
from ..model.objective_answers import ObjectiveAnswer, RequirementAnswer
from ..model.people import People, Role
from ..model.providers import Provider
from ..model.system import System
from ..uuids import fold_uuid

Ids = Mapping[str, str]
# Names of fields that hold the id of a role, or several
_ROLE_KEYS = frozenset(
    ("owner", "role", "roles", "approver", "assessor", "families", "responsible")
)
_NONE: Ids = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Renames:
    """The new id by the old one, for each kind of thing."""

    components: Ids = field(default_factory=lambda: _NONE)
    providers: Ids = field(default_factory=lambda: _NONE)
    evidence: Ids = field(default_factory=lambda: _NONE)
    poam: Ids = field(default_factory=lambda: _NONE)
    exceptions: Ids = field(default_factory=lambda: _NONE)
    assets: Ids = field(default_factory=lambda: _NONE)
    parties: Ids = field(default_factory=lambda: _NONE)
    users: Ids = field(default_factory=lambda: _NONE)
    roles: Ids = field(default_factory=lambda: _NONE)

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, name) for name in self.__dataclass_fields__)


def find_renames(old: System, new: System) -> Renames:
    """Things of both states whose uuid stayed and whose id did not;
    a role has its title instead.
    """
    return Renames(
        components=_match(old.components, new.components, "slug"),
        providers=_match(old.providers, new.providers, "slug"),
        evidence=_match(old.evidence, new.evidence, "id"),
        poam=_match(old.poam, new.poam, "slug"),
        exceptions=_match(old.exceptions, new.exceptions, "slug"),
        assets=_match(old.assets, new.assets, "id"),
        parties=_match(old.people.parties, new.people.parties, "id"),
        users=_match(old.people.users, new.people.users, "id"),
        roles=_match_roles(old.people.roles, new.people.roles),
    )


def _match_roles(old: Sequence[Role], new: Sequence[Role]) -> Ids:
    """Roles have no uuid: one of them that went is one that came where only these have the
    title.
    """
    kept = {item.id for item in old} & {item.id for item in new}
    gone = _index_titles(item for item in old if item.id not in kept)
    come = _index_titles(item for item in new if item.id not in kept)
    return {
        gone[title][0]: come[title][0]
        for title in gone
        if len(gone[title]) == len(come.get(title, ())) == 1
    }


def _index_titles(roles: Iterable[Role]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for role in roles:
        index.setdefault(" ".join(role.title.casefold().split()), []).append(role.id)
    return index


def _match(old: Sequence[Any], new: Sequence[Any], key: str) -> Ids:
    new_ids = {fold_uuid(item.uuid): getattr(item, key) for item in new if item.uuid}
    kept = {(getattr(item, key), fold_uuid(item.uuid)) for item in new}
    return {
        getattr(item, key): new_ids[fold_uuid(item.uuid)]
        for item in old
        # a copy of it under another id is no new name
        if fold_uuid(item.uuid) in new_ids
        and (getattr(item, key), fold_uuid(item.uuid)) not in kept
    }


def rename_things(system: System, names: Renames) -> System:
    """The system as it would read had the things had their new ids already."""
    if names.roles:
        renamed: System = _rename_roles(system, names.roles)
        system = renamed
    answers = {key: _rename_answer(item, names) for key, item in system.answers.items()}
    facts = system.characteristics
    ends = {**names.components, **names.providers}
    connections = tuple(
        replace(item, from_=ends.get(item.from_, item.from_), to=ends.get(item.to, item.to))
        for item in facts.connections
    )
    return replace(
        system,
        characteristics=replace(facts, connections=connections),
        people=_rename_people(system.people, names),
        engagement=_rename_engagement(system.engagement, names),
        components=tuple(_rename_component(item, names) for item in system.components),
        providers=tuple(_rename_provider(item, names) for item in system.providers),
        evidence=tuple(
            replace(item, id=names.evidence.get(item.id, item.id)) for item in system.evidence
        ),
        assets=tuple(
            replace(
                item,
                id=names.assets.get(item.id, item.id),
                component=names.components.get(item.component, item.component),
            )
            for item in system.assets
        ),
        poam=tuple(_rename_item(item, names) for item in system.poam),
        exceptions=tuple(
            replace(
                item,
                slug=names.exceptions.get(item.slug, item.slug),
                operational_item=_rename_one(item.operational_item, names.poam),
            )
            for item in system.exceptions
        ),
        answers=MappingProxyType(answers),
    )


def _rename_roles(value: Any, names: Ids, key: str = "") -> Any:
    """Each name of a role, in whatever holds one, and the roles themselves;
    else the same object.
    """
    if isinstance(value, str):
        return names.get(value, value) if key in _ROLE_KEYS else value
    if is_dataclass(value) and not isinstance(value, type):
        return _rename_in_record(value, names)
    if isinstance(value, tuple):
        entries = tuple(_rename_roles(entry, names, key) for entry in value)
        is_same = all(map(operator.is_, value, entries))
        return value if is_same else entries
    if isinstance(value, Mapping):
        return MappingProxyType({k: _rename_roles(v, names, key) for k, v in value.items()})
    return value


def _rename_in_record(value: Any, names: Ids) -> Any:
    """What is worked out of the other fields follows them."""
    changes = {}
    for item in (item for item in fields(value) if item.init):
        key = "role" if isinstance(value, Role) and item.name == "id" else item.name
        before = getattr(value, item.name)
        after = _rename_roles(before, names, key)
        if after is not before:
            changes[item.name] = after
    return replace(value, **changes) if changes else value


def _rename_one(name: str | None, names: Ids) -> str | None:
    return names.get(name, name) if name else name


def _rename_all(listed: Sequence[str], names: Ids) -> tuple[str, ...]:
    return tuple(names.get(name, name) for name in listed)


def _rename_answer(answer: RequirementAnswer, names: Renames) -> RequirementAnswer:
    return replace(
        answer,
        components=tuple(
            replace(part, component=names.components.get(part.component, part.component))
            for part in answer.components
        ),
        objectives=_rename_objectives(answer.objectives, names),
        statements=_rename_objectives(answer.statements, names),
    )


def _rename_objectives(
    answers: Mapping[str, ObjectiveAnswer], names: Renames
) -> Mapping[str, ObjectiveAnswer]:
    return MappingProxyType(
        {
            key: replace(
                item,
                evidence=_rename_all(item.evidence, names.evidence),
                provider=names.providers.get(item.provider, item.provider),
                by_component={
                    names.components.get(slug, slug): text
                    for slug, text in item.by_component.items()
                },
            )
            for key, item in answers.items()
        }
    )


def _rename_people(people: People, names: Renames) -> People:
    return replace(
        people,
        organization=names.parties.get(people.organization, people.organization),
        parties=tuple(
            replace(item, id=names.parties.get(item.id, item.id)) for item in people.parties
        ),
        roles=tuple(
            replace(item, held_by=_rename_all(item.held_by, names.parties)) for item in people.roles
        ),
        users=tuple(replace(item, id=names.users.get(item.id, item.id)) for item in people.users),
    )


def _rename_engagement(engagement: Engagement, names: Renames) -> Engagement:
    report = engagement.soc2
    if report is None:
        return engagement
    carve_outs = tuple(
        replace(item, provider=names.providers.get(item.provider, item.provider))
        for item in report.carve_outs
    )
    return replace(engagement, soc2=replace(report, carve_outs=carve_outs))


def _rename_component(item: Component, names: Renames) -> Component:
    return replace(
        item,
        slug=names.components.get(item.slug, item.slug),
        provider=_rename_one(item.provider, names.providers),
    )


def _rename_provider(item: Provider, names: Renames) -> Provider:
    granted = item.authorization
    if granted is not None:
        granted = replace(granted, evidence=_rename_all(granted.evidence, names.evidence))
    return replace(
        item,
        slug=names.providers.get(item.slug, item.slug),
        authorization=granted,
        matrix_rows=tuple(
            replace(row, evidence=names.evidence.get(row.evidence, row.evidence))
            for row in item.matrix_rows
        ),
    )


def _rename_item(item: PoamItem, names: Renames) -> PoamItem:
    return replace(
        item,
        slug=names.poam.get(item.slug, item.slug),
        systems_affected=_rename_all(item.systems_affected, names.components),
        completion_evidence=_rename_all(item.completion_evidence, names.evidence),
    )
