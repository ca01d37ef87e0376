"""The zip package of a workbook from anybody, checked before a parser sees it.

Size, ratio of compression, encodings and document types are looked at.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

# Against packages that unpack to more than the machine holds
MAX_UNPACKED = 256 * 1024 * 1024
MAX_RATIO = 200
_MAX_PARTS = 5000
# The ratio is taken of at least so many bytes, so that a small workbook is never refused for it
_LEAST_PACKED = 10_000
# The root of an XML part stands in its first bytes
_HEAD = 65_536
_PLAIN_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)", re.I)
# What the zip reader, the XML parser and openpyxl raise for a damaged file
DAMAGE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError,
    OSError, RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def find_unsafe_part(data: bytes) -> str:
    """Why a workbook is not opened at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            # Before a part is unpacked: a bomb must not go off here
            reason = _check_sizes(entries, len(data)) or _check_names(entries)
            if reason:
                return reason
            for entry in entries:
                with package.open(entry) as part:
                    reason = _check_part(entry.filename, part.read(_HEAD))
                if reason:
                    return reason
    except DAMAGE as error:
        return f"the workbook is damaged ({error})"
    return ""


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> str:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or len(entries) > _MAX_PARTS:
        return "the workbook is too large when unpacked"
    if unpacked > MAX_RATIO * max(packed, _LEAST_PACKED):
        return "the workbook unpacks to more than a workbook can"
    return ""


def _check_names(entries: list[zipfile.ZipInfo]) -> str:
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        return "this is a zip file, but no xlsx workbook"
    return "this is a binary workbook (.xlsb)" if "xl/workbook.bin" in names else ""


def _check_part(name: str, head: bytes) -> str:
    """XML has to begin with its root, in an encoding in which a document type can be seen."""
    is_xml = name.endswith((".xml", ".rels"))
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    # A part of another name may be read as XML too, if it looks like it
    if not is_xml and start[:1] != b"<":
        return ""
    if _has_odd_encoding(head, start):
        return "the workbook has a part in an encoding that spreadsheets never use"
    if b"<!DOCTYPE" in head.upper():
        return "the workbook declares a document type, which spreadsheets never need"
    if is_xml and not re.search(rb"<[A-Za-z_]", head):
        return "the workbook has a part without content"
    return ""


def _has_odd_encoding(head: bytes, start: bytes) -> bool:
    """UTF-16, UTF-32, or another encoding than plain ones in the XML declaration."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:4]:
        return True
    declared = _ENCODING.match(start)
    return declared is not None and declared[1].lower() not in _PLAIN_ENCODINGS
