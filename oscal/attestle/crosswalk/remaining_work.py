"""What stays open, in order of the points that it gives for its effort."""

from __future__ import annotations

from collections.abc import Mapping

from ..assess.presumed_status import PresumedObjective, Presumption
from ..assess.scores import Unmet
from ..assess.system_status import RequirementResult, Status
from ..lazy_dataclasses import dataclass
from .gaps import GapReport
from .project_bundles import EFFORT_WEIGHTS
from .projects import Project


@dataclass(frozen=True, slots=True)
class RemainingRequirement:
    """A requirement that is not met. `points` and `ratio`, the points for a small piece of work,
    are None where there are none; `effort` is "" where nobody knows.

    `opens_score`: without it there is no score; `is_needed`: no conditional status without it.
    """

    result: RequirementResult
    points: int | None
    effort: str
    effort_because: str
    opens_score: bool
    is_needed: bool
    may_stay_open: bool

    @property
    def ratio(self) -> float | None:
        if self.points is None or not self.effort:
            return None
        return self.points / EFFORT_WEIGHTS[self.effort]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A system as it stands, and as it would stand. `unknown` says why no effort is known."""

    before: Status
    after: Status
    asked: tuple[Presumption, ...]
    presumed: tuple[PresumedObjective, ...]
    remaining: tuple[RemainingRequirement, ...]
    unknown: str = ""


def list_remaining(status: Status, report: GapReport | None) -> tuple[RemainingRequirement, ...]:
    """What opens the score first, then most points for the effort. Of what nobody knows the effort
    of, those with most points come last of all.
    """
    projects = {
        item.requirement.id: item.project
        for item in (report.requirements if report else ())
        if item.project
    }
    found = [_weigh(status, item, projects) for item in status.results if not item.met]
    return tuple(sorted(found, key=_find_rank))


def _weigh(
    status: Status, result: RequirementResult, projects: Mapping[str, Project]
) -> RemainingRequirement:
    requirement, rule = result.requirement, status.score_rule
    unmet = Unmet(requirement, result.partial)
    project = projects.get(requirement.id)
    return RemainingRequirement(
        result,
        unmet.points if rule else None,
        project.effort if project else "",
        project.effort_because if project else "",
        rule is not None and requirement.label == rule.plan,
        requirement.label in (status.to_conditional or ()),
        rule is not None and unmet.poam_allowed,
    )


def _find_rank(item: RemainingRequirement) -> tuple[bool, bool, float, int, str]:
    weight = EFFORT_WEIGHTS.get(item.effort, 0)
    # without points the smallest pieces of work go first
    ratio = item.ratio if item.ratio is not None else float(item.points or -weight)
    requirement = item.result.requirement
    return (not item.opens_score, not item.effort, -ratio, weight, requirement.sort_id)
