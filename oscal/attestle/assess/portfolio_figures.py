"""The figures of one system in a portfolio, from its judgement on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ..findings import Finding, Severity, count_findings
from ..iso_days import add_days
from ..lazy_dataclasses import dataclass
from ..model.engagement import CmmcAim
from ..model.portfolio import HELD_STATUSES, SystemFigures
from ..model.system import System
from .freshness import find_due_day
from .poam_entries import CloseOutClock, find_clock, list_entries, list_overdue_milestones
from .status_clocks import find_affirmation_day, find_expiry
from .system_status import Status

# Days ahead within which evidence that lapses is counted
LAPSE_WINDOWS = (30, 60, 90)
# The role whose holder answers for a system
_OWNER = "system-owner"
# One system is one line, whatever its files say
_MOST_TEXT = 300


@dataclass(frozen=True, slots=True)
class ReadFacts:
    """What is known of a system beside its judgement: findings of its files and of what all systems
    share, the day of its last commit, why it has no score, the first place that cannot be read.
    """

    findings: Sequence[Finding] = ()
    last_change: dt.date | None = None
    score_reason: str = ""
    unread: str = ""


def make_figures(status: Status, facts: ReadFacts) -> SystemFigures:
    system, plan = status.system, status.system.characteristics
    scores = status.scores
    figures = SystemFigures(
        system.name,
        plan.uuid,
        _shorten(plan.name),
        status.baseline.profile,
        status.basis,
        _shorten(_name_organization(system)),
        _shorten(_name_owner(system)),
        plan.marking,
        scores.implemented,
        scores.assessor_ready,
        scores.maximum,
        facts.score_reason,
        _name_eligibility(status, 0),
        _name_eligibility(status, 1),
        len(status.results),
        sum(item.met for item in status.results),
        sum(status.ratings.values()),
        status.objectives_unstated,
        unread=facts.unread,
        last_change=facts.last_change,
    )
    figures = _put_poam(figures, status)
    figures = _put_evidence(figures, system, status.as_of)
    return _put_findings(_put_status(figures, system.engagement.cmmc, status.as_of), facts)


def _shorten(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]}..."


def _name_eligibility(status: Status, test: int) -> str:
    if status.final[test]:
        return "final"
    if not status.scored:
        return ""
    return "conditional" if status.conditional[test] else "none"


def _name_organization(system: System) -> str:
    parties = {party.id: party.name for party in system.people.parties}
    return parties.get(system.people.organization, system.people.organization)


def _name_owner(system: System) -> str:
    """Who holds the role, or the role where nobody is named."""
    parties = {party.id: party.name for party in system.people.parties}
    for role in system.people.roles:
        if role.id == _OWNER:
            held = [parties[key] for key in role.held_by if key in parties]
            return ", ".join(held) or role.title
    return ""


def _put_poam(figures: SystemFigures, status: Status) -> SystemFigures:
    entries = [entry for entry in list_entries(status) if entry.is_open]
    clock = _find_running_clock(status)
    return replace(
        figures,
        poam_open=len(entries),
        poam_overdue=sum(entry.overdue for entry in entries),
        milestones_overdue=sum(
            len(list_overdue_milestones(entry.item, status.as_of)) for entry in entries
        ),
        poam_next=min((entry.due for entry in entries if not entry.overdue), default=None),
        clock_start=clock.start if clock else None,
        clock_end=clock.end if clock else None,
    )


def _find_running_clock(status: Status) -> CloseOutClock | None:
    """A final status has ended the days of the conditional one before it."""
    aim = status.system.engagement.cmmc
    return None if aim and aim.status == "final" else find_clock(status)


def _put_evidence(figures: SystemFigures, system: System, day: dt.date) -> SystemFigures:
    """What was never collected has no day on which it lapses."""
    due = [found for item in system.evidence if (found := find_due_day(item)) is not None]
    ahead = sorted(item for item in due if item >= day)
    within = [sum(item <= add_days(day, days) for item in ahead) for days in LAPSE_WINDOWS]
    return replace(
        figures,
        evidence=len(system.evidence),
        lapsed=len(due) - len(ahead),
        lapses_in_30=within[0],
        lapses_in_60=within[1],
        lapses_in_90=within[2],
        lapse_next=ahead[0] if ahead else None,
    )


def _put_status(figures: SystemFigures, aim: CmmcAim | None, day: dt.date) -> SystemFigures:
    if aim is None or aim.status is None:
        return figures
    affirmed = max((item.date for item in aim.affirmed if item.date <= day), default=None)
    return replace(
        figures,
        status=aim.status,
        status_ends=find_expiry(aim),
        affirmed=affirmed,
        affirmation_due=find_affirmation_day(aim, day) if aim.status in HELD_STATUSES else None,
    )


def _put_findings(figures: SystemFigures, facts: ReadFacts) -> SystemFigures:
    counts = count_findings(facts.findings)
    first = next((item for item in facts.findings if item.is_error), None)
    return replace(
        figures,
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.NOTE],
        first_error=write_finding(first) if first else "",
    )


def write_unread(findings: Iterable[Finding], unread: Collection[str]) -> str:
    """The first place that could not be read, "" where there is none."""
    first = next((item for item in findings if item.is_error and item.path in unread), None)
    if first is not None:
        return write_finding(first)
    return min(unread, default="")


def write_finding(item: Finding) -> str:
    """`file:line: CODE what is wrong`."""
    return f"{place_finding(item)}: {item.code} {item.message}"


def place_finding(item: Finding) -> str:
    return f"{item.path}:{item.line}" if item.line is not None else item.path
