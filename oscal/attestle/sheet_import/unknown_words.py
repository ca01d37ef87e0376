"""Words of a column that mean nothing we know, each told once with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..formats.problems import Problem
from ..formats.sheet_columns import Record
from ..formats.sheet_records import report_row, report_rows
from .sheet_rows import MOST_QUOTED, fold_cell

# Numbers of rows that are listed; of more there is only how many
_MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class UnknownWords:
    """`outcome` completes the sentence: what such a word was read as, or that its row was not
    taken, which is an error. `sense` says what a word is that is known and stands where it should
    not.
    """

    noun: str
    outcome: str
    hint: str
    is_error: bool = False
    sense: str = ""
    # the word as it is first written -> the rows that say it; its key is without case
    _rows: dict[str, tuple[str, list[Record]]] = field(default_factory=dict)

    def add(self, record: Record, cell: str) -> None:
        word = fold_cell(cell)[:MOST_QUOTED]
        rows = self._rows.setdefault(word.casefold(), (word, []))[1]
        # a row may say it of several letters
        if record not in rows[-1:]:
            rows.append(record)

    @property
    def rows(self) -> frozenset[int]:
        return frozenset(one.number for _, records in self._rows.values() for one in records)

    def report(self) -> list[Problem]:
        """In the order of the sheet, each at its first row."""
        return [self._report_word(word, records) for word, records in self._rows.values()]

    def report_each(self) -> list[Problem]:
        """One for each row."""
        return [
            report_row(
                record,
                f'"{word}" is no known {self.noun}: {self.outcome}',
                self.hint,
                warning=not self.is_error,
            )
            for word, records in self._rows.values()
            for record in records
        ]

    def _report_word(self, word: str, records: list[Record]) -> Problem:
        says = "1 row says" if len(records) == 1 else f"{len(records)} rows say"
        sense = self.sense or f"which is no known {self.noun}"
        message = f'{says} "{word}", {sense}: {self.outcome}'
        return note_rows(records, message, self.hint, warning=not self.is_error)


def note_rows(
    records: Sequence[Record], message: str, hint: str = "", *, warning: bool = True
) -> Problem:
    """What is told once of several rows, at the first of them; rows of several sheets have no line
    in common.
    """
    places = tuple(record.place for record in records)
    text = f"{message} ({_list_places(records)})"
    if len({record.sheet for record in records}) > 1 and records[0].is_of_many:
        return Problem("OSC012", text, None, None, hint, warning=warning, rows=places)
    return report_rows(records, text, hint, warning=warning)


def _list_places(records: Sequence[Record]) -> str:
    """`rows 3, 5`, or by sheet: `sheet "AC" row 3, sheet "AU" rows 4, 9`."""
    by_sheet: dict[str, list[int]] = {}
    for record in records:
        by_sheet.setdefault(record.sheet, []).append(record.number)
    if len(by_sheet) == 1:
        return list_rows(next(iter(by_sheet.values())))
    return ", ".join(f'sheet "{name}" {list_rows(rows)}' for name, rows in by_sheet.items())


def list_rows(rows: Sequence[int]) -> str:
    """`row 3`; `rows 3, 5 and 12 more`."""
    numbers = ", ".join(map(str, rows[:_MOST_ROWS]))
    more = len(rows) - _MOST_ROWS
    name = "row" if len(rows) == 1 else "rows"
    return f"{name} {numbers} and {more} more" if more > 0 else f"{name} {numbers}"
