"""Facts that hold as of a day, such as the end of a standard: data, so that no text goes stale."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from ..lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DatedFact:
    """`since` is the day from which it holds without doubt, `since_earliest` the first that any
    source names; `unresolved` is what the sources leave open, and `says` one text of it all.
    """

    name: str
    title: str
    as_of: dt.date
    since: dt.date
    since_earliest: dt.date
    sources: tuple[str, ...]
    statements: Mapping[str, str]
    unresolved: tuple[str, ...]
    says: str

    def holds_on(self, day: dt.date) -> bool:
        """Whether every source has it in force on that day."""
        return day >= self.since
