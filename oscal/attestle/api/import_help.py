"""What is told of a file in which the columns of an import were not found."""

from __future__ import annotations

from collections.abc import Sequence

from ..formats import spreadsheet
from ..formats.problems import Problem
from ..formats.sheet import Sheet, SheetRow

# Rows among which the headings are, and the longest cell that is one
_SEARCHED = 25
_LONGEST_HEADING = 60
# Sheets that are looked at; columns that are named
_SHEETS = 10
_MOST_COLUMNS = 40
_LETTERS = 26


def describe_columns(
    data: bytes, sheet: str | None, required: Sequence[str]
) -> tuple[Problem, ...]:
    """The headings of the likeliest table with the letters of their columns, and a line to paste;
    nothing where there is no table.
    """
    first = spreadsheet.read_spreadsheet(data, sheet)
    pages = [first, *(spreadsheet.read_spreadsheet(data, name) for name in first.others[:_SHEETS])]
    found = [(row, page) for page in pages if (row := _find_headings(page)) is not None]
    if not found:
        return ()
    row, page = max(found, key=lambda pair: _count_headings(pair[0]))
    columns = [(write_letters(index), cell) for index, cell in enumerate(row.cells) if cell][
        :_MOST_COLUMNS
    ]
    where = f'the sheet "{page.name}" has' if page.name else "the file has"
    named = ", ".join(f'{letters} "{" ".join(cell.split())}"' for letters, cell in columns)
    message = f"{where} in row {row.number} the columns {named}"
    pairs = zip(required, [letters for letters, _ in columns], strict=False)
    choice = " ".join(f"--map {name}={letters}" for name, letters in pairs)
    options = f'--sheet "{page.name}" {choice}' if len(pages) > 1 and page.name else choice
    hint = f"say which is which, by heading or letter, such as: {options}"
    return (Problem("OSC012", message, row.number, None, hint, warning=True),)


def _find_headings(page: Sheet) -> SheetRow | None:
    """The row that most looks like one of headings, the first of equals."""
    rows = [row for row in page.rows[:_SEARCHED] if _count_headings(row) > 1]
    return max(rows, key=_count_headings, default=None)


def _count_headings(row: SheetRow) -> int:
    return len({cell for cell in row.cells if 0 < len(cell) <= _LONGEST_HEADING})


def write_letters(index: int) -> str:
    """The name of a column in a spreadsheet program: A, B, ..., Z, AA."""
    letters = ""
    number = index + 1
    while number:
        number, place = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + place) + letters
    return letters
