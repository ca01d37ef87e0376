"""What interview sheets say in their own words."""

from __future__ import annotations

from collections.abc import Sequence

from ...assess.accountable_roles import RoleShare, RoleShares
from ...assess.system_status import RequirementResult, Status
from ...lazy_dataclasses import dataclass
from ...model.interview_questions import QuestionTable
from ..name_lookup import NameLookup

NAME = "Interview Sheets"
NOTICE = (
    "For each role the questions that an assessor is likely to ask, with room to write. What the"
    " plan says stands on pages of its own behind them: put these aside, let the owner speak first,"
    " and compare afterwards. The questions are those of the attestle project; an assessor may ask"
    " others."
)
PLAN_NOTICE = (
    "Not for the interview: a line of what the plan says of each, and where its evidence lies."
    " Where the owner says something else, one of the two is wrong."
)


@dataclass(frozen=True, slots=True)
class InterviewContent:
    """A judged system, and the questions that are asked."""

    status: Status
    questions: QuestionTable


def name_share(share: RoleShare, names: NameLookup) -> str:
    return names.find_role(share.role.id) or share.role.id


def count_words(status: Status, results: Sequence[RequirementResult]) -> str:
    """`22 requirements with 70 objectives`."""
    units = sum(len(item.objectives) for item in results)
    unit = status.baseline.short_unit_words[units != 1]
    requirement = "requirement" if len(results) == 1 else "requirements"
    return f"{len(results)} {requirement} with {units} {unit}"


def explain_unowned(status: Status, shares: RoleShares) -> str:
    """What nobody answers for; "" where everything has a role."""
    results = tuple(result for result, _ in shares.unowned)
    if not results:
        return ""
    return f"Nobody answers for {count_words(status, results)}."


def explain_unheld(status: Status, shares: RoleShares, names: NameLookup) -> str:
    """Roles that answer for something and that no person or office holds;
    "" where there is none.
    """
    empty = [
        item for item in shares.shares if item.results and not names.list_holders(item.role.id)
    ]
    if not empty:
        return ""
    told = (f"{name_share(item, names)} ({count_words(status, item.results)})" for item in empty)
    return f"Nobody holds the role: {', '.join(told)}."
