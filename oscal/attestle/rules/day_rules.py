"""OSC022-OSC024: days that authored files cannot mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..codes import make_finding
from ..findings import Finding, Severity
from ..model.authored_values import WrittenDay
from ..model.milestones import PoamItem
from .rule_input import Rule, RuleInput, find_owner, walk_objectives

# No file of a plan speaks of a day before the networks that it describes, or of a far century
EARLIEST_YEAR = 1990
LATEST_YEAR = 2100


def day_to_come(facts: RuleInput) -> Iterator[Finding]:
    """OSC022: what a file says has happened lies on or before the day of the judgement.

    A judgement as of an earlier day makes no error of what has happened since.
    """
    latest = max(facts.as_of, facts.today or facts.as_of)
    for work in facts.workspace.works:
        for item in work.system.written_days:
            if item.role == "past" and item.day > latest:
                yield _report(
                    "OSC022",
                    item,
                    f"{item.key} is {item.day.isoformat()}, a day that has not come",
                    "write the day on which it happened, or leave the key out until it has",
                )
    for work, answer, objective, label in walk_objectives(facts):
        approved = objective.approved
        if approved and approved.date > latest:
            yield make_finding(
                "OSC022",
                answer.source.path,
                f"{label} is approved on {approved.date.isoformat()}, a day that has not come",
                line=objective.source.line,
                owner=find_owner(work, answer),
                hint="write the day of the approval, or take it out until it is given",
            )


def contradicting_days(facts: RuleInput) -> Iterator[Finding]:
    """OSC023: what comes first stands before what follows it."""
    for work in facts.workspace.works:
        for item in work.system.written_days:
            if item.role == "ordered" and item.start and item.day < item.start:
                yield _report(
                    "OSC023",
                    item,
                    f"{item.key} ({item.day.isoformat()}) lies before"
                    f" {item.partner} ({item.start.isoformat()})",
                    "look at both days; one of them is mistyped",
                )
        for entry in work.system.poam:
            yield from _check_milestones(entry)


def _check_milestones(entry: PoamItem) -> Iterator[Finding]:
    end = entry.scheduled_completion
    for milestone in entry.milestones:
        if milestone.date > end:
            yield make_finding(
                "OSC023",
                entry.source.path,
                f"a milestone ({milestone.date.isoformat()}) lies after the scheduled completion"
                f" of the item ({end.isoformat()})",
                line=milestone.source.line or entry.source.line,
                owner=entry.owner,
                severity=Severity.WARNING,
                hint="write another day for one of them, or run: attestle poam move, which keeps the"
                " earlier one",
            )


def impossible_year(facts: RuleInput) -> Iterator[Finding]:
    """OSC024: a day lies in a year that can be meant."""
    for work in facts.workspace.works:
        for item in work.system.written_days:
            if item.role != "ordered" and not _is_possible(item.day):
                yield _report(
                    "OSC024",
                    item,
                    f"{item.key} is {item.day.isoformat()}",
                    "write the day that is meant; for what has no end, leave the key out",
                )


def _is_possible(day: dt.date) -> bool:
    return EARLIEST_YEAR <= day.year <= LATEST_YEAR


def _report(code: str, item: WrittenDay, message: str, hint: str) -> Finding:
    return make_finding(code, item.path, message, pointer=item.pointer, line=item.line, hint=hint)


RULES: tuple[Rule, ...] = (day_to_come, contradicting_days, impossible_year)
