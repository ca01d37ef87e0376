"""The keys of `status --format json`."""

from __future__ import annotations

from collections.abc import Iterable

from ...assess.habits import HabitStanding, judge_habits
from ...assess.scores import Unmet
from ...assess.system_status import RequirementResult, Status
from ...formats.project_table import read_project_rules
from ..kinds.headline import count_objective_work
from ..kinds.status_wording import explain_no_score, explain_open


def list_status_keys(status: Status) -> dict[str, object]:
    scores = status.scores
    implemented, ready = status.conditional
    met = sum(item.met for item in status.results)
    counts = count_objective_work(status)
    return {
        "system": status.system.name,
        "profile": status.baseline.profile,
        "as_of": status.as_of.isoformat(),
        "basis": status.basis,
        "scores": {
            "implemented": scores.implemented,
            "assessor_ready": scores.assessor_ready,
            "maximum": scores.maximum,
        },
        "score_reason": explain_no_score(status) or None,
        "conditional_eligible": {"implemented": implemented, "assessor_ready": ready},
        "requirements": {
            "met": met,
            "not_met": len(status.results) - met,
            "not_applicable": sum(item.not_applicable for item in status.results),
        },
        "objectives_unstated": status.objectives_unstated,
        "objectives_answered": counts.answered,
        "objectives_evidenced": counts.evidenced,
        "policy_only": status.policy_only,
        "taken_over": {
            "objectives": status.taken_over.objectives,
            "requirements": status.taken_over.requirements,
        },
        "objectives": status.ratings,
        "blockers": [_list_blocker(status, item) for item in status.results if not item.met],
        "to_conditional": None if status.to_conditional is None else list(status.to_conditional),
        "to_final": list(status.to_final),
        "habits": list_habit_keys(judge_habits(status, read_project_rules().habits)),
    }


def list_habit_keys(standings: Iterable[HabitStanding]) -> list[dict[str, object]]:
    return [
        {"habit": item.habit.id, "standing": item.standing, "because": item.because}
        for item in standings
    ]


def _list_blocker(status: Status, item: RequirementResult) -> dict[str, object]:
    unmet = Unmet(item.requirement, item.partial)
    return {
        "requirement": item.requirement.label,
        "objectives": [entry.objective.letter for entry in item.open_objectives],
        "points": unmet.points if status.scored else None,
        "rating": item.rating,
        "poam_allowed": status.scored and unmet.poam_allowed,
        "reason": explain_open(item),
    }
