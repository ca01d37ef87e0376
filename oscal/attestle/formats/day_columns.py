"""Days of a column whose order of day and month its own cells prove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .sheet_days import (
    DayOrder,
    find_day_order,
    is_slashed_day,
    read_ordered_day,
    read_sheet_day,
)
from .sheet_records import Record
from .wanted_columns import WantedColumns


def find_day_orders(records: Sequence[Record], wanted: WantedColumns) -> dict[str, DayOrder]:
    """By field of days the order that another cell of the column shows, else that was asked for."""
    orders: dict[str, DayOrder] = {}
    for name, kinds in wanted.kinds.items():
        cells = [record[name] for record in records] if "day" in kinds else []
        order = find_day_order(cells)
        is_open = any(map(is_slashed_day, cells)) and not any(
            find_day_order([one]) for one in cells
        )
        if is_open:
            order = wanted.days.get(name)
        if order is not None:
            orders[name] = order
    return orders


def settle_days(records: Sequence[Record], orders: Mapping[str, DayOrder]) -> tuple[Record, ...]:
    """Cells that could be two days in ISO 8601, where their order is known.

    Others stay as they are; the importer tells those that could be two days.
    """
    taken = list(records)
    for name, order in orders.items():
        for index, record in enumerate(taken):
            if read_sheet_day(record[name]) is not None:
                continue
            day = read_ordered_day(record[name], order)
            if day is not None:
                fields = {**record.fields, name: day.isoformat()}
                taken[index] = replace(record, fields=fields)
    return tuple(taken)
