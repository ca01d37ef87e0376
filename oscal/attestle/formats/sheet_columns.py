"""Finds the columns of a spreadsheet from outside by their names, and the row that holds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..nearest import suggest_words
from .problems import Problem
from .sheet import Sheet, SheetRow

# field -> spellings met in exports of platforms, auditors' workbooks and home-made sheets; compared
# without case and signs
Spellings = Mapping[str, tuple[str, ...]]
# field -> what a column with this heading and this cell adds to it, None where the heading is not
# of the field's kind
Joined = Mapping[str, Callable[[str, str], str | None]]
_SIGNS = re.compile(r"[^a-z0-9]+")
_SEARCHED = 25
_LONGEST_HEADING = 60
_TOTAL = re.compile(
    r"(?:grand |sub-?)?(?:totals?|sum|count|average)\b|number of \w+\b|end of"
    r" (?:report|file|list)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Record:
    """One row as fields; a column that is not in the sheet gives "".

    `first` is the first filled cell of the row and `filled` their number, over all columns;
    `stored` are the fields whose cell is a number or a day in the file and not text.
    """

    number: int
    fields: Mapping[str, str]
    first: str = ""
    filled: int = 0
    stored: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    @property
    def is_caption(self) -> bool:
        """One cell of words alone: the title of the rows below it."""
        return self.filled == 1 and (
            " " in self.first or not any(sign.isdigit() for sign in self.first)
        )

    @property
    def is_total(self) -> bool:
        """The row under a table that sums it up."""
        return (
            bool(_TOTAL.match(self.first))
            and len(self.first) < 40
            and self.filled <= max(2, len(self.fields) // 2)
        )


@dataclass(frozen=True, slots=True)
class Records:
    """`columns` are the headings of the fields from left to right; `unused` are the headings that
    mean nothing to us; their cells are not taken.

    Errors beside records are rows that were left out; without records they say why there are none.
    `misuse` says that the mistake is in what was asked for.
    """

    records: tuple[Record, ...]
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    problems: tuple[Problem, ...]
    misuse: bool = False

    @property
    def left_out(self) -> int:
        return sum(1 for item in self.problems if not item.warning)


def fold_heading(text: str) -> str:
    """A heading without case, blanks and signs."""
    return _SIGNS.sub("", text.lower())


@dataclass(frozen=True, slots=True)
class _Header:
    """A row of headings: the column of each field, and further columns that add to a field."""

    row: SheetRow
    places: Mapping[str, int]
    more: Mapping[int, str]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset((*self.places, *self.more.values()))


def find_records(
    sheet: Sheet,
    spellings: Spellings,
    required: Sequence[str],
    given: Mapping[str, str],
    joined: Joined | None = None,
) -> Records:
    """Rows as records.

    `given` maps fields to headings, from `--map field=Heading`, and goes before the spellings.
    """
    joined = {field: kind for field, kind in (joined or {}).items() if field not in given}
    wrong = [
        Problem("OSC012", f'"{name}" is no field', None, None, suggest_words(name, spellings))
        for name in given
        if name not in spellings
    ]
    if wrong or (not sheet.rows and any(not item.warning for item in sheet.problems)):
        return Records((), {}, (), (*sheet.problems, *wrong), bool(wrong) or sheet.misuse)
    header = _header(sheet.rows, spellings, required, given, joined)
    if header is None:
        known = ", ".join(words[0] for field, words in spellings.items() if field in required)
        hint = f"name the columns: {known}; or say which with --map FIELD=HEADING"
        return Records(
            (),
            {},
            (),
            (*sheet.problems, Problem("OSC012", "no row with headings was found", 1, None, hint)),
        )
    body = [row for row in sheet.rows if row.number > header.row.number]
    notes: list[Problem] = []
    if body and (second := _second(header, body[0], spellings, given, joined)) is not None:
        header, body = second, body[1:]
        notes.append(
            _note(
                f"row {header.row.number} is a second row of headings; it was read together with"
                " the one above",
                header.row.number,
            )
        )
    problems = [*_header_problems(header, required, given, spellings), *notes]
    if any(not item.warning for item in problems):
        return Records(
            (),
            {},
            (),
            (*sheet.problems, *problems),
            any(field not in header.places for field in given),
        )
    again = [row for row in body if _repeats(header.row, row)]
    if again:
        numbers = ", ".join(str(row.number) for row in again[:5])
        problems.append(
            _note(
                "the headings stand again in row"
                f" {numbers}{' and others' if len(again) > 5 else ''}; passed over",
                again[0].number,
            )
        )
        body = [row for row in body if not _repeats(header.row, row)]
    used = {*header.places.values(), *header.more}
    unused = tuple(
        cell for index, cell in enumerate(header.row.cells) if cell and index not in used
    )
    records = tuple(_record(header, row, joined) for row in body)
    columns = {
        name: header.row.cells[index]
        for name, index in sorted(header.places.items(), key=lambda pair: pair[1])
    }
    return Records(records, columns, unused, (*sheet.problems, *problems))


def _note(message: str, line: int) -> Problem:
    return Problem("OSC012", message, line, None, "", warning=True)


def _record(header: _Header, row: SheetRow, joined: Joined) -> Record:
    def cell(index: int) -> str:
        return row.cells[index] if index < len(row.cells) else ""

    fields = {name: cell(index) for name, index in header.places.items()}
    for index, name in header.more.items():
        added = joined[name](header.row.cells[index], cell(index))
        if added:
            fields[name] = f"{fields[name]}\n{added}" if fields.get(name) else added
    filled = [text for text in row.cells if text]
    stored = frozenset(name for name, index in header.places.items() if index in row.stored)
    return Record(row.number, fields, filled[0] if filled else "", len(filled), stored)


def _header(
    rows: Sequence[SheetRow],
    spellings: Spellings,
    required: Sequence[str],
    given: Mapping[str, str],
    joined: Joined,
) -> _Header | None:
    """The row, among the first ones, that names what is needed, and most columns."""
    best: _Header | None = None
    score = (False, 0)
    for row in rows[:_SEARCHED]:
        header = _places(row, spellings, given, joined)
        mine = (all(field in header.fields for field in required), len(header.fields))
        if mine > score:
            best, score = header, mine
    return best


def _places(
    row: SheetRow, spellings: Spellings, given: Mapping[str, str], joined: Joined
) -> _Header:
    """Columns that were asked for first, then by the spellings in their order, the name of the
    field last.
    """
    names = [fold_heading(cell) if len(cell) <= _LONGEST_HEADING else "" for cell in row.cells]
    exact = [" ".join(cell.split()).lower() for cell in row.cells]
    places: dict[str, int] = {}
    for field, heading in given.items():
        wanted = " ".join(heading.split()).lower()
        found = (
            exact.index(wanted)
            if wanted in exact
            else next(
                (
                    index
                    for index, name in enumerate(names)
                    if name and name == fold_heading(heading)
                ),
                None,
            )
        )
        if found is not None:
            places[field] = found
    for field, words in spellings.items():
        if field in given:
            continue
        taken = set(places.values())
        wanted_names = [fold_heading(word) for word in (*words, field)]
        free = {
            name: index
            for index, name in reversed(list(enumerate(names)))
            if name and index not in taken
        }
        match = next((free[word] for word in wanted_names if word in free), None)
        if match is not None:
            places[field] = match
    taken = set(places.values())
    more = {
        index: field
        for index, cell in enumerate(row.cells)
        if cell and len(cell) <= _LONGEST_HEADING and index not in taken
        for field, kind in joined.items()
        if kind(cell, "") is not None
    }
    return _Header(row, places, more)


def _second(
    header: _Header, row: SheetRow, spellings: Spellings, given: Mapping[str, str], joined: Joined
) -> _Header | None:
    """The header with the row below it, where that names columns too and is no row of the table."""
    known = {fold_heading(word) for field, words in spellings.items() for word in (field, *words)}
    filled = {index: cell for index, cell in enumerate(row.cells) if cell}
    above = header.row.cells
    if (
        not filled
        or any(len(cell) > _LONGEST_HEADING for cell in filled.values())
        or _repeats(header.row, row)
    ):
        return None
    many = len(filled) >= 2 and sum(
        fold_heading(cell) in known for cell in filled.values()
    ) * 2 > len(filled)
    first = min(header.places.values(), default=0)
    below_nothing = any(index >= len(above) or not above[index] for index in filled)
    if not many and not (
        below_nothing
        and first not in filled
        and all(any(sign.isalpha() for sign in cell) for cell in filled.values())
    ):
        return None
    width = max(len(above), len(row.cells))
    upper, lower = (
        [*above, *[""] * (width - len(above))],
        [*row.cells, *[""] * (width - len(row.cells))],
    )
    placed = set(header.places.values())
    cells = tuple(
        up if index in placed and fold_heading(down) not in known else down or up
        for index, (up, down) in enumerate(zip(upper, lower, strict=True))
    )
    both = _places(SheetRow(row.number, cells), spellings, given, joined)
    return (
        both
        if header.fields <= both.fields
        else _Header(SheetRow(row.number, tuple(upper)), header.places, header.more)
    )


def _repeats(header: SheetRow, row: SheetRow) -> bool:
    """Headings printed again, as on each page of a report."""
    pairs = [
        (header.cells[index] if index < len(header.cells) else "", cell)
        for index, cell in enumerate(row.cells)
        if cell
    ]
    return len(pairs) >= 2 and all(fold_heading(mine) == fold_heading(cell) for mine, cell in pairs)


def _header_problems(
    header: _Header, required: Sequence[str], given: Mapping[str, str], spellings: Spellings
) -> list[Problem]:
    line = header.row.number
    headings = [cell for cell in header.row.cells if cell]
    problems = [
        Problem(
            "OSC012",
            f'there is no column "{heading}"',
            line,
            None,
            suggest_words(heading, headings),
        )
        for field, heading in given.items()
        if field not in header.places
    ]
    for field in required:
        if field not in header.fields and field not in given:
            hint = suggest_words(spellings[field][0], headings)
            problems.append(
                Problem(
                    "OSC012",
                    f'no column for "{field}"',
                    line,
                    None,
                    f"{hint} say it with --map {field}=HEADING".strip(),
                )
            )
    used = {fold_heading(header.row.cells[index]) for index in header.places.values()}
    single = [
        fold_heading(cell)
        for index, cell in enumerate(header.row.cells)
        if cell and index not in header.more
    ]
    problems += [
        Problem(
            "OSC012",
            f'the heading "{heading}" stands twice; the first column was taken',
            line,
            None,
            "",
            warning=True,
        )
        for heading in {fold_heading(cell): cell for cell in headings}.values()
        if fold_heading(heading) in used and single.count(fold_heading(heading)) > 1
    ]
    return problems


def report_row(record: Record, message: str, hint: str = "", *, warning: bool = False) -> Problem:
    """A problem of one row."""
    return Problem("OSC012", message, record.number, None, hint, warning=warning)


def split_cell(cell: str) -> list[str]:
    """The items of a cell that lists several: separated by commas, semicolons, bars or line breaks."""
    return [word.strip() for word in re.split(r"[,;|\n\r]+", cell) if word.strip()]


class NearestHints:
    """Hints for many wrong words: each is worked out once, and no more than a reader would read."""

    def __init__(self, known: Iterable[str], most: int = 150) -> None:
        self._known = tuple(known)
        self._left = most
        self._found: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        if word not in self._found and self._left:
            self._left -= 1
            self._found[word] = suggest_words(word[:200], self._known)
        return self._found.get(word, "")
