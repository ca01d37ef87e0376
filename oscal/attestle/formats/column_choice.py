"""Which column of a table is which field: content decides, names decide between candidates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .cell_kinds import KINDS, is_mark, is_raci, is_yes_no
from .column_contents import ColumnContents
from .heading_names import fold_heading, mark_earlier, measure_name, speaks_of_another_time
from .sheet import SheetRow
from .sheet_reading import FoundBy
from .wanted_columns import WantedColumns

# A longer cell is a sentence, and names no column; the longest heading of federal workbooks has 75
_LONGEST_HEADING = 80
# A name whose cells are plainly something else counts less than nothing; one whose words are merely
# unknown still counts, so that they are told row by row
_CONTRADICTED, _UNKNOWN = -2.0, -0.5
# What a column known by its cells alone counts, where they decide, and where they only fit
_DECIDED, _FITTING = 0.9, 0.6
# A nameless column is seldom meant
_NAMELESS = -0.3
# Of two columns of one kind that have no name the fuller one is meant
_COVERED = 0.1
# Two columns are alike if the second counts nearly as much as the first
_NEAR = 0.1
_MARK_SHARE = 0.8
# Names above this are spellings of the field as they stand
_SURE = 0.9
# Kinds of cells that no heading is
_IDS = ("criteria", "objective", "requirement")
_CONTENT = FoundBy.CONTENT


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that was taken for a field."""

    field: str
    column: int
    score: float
    found_by: FoundBy
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ChosenColumns:
    """The column of each field; further ones that add to it, by index; those that stand for a value
    of a field or for a part of what a row is about, by index; fields that rows of headings carry.

    `spoken` are columns of no field of which some cells add to one, by index. `rivals` are
    columns that could be the field as well, `contradicted` those that have its name but
    hold something else.
    """

    choices: Mapping[str, Choice]
    more: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    positions: Mapping[int, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    parts: Mapping[int, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    carried: frozenset[str] = frozenset()
    rivals: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    contradicted: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    spoken: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    score: float = 0.0

    @property
    def fields(self) -> frozenset[str]:
        by_position = (name for name, _ in (*self.positions.values(), *self.parts.values()))
        return frozenset((*self.choices, *self.more.values(), *by_position, *self.carried))


def _read_place(text: str) -> int:
    """The index of the column that `C` or `3` names, as a spreadsheet program does; -1 if none."""
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return int(text) - 1
    if not (text.isascii() and text.isupper() and text.isalpha() and len(text) <= 2):
        return -1
    place = 0
    for letter in text:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


class ColumnChooser:
    """Chooses the columns of one sheet, for any row that could be its headings."""

    def __init__(self, rows: Sequence[SheetRow], wanted: WantedColumns) -> None:
        self.contents = ColumnContents(rows)
        self.wanted = wanted
        self._width = max((len(row.cells) for row in rows), default=0)

    def choose(self, headings: Sequence[str], start: int) -> ChosenColumns:
        """`start` is the index of the first row below the headings."""
        names = [text if len(text) <= _LONGEST_HEADING else "" for text in headings]
        names += [""] * (self._width - len(names))
        given = self._locate_given(names)
        names = mark_earlier(names)
        positions = self._locate_positions(names, start, given)
        parts = self._locate_parts(names, start, {one.column for one in given.values()})
        candidates = self._list_candidates(names, start, {*positions, *parts})
        choices = self._take_best(candidates, given, positions)
        self._fill_required(choices, candidates)
        placed = {choice.column for choice in choices.values()} | {*positions, *parts}
        more = self._list_more(names, placed)
        by_value = (name for name, _ in (*positions.values(), *parts.values()))
        carried = self._list_carried({*choices, *more.values(), *by_value}, start)
        rivals = self._list_rivals(choices, candidates, {*placed, *more})
        more |= self._pool_rivals(rivals)
        score = sum(choice.score for choice in choices.values())
        score += len(more) + len(positions) + len(parts)
        contradicted = self._list_contradicted(names, start, choices, more)
        spoken = self._list_spoken(names, {*placed, *more}, start)
        return ChosenColumns(
            choices, more, positions, parts, carried, rivals, contradicted, spoken, score
        )

    def _locate_given(self, names: Sequence[str]) -> dict[str, Choice]:
        """The columns that the user named: as written, else without signs."""
        written = [" ".join(name.split()).lower() for name in names]
        folded = [fold_heading(name) for name in names]
        found: dict[str, Choice] = {}
        for name, heading in self.wanted.given.items():
            plain, without_signs = " ".join(heading.split()).lower(), fold_heading(heading)
            if plain in written:
                found[name] = Choice(name, written.index(plain), 1.0, FoundBy.GIVEN)
            elif without_signs and without_signs in folded:
                found[name] = Choice(name, folded.index(without_signs), 1.0, FoundBy.GIVEN)
            elif 0 <= (place := _read_place(heading)) < len(names):
                found[name] = Choice(name, place, 1.0, FoundBy.GIVEN)
        return found

    def _list_candidates(
        self, names: Sequence[str], start: int, positions: Collection[int]
    ) -> list[Choice]:
        """Every column that could be a field, the best first."""
        found = [
            choice
            for name in self.wanted.spellings
            if name not in self.wanted.given
            for column, heading in enumerate(names)
            if column not in positions
            and (choice := self._rate(name, column, heading, start)) is not None
        ]
        order = list(self.wanted.spellings)
        return sorted(found, key=lambda item: (-item.score, order.index(item.field), item.column))

    def _rate(self, name: str, column: int, heading: str, start: int) -> Choice | None:
        kinds = self.wanted.kinds.get(name, ())
        named = measure_name(heading, name, self.wanted.spellings[name])
        kind, share = self.contents.find_kind(column, kinds, start)
        if kind and name in self.wanted.carried and self._heads_rows(column, kind, start):
            kind, share = "", 0.0
        if named:
            return self._rate_named(name, column, start, named, (kind, share))
        if not kind or speaks_of_another_time(heading):
            return None
        weight = _DECIDED if KINDS[kind].decides else _FITTING
        if weight == _FITTING and name not in self.wanted.required:
            return None
        score = weight * share - 0.01 * kinds.index(kind) + (0 if heading else _NAMELESS)
        score += _COVERED * self.contents.measure_cover(column, start)
        return Choice(name, column, score, FoundBy.CONTENT, kind)

    def _heads_rows(self, column: int, kind: str, start: int) -> bool:
        return self.contents.is_in_captions(column, kind, start)

    def _rate_named(
        self, name: str, column: int, start: int, named: float, fit: tuple[str, float]
    ) -> Choice | None:
        kinds = self.wanted.kinds.get(name, ())
        kind, share = fit
        if kind:
            score = named + share - 0.01 * kinds.index(kind)
            return Choice(name, column, score, FoundBy.NAMED, kind)
        if not kinds or self.contents.count(column, kinds[0], start)[1] < KINDS[kinds[0]].least:
            return Choice(name, column, named, FoundBy.NAMED)
        if self.contents.contradicts(column, kinds, start):
            return None if named + _CONTRADICTED <= 0 else Choice(name, column, 0, FoundBy.NAMED)
        return Choice(name, column, named + _UNKNOWN, FoundBy.NAMED)

    def _take_best(
        self,
        candidates: Sequence[Choice],
        given: Mapping[str, Choice],
        positions: Mapping[int, tuple[str, str]],
    ) -> dict[str, Choice]:
        choices = dict(given)
        placed = {choice.column for choice in given.values()}
        by_position = {name for name, _ in positions.values()}
        for choice in candidates:
            is_free = choice.field not in choices and choice.field not in by_position
            if is_free and choice.column not in placed:
                choices[choice.field] = choice
                placed.add(choice.column)
        return choices

    def _fill_required(self, choices: dict[str, Choice], candidates: Sequence[Choice]) -> None:
        """A needed field that has no column takes that of one that is not needed."""
        required = self.wanted.required
        for name in required:
            if name in choices:
                continue
            for choice in candidates:
                holder = next(
                    (one for one in choices.values() if one.column == choice.column), None
                )
                if choice.field == name and (holder is None or holder.field not in required):
                    if holder is not None:
                        del choices[holder.field]
                    choices[name] = choice
                    break

    def _list_more(self, names: Sequence[str], placed: Collection[int]) -> dict[int, str]:
        return {
            index: name
            for index, heading in enumerate(names)
            if heading and index not in placed
            for name, add in self.wanted.joined.items()
            if add(heading, "") is not None
        }

    def _list_spoken(
        self, names: Sequence[str], used: Collection[int], start: int
    ) -> dict[int, str]:
        return {
            index: name
            for name, kind in self.wanted.spoken.items()
            if name not in self.wanted.given
            for index, heading in enumerate(names)
            if index not in used
            and not speaks_of_another_time(heading)
            and self.contents.count(index, kind, start)[0]
        }

    def _list_carried(self, found: Collection[str], start: int) -> frozenset[str]:
        """Fields without a column for which rows of headings stand in the table."""
        return frozenset(
            name
            for name in self.wanted.carried
            if name not in found
            and any(
                self.contents.is_of_kind(cell, kind)
                for cell in self.contents.list_captions(start)
                for kind in self.wanted.kinds.get(name, ())[:1]
            )
        )

    def _list_rivals(
        self, choices: Mapping[str, Choice], candidates: Sequence[Choice], used: Collection[int]
    ) -> dict[str, tuple[int, ...]]:
        rivals: dict[str, tuple[int, ...]] = {}
        for choice in candidates:
            taken = choices.get(choice.field)
            is_near = taken is not None and choice.score >= taken.score - _NEAR
            decides = bool(choice.kind) and KINDS[choice.kind].decides
            if is_near and decides and choice.column not in used:
                rivals[choice.field] = (*rivals.get(choice.field, ()), choice.column)
        return rivals

    def _pool_rivals(self, rivals: Mapping[str, tuple[int, ...]]) -> dict[int, str]:
        return {
            index: name
            for name, columns in rivals.items()
            if name in self.wanted.pooled and name not in self.wanted.given
            for index in columns
        }

    def _list_contradicted(
        self,
        names: Sequence[str],
        start: int,
        choices: Mapping[str, Choice],
        more: Collection[int],
    ) -> dict[str, int]:
        """Columns with the exact name of a field whose cells are plainly no such thing, where no
        other column has a name of it.
        """
        named = {one.field: one.column for one in choices.values() if one.found_by is not _CONTENT}
        used = {*named.values(), *more}
        return {
            name: column
            for name, kinds in self.wanted.kinds.items()
            for column, heading in enumerate(names)
            if column not in used
            and name not in named
            and measure_name(heading, name, self.wanted.spellings[name]) > _SURE
            and self.contents.contradicts(column, kinds, start)
        }

    def _locate_positions(
        self, names: Sequence[str], start: int, given: Mapping[str, Choice]
    ) -> dict[int, tuple[str, str]]:
        """Columns whose headings are values of a field, where at least two stand side by side."""
        found: dict[int, tuple[str, str]] = {}
        for name, read_value in self.wanted.positions.items():
            columns = {
                index: value
                for index, heading in enumerate(names)
                if heading and (value := read_value(heading)) and self._holds_marks(index, start)
            }
            is_filled = any(self.contents.list_cells(index, start) for index in columns)
            if name not in given and is_filled and len(set(columns.values())) > 1:
                found |= {index: (name, value) for index, value in columns.items()}
        return found

    def _locate_parts(
        self, names: Sequence[str], start: int, given: Collection[int]
    ) -> dict[int, tuple[str, str]]:
        """Columns whose headings are parts of what a row is about, of each part the one that holds
        values of the field, else the one that is headed by it alone.
        """
        found: dict[int, tuple[str, str]] = {}
        for name, read_part in self.wanted.parts.items():
            columns = {
                index: part
                for index, heading in enumerate(names)
                if index not in given and (part := read_part(heading))
            }
            of_field = {index for index in columns if self._holds_values(name, index, start)}
            told = {columns[index] for index in of_field}
            pure = {index for index, part in columns.items() if fold_heading(names[index]) == part}
            taken = of_field | {index for index in pure if columns[index] not in told}
            # one letter alone may head a column of anything
            is_sure = len({columns[index] for index in taken}) > 1 or any(
                len(names[index]) > 1 for index in of_field
            )
            if of_field and is_sure:
                found |= {index: (name, columns[index]) for index in sorted(taken)}
        return found

    def _holds_values(self, name: str, column: int, start: int) -> bool:
        """Values of a field, marks, or yes and no."""
        kinds = self.wanted.kinds.get(name, ())
        cells = self.contents.list_cells(column, start)
        if any(self.contents.is_of_kind(cell, kind) for cell in cells for kind in kinds):
            return self._share_of(cells, lambda cell: self._is_value(cell, kinds)) >= _MARK_SHARE
        return bool(cells) and self._holds_marks(column, start)

    def _is_value(self, cell: str, kinds: Sequence[str]) -> bool:
        return any(self.contents.is_of_kind(cell, kind) for kind in kinds) or is_yes_no(cell)

    @staticmethod
    def _share_of(cells: Sequence[str], test: Callable[[str], bool]) -> float:
        return sum(map(test, cells)) / len(cells) if cells else 0.0

    def _holds_marks(self, column: int, start: int) -> bool:
        """Marks, or nothing: a value that nobody has is a column of blanks."""
        cells = self.contents.list_cells(column, start)
        tests: tuple[Callable[[str], bool], ...] = (is_mark, is_raci, is_yes_no)
        return not cells or any(sum(map(test, cells)) >= _MARK_SHARE * len(cells) for test in tests)

    def holds_ids(self, cells: Sequence[str], chosen: ChosenColumns) -> bool:
        """Whether a row has an id of a framework where the table has them; a word such as
        `Implemented` may be a heading as well.
        """
        return any(
            choice.kind in _IDS
            and choice.column < len(cells)
            and self.contents.is_of_kind(cells[choice.column], choice.kind)
            for choice in chosen.choices.values()
        )

    def is_data(self, headings: Sequence[str], chosen: ChosenColumns) -> bool:
        """Whether the row above the columns looks like a row of the table."""
        named = [one for one in chosen.choices.values() if one.found_by is not FoundBy.CONTENT]
        if headings and not (named or chosen.positions or chosen.parts or len(chosen.more) > 1):
            # one cell that adds to a field by chance heads no table
            return True
        return any(
            choice.found_by is FoundBy.CONTENT
            # a heading of many words is like a sentence
            and not (named and choice.kind == "sentence")
            and choice.column < len(headings)
            and self.contents.is_of_kind(headings[choice.column], choice.kind)
            for choice in chosen.choices.values()
        )
