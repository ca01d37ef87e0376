"""Bytes of a CSV file as a sheet, in the encodings and with the separators of such programs."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter

from ..model.counted_names import name_some
from .problems import Problem, has_error
from .sheet import (
    Sheet,
    SheetRow,
    clean_cell,
    make_note,
    refuse_large_sheet,
    refuse_long_row,
    refuse_sheet,
    trim_cells,
)
from .text_file import decode_text

_SEPARATORS = ",;\t|"
# What the separator is chosen by: so many rows in so many characters
_SAMPLE_ROWS = 60
_SAMPLE = 65_536
# The first line that Excel writes and reads to say which one it is
_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\n", re.I)


def _decode(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """UTF-8, UTF-16, or the code page of Excel where it is neither; an error leaves no text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:2]:
        return _decode_utf16(data)
    decoded = decode_text(data)
    # OSC006 is the code of what is no UTF-8; with NUL in it, it is no text of a code page either
    if not decoded.problems or decoded.problems[0].code != "OSC006" or b"\0" in data:
        return decoded.text, decoded.problems
    return _decode_windows(data)


def _decode_utf16(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """With or without a mark: the first sign of a table is ASCII, so one of its bytes is NUL."""
    name = "utf-16" if data[0] > 0xF0 else "utf-16-be" if data[0] == 0 else "utf-16-le"
    try:
        text = data.decode(name).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        message = f"not valid UTF-16 at byte {error.start}"
        return "", (Problem("OSC006", message, None, None, "save it as CSV in UTF-8"),)
    return (text, ()) if "\0" not in text else ("", decode_text(b"\0").problems)


def _decode_windows(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    text = data.decode("cp1252", errors="replace").replace("\r\n", "\n")
    message = "the file is not UTF-8; it was read as Windows text (cp1252)"
    notes = [make_note(message, "check names with accents", 1)]
    lines = [str(number) for number, line in enumerate(text.split("\n"), 1) if "\ufffd" in line]
    if lines:
        notes.append(
            make_note(
                f"characters that no Windows text has, in lines {name_some(lines)}; each became"
                " \ufffd",
                "save it as CSV in UTF-8",
            )
        )
    return text, tuple(notes)


def read_csv(data: bytes) -> Sheet:
    """Comma, semicolon, tab or bar, whichever gives most rows of one width."""
    text, notes = _decode(data)
    if has_error(notes):
        return Sheet((), notes)
    stated = _SEPARATOR_LINE.match(text)
    if stated:
        return _read_rows(text[stated.end() :], stated[1], 2, notes)
    return _read_rows(text, _choose_separator(text), 1, notes)


def _read_rows(text: str, separator: str, first_line: int, notes: tuple[Problem, ...]) -> Sheet:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[SheetRow] = []
    problems = list(notes)
    line = first_line
    try:
        for cells in reader:
            row = SheetRow(line, trim_cells([clean_cell(cell) for cell in cells]))
            line = reader.line_num + first_line
            problem = refuse_long_row(row)
            if problem is not None:
                problems.append(problem)
            elif row.cells:
                rows.append(row)
            refusal = refuse_large_sheet(rows)
            if refusal is not None:
                return refusal
    except csv.Error as error:
        hint = "check the double quotes in this row: one may not be closed"
        return refuse_sheet(f"not valid CSV: {error}", hint, line)
    return Sheet(tuple(rows), tuple(problems))


def _choose_separator(text: str) -> str:
    """By the first rows: the sign that cuts most of them into the same number of cells."""
    best, best_score = ",", (0, 0)
    for sign in _SEPARATORS:
        reader = csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=sign)
        try:
            rows = list(itertools.islice(reader, _SAMPLE_ROWS))
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        score = max(((count, width) for width, count in widths.items()), default=(0, 0))
        if score > best_score:
            best, best_score = sign, score
    return best
