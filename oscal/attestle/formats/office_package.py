"""The zip package of a workbook or Word file from anybody, checked before a parser sees it.

Size, ratio of compression, encodings and document types are looked at; in a Word file also whether
it runs or fetches anything.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from ..lazy_dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class PackageKind:
    """What a package is called, where its parts are, and what is refused by the names of parts."""

    name: str
    whole: str
    folder: str
    programs: str
    refuse: Callable[[set[str]], str]


def _refuse_binary(names: set[str]) -> str:
    return "this is a binary workbook (.xlsb)" if "xl/workbook.bin" in names else ""


def _refuse_acting(names: set[str]) -> str:
    """What a Word file can run, or hold of other programs."""
    for name in sorted(names):
        path = PurePosixPath(name.lower())
        if path.name.startswith("vba"):
            return f"the Word file has macros ({name})"
        if {"activex", "embeddings"} & set(path.parts):
            return f"the Word file holds something of another program ({name})"
    return ""


WORKBOOK = PackageKind("workbook", "xlsx workbook", "xl/", "spreadsheets", _refuse_binary)
WORD_FILE = PackageKind("Word file", "docx file", "word/", "Word files", _refuse_acting)
_MACROS = (b"macroenabled", b"vbaproject")
# Whatever says something else than that it is inside
_OUTSIDE = re.compile(rb"<[^>]*\bTargetMode\s*=\s*(?![\"']Internal[\"'])[^>]*>")
_TARGET = re.compile(rb"\bTarget\s*=\s*[\"']([^\"']*)")


def find_unsafe_part(data: bytes, kind: PackageKind = WORKBOOK) -> str:
    """Why a package is not opened at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            # Before a part is unpacked: a bomb must not go off here
            reason = _check_sizes(entries, len(data), kind) or _check_names(entries, kind)
            if reason:
                return reason
            for entry in entries:
                with package.open(entry) as part:
                    reason = _check_part(entry.filename, part.read(_HEAD), kind)
                if reason:
                    return reason
            outside = _list_outside(package) if kind is WORD_FILE else ()
            return next(iter(outside), "")
    except DAMAGE as error:
        return f"the {kind.name} is damaged ({error})"


def _list_outside(package: zipfile.ZipFile) -> Iterator[str]:
    """Macros by the types of parts, and every place outside that a part refers to."""
    types = package.read("[Content_Types].xml").lower()
    if any(word in types for word in _MACROS):
        yield "the Word file has macros"
    for name in package.namelist():
        found = _OUTSIDE.search(package.read(name)) if name.endswith(".rels") else None
        if found:
            target = _TARGET.search(found[0])
            place = target[1].decode("utf-8", "replace") if target else "?"
            yield f"the Word file refers to something outside of it: {place} (in {name})"


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int, kind: PackageKind) -> str:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or len(entries) > _MAX_PARTS:
        return f"the {kind.name} is too large when unpacked"
    if unpacked > MAX_RATIO * max(packed, _LEAST_PACKED):
        return f"the {kind.name} unpacks to more than a {kind.name} can"
    return ""


def _check_names(entries: list[zipfile.ZipInfo], kind: PackageKind) -> str:
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or not any(
        name.startswith(kind.folder) for name in names
    ):
        return f"this is a zip file, but no {kind.whole}"
    return kind.refuse(names)


def _check_part(name: str, head: bytes, kind: PackageKind) -> str:
    """XML has to begin with its root, in an encoding in which a document type can be seen."""
    is_xml = name.endswith((".xml", ".rels"))
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    # A part of another name may be read as XML too, if it looks like it
    if not is_xml and start[:1] != b"<":
        return ""
    if _has_odd_encoding(head, start):
        return f"the {kind.name} has a part in an encoding that {kind.programs} never use"
    if b"<!DOCTYPE" in head.upper():
        return f"the {kind.name} declares a document type, which {kind.programs} never need"
    if is_xml and not re.search(rb"<[A-Za-z_]", head):
        return f"the {kind.name} has a part without content"
    return ""


def _has_odd_encoding(head: bytes, start: bytes) -> bool:
    """UTF-16, UTF-32, or another encoding than plain ones in the XML declaration."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:4]:
        return True
    declared = _ENCODING.match(start)
    return declared is not None and declared[1].lower() not in _PLAIN_ENCODINGS
