"""A sheet of any file from outside: its rows as text, and the most that it may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .problems import Problem

# Against files that are no tables: what is beyond is refused, so that no file takes all memory
MAX_ROWS = 60_000
MAX_COLUMNS = 500
# Signs that a cell of a spreadsheet program holds at the most
MAX_CELL = 32_767
# What a spreadsheet holds but no text should: blanks of other widths, marks of no width, controls;
# they are read as a blank, or not at all.
_NOTHING = (
    *range(9), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0),
    0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF,
)  # fmt: skip
_ODD: Mapping[int, str | None] = MappingProxyType({
    **dict.fromkeys(_NOTHING),
    **dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n"),
    **dict.fromkeys((0xA0, 0x2007, 0x2009, 0x202F), " "),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`number` is the row as the spreadsheet program counts it, from 1 (for CSV the line).

    `stored` are the indexes of cells that are a number or a day in the file and not text.
    """

    number: int
    cells: tuple[str, ...]
    stored: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that are not empty.

    An error with a line among the problems leaves out that row; one that stops everything leaves no
    rows.

    `others` are visible sheets that were not asked for; `misuse` says that the mistake is in what
    was asked for, not in the file.
    """

    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...] = ()
    name: str = ""
    others: tuple[str, ...] = ()
    misuse: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def refuse_sheet(message: str, hint: str = "", line: int | None = None) -> Sheet:
    return Sheet((), (Problem("OSC012", message, line, None, hint),))


def clean_cell(text: str) -> str:
    """Without the white space at both ends; odd blanks and line ends made plain."""
    if not (text.isascii() and text.isprintable()):
        text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").translate(_ODD)
    return text.strip()


def trim_cells(cells: Sequence[str]) -> tuple[str, ...]:
    """Without empty cells at the end."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return tuple(cells[:end])


def refuse_long_row(row: SheetRow) -> Problem | None:
    """A row with a cell that no spreadsheet program could hold is not taken.

    Mostly a quote that is not closed swallowed other cells.
    """
    size = max((len(cell) for cell in row.cells), default=0)
    if size <= MAX_CELL:
        return None
    return Problem(
        "OSC012",
        f"a cell with {size} characters, and {MAX_CELL} is the most; the row was not taken",
        row.number,
        None,
        "shorten it",
    )


def refuse_large_sheet(rows: Sequence[SheetRow]) -> Sheet | None:
    if len(rows) > MAX_ROWS:
        return refuse_sheet(f"more than {MAX_ROWS} rows", "split the file", rows[-1].number)
    if rows and len(rows[-1].cells) > MAX_COLUMNS:
        return refuse_sheet(
            f"more than {MAX_COLUMNS} columns",
            "take out the columns that are not needed",
            rows[-1].number,
        )
    return None


def make_note(message: str, hint: str, line: int | None = None) -> Problem:
    return Problem("OSC012", message, line, None, hint, warning=True)
