"""What a rendered document is made of, whatever its form: sections, paragraphs, tables, pictures,
check boxes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Tone = Literal["body", "note", "label", "quiet", "code"]


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph of plain text.

    `lead` stands before it in bold; `target` makes the text a link to that anchor.
    """

    text: str
    tone: Tone = "body"
    lead: str = ""
    target: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown an author wrote, and the workspace path of its file: relative pictures start there."""

    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """`path` is the workspace path under which the bytes are handed over."""

    path: str
    title: str
    alt: str
    date: dt.date
    number: int


@dataclass(frozen=True, slots=True)
class Box:
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Boxes:
    """NIST's check boxes of one requirement."""

    boxes: tuple[Box, ...]


CellPart = Words | Prose | Bullets
Cell = tuple[CellPart, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`share` is the column's part of the table's width, in relation to the others."""

    title: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Facts:
    """Name and value, one pair a row; with `brief` all in one paragraph."""

    rows: tuple[tuple[str, Cell], ...]
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a header row. `caption` names it for people who cannot see it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """What one row of an objective table says; every cell that can hold several things is a tuple."""

    label: str
    text: str
    state: Cell
    how: Cell
    who: tuple[str, ...]
    inherited_from: Cell
    evidence: Cell


@dataclass(frozen=True, slots=True)
class ObjectiveTable:
    rows: tuple[ObjectiveRow, ...]


Part = Words | Prose | Bullets | Picture | Boxes | Facts | Grid | ObjectiveTable


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it.

    `wide` asks for landscape pages, `fresh` for a new page.
    """

    level: int
    title: str
    anchor: str
    parts: tuple[Part, ...] = ()
    sections: tuple[Section, ...] = ()
    wide: bool = False
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A System Security Plan as data.

    `notices` say which words it shows and whose claim the states are.
    """

    title: str
    system: str
    organization: str
    version: str
    version_date: dt.date
    marking: str
    front: Facts
    notices: tuple[str, ...]
    sections: tuple[Section, ...]


def walk(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Every section in reading order."""
    for section in sections:
        yield section
        yield from walk(section.sections)


def words(text: str, empty: str = "") -> Cell:
    """A cell of plain text."""
    return (Words(text),) if text else ((Words(empty, "quiet"),) if empty else ())
