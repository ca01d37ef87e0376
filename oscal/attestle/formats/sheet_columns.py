"""Finds the columns of a spreadsheet from outside by their names, and reads its rows as records."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from ..model.words import says_nothing, says_yes
from ..nearest import suggest_words
from .carried_values import carry_values, find_titles
from .cell_kinds import KINDS, is_consulted, is_mark, is_raci
from .column_choice import ColumnChooser
from .day_columns import find_day_orders, settle_days
from .problems import Problem, has_error
from .sheet import Sheet, SheetRow
from .sheet_headings import (
    HeaderRow,
    find_header,
    join_second_row,
    name_column,
    repeats_headings,
    report_headings,
)
from .sheet_reading import ColumnReading, FoundBy, SheetReading
from .sheet_records import Record, Records
from .wanted_columns import Joined, Spellings, WantedColumns

# A longer cell is looked up by its beginning
_LONGEST_WORD = 200
# What is told of letters of a RACI chart that choose nothing
NOT_DONE = (
    "C and I say who is asked or told, not who does it: only R and A were used",
    "put R or A, or another mark, where it is done",
)
# Fields that such a chart says nothing of: who answers for a thing does not make it so
_NO_CHART = ("state",)
# Row numbers that one warning names
_MOST_NUMBERS = 5


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
    chooser = ColumnChooser(sheet.rows, wanted)
    header = find_header(sheet.rows, wanted, chooser, header_row)
    if header is None:
        return _refuse_records(sheet, [_report_no_header(wanted, header_row)])
    notes = [] if header.row.number else [_note_no_headings(header)]
    body = _leave_foot_out(sheet.rows, header.row.number)
    second = join_second_row(header, body[0], wanted, chooser) if body and not notes else None
    if second is None:
        return _read_records(sheet, header, body, chooser, *notes)
    notes.append(_note_second_row(second.row.number))
    return _read_records(sheet, second, body[1:], chooser, *notes)


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
    chooser: ColumnChooser,
    *notes: Problem,
) -> Records:
    """The rows below the header, without headings that are printed again."""
    wanted = chooser.wanted
    problems = [*report_headings(header, wanted, chooser.contents), *notes]
    if has_error(problems):
        misuse = any(field not in header.places for field in wanted.given)
        return _refuse_records(sheet, problems, misuse=misuse)
    repeats, rows = _part_repeats(header, body)
    if repeats:
        problems.append(_note_repeats(repeats))
    problems += _note_hidden_columns(header, sheet)
    problems += _note_consulted(header, rows, wanted.joined, sheet.name)
    read = [_read_record(header, row, wanted, sheet) for row in rows]
    above = [row for row in sheet.rows if row.number < header.row.number]
    titles = find_titles(above, wanted)
    lacking = {name: titles[name] for name in header.chosen.carried if name in titles}
    carried = carry_values(read, wanted, _list_columns(header), lacking)
    in_rows = {name for record in carried for name in record.carried}
    days = find_day_orders(carried, wanted)
    return Records(
        settle_days(carried, days),
        _list_columns(header),
        _list_unused(header),
        (*sheet.problems, *problems),
        reading=replace(
            _describe(sheet, header, chooser, in_rows),
            notes=_list_notes(sheet, problems),
            days=days,
        ),
    )


def _list_notes(sheet: Sheet, problems: Sequence[Problem]) -> tuple[str, ...]:
    return tuple(problem.message for problem in (*sheet.problems, *problems) if problem.warning)


def _describe(
    sheet: Sheet, header: HeaderRow, chooser: ColumnChooser, in_rows: Collection[str]
) -> SheetReading:
    """Columns from left to right, and fields without one at the end, that rows have from above."""
    cells, chosen = header.row.cells, header.chosen

    def read_column(index: int, name: str, found_by: FoundBy, kind: str = "") -> ColumnReading:
        heading = cells[index] if index < len(cells) else f"column {name_column(index)}"
        counts = chooser.contents.count(index, kind, header.start) if kind else (0, 0)
        return ColumnReading(name, heading, found_by, *counts, sheet=sheet.name)

    columns = {
        choice.column: read_column(choice.column, name, choice.found_by, choice.kind)
        for name, choice in chosen.choices.items()
    }
    columns |= {
        index: read_column(index, name, FoundBy.JOINED) for index, name in chosen.more.items()
    }
    columns |= {
        index: read_column(index, name, FoundBy.JOINED, chooser.wanted.spoken[name])
        for index, name in chosen.spoken.items()
    }
    columns |= {
        index: read_column(index, name, FoundBy.POSITION)
        for index, (name, _) in (*chosen.positions.items(), *chosen.parts.items())
    }
    carried = [
        ColumnReading(name, "", FoundBy.CARRIED, sheet=sheet.name)
        for name in chosen.carried
        if name in in_rows
    ]
    in_order = (*(columns[index] for index in sorted(columns)), *carried)
    return SheetReading((sheet.name,), (header.row.number,), in_order, _list_unused(header))


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


def _report_no_header(wanted: WantedColumns, header_row: int | None) -> Problem:
    if header_row is not None:
        message = f"row {header_row} is no row of headings"
        return Problem("OSC012", message, header_row, None, "name another with --header-row")
    names = ", ".join(
        words[0] for field, words in wanted.spellings.items() if field in wanted.required
    )
    hint = f"name the columns: {names}; or say which with --map FIELD=HEADING"
    return Problem("OSC012", "no row with headings was found", 1, None, hint)


def _note_no_headings(header: HeaderRow) -> Problem:
    message = "no row of headings was found; the columns were told by their cells"
    hint = "name the columns in a first row if one was taken wrongly"
    return Problem("OSC012", message, None, None, hint, warning=True)


def _note_second_row(number: int) -> Problem:
    message = f"row {number} is a second row of headings; it was read together with the one above"
    return Problem("OSC012", message, number, None, "", warning=True)


def _note_repeats(rows: Sequence[SheetRow]) -> Problem:
    numbers = ", ".join(str(row.number) for row in rows[:_MOST_NUMBERS])
    others = " and others" if len(rows) > _MOST_NUMBERS else ""
    message = f"the headings stand again in row {numbers}{others}; passed over"
    return Problem("OSC012", message, rows[0].number, None, "", warning=True)


def _note_hidden_columns(header: HeaderRow, sheet: Sheet) -> list[Problem]:
    """Columns that nobody sees in the sheet: those that were read all the same, and the others."""
    used = _list_used(header)
    names: dict[bool, list[str]] = {True: [], False: []}
    for index in sorted(sheet.hidden_columns):
        cell = header.row.cells[index] if index < len(header.row.cells) else ""
        if cell or index in used:
            heading = " ".join(cell.split()) or "without a heading"
            names[index in used].append(f'"{heading}" ({name_column(index)})')
    if not (names[True] or names[False]):
        return []
    told = "; ".join(
        f"{', '.join(found)} {'were' if len(found) > 1 else 'was'} {what}"
        for found, what in ((names[True], "read like the others"), (names[False], "not used"))
        if found
    )
    hint = "look at them in the sheet: what is hidden may no longer hold"
    return [
        Problem(
            "OSC012", f"columns are hidden in the sheet: {told}", None, None, hint, warning=True
        )
    ]


def _note_consulted(
    header: HeaderRow, rows: Iterable[SheetRow], joined: Joined, sheet: str
) -> list[Problem]:
    """Rows with letters of a RACI chart that choose nothing, told once."""
    cells, chosen = header.row.cells, header.chosen
    columns = [index for index, (name, _) in chosen.positions.items() if name not in _NO_CHART]
    for index, name in header.more.items():
        # below such a heading a mark stands for what the heading says
        if name in joined and joined[name](cells[index], "R") not in (None, "", "R"):
            columns.append(index)
    found = [
        row
        for row in rows
        if any(index < len(row.cells) and is_consulted(row.cells[index]) for index in columns)
    ]
    if not found:
        return []
    message, hint = NOT_DONE
    places = tuple((sheet, row.number) for row in found)
    return [Problem("OSC012", message, found[0].number, None, hint, warning=True, rows=places)]


def _read_record(header: HeaderRow, row: SheetRow, wanted: WantedColumns, sheet: Sheet) -> Record:
    def get_cell(index: int) -> str:
        return row.cells[index] if index < len(row.cells) else ""

    fields = {name: get_cell(index) for name, index in header.places.items()}
    further = [
        (name, _add_cell(wanted.joined, name, header.row.cells[index], get_cell(index)))
        for index, name in header.more.items()
    ]
    further += _list_spoken(header, wanted, get_cell)
    further += [
        (name, _read_mark(name, value, get_cell(index)))
        for index, (name, value) in header.chosen.positions.items()
    ]
    further += [
        (name, f"[{part}] {cell}")
        for index, (name, part) in header.chosen.parts.items()
        if (cell := get_cell(index))
    ]
    for name, added in further:
        if added:
            fields[name] = f"{fields[name]}\n{added}" if fields.get(name) else added
    filled = list(filter(None, row.cells))
    stored = frozenset(name for name, index in header.places.items() if index in row.stored)
    first = filled[0] if filled else ""
    is_hidden = row.number in sheet.hidden_rows
    return Record(row.number, fields, first, len(filled), stored, sheet.name, is_hidden=is_hidden)


def _list_spoken(
    header: HeaderRow, wanted: WantedColumns, get_cell: Callable[[int], str]
) -> list[tuple[str, str]]:
    """The cells of columns of no field that speak of one."""
    cells = ((name, get_cell(index)) for index, name in header.chosen.spoken.items())
    return [(name, cell) for name, cell in cells if KINDS[wanted.spoken[name]].matches(cell)]


def _add_cell(joined: Joined, name: str, heading: str, cell: str) -> str:
    """What a further column adds; one that could be the field itself, its cell."""
    added = joined[name](heading, cell) if name in joined else None
    return cell if added is None else added


def _read_mark(name: str, value: str, cell: str) -> str:
    """The value that a column stands for, where its cell chooses it; with the words of a cell that
    neither chooses nor refuses, which no table of words has.
    """
    if not cell or (says_nothing(cell) and not is_mark(cell)):
        return ""
    if name not in _NO_CHART and is_raci(cell):
        return "" if is_consulted(cell) else value
    return value if is_mark(cell) or says_yes(cell) else f"{value}: {cell}"


def _list_columns(header: HeaderRow) -> dict[str, str]:
    """Field and heading of each column, from left to right."""
    places = sorted(header.places.items(), key=lambda pair: pair[1])
    cells = header.row.cells
    return {
        name: cells[index] if index < len(cells) else f"column {name_column(index)}"
        for name, index in places
    }


def _list_used(header: HeaderRow) -> set[int]:
    chosen = header.chosen
    return {*header.places.values(), *header.more, *chosen.positions, *chosen.parts, *chosen.spoken}


def _list_unused(header: HeaderRow) -> tuple[str, ...]:
    used = _list_used(header)
    return tuple(cell for index, cell in enumerate(header.row.cells) if cell and index not in used)


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
