"""A document as data: its chapters with what its frame says, in which order one walks them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from itertools import count
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .document_parts import Chapter, DocumentPart, Drawing, FactList, Grid, Picture


@dataclass(frozen=True, slots=True)
class DesignationBlock:
    """The CUI designation indicator: name and value of each line, and in full the distribution
    statement that stands below it, "" where there is none.
    """

    lines: tuple[tuple[str, str], ...]
    statement: str = ""


@dataclass(frozen=True, slots=True)
class OwnFonts:
    """Fonts that a form may hold beside its own: the folders of this machine that have them,
    families that come before those of the form, families for code, families for what no other one
    has, and the characters that any of them draws.
    """

    folders: tuple[str, ...]
    text: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    characters: frozenset[int] = frozenset()


# Anchors of the chapters that the frame of a document writes
APPROVALS = "approvals"
CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class DocumentModel:
    """A document as data.

    `notices` say what a reader must know of every line that follows; `front` stands on the title
    page. `date` is the only time that a form may write. `pictures` are bytes by workspace path.
    `fonts` are the organization's own, `template` its Word file. `places` are the anchors of
    chapters by the workspace path of the file or folder that each is made from: links of authored
    prose lead there where no chapter is of the very file.
    `picture_folder` is the folder beside the file into which a form that holds no pictures itself
    may put them; `home` the workspace path of the folder that the file goes to, None where that is
    not in the workspace or not known. `contents` asks for lists of chapters, of figures and of
    tables. `look` is a word for forms with several style sheets.
    `depth` is the level of the title, 2 where the document is a part of a longer page; `dense` asks
    for tables without padding, `tail` for a blank line at the end: both for what other text joins.

    The frame fills in the rest (`render.frame`): `marking` stands at the top and bottom of every
    page, `draft` says on each why it is a draft; "" where there is none. `designation` stands on
    the first page at its lower right, `provenance` (names and values) on the last line and in the
    properties of the file. `short_name` is what a footer has room for.
    """

    title: str
    chapters: tuple[Chapter, ...] = ()
    parts: tuple[DocumentPart, ...] = ()
    subject: str = ""
    organization: str = ""
    version: str = ""
    date: dt.date | None = None
    marking: str = ""
    draft: str = ""
    designation: DesignationBlock | None = None
    provenance: tuple[tuple[str, str], ...] = ()
    short_name: str = ""
    front: FactList | None = None
    notices: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    fonts: OwnFonts | None = None
    template: bytes = b""
    places: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    picture_folder: str = ""
    home: str | None = None
    contents: bool = False
    look: str = ""
    depth: int = 1
    dense: bool = False
    tail: bool = False


def walk_chapters(chapters: tuple[Chapter, ...]) -> Iterator[Chapter]:
    """Every chapter in reading order."""
    for chapter in chapters:
        yield chapter
        yield from walk_chapters(chapter.chapters)


def number_tables(document: DocumentModel) -> DocumentModel:
    """The document with a number for each table of its chapters, in reading order."""
    numbers = count(1)
    chapters = tuple(_number_chapter(item, numbers) for item in document.chapters)
    return replace(document, chapters=chapters)


def _number_chapter(chapter: Chapter, numbers: Iterator[int]) -> Chapter:
    parts = tuple(
        replace(part, number=next(numbers)) if isinstance(part, Grid) else part
        for part in chapter.parts
    )
    chapters = tuple(_number_chapter(item, numbers) for item in chapter.chapters)
    return replace(chapter, parts=parts, chapters=chapters)


def list_figures(document: DocumentModel) -> Iterator[tuple[str, str]]:
    """The caption and anchor of each picture."""
    for item in walk_parts(document):
        if isinstance(item, Picture | Drawing):
            yield f"Figure {item.number}. {item.title}", item.anchor


def list_drawings(document: DocumentModel) -> Iterator[Drawing]:
    """Every drawing in reading order."""
    yield from (part for part in walk_parts(document) if isinstance(part, Drawing))


def list_tables(document: DocumentModel) -> Iterator[tuple[str, str]]:
    """The caption and anchor of each table that has a number."""
    for item in walk_parts(document):
        if isinstance(item, Grid) and item.number:
            yield f"Table {item.number}. {item.caption}", item.anchor


def walk_parts(document: DocumentModel) -> Iterator[DocumentPart]:
    """Every part in reading order."""
    yield from document.parts
    for chapter in walk_chapters(document.chapters):
        yield from chapter.parts
