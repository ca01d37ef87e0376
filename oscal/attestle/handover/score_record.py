"""The score with its derivation: each requirement and objective, what counts, and why not more.

It is written into packages and computed again by who verifies them.
"""

from __future__ import annotations

from typing import Any

from ..assess.objectives import JudgedObjective
from ..assess.scores import Unmet
from ..assess.system_status import RequirementResult, Status


def list_derivation(status: Status) -> list[dict[str, Any]]:
    """One row for each requirement, with its objectives."""
    return [_list_requirement(status, item) for item in status.results]


def _list_requirement(status: Status, item: RequirementResult) -> dict[str, Any]:
    points = Unmet(item.requirement, item.partial).points if status.scored else None
    return {
        "requirement": item.requirement.label,
        "points": points,
        "partial_credit": item.partial,
        "rating": item.rating,
        "met": item.met,
        "ready": item.ready,
        "deducted": {
            "implemented": None if points is None else points * (not item.met),
            "assessor_ready": None if points is None else points * (not item.ready),
        },
        "objectives": [_list_objective(entry) for entry in item.objectives],
    }


def _list_objective(entry: JudgedObjective) -> dict[str, Any]:
    return {
        "objective": entry.objective.label,
        "state": entry.state,
        "rating": entry.rating,
        "counts": entry.counts,
        "excused_by": entry.excused.slug if entry.excused else None,
        "met": entry.met,
        "ready": entry.ready,
        "reason": entry.reason or None,
    }
