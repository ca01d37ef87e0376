"""Entries of a calendar as the bytes of an `.ics` file (RFC 5545): whole days, and nothing of
anybody that the entries do not have.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from ..model.calendar_entries import CalendarEntry
from .text_lines import clean_line

# Of a line without its end, 3.1
_MOST_OCTETS = 75
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ESCAPED = re.compile(r"[\\;,]")
# A calendar has to hold a component (3.4), also where no day is known
_NO_ENTRY = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def write_calendar(
    entries: Iterable[CalendarEntry], *, stamp: dt.datetime, name: str, marking: str = ""
) -> bytes:
    """The entries by day, and of one day as they are given.

    `stamp` is the moment of which the entries are, with its zone: among several of one uid a
    calendar takes the latest. `marking` is how the plan is marked; every entry says it, since
    programs take entries out of a file one by one.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//attestle//calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape_text(name)}",
    ]
    if marking:
        lines.append(f"X-WR-CALDESC:{escape_text(marking)}")
    moment = f"{stamp.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    ordered = sorted(entries, key=lambda item: item.day)
    for entry in ordered:
        lines += _list_lines(entry, moment, marking)
    lines += [*(() if ordered else _NO_ENTRY), "END:VCALENDAR"]
    return b"".join(map(_fold_line, lines))


def _list_lines(entry: CalendarEntry, moment: str, marking: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escape_text(entry.uid)}"
    yield f"DTSTAMP:{moment}"
    yield f"DTSTART;VALUE=DATE:{_write_day(entry.day)}"
    if entry.day < dt.date.max:
        # the day after, 3.6.1; without it one calendar shows the entry for a moment only
        yield f"DTEND;VALUE=DATE:{_write_day(entry.day + dt.timedelta(days=1))}"
    yield f"SUMMARY:{escape_text(clean_line(entry.title))}"
    if detail := "\n".join(filter(None, (marking, entry.detail))):
        yield f"DESCRIPTION:{escape_text(detail)}"
    # others who may look into the calendar see that something is there, and not what
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _write_day(day: dt.date) -> str:
    # strftime does not fill up a year before 1000 everywhere
    return f"{day.year:04}{day.month:02}{day.day:02}"


def escape_text(text: str) -> str:
    """A value of the type TEXT (3.3.11): it begins no line and no other value, whatever it says.

    Signs that print nothing are left out: some turn around what is printed beside them.
    """
    lines = (clean_line(line) for line in _LINE_ENDS.split(text))
    return "\\n".join(_ESCAPED.sub(r"\\\g<0>", line) for line in lines)


def _fold_line(line: str) -> bytes:
    """In pieces of at most 75 octets, of which all but the first begin with a space; no
    sign is cut.
    """
    data, pieces, room = line.encode(), [], _MOST_OCTETS
    while len(data) > room:
        end = room
        while data[end] & 0xC0 == 0x80:  # within a sign
            end -= 1
        pieces.append(data[:end])
        # of each further line a space takes the first octet
        data, room = data[end:], _MOST_OCTETS - 1
    return b"\r\n ".join([*pieces, data]) + b"\r\n"
