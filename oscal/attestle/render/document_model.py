"""What a document is made of, whatever its kind and form: chapters, lines, prose, tables, facts,
pictures, check boxes, maps of figures. Values only: nothing here knows how a form writes them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from itertools import count
from types import MappingProxyType
from typing import Literal

from ..lazy_dataclasses import dataclass
from .drawings import DrawnBox, DrawnFrame, DrawnLine, LegendItem

# What a line is for its reader; `accent`, `good` and `bad` only colour what the words say.
Tone = Literal["body", "note", "label", "quiet", "code", "accent", "good", "bad"]
Manner = Literal["plain", "strong", "emphasis", "quiet", "code", "added", "removed"]
Align = Literal["", "left", "right", "center"]
# The shade of a figure or judgement, from good to bad; the words of the cell say the same.
Shade = Literal["good", "fair", "poor", "bad", "none"]
# Which line of a chart it is: each has a colour and a stroke of its own.
ChartKey = Literal["first", "second"]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph of plain text.

    `lead` stands before it in bold; `target` makes the text a link to that anchor, `href` to that
    place of the web, where it is one, `beside` to the file of that name in the document's own folder,
    in pages; `depth` sets it in by so many letters and `hang` its further
    lines by so many more, where a form wraps lines; `hover` says more on demand.
    """

    text: str
    tone: Tone = "body"
    lead: str = ""
    target: str = ""
    anchor: str = ""
    depth: int = 0
    hang: int = 0
    hover: str = ""
    href: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of plain text in one manner; `target` makes it a link to that anchor, `href` one to
    the web.
    """

    text: str
    manner: Manner = "plain"
    target: str = ""
    href: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SpanLine:
    """A paragraph of plain text in several manners."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class AuthoredProse:
    """Markdown an author wrote, and the workspace path of its file: relative links and pictures
    start there.
    """

    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A line that somebody else wrote."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Bullet:
    """An item of a list, with what stands under it."""

    spans: Spans
    parts: tuple[Bullets | Quotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str | Bullet, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """`path` is the workspace path under which the bytes are handed over."""

    path: str
    title: str
    alt: str
    date: dt.date
    number: int

    @property
    def anchor(self) -> str:
        """Where the list of figures leads to."""
        return f"figure-{self.number}"


@dataclass(frozen=True, slots=True)
class CheckBox:
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class CheckBoxes:
    """NIST's check boxes of one requirement."""

    boxes: tuple[CheckBox, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that a spreadsheet can add up; None is an empty cell."""

    value: int | float | None


@dataclass(frozen=True, slots=True)
class SheetFormula(Amount):
    """A number that a spreadsheet computes; other forms show its value.

    `formula` names other cells by their anchors, `{hours-small}*2`; "" is a cell that people fill in.
    `unit` is "%" for a share and "" for all else.
    """

    formula: str = ""
    anchor: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A word with a shade: a rating, a grade, the sign of a cell in a matrix.

    `key` is its stable name for a style sheet; `note` says more below it, `hover` on demand;
    `strong` marks the first place to look.
    """

    text: str
    shade: Shade = "none"
    key: str = ""
    strong: bool = False
    note: str = ""
    target: str = ""
    hover: str = ""


CellPart = TextLine | SpanLine | AuthoredProse | Bullets | Amount | Mark
DocumentCell = tuple[CellPart, ...]
CellRow = tuple[DocumentCell, ...]


@dataclass(frozen=True, slots=True)
class GridColumn:
    """`share` is the column's part of a page's width, in relation to the others; `width` is the
    column's own, in letters, where there is no page. `chosen`: readers choose rows by what stands in
    it, where a form lets them.
    """

    title: str
    share: float = 1.0
    width: int = 14
    align: Align = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class FactList:
    """Name and value, one pair a row; with `brief` all in one paragraph.

    `caption` names it for people who cannot see it; `look` is a word for forms that have several
    kinds: `bar` is the bar under the heading of an objective.
    """

    rows: tuple[tuple[str, DocumentCell], ...]
    brief: bool = False
    caption: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a header row. `caption` names it for people who cannot see it; with a `number`
    everybody sees it, and the list of tables has it.

    `look` is a word for forms that have several kinds of tables. `groups` gives the number of rows
    of each group whose first cell stands once for all of them.
    """

    caption: str
    columns: tuple[GridColumn, ...]
    rows: tuple[CellRow, ...]
    look: str = ""
    groups: tuple[int, ...] = ()
    number: int = 0

    @property
    def anchor(self) -> str:
        """Where the list of tables leads to."""
        return f"table-{self.number}" if self.number else ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as data, drawn by the forms.

    `boundary` is the title of the frame round all frames within, "" for none.

    `name` tells it from the others of its document, in names of files; `alt` says in short what it
    shows, `parts` all of it: box by box and line by line.
    """

    name: str
    title: str
    alt: str
    number: int
    boundary: str = ""
    frames: tuple[DrawnFrame, ...] = ()
    boxes: tuple[DrawnBox, ...] = ()
    lines: tuple[DrawnLine, ...] = ()
    legend: tuple[LegendItem, ...] = ()
    parts: tuple[TextLine | Grid, ...] = ()

    @property
    def anchor(self) -> str:
        """Where the list of figures leads to."""
        return f"figure-{self.number}"


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Every thing of a group as one shaded cell, a row for each group."""

    legend: tuple[Mark, ...]
    rows: tuple[tuple[str, tuple[Mark, ...]], ...]


@dataclass(frozen=True, slots=True)
class SignRow:
    """A row of a matrix; None where nothing stands in a column. `target` makes the label a link."""

    label: str
    title: str
    signs: tuple[Mark | None, ...]
    target: str = ""


@dataclass(frozen=True, slots=True)
class SignMatrix:
    """Two sets against each other, with a sign where they meet."""

    legend: tuple[Mark, ...]
    note: str
    columns: tuple[str, ...]
    rows: tuple[SignRow, ...]


@dataclass(frozen=True, slots=True)
class ShareBar:
    """How many of a whole are of each kind, as one bar; its words are those of the marks."""

    caption: str
    shares: tuple[tuple[Mark, int], ...]


@dataclass(frozen=True, slots=True)
class ChartLine:
    """The figures of one thing on the days of a chart; None where there is none on a day."""

    name: str
    key: ChartKey
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Figures over days. `notes` say something of a day each, such as why it has no figure; `levels`
    are lines to reach, with their names.
    """

    caption: str
    days: tuple[dt.date, ...]
    lines: tuple[ChartLine, ...]
    notes: tuple[str, ...]
    levels: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Chapters that stand beside each other where there is room."""

    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One thing in full, with what can be seen of it at a glance in its head.

    `folded` leaves only the head in sight until somebody asks, where a form can do so.
    """

    title: str
    anchor: str
    tags: tuple[Mark | TextLine, ...]
    parts: tuple[DocumentPart, ...]
    folded: bool = False


DocumentPart = (
    TextLine
    | SpanLine
    | AuthoredProse
    | Bullets
    | Amount
    | Mark
    | Quotation
    | Picture
    | Drawing
    | CheckBoxes
    | FactList
    | Grid
    | HeatMap
    | SignMatrix
    | ShareBar
    | LineChart
    | SideBySide
    | Card
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with what stands under it.

    `wide` asks for landscape pages, `fresh` for a new page. `look` is a word for forms that have
    several kinds of chapters: `objective` begins with the bar of its objective. `source` is the
    workspace path of the authored file that the chapter is of: links to that file lead here.
    """

    level: int
    title: str
    anchor: str = ""
    parts: tuple[DocumentPart, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    wide: bool = False
    fresh: bool = False
    look: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class DesignationBlock:
    """The CUI designation indicator: name and value of each line, and in full the distribution
    statement that stands below it, "" where there is none.
    """

    lines: tuple[tuple[str, str], ...]
    statement: str = ""


@dataclass(frozen=True, slots=True)
class OwnFonts:
    """Fonts that a form may hold beside its own: the folders of this machine that have them, families
    that come before those of the form, families for code, families for what no other one has, and
    the characters that any of them draws.
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


# The look of a table whose rows people read and nobody reads back: in a sheet a row with more than
# it has room for goes on in the next one
REGISTER = "register"
# The looks of tables whose rows are high enough to sign in, and to write some lines in
SIGNATURES, WRITING = "signatures", "writing"
# What stands where nobody said anything; only an author's own `none` is printed as none
NOT_RECORDED = "not recorded"


def text_cell(text: str, empty: str = "") -> DocumentCell:
    """A cell of plain text; `empty` says that there is none."""
    return (TextLine(text),) if text else ((TextLine(empty, "quiet"),) if empty else ())


def quiet_cell(text: str) -> DocumentCell:
    """What stands beside something of more weight; nothing where there is nothing to say."""
    return (TextLine(text, "quiet"),) if text else ()


def day_cell(day: dt.date | None) -> DocumentCell:
    """A day, or that none is recorded."""
    return text_cell(day.isoformat() if day else "", NOT_RECORDED)


def make_register(name: str, titles: Iterable[tuple[str, int]], rows: Iterable[CellRow]) -> Chapter:
    """A sheet of rows under these titles with their widths; one without rows says so."""
    grid = make_register_grid(name, titles, rows)
    none = () if grid.rows else (TextLine("There is none.", "note"),)
    return Chapter(1, name, parts=(*none, grid))


def make_register_grid(
    name: str, titles: Iterable[tuple[str, int]], rows: Iterable[CellRow]
) -> Grid:
    columns = tuple(GridColumn(title, width=width) for title, width in titles)
    return Grid(name, columns, tuple(rows), look=REGISTER)
