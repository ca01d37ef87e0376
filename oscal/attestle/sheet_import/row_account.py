"""An account of the rows of a sheet while they are placed: what each came to, and what was told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field

from ..formats.problems import Problem
from ..formats.sheet_records import Record, report_row
from ..lazy_dataclasses import dataclass
from .repeated_notes import RepeatedNotes
from .row_fates import DOUBT, PASSED_OVER, REFUSED, TAKEN, RowFate
from .sheet_rows import report_caption
from .unknown_words import UnknownWords

_Key = tuple[str, int]


@dataclass(slots=True)
class RowAccount:
    """`problems` are in the order in which they came up; a row is judged by its last word."""

    problems: list[Problem] = field(default_factory=list)
    # problems that speak of several rows, and what they say of each
    _common: list[Problem] = field(default_factory=list)
    _each: list[Problem] = field(default_factory=list)
    _fates: dict[_Key, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def passed_over(self) -> int:
        return sum(fate == PASSED_OVER for fate, _ in self._fates.values())

    @property
    def placed(self) -> int:
        return sum(fate == TAKEN for fate, _ in self._fates.values())

    def take(self, record: Record, *became: str) -> None:
        """The row is in what `became` names, besides what it is in already."""
        _, before = self._fates.get(_name_row(record), (TAKEN, ()))
        self._fates[_name_row(record)] = TAKEN, tuple(dict.fromkeys((*before, *became)))

    def refuse(self, record: Record, message: str = "", hint: str = "") -> None:
        """Without a message it was told already."""
        self._fates[_name_row(record)] = REFUSED, ()
        if message:
            self.problems.append(report_row(record, message, hint))

    def pass_over(self, record: Record, problem: Problem | None = None) -> None:
        """A title or a total, unless another reason is told."""
        self._fates[_name_row(record)] = PASSED_OVER, ()
        self.problems.append(problem or report_caption(record))

    def leave_out(self, records: Sequence[Record], message: str, hint: str = "") -> None:
        """Rows that are of something else, told once."""
        problems = [report_row(record, message, hint, warning=True) for record in records]
        self._fates |= {_name_row(record): (PASSED_OVER, ()) for record in records}
        self.problems += problems[:1]
        self._each += problems[1:]

    def tell_notes(self, notes: RepeatedNotes | UnknownWords) -> None:
        """What is said of many rows in the same words."""
        common = notes.report()
        self.problems += common
        self._common += common
        self._each += notes.report_each()

    def list_fates(self, others: Iterable[Problem] = ()) -> tuple[RowFate, ...]:
        """In the order of the rows; `others` are further problems that were told."""
        by_line: dict[int, list[Problem]] = {}
        for problem in (*self.problems, *self._each, *others):
            if problem.line is not None and problem not in self._common:
                by_line.setdefault(problem.line, []).append(problem)
        return tuple(
            _judge_row(key, fate, became, by_line.get(key[1], ()))
            for key, (fate, became) in self._fates.items()
        )


def _name_row(record: Record) -> _Key:
    return record.sheet, record.number


def _judge_row(
    key: _Key, fate: str, became: tuple[str, ...], problems: Iterable[Problem]
) -> RowFate:
    sheet, number = key
    told = [item for item in problems if _is_of_sheet(item, sheet)]
    has_doubt = fate == TAKEN and any(item.warning for item in told)
    messages = tuple(dict.fromkeys(item.message for item in told))
    return RowFate(sheet, number, DOUBT if has_doubt else fate, became, messages)


def _is_of_sheet(problem: Problem, sheet: str) -> bool:
    """Whether a problem speaks of this sheet, where several were read."""
    named = problem.message.startswith('sheet "')
    return not named or problem.message.startswith(f'sheet "{sheet}": ')
