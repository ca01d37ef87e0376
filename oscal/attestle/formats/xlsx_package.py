"""The zip package of a workbook from anybody: size, ratio and document types are checked before a
parser sees it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

MAX_UNPACKED = 256 * 1024 * 1024
MAX_RATIO = 200
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)", re.I)
DAMAGE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError, RuntimeError, SyntaxError, TypeError, ValueError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def find_unsafe_part(data: bytes) -> str:
    """Why a workbook is not opened at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > MAX_UNPACKED or len(entries) > 5000:
                return "the workbook is too large when unpacked"
            if unpacked > MAX_RATIO * max(len(data), 10_000):
                return "the workbook unpacks to more than a workbook can"
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" not in names or not any(
                name.startswith("xl/") for name in names
            ):
                return "this is a zip file, but no xlsx workbook"
            if "xl/workbook.bin" in names:
                return "this is a binary workbook (.xlsb)"
            for entry in entries:
                with package.open(entry) as part:
                    if reason := _unsafe_part(entry.filename, part.read(65_536)):
                        return reason
    except DAMAGE as error:
        return f"the workbook is damaged ({error})"
    return ""


def _unsafe_part(name: str, head: bytes) -> str:
    """XML has to begin with its root, in an encoding in which a document type can be seen."""
    xml = name.endswith((".xml", ".rels"))
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not xml and start[:1] != b"<":
        return ""
    said = _ENCODING.match(start)
    if (
        head[:2] in (b"\xff\xfe", b"\xfe\xff")
        or b"\0" in head[:4]
        or (
            said
            and said[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1")
        )
    ):
        return "the workbook has a part in an encoding that spreadsheets never use"
    if b"<!DOCTYPE" in head.upper():
        return "the workbook declares a document type, which spreadsheets never need"
    if xml and not re.search(rb"<[A-Za-z_]", head):
        return "the workbook has a part without content"
    return ""
