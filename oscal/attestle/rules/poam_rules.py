"""POA001-POA006: the plan of action says what the answers say, and what 32 CFR 170.21 allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..assess.scores import CLOSE_OUT_DAYS, Unmet
from ..assess.system_status import Status
from ..codes import make_finding
from ..findings import Finding
from ..model.system import PoamItem
from ..model.workspace import Work
from .rule_input import Rule, RuleInput


def _labels(item: PoamItem) -> set[str]:
    return {label.partition("[")[0] for label in item.objectives}


def not_allowed(facts: RuleInput) -> Iterator[Finding]:
    """POA001: an open item of kind poam is only for a requirement that 170.21 lets stay open, and
    closes within 180 days.
    """
    for work, status in facts.statuses:
        for item in work.system.poam:
            if item.kind != "poam" or item.status == "complete":
                continue
            yield from _forbidden(facts, work, status, item)
            yield from _too_late(work, item)


def _forbidden(facts: RuleInput, work: Work, status: Status, item: PoamItem) -> Iterator[Finding]:
    results = {result.requirement.label: result for result in status.results}
    for label in sorted(_labels(item)):
        result = results.get(label)
        if not status.scored:
            reason = "Level 1 has no POA&M"
        elif (
            result is None
            or result.met
            or Unmet(result.requirement, result.partial).poam_allowed
            or facts.in_doubt(work, result.requirement)
        ):
            continue
        else:
            reason = f"{label} may not stay open under a conditional status"
        yield make_finding(
            "POA001",
            item.source.path,
            f"{item.slug}: {reason}",
            line=item.source.line,
            owner=item.owner,
            hint="make it kind: remediation and close it before the assessment",
        )


def _too_late(work: Work, item: PoamItem) -> Iterator[Finding]:
    aim = work.system.engagement.cmmc
    start = aim.conditional_status_date if aim else None
    if start and item.scheduled_completion > start + dt.timedelta(days=CLOSE_OUT_DAYS):
        limit = start + dt.timedelta(days=CLOSE_OUT_DAYS)
        yield make_finding(
            "POA001",
            item.source.path,
            f"{item.slug} is scheduled for {item.scheduled_completion}, after the 180 days end on"
            f" {limit}",
            line=item.source.line,
            owner=item.owner,
            hint=f"schedule it for {limit} at the latest",
        )


def without_item(facts: RuleInput) -> Iterator[Finding]:
    """POA002: every requirement that is not met has an open item (170.24(c)(2)(i)(B)(6))."""
    for work, status in facts.statuses:
        if facts.is_unread(work, "poam") or facts.unread_in(work, "poam"):
            continue
        covered = {
            label
            for item in work.system.poam
            if item.status == "ongoing"
            for label in _labels(item)
        }
        for result in status.results:
            if (
                result.answer is None
                or result.answer.is_blank
                or result.answer.source.path in facts.unread
            ):  # a mistyped state is no gap yet
                continue
            if not result.met and result.requirement.label not in covered:
                owner = result.answer.owner or work.system.family_owner(result.requirement.family)
                yield make_finding(
                    "POA002",
                    result.answer.source.path,
                    f"{result.requirement.label} is not met and has no open item in the plan of"
                    " action",
                    line=1,
                    owner=owner,
                    hint=(
                        f"attestle new poam {work.system.name} SLUG --objective"
                        f" {result.open_objectives[0].objective.label}"
                    ),
                )


def needless_item(facts: RuleInput) -> Iterator[Finding]:
    """POA003: an open poam or remediation item is about something that is not met."""
    for work, status in facts.statuses:
        met = {result.requirement.label for result in status.results if result.met}
        for item in work.system.poam:
            labels = _labels(item)
            if item.kind != "operational" and item.status == "ongoing" and labels and labels <= met:
                yield make_finding(
                    "POA003",
                    item.source.path,
                    f"{item.slug} is open, but {', '.join(sorted(labels))} counts as met",
                    line=item.source.line,
                    owner=item.owner,
                    hint="complete the item, or correct the state of the objective",
                )


def no_operation(facts: RuleInput) -> Iterator[Finding]:
    """POA004: an operational item is about something that was implemented before, and is reviewed
    (170.24(b)(1)(ii)).
    """
    for work, status in facts.statuses:
        results = {result.requirement.label: result for result in status.results}
        for item in work.system.poam:
            if item.kind != "operational":
                continue
            lacking = [
                name
                for name, value in (
                    ("implemented-before", item.implemented_before),
                    ("reviews", item.reviews),
                )
                if not value
            ]
            for name in lacking:
                yield make_finding(
                    "POA004",
                    item.source.path,
                    f"{item.slug} is operational but has no {name}",
                    line=item.source.line,
                    owner=item.owner,
                    hint=f"add {name}, or make it kind: remediation",
                )
            unmet = sorted(
                label
                for label in _labels(item)
                if label in results
                and not results[label].met
                and not facts.in_doubt(work, results[label].requirement)
            )
            if unmet and item.status == "ongoing":
                yield make_finding(
                    "POA004",
                    item.source.path,
                    f"{item.slug} is operational, but {', '.join(unmet)} is not met",
                    line=item.source.line,
                    owner=item.owner,
                    hint="document a temporary deficiency, or make it kind: remediation",
                )


def hasty_completion(facts: RuleInput) -> Iterator[Finding]:
    """POA005: a complete item has its day and its evidence."""
    for work in facts.workspace.works:
        for item in work.system.poam:
            if item.status == "complete":
                for name, value in (
                    ("completed", item.completed),
                    ("completion-evidence", item.completion_evidence),
                ):
                    if not value:
                        yield make_finding(
                            "POA005",
                            item.source.path,
                            f"{item.slug} is complete but has no {name}",
                            line=item.source.line,
                            owner=item.owner,
                            hint=f"add {name}",
                        )


def overdue(facts: RuleInput) -> Iterator[Finding]:
    """POA006: an open item, or an open milestone of it, is not past its date."""
    for work in facts.workspace.works:
        for item in work.system.poam:
            if item.status != "ongoing":
                continue
            if item.scheduled_completion < facts.as_of:
                yield make_finding(
                    "POA006",
                    item.source.path,
                    f"{item.slug} was scheduled for {item.scheduled_completion}",
                    line=item.source.line,
                    owner=item.owner,
                    hint="complete it, or record a new date and why",
                )
            for milestone in item.milestones:
                if milestone.completed is None and milestone.date < facts.as_of:
                    yield make_finding(
                        "POA006",
                        item.source.path,
                        f'{item.slug}: the milestone "{milestone.title}" was due on'
                        f" {milestone.date}",
                        line=milestone.source.line,
                        owner=item.owner,
                        hint="set completed, or give it a new date",
                    )


RULES: tuple[Rule, ...] = (
    not_allowed,
    without_item,
    needless_item,
    no_operation,
    hasty_completion,
    overdue,
)
