"""What keeps a plan from being final: errors, silence, states that lack what they need, a version
that nobody approved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from types import MappingProxyType

from ..findings import Finding
from ..lazy_dataclasses import dataclass
from ..model.system import System
from .objectives import JudgedObjective
from .system_status import RequirementResult, Status

# Who approves a plan unless the settings of the workspace say otherwise (attestle.toml,
# [approvals])
APPROVERS = ("system-owner", "security-officer")


@dataclass(frozen=True, slots=True)
class PlanState:
    """A plan with anything in it is a draft, and the value says why.

    `errors` are all that are found in the files of the system; `unread` those by which a file, or a
    part of it, could not be read, and `unread_answers` such of requirement files, by label. `units`
    is what the framework calls several objectives. `unapproved` are the roles whose approval of
    this version is missing, `approval_of` is what they approve.
    """

    errors: tuple[Finding, ...] = ()
    unread: tuple[Finding, ...] = ()
    unread_answers: Mapping[str, tuple[Finding, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    objectives: int = 0
    units: str = "objectives"
    unanswered: int = 0
    incomplete: int = 0
    unapproved: tuple[str, ...] = ()
    approvers: tuple[str, ...] = APPROVERS
    approval_of: str = "plan"

    @property
    def is_final(self) -> bool:
        return not (self.errors or self.unanswered or self.incomplete or self.unapproved)


def list_unanswered(result: RequirementResult) -> tuple[JudgedObjective, ...]:
    return tuple(item for item in result.objectives if item.is_unanswered)


def list_incomplete(result: RequirementResult) -> tuple[JudgedObjective, ...]:
    """Objectives whose state lacks what it needs."""
    return tuple(item for item in result.objectives if item.lacks)


def judge_plan_state(
    status: Status,
    errors: Iterable[Finding],
    unread: Iterable[Finding],
    unread_answers: Mapping[str, tuple[Finding, ...]],
    approvers: tuple[str, ...] = APPROVERS,
    approval_of: str = "plan",
) -> PlanState:
    results = status.results
    return PlanState(
        errors=tuple(errors),
        unread=tuple(unread),
        unread_answers=MappingProxyType(dict(unread_answers)),
        objectives=sum(len(item.objectives) for item in results),
        units=status.baseline.short_unit_words[1],
        unanswered=status.objectives_unstated,
        incomplete=sum(len(list_incomplete(item)) for item in results),
        unapproved=tuple(
            list_missing_approvals(status.system, approvers, status.as_of, approval_of)
        ),
        approvers=approvers,
        approval_of=approval_of,
    )


def list_missing_approvals(
    system: System, approvers: Iterable[str], as_of: dt.date, approval_of: str = "plan"
) -> Iterator[str]:
    """Roles that have not approved the plan, or what else is asked, in the version that it has."""
    facts = system.characteristics
    given = {
        item.role
        for item in facts.approvals
        if item.of == approval_of and item.version == facts.version and item.date <= as_of
    }
    yield from (role for role in approvers if role not in given)
