"""Days of a column whose order of day and month its own cells prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .sheet_days import find_day_order, read_ordered_day, read_sheet_day
from .sheet_records import Record
from .wanted_columns import WantedColumns


def settle_days(records: Sequence[Record], wanted: WantedColumns) -> tuple[Record, ...]:
    """Cells that could be two days in ISO 8601, where another cell of the column shows the order.

    Others stay as they are; the importer tells those that could be two days.
    """
    taken = list(records)
    for name, kinds in wanted.kinds.items():
        order = find_day_order(record[name] for record in records) if "day" in kinds else None
        if order is None:
            continue
        for index, record in enumerate(taken):
            if read_sheet_day(record[name]) is not None:
                continue
            day = read_ordered_day(record[name], order)
            if day is not None:
                fields = {**record.fields, name: day.isoformat()}
                taken[index] = replace(record, fields=fields)
    return tuple(taken)
