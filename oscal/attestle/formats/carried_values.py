"""Values that stand in a row of their own above the rows they are for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from .cell_kinds import KINDS
from .sheet import SheetRow
from .sheet_records import Record
from .wanted_columns import WantedColumns

# Kinds of cells that name a part of a requirement
_PARTS_OF_IT = ("letter", "objective")


def carry_values(
    records: Sequence[Record],
    wanted: WantedColumns,
    columns: Mapping[str, str],
    above: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Record, ...]:
    """Rows of headings within the table give their value to the rows below them.

    Such a row has a value of the field first, at most one more cell, and lacks what a row of the
    table has. Another title ends it: what is below that is under no heading. Where the field has a
    column, left of all that is needed, the first of several rows may give the value to the others.
    `above` are values of titles above the whole table.
    """
    taken = list(records)
    for name in wanted.carried:
        taken = _carry_field(taken, name, wanted, columns, above.get(name, ""))
    return tuple(taken)


def _carry_field(
    records: Sequence[Record],
    name: str,
    wanted: WantedColumns,
    columns: Mapping[str, str],
    value: str,
) -> list[Record]:
    kinds = wanted.kinds.get(name, ())[:1]
    leads = next(iter(columns), "") == name
    taken = list(records)
    by_row = _has_rows_of_its_own(records, name, wanted, kinds)
    is_loose = bool(value)
    for index, record in enumerate(records):
        if _is_carrier(record, name, wanted, kinds):
            value, is_loose = record.first, not by_row
            taken[index] = replace(record, is_carrier=True)
        elif record.is_caption:
            value = ""
        elif record[name]:
            value = record[name] if leads else value
        elif value and not record.is_total and (is_loose or leads or _has_part(record, wanted)):
            fields = {**record.fields, name: value}
            taken[index] = replace(record, fields=fields, carried=record.carried | {name})
    return taken


def _has_rows_of_its_own(
    records: Sequence[Record], name: str, wanted: WantedColumns, kinds: Sequence[str]
) -> bool:
    """Whether rows of the table name what headings would name, and say all that a row says, or two
    such headings follow each other: then a row with the name alone may be one that nobody has
    filled in, and heads no others.
    """
    if tuple(kinds) != ("requirement",):
        return False
    carriers = [_is_carrier(record, name, wanted, kinds) for record in records]
    if any(first and second for first, second in pairwise(carriers)):
        return True
    named = [one for one in wanted.required if kinds[0] in wanted.kinds.get(one, ())]
    whole = [record for record in records if all(record[one] for one in wanted.required)]
    return any(KINDS[kinds[0]].matches(record[one]) for record in whole for one in named)


def _has_part(record: Record, wanted: WantedColumns) -> bool:
    """Whether a row names a part of what a heading names, such as a letter."""
    return any(
        record[field] for field, kinds in wanted.kinds.items() if set(kinds) & set(_PARTS_OF_IT)
    )


def find_titles(above: Sequence[SheetRow], wanted: WantedColumns) -> dict[str, str]:
    """Field and value of the last title above a table that is one of a field."""
    found: dict[str, str] = {}
    for row in above:
        filled = list(filter(None, row.cells))
        for name in wanted.carried:
            kinds = wanted.kinds.get(name, ())[:1]
            if len(filled) == 1 and any(KINDS[kind].matches(filled[0]) for kind in kinds):
                found[name] = filled[0]
    return found


def _is_carrier(record: Record, name: str, wanted: WantedColumns, kinds: Sequence[str]) -> bool:
    if record.filled > 2 or not any(KINDS[kind].matches(record.first) for kind in kinds):
        return False
    others = [one for one in wanted.required if one != name]
    # the first cell may stand in the column of one of them
    return any(not record[one] for one in others) or all(
        record[one] == record.first for one in others
    )
