"""The parts of a document as typst's code: paragraphs, tables, maps, pictures, check boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeGuard

from ...lazy_dataclasses import dataclass
from ..document_model import OwnFonts
from ..document_parts import (
    Amount,
    AuthoredProse,
    Bullet,
    Bullets,
    Card,
    CellPart,
    Chapter,
    CheckBoxes,
    DocumentCell,
    DocumentPart,
    Drawing,
    FactList,
    Grid,
    HeatMap,
    Mark,
    Picture,
    Quotation,
    SideBySide,
    SignMatrix,
    SignRow,
    Span,
    SpanLine,
    Spans,
    TextLine,
)
from ..layout.drawing_layout import find_scale
from ..plain_parts import cell_text, join_cell, simplify_part
from ..prose_parser import parse_prose
from .pdf_links import TypstLinks, link_plain
from .pdf_pictures import PictureShelf, caption_figure, name_unreadable_picture
from .pdf_prose import HIGHEST, LINE_BREAK, STEP, Column, TypstProse
from .pdf_tables import FACT_SHARES, build_facts, build_grid, choose_widths
from .pdf_words import CELL_SIZE, DIGEST_SIZE, MARGIN, show_within
from .printed_drawings import NO_FONTS, place_printed, write_printed
from .typst_code import Markup, Name, call, join, join_paragraphs, show

SPAN_FUNCTIONS = {
    "strong": "strong",
    "emphasis": "emph",
    "quiet": "quiet",
    "code": "lone",
    "added": "added",
    "removed": "strike",
}
TONE_FUNCTIONS = {
    "quiet": "quiet",
    "code": "digest",
    "accent": "accent",
    "good": "good",
    "bad": "bad",
}
TWIPS_PER_POINT = 20
# Points of a drawing below a heading, with its caption
HIGHEST_DRAWING = 394.0
GAP = 320  # twips between columns beside each other


@dataclass(frozen=True, slots=True)
class TypstParts:
    """`level` of its methods is that of the heading above."""

    prose: TypstProse
    pictures: PictureShelf
    links: TypstLinks
    fonts: OwnFonts = NO_FONTS

    def write(self, part: DocumentPart, width: int, level: int) -> Markup:
        match part:
            case TextLine():
                return self._paragraph(part, width)
            case SpanLine() | Amount() | Mark():
                return call("par", self._cell_part(part, width))
            case Quotation():
                return call("said", write_spans(part.spans, width))
            case AuthoredProse():
                column = Column(width, level, part.path)
                return self.prose.write(parse_prose(part.text), column)
            case Bullets():
                return self._bullets(part, width)
            case CheckBoxes():
                boxes = (call("choice", box.checked, show(box.label)) for box in part.boxes)
                return call("choices", *boxes)
            case _:
                return self._write_wide(part, width, level)

    def _write_wide(self, part: DocumentPart, width: int, level: int) -> Markup:
        """Parts that fill the width of the page."""
        match part:
            case Picture() | Drawing():
                return self._figure(part, width, level)
            case FactList():
                return self._facts(part, width)
            case Grid():
                return self._grid(part, width)
            case HeatMap():
                return _write_heat_map(part)
            case SignMatrix():
                return _write_matrix(part)
            case SideBySide():
                return self._side_by_side(part, width, level)
            case Card():
                return self._card(part, width, level)
            case _:
                return join(self.write(item, width, level) for item in simplify_part(part))

    def write_all(self, parts: Sequence[DocumentPart], width: int, level: int) -> Iterator[Markup]:
        """The parts of a chapter; bars that follow each other are lines of one."""
        for is_bar, group in groupby(parts, key=is_bar_part):
            if is_bar:
                yield call(
                    "bar", *(self._pairs(item, width) for item in group if is_bar_part(item))
                )
            else:
                yield from (self.write(item, width, level) for item in group)

    def head(self, chapter: Chapter, level: int) -> Markup:
        """The heading of a chapter, where links to it lead."""
        anchor = self.links.claim(chapter.anchor or chapter.title)
        name = "objective" if chapter.look == "objective" else "chapter"
        return call(name, level, anchor, show(chapter.title))

    def _paragraph(self, part: TextLine, width: int) -> Markup:
        anchor = self.links.claim(part.anchor)
        match part.tone:
            case "label":
                return call("tag", anchor, self._line(part, width))
            case "note":
                return call("small", self._line(part, width))
            case _:
                return call("line-of", anchor, self._line(part, width))

    def _line(self, part: TextLine, width: int) -> Markup:
        lead = call("strong", show(part.lead)) if part.lead else Markup("")
        between = show(" ") if part.lead and part.text else Markup("")
        text = _write_lines(part, width)
        name = TONE_FUNCTIONS.get(part.tone)
        text = call(name, text) if name else text
        return join((lead, between, link_plain(text, part.target, part.href)))

    def _bullets(self, part: Bullets, width: int) -> Markup:
        return call("points", *(self._bullet(item, width - STEP) for item in part.items))

    def _bullet(self, item: str | Bullet, width: int) -> Markup:
        if isinstance(item, str):
            return show_within(item, width)
        below = (
            self._bullets(inner, width)
            if isinstance(inner, Bullets)
            else call("said", write_spans(inner.spans, width))
            for inner in item.parts
        )
        return join((write_spans(item.spans, width), *below))

    def cell(self, cell: DocumentCell, width: int) -> Markup:
        return join_paragraphs(self._cell_part(part, width - MARGIN) for part in cell)

    def _cell_part(self, part: CellPart, width: int) -> Markup:
        match part:
            case TextLine():
                line = self._line(part, width)
                anchor = self.links.claim(part.anchor) if part.anchor else ""
                line = call("strong", line) if part.tone == "label" else line
                return join((call("place-mark", anchor), line)) if anchor else line
            case SpanLine():
                return write_spans(part.spans, width)
            case AuthoredProse():
                return self.prose.write(
                    parse_prose(part.text), Column(width, 3, part.path, in_cell=True)
                )
            case Bullets():
                return self._bullets(part, width)
            case Amount():
                return show(cell_text(part))
            case Mark():
                return call("mark", part.shade, part.strong, show(part.text))

    def _facts(self, part: FactList, width: int) -> Markup:
        if part.brief:
            return call("bar" if part.look == "bar" else "brief", self._pairs(part, width))
        if not part.rows:
            return Markup("")
        value = int(width * FACT_SHARES[1] / sum(FACT_SHARES))
        rows = [(show(name), self.cell(cell, value)) for name, cell in part.rows]
        return build_facts(width, rows)

    def _pairs(self, part: FactList, width: int) -> tuple[tuple[Markup, Markup], ...]:
        return tuple(
            (show(name), join((self._cell_part(item, width) for item in cell), " "))
            for name, cell in part.rows
        )

    def _grid(self, part: Grid, width: int) -> Markup:
        widths = _choose_grid_widths(part, width)
        rows = [
            [self.cell(cell, size) for cell, size in zip(row, widths, strict=True)]
            for row in part.rows
        ]
        heads = [show(column.title) for column in part.columns]
        align = [column.align for column in part.columns]
        caption = show(f"Table {part.number}. {part.caption}") if part.number else None
        anchor = self.links.claim(part.anchor)
        return build_grid(
            heads,
            rows,
            widths=widths,
            align=align,
            anchor=anchor,
            caption=caption,
            look=part.look,
        )

    def _side_by_side(self, part: SideBySide, width: int, level: int) -> Markup:
        number = max(1, len(part.chapters))
        share = (width - GAP * (number - 1)) // number
        columns = (
            join(
                (
                    self.head(chapter, level + 1),
                    *(self.write(inner, share, level + 1) for inner in chapter.parts),
                )
            )
            for chapter in part.chapters
        )
        return call("beside", *columns)

    def _card(self, part: Card, width: int, level: int) -> Markup:
        # a bookmark, and no line of the contents: a hundred of them would be pages before page one
        anchor = self.links.claim(part.anchor or part.title)
        heading = call("chapter", level + 1, anchor, show(part.title), listed=False)
        tags = (
            self._line(tag, width)
            if isinstance(tag, TextLine)
            else call("mark", tag.shade, tag.strong, show(tag.text))
            for tag in part.tags
        )
        below = (self.write(inner, width, level + 1) for inner in part.parts)
        return join((heading, call("chips", *tags) if part.tags else Markup(""), *below))

    def draw_picture(self, part: Picture, width: int, height: int) -> Markup:
        """The picture in as many twips of width and height as there are, and its caption."""
        if self.pictures.is_readable(part.path):
            self.links.claim(part.anchor)
            return self.pictures.draw_figure(part, width, height)
        is_there = part.path in self.pictures.pictures
        absent = f"The picture {part.path} is not at hand."
        notice = name_unreadable_picture(part.path) if is_there else absent
        said = show(f"{notice} It shows: {part.alt}")
        return call("absent", self.links.claim(part.anchor), said, caption_figure(part))

    def _figure(self, part: Picture | Drawing, width: int, level: int) -> Markup:
        if isinstance(part, Picture):
            return self.draw_picture(part, width, HIGHEST)
        return self._drawing(part, width, level)

    def _drawing(self, part: Drawing, width: int, level: int) -> Markup:
        """The drawing as lines, and below it what it shows in words."""
        placed = place_printed(part, self.fonts)
        scale = find_scale(placed, width / TWIPS_PER_POINT, HIGHEST_DRAWING)
        code = write_printed(placed, self.fonts)
        caption = show(f"Figure {part.number}. {part.title}")
        size = f"{placed.width * scale:.2f}"
        anchor = self.links.claim(part.anchor)
        drawn = call("drawn", anchor, code, part.alt, Name(f"{size}pt"), caption)
        return join((drawn, *(self.write(inner, width, level) for inner in part.parts)))


def _choose_grid_widths(part: Grid, width: int) -> list[int]:
    texts = [
        [column.title, *_list_texts(row[place] for row in part.rows)]
        for place, column in enumerate(part.columns)
    ]
    cells = zip(*part.rows, strict=True) if part.rows else ((),) * len(part.columns)
    lengths = [max((len(join_cell(cell)) for cell in column), default=0) for column in cells]
    return choose_widths(width, [column.share for column in part.columns], texts, lengths)


def is_bar_part(part: DocumentPart) -> TypeGuard[FactList]:
    return isinstance(part, FactList) and part.look == "bar"


def write_spans(spans: Spans, width: int) -> Markup:
    return join(_write_span(span, width) for span in spans if span.text)


def _write_span(span: Span, width: int) -> Markup:
    text = show_within(span.text, width, mono=span.manner == "code")
    if span.target or span.href:
        return link_plain(text, span.target, span.href)
    name = SPAN_FUNCTIONS.get(span.manner)
    return call(name, text) if name else text


def _write_lines(part: TextLine, width: int) -> Markup:
    is_code = part.tone == "code"
    size = DIGEST_SIZE if is_code else CELL_SIZE
    lines = (show_within(line, width, size=size, mono=is_code) for line in part.text.split("\n"))
    return join(lines, LINE_BREAK)


def _list_texts(cells: Iterable[DocumentCell]) -> Iterator[str]:
    return (
        cell_text(part)
        for cell in cells
        for part in cell
        if not isinstance(part, AuthoredProse | Bullets)
        and not (isinstance(part, TextLine) and part.tone == "code")
    )


def _write_legend(marks: Iterable[Mark]) -> Markup:
    return call("legend", *((mark.shade, show(mark.text)) for mark in marks))


def _write_heat_map(part: HeatMap) -> Markup:
    """A tile for each mark; its shade has a sign beside it, which the legend explains."""
    rows = (
        call(
            "tiles",
            show(title),
            *(
                call("tile", mark.shade, mark.target, show(mark.text), show(mark.note))
                for mark in marks
            ),
        )
        for title, marks in part.rows
    )
    return join((_write_legend(part.legend), *rows))


def _write_matrix(part: SignMatrix) -> Markup:
    note = call("par", show(part.note))
    rows = tuple(_write_sign_row(row) for row in part.rows)
    columns = tuple(show(name) for name in part.columns)
    return join((_write_legend(part.legend), note, call("matrix", columns, rows)))


def _write_sign_row(row: SignRow) -> tuple[Markup, ...]:
    signs = (
        call("sign", mark.shade, mark.target, show(mark.text)) if mark else Markup("")
        for mark in row.signs
    )
    return (show(f"{row.label} {row.title}"), *signs)
