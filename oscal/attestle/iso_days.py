"""Days in the one form that files of this tool and OSCAL share."""

from __future__ import annotations

import datetime as dt


def add_days(day: dt.date, days: int) -> dt.date:
    """The day so many days later; the last day of the calendar where that lies beyond it.

    "9999-12-31" is a usual way to write that something has no end.
    """
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return dt.date.max


def read_iso_day(text: str) -> dt.date | None:
    """A day written YYYY-MM-DD, None if it is anything else: other ISO 8601 forms are not taken."""
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
