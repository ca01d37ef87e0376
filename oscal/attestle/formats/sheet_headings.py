"""The row of a spreadsheet from outside that holds its headings, and the column of each field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import zip_longest

from ..lazy_dataclasses import dataclass
from ..nearest import suggest_words
from .column_choice import ChosenColumns, ColumnChooser
from .column_contents import ColumnContents
from .heading_names import fold_heading
from .problems import Problem
from .sheet import SheetRow
from .sheet_reading import FoundBy
from .wanted_columns import WantedColumns

# Filled rows in which the headings are looked for: titles and legends above a table take fewer
# (docs/reference/imports.md names the number)
_SEARCHED = 25
# A longer cell is a sentence, and names no column
_LONGEST_HEADING = 60
# What a row of headings counts more where each column has one, and by how much a lower row has to
# be better than one above it
_FULL_ROW, _MARGIN = 0.6, 0.2
# Kinds of cells that head no column, and those whose words may
_OWN_VALUES = ("code", "mail", "hash", "url", "day", "address")
_TABLE_WORDS = (
    "state", "control-status", "evidence-status", "responsibility", "asset-category"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """A row of headings with what its columns are; row 0 where the table has no such row.

    `start` is the index of the first row below it.
    """

    row: SheetRow
    chosen: ChosenColumns
    start: int = 0

    @property
    def places(self) -> Mapping[str, int]:
        return {name: choice.column for name, choice in self.chosen.choices.items()}

    @property
    def more(self) -> Mapping[int, str]:
        return self.chosen.more

    @property
    def fields(self) -> frozenset[str]:
        return self.chosen.fields

    def has_all(self, required: Sequence[str]) -> bool:
        return all(name in self.fields for name in required)


def find_header(
    rows: Sequence[SheetRow],
    wanted: WantedColumns,
    chooser: ColumnChooser,
    header_row: int | None = None,
) -> HeaderRow | None:
    """The row, among the first ones, that names what is needed, and most columns.

    Where no row does and the cells alone tell the needed columns, the table has no headings.
    """
    best: HeaderRow | None = None
    best_rank, best_score = (False, False), 0.0
    width = max((len(row.cells) for row in rows), default=1)
    for header in _list_candidates(rows, chooser, header_row):
        is_head = not chooser.is_data(header.row.cells, header.chosen)
        rank = (header.has_all(wanted.required) and is_head, is_head)
        score = header.chosen.score + _FULL_ROW * len(list(filter(None, header.row.cells))) / width
        # a lower row has to be plainly better: rows above the headings are not read
        if rank > best_rank or (rank == best_rank and score > best_score + _MARGIN):
            best, best_rank, best_score = header, rank, score
    if header_row is not None or best_rank[0]:
        return best if best is None or header_row is not None else _find_first_print(rows, best)
    return _find_bare_table(rows, wanted, chooser) or best


def _list_candidates(
    rows: Sequence[SheetRow], chooser: ColumnChooser, header_row: int | None
) -> Iterator[HeaderRow]:
    """The first rows that name a field, or the one that the user named; what repeats a row above it
    is none.
    """
    for index, row in enumerate(rows[:_SEARCHED]):
        is_meant = header_row == row.number
        if header_row is None:
            is_meant = not any(repeats_headings(above, row) for above in rows[:index])
        chosen = chooser.choose(row.cells, index + 1) if is_meant else None
        if chosen is not None and chosen.fields:
            yield HeaderRow(row, chosen, index + 1)


def _find_first_print(rows: Sequence[SheetRow], header: HeaderRow) -> HeaderRow:
    """The headings where they stand first: those of a later page may be whole where the first ones
    are parted over two rows, and the rows between belong to the table.
    """
    for index, row in enumerate(rows[: header.start - 1]):
        if _is_part_of(row, header.row):
            start = index + 1
            while start < header.start - 1 and _is_part_of(rows[start], header.row, fewest=1):
                start += 1
            return HeaderRow(SheetRow(row.number, header.row.cells), header.chosen, start)
    return header


def _is_part_of(row: SheetRow, header: SheetRow, fewest: int = 2) -> bool:
    """Whether each filled cell of a row stands in the same column of the headings."""
    pairs = [(cell, index) for index, cell in enumerate(row.cells) if cell]
    return len(pairs) >= fewest and all(
        index < len(header.cells) and fold_heading(cell) == fold_heading(header.cells[index])
        for cell, index in pairs
    )


def _find_bare_table(
    rows: Sequence[SheetRow], wanted: WantedColumns, chooser: ColumnChooser
) -> HeaderRow | None:
    """A table whose first row is data already."""
    chosen = chooser.choose((), 0)
    header = HeaderRow(_number_columns(rows), chosen, 0)
    if wanted.given or not header.has_all(wanted.required):
        return None
    first = rows[0].cells
    named = (choice for choice in chosen.choices.values() if choice.kind)
    is_table = any(
        choice.column < len(first)
        and chooser.contents.is_of_kind(first[choice.column], choice.kind)
        for choice in named
    )
    return header if is_table else None


def _number_columns(rows: Sequence[SheetRow]) -> SheetRow:
    width = max(len(row.cells) for row in rows)
    return SheetRow(0, tuple(f"column {name_column(index)}" for index in range(width)))


def name_column(index: int) -> str:
    """`A` is 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _is_short(cell: str) -> bool:
    return 0 < len(cell) <= _LONGEST_HEADING


