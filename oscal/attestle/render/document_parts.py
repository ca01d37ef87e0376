"""The parts of a document, whatever its kind and form: chapters, lines, prose, tables, facts,
pictures, check boxes, maps of figures. Values only: nothing here knows how a form writes them.
"""

from __future__ import annotations

import datetime as dt
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
    place of the web, where it is one, `beside` to the file of that name in the document's own
    folder, in pages; `depth` sets it in by so many letters and `hang` its further lines by so many
    more, where a form wraps lines; `hover` says more on demand.
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

    `formula` names other cells by their anchors, `{hours-small}*2`; "" is a cell that people fill
    in. `unit` is "%" for a share and "" for all else.
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
    column's own, in letters, where there is no page. `chosen`: readers choose rows by what stands
    in it, where a form lets them.
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
    """Figures over days. `notes` say something of a day each, such as why it has no figure;
    `levels` are lines to reach, with their names.
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
