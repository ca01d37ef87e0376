"""What became of each row of a spreadsheet, for the report that holds every one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from ..formats.problems import Problem, has_error
from ..formats.sheet_records import Record
from ..lazy_dataclasses import dataclass

TAKEN = "taken"
DOUBT = "taken-with-doubt"
REFUSED = "refused"
PASSED_OVER = "passed-over"
FATES = (TAKEN, DOUBT, REFUSED, PASSED_OVER)
# How the messages of rows say that there was nothing to place in them
_PASSED_WORDS = ("passed over", "states nothing", "state nothing")
# The name of the sheet and the number of the row
Place = tuple[str, int]
# Fields by which the author of a sheet knows a row, the best first
_IDENTITIES = ("objective", "requirement", "control", "id", "title", "name")
# Words of a row that the report quotes
_MOST_QUOTED = 80


@dataclass(frozen=True, slots=True)
class RowFate:
    """One row: `fate` is one of `FATES`; `about` are the cells by which its author knows it,
    `became` names what it was written into, `why` what was told of it.
    """

    sheet: str
    number: int
    fate: str
    became: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    about: str = ""


def derive_fates(
    records: Sequence[Record],
    problems: Iterable[Problem],
    naming: Sequence[str] = (),
    became: Mapping[Place, Sequence[str]] = MappingProxyType({}),
) -> tuple[RowFate, ...]:
    """From the messages, which name their rows; `naming` are the fields that a row is known by.

    A row with an error was not taken; neither was one that no record was made of and that is told.
    """
    sheets = tuple(dict.fromkeys(record.sheet for record in records)) or ("",)
    by_place = _index_problems(problems, sheets)
    known = {(record.sheet, record.number): record for record in records}
    left_out = [place for place, found in by_place.items() if has_error(found)]
    order = {sheet: number for number, sheet in enumerate(sheets)}
    places = sorted({*known, *left_out}, key=lambda place: (order.get(place[0], 0), place[1]))
    return tuple(
        RowFate(
            *place,
            _judge_row(by_place.get(place, ()), known.get(place), is_something=place in became),
            tuple(became.get(place, ())),
            tuple(dict.fromkeys(problem.message for problem in by_place.get(place, ()))),
            _name_row(known.get(place), naming),
        )
        for place in places
    )


def _index_problems(
    problems: Iterable[Problem], sheets: Sequence[str]
) -> dict[Place, list[Problem]]:
    by_place: dict[Place, list[Problem]] = {}
    for problem in problems:
        for place in _list_places(problem, sheets):
            by_place.setdefault(place, []).append(problem)
    return by_place


def _list_places(problem: Problem, sheets: Sequence[str]) -> tuple[Place, ...]:
    places = problem.rows or (() if problem.line is None else (("", problem.line),))
    # without its sheet a row can only be told where one was read
    alone = sheets[0] if len(sheets) == 1 else ""
    return tuple((sheet or alone, number) for sheet, number in places if sheet or len(sheets) == 1)


def _judge_row(problems: Sequence[Problem], record: Record | None, *, is_something: bool) -> str:
    if is_something:
        return DOUBT if problems else TAKEN
    if any(problem.is_error for problem in problems):
        return REFUSED
    # a heading within the table went into the rows below it
    if record is not None and record.is_carrier:
        return PASSED_OVER
    if any(words in problem.message for problem in problems for words in _PASSED_WORDS):
        return PASSED_OVER
    return DOUBT if any(problem.warning for problem in problems) else TAKEN


def _name_row(record: Record | None, naming: Sequence[str]) -> str:
    if record is None:
        return ""
    cells = (" ".join(record[name].split()) for name in naming)
    text = " ".join(dict.fromkeys(filter(None, cells)))
    identity = next((record[name] for name in _IDENTITIES if record[name]), "")
    return (identity or text or record.first)[:_MOST_QUOTED]
