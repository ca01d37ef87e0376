"""Days in the one form that files of this tool and OSCAL share."""

from __future__ import annotations

import datetime as dt


def read_iso_day(text: str) -> dt.date | None:
    """A day written YYYY-MM-DD, None if it is anything else: other ISO 8601 forms are not taken."""
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
