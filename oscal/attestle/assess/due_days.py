"""The days of a system by which something is due: evidence, plan of action, exceptions, the plan
itself, and the clocks of a status.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..iso_days import add_days
from ..model.calendar_entries import (
    AFFIRMATION,
    ENTRY_KINDS,
    EVIDENCE,
    EXCEPTION,
    MILESTONE,
    PLAN,
    POAM,
    STATUS,
    CalendarEntry,
)
from ..model.derived_ids import derive_uuid
from ..model.system import System
from .evidence_uses import EvidenceUse, list_cited_objectives, list_evidence_uses
from .exceptions import covers_objective
from .freshness import find_due_day
from .poam_entries import PoamEntry, list_entries
from .status_clocks import find_affirmation_day, find_expiry
from .system_status import Status, find_owner

_DOMAIN = "attestle"


def list_calendar_entries(status: Status, role: str | None = None) -> tuple[CalendarEntry, ...]:
    """By day; with a role only what concerns it. What is overdue stands on the day it was due.

    Of an item of the plan of action that is closed, and of a milestone that is reached, nothing is
    due any more.
    """
    found = [
        *_list_clocks(status),
        *_list_plan_days(status),
        *_list_poam_days(status),
        *_list_exception_days(status),
        *_list_evidence_days(status),
    ]
    wanted = (item for item in found if role is None or role in item.roles)
    return tuple(sorted(wanted, key=lambda item: (item.day, ENTRY_KINDS.index(item.kind))))


def _make_uid(system: System, kind: str, *key: str) -> str:
    """The same for a thing whatever becomes of its words and days."""
    return f"{derive_uuid(system.characteristics.uuid, 'calendar', kind, *key)}@{_DOMAIN}"


def _list_evidence_days(status: Status) -> Iterator[CalendarEntry]:
    for use in list_evidence_uses(status.system, list_cited_objectives(status)):
        # what is a draft has nothing that could lapse
        if use.item.status == "final" and (day := find_due_day(use.item)):
            yield _make_evidence_entry(status, use, day)


def _make_evidence_entry(status: Status, use: EvidenceUse, day: dt.date) -> CalendarEntry:
    """The day is the last one on which the item is current."""
    item, labels = use.item, tuple(entry.label for entry in use.objectives)
    owners = (item.owner or "", *(find_owner(status, entry.result) for entry in use.objectives))
    detail = [item.title]
    if labels:
        detail.append(f"Shows {', '.join(labels)}.")
    return CalendarEntry(
        _make_uid(status.system, EVIDENCE, item.uuid or item.id),
        day,
        f"Last day on which evidence {item.id} is current",
        "\n".join(detail),
        EVIDENCE,
        item.id,
        _list_roles(*owners),
        labels,
    )


def _list_roles(*roles: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, roles)))


def _list_poam_days(status: Status) -> Iterator[CalendarEntry]:
    for entry in list_entries(status):
        if not entry.is_open:
            continue
        item = entry.item
        yield _make_poam_entry(status, entry)
        for step in item.milestones:
            if step.completed is None:
                yield CalendarEntry(
                    _make_uid(
                        status.system, MILESTONE, item.uuid or item.slug, step.uuid or step.title
                    ),
                    step.date,
                    f"Milestone of {item.slug}: {step.title}",
                    item.title,
                    MILESTONE,
                    item.slug,
                    _list_roles(item.owner),
                    item.objectives,
                )


def _make_poam_entry(status: Status, entry: PoamEntry) -> CalendarEntry:
    item = entry.item
    detail = [item.title, f"Concerns {', '.join(item.objectives)}." if item.objectives else ""]
    if entry.due != item.scheduled_completion:
        detail.append(
            f"Scheduled for {item.scheduled_completion.isoformat()}, after the end of the"
            " conditional status."
        )
    return CalendarEntry(
        _make_uid(status.system, POAM, item.uuid or item.slug),
        entry.due,
        f"POA&M item {item.slug} is due",
        "\n".join(filter(None, detail)),
        POAM,
        item.slug,
        _list_roles(item.owner),
        item.objectives,
    )


def _list_exception_days(status: Status) -> Iterator[CalendarEntry]:
    for item in status.system.exceptions:
        if item.review_date is None:
            continue
        # the answers of these requirements rest on it
        owners = (
            find_owner(status, result)
            for result in status.results
            if any(
                covers_objective(item, result.requirement, entry.objective)
                for entry in result.objectives
            )
        )
        yield CalendarEntry(
            _make_uid(status.system, EXCEPTION, item.uuid or item.slug),
            item.review_date,
            f"Exception {item.slug} has to be reviewed",
            f"{item.title}\nCovers {', '.join(item.scope)}.",
            EXCEPTION,
            item.slug,
            _list_roles(item.approver or "", *owners),
            item.scope,
        )


def _list_plan_days(status: Status) -> Iterator[CalendarEntry]:
    """A plan that was never reviewed has no day: `validate` and `ready` say that it lacks one."""
    facts = status.system.characteristics
    if facts.ssp_reviewed is None:
        return
    plan = status.score_rule.plan if status.score_rule else ""
    owners = (find_owner(status, item) for item in status.results if item.requirement.label == plan)
    yield CalendarEntry(
        _make_uid(status.system, PLAN),
        add_days(facts.ssp_reviewed, facts.ssp_review_days),
        "The System Security Plan has to be reviewed",
        f"Last reviewed on {facts.ssp_reviewed.isoformat()}, every {facts.ssp_review_days} days.",
        PLAN,
        "",
        _list_roles(*owners),
    )


def _list_clocks(status: Status) -> Iterator[CalendarEntry]:
    """No file says which role affirms, so these concern nobody by name."""
    aim = status.system.engagement.cmmc
    if aim is None or aim.status not in ("conditional", "final"):
        return
    if day := find_affirmation_day(aim, status.as_of):
        yield CalendarEntry(
            _make_uid(status.system, AFFIRMATION, aim.uuid),
            day,
            "The CMMC status has to be affirmed in SPRS",
            f"Level {aim.target_level}, {aim.status}; 32 CFR 170.22.",
            AFFIRMATION,
        )
    if day := find_expiry(aim):
        yield CalendarEntry(
            _make_uid(status.system, STATUS, aim.uuid, aim.status),
            day,
            f"The {aim.status} CMMC status ends",
            f"Level {aim.target_level}, the last day of it.",
            STATUS,
        )
