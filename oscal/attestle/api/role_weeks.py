"""My week: what a role has to look at in a system."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ..assess.accountable_roles import choose_role
from ..assess.role_duties import RoleChanges, RoleWeek, plan_week, select_changes
from ..assess.system_status import Status
from ..errors import UsageError
from ..findings import Finding
from ..formats.icalendar import write_calendar
from ..iso_days import add_days, read_iso_day
from ..store import committed_state, revisions
from .clock import now, today
from .comparison import compare_revisions
from .document_frames import UNMARKED
from .statuses import judge_status

# How far back changes are looked for where nobody says since when
LOOKS_BACK_DAYS = 7


def judge_week(
    root: Path,
    role: str,
    name: str | None = None,
    *,
    as_of: dt.date | None = None,
    since: str | None = None,
) -> tuple[RoleWeek, tuple[Finding, ...]]:
    """The week of a role, with what is wrong in the files of the system.

    `since` is a day, whose end counts, or a revision; seven days before if None. Raises UsageError
    for a role, a system or a revision that there is not.
    """
    status, findings = judge_status(root, name, as_of or today())
    chosen = choose_role(status.system, role)
    changes = _find_changes(root, status, chosen.id, since)
    return plan_week(status, chosen, changes), findings


def _find_changes(root: Path, status: Status, role: str, since: str | None) -> RoleChanges:
    """Where nobody asked for a state, one that there is not only leaves it open what changed."""
    day = read_iso_day(since) if since else add_days(status.as_of, -LOOKS_BACK_DAYS)
    try:
        commit = committed_state.find_commit_of_day(root, day) if day else since or ""
        revision = revisions.resolve_revision(root, commit)
        [found] = compare_revisions(root, revision, system=status.system.name, as_of=status.as_of)
    except UsageError as error:
        if since:
            raise
        return RoleChanges(why=str(error))
    named = f"{day or since} ({committed_state.shorten_commit(revision)})"
    if found.changes is None:
        return RoleChanges(why=f"there is no system to compare with at {named}: {found.how}")
    return select_changes(status, role, found.changes, named)


def write_week_calendar(week: RoleWeek) -> bytes:
    """All that has a day in it, as an `.ics` file."""
    facts = week.status.system.characteristics
    marking = facts.marking or ""
    return write_calendar(
        (item.entry for item in week.entries),
        stamp=dt.datetime.fromisoformat(now()),
        name=f"{facts.name}: {week.role.title}",
        marking="" if marking == UNMARKED else marking,
    )
