"""Days by which something about a system has to be done, as a calendar has them."""

from __future__ import annotations

import datetime as dt

from ..lazy_dataclasses import dataclass

EVIDENCE, POAM, MILESTONE, EXCEPTION = "evidence", "poam", "milestone", "exception"
PLAN, AFFIRMATION, STATUS = "plan", "affirmation", "status"
# In the order in which the entries of one day are told
ENTRY_KINDS = (STATUS, AFFIRMATION, PLAN, POAM, MILESTONE, EXCEPTION, EVIDENCE)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One thing of one day.

    `uid` stays with the thing when its day moves, so that a calendar that takes the entries in
    again moves it. `key` is its id in the files of the system. `roles` are those whom it concerns:
    first the one that answers for it, then those of the requirements that rest on it.
    """

    uid: str
    day: dt.date
    title: str
    detail: str = ""
    kind: str = ""
    key: str = ""
    roles: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
