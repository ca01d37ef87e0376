"""What the columns of a table hold, told by a sample of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .cell_kinds import KINDS
from .sheet import SheetRow

# The first rows, among which the headings are looked for, and so many more, evenly spread: a column
# shows what it is in fewer, and a table of 60,000 rows takes no longer than one of 300
_FIRST, _MORE = 40, 260
# Cells of a row that heads others, at most
_CAPTION = 2
# Cells that say that there is nothing to say
_NOTHING = frozenset(("-", "--", "\u2013", "\u2014", "n/a", "na", "tbd", "tba", "none", "?", "."))
# Kinds that no cell of another kind looks like
_TELLING = ("criteria", "objective", "requirement", "mail", "hash", "url", "day", "sentence")
_TELLING_SHARE = 0.7
# An id such as 3.1.2026 may be a day of a calendar
_ALIKE = ("day",)
# What a column is called in a message, by its kind
_KIND_NAMES = {
    "criteria": "criteria", "objective": "objectives", "requirement": "requirements",
    "mail": "e-mail addresses", "hash": "hashes", "url": "links", "day": "days",
    "sentence": "sentences", "state": "states", "mark": "marks", "yes-no": "yes or no",
    "code": "ids", "number": "numbers", "role": "names",
}  # fmt: skip


class ColumnContents:
    """Counts of cells by kind, below any of the first rows.

    `start` is an index into the rows that the contents were made of, not beyond the first ones.
    """

    def __init__(self, rows: Sequence[SheetRow]) -> None:
        rest = rows[_FIRST:]
        step = max(1, len(rest) // _MORE)
        self._rows = (*rows[:_FIRST], *rest[::step])
        self._cells: dict[str, dict[str, bool]] = {}
        self._sums: dict[tuple[int, str], tuple[list[int], list[int]]] = {}

    def list_cells(self, column: int, start: int) -> list[str]:
        """The filled cells of the sample."""
        rows = self._rows[start:]
        return [row.cells[column] for row in rows if column < len(row.cells) and row.cells[column]]

    def list_captions(self, start: int) -> list[str]:
        """The first cell of each row that has no more than two, below the headings and above."""
        above = self._rows[: max(0, start - 1)]
        filled = ([cell for cell in row.cells if cell] for row in (*above, *self._rows[start:]))
        return [cells[0] for cells in filled if 0 < len(cells) <= _CAPTION]

    def is_in_captions(self, column: int, kind: str, start: int) -> bool:
        """Whether all cells of a kind stand in rows that have little else, while other rows have a
        cell in the column that is of no such kind: then those rows head the others.
        """
        body = [
            row.cells[column]
            for row in self._rows[start:]
            if column < len(row.cells) and len(list(filter(None, row.cells))) > _CAPTION
        ]
        cells = list(filter(None, body))
        return bool(cells) and not any(self.is_of_kind(cell, kind) for cell in cells)

    def is_of_kind(self, cell: str, kind: str) -> bool:
        known = self._cells.setdefault(kind, {})
        if cell not in known:
            known[cell] = KINDS[kind].matches(cell)
        return known[cell]

    def count(self, column: int, kind: str, start: int) -> tuple[int, int]:
        """Cells of the kind, and those that are filled."""
        key = (column, kind)
        if key not in self._sums:
            self._sums[key] = self._sum_up(column, kind)
        matching, filled = self._sums[key]
        return matching[start], filled[start]

    def _sum_up(self, column: int, kind: str) -> tuple[list[int], list[int]]:
        """For each row the counts from there to the end."""
        matching, filled = [0], [0]
        for row in reversed(self._rows):
            cell = row.cells[column] if column < len(row.cells) else ""
            fits = bool(cell) and self.is_of_kind(cell, kind)
            counts = fits or (bool(cell) and cell.lower() not in _NOTHING)
            matching.append(matching[-1] + fits)
            filled.append(filled[-1] + counts)
        return matching[::-1], filled[::-1]

    def measure(self, column: int, kind: str, start: int) -> float:
        """The share of cells of the kind; 0 where there are too few to tell."""
        matching, filled = self.count(column, kind, start)
        return matching / filled if filled and matching >= KINDS[kind].least else 0.0

    def measure_cover(self, column: int, start: int) -> float:
        """The share of rows in which the column is filled."""
        rows = len(self._rows) - start
        return len(self.list_cells(column, start)) / rows if rows else 0.0

    def find_kind(self, column: int, kinds: Iterable[str], start: int) -> tuple[str, float]:
        """The first of the kinds that the column is of, with its share; "" if it is of none."""
        for kind in kinds:
            share = self.measure(column, kind, start)
            if share >= KINDS[kind].share:
                return kind, share
        return "", 0.0

    def contradicts(self, column: int, kinds: Sequence[str], start: int) -> bool:
        """Whether the cells are of a kind of their own, and it is none of these."""
        if "sentence" in kinds and self._holds_ids(column, start):
            return True
        own = {*kinds, *(_ALIKE if set(kinds) & {"objective", "requirement"} else ())}
        others = (kind for kind in _TELLING if kind not in own)
        return any(self.measure(column, kind, start) >= _TELLING_SHARE for kind in others)

    def _holds_ids(self, column: int, start: int) -> bool:
        """Single words with a digit: somebody's own numbers, and no texts."""
        cells = self.list_cells(column, start)
        ids = [cell for cell in cells if " " not in cell and any(map(str.isdigit, cell))]
        return bool(cells) and len(ids) >= KINDS["code"].share * len(cells)

    def describe(self, column: int, start: int) -> str:
        """What the cells look like, in a word; "" if they look like nothing known."""
        kind, _ = self.find_kind(column, _KIND_NAMES, start)
        if kind:
            return _KIND_NAMES[kind]
        return "text" if self.list_cells(column, start) else "empty"
