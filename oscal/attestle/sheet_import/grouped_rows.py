"""Rows of one kind that an import tells in one line."""

from __future__ import annotations

from dataclasses import field

from ..formats.problems import Problem
from ..formats.sheet_records import Record, report_rows
from ..lazy_dataclasses import dataclass


@dataclass(slots=True)
class GroupedRows:
    """Rows of one kind that are told in one line: `one` of a single row, `many` with `{}` for their
    number.
    """

    one: str
    many: str
    hint: str = ""
    # by place: a row may come several times
    records: dict[tuple[str, int], Record] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        self.records.setdefault(record.place, record)

    def report(self) -> list[Problem]:
        if not self.records:
            return []
        count = len(self.records)
        message = self.one if count == 1 else self.many.format(count)
        return [report_rows(list(self.records.values()), message, self.hint)]
