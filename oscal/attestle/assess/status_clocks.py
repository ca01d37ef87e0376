"""How long a CMMC status holds, from the days that are recorded of it (32 CFR 170.16 to 170.22)."""

from __future__ import annotations

import datetime as dt

from ..iso_days import add_days
from ..model.engagement import CmmcAim

# 170.16(a)(1)(iii), 170.17(a)(1)(iii): until the POA&M is closed out
CONDITIONAL_DAYS = 180
# 170.15(a)(1): Level 1 every year; 170.16, 170.17, 170.18: Levels 2 and 3 every three
_YEARS = {1: 1, 2: 3, 3: 3}
# 170.22: at each status date and every year
AFFIRMED_EVERY_YEARS = 1


def find_expiry(aim: CmmcAim) -> dt.date | None:
    """The last day of the status that is recorded; None where none is held, or no day is known.

    A final status counts from the conditional one before it, where there was one.
    """
    start = aim.conditional_status_date or aim.status_date
    if start is None or aim.status not in ("conditional", "final"):
        return None
    if aim.status == "conditional":
        return add_days(start, CONDITIONAL_DAYS)
    return add_years(start, _YEARS[aim.target_level])


def find_affirmation_day(aim: CmmcAim, as_of: dt.date) -> dt.date | None:
    """When the status has to be affirmed next: on its day, then a year after the last affirmation
    that had been made by `as_of`. None where no day of the status is known.
    """
    if aim.status_date is None:
        return None
    days = [item.date for item in aim.affirmed if aim.status_date <= item.date <= as_of]
    return add_years(max(days), AFFIRMED_EVERY_YEARS) if days else aim.status_date


def add_years(day: dt.date, years: int) -> dt.date:
    """The same day of a later year; the 28th of February where that year has no 29th, and the last
    day of the calendar where that ends before.
    """
    year = day.year + years
    if year > dt.MAXYEAR:
        return dt.date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
