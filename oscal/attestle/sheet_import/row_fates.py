"""What became of each row of a spreadsheet, for the report that holds every one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..formats.problems import Problem

TAKEN = "taken"
DOUBT = "taken-with-doubt"
REFUSED = "refused"
PASSED_OVER = "passed-over"
FATES = (TAKEN, DOUBT, REFUSED, PASSED_OVER)
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
    sheet: str, numbers: Iterable[int], problems: Sequence[Problem]
) -> tuple[RowFate, ...]:
    """From the messages alone, where an importer keeps no account of its own.

    A row with an error was not taken.
    """
    by_line: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.line is not None:
            by_line.setdefault(problem.line, []).append(problem)
    errors = {line for line, found in by_line.items() if any(one.is_error for one in found)}
    rows = sorted({*numbers, *errors})
    return tuple(
        RowFate(
            sheet,
            number,
            _judge_row(by_line.get(number, ())),
            (),
            tuple(problem.message for problem in by_line.get(number, ())),
        )
        for number in rows
    )


def _judge_row(problems: Sequence[Problem]) -> str:
    if any(problem.is_error for problem in problems):
        return REFUSED
    if any(words in problem.message for problem in problems for words in _PASSED_WORDS):
        return PASSED_OVER
    return DOUBT if any(problem.warning for problem in problems) else TAKEN
