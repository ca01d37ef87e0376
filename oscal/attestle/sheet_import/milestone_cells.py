"""Cells of a plan of action that hold several steps with their days, as people and programs write
them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from ..formats.sheet_days import read_sheet_day
from ..lazy_dataclasses import dataclass

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
# Whatever may be a day within a text
_DAY = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}}",
    re.I,
)
_DONE = re.compile(r"[([]?\b(?:completed|complete|done|finished)\b(?: on)?:?", re.I)
_NOT_DONE = re.compile(r"\bnot (?:yet )?(?:completed?|done|finished)|\bin ?complete|\bto be", re.I)
# What our own register writes behind a step
_STATE = re.compile(r"\s*\((?:open|overdue|completed? [^()]*|done [^()]*)\)\s*\Z", re.I)
_NUMBER = re.compile(r"\A\s*\(?(?:milestone|ms|step|#)?\s*#?\d{1,3}\s*[.):-]+\s+", re.I)
_NUMBERED = re.compile(r"(?<=\s)(?=\(?\d{1,2}[.)]\s+\D)")
# A step that moved, as our own register writes it
_CHANGE = re.compile(
    r"(?P<what>.+?):\s*was (?P<was>\d{4}-\d{2}-\d{2}) until (?P<date>\d{4}-\d{2}-\d{2}): (?P<why>.*)",
    re.S,
)
_ENDS = " \t\n-:;,.()[]|\u2013\u2014"
# Words between a title and its day
_BY = re.compile(r"\s*\b(?:by|on|due|until|target|eta|est\.?|scheduled(?: for)?)\s*:?\s*\Z", re.I)


@dataclass(frozen=True, slots=True)
class WrittenStep:
    """`date` is None where the cell has none that can be read one way only."""

    title: str
    date: dt.date | None
    completed: dt.date | None = None
    has_doubt: bool = False


@dataclass(frozen=True, slots=True)
class WrittenChange:
    what: str
    was: dt.date
    date: dt.date
    why: str


def find_days(text: str) -> Iterator[tuple[re.Match[str], dt.date | None]]:
    """Every place that looks like a day, and the day if it is one."""
    yield from ((match, read_sheet_day(match[0])) for match in _DAY.finditer(text))


def split_steps(cell: str) -> list[str]:
    """The lines of a cell; of a single line the parts that are numbered or end with `;`."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    if len(lines) != 1:
        return lines
    parts = _NUMBERED.split(lines[0])
    parts = parts if len(parts) > 1 else lines[0].split(";")
    return [part.strip() for part in parts if part.strip(_ENDS)]


def read_steps(cell: str) -> tuple[WrittenStep, ...]:
    return tuple(map(_read_step, split_steps(cell)))


def _read_step(text: str) -> WrittenStep:
    """`2026-12-18 Keys signed (completed 2026-12-10)`, `1. Keys signed by 12/18/2026`."""
    plain = _NUMBER.sub("", text, count=1)
    done = None if _NOT_DONE.search(plain) else _DONE.search(plain)
    planned: list[dt.date] = []
    completed: dt.date | None = None
    has_doubt = False
    kept, at = [], 0
    for match, day in find_days(plain):
        kept.append(_BY.sub("", plain[at : match.start()]))
        at = match.end()
        has_doubt = has_doubt or day is None
        if day is not None and done is not None and done.end() <= match.start() and not completed:
            completed = day
        elif day is not None:
            planned.append(day)
    kept.append(plain[at:])
    title = _STATE.sub("", " ".join(" ".join(kept).split()))
    title = _DONE.sub("", title) if completed else title
    title = re.sub(r"\(\s*\)|\[\s*\]", "", title).strip(_ENDS)
    return WrittenStep(
        title or text.strip(), planned[-1] if planned else completed, completed, has_doubt
    )


def read_changes(cell: str) -> tuple[tuple[WrittenChange, ...], str]:
    """The moves that are written as our own register does, and the other text of the cell."""
    changes: list[WrittenChange] = []
    others: list[str] = []
    for line in filter(None, map(str.strip, cell.split("\n"))):
        match = _CHANGE.match(line)
        was = read_sheet_day(match["was"]) if match else None
        date = read_sheet_day(match["date"]) if match else None
        if match and was and date:
            why = match["why"].strip() or "not recorded"
            changes.append(WrittenChange(match["what"].strip(), was, date, why))
        else:
            others.append(line)
    text = "\n".join(others)
    return tuple(changes), "" if text == "no day has moved" else text
