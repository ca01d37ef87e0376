"""The texts of a spreadsheet: which column holds ids, and which the publisher's words.

Ids are known by the catalog. The words are those whose digests agree with what ships; where none
ships, the heading decides, then the length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..lazy_dataclasses import dataclass
from ..model.published_texts import TextKind, TextUnit
from .catalog_texts_places import TextPlaces
from .official_digests import Digests, digest_text
from .sheet import Sheet, SheetRow

_LETTER = re.compile(r"[\[(]?([a-z])[\])]?\.?\Z")
_ABOUT = re.compile(
    r"discuss|guid|examine|interview|\btest|methods?\b|objects\b|title|\bname|famil|focus|note"
    r"|comment|evidence|summar|short",
    re.I,
)
_WORDS_OF = {
    TextKind.STATEMENT: re.compile(r"requirement|statement|criteri|text|words|descri", re.I),
    TextKind.OBJECTIVE: re.compile(r"objective|determin|text|words|descri", re.I),
    TextKind.ITEM: re.compile(r"item|statement|requirement|text|words|descri", re.I),
}


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of ids: by row the text that its cell means."""

    index: int
    units: dict[int, TextUnit]


def list_texts(
    sheets: Iterable[Sheet], places: TextPlaces, digests: Digests
) -> Iterator[tuple[TextUnit, str]]:
    for sheet in sheets:
        columns = list(_read_id_columns(sheet.rows, places))
        for kind in TextKind:
            yield from _list_kind(sheet.rows, columns, kind, digests)


def _read_id_columns(rows: tuple[SheetRow, ...], places: TextPlaces) -> Iterator[_Column]:
    width = max((len(row.cells) for row in rows), default=0)
    above = _list_requirements(rows, places)
    for index in range(width):
        units = {}
        for place, row in enumerate(rows):
            unit = _read_cell(_cell(row, index), above[place], places)
            if unit is not None:
                units[place] = unit
        if units:
            yield _Column(index, units)


def _cell(row: SheetRow, index: int) -> str:
    return row.cells[index] if index < len(row.cells) else ""


def _list_requirements(rows: tuple[SheetRow, ...], places: TextPlaces) -> list[str]:
    """By row the id of the requirement that it is about: its own, or that of a row above."""
    found: list[str] = []
    last = ""
    for row in rows:
        cells = (cell for cell in row.cells if cell and " " not in cell)
        last = next((cell for cell in cells if places.find(cell, TextKind.STATEMENT)), last)
        found.append(last)
    return found


def _read_cell(cell: str, requirement: str, places: TextPlaces) -> TextUnit | None:
    """An id, alone or before a title; or the letter of an objective of its requirement."""
    if not cell:
        return None
    if requirement and (letter := _LETTER.match(cell)):
        return places.find(f"{requirement}[{letter[1]}]", TextKind.OBJECTIVE)
    return places.find(cell) or places.find(cell.split()[0].rstrip(":"))


def _list_kind(
    rows: tuple[SheetRow, ...], columns: list[_Column], kind: TextKind, digests: Digests
) -> Iterator[tuple[TextUnit, str]]:
    """The texts of a kind, from the pair of columns that fits it best."""
    best: tuple[tuple[int, int, int, float], list[tuple[TextUnit, str]]] | None = None
    for column in columns:
        units = {place: unit for place, unit in column.units.items() if unit.kind is kind}
        if not units:
            continue
        for index in range(max(len(row.cells) for row in rows)):
            pairs = [
                (unit, text)
                for place, unit in units.items()
                if index != column.index and (text := _cell(rows[place], index))
            ]
            worth = _weigh_pairs(
                pairs, _find_heading(rows, min(column.units), index), kind, digests
            )
            if pairs and (best is None or worth > best[0]):
                best = (worth, pairs)
    yield from best[1] if best else ()


def _find_heading(rows: tuple[SheetRow, ...], first: int, index: int) -> str:
    return _cell(rows[first - 1], index) if first else ""


def _weigh_pairs(
    pairs: list[tuple[TextUnit, str]], heading: str, kind: TextKind, digests: Digests
) -> tuple[int, int, int, float]:
    """Texts that agree, what the heading says, how many rows, how long they are."""
    agreeing = sum(
        unit.label in digests and digest_text(text) == digests[unit.label].sha256
        for unit, text in pairs
    )
    said = bool(_WORDS_OF[kind].search(heading)) - 2 * bool(_ABOUT.search(heading))
    lengths = sum(len(text) for _, text in pairs)
    return agreeing, said, len({unit.id for unit, _ in pairs}), lengths / max(1, len(pairs))
