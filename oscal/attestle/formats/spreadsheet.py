"""Rows of a spreadsheet from outside, CSV or xlsx: every cell as text.

What is odd about the file is said, and nothing is guessed.
"""

from __future__ import annotations

import io
import zipfile

from .csv_sheet import read_csv
from .problems import Problem
from .sheet import Sheet, refuse_sheet
from .xlsx_sheet import read_workbook, read_xlsx

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def read_spreadsheet(data: bytes, sheet: str | None = None) -> Sheet:
    """CSV or xlsx by its first bytes; of a workbook the sheet named, else the first visible one."""
    is_archive = data[:4] in _ARCHIVES
    reason = _name_archive(data) if is_archive else _name_foreign(data)
    if is_archive and not reason:
        return read_xlsx(data, sheet)
    if reason:
        return refuse_sheet(reason, "save it as .xlsx without a password, or as CSV")
    if sheet is not None:
        message = f'there is no sheet "{sheet}": this is no workbook'
        problem = Problem("OSC012", message, None, None, "leave --sheet out")
        return Sheet((), (problem,), misuse=True)
    return read_csv(data)


def read_sheets(data: bytes) -> tuple[Sheet, ...]:
    """Every visible sheet of a workbook; the one of a CSV file."""
    is_workbook = data[:4] in _ARCHIVES and not _name_archive(data)
    return read_workbook(data) if is_workbook else (read_spreadsheet(data),)


def _name_foreign(data: bytes) -> str:
    """What the file is, where that is neither CSV nor a workbook that can be read."""
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "this is an old .xls file or a workbook with a password"
    if start[:1] == b"<":
        return "this is HTML or XML, whatever its name says"
    if start[:5] == b"%PDF-":
        return "this is a PDF"
    if _is_lock_file(data):
        return (
            "this is the lock file that Excel keeps beside a workbook that is open: take the file"
            " without ~$ before its name"
        )
    if start[:5] in (b"{\\rtf", b"\x89PNG\r"):
        return "this is a text of a word processor or a picture, whatever its name says"
    return "" if data.strip() else "the file is empty"


def _is_lock_file(data: bytes) -> bool:
    """The name of a user behind its length, once in bytes and once in UTF-16, in 165 bytes."""
    has_name = 0 < data[:1][0] <= 54 and data[1:2] != b"\0" if data else False
    return has_name and len(data) in (162, 165) and b"\0" in data[55:]


def _name_archive(data: bytes) -> str:
    """What the archive is, where it is another than a workbook of Excel."""
    if b"mimetypeapplication/vnd.oasis.opendocument" in data[:200]:
        return "this is an OpenDocument file (.ods)"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return ""  # whoever reads the workbook tells what is wrong with it
    if any(name.startswith("word/") for name in names):
        return "this is a Word document, whatever its name says"
    if any(name.startswith("ppt/") for name in names):
        return "this is a PowerPoint presentation, whatever its name says"
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        return "this is a file of Apple Numbers"
    return ""
