"""What is told of many rows in the same words: once, with their numbers."""

from __future__ import annotations

from dataclasses import field

from ..formats.problems import Problem
from ..formats.sheet_records import Record, report_row, report_rows
from ..lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RepeatedNotes:
    """Warnings, in the order in which their words first came up."""

    # words and hint -> the rows
    _rows: dict[tuple[str, str], list[Record]] = field(default_factory=dict)

    def add(self, record: Record, message: str, hint: str = "") -> None:
        self._rows.setdefault((message, hint), []).append(record)

    def report(self) -> list[Problem]:
        """Each at its first row."""
        return [
            report_rows(records, message, hint) for (message, hint), records in self._rows.items()
        ]

    def report_each(self) -> list[Problem]:
        """One for each row."""
        return [
            report_row(record, message, hint, warning=True)
            for (message, hint), records in self._rows.items()
            for record in records
        ]
