"""The table that is meant in a file of one or many sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from types import MappingProxyType

from ..model.counted_names import name_some
from .heading_names import fold_heading, speaks_of_another_time
from .problems import Problem
from .sheet import Sheet, make_note
from .sheet_columns import read_records
from .sheet_days import DayOrder
from .sheet_reading import SheetReading
from .sheet_records import Record, Records
from .spreadsheet import read_sheets, read_spreadsheet
from .wanted_columns import WantedColumns

# Sheets whose rows are no rows of a register, even where they have its columns
_SPECIMEN = re.compile(
    r"\b(?:examples?|samples?|templates?|instructions?|read ?me|legend|glossary|how to)\b", re.I
)
# So many of the ids of one sheet must stand on the other that they are joined
_JOINED_SHARE = 0.5


def find_table(
    data: bytes,
    wanted: WantedColumns,
    sheets: Sequence[str] = (),
    header_row: int | None = None,
) -> Records:
    """The rows of the sheets named; else of the sheet that has most columns and rows, of all sheets
    of its shape, or of two sheets that are joined by an id.
    """
    if sheets:
        return _read_named(data, wanted, sheets, header_row)
    pages = read_sheets(data)
    read = [read_records(page, wanted, header_row) for page in pages]
    if len(pages) == 1:
        return read[0]
    whole = [index for index, found in enumerate(read) if found.records]
    if whole:
        found, taken = _read_alike(read, _leave_specimens_out(pages, whole), wanted)
        found, added = _complete_rows(found, pages, taken, wanted)
        return _note_sheets(found, pages, [*taken, *added])
    joined = _join_two(pages, wanted, header_row)
    if joined is None:
        return _tell_nearest(pages, read, wanted, header_row)
    found, taken = joined
    found, added = _complete_rows(found, pages, taken, wanted)
    return _note_sheets(found, pages, sorted((*taken, *added)))


def _read_named(
    data: bytes, wanted: WantedColumns, sheets: Sequence[str], header_row: int | None
) -> Records:
    """All of them, one after the other; what is wrong with the first that cannot be read."""
    read = [read_records(read_spreadsheet(data, name), wanted, header_row) for name in sheets]
    unread = next((found for found in read if not found.records), None)
    if unread is not None:
        return unread
    return read[0] if len(read) == 1 else _unite(read)


def _leave_specimens_out(pages: Sequence[Sheet], whole: Sequence[int]) -> list[int]:
    real = [index for index in whole if not _SPECIMEN.search(pages[index].name)]
    return real or list(whole)


def _rate(found: Records) -> tuple[int, int]:
    return len({column.field for column in found.reading.columns}), len(found.records)


def _list_shape(found: Records) -> frozenset[tuple[str, str]]:
    return frozenset(
        (column.field, fold_heading(column.heading)) for column in found.reading.columns
    )


def _read_alike(
    read: Sequence[Records], whole: Sequence[int], wanted: WantedColumns
) -> tuple[Records, list[int]]:
    """The best sheet, with all others whose columns are headed alike or that speak of other ids,
    as a sheet for each family does, and their places.
    """
    best = max(whole, key=lambda index: (*_rate(read[index]), -index))
    shape = _list_shape(read[best])
    known = _list_keys(read[best], wanted)
    alike = []
    for index in whole:
        ids = _list_keys(read[index], wanted)
        if _list_shape(read[index]) == shape or (ids and ids.isdisjoint(known)):
            alike.append(index)
            known |= ids
    return (read[best] if len(alike) == 1 else _unite([read[index] for index in alike])), alike


def _complete_rows(
    found: Records, pages: Sequence[Sheet], taken: Sequence[int], wanted: WantedColumns
) -> tuple[Records, list[int]]:
    """With what further sheets say of the same ids in columns that the table lacks, such as the
    results of tests.
    """
    added: list[int] = []
    for name in wanted.joins:
        part = replace(wanted, required=(name,))
        for index, page in enumerate(pages):
            if index in taken or _SPECIMEN.search(page.name) or speaks_of_another_time(page.name):
                continue
            other = read_records(page, part)
            if set(other.columns) - set(found.columns) and _share_ids(other, found, name):
                found = _join_records(found, other, name)
                added.append(index)
    return found, added


def _unite(read: Sequence[Records]) -> Records:
    """The rows of sheets one after the other, each telling its sheet."""
    records = [replace(record, is_of_many=True) for found in read for record in found.records]
    return replace(
        read[0],
        records=tuple(records),
        unused=tuple(dict.fromkeys(chain.from_iterable(found.unused for found in read))),
        problems=tuple(chain.from_iterable(map(_name_sheet, read))),
        reading=_unite_readings([found.reading for found in read]),
    )


def _name_sheet(found: Records) -> list[Problem]:
    prefix = f'sheet "{found.reading.sheets[0]}": '
    return [replace(one, message=f"{prefix}{one.message}") for one in found.problems]


def _unite_readings(readings: Sequence[SheetReading]) -> SheetReading:
    return SheetReading(
        tuple(chain.from_iterable(one.sheets for one in readings)),
        tuple(chain.from_iterable(one.heading_rows for one in readings)),
        tuple(chain.from_iterable(one.columns for one in readings)),
        tuple(dict.fromkeys(chain.from_iterable(one.unused for one in readings))),
        tuple(chain.from_iterable(one.notes for one in readings)),
        _unite_days(readings),
    )


def _unite_days(readings: Sequence[SheetReading]) -> Mapping[str, DayOrder]:
    """The orders in which all sheets agree."""
    pairs = {pair for one in readings for pair in one.days.items()}
    names = [name for name, _ in pairs]
    return MappingProxyType(
        {name: order for name, order in sorted(pairs) if names.count(name) == 1}
    )


def _note_sheets(found: Records, pages: Sequence[Sheet], taken: Sequence[int]) -> Records:
    """With a word on which sheets were read, and which were not."""
    others = [page.name for index, page in enumerate(pages) if index not in taken]
    if not others:
        return found
    names = ", ".join(f'"{pages[index].name}"' for index in taken)
    verb = "the sheet {} was" if len(taken) == 1 else "the sheets {} were"
    message = f"{verb.format(names)} read; the others were not: {name_some(others)}"
    note = make_note(message, "name another one with --sheet")
    return replace(found, problems=(note, *found.problems))


def _join_two(
    pages: Sequence[Sheet], wanted: WantedColumns, header_row: int | None
) -> tuple[Records, list[int]] | None:
    """Two sheets that have all columns together, and ids of one field in common, and their
    places.
    """
    for name in wanted.joins:
        part = replace(wanted, required=(name,))
        read = [(index, read_records(page, part, header_row)) for index, page in enumerate(pages)]
        read = [(index, found) for index, found in read if found.records]
        for first, left in read:
            for second, right in read:
                has_all = {*left.columns, *right.columns} >= set(wanted.required)
                is_pair = first != second and has_all and _is_register(left, name)
                if is_pair and _share_ids(left, right, name):
                    return _join_records(left, right, name), [first, second]
    return None


def _list_ids(found: Records, name: str) -> set[str]:
    return {record[name].casefold() for record in found.records if record[name]}


def _list_keys(found: Records, wanted: WantedColumns) -> set[str]:
    """What tells the rows of a sheet apart: their ids, or the first of what they need."""
    names = (*wanted.joins, *wanted.required[:1])
    rows = ([record[name] for name in names if record[name]] for record in found.records)
    return {filled[0].casefold() for filled in rows if filled}


def _share_ids(left: Records, right: Records, name: str) -> bool:
    ours, others = _list_ids(left, name), _list_ids(right, name)
    return len(ours & others) >= _JOINED_SHARE * max(1, min(len(ours), len(others)))


def _is_register(found: Records, name: str) -> bool:
    """Whether its ids stand once each: then it is the one whose rows are completed."""
    return sum(1 for record in found.records if record[name]) == len(_list_ids(found, name))


def _join_records(left: Records, right: Records, name: str) -> Records:
    """The rows of the left sheet, each with what the rows of its id have on the right one."""
    by_id = _group_by_id(right, name)
    records = [_complete(record, by_id.get(record[name].casefold(), ())) for record in left.records]
    # what only the other sheet has is a row as well, and told as one that lacks the rest
    known = _list_ids(left, name)
    rest = [record for key in by_id if key not in known for record in by_id[key]]
    records += [replace(record, is_of_many=True) for record in rest]
    united = _unite([left, right])
    return replace(united, records=tuple(records), columns={**right.columns, **left.columns})


def _group_by_id(found: Records, name: str) -> dict[str, list[Record]]:
    """The rows of each id without case; one without an id goes on with the one above it."""
    by_id: dict[str, list[Record]] = {}
    key = ""
    for record in found.records:
        if record[name] or record.is_caption or record.is_total:
            key = record[name].casefold()
        by_id.setdefault(key, []).append(record)
    return by_id


def _complete(record: Record, others: Iterable[Record]) -> Record:
    fields = dict(record.fields)
    for other in others:
        for name, text in other.fields.items():
            if text and not record[name]:
                lines = [line for line in fields.get(name, "").split("\n") if line]
                fields[name] = "\n".join(dict.fromkeys((*lines, text)))
    return replace(record, fields=fields, is_of_many=True)


def _tell_nearest(
    pages: Sequence[Sheet], read: Sequence[Records], wanted: WantedColumns, header_row: int | None
) -> Records:
    """What is wrong with the sheet that lacks least; of others only which there are."""

    def count_found(index: int) -> int:
        loose = replace(wanted, required=(), given={})
        return len(read_records(pages[index], loose, header_row).columns)

    best = max(range(len(pages)), key=lambda index: (count_found(index), -index))
    told = read[best]
    if len(pages) == 1 or told.misuse:
        return told
    prefix = f'sheet "{pages[best].name}": '
    problems = (replace(one, message=f"{prefix}{one.message}") for one in told.problems)
    return replace(told, problems=tuple(problems))
