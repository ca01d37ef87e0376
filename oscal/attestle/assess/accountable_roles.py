"""Who answers for which requirement: the role of its file, else that of its family."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import UsageError
from ..lazy_dataclasses import dataclass
from ..model.people import Role
from ..model.system import System
from ..nearest import suggest_words
from .system_status import RequirementResult, Status, find_owner


@dataclass(frozen=True, slots=True)
class RoleShare:
    """A role of people.yaml with the requirements that it answers for, in order."""

    role: Role
    results: tuple[RequirementResult, ...]

    @property
    def objectives(self) -> int:
        return sum(len(item.objectives) for item in self.results)


@dataclass(frozen=True, slots=True)
class RoleShares:
    """`shares` in the order of people.yaml, those of roles that answer for nothing too;
    `unowned` are the requirements that no role of it answers for, each with the name that stands
    in its place.
    """

    shares: tuple[RoleShare, ...]
    unowned: tuple[tuple[RequirementResult, str], ...]


def share_requirements(status: Status) -> RoleShares:
    """A name that people.yaml does not have answers for nothing."""
    found: dict[str, list[RequirementResult]] = {role.id: [] for role in status.system.people.roles}
    unowned = []
    for result in status.results:
        key = find_owner(status, result)
        if key in found:
            found[key].append(result)
        else:
            unowned.append((result, key))
    shares = tuple(RoleShare(role, tuple(found[role.id])) for role in _list_roles(status.system))
    return RoleShares(shares, tuple(unowned))


def _list_roles(system: System) -> Iterator[Role]:
    """Each id once: the first of two roles of one name has its requirements."""
    seen: set[str] = set()
    for role in system.people.roles:
        if role.id not in seen:
            seen.add(role.id)
            yield role


def choose_role(system: System, key: str) -> Role:
    """The role of people.yaml that an id names. Raises UsageError with the nearest one."""
    roles = {role.id: role for role in _list_roles(system)}
    if key not in roles:
        raise UsageError(
            f'{system.name} has no role "{key}";'
            f" {suggest_words(key, list(roles)) or 'the roles are in people.yaml'}"
        )
    return roles[key]
