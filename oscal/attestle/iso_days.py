"""Days in the one form that files of this tool and OSCAL share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .lazy_patterns import make_pattern

_CALENDAR_DAY = make_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# The data type `date` of OSCAL has no others
FIRST_YEAR = 1900
LAST_YEAR = 2999


def add_days(day: dt.date, days: int) -> dt.date:
    """The day so many days later; the last or first day of the calendar where that lies beyond it.

    "9999-12-31" is a usual way to write that something has no end.
    """
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return dt.date.max if days > 0 else dt.date.min


def read_iso_day(text: str) -> dt.date | None:
    """A day written YYYY-MM-DD, None if it is anything else: other ISO 8601 forms are not taken,
    nor years that OSCAL has no form for.
    """
    try:
        # the library takes days of a week too, such as 2026-W01-1
        day = dt.date.fromisoformat(text) if _CALENDAR_DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def read_moment(value: Any) -> dt.datetime | None:
    """A date-time with its zone, or the first moment of a day; None for what is neither."""
    try:
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
