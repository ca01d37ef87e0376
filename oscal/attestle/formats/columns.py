"""Finds the columns of a spreadsheet from outside by their names, and the row that holds them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .problems import Problem, nearest
from .spreadsheet import Sheet, SheetRow

# field -> spellings met in exports of platforms, auditors' workbooks and home-made sheets; compared without case and signs
Spellings = Mapping[str, tuple[str, ...]]
_SIGNS = re.compile(r"[^a-z0-9]+")
_SEARCHED = 25


@dataclass(frozen=True, slots=True)
class Record:
    """One row as fields; a column that is not in the sheet gives ""."""

    number: int
    fields: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")


@dataclass(frozen=True, slots=True)
class Records:
    """`unused` are the headings that mean nothing to us; their cells are not taken."""

    records: tuple[Record, ...]
    columns: Mapping[str, str]
    unused: tuple[str, ...]
    problems: tuple[Problem, ...]


def plain(text: str) -> str:
    """A heading without case, blanks and signs."""
    return _SIGNS.sub("", text.lower())


def find(sheet: Sheet, spellings: Spellings, required: Sequence[str], given: Mapping[str, str]) -> Records:
    """Rows as records. `given` maps fields to headings, from `--map field=Heading`, and goes before the spellings."""
    wrong = [Problem("OSC012", f'"{name}" is no field', None, None, nearest(name, spellings)) for name in given if name not in spellings]
    if wrong or any(not item.warning for item in sheet.problems):
        return Records((), {}, (), (*sheet.problems, *wrong))
    best = _header(sheet.rows, spellings, given)
    if best is None:
        known = ", ".join(words[0] for field, words in spellings.items() if field in required)
        hint = f"name the columns: {known}; or say which with --map FIELD=HEADING"
        return Records((), {}, (), (*sheet.problems, Problem("OSC012", "no row with headings was found", 1, None, hint)))
    header, places = best
    problems = [*sheet.problems, *_header_problems(header, places, required, given, spellings)]
    if any(not item.warning for item in problems):
        return Records((), {}, (), tuple(problems))
    body = [row for row in sheet.rows if row.number > header.number]
    if body and _is_second_header(body[0], spellings):
        problems.append(Problem("OSC012", f"row {body[0].number} looks like a second row of headings and was left out", body[0].number, None, "", warning=True))
        body = body[1:]
    used = set(places.values())
    unused = tuple(cell for index, cell in enumerate(header.cells) if cell and index not in used)
    records = tuple(Record(row.number, {name: row.cells[index] if index < len(row.cells) else "" for name, index in places.items()}) for row in body)
    return Records(records, {name: header.cells[index] for name, index in places.items()}, unused, tuple(problems))


def _header(rows: Sequence[SheetRow], spellings: Spellings, given: Mapping[str, str]) -> tuple[SheetRow, dict[str, int]] | None:
    """The row, among the first ones, that names most columns."""
    best: tuple[SheetRow, dict[str, int]] | None = None
    for row in rows[:_SEARCHED]:
        places = _places(row, spellings, given)
        if places and (best is None or len(places) > len(best[1])):
            best = (row, places)
    return best


def _places(row: SheetRow, spellings: Spellings, given: Mapping[str, str]) -> dict[str, int]:
    names = [plain(cell) for cell in row.cells]
    places: dict[str, int] = {}
    for field, words in spellings.items():
        wanted = (plain(given[field]),) if field in given else tuple(plain(word) for word in (field, *words))
        found = next((names.index(word) for word in wanted if word and word in names), None)
        if found is not None and found not in places.values():
            places[field] = found
    return places


def _is_second_header(row: SheetRow, spellings: Spellings) -> bool:
    known = {plain(word) for field, words in spellings.items() for word in (field, *words)}
    filled = [plain(cell) for cell in row.cells if cell]
    return len(filled) >= 2 and sum(word in known for word in filled) * 2 > len(filled)


def _header_problems(header: SheetRow, places: Mapping[str, int], required: Sequence[str], given: Mapping[str, str], spellings: Spellings) -> list[Problem]:
    headings = [cell for cell in header.cells if cell]
    problems = [
        Problem("OSC012", f'there is no column "{heading}"', header.number, None, nearest(heading, headings))
        for field, heading in given.items()
        if field not in places
    ]
    for field in required:
        if field not in places and field not in given:
            hint = nearest(spellings[field][0], headings)
            problems.append(Problem("OSC012", f'no column for "{field}"', header.number, None, f"{hint} say it with --map {field}=HEADING".strip()))
    folded = [plain(heading) for heading in headings]
    problems += [Problem("OSC012", f'the heading "{heading}" stands twice; the first column was taken', header.number, None, "", warning=True)
                 for heading in dict.fromkeys(headings) if folded.count(plain(heading)) > 1]  # fmt: skip
    return problems


def words(cell: str) -> list[str]:
    """The items of a cell that lists several: separated by commas, semicolons, bars or line breaks."""
    return [word.strip() for word in re.split(r"[,;|\n\r]+", cell) if word.strip()]
