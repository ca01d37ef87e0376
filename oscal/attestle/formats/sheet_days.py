"""Days as people and spreadsheets write them; one that could mean two days is none."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable
from enum import StrEnum

from ..lazy_patterns import make_pattern

_DAY_FORMS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d",
    "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y",
    "%d-%b-%Y", "%d-%B-%Y", "%d-%b-%y", "%d/%b/%Y",
)  # fmt: skip
_SLASHED = make_pattern(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\Z")
_CLOCK = make_pattern(
    r"(?<=\d)(?:[T ]| at )\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?: ?Z| ?UTC| ?GMT|"
    r" ?[-+]\d{2}:?\d{2})?\Z",
    re.I,
)
_ORDINAL = make_pattern(r"(?<=\d)(?:st|nd|rd|th)\b", re.I)
_SERIAL = make_pattern(r"\d{5}(?:\.\d+)?\Z")
# Spreadsheets count days from here (1900 is a leap year to them); 1990 to 2099 are taken as days
_SERIAL_START = dt.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_050
# A longer cell is a sentence with a day in it
_LONGEST = 60


# `3/4/26`: which of the three is the year is known by its column only
_SHORT = make_pattern(r"(\d{1,2})/(\d{1,2})/(\d{2})\Z")
_SHORT_YEARS = range(15, 40)


class DayOrder(StrEnum):
    """Which of day and month stands first in a column of days between slashes."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


def find_day_order(cells: Iterable[str]) -> DayOrder | None:
    """The order that the column itself proves: a 25 can be no month. None where nothing proves it,
    and where the cells contradict each other.
    """
    pairs = [(int(match[1]), int(match[2])) for cell in cells if (match := _match_slashed(cell))]
    day_first = any(first > 12 >= second for first, second in pairs)
    month_first = any(second > 12 >= first for first, second in pairs)
    if day_first == month_first:
        return None
    return DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST


def _match_slashed(cell: str) -> re.Match[str] | None:
    text = _CLOCK.sub("", " ".join(cell.split())) if len(cell) <= _LONGEST else ""
    return _SLASHED.match(text) or _SHORT.match(text)


def is_slashed_day(cell: str) -> bool:
    """A day in numbers, whatever their order."""
    match = _match_slashed(cell)
    return match is not None and min(int(match[1]), int(match[2])) <= 12


def read_ordered_day(cell: str, order: DayOrder) -> dt.date | None:
    """A day in numbers of a column whose order is known; a short year only if it can be one."""
    match = _match_slashed(cell)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if len(match[3]) == 2 and (year not in _SHORT_YEARS or first in _SHORT_YEARS):
        return None
    day, month = (first, second) if order is DayOrder.DAY_FIRST else (second, first)
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


@functools.lru_cache(maxsize=4096)
def read_sheet_day(text: str) -> dt.date | None:
    """A day written in a form that means only one day; `03/04/2026` could mean two and is None.

    A bare number of five digits is a day as spreadsheets count them, where a cell lost its date
    format.
    """
    if not any(sign.isdigit() for sign in text) or len(text) > _LONGEST:
        return None
    text = _CLOCK.sub("", " ".join(text.split()))
    if _SERIAL.match(text) and _FIRST_SERIAL <= float(text) <= _LAST_SERIAL:
        return _SERIAL_START + dt.timedelta(days=int(float(text)))
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    text = re.sub(r"\bSept\b", "Sep", _ORDINAL.sub("", text), flags=re.I)
    return _read_form(text) or _read_slashed(text)


def _read_form(text: str) -> dt.date | None:
    for form in _DAY_FORMS:
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _read_slashed(text: str) -> dt.date | None:
    """Day and month in either order, where only one of the two can be the month."""
    match = _SLASHED.match(text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if first > 12 >= second or first == second:
        day, month = first, second
    elif second > 12 >= first:
        day, month = second, first
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
