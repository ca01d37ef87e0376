"""Words of a column that mean nothing we know, each told once with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..formats.problems import Problem
from ..formats.sheet_columns import Record
from ..formats.sheet_records import report_rows
from .sheet_rows import MOST_QUOTED, fold_cell

# Numbers of rows that are listed; of more there is only how many
_MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class UnknownWords:
    """`outcome` completes the sentence: what such a word was read as, or that its row was not
    taken, which is an error.
    """

    noun: str
    outcome: str
    hint: str
    is_error: bool = False
    # the word as it is first written -> the rows that say it; its key is without case
    _rows: dict[str, tuple[str, list[Record]]] = field(default_factory=dict)

    def add(self, record: Record, cell: str) -> None:
        word = fold_cell(cell)[:MOST_QUOTED]
        self._rows.setdefault(word.casefold(), (word, []))[1].append(record)

    def report(self) -> list[Problem]:
        """In the order of the sheet, each at its first row."""
        return [self._report_word(word, records) for word, records in self._rows.values()]

    def _report_word(self, word: str, records: list[Record]) -> Problem:
        says = "1 row says" if len(records) == 1 else f"{len(records)} rows say"
        rows = list_rows([record.number for record in records])
        message = f'{says} "{word}", which is no known {self.noun}: {self.outcome} ({rows})'
        return report_rows(records, message, self.hint, warning=not self.is_error)


def list_rows(rows: Sequence[int]) -> str:
    """`row 3`; `rows 3, 5 and 12 more`."""
    numbers = ", ".join(map(str, rows[:_MOST_ROWS]))
    more = len(rows) - _MOST_ROWS
    name = "row" if len(rows) == 1 else "rows"
    return f"{name} {numbers} and {more} more" if more > 0 else f"{name} {numbers}"
