"""CSV text to rows and back: a header that must be right, cells with their line, formulas never let
out.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..nearest import suggest_words
from .problems import Problem

MAX_CELL = 32_000
MAX_ROWS = 100_000
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells by column name; `line` is where the row begins."""

    cells: dict[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class CsvTable:
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    problems: tuple[Problem, ...] = ()


def read_table(text: str, required: Sequence[str], optional: Sequence[str] = ()) -> CsvTable:
    """Read a CSV with a header row.

    Unknown, missing and double columns and short or long rows are problems.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[TableRow] = []
    problems: list[Problem] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        problems.extend(_header_problems(header, required, optional))
        if problems:
            return CsvTable(tuple(header), (), tuple(problems))
        line = reader.line_num + 1
        for cells in reader:
            wrong = (
                _row_problems(cells, header, line) if any(cell.strip() for cell in cells) else []
            )
            problems.extend(wrong)
            if any(cell.strip() for cell in cells) and not wrong:
                rows.append(
                    TableRow(
                        {name: cell.strip() for name, cell in zip(header, cells, strict=False)},
                        line,
                    )
                )
            if len(rows) > MAX_ROWS:
                problems.append(Problem("OSC012", f"more than {MAX_ROWS} rows", line))
                break
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(
            Problem(
                "OSC012",
                f"not valid CSV: {error}",
                reader.line_num or 1,
                None,
                "check the double quotes in this row",
            )
        )
    return CsvTable(tuple(header), tuple(rows), tuple(problems))


def _header_problems(
    header: list[str], required: Sequence[str], optional: Sequence[str]
) -> list[Problem]:
    known = [*required, *optional]
    if not any(header):
        return [
            Problem(
                "OSC012", "the header row is missing", 1, None, f"the header is: {','.join(known)}"
            )
        ]
    if len(header) == 1 and (
        separator := next((mark for mark in (";", "\t", "|") if mark in header[0]), "")
    ):
        shown = "a tab" if separator == "\t" else f'"{separator}"'
        return [
            Problem(
                "OSC012",
                f"the columns are separated by {shown}",
                1,
                None,
                "save the table with commas between the cells",
            )
        ]
    if len(header) > MAX_COLUMNS:
        return [
            Problem(
                "OSC012",
                f"more than {MAX_COLUMNS} columns",
                1,
                None,
                f"the header is: {','.join(known)}",
            )
        ]
    wrong = [
        Problem("OSC012", f'unknown column "{name}"', 1, None, suggest_words(name, known))
        for name in header
        if name not in known
    ]
    wrong += [
        Problem("OSC012", f'the column "{name}" stands twice', 1)
        for name, number in Counter(header).items()
        if number > 1
    ]
    renamed = {
        match
        for name in header
        if name not in known
        for match in difflib.get_close_matches(name, known, n=1)
    }
    missing = [f'"{name}"' for name in required if name not in header and name not in renamed]
    if missing:
        message = (
            f"the column {missing[0]} is missing"
            if len(missing) == 1
            else f"the columns {', '.join(missing)} are missing"
        )
        wrong.append(Problem("OSC012", message, 1, None, f"the header is: {','.join(known)}"))
    return wrong


def _row_problems(cells: list[str], header: list[str], line: int) -> list[Problem]:
    if len(cells) != len(header):
        hint = (
            "put cells that hold a comma in double quotes"
            if len(cells) > len(header)
            else "leave empty cells between commas; do not leave them out"
        )
        return [
            Problem(
                "OSC012", f"{len(cells)} cells where the header has {len(header)}", line, None, hint
            )
        ]
    if any(len(cell) > MAX_CELL for cell in cells):
        return [Problem("OSC012", f"a cell with more than {MAX_CELL} characters", line)]
    return []


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV with LF line ends."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
