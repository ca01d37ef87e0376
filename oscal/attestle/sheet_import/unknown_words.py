"""Words of a column that mean nothing we know, each told once with its rows."""

from __future__ import annotations

from dataclasses import field

from ..formats.problems import Problem
from ..formats.sheet_records import Record, report_row, report_rows
from ..lazy_dataclasses import dataclass
from .sheet_rows import MOST_QUOTED, fold_cell


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
        return report_rows(records, message, self.hint, warning=not self.is_error)
