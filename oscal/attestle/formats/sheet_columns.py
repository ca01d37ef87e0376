"""Finds the columns of a spreadsheet from outside by their names, and reads its rows as records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..nearest import suggest_words
from .problems import Problem, has_error
from .sheet import Sheet, SheetRow
from .sheet_headings import (
    HeaderRow,
    find_header,
    join_second_row,
    repeats_headings,
    report_headings,
)
from .sheet_headings import fold_heading as fold_heading
from .sheet_reading import ColumnReading, FoundBy, SheetReading
from .wanted_columns import Joined as Joined
from .wanted_columns import Spellings as Spellings
from .wanted_columns import WantedColumns

_TOTAL = re.compile(
    r"(?:grand |sub-?)?(?:totals?|sum|count|average)\b|number of \w+\b|end of"
    r" (?:report|file|list)\b",
    re.I,
)
# A first cell of so many signs is a title or a sentence that happens to begin with "count" or "sum"
_LONGEST_TOTAL = 40
# A longer cell is looked up by its beginning
_LONGEST_WORD = 200
# Row numbers that one warning names
_MOST_NUMBERS = 5


@dataclass(frozen=True, slots=True)
class Record:
    """One row as fields; a column that is not in the sheet gives "".

    `first` is the first filled cell of the row and `filled` their number, over all columns;
    `stored` are the fields whose cell is a number or a day in the file and not text. `sheet` is the
    name of the sheet ("" for CSV), `carried` are the fields whose value stands in a row above;
    `is_carrier` is such a row, which holds nothing else; `is_hidden` one that the sheet hides.
    """

    number: int
    fields: Mapping[str, str]
    first: str = ""
    filled: int = 0
    stored: frozenset[str] = frozenset()
    sheet: str = ""
    carried: frozenset[str] = frozenset()
    is_carrier: bool = False
    is_hidden: bool = False

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def is_caption(self) -> bool:
        """One cell of words alone: the title of the rows below it."""
        return self.is_carrier or (
            self.filled == 1
            and (" " in self.first or not any(sign.isdigit() for sign in self.first))
        )

    @property
    def is_total(self) -> bool:
        """The row under a table that sums it up."""
        return (
            bool(_TOTAL.match(self.first))
            and len(self.first) < _LONGEST_TOTAL
            and self.filled <= max(2, len(self.fields) // 2)
        )


@dataclass(frozen=True, slots=True)
class Records:
    """What was read of a sheet.

    `columns` are the headings of the fields from left to right; `unused` are the headings that mean
    nothing to us; their cells are not taken.

    Errors beside records are rows that were left out; without records they say why there are none.
    `misuse` says that the mistake is in what was asked for.
    """

    records: tuple[Record, ...]
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    problems: tuple[Problem, ...]
    misuse: bool = False
    reading: SheetReading = field(default_factory=SheetReading)

    @property
    def left_out(self) -> int:
        return sum(1 for problem in self.problems if not problem.warning)


def find_records(
    sheet: Sheet,
    spellings: Spellings,
    required: Sequence[str],
    given: Mapping[str, str],
    joined: Joined | None = None,
) -> Records:
    """Rows as records, for a sheet of which no more than its headings is known.

    `given` maps fields to headings, from `--map field=Heading`, and goes before the spellings.
    """
    return read_records(sheet, WantedColumns(spellings, tuple(required), given, joined or {}))


def read_records(sheet: Sheet, wanted: WantedColumns, header_row: int | None = None) -> Records:
    """Rows of one sheet as records.

    `header_row` is the row of headings as the user counts, where it is not to be looked for.
    """
    unknown = _report_unknown_fields(wanted.given, wanted.spellings)
    is_unreadable = not sheet.rows and has_error(sheet.problems)
    if unknown or is_unreadable:
        return _refuse_records(sheet, unknown, misuse=bool(unknown) or sheet.misuse)
    free = {name: add for name, add in wanted.joined.items() if name not in wanted.given}
    wanted = replace(wanted, joined=free)
    rows = [row for row in sheet.rows if header_row in (None, row.number)]
    header = find_header(rows, wanted)
    if header is None:
        return _refuse_records(sheet, [_report_no_header(wanted)])
    body = _leave_foot_out(sheet.rows, header.row.number)
    second = join_second_row(header, body[0], wanted) if body else None
    if second is None:
        return _read_records(sheet, header, body, wanted)
    note = _note_second_row(second.row.number)
    return _read_records(sheet, second, body[1:], wanted, note)


def _leave_foot_out(rows: Iterable[SheetRow], head: int) -> list[SheetRow]:
    """The rows below the headings without a last one that repeats a line above them: the marking of
    a document stands in the first and the last row of a sheet.
    """
    above: set[tuple[str, ...]] = set()
    body: list[SheetRow] = []
    for row in rows:
        if row.number > head:
            body.append(row)
        else:
            above.add(_list_filled(row))
    last = _list_filled(body[-1]) if body else ()
    return body[:-1] if len(last) == 1 and last in above else body


def _list_filled(row: SheetRow) -> tuple[str, ...]:
    return tuple(filter(None, row.cells))


def _read_records(
    sheet: Sheet,
    header: HeaderRow,
    body: Sequence[SheetRow],
    wanted: WantedColumns,
    *notes: Problem,
) -> Records:
    """The rows below the header, without headings that are printed again."""
    problems = [*report_headings(header, wanted), *notes]
    if has_error(problems):
        misuse = any(field not in header.places for field in wanted.given)
        return _refuse_records(sheet, problems, misuse=misuse)
    repeats, rows = _part_repeats(header, body)
    if repeats:
        problems.append(_note_repeats(repeats))
    return Records(
        tuple(_read_record(header, row, wanted.joined) for row in rows),
        _list_columns(header),
        _list_unused(header),
        (*sheet.problems, *problems),
        reading=_describe(sheet, header),
    )


def _describe(sheet: Sheet, header: HeaderRow) -> SheetReading:
    columns = [
        ColumnReading(name, header.row.cells[index], FoundBy.NAMED, sheet=sheet.name)
        for name, index in sorted(header.places.items(), key=lambda pair: pair[1])
    ]
    return SheetReading((sheet.name,), (header.row.number,), tuple(columns), _list_unused(header))


def _part_repeats(
    header: HeaderRow, body: Iterable[SheetRow]
) -> tuple[list[SheetRow], list[SheetRow]]:
    """The rows that print the headings again, and the others."""
    repeats: list[SheetRow] = []
    rows: list[SheetRow] = []
    for row in body:
        (repeats if repeats_headings(header.row, row) else rows).append(row)
    return repeats, rows


def _refuse_records(sheet: Sheet, problems: Iterable[Problem], *, misuse: bool = False) -> Records:
    return Records((), {}, (), (*sheet.problems, *problems), misuse)


def _report_unknown_fields(given: Mapping[str, str], spellings: Spellings) -> list[Problem]:
    return [
        Problem("OSC012", f'"{name}" is no field', None, None, suggest_words(name, spellings))
        for name in given
        if name not in spellings
    ]


def _report_no_header(wanted: WantedColumns) -> Problem:
    names = ", ".join(
        words[0] for field, words in wanted.spellings.items() if field in wanted.required
    )
    hint = f"name the columns: {names}; or say which with --map FIELD=HEADING"
    return Problem("OSC012", "no row with headings was found", 1, None, hint)


def _note_second_row(number: int) -> Problem:
    message = f"row {number} is a second row of headings; it was read together with the one above"
    return Problem("OSC012", message, number, None, "", warning=True)


def _note_repeats(rows: Sequence[SheetRow]) -> Problem:
    numbers = ", ".join(str(row.number) for row in rows[:_MOST_NUMBERS])
    others = " and others" if len(rows) > _MOST_NUMBERS else ""
    message = f"the headings stand again in row {numbers}{others}; passed over"
    return Problem("OSC012", message, rows[0].number, None, "", warning=True)


def _read_record(header: HeaderRow, row: SheetRow, joined: Joined) -> Record:
    def get_cell(index: int) -> str:
        return row.cells[index] if index < len(row.cells) else ""

    fields = {name: get_cell(index) for name, index in header.places.items()}
    for index, name in header.more.items():
        added = joined[name](header.row.cells[index], get_cell(index))
        if added:
            fields[name] = f"{fields[name]}\n{added}" if fields.get(name) else added
    filled = [text for text in row.cells if text]
    stored = frozenset(name for name, index in header.places.items() if index in row.stored)
    return Record(row.number, fields, filled[0] if filled else "", len(filled), stored)


def _list_columns(header: HeaderRow) -> dict[str, str]:
    """Field and heading of each column, from left to right."""
    places = sorted(header.places.items(), key=lambda pair: pair[1])
    return {name: header.row.cells[index] for name, index in places}


def _list_unused(header: HeaderRow) -> tuple[str, ...]:
    used = {*header.places.values(), *header.more}
    return tuple(cell for index, cell in enumerate(header.row.cells) if cell and index not in used)


def report_row(record: Record, message: str, hint: str = "", *, warning: bool = False) -> Problem:
    """A problem of one row."""
    return Problem("OSC012", message, record.number, None, hint, warning=warning)


def split_cell(cell: str) -> list[str]:
    """The items of a cell that lists several, between commas, semicolons, bars or line breaks."""
    return [word.strip() for word in re.split(r"[,;|\n\r]+", cell) if word.strip()]


class NearestHints:
    """Hints for many wrong words: each is worked out once, and no more than a reader would read."""

    def __init__(self, known: Iterable[str], most: int = 150) -> None:
        self._known = tuple(known)
        self._remaining = most
        self._hints: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        if word not in self._hints and self._remaining:
            self._remaining -= 1
            # The time that a near word takes to find grows with the length of both
            self._hints[word] = suggest_words(word[:_LONGEST_WORD], self._known)
        return self._hints.get(word, "")
