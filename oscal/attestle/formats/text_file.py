"""Bytes of an authored file to text, with the few reasons for which a file is refused."""

from __future__ import annotations

import re

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from .problems import Problem

_CONFLICT = (re.compile(r"^<{7} ", re.M), re.compile(r"^={7}$", re.M), re.compile(r"^>{7} ", re.M))
# What XML cannot hold, and what only steers a terminal; tab and line ends are none of it
CONTROLS = make_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_LFS = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True, slots=True)
class DecodedText:
    """`text` has LF line ends and no byte order mark; it is "" if there are problems."""

    text: str
    problems: tuple[Problem, ...] = ()


def decode_text(data: bytes) -> DecodedText:
    """CRLF becomes LF and a leading BOM goes.

    NUL, bad UTF-8, conflict markers and LFS pointers are refused.
    """
    if data.startswith(_LFS):
        return _refuse(
            "OSC005", "this is a Git LFS pointer, not the file", 1, 1, "run: git lfs pull"
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _refuse("OSC006", "the file is UTF-16, not UTF-8", 1, None, "save it as UTF-8")
    if data.startswith(b"PK\x03\x04"):
        return _refuse(
            "OSC006",
            "this is a spreadsheet, Word or zip file, not text",
            1,
            None,
            "save it as plain text, a table as CSV (UTF-8)",
        )
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        return _refuse(
            "OSC006", "the file holds a NUL byte", line, None, "save it as plain text (UTF-8)"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _refuse(
            "OSC006",
            f"not UTF-8: byte 0x{data[error.start]:02x}{_guess_character(data, error.start)}",
            line,
            None,
            "save the file as UTF-8",
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    conflict = _find_conflict(text)
    if conflict is not None:
        line = text.count("\n", 0, conflict) + 1
        return _refuse(
            "OSC004",
            "unresolved merge conflict",
            line,
            1,
            "keep one side and delete the three marker lines",
        )
    return DecodedText(text)


def find_controls(text: str) -> Problem | None:
    """OSC027: the first character of a text that no document can show, and how many lines have one.

    Nobody sees it in an editor, and documents are written without it.
    """
    found = CONTROLS.search(text)
    if found is None:
        return None
    lines = [number for number, line in enumerate(text.split("\n"), 1) if CONTROLS.search(line)]
    more = f", and in {len(lines) - 1} more lines" if len(lines) > 1 else ""
    message = f"the control character U+{ord(found[0]):04X} stands here{more}"
    column = found.start() - text.rfind("\n", 0, found.start())
    return Problem("OSC027", message, lines[0], column, "delete it", warning=True)


def _find_conflict(text: str) -> int | None:
    """Where the three marker lines of an unresolved merge begin, if they stand in this order."""
    start, at = None, 0
    for mark in _CONFLICT:
        found = mark.search(text, at)
        if found is None:
            return None
        start, at = found.start() if start is None else start, found.end()
    return start


def _guess_character(data: bytes, start: int) -> str:
    """The character that a Windows editor most likely meant, so that the place is easy to find."""
    character = data[start : start + 1].decode("cp1252", "ignore")
    return (
        f' (perhaps "{character}" of Windows-1252)' if character.isprintable() and character else ""
    )


def _refuse(code: str, message: str, line: int, column: int | None, hint: str) -> DecodedText:
    return DecodedText("", (Problem(code, message, line, column, hint),))
