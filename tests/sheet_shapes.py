"""Plain tables dressed as the files that people have: CSV and workbooks of many looks.

`dress` takes what should come out and makes a file of it; a test reads the file and compares. How a
file was dressed stands in `Dressed.how`, for the message of a test that fails.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

_TITLES = (
    ("Northlane Inc.",),
    ("Internal use only",),
    ("Prepared by the security team on 4 November 2026",),
    ("Export", "", "Version 7"),
)
_EXTRA: tuple[tuple[str, Callable[[int], str]], ...] = (
    ("Row", lambda number: str(number)),
    ("Last editor", lambda number: ("Jo Park", "Sam Ode")[number % 2]),
    ("Internal remarks", lambda number: ("", "look at this again in spring")[number % 2]),
    ("Weight", lambda number: f"{number % 5}.5"),
)
_FOOTERS = (("Internal use only",), ("End of report",), ("Total", "{count}"))
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")
_DELIMITERS = (",", ";", "\t", "|")
_COVERS = (
    ("About", (("Northlane",), ("Workbook of the security team",), ("Owner", "Jo Park"))),
    ("Legend", (("Word", "Meaning"), ("green", "as it should be"), ("red", "to be looked at"))),
    ("Change log", (("Date", "Who", "What"), ("2026-10-01", "Jo Park", "first edition"))),
)


@dataclass(frozen=True, slots=True)
class PlainTable:
    """`headings` are the spellings that a field may have in a file, `rows` cells by field."""

    headings: Mapping[str, tuple[str, ...]]
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Dressed:
    """A file, the rows that should come out of it, the headings it has, and how it was made."""

    name: str
    data: bytes
    rows: tuple[Mapping[str, str], ...]
    headings: Mapping[str, str]
    how: tuple[str, ...]


@dataclass(slots=True)
class _Grid:
    """Rows of cells as they are dressed, one step after the other; `top` is where the data begin."""

    lines: list[list[str]]
    top: int
    how: list[str]
    hidden: list[int]

    def width(self) -> int:
        return max(len(line) for line in self.lines)


def dress(table: PlainTable, random: Random) -> Dressed:
    """One of many looks: the same random gives the same file."""
    fields = list(table.headings)
    random.shuffle(fields)
    headings = _choose_headings(table, fields, random)
    lines = [
        [headings[field] for field in fields],
        *([row.get(field, "") for field in fields] for row in table.rows),
    ]
    grid = _Grid(lines, 1, [], [])
    for step in (_add_columns, _repeat_head, _add_blank_rows, _split_head, _add_foot, _add_titles):
        if random.random() < 0.4:
            step(grid, random)
            grid.how.append(step.__name__.lstrip("_"))
    write: Callable[[_Grid, Random], tuple[str, bytes]] = random.choice((_write_csv, _write_book))
    name, data = write(grid, random)
    return Dressed(name, data, table.rows, headings, tuple(grid.how))


def _choose_headings(table: PlainTable, fields: Sequence[str], random: Random) -> dict[str, str]:
    """A heading of each field, no two alike, now and then in another case or with signs."""
    chosen: dict[str, str] = {}
    for field in fields:
        free = [text for text in table.headings[field] if text not in chosen.values()]
        chosen[field] = random.choice(free)
    looks: tuple[Callable[[str], str], ...] = (
        str,
        str,
        str.upper,
        str.lower,
        lambda text: f"{text}:",
        lambda text: f" {text} *",
        lambda text: text.replace(" ", "_"),
        lambda text: text.replace(" ", "\n"),
    )
    look = random.choice(looks)
    return {field: look(text) for field, text in chosen.items()}


def _add_columns(grid: _Grid, random: Random) -> None:
    """Columns that nobody asked for."""
    for heading, fill in random.sample(_EXTRA, random.randint(1, len(_EXTRA))):
        at = random.randint(0, len(grid.lines[0]))
        for number, line in enumerate(grid.lines):
            line.insert(at, fill(number) if number else heading)


def _repeat_head(grid: _Grid, random: Random) -> None:
    """Headings again in the middle, as on printed pages."""
    if len(grid.lines) > 3:
        grid.lines.insert(random.randint(2, len(grid.lines) - 1), list(grid.lines[0]))


def _add_blank_rows(grid: _Grid, random: Random) -> None:
    for _ in range(random.randint(1, 3)):
        grid.lines.insert(random.randint(1, len(grid.lines)), [""] * len(grid.lines[0]))


def _split_head(grid: _Grid, random: Random) -> None:
    """A row of groups above the headings."""
    groups = [""] * grid.width()
    groups[0] = "Register"
    groups[random.randrange(len(groups))] = "Details"
    grid.lines.insert(0, groups)


def _add_foot(grid: _Grid, random: Random) -> None:
    count = str(len(grid.lines) - 1)
    grid.lines.append([])
    grid.lines.append([cell.replace("{count}", count) for cell in random.choice(_FOOTERS)])


def _add_titles(grid: _Grid, random: Random) -> None:
    titles = [list(title) for title in random.sample(_TITLES, random.randint(1, 3))]
    grid.lines[:0] = [*titles, []]


def _write_csv(grid: _Grid, random: Random) -> tuple[str, bytes]:
    delimiter = random.choice(_DELIMITERS)
    encoding = random.choice(_ENCODINGS)
    end = random.choice(("\n", "\r\n"))
    out = io.StringIO(newline="")
    if random.random() < 0.1 and delimiter != "|":
        out.write(f"sep={delimiter}{end}")
    is_quoted = random.random() < 0.5
    writer = csv.writer(
        out,
        delimiter=delimiter,
        lineterminator=end,
        quoting=csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL,
    )
    writer.writerows(grid.lines)
    grid.how.append(f"csv {delimiter!r} {encoding}")
    return "table.csv", out.getvalue().encode(encoding, errors="replace")


def _write_book(grid: _Grid, random: Random) -> tuple[str, bytes]:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    covers = random.sample(_COVERS, random.randint(0, len(_COVERS)))
    before = random.randint(0, len(covers))
    for title, lines in covers[:before]:
        _fill_sheet(book.create_sheet(title), lines)
    page = book.create_sheet(random.choice(("Sheet1", "Register", "FY26", "Data 2026-11")))
    _fill_sheet(page, grid.lines)
    for title, lines in covers[before:]:
        _fill_sheet(book.create_sheet(title), lines)
    if random.random() < 0.3:
        hidden = random.randint(1, len(grid.lines))
        page.row_dimensions[hidden].hidden = True
        grid.hidden.append(hidden)
        grid.how.append(f"row {hidden} hidden")
    if random.random() < 0.3:
        page.auto_filter.ref = page.dimensions
    grid.how.append(f"xlsx, {before} sheets before, {len(covers) - before} behind")
    out = io.BytesIO()
    book.save(out)
    return "table.xlsx", out.getvalue()


def _fill_sheet(page: object, lines: Sequence[Sequence[str]]) -> None:
    for number, line in enumerate(lines, 1):
        for column, text in enumerate(line, 1):
            if text:
                page.cell(number, column, text)  # type: ignore[attr-defined]
