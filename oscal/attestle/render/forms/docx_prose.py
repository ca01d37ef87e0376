"""An author's prose as paragraphs, lists and tables of Word."""

from __future__ import annotations

import unicodedata
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
from .docx_links import WordLinks, name_unreadable_picture
from .docx_numbering import DEEPEST, STEP, STEP_IN_CELL, Numbering
from .docx_tables import build_table, fits_width, split_by_content
from .ooxml import EMU_PER_INCH, TWIPS_PER_INCH, Node, line_break, paragraph, run, w

LOWEST = 6
# strong, emphasis -> character style, and the marks that it has itself
STRESS_STYLES = {
    (True, True): ("StrongEmphasis", ("b", "i")),
    (True, False): ("Strong", ("b",)),
    (False, True): ("Emphasis", ("i",)),
}
FARTHEST = 12  # levels of indentation, beyond which the text would have no room


@dataclass(frozen=True, slots=True)
class ProsePlace:
    """Where prose goes: in a cell or on the page, how wide (twips), below which heading, how far
    in.
    """

    width: int
    level: int
    path: str = ""
    in_cell: bool = False
    quoted: bool = False
    depth: int = -1
    indent: int = 0
    mark: int | None = None

    @property
    def step(self) -> int:
        return STEP_IN_CELL if self.in_cell else STEP

    @property
    def left(self) -> int:
        """The left edge of the text, in twips."""
        return self.step * min(FARTHEST, self.depth + 1 + self.indent)

    def leave_quotation(self) -> ProsePlace:
        """The bar beside a quotation belongs to its paragraphs; what else stands in it is at least
        set in.
        """
        return replace(self, indent=self.indent + 1, quoted=False) if self.quoted else self

    def style(self, page: str, cell: str) -> str:
        return cell if self.in_cell else page


