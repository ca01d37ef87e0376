"""CSV text to rows and back: a header that must be right, and rows with their line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence

from ..lazy_dataclasses import dataclass
from ..nearest import find_close_word, suggest_words
from .problems import Problem

# Against files that are no tables of ours, so that none takes all memory
MAX_CELL = 32_000
MAX_ROWS = 100_000
MAX_COLUMNS = 200
# Ratio of difflib from which an unknown column stands for one that is missing
_SLIP_CUTOFF = 0.6
# Separators of other programs, and how they are named
_OTHER_SEPARATORS = {";": '";"', "\t": "a tab", "|": '"|"'}


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
    header: list[str] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        problems.extend(_check_header(header, required, optional))
        if problems:
            return CsvTable(tuple(header), (), tuple(problems))
        # A row begins behind the last line that the reader took: quoted cells span several
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                problem = _check_row(cells, header, line)
                if problem is None:
                    rows.append(_make_row(header, cells, line))
                else:
                    problems.append(problem)
            if len(rows) > MAX_ROWS:
                problems.append(Problem("OSC012", f"more than {MAX_ROWS} rows", line))
                break
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(_report_syntax(error, reader.line_num))
    return CsvTable(tuple(header), tuple(rows), tuple(problems))


def split_lines(text: str) -> list[str]:
    """The lines that rows are counted by: a carriage return alone ends one too."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def find_column(line: str, index: int) -> int | None:
    """Where in the line of a row its cell of that index begins, from 1; None in a later line."""
    at, quoted = 0, False
    for position, sign in enumerate(line):
        if at == index:
            return position + 1
        if sign == '"':
            quoted = not quoted
        elif sign == "," and not quoted:
            at += 1
    return len(line) + 1 if at == index else None


def _make_row(header: list[str], cells: list[str], line: int) -> TableRow:
    return TableRow({name: cell.strip() for name, cell in zip(header, cells, strict=False)}, line)


def _report_syntax(error: csv.Error, line: int) -> Problem:
    hint = "check the double quotes in this row"
    return Problem("OSC012", f"not valid CSV: {error}", line or 1, None, hint)


def _check_header(
    header: list[str], required: Sequence[str], optional: Sequence[str]
) -> list[Problem]:
    columns = [*required, *optional]
    unusable = _find_unusable_header(header, columns)
    if unusable is not None:
        return [unusable]
    problems = [
        Problem("OSC012", f'unknown column "{name}"', 1, None, suggest_words(name, columns))
        for name in header
        if name not in columns
    ]
    problems += [
        Problem("OSC012", f'the column "{name}" stands twice', 1)
        for name, number in Counter(header).items()
        if number > 1
    ]
    missing = _list_missing(header, required, columns)
    if missing:
        problems.append(_report_missing(missing, columns))
    return problems


def _find_unusable_header(header: list[str], columns: list[str]) -> Problem | None:
    """Why nothing can be said of single columns."""
    whole_header = f"the header is: {','.join(columns)}"
    if not any(header):
        return Problem("OSC012", "the header row is missing", 1, None, whole_header)
    separator = _find_separator(header)
    if separator is not None:
        message = f"the columns are separated by {_OTHER_SEPARATORS[separator]}"
        hint = "save the table with commas between the cells"
        return Problem("OSC012", message, 1, None, hint)
    if len(header) > MAX_COLUMNS:
        return Problem("OSC012", f"more than {MAX_COLUMNS} columns", 1, None, whole_header)
    return None


def _find_separator(header: list[str]) -> str | None:
    """A sign that other programs put between cells, in a header that has no comma."""
    if len(header) != 1:
        return None
    return next((sign for sign in _OTHER_SEPARATORS if sign in header[0]), None)


def _list_missing(header: list[str], required: Sequence[str], columns: list[str]) -> list[str]:
    """Needed columns that are not there, not even misspelt: of those the unknown name tells."""
    misspelt: set[str] = set()
    for name in header:
        if name not in columns:
            misspelt.add(find_close_word(name, columns, _SLIP_CUTOFF))
    return [name for name in required if name not in header and name not in misspelt]


def _report_missing(missing: list[str], columns: list[str]) -> Problem:
    names = [f'"{name}"' for name in missing]
    message = (
        f"the column {names[0]} is missing"
        if len(names) == 1
        else f"the columns {', '.join(names)} are missing"
    )
    return Problem("OSC012", message, 1, None, f"the header is: {','.join(columns)}")


def _check_row(cells: list[str], header: list[str], line: int) -> Problem | None:
    if len(cells) != len(header):
        message = f"{len(cells)} cells where the header has {len(header)}"
        hint = (
            "put cells that hold a comma in double quotes"
            if len(cells) > len(header)
            else "leave empty cells between commas; do not leave them out"
        )
        return Problem("OSC012", message, line, None, hint)
    if any(len(cell) > MAX_CELL for cell in cells):
        return Problem("OSC012", f"a cell with more than {MAX_CELL} characters", line)
    return None


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV with LF line ends."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