def join_second_row(
    header: HeaderRow, row: SheetRow, wanted: WantedColumns, chooser: ColumnChooser
) -> HeaderRow | None:
    """The header with the row below it, where that names columns too and is no row of the table."""
    field_words = frozenset(
        fold_heading(word) for field, words in wanted.spellings.items() for word in (field, *words)
    )
    holds_ids = chooser.holds_ids(row.cells, header.chosen)
    if holds_ids or _holds_values(header, row, wanted, chooser.contents):
        return None
    if not _is_second_header(header, row, field_words):
        return None
    placed = {choice.column for choice in header.chosen.choices.values()}
    pairs = list(zip_longest(header.row.cells, row.cells, fillvalue=""))
    cells = tuple(
        # A column that has its field keeps its heading, unless the word below names a field too
        upper if index in placed and fold_heading(lower) not in field_words else lower or upper
        for index, (upper, lower) in enumerate(pairs)
    )
    start = header.start + 1
    both = HeaderRow(SheetRow(row.number, cells), chooser.choose(cells, start), start)
    if header.fields <= both.fields:
        return both
    # The words below hide a field that the upper row had: only the upper row is used
    upper_row = SheetRow(row.number, tuple(upper for upper, _ in pairs))
    return HeaderRow(upper_row, header.chosen, start)


def _holds_values(
    header: HeaderRow, row: SheetRow, wanted: WantedColumns, contents: ColumnContents
) -> bool:
    """Whether a column that its heading names has a value below it: `A1` under *Asset ID*, or `CUI`
    under *Category*. A word of a table may head a column too where the row above has gaps.
    """
    above = header.row.cells
    has_gaps = any(
        cell and (index >= len(above) or not above[index]) for index, cell in enumerate(row.cells)
    )
    kinds = _OWN_VALUES if has_gaps else (*_OWN_VALUES, *_TABLE_WORDS)
    return any(
        choice.column < len(row.cells)
        and row.cells[choice.column]
        and contents.is_of_kind(row.cells[choice.column], kind)
        for field, choice in header.chosen.choices.items()
        if choice.found_by is not FoundBy.CONTENT
        for kind in wanted.kinds.get(field, ())
        if kind in kinds
    )


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


def report_headings(
    header: HeaderRow, wanted: WantedColumns, contents: ColumnContents
) -> list[Problem]:
    """What was asked for and is not there, and headings that stand twice."""
    headings = [cell for cell in header.row.cells if cell]
    return [
        *_report_given(header, wanted, headings),
        *_report_required(header, wanted, contents),
        *_report_doubles(header, headings),
        *_report_rivals(header, wanted),
        *_report_contradicted(header, contents),
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
    header: HeaderRow, wanted: WantedColumns, contents: ColumnContents
) -> Iterator[Problem]:
    """With every heading and what its cells look like: a near word may mean another thing."""
    for name in wanted.required:
        if name not in header.fields and name not in wanted.given:
            columns = "; ".join(
                f'"{heading}" ({contents.describe(index, header.start)})'
                for index, heading in enumerate(header.row.cells)
                if heading
            )
            hint = f"say it with --map {name}=HEADING; the headings are: {columns}"
            yield Problem("OSC012", f'no column for "{name}"', header.row.number, None, hint)


def _report_rivals(header: HeaderRow, wanted: WantedColumns) -> Iterator[Problem]:
    cells = header.row.cells
    for name, columns in header.chosen.rivals.items():
        others = ", ".join(f'"{cells[index]}"' for index in columns if index < len(cells))
        taken = cells[header.places[name]] if header.places[name] < len(cells) else ""
        if others and fold_heading(others) != fold_heading(taken):
            message = f'"{taken}" was taken for {name}; {others} could be it as well'
            if name in wanted.pooled:
                message = (
                    f'"{taken}" and {others} were read for {name}; in each row the worst counts'
                )
            hint = f"say which with --map {name}=HEADING"
            yield Problem("OSC012", message, header.row.number, None, hint, warning=True)


def _report_contradicted(header: HeaderRow, contents: ColumnContents) -> Iterator[Problem]:
    for name, index in header.chosen.contradicted.items():
        looks = contents.describe(index, header.start)
        message = f'"{header.row.cells[index]}" holds {looks}, so it was not taken for {name}'
        hint = f"say it with --map {name}=HEADING if it is the one"
        yield Problem("OSC012", message, header.row.number, None, hint, warning=True)


def _report_doubles(header: HeaderRow, headings: Sequence[str]) -> Iterator[Problem]:
    """Columns that add to a field may have one heading."""
    taken = set(header.places.values())
    # a column that is known by its cells may stand right of the last heading
    cells = header.row.cells
    used = {fold_heading(cells[index]) for index in taken if index < len(cells)}
    # `Control` and `Control #` may be two fields
    unread = {
        fold_heading(cell)
        for index, cell in enumerate(header.row.cells)
        if index not in taken and index not in header.more
    }
    single = [
        fold_heading(cell)
        for index, cell in enumerate(header.row.cells)
        if cell and index not in header.more
    ]
    for folded, heading in {fold_heading(cell): cell for cell in headings}.items():
        if folded in used & unread and single.count(folded) > 1:
            message = f'the heading "{heading}" stands twice; the first column was taken'
            yield Problem("OSC012", message, header.row.number, None, "", warning=True)
