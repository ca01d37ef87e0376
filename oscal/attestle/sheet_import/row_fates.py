"""What became of each row of a spreadsheet, for the report that holds every one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..formats.problems import Problem
from ..formats.sheet_columns import Record

TAKEN = "taken"
DOUBT = "taken-with-doubt"
REFUSED = "refused"
PASSED_OVER = "passed-over"
FATES = (TAKEN, DOUBT, REFUSED, PASSED_OVER)
# Name of the sheet, "" for CSV, and number of the row
RowPlace = tuple[str, int]
# How the messages of rows say that there was nothing to place in them
_PASSED_WORDS = ("passed over", "states nothing", "state nothing")


@dataclass(frozen=True, slots=True)
class RowFate:
    """One row: `fate` is one of `FATES`; `became` names what it was written into, `why` what was
    told of it.
    """

    sheet: str
    number: int
    fate: str
    became: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


def derive_fates(
    records: Sequence[Record],
    problems: Sequence[Problem],
    became: Mapping[RowPlace, Sequence[str]] = MappingProxyType({}),
) -> tuple[RowFate, ...]:
    """From the messages, and from what an importer says that a row became.

    A row with an error of which nothing became was not taken.
    """
    told: dict[RowPlace, list[Problem]] = {}
    places = [record.place for record in records]
    known = set(places)
    sheet = places[0][0] if len({name for name, _ in places}) == 1 else ""
    for problem in problems:
        for place in _locate_problem(problem, sheet):
            told.setdefault(place, []).append(problem)
    unread = [
        place
        for place, found in told.items()
        if place not in known and any(one.is_error for one in found)
    ]
    return tuple(
        RowFate(
            *place,
            _judge_row(told.get(place, ()), became, place),
            tuple(became.get(place, ())),
            tuple(problem.message for problem in told.get(place, ())),
        )
        for place in (*dict.fromkeys(places), *unread)
    )


def _locate_problem(problem: Problem, sheet: str) -> tuple[RowPlace, ...]:
    """The rows that a message is about; a line alone is a row where one sheet was read."""
    if problem.rows or problem.line is None:
        return problem.rows
    return ((sheet, problem.line),)


def _judge_row(
    problems: Sequence[Problem], became: Mapping[RowPlace, Sequence[str]], place: RowPlace
) -> str:
    if place in became:
        return DOUBT if problems else TAKEN
    if any(problem.is_error for problem in problems):
        return REFUSED
    if became:
        return PASSED_OVER
    if any(words in problem.message for problem in problems for words in _PASSED_WORDS):
        return PASSED_OVER
    return DOUBT if any(problem.warning for problem in problems) else TAKEN
