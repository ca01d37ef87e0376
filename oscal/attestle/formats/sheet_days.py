"""Days as people and spreadsheets write them; one that could mean two days is none."""

from __future__ import annotations

import datetime as dt
import functools
import re

_DAY_FORMS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d",
    "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y",
    "%d-%b-%Y", "%d-%B-%Y", "%d-%b-%y", "%d/%b/%Y",
)  # fmt: skip
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\Z")
_CLOCK = re.compile(
    r"(?<=\d)(?:[T ]| at )\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?: ?Z| ?UTC| ?GMT|"
    r" ?[-+]\d{2}:?\d{2})?\Z",
    re.I,
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.I)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?\Z")
# Spreadsheets count days from here (1900 is a leap year to them); 1990 to 2099 are taken as days
_SERIAL_START = dt.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_050
# A longer cell is a sentence with a day in it
_LONGEST = 60


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