@dataclass(slots=True)
class ProseWriter:
    links: WordLinks
    numbering: Numbering

    def write(self, tree: Sequence[Block], place: ProsePlace) -> list[Node]:
        shift = place.level - find_highest_heading(tree) + 1
        return list(self._blocks(tree, place, shift))

    def _blocks(self, tree: Sequence[Block], place: ProsePlace, shift: int) -> Iterator[Node]:
        """`place.mark` is the list item's number or bullet: the first paragraph takes it."""
        if place.mark is not None and not (tree and isinstance(tree[0], Paragraph)):
            yield self._paragraph((), place)
            place = replace(place, mark=None)
        for block in tree:
            yield from self._block(block, place, shift)
            place = replace(place, mark=None)

    def _block(self, block: Block, place: ProsePlace, shift: int) -> Iterator[Node]:
        if isinstance(block, List | CodeBlock | ProseTable):
            place = place.leave_quotation()
        match block:
            case Paragraph():
                yield self._paragraph(block.line, place)
            case Heading():
                level = min(LOWEST, block.level + shift)
                style = place.style(f"Heading{level}", "TableHeading")
                yield paragraph(style, self.runs(block.line, place), *_indent(place))
            case CodeBlock():
                yield _code(block, place)
            case ThematicBreak():
                yield paragraph(
                    place.style("BodyText", "TableText"),
                    (),
                    w("pBdr", w("bottom", val="single", sz=4, space=1, color="A6A6A6")),
                )
            case Quote():
                indent = place.indent + int(place.quoted)
                yield from self._blocks(
                    block.blocks, replace(place, quoted=True, indent=indent), shift
                )
            case List():
                yield from self._list(block, place, shift)
            case ProseTable():
                yield from self._table(block, place)

    def _list(self, block: List, place: ProsePlace, shift: int) -> Iterator[Node]:
        inner = replace(place, depth=place.depth + 1)
        bullets = self.numbering.list_bullets(place.in_cell)
        mark = (
            bullets
            if block.start is None
            else self.numbering.add_ordered(block.start, inner.depth, place.in_cell)
        )
        for item in block.items:
            yield from self._blocks(item, replace(inner, mark=mark), shift)

    def _paragraph(self, line: Line, place: ProsePlace) -> Node:
        settings: list[Node] = []
        style = place.style("BodyText", "TableText")
        if place.quoted:
            style = place.style("Quote", "TableQuote")
        if place.mark is not None:
            ordered = place.mark != self.numbering.list_bullets(place.in_cell)
            style = (
                place.style("ListNumber", "TableNumber")
                if ordered
                else place.style("ListBullet", "TableBullet")
            )
            settings.append(
                w("numPr", w("ilvl", val=min(place.depth, DEEPEST - 1)), w("numId", val=place.mark))
            )
        elif place.depth >= 0 and not place.quoted:
            style = place.style("ListContinue", "TableContinue")
        if is_rtl(plain_text(line)):
            settings.append(w("bidi"))
        return paragraph(style, self.runs(line, place), *settings, *_indent(place))

    def runs(self, line: Line, place: ProsePlace) -> Iterator[Node]:
        for item in line:
            match item:
                case Break():
                    yield line_break()
                case Image():
                    yield self._image(item, place)
                case Run(href=""):
                    yield _run(item, place)
                case Run():
                    yield from self._link(item, place)

    def _link(self, item: Run, place: ProsePlace) -> Iterator[Node]:
        """A link that may not leave the document keeps its words, and its target as text where it
        says more.
        """
        linked = self.links.outside(item.href, [_run(item, place)])
        if linked is not None:
            yield linked
            return
        yield _run(replace(item, href=""), place)
        if not item.href.startswith("#") and item.href != item.text:
            yield run(f" ({item.href})", "Quiet")

    def _image(self, item: Image, place: ProsePlace) -> Node:
        found = self.links.find_authored_picture(item.src, place.path)
        if found is None and self.links.has_authored_picture(item.src, place.path):
            return run(name_unreadable_picture(item.src), "Quiet")
        if found is None:
            return run(f"(picture: {item.alt or 'without description'})", "Quiet")
        width = max(TWIPS_PER_INCH // 2, place.width - place.left) * EMU_PER_INCH // TWIPS_PER_INCH
        return self.links.draw(found, item.alt, "", width, 6 * EMU_PER_INCH)

    def _table(self, block: ProseTable, place: ProsePlace) -> Iterator[Node]:
        """A table that has more columns than can be read is shown row by row, each value with the
        name of its column.
        """
        width = place.width - place.left
        lines = (block.header, *block.rows)
        if not fits_width(width, len(block.header)):
            yield from self._rows(block, place)
            return
        cells = [
            [
                [self._cell(line, align, "TableHead" if place_ == 0 else "TableText", place)]
                for line, align in zip(row, block.align, strict=True)
            ]
            for place_, row in enumerate(lines)
        ]
        caption = f"Table of {plain_text(block.header[0])}" if block.header else ""
        yield build_table(
            split_by_content(width, lines), cells, header=True, indent=place.left, caption=caption
        )
        if place.in_cell:  # a cell ends in a paragraph
            yield paragraph("TableGap", ())

    def _cell(self, line: Line, align: str, style: str, place: ProsePlace) -> Node:
        settings = [w("bidi")] if is_rtl(plain_text(line)) else []
        settings += [w("jc", val=align)] if align in ("center", "right") else []
        return paragraph(style, self.runs(line, place), *settings)

    def _rows(self, block: ProseTable, place: ProsePlace) -> Iterator[Node]:
        for row in block.rows:
            pieces: list[Node] = []
            for name, value in zip(block.header, row, strict=True):
                if value:
                    pieces += [
                        run(f"{plain_text(name)}: ", "Strong"),
                        *self.runs(value, place),
                        run("; "),
                    ]
            yield paragraph(place.style("BodyText", "TableText"), pieces[:-1], *_indent(place))


def _indent(place: ProsePlace) -> list[Node]:
    """Explicit only where the style or the numbering does not say it already."""
    if place.mark is not None:
        deep = place.indent or place.depth >= DEEPEST
        return [w("ind", left=place.left, hanging=place.step)] if deep else []
    own = (120 if place.in_cell else 280) if place.quoted else 0
    return [w("ind", left=place.left + own)] if place.left else []


def _code(block: CodeBlock, place: ProsePlace) -> Node:
    pieces: list[Node] = []
    for number, line in enumerate(block.text.split("\n")):
        pieces += [line_break()] if number else []
        pieces.append(run(line.expandtabs(4)))
    settings = [w("ind", left=place.left + 80)] if place.left else []
    return paragraph(place.style("Code", "TableCode"), pieces, *settings)


def _run(item: Run, place: ProsePlace) -> Node:
    """One character style, and plain marks for what that style does not say."""
    style, marks_of_style = _choose_style(item, place)
    wanted = {"b": item.strong, "i": item.emphasis, "strike": item.strike}
    marks = [w(tag) for tag, is_wanted in wanted.items() if is_wanted and tag not in marks_of_style]
    if is_rtl(item.text):
        marks.append(w("rtl"))
    return run(item.text, style, *marks)


def _choose_style(item: Run, place: ProsePlace) -> tuple[str, tuple[str, ...]]:
    """A character style, and the marks that it has itself."""
    if item.href:
        return "Hyperlink", ()
    if item.code:
        return place.style("CodeText", "TableCodeText"), ()
    if item.strong or item.emphasis:
        return STRESS_STYLES[item.strong, item.emphasis]
    return ("Strikethrough", ("strike",)) if item.strike else ("", ())


def is_rtl(value: str) -> bool:
    """Whether the first letter with a direction reads from the right."""
    if value.isascii():
        return False
    found = next(
        (kind for kind in map(unicodedata.bidirectional, value) if kind in ("L", "R", "AL")), "L"
    )
    return found != "L"
