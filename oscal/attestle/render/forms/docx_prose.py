"""An author's prose as paragraphs, lists and tables of Word."""

from __future__ import annotations

import unicodedata
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
from .docx_links import WordLinks, name_unreadable_picture
from .docx_notes import WordNotes
from .docx_numbering import DEEPEST, STEP, STEP_IN_CELL, Numbering
from .docx_tables import build_table, fits_width, split_by_content
from .ooxml import EMU_PER_INCH, TWIPS_PER_INCH, Node, line_break, paragraph, run, tab, w

LOWEST = 6
BOXES = {True: "\u2612", False: "\u2610"}
# strong, emphasis -> character style, and the marks that it has itself
STRESS_STYLES = {
    (True, True): ("StrongEmphasis", ("b", "i")),
    (True, False): ("Strong", ("b",)),
    (False, True): ("Emphasis", ("i",)),
}
FARTHEST = 12  # levels of indentation, beyond which the text would have no room


@dataclass(frozen=True, slots=True)
class ProsePlace:
    """Where prose goes: in a cell, in a footnote or on the page, how wide (twips), below which
    heading, how far in. `mark` is the number or bullet of a list item and `check` the box of a
    task, for the first paragraph; `notes` the ids of the footnotes of the text.
    """

    width: int
    level: int
    path: str = ""
    in_cell: bool = False
    quoted: bool = False
    depth: int = -1
    indent: int = 0
    mark: int | None = None
    check: bool | None = None
    notes: tuple[int, ...] = ()
    in_note: bool = False

    @property
    def has_sign(self) -> bool:
        return self.mark is not None or self.check is not None

    def leave_sign(self) -> ProsePlace:
        """What follows the first paragraph of an item."""
        return replace(self, mark=None, check=None) if self.has_sign else self

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
    """`notes` is None for what stands in a footnote itself, where Word has none."""

    links: WordLinks
    numbering: Numbering
    notes: WordNotes | None = None
    _marked: set[int] = field(default_factory=set)

    def write(self, tree: Sequence[Block], place: ProsePlace) -> list[Node]:
        body, notes = split_notes(tree)
        place = replace(place, notes=self._add_notes(notes, place))
        return list(self._blocks(body, place, settle_headings(body, place.level)))

    def _add_notes(
        self, notes: tuple[tuple[Block, ...], ...], place: ProsePlace
    ) -> tuple[int, ...]:
        """Put the footnotes of a text where Word has them; their ids."""
        if self.notes is None or not notes:
            return ()
        writer = ProseWriter(self.notes.links, self.numbering)
        below = ProsePlace(place.width, LOWEST, place.path, in_note=True)
        return tuple(self.notes.add(writer.write(note, below)) for note in notes)

    def _blocks(
        self, tree: Sequence[Block], place: ProsePlace, levels: Mapping[int, int]
    ) -> Iterator[Node]:
        """The first paragraph takes the number, bullet or box of its list item."""
        if place.has_sign and not (tree and isinstance(tree[0], Paragraph)):
            yield self._paragraph((), place)
            place = place.leave_sign()
        for block in tree:
            yield from self._block(block, place, levels)
            place = place.leave_sign()

    def _block(self, block: Block, place: ProsePlace, levels: Mapping[int, int]) -> Iterator[Node]:
        if isinstance(block, List | CodeBlock | FormulaBlock | ProseTable):
            place = place.leave_quotation()
        match block:
            case Paragraph():
                yield self._paragraph(block.line, place)
            case Heading():
                yield self._heading(block, place, levels[id(block)])
            case CodeBlock() | FormulaBlock():
                yield _code(block, place)
            case ProseTable():
                yield from self._table(block, place)
            case List():
                yield from self._list(block, place, levels)
            case ThematicBreak():
                yield _rule(place)
            case _:
                yield from self._framed(block, place, levels)

    def _framed(
        self,
        block: Quote | Alert | Details | Footnotes,
        place: ProsePlace,
        levels: Mapping[int, int],
    ) -> Iterator[Node]:
        """Blocks around blocks: a bar beside them, or a line above."""
        if isinstance(block, Footnotes):  # stands at the end of a tree only, and is taken off there
            return
        if isinstance(block, Details):
            summary = tuple(
                replace(item, strong=True) if isinstance(item, Run) else item
                for item in block.summary
            )
            yield self._paragraph(summary, place)
            yield from self._blocks(block.blocks, place, levels)
            return
        inner = replace(place, quoted=True, indent=place.indent + int(place.quoted))
        if isinstance(block, Alert):
            yield self._paragraph((Run(block.kind.capitalize(), strong=True),), inner)
        yield from self._blocks(block.blocks, inner, levels)

    def _heading(self, block: Heading, place: ProsePlace, level: int) -> Node:
        """Bold where Word knows no heading so low."""
        page = f"Heading{level}" if level <= LOWEST else "TableHeading"
        runs = list(self.runs(block.line, place))
        if place.path and not place.in_note:
            runs = self.links.mark(name_heading(place.path, make_slug(block.line)), runs)
        return paragraph(place.style(page, "TableHeading"), runs, *_indent(place))

    def _list(self, block: List, place: ProsePlace, levels: Mapping[int, int]) -> Iterator[Node]:
        inner = replace(place, depth=place.depth + 1)
        bullets = self.numbering.list_bullets(place.in_cell)
        mark = (
            bullets
            if block.start is None
            else self.numbering.add_ordered(block.start, inner.depth, place.in_cell)
        )
        for number, item in enumerate(block.items):
            check = block.find_check(number)
            own = replace(inner, mark=mark if check is None else None, check=check)
            yield from self._blocks(item, own, levels)

    def _paragraph(self, line: Line, place: ProsePlace) -> Node:
        settings: list[Node] = []
        if place.mark is not None:
            settings.append(
                w("numPr", w("ilvl", val=min(place.depth, DEEPEST - 1)), w("numId", val=place.mark))
            )
        if is_rtl(plain_text(line)):
            settings.append(w("bidi"))
        box = [] if place.check is None else [run(BOXES[place.check], "CheckBox"), tab()]
        runs = (*box, *self.runs(line, place))
        return paragraph(self._choose_style(place), runs, *settings, *_indent(place))

    def _choose_style(self, place: ProsePlace) -> str:
        if place.mark is not None:
            if place.mark != self.numbering.list_bullets(place.in_cell):
                return place.style("ListNumber", "TableNumber")
            return place.style("ListBullet", "TableBullet")
        if place.quoted:
            return place.style("Quote", "TableQuote")
        if place.depth >= 0:
            return place.style("ListContinue", "TableContinue")
        return place.style("FootnoteText" if place.in_note else "BodyText", "TableText")

    def runs(self, line: Line, place: ProsePlace) -> Iterator[Node]:
        for item in line:
            match item:
                case Break():
                    yield line_break()
                case Image():
                    yield self._image(item, place)
                case Formula():
                    yield _run(Run(item.text, code=True), place)
                case NoteMark():
                    yield self._note_mark(item.number, place)
                case Run(href=""):
                    yield _run(item, place)
                case Run():
                    yield from self._link(item, place)

    def _link(self, item: Run, place: ProsePlace) -> Iterator[Node]:
        """To the web, or to what this document shows of another file; any other link keeps its
        words, with the path of its file, or its target where that says more.
        """
        linked = self.links.outside(item.href, [_run(item, place)], item.title)
        target = self.links.places.find_target(item.href, place.path)
        if linked is not None:
            yield linked
        elif target.anchor:
            yield self.links.inside(target.anchor, [_run(item, place)])
        else:
            yield _run(replace(item, href=""), place)
            written = target.path or item.href
            if not item.href.startswith("#") and written != item.text:
                yield run(f" ({written})", "Quiet")

    def _note_mark(self, number: int, place: ProsePlace) -> Node:
        """A note has one mark that Word counts; where it is meant again, its number stands."""
        if number > len(place.notes):
            return run(f"[{number}]")
        note = place.notes[number - 1]
        if note in self._marked:
            return run(str(note), "FootnoteReference")
        self._marked.add(note)
        style = w("rPr", w("rStyle", val="FootnoteReference"))
        return w("r", style, w("footnoteReference", id=note))

    def _image(self, item: Image, place: ProsePlace) -> Node:
        """The picture, or what it is of; either with the link around it, or to where it is."""
        shown = self._draw(item, place)
        if shown is None:
            shown = run(f"(picture: {item.alt or 'without description'})", "Quiet")
            return self.links.outside(item.href or item.src, [shown], item.title) or shown
        return self.links.outside(item.href, [shown]) or shown

    def _draw(self, item: Image, place: ProsePlace) -> Node | None:
        found = self.links.find_authored_picture(item.src, place.path)
        if found is None and self.links.has_authored_picture(item.src, place.path):
            shown = f" It shows: {item.alt}" if item.alt else ""
            return run(f"{name_unreadable_picture(item.src)}{shown}", "Quiet")
        if found is None:
            return None
        width = max(TWIPS_PER_INCH // 2, place.width - place.left) * EMU_PER_INCH // TWIPS_PER_INCH
        return self.links.draw(found, item.alt, item.title, width, 6 * EMU_PER_INCH)

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
    if place.check is not None:
        return [w("ind", left=place.left, hanging=place.step)]
    if place.mark is not None:
        deep = place.indent or place.depth >= DEEPEST
        return [w("ind", left=place.left, hanging=place.step)] if deep else []
    own = (120 if place.in_cell else 280) if place.quoted else 0
    return [w("ind", left=place.left + own)] if place.left else []


def _rule(place: ProsePlace) -> Node:
    line = w("pBdr", w("bottom", val="single", sz=4, space=1, color="A6A6A6"))
    return paragraph(place.style("BodyText", "TableText"), (), line)


def _code(block: CodeBlock | FormulaBlock, place: ProsePlace) -> Node:
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
    if item.script:
        marks.append(w("vertAlign", val=f"{item.script}script".replace("sup", "super")))
    if is_rtl(item.text):
        marks.append(w("rtl"))
    return run(item.text, style, *marks)


def _choose_style(item: Run, place: ProsePlace) -> tuple[str, tuple[str, ...]]:
    """A character style, and the marks that it has itself."""
    if item.href:
        return "Hyperlink", ()
    if item.key:
        return "Key", ()
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
