"""An author's prose as typst's paragraphs, lists, tables and footnotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from ...lazy_dataclasses import dataclass
from ..prose import (
    Alert,
    Block,
    Break,
    CodeBlock,
    Details,
    Footnotes,
    Formula,
    FormulaBlock,
    Heading,
    Image,
    Inline,
    Line,
    List,
    NoteMark,
    Paragraph,
    ProseTable,
    Quote,
    Run,
    ThematicBreak,
    plain_text,
    settle_headings,
    split_notes,
)
from ..prose_links import make_slug, name_heading
from .docx_prose import is_rtl
from .docx_tables import fits_width, split_by_content
from .pdf_links import TypstLinks
from .pdf_pictures import PictureShelf, name_unreadable_picture
from .pdf_tables import build_grid
from .pdf_words import CELL_SIZE, MARGIN, PAGE_SIZE, show_within
from .typst_code import Markup, call, join, show
from .web_targets import is_outside

LOWEST = 6
# Levels of lists and quotations; typst lays out no deeper than some 70 levels of its own, and what
# lies deeper than this has no room
FARTHEST = 10
STEP = 360  # twips by which a level of a list is set in
HIGHEST = 8640  # twips of a picture among text
LINE_BREAK = Markup("#linebreak();")
# The size of code in a cell of a table, in points
CELL_CODE = 7.4

Note = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """Where prose goes: how wide (twips), below which heading, in a cell or on the page, in how
    many lists and quotations. `notes` are the footnotes of the text, `first_note` the number of the
    first of them in the document.
    """

    width: int
    level: int
    path: str = ""
    in_cell: bool = False
    depth: int = 0
    notes: tuple[Note, ...] = ()
    first_note: int = 0

    @property
    def is_inner(self) -> bool:
        """Whether it stands in something else, where headings of the document cannot stand."""
        return self.in_cell or self.depth > 0

    def set_in(self) -> Column:
        return replace(self, width=max(STEP, self.width - STEP), depth=self.depth + 1)


@dataclass(frozen=True, slots=True)
class TypstProse:
    pictures: PictureShelf
    links: TypstLinks
    _noted: dict[int, bool] = field(default_factory=dict)

    def write(self, tree: Sequence[Block], column: Column) -> Markup:
        """A whole text, with its footnotes at the foot of the pages that refer to them."""
        body, notes = split_notes(tree)
        first = len(self._noted)
        self._noted.update((first + place, False) for place in range(len(notes)))
        column = replace(column, notes=notes, first_note=first)
        tops = [block for block in body if isinstance(block, Heading)]
        levels = {} if column.is_inner else settle_headings(tops, column.level)
        return self._blocks(body, column, levels)

    def _blocks(
        self, tree: Sequence[Block], column: Column, levels: Mapping[int, int] | None = None
    ) -> Markup:
        """`levels` are those of the headings that are headings of the document."""
        if len(tree) == 1 and isinstance(tree[0], Paragraph) and column.is_inner:
            return self._paragraph(tree[0].line, column)
        return join(self._block(block, column, levels or {}) for block in tree)

    def _block(self, block: Block, column: Column, levels: Mapping[int, int]) -> Markup:
        match block:
            case Paragraph():
                return call("par", self._paragraph(block.line, column))
            case Heading():
                return self._heading(block, column, levels.get(id(block)))
            case CodeBlock() | FormulaBlock():
                return _write_code(block, column)
            case ThematicBreak():
                return call("parting")
            case List():
                return self._list(block, column)
            case ProseTable():
                return self._table(block, column)
            case _:
                return self._framed(block, column)

    def _framed(self, block: Quote | Alert | Details | Footnotes, column: Column) -> Markup:
        """Blocks around blocks: a bar beside them, or a line above."""
        match block:
            case Footnotes():  # stands at the end of a tree only, and is taken off there
                return Markup("")
            case Details():
                summary = self.line(block.summary, column) or show("Details")
                return Markup(call("tag", "", summary) + self._blocks(block.blocks, column))
            case Alert():
                kind = call("tag", "", show(block.kind.capitalize()))
                return self._set_off(Markup(kind + self._blocks(block.blocks, column)), column)
            case Quote():
                return self._set_off(self._blocks(block.blocks, column.set_in()), column)

    def _set_off(self, content: Markup, column: Column) -> Markup:
        return call("said", content) if column.depth < FARTHEST else content

    def _heading(self, block: Heading, column: Column, level: int | None) -> Markup:
        """Bold where the document has no heading, or none so low."""
        slug = name_heading(column.path, make_slug(block.line)) if column.path else ""
        anchor = self.links.claim(slug)
        line = self.line(block.line, column)
        if level is None or level > LOWEST:
            return call("tag", anchor, line)
        return call("chapter", level, anchor, line, listed=False)

    def _list(self, block: List, column: Column) -> Markup:
        if column.depth >= FARTHEST:
            return join(self._flat_items(block, column))
        inner = column.set_in()
        items = [self._item(block, place, inner) for place in range(len(block.items))]
        if block.start is None:
            return call("points", *items, tasks=any(check is not None for check in block.checks))
        return call("steps", block.start, *items)

    def _item(self, block: List, place: int, column: Column) -> Markup:
        check = block.find_check(place)
        box = Markup("") if check is None else Markup(call("tick", check) + show(" "))
        return Markup(box + self._blocks(block.items[place], column))

    def _flat_items(self, block: List, column: Column) -> Iterator[Markup]:
        """Items with their mark before them and no further to the right."""
        for place in range(len(block.items)):
            sign = "\u2022 " if block.start is None else f"{block.start + place}. "
            yield call("par", show(sign))
            yield self._item(block, place, replace(column, in_cell=False))

    def _paragraph(self, line: Line, column: Column) -> Markup:
        written = self.line(line, column)
        return call("from-right", written) if is_rtl(plain_text(line)) else written

    def line(self, line: Line, column: Column) -> Markup:
        return join(self._inline(item, column) for item in line)

    def _inline(self, item: Inline, column: Column) -> Markup:
        match item:
            case Break():
                return LINE_BREAK
            case Image():
                return self._image(item, column)
            case Formula():
                return call("lone", show_within(item.text, column.width, mono=True))
            case NoteMark():
                return self._note_mark(item.number, column)
            case Run():
                words = _write_run(item, column)
                href, path = item.href, column.path
                return self.links.link_prose(words, href, item.text, path) if href else words

    def _note_mark(self, number: int, column: Column) -> Markup:
        """A footnote stands where it is first referred to; a note within a note is its number."""
        if not 0 < number <= len(column.notes):
            return show(f"[{number}]")
        place = column.first_note + number - 1
        if self._noted[place]:
            return call("note-again", place)
        self._noted[place] = True
        inner = replace(column, notes=(), in_cell=True, depth=0)
        return call("note", place, self._blocks(column.notes[number - 1], inner))

    def _image(self, item: Image, column: Column) -> Markup:
        """The picture, or what it is of; either with the link around it, or to where it is."""
        path = self.pictures.find_authored(item.src, column.path)
        if path and self.pictures.is_readable(path):
            alt = item.alt or item.title or "picture without description"
            drawn = self.pictures.draw(path, alt, column.width, HIGHEST)
            return call("around", item.href, drawn) if is_outside(item.href) else drawn
        if path:
            return call("quiet", show(name_unreadable_picture(item.src)))
        shown = call("quiet", show(f"(picture: {item.alt or 'without description'})"))
        href = item.href or item.src
        return call("web", href, shown) if is_outside(href) else shown

    def _table(self, block: ProseTable, column: Column) -> Markup:
        """A table that has more columns than can be read is shown row by row, each value with the
        name of its column.
        """
        if not fits_width(column.width, len(block.header)):
            return join(self._rows(block, column))
        widths = split_by_content(column.width, (block.header, *block.rows))
        cells = [replace(column, in_cell=True, width=width - MARGIN) for width in widths]
        heads, *rows = (
            tuple(self._paragraph(line, cell) for line, cell in zip(row, cells, strict=True))
            for row in (block.header, *block.rows)
        )
        return build_grid(heads, rows, widths=widths, align=block.align)

    def _rows(self, block: ProseTable, column: Column) -> Iterator[Markup]:
        for row in block.rows:
            pieces = [
                Markup(call("strong", show(f"{plain_text(name)}: ")) + self.line(value, column))
                for name, value in zip(block.header, row, strict=True)
                if value
            ]
            yield call("par", join(pieces, show("; ")))


def _write_code(block: CodeBlock | FormulaBlock, column: Column) -> Markup:
    text = block.text.expandtabs(4)
    return call("code-block", text, size=CELL_CODE) if column.in_cell else call("code-block", text)


def _write_run(item: Run, column: Column) -> Markup:
    size = CELL_SIZE if column.in_cell else PAGE_SIZE
    written = show_within(item.text, column.width, size=size, mono=item.code)
    for name, is_set in (
        ("lone", item.code),
        ("key", item.key),
        ("sub", item.script == "sub"),
        ("super", item.script == "sup"),
        ("strike", item.strike),
        ("emph", item.emphasis),
        ("strong", item.strong),
    ):
        written = call(name, written) if is_set else written
    return written
