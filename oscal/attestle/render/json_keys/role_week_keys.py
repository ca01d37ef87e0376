"""The keys of `mine --format json`."""

from __future__ import annotations

from ...assess.role_duties import (
    LOOKS_AHEAD_DAYS,
    DueEntry,
    RoleWeek,
    UnansweredRequirement,
    count_days,
)
from .diff_keys import list_requirement_keys, list_thing_keys


def list_role_week_keys(week: RoleWeek) -> dict[str, object]:
    status, changes = week.status, week.changes
    return {
        "system": status.system.name,
        "role": week.role.id,
        "as_of": status.as_of.isoformat(),
        "days_ahead": LOOKS_AHEAD_DAYS,
        "overdue": [_list_due(week, item) for item in week.overdue],
        "due": [_list_due(week, item) for item in week.due],
        "later": [_list_due(week, item) for item in week.later],
        "objectives_unstated": week.unanswered_objectives,
        "unanswered": [_list_unanswered(item) for item in week.unanswered],
        "changed": {
            "since": changes.since or None,
            "unknown": changes.why or None,
            "requirements": [list_requirement_keys(item) for item in changes.requirements],
            "things": [list_thing_keys(item) for item in changes.things],
        },
    }


def _list_due(week: RoleWeek, item: DueEntry) -> dict[str, object]:
    entry = item.entry
    return {
        "day": entry.day.isoformat(),
        "days_left": count_days(entry, week.status.as_of),
        "kind": entry.kind,
        "id": entry.key or None,
        "title": entry.title,
        "objectives": list(item.labels),
        "without_evidence": list(item.alone),
    }


def _list_unanswered(item: UnansweredRequirement) -> dict[str, object]:
    answer = item.result.answer
    return {
        "requirement": item.result.requirement.label,
        "objectives": [entry.objective.letter for entry in item.objectives],
        "path": (answer.source.path if answer else "") or None,
    }
