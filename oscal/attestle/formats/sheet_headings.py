"""The row of a spreadsheet from outside that holds its headings, and the column of each field."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ..nearest import suggest_words
from .problems import Problem
from .sheet import SheetRow
from .wanted_columns import WantedColumns

_SIGNS = re.compile(r"[^a-z0-9]+")
# Filled rows in which the headings are looked for: titles and legends above a table take fewer
# (docs/reference/imports.md names the number)
_SEARCHED = 25
# A longer cell is a sentence, and names no column
_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """A row of headings: the column of each field, and further columns that add to a field."""

    row: SheetRow
    places: Mapping[str, int]
    more: Mapping[int, str]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset((*self.places, *self.more.values()))


def fold_heading(text: str) -> str:
    """A heading without case, blanks and signs."""
    return _SIGNS.sub("", text.lower())


def find_header(rows: Sequence[SheetRow], wanted: WantedColumns) -> HeaderRow | None:
    """The row, among the first ones, that names what is needed, and most columns."""
    best: HeaderRow | None = None
    best_rank = (False, 0)
    for row in rows[:_SEARCHED]:
        header = _locate_columns(row, wanted)
        rank = (all(field in header.fields for field in wanted.required), len(header.fields))
        if rank > best_rank:
            best, best_rank = header, rank
    return best


def _locate_columns(row: SheetRow, wanted: WantedColumns) -> HeaderRow:
    """Columns that were asked for first, then by the spellings, then those that add to a field."""
    places = _locate_given(row, wanted.given)
    _add_spelled(places, row, wanted)
    placed = set(places.values())
    more = {
        index: field
        for index, cell in enumerate(row.cells)
        if _is_short(cell) and index not in placed
        for field, add in wanted.joined.items()
        if add(cell, "") is not None
    }
    return HeaderRow(row, places, more)


def _is_short(cell: str) -> bool:
    return 0 < len(cell) <= _LONGEST_HEADING


def _fold_cells(row: SheetRow) -> list[str]:
    """The headings folded; "" where a cell is too long to be one."""
    return [fold_heading(cell) if len(cell) <= _LONGEST_HEADING else "" for cell in row.cells]


def _fold_blanks(text: str) -> str:
    return " ".join(text.split()).lower()


def _locate_given(row: SheetRow, given: Mapping[str, str]) -> dict[str, int]:
    """The columns that the user named: as written, else without signs."""
    written = [_fold_blanks(cell) for cell in row.cells]
    folded = _fold_cells(row)
    places: dict[str, int] = {}
    for field, heading in given.items():
        without_signs = fold_heading(heading)
        if _fold_blanks(heading) in written:
            places[field] = written.index(_fold_blanks(heading))
        elif without_signs and without_signs in folded:
            places[field] = folded.index(without_signs)
    return places


def _add_spelled(places: dict[str, int], row: SheetRow, wanted: WantedColumns) -> None:
    """A free column for each field that the user did not name.

    The spellings are tried in their order, the name of the field last.
    """
    folded = _fold_cells(row)
    for field, words in wanted.spellings.items():
        if field in wanted.given:
            continue
        free = _index_free(folded, set(places.values()))
        for word in (*words, field):
            if fold_heading(word) in free:
                places[field] = free[fold_heading(word)]
                break


def _index_free(folded: Sequence[str], placed: Collection[int]) -> dict[str, int]:
    """The first free column of each heading."""
    free: dict[str, int] = {}
    for index, name in enumerate(folded):
        if name and index not in placed:
            free.setdefault(name, index)
    return free


def join_second_row(header: HeaderRow, row: SheetRow, wanted: WantedColumns) -> HeaderRow | None:
    """The header with the row below it, where that names columns too and is no row of the table."""
    field_words = frozenset(
        fold_heading(word) for field, words in wanted.spellings.items() for word in (field, *words)
    )
    if not _is_second_header(header, row, field_words):
        return None
    placed = set(header.places.values())
    pairs = list(zip_longest(header.row.cells, row.cells, fillvalue=""))
    cells = tuple(
        # A column that has its field keeps its heading, unless the word below names a field too
        upper if index in placed and fold_heading(lower) not in field_words else lower or upper
        for index, (upper, lower) in enumerate(pairs)
    )
    both = _locate_columns(SheetRow(row.number, cells), wanted)
    if header.fields <= both.fields:
        return both
    # The words below hide a field that the upper row had: only the upper row is used
    upper_row = SheetRow(row.number, tuple(upper for upper, _ in pairs))
    return HeaderRow(upper_row, header.places, header.more)


def _is_second_header(header: HeaderRow, row: SheetRow, field_words: Collection[str]) -> bool:
    filled = {index: cell for index, cell in enumerate(row.cells) if cell}
    if not filled or not all(map(_is_short, filled.values())) or repeats_headings(header.row, row):
        return False
    return _names_fields(filled.values(), field_words) or _names_open_columns(header, filled)


def _names_fields(cells: Collection[str], field_words: Collection[str]) -> bool:
    """Most cells of the row are spellings of fields; a single cell may be so by chance."""
    named = sum(fold_heading(cell) in field_words for cell in cells)
    return len(cells) >= 2 and named * 2 > len(cells)


def _names_open_columns(header: HeaderRow, filled: Mapping[int, str]) -> bool:
    """Words alone, not below the first column, and one of them where the upper row is empty."""
    above = header.row.cells
    if min(header.places.values(), default=0) in filled:
        return False
    if not any(index >= len(above) or not above[index] for index in filled):
        return False
    return all(any(sign.isalpha() for sign in cell) for cell in filled.values())


def repeats_headings(header: SheetRow, row: SheetRow) -> bool:
    """Headings printed again, as on each page of a report."""
    pairs = [
        (header.cells[index] if index < len(header.cells) else "", cell)
        for index, cell in enumerate(row.cells)
        if cell
    ]
    return len(pairs) >= 2 and all(
        fold_heading(heading) == fold_heading(cell) for heading, cell in pairs
    )


def report_headings(header: HeaderRow, wanted: WantedColumns) -> list[Problem]:
    """What was asked for and is not there, and headings that stand twice."""
    headings = [cell for cell in header.row.cells if cell]
    return [
        *_report_given(header, wanted, headings),
        *_report_required(header, wanted, headings),
        *_report_doubles(header, headings),
    ]


def _report_given(
    header: HeaderRow, wanted: WantedColumns, headings: Sequence[str]
) -> Iterator[Problem]:
    for field, heading in wanted.given.items():
        if field not in header.places:
            message = f'there is no column "{heading}"'
            hint = suggest_words(heading, headings)
            yield Problem("OSC012", message, header.row.number, None, hint)


def _report_required(
    header: HeaderRow, wanted: WantedColumns, headings: Sequence[str]
) -> Iterator[Problem]:
    for field in wanted.required:
        if field not in header.fields and field not in wanted.given:
            near = suggest_words(wanted.spellings[field][0], headings)
            hint = f"{near} say it with --map {field}=HEADING".strip()
            message = f'no column for "{field}"'
            yield Problem("OSC012", message, header.row.number, None, hint)


def _report_doubles(header: HeaderRow, headings: Sequence[str]) -> Iterator[Problem]:
    """Columns that add to a field may have one heading."""
    used = {fold_heading(header.row.cells[index]) for index in header.places.values()}
    single = [
        fold_heading(cell)
        for index, cell in enumerate(header.row.cells)
        if cell and index not in header.more
    ]
    for folded, heading in {fold_heading(cell): cell for cell in headings}.items():
        if folded in used and single.count(folded) > 1:
            message = f'the heading "{heading}" stands twice; the first column was taken'
            yield Problem("OSC012", message, header.row.number, None, "", warning=True)
