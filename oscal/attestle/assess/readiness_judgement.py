"""The list of readiness, judged: findings of rules, and what the judges look at beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from ..model.counted_names import name_some
from ..model.readiness_points import (
    JudgedGroup,
    JudgedPoint,
    ReadinessPlace,
    ReadinessPoint,
    Verdict,
    count_verdicts,
)
from . import (
    readiness_evidence,
    readiness_interviews,
    readiness_pictures,
    readiness_plan,
    readiness_scope,
    readiness_status,
)
from .readiness_input import Judge, ReadinessInput, place_finding
from .system_status import Status

# By the word that the list names each with
JUDGES: Mapping[str, Judge] = MappingProxyType(
    {
        "errors": readiness_plan.judge_errors,
        "answers": readiness_plan.judge_answers,
        "review": readiness_plan.judge_review,
        "approval": readiness_plan.judge_approval,
        "changes": readiness_plan.judge_changes,
        "owners": readiness_plan.judge_owners,
        "interviews": readiness_interviews.judge_interviews,
        "not-applicable": readiness_plan.judge_not_applicable,
        "set-aside": readiness_plan.judge_set_aside,
        "scope": readiness_scope.judge_scope,
        "inventory": readiness_scope.judge_inventory,
        "pictures": readiness_pictures.judge_pictures,
        "connections": readiness_scope.judge_connections,
        "services": readiness_scope.judge_services,
        "matrices": readiness_scope.judge_matrices,
        "authorizations": readiness_scope.judge_authorizations,
        "agreements": readiness_scope.judge_agreements,
        "modules": readiness_scope.judge_modules,
        "evidence": readiness_evidence.judge_evidence,
        "places": readiness_evidence.judge_places,
        "hashes": readiness_evidence.judge_hashes,
        "days": readiness_evidence.judge_days,
        "finals": readiness_evidence.judge_finals,
        "habits": readiness_evidence.judge_habits_running,
        "recurring": readiness_evidence.judge_recurring,
        "often-unmet": readiness_evidence.judge_often_unmet,
        "score": readiness_status.judge_score,
        "poam": readiness_status.judge_poam,
        "poam-days": readiness_status.judge_poam_days,
        "assessment": readiness_status.judge_assessment,
        "aim": readiness_status.judge_aim,
        "affirmation": readiness_status.judge_affirmation,
        "clause": readiness_status.judge_clause,
    }
)


@dataclass(frozen=True, slots=True)
class ReadinessReport:
    """The whole list of a system on a day."""

    status: Status
    groups: tuple[JudgedGroup, ...]

    @property
    def is_ready(self) -> bool:
        """Every point passes."""
        counts = count_verdicts(self.groups)
        return not counts[Verdict.FAIL] and not counts[Verdict.UNKNOWN]


# The point that files which cannot be read fail by themselves
_OF_FILES = "errors"


def judge_readiness(facts: ReadinessInput) -> ReadinessReport:
    """Every point that the framework asks for, in the order of the list.

    Where a file could not be read nothing passes: what it says may be the very thing.
    """
    groups = tuple(
        JudgedGroup(
            group.title,
            tuple(
                _judge_point(facts, point)
                for point in group.points
                if facts.status.scored or not point.is_scored
            ),
        )
        for group in facts.table.groups
    )
    return ReadinessReport(facts.status, groups)


def _judge_point(facts: ReadinessInput, point: ReadinessPoint) -> JudgedPoint:
    found = [*_list_raised(facts, point)]
    if point.judge:
        found += JUDGES[point.judge](facts, point)
    found = list(dict.fromkeys(found))
    unread = facts.status.unread
    if not found and unread and point.judge != _OF_FILES:
        message = f"{name_some(unread, 1)} could not be read"
        found = [ReadinessPlace(message, unread[0], is_unknown=True)]
    return JudgedPoint(point, tuple(sorted(found, key=lambda item: item.is_unknown)))


def _list_raised(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """What the rules of the point found, set aside or not; a note asks for a look."""
    for raised in facts.raised:
        if raised.finding.code in point.rules:
            yield place_finding(raised)
