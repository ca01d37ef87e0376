"""The plan of action on a day: what each item is about that is open, when it is due, and what 32
CFR 170.21 says of the requirements that are not met.
"""

from __future__ import annotations

import datetime as dt

from ..iso_days import add_days
from ..lazy_dataclasses import dataclass
from ..model.milestones import Milestone, PoamItem
from .poam_coverage import covers_any_unit, covers_unit
from .scores import Unmet
from .system_status import RequirementResult, Status

POAM, OPERATIONAL, REMEDIATION = "poam", "operational", "remediation"
ITEM_KINDS = (POAM, OPERATIONAL, REMEDIATION)
ONGOING = "ongoing"


@dataclass(frozen=True, slots=True)
class PoamEntry:
    """One item with what its requirements are on that day.

    `days_left` counts to the end of the 180 days, or to its own date.
    """

    item: PoamItem
    unmet: tuple[str, ...]
    days_left: int
    overdue: bool
    limit: dt.date | None

    @property
    def is_open(self) -> bool:
        return self.item.status == ONGOING

    @property
    def due(self) -> dt.date:
        """The day that `days_left` counts to."""
        return _find_due_day(self.item, self.limit)


@dataclass(frozen=True, slots=True)
class CloseOutClock:
    """The days within which what is open under a conditional status has to be closed.

    `start` is the Conditional CMMC Status Date; None: the clock does not run.
    """

    days: int
    start: dt.date | None
    end: dt.date | None

    def count_days_left(self, day: dt.date) -> int | None:
        return (self.end - day).days if self.end else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a requirement may stay open on a POA&M as it is, and why."""

    result: RequirementResult
    is_allowed: bool
    why: str
    points: int | None


def list_entries(status: Status) -> tuple[PoamEntry, ...]:
    """Every item, in the order of its files."""
    limit = find_close_out_day(status)
    return tuple(
        _make_entry(item, status, limit if item.kind == POAM else None)
        for item in status.system.poam
    )


def _make_entry(item: PoamItem, status: Status, limit: dt.date | None) -> PoamEntry:
    due = _find_due_day(item, limit)
    return PoamEntry(
        item,
        _list_unmet(item, status),
        (due - status.as_of).days,
        item.status == ONGOING and due < status.as_of,
        limit,
    )


def _find_due_day(item: PoamItem, limit: dt.date | None) -> dt.date:
    return min(item.scheduled_completion, limit) if limit else item.scheduled_completion


def _list_unmet(item: PoamItem, status: Status) -> tuple[str, ...]:
    """Open objectives that the item covers, those that it names first in its order."""
    covered = [
        entry.objective.label
        for result in status.results
        for entry in result.open_objectives
        if covers_unit(item, result.requirement, entry.objective)
    ]
    named = [label for label in item.objectives if label in covered]
    return tuple(dict.fromkeys((*named, *covered)))


def list_overdue_milestones(item: PoamItem, day: dt.date) -> tuple[Milestone, ...]:
    """Milestones of an open item that should be reached and are not."""
    if item.status != ONGOING:
        return ()
    return tuple(step for step in item.milestones if step.completed is None and step.date < day)


def find_close_out_day(status: Status) -> dt.date | None:
    """The last day of the 180 days, None while there is no conditional status."""
    clock = find_clock(status)
    return clock.end if clock else None


def find_clock(status: Status) -> CloseOutClock | None:
    """None where the profile has no conditional status: Level 1 permits no POA&M (32 CFR
    170.21(a)(1)), though its requirements are those of a framework that does.
    """
    rule = status.baseline.framework.poam
    if rule is None or not status.scored:
        return None
    aim = status.system.engagement.cmmc
    start = aim.conditional_status_date if aim else None
    return CloseOutClock(
        rule.close_out_days, start, add_days(start, rule.close_out_days) if start else None
    )


def judge_standing(status: Status, result: RequirementResult) -> Standing:
    """Whether 32 CFR 170.21 lets it be open under a conditional status, as it is on that day."""
    unmet = Unmet(result.requirement, result.partial)
    allowed = status.scored and unmet.poam_allowed
    points = (
        unmet.points if status.scored else None
    )  # points are taken off a score and nothing else
    return Standing(result, allowed, _explain_standing(status, unmet), points)


def _explain_standing(status: Status, unmet: Unmet) -> str:
    requirement, points = unmet.requirement, unmet.points
    if status.score_rule is None:
        return f"{status.baseline.title} has no conditional status that could leave it open"
    if unmet.poam_allowed:
        if requirement.poam_class == "conditional":
            return f"partial credit applies ({points} points): the one state of it that may"
        return "worth 1 point and not named by 170.21(a)(2)(iii)"
    if requirement.label == status.score_rule.plan:
        return "without the System Security Plan there is no score"
    if requirement.poam_class == "conditional":
        partial = requirement.points_partial
        return f"worth {points} points; only its state with partial credit ({partial} points) may"
    if points is not None and points > 1:
        return f"worth {points} points; 170.21(a)(2)(ii) lets stay open what is worth 1"
    return "named by 170.21(a)(2)(iii) among those that may not"


def list_standings(status: Status) -> tuple[Standing, ...]:
    """Of every requirement that is not met, in order."""
    return tuple(judge_standing(status, result) for result in status.results if not result.met)


def list_items_of(status: Status, result: RequirementResult) -> tuple[PoamItem, ...]:
    """Open items that are about a requirement or a part of it."""
    return tuple(
        item
        for item in status.system.poam
        if item.status == ONGOING and covers_any_unit(item, result.requirement)
    )
