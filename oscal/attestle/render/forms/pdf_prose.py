"""An author's prose as typst's paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..prose import (
    Block,
    Break,
    CodeBlock,
    Heading,
    Image,
    Line,
    List,
    Paragraph,
    ProseTable,
    Quote,
    Run,
    ThematicBreak,
    find_highest_heading,
    plain_text,
)
from .docx_tables import fits_width, split_by_content
from .pdf_pictures import PictureShelf, name_unreadable_picture
from .pdf_tables import build_grid
from .text_direction import is_rtl
from .typst_code import Markup, call, join, show
from .web_targets import is_outside

LOWEST = 6
# Levels of lists and quotations; typst lays out no deeper than some 70 levels of its own, and what
# lies deeper than this has no room
FARTHEST = 10
STEP = 360  # twips by which a level of a list is set in
HIGHEST = 8640  # twips of a picture among text
LINE_BREAK = Markup("#linebreak();")
QUIET = "quiet"
# The size of code in a cell of a table, in points
CELL_CODE = 7.4


@dataclass(frozen=True, slots=True)
class Column:
    """Where prose goes: how wide (twips), below which heading, in a cell or on the page, in how many
    lists and quotations.
    """

    width: int
    level: int
    path: str = ""
    in_cell: bool = False
    depth: int = 0

    @property
    def is_inner(self) -> bool:
        """Whether it stands in something else, where headings of the document cannot stand."""
        return self.in_cell or self.depth > 0

    def set_in(self) -> Column:
        return replace(self, width=max(STEP, self.width - STEP), depth=self.depth + 1)


@dataclass(frozen=True, slots=True)
class TypstProse:
    pictures: PictureShelf

    def write(self, tree: Sequence[Block], column: Column) -> Markup:
        if len(tree) == 1 and isinstance(tree[0], Paragraph) and column.is_inner:
            return self._paragraph(tree[0].line, column)
        return join(self._top_blocks(tree, column))

    def _top_blocks(self, tree: Sequence[Block], column: Column) -> Iterator[Markup]:
        """No heading stands more than one level below the one before it, or a reader who hears the
        document would miss one.
        """
        above = column.level - find_highest_heading(tree) + 1
        last = column.level
        for block in tree:
            if isinstance(block, Heading) and not column.is_inner:
                last = min(LOWEST, block.level + above, last + 1)
                yield call("chapter", last, "", self.line(block.line, column), listed=False)
            else:
                yield self._block(block, column)

    def _block(self, block: Block, column: Column) -> Markup:
        match block:
            case Paragraph():
                return call("par", self._paragraph(block.line, column))
            case Heading():
                return call("tag", "", self.line(block.line, column))
            case CodeBlock():
                return _write_code(block, column)
            case ThematicBreak():
                return call("parting")
            case Quote():
                return self._quote(block, column)
            case List():
                return self._list(block, column)
            case ProseTable():
                return self._table(block, column)

    def _quote(self, block: Quote, column: Column) -> Markup:
        if column.depth >= FARTHEST:
            return self.write(block.blocks, column)
        return call("said", self.write(block.blocks, column.set_in()))

    def _list(self, block: List, column: Column) -> Markup:
        if column.depth >= FARTHEST:
            return join(self._flat_items(block, column))
        inner = column.set_in()
        items = [self.write(item, inner) for item in block.items]
        if block.start is None:
            return call("points", *items)
        return call("steps", block.start, *items)

    def _flat_items(self, block: List, column: Column) -> Iterator[Markup]:
        """Items with their mark before them and no further to the right."""
        for place, item in enumerate(block.items):
            sign = "\u2022 " if block.start is None else f"{block.start + place}. "
            yield call("par", show(sign))
            yield self.write(item, replace(column, in_cell=False))

    def _paragraph(self, line: Line, column: Column) -> Markup:
        written = self.line(line, column)
        return call("from-right", written) if is_rtl(plain_text(line)) else written

    def line(self, line: Line, column: Column) -> Markup:
        return join(self._inline(item, column) for item in line)

    def _inline(self, item: Run | Break | Image, column: Column) -> Markup:
        match item:
            case Break():
                return LINE_BREAK
            case Image():
                return self._image(item, column)
            case Run(href=""):
                return _write_run(item)
            case Run():
                return self._link(item)

    def _link(self, item: Run) -> Markup:
        """A link that may not leave the document keeps its words, and its target as text where it
        says more.
        """
        words = _write_run(replace(item, href=""))
        if is_outside(item.href):
            return call("web", item.href, words)
        if item.href.startswith("#") or item.href == item.text:
            return words
        return Markup(words + call(QUIET, show(f" ({item.href})")))

    def _image(self, item: Image, column: Column) -> Markup:
        path = self.pictures.find_authored(item.src, column.path)
        if not path:
            return call(QUIET, show(f"(picture: {item.alt or 'without description'})"))
        if not self.pictures.is_readable(path):
            return call(QUIET, show(name_unreadable_picture(item.src)))
        return self.pictures.draw(
            path, item.alt or "picture without description", column.width, HIGHEST
        )

    def _table(self, block: ProseTable, column: Column) -> Markup:
        """A table that has more columns than can be read is shown row by row, each value with the
        name of its column.
        """
        if not fits_width(column.width, len(block.header)):
            return join(self._rows(block, column))
        inner = replace(column, in_cell=True, width=column.width // len(block.header))
        heads, *rows = (
            tuple(self._paragraph(line, inner) for line in row)
            for row in (block.header, *block.rows)
        )
        widths = split_by_content(column.width, (block.header, *block.rows))
        return build_grid(heads, rows, widths=widths, align=block.align)

    def _rows(self, block: ProseTable, column: Column) -> Iterator[Markup]:
        for row in block.rows:
            pieces = [
                Markup(call("strong", show(f"{plain_text(name)}: ")) + self.line(value, column))
                for name, value in zip(block.header, row, strict=True)
                if value
            ]
            yield call("par", join(pieces, show("; ")))


def _write_code(block: CodeBlock, column: Column) -> Markup:
    text = block.text.expandtabs(4)
    return call("code-block", text, size=CELL_CODE) if column.in_cell else call("code-block", text)


def _write_run(item: Run) -> Markup:
    written = call("lone", show(item.text)) if item.code else show(item.text)
    for name, is_set in (
        ("strike", item.strike),
        ("emph", item.emphasis),
        ("strong", item.strong),
    ):
        written = call(name, written) if is_set else written
    return written
