"""Entries of a calendar as bytes: RFC 5545, whatever the texts say."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.formats.icalendar import escape_text, write_calendar
from attestle.model.calendar_entries import CalendarEntry
from conftest import examples

STAMP = dt.datetime(2026, 11, 24, 8, 30, tzinfo=dt.UTC)
DAY = dt.date(2026, 12, 31)


def write(*entries: CalendarEntry, marking: str = "", name: str = "Demo") -> bytes:
    return write_calendar(entries, stamp=STAMP, name=name, marking=marking)


def unfold(data: bytes) -> list[str]:
    """As a program reads it (3.1): a line that begins with a space goes on."""
    assert data.endswith(b"\r\n")
    return data.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def read_values(data: bytes) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for line in unfold(data):
        name, _, value = line.partition(":")
        values.setdefault(name, []).append(value)
    return values


def unescape(value: str) -> str:
    out, signs = "", iter(value)
    for sign in signs:
        out += sign if sign != "\\" else {"n": "\n"}.get(following := next(signs), following)
    return out


def test_an_entry_is_a_whole_day() -> None:
    lines = unfold(write(CalendarEntry("u1@attestle", DAY, "Review", "The plan.\nAll of it.")))
    assert lines == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//attestle//calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Demo",
        "BEGIN:VEVENT",
        "UID:u1@attestle",
        "DTSTAMP:20261124T083000Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:Review",
        "DESCRIPTION:The plan.\\nAll of it.",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_the_marking_stands_in_every_entry() -> None:
    values = read_values(
        write(CalendarEntry("a", DAY, "A"), CalendarEntry("b", DAY, "B", "text"), marking="CUI")
    )
    assert values["X-WR-CALDESC"] == ["CUI"]
    assert values["DESCRIPTION"] == ["CUI", "CUI\\ntext"]


def test_entries_are_in_the_order_of_their_days() -> None:
    early, late = CalendarEntry("a", DAY, "A"), CalendarEntry("b", dt.date(2027, 1, 1), "B")
    assert read_values(write(late, early))["UID"] == ["a", "b"]
    assert write(late, early) == write(early, late)


def test_the_stamp_is_told_in_utc() -> None:
    zone = dt.timezone(dt.timedelta(hours=-7))
    moment = dt.datetime(2026, 11, 24, 1, 30, tzinfo=zone)
    entry = CalendarEntry("a", DAY, "A")
    assert write_calendar([entry], stamp=moment, name="Demo") == write(entry)


def test_a_calendar_without_entries_still_holds_a_component() -> None:
    lines = unfold(write())
    assert lines[6] == "BEGIN:VTIMEZONE"
    assert "BEGIN:VEVENT" not in lines


def test_the_last_day_of_the_calendar_has_no_day_after() -> None:
    values = read_values(write(CalendarEntry("a", dt.date.max, "A")))
    assert values["DTSTART;VALUE=DATE"] == ["99991231"]
    assert "DTEND;VALUE=DATE" not in values


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a,b;c\\d", "a\\,b\\;c\\\\d"),
        ("one\r\ntwo\rthree\nfour", "one\\ntwo\\nthree\\nfour"),
        ("one\u2028two\x85three\x0bfour", "one\\ntwo\\nthree\\nfour"),
        ("x\nEND:VEVENT\nBEGIN:VEVENT", "x\\nEND:VEVENT\\nBEGIN:VEVENT"),
        ("\u202egnp.exe\x00\x1b[31m", "gnp.exe[31m"),
        ("\ud800lone", "lone"),
    ],
)
def test_no_text_ends_its_value(text: str, escaped: str) -> None:
    assert escape_text(text) == escaped


def test_a_title_is_one_line() -> None:
    assert read_values(write(CalendarEntry("a", DAY, "one\ntwo")))["SUMMARY"] == ["one two"]


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=40))
@settings(max_examples=examples(400), deadline=None)
def test_any_text_is_read_as_one_entry(title: str, detail: str, name: str) -> None:
    data = write(CalendarEntry("a", DAY, title, detail), name=name)
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\r" not in line
        assert b"\n" not in line
        line.decode()  # no sign is cut
    lines = unfold(data)
    assert len(lines) - bool(detail) == 16
    assert [line for line in lines if line.startswith("BEGIN:")] == [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
    ]


def test_a_long_text_comes_back_whole() -> None:
    text = "Überprüfung; 漢字, 🗓 \\ " * 40
    [value] = read_values(write(CalendarEntry("a", DAY, "A", text)))["DESCRIPTION"]
    assert unescape(value) == text.strip()
