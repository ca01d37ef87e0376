"""Rows of a spreadsheet as records of fields, and how a problem of one of them is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from ..lazy_dataclasses import dataclass
from ..model.counted_names import name_some
from .problems import Problem
from .sheet_reading import SheetReading

_TOTAL = re.compile(
    r"(?:grand |sub-?)?(?:totals?|sum|count|average)\b|number of \w+\b|end of"
    r" (?:report|file|list)\b",
    re.I,
)
# A first cell of so many signs is a title or a sentence that happens to begin with "count" or "sum"
_LONGEST_TOTAL = 40
# Numbers of rows that are listed; of more there is only how many
_MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class Record:
    """One row as fields; a column that is not in the sheet gives "".

    `first` is the first filled cell of the row and `filled` their number, over all columns;
    `stored` are the fields whose cell is a number or a day in the file and not text. `sheet` is the
    name of the sheet ("" for CSV), `carried` are the fields whose value stands in a row above;
    `is_carrier` is such a row, which holds nothing else; `is_hidden` one that the sheet hides,
    `is_of_many` one of several sheets that were read.
    """

    number: int
    fields: Mapping[str, str]
    first: str = ""
    filled: int = 0
    stored: frozenset[str] = frozenset()
    sheet: str = ""
    carried: frozenset[str] = frozenset()
    is_carrier: bool = False
    is_hidden: bool = False
    is_of_many: bool = False

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def place(self) -> tuple[str, int]:
        """Which row it is, in a file of several sheets."""
        return self.sheet, self.number

    @property
    def place_name(self) -> str:
        """`row 3`, with its sheet where several were read."""
        return (
            f'sheet "{self.sheet}" row {self.number}' if self.is_of_many else f"row {self.number}"
        )

    @property
    def is_caption(self) -> bool:
        """One cell of words alone: the title of the rows below it."""
        return self.is_carrier or (
            self.filled == 1
            and (" " in self.first or not any(sign.isdigit() for sign in self.first))
        )

    @property
    def is_total(self) -> bool:
        """The row under a table that sums it up."""
        return (
            bool(_TOTAL.match(self.first))
            and len(self.first) < _LONGEST_TOTAL
            and self.filled <= max(2, len(self.fields) // 2)
        )


@dataclass(frozen=True, slots=True)
class Records:
    """What was read of a sheet.

    `columns` are the headings of the fields from left to right; `unused` are the headings that mean
    nothing to us; their cells are not taken.

    Errors beside records are rows that were left out; without records they say why there are none.
    `misuse` says that the mistake is in what was asked for.
    """

    records: tuple[Record, ...]
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    problems: tuple[Problem, ...]
    misuse: bool = False
    reading: SheetReading = field(default_factory=SheetReading)

    @property
    def left_out(self) -> int:
        return sum(1 for problem in self.problems if not problem.warning)


def name_sheet(record: Record) -> str:
    """What a message about a row begins with."""
    return f'sheet "{record.sheet}": ' if record.is_of_many else ""


def report_row(record: Record, message: str, hint: str = "", *, warning: bool = False) -> Problem:
    """A problem of one row; the sheet is named where several were read."""
    text = name_sheet(record) + message
    return Problem("OSC012", text, record.number, None, hint, warning=warning, rows=(record.place,))


def report_rows(
    records: Sequence[Record], message: str, hint: str = "", *, warning: bool = True
) -> Problem:
    """What is told once of several rows, at the first of them; rows of several sheets have no line
    in common.
    """
    places = tuple(record.place for record in records)
    text = f"{message} ({_list_places(records)})"
    if len({record.sheet for record in records}) > 1 and records[0].is_of_many:
        return Problem("OSC012", text, None, None, hint, warning=warning, rows=places)
    return replace(report_row(records[0], text, hint, warning=warning), rows=places)


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
    name = "row" if len(rows) == 1 else "rows"
    return f"{name} {name_some(tuple(map(str, rows)), _MOST_ROWS)}"


def place_rows(rows: Iterable[int]) -> tuple[tuple[str, int], ...]:
    """Rows whose sheet is not known, for a problem."""
    return tuple(("", row) for row in rows)
