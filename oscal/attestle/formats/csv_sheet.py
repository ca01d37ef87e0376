"""Bytes of a CSV file as a sheet, in whatever encoding and with whatever separator spreadsheet
programs write.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter

from .problems import Problem, name_some
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

_SEPARATORS = ",;\t"
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\n", re.I)


def _decoded(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """UTF-8, UTF-16, or the code page of Excel where it is neither; an error leaves no text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:2]:
        name = "utf-16" if data[0] > 0xF0 else "utf-16-be" if data[0] == 0 else "utf-16-le"
        try:
            text = data.decode(name).replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            return "", (
                Problem(
                    "OSC006",
                    f"not valid UTF-16 at byte {error.start}",
                    None,
                    None,
                    "save it as CSV in UTF-8",
                ),
            )
        return (text, ()) if "\0" not in text else ("", decode_text(b"\0").problems)
    found = decode_text(data)
    if not found.problems or found.problems[0].code != "OSC006" or b"\0" in data:
        return found.text, found.problems
    text = data.decode("cp1252", errors="replace").replace("\r\n", "\n")
    notes = [
        make_note(
            "the file is not UTF-8; it was read as Windows text (cp1252)",
            "check names with accents",
            1,
        )
    ]
    if "\ufffd" in text:
        lines = [str(number) for number, line in enumerate(text.split("\n"), 1) if "\ufffd" in line]
        notes.append(
            make_note(
                f"characters that no Windows text has, in lines {name_some(lines)}; each became \ufffd",
                "save it as CSV in UTF-8",
            )
        )
    return text, tuple(notes)


def read_csv(data: bytes) -> Sheet:
    """Comma, semicolon or tab, whichever gives most rows of one width."""
    text, notes = _decoded(data)
    if any(not item.warning for item in notes):
        return Sheet((), notes)
    said = _SEPARATOR_LINE.match(text)
    separator = said[1] if said else _separator(text)
    reader = csv.reader(
        io.StringIO(text[said.end() :] if said else text, newline=""),
        delimiter=separator,
        strict=True,
    )
    skipped = 1 if said else 0
    rows: list[SheetRow] = []
    problems = list(notes)
    line = 1 + skipped
    try:
        for cells in reader:
            row = SheetRow(line, trim_cells([clean_cell(cell) for cell in cells]))
            line = reader.line_num + 1 + skipped
            if (problem := refuse_long_row(row)) is not None:
                problems.append(problem)
            elif row.cells:
                rows.append(row)
            if (stopped := refuse_large_sheet(rows)) is not None:
                return stopped
    except csv.Error as error:
        hint = "check the double quotes in this row: one may not be closed"
        return refuse_sheet(f"not valid CSV: {error}", hint, line)
    return Sheet(tuple(rows), tuple(problems))


def _separator(text: str) -> str:
    """By the first rows: the sign that cuts most of them into the same number of cells."""
    head = text[:65_536]
    best, most = ",", (0, 0)
    for sign in _SEPARATORS:
        try:
            rows = list(
                itertools.islice(csv.reader(io.StringIO(head, newline=""), delimiter=sign), 60)
            )
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if widths and (score := max((count, width) for width, count in widths.items())) > most:
            best, most = sign, score
    return best
