"""The day, the moment and the ids that a run gives to what it makes.

By itself: an answer from the cache needs the day, and none of the readers.
"""

from __future__ import annotations

import datetime as dt
import os
import uuid


def today() -> dt.date:
    """The day as of which things are judged unless the caller names one."""
    return dt.date.today()


def today_everywhere() -> dt.date:
    """The day in UTC, for what one machine writes and another one far away judges at once."""
    return dt.datetime.now(dt.UTC).date()


def now() -> str:
    """The instant for `last-modified`; SOURCE_DATE_EPOCH is honoured."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = (
        dt.datetime.fromtimestamp(int(epoch), dt.UTC)
        if epoch.isdigit()
        else dt.datetime.now(dt.UTC)
    )
    return moment.replace(microsecond=0).isoformat()


def make_uuid() -> str:
    """A new random uuid, where the caller supplies none."""
    return str(uuid.uuid4())
