"""Rows of a spreadsheet from outside, CSV or xlsx: every cell as text.

What is odd about the file is said, and nothing is guessed.
"""

from __future__ import annotations

from .csv_sheet import read_csv
from .problems import Problem
from .sheet import Sheet, refuse_sheet
from .xlsx_sheet import read_xlsx


def read_spreadsheet(data: bytes, sheet: str | None = None) -> Sheet:
    """CSV or xlsx by its first bytes; of a workbook the sheet named, else the first visible one."""
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return read_xlsx(data, sheet)
    reason = _name_foreign(data)
    if reason:
        return refuse_sheet(reason, "save it as .xlsx without a password, or as CSV")
    if sheet is not None:
        message = f'there is no sheet "{sheet}": this is no workbook'
        problem = Problem("OSC012", message, None, None, "leave --sheet out")
        return Sheet((), (problem,), misuse=True)
    return read_csv(data)


def _name_foreign(data: bytes) -> str:
    """What the file is, where that is neither CSV nor a workbook that can be read."""
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "this is an old .xls file or a workbook with a password"
    if start[:1] == b"<":
        return "this is HTML or XML, whatever its name says"
    if start[:5] == b"%PDF-":
        return "this is a PDF"
    return "" if data.strip() else "the file is empty"
