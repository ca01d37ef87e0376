"""What a role has to look at: what is due, what it has not answered,
and what changed in its texts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..iso_days import add_days
from ..lazy_dataclasses import dataclass
from ..model.calendar_entries import EVIDENCE, MILESTONE, POAM, CalendarEntry
from ..model.people import Role
from ..model.system import System
from .changes import Changes, ObjectiveChange, RequirementChange, ThingChange
from .due_days import list_calendar_entries
from .freshness import explain_not_current, find_due_day
from .objectives import JudgedObjective
from .system_status import RequirementResult, Status, find_owner

# How far a week looks ahead: what is collected or renewed takes some weeks
LOOKS_AHEAD_DAYS = 30
# Of these every open one is told, however far off its day is
_ALWAYS = (POAM, MILESTONE)


@dataclass(frozen=True, slots=True)
class DueEntry:
    """`labels` are the objectives that it concerns, of the role where any of them is, `alone` those
    of the role whose last current evidence it is: on the day after they have none.
    """

    entry: CalendarEntry
    labels: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnansweredRequirement:
    """Letters of which nobody has stated anything."""

    result: RequirementResult
    objectives: tuple[JudgedObjective, ...]


@dataclass(frozen=True, slots=True)
class RoleChanges:
    """What changed in the files that a role answers for.

    `since` names the state that they are compared with, "" where there is none, and `why` then says
    why nobody knows what changed.
    """

    since: str = ""
    requirements: tuple[RequirementChange, ...] = ()
    things: tuple[ThingChange, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class RoleWeek:
    """`overdue` and `due` by day; `later` is what is open on the plan of action beyond that."""

    status: Status
    role: Role
    overdue: tuple[DueEntry, ...]
    due: tuple[DueEntry, ...]
    later: tuple[DueEntry, ...]
    unanswered: tuple[UnansweredRequirement, ...]
    changes: RoleChanges

    @property
    def entries(self) -> tuple[DueEntry, ...]:
        return (*self.overdue, *self.due, *self.later)

    @property
    def unanswered_objectives(self) -> int:
        return sum(len(item.objectives) for item in self.unanswered)


def plan_week(status: Status, role: Role, changes: RoleChanges | None = None) -> RoleWeek:
    """The week of a role from the day of the judgement on."""
    today, end = status.as_of, add_days(status.as_of, LOOKS_AHEAD_DAYS)
    found = tuple(_list_due(status, role.id))
    return RoleWeek(
        status,
        role,
        tuple(item for item in found if item.entry.day < today),
        tuple(item for item in found if today <= item.entry.day <= end),
        tuple(item for item in found if item.entry.day > end and item.entry.kind in _ALWAYS),
        tuple(_list_unanswered(status, role.id)),
        changes or RoleChanges(),
    )


def _list_due(status: Status, role: str) -> Iterator[DueEntry]:
    owned = {
        entry.objective.label: entry
        for result in status.results
        if find_owner(status, result) == role
        for entry in result.objectives
    }
    for item in list_calendar_entries(status, role):
        if item.kind != EVIDENCE:
            yield DueEntry(item, item.objectives)
            continue
        mine = tuple(label for label in item.objectives if label in owned)
        alone = tuple(label for label in mine if _is_last(status, owned[label], item))
        yield DueEntry(item, mine or item.objectives, alone)


def _is_last(status: Status, entry: JudgedObjective, item: CalendarEntry) -> bool:
    """Whether no other evidence of the objective is current beyond that day."""
    register = status.system.evidence_by_id
    others = (register[key] for key in entry.answer.evidence if key in register and key != item.key)
    for other in others:
        due = find_due_day(other)
        if due and due > item.day and not explain_not_current(other, status.as_of):
            return False
    return True


def _list_unanswered(status: Status, role: str) -> Iterator[UnansweredRequirement]:
    for result in status.results:
        if find_owner(status, result) == role:
            silent = tuple(item for item in result.objectives if item.is_unanswered)
            if silent:
                yield UnansweredRequirement(result, silent)


def select_changes(status: Status, role: str, changes: Changes, since: str) -> RoleChanges:
    """What of all changes concerns a role: requirements that it answers for, or did before, and
    entries that it owns, or did.
    """
    owned = {
        result.requirement.label for result in status.results if find_owner(status, result) == role
    }
    requirements = (
        _keep_texts(item)
        for item in changes.requirements
        if item.label in owned or role in item.owner
    )
    owners = _gather_owners(changes.systems)
    return RoleChanges(
        since,
        tuple(item for item in requirements if item is not None),
        tuple(item for item in changes.things if role in owners.get((item.what, item.id), ())),
    )


def _gather_owners(systems: Iterable[System]) -> Mapping[tuple[str, str], set[str]]:
    """Who answers for each entry in any of the states of a system."""
    owners: dict[tuple[str, str], set[str]] = {}
    for system in systems:
        for key, owner in _index_owners(system).items():
            owners.setdefault(key, set()).add(owner)
    return owners


def _keep_texts(item: RequirementChange) -> RequirementChange | None:
    """Without objectives of which only the rating moved, which nobody wrote;
    None if that is all.
    """
    kept = replace(item, objectives=tuple(filter(_is_written, item.objectives)))
    is_told = kept.objectives or kept.sections or kept.fields or kept.owner[0] != kept.owner[1]
    return kept if is_told else None


def _is_written(item: ObjectiveChange) -> bool:
    return bool(
        item.evidence_added
        or item.evidence_removed
        or item.fields
        or item.prose
        or item.state[0] != item.state[1]
    )


def _index_owners(system: System) -> Mapping[tuple[str, str], str]:
    """Who answers for each entry of the registers, by the words and ids of changes."""
    found = {("component", item.slug): item.owner for item in system.components}
    found |= {("plan of action", item.slug): item.owner for item in system.poam}
    found |= {("exception", item.slug): item.approver or "" for item in system.exceptions}
    found |= {("provider", item.slug): item.owner for item in system.providers}
    found |= {("evidence", item.id): item.owner or "" for item in system.evidence}
    found |= {("asset", item.id): item.owner for item in system.assets}
    return MappingProxyType(found)


def count_days(entry: CalendarEntry, today: dt.date) -> int:
    """Days until it is due; below 0 it is overdue."""
    return (entry.day - today).days
