"""What an importer says about its columns: their headings, and what their cells look like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .sheet_days import DayOrder

# field -> spellings met in exports of platforms, auditors' workbooks and home-made sheets; compared
# without case and signs
Spellings = Mapping[str, tuple[str, ...]]
# field -> what a column with this heading and this cell adds to it, None where the heading is not
# of the field's kind
Joined = Mapping[str, Callable[[str, str], str | None]]
# field -> names of kinds in `cell_kinds`, the likeliest first
FieldKinds = Mapping[str, tuple[str, ...]]
# field -> the value that a heading stands for, "" if none
Positions = Mapping[str, Callable[[str], str]]
# field -> the part of its subject that a heading names, such as the letter of an objective, "" if
# none
Parts = Mapping[str, Callable[[str], str]]


@dataclass(frozen=True, slots=True)
class WantedColumns:
    """What the columns of a sheet are looked for by.

    - `given` maps fields to headings that the user named; they go before the spellings.
    - `kinds`: what the cells of a field look like. Content decides what a column is; names decide
      between candidates.
    - `carried`: fields whose value may stand in a row of its own above the rows it is for, or in
      the first of several rows only.
    - `positions`: fields of which each value may have a column of its own, with marks in its cells.
    - `parts`: fields that have a column for each part of what a row is about; each adds a line of the
      part and its cell, `[b] Met`.
    - `pooled`: fields of which every column that could be it is read, each as a further line.
    - `days`: the order of day and month in a field, where its cells do not prove another one.
    - `spoken`: fields to which a column adds that is of no field, in those of its cells that are of
      the kind, whatever its heading.
    - `joins`: fields whose ids join the rows of two sheets, where none of them has all columns.
    """

    spellings: Spellings
    required: tuple[str, ...]
    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    joined: Joined = field(default_factory=lambda: MappingProxyType({}))
    kinds: FieldKinds = field(default_factory=lambda: MappingProxyType({}))
    carried: tuple[str, ...] = ()
    positions: Positions = field(default_factory=lambda: MappingProxyType({}))
    joins: tuple[str, ...] = ()
    parts: Parts = field(default_factory=lambda: MappingProxyType({}))
    pooled: tuple[str, ...] = ()
    days: Mapping[str, DayOrder] = field(default_factory=lambda: MappingProxyType({}))
    spoken: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
