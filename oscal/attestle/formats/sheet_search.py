"""The table that is meant in a file of one or many sheets."""

from __future__ import annotations

from dataclasses import replace

from .problems import Problem
from .sheet_columns import Records, read_records
from .spreadsheet import read_spreadsheet
from .wanted_columns import WantedColumns

# A workbook of more sheets is searched no further: nobody keeps a register on the eleventh
_SHEETS = 10


def find_table(
    data: bytes, wanted: WantedColumns, sheet: str | None = None, header_row: int | None = None
) -> Records:
    """The rows of the sheet named, else of the sheets that have the columns."""
    page = read_spreadsheet(data, sheet)
    first = read_records(page, wanted, header_row)
    for name in () if first.records else page.others[:_SHEETS]:
        other = read_records(read_spreadsheet(data, name), wanted, header_row)
        if other.records:
            message = (
                f'the sheet "{name}" was read, the first that has the columns; the others were not'
            )
            hint = "name another one with --sheet"
            note = Problem("OSC012", message, None, None, hint, warning=True)
            return replace(other, problems=(note, *other.problems))
    return first
