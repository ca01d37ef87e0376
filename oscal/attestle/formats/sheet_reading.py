"""What was understood of a spreadsheet: the sheets read and what each column was taken for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .sheet_days import DayOrder


class FoundBy(StrEnum):
    """How the column of a field was found.

    - `given`: the user named its heading (`--map`).
    - `named`: its heading is a spelling of the field.
    - `content`: its cells look like the field, whatever its heading.
    - `joined`: a further column that adds to a field.
    - `position`: its heading is a value of the field, and a mark in a cell chooses it.
    - `carried`: no column; rows of headings within the table give the value to those below.
    """

    GIVEN = "given"
    NAMED = "named"
    CONTENT = "content"
    JOINED = "joined"
    POSITION = "position"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """One column that was taken for a field.

    `matching` cells of the `filled` ones that were looked at are of a kind that the field has; both
    are 0 where the field may hold any text. `heading` is `column C` where the table has no row of
    headings.
    """

    field: str
    heading: str
    found_by: FoundBy
    matching: int = 0
    filled: int = 0
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class SheetReading:
    """`sheets` are the names of those read, in order ("" for CSV), and `heading_rows` the row of
    headings of each, 0 where a table has none.

    `columns` stand from left to right, `unused` are the headings whose cells were not taken,
    `days` is the order of day and month in fields whose cells prove it, or that was asked for,
    `notes` the sentences on what is odd: hidden rows, merged cells, repeated headings, footers.
    """

    sheets: tuple[str, ...] = ()
    heading_rows: tuple[int, ...] = ()
    columns: tuple[ColumnReading, ...] = ()
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    days: Mapping[str, DayOrder] = field(default_factory=lambda: MappingProxyType({}))
