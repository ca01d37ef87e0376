"""A document as one HTML page: self-contained, no script, nothing loaded, every text escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from html import escape as escape_markup
from urllib.parse import quote

from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel, list_drawings
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
    GridColumn,
    HeatMap,
    LineChart,
    Manner,
    Mark,
    Picture,
    Quotation,
    ShareBar,
    SideBySide,
    SignMatrix,
    Span,
    SpanLine,
    Spans,
    TextLine,
)
from ..plain_parts import cell_text, list_own_properties, simplify_part, write_provenance
from ..prose import clean_text
from ..prose_links import find_places, walk_document_prose
from ..prose_parser import parse_prose
from .html_charts import write_line_chart, write_share_bar
from .html_contents import write_contents
from .html_drawings import DRAWING_STYLE, write_drawing
from .html_links import ON_PAGE, PageLinks
from .html_looks import DEFAULT_LOOK, LOOKS, PageLook
from .html_maps import write_heat_map, write_matrix
from .html_pages import write_print_style
from .html_pictures import embed_picture
from .html_prose import STYLE, HtmlProse
from .web_targets import is_outside

TITLE_LEVEL = 1
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# A page with pictures holds them itself.
PICTURES_POLICY = f"{POLICY}; img-src data:"
CHARSET = '<meta charset="utf-8">'
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
TAGS: Mapping[Manner, tuple[str, str]] = {
    "plain": ("", ""),
    "strong": ("<b>", "</b>"),
    "emphasis": ("<i>", "</i>"),
    "code": ("<code>", "</code>"),
    "added": ("<ins>", "</ins>"),
    "removed": ("<del>", "</del>"),
}
# the look of a table -> the classes of one whose cells may stand below each other
_STACKS: Mapping[str, str] = {
    "objectives": "o stack",
    "filtered": "stack filtered",
    "days": "stack days",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def write(document: DocumentModel) -> bytes:
    """The whole page."""
    look = LOOKS.get(document.look, DEFAULT_LOOK)
    title = escape(_full_title(document))
    policy = PICTURES_POLICY if document.pictures else POLICY
    guard = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    metas = (guard, VIEWPORT) if look.policy_first else (VIEWPORT, guard)
    facts = "".join(map(_write_meta, list_own_properties(document)))
    prose_style = STYLE if any(walk_document_prose(document)) else ""
    drawing_style = DRAWING_STYLE if any(list_drawings(document)) else ""
    style = f"{look.style}{prose_style}{drawing_style}{write_print_style(document)}"
    head = f"{CHARSET}{''.join(metas)}<title>{title}</title>{facts}<style>{style}</style>"
    prose = HtmlProse(escape, find_places(document), document.pictures, below=TITLE_LEVEL)
    body = "\n".join(_PageWriter(look, document, prose).lines(title))
    start = f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n<body>\n'
    return f"{start}{body}\n</body>\n</html>\n".encode()


def write_main(
    document: DocumentModel, look: PageLook, links: PageLinks, prose: HtmlProse
) -> Iterator[str]:
    """The document under its heading, for a page that somebody else makes."""
    return _PageWriter(look, document, prose, links).main(
        f"<h1>{escape(_full_title(document))}</h1>"
    )


def _write_meta(fact: tuple[str, str]) -> str:
    name = "-".join(fact[0].lower().split())
    return f'<meta name="attestle-{escape(name)}" content="{escape(fact[1])}">'


def escape(text: str) -> str:
    """Text that can be no markup, in an element or in an attribute."""
    return escape_markup(clean_text(text))


def _head(title: str, attributes: str = "") -> str:
    """A head of a column; an empty corner is no head."""
    tag = "th" if title else "td"
    scope = ' scope="col"' if title else ""
    return f"<{tag}{scope}{attributes}>{escape(title)}</{tag}>"


def _full_title(document: DocumentModel) -> str:
    return f"{document.subject}: {document.title}" if document.subject else document.title


def _join_tight(heading: str, rest: Iterable[str]) -> Iterator[str]:
    """The first line of what follows stands on the line of the heading."""
    lines = iter(rest)
    yield heading + next(lines, "")
    yield from lines


def _find_place(part: TextLine) -> str:
    """Where a line leads that leads to no anchor; the name of a file cannot be taken for an address
    of another scheme.
    """
    if part.beside:
        return f"./{quote(part.beside)}"
    return part.href if is_outside(part.href) else ""


def _find_day(cell: DocumentCell) -> str:
    """The class of a cell that holds a day, whose hyphens end no line."""
    return ' class="day"' if len(cell) == 1 and _DAY.fullmatch(cell_text(cell[0])) else ""


@dataclass(frozen=True, slots=True)
class _PageWriter:
    look: PageLook
    document: DocumentModel
    prose: HtmlProse
    links: PageLinks = ON_PAGE
    level: int = 2  # of the headings in what is being written

    def lines(self, title: str) -> Iterator[str]:
        """Landmarks in the order of reading: head, contents, the document itself, foot."""
        document = self.document
        yield '<a class="skip" href="#main">To the document</a>'
        yield "<header>"
        yield from self._marks(document.marking, document.draft)
        yield "</header>"
        yield '<main id="main">'
        yield from self.main(f"<h1>{title}</h1>")
        yield "</main>"
        yield "<footer>"
        yield from self._marks(document.draft)
        if document.provenance:
            yield f'<p class="note">{escape(write_provenance(document.provenance))}</p>'
        yield from self._marks(document.marking)
        yield "</footer>"

    def main(self, heading: str) -> Iterator[str]:
        """The document itself under its heading, without what a page has around it."""
        yield from self._under(heading, self._opening())
        if self.document.contents:
            yield from write_contents(self.document, escape)
        for chapter in self.document.chapters:
            yield from self._chapter(chapter)

    def _marks(self, *texts: str) -> Iterator[str]:
        yield from (f'<p class="mark">{escape(text)}</p>' for text in texts if text)

    def _opening(self) -> Iterator[str]:
        document = self.document
        if document.organization:
            yield f"<p>{escape(document.organization)}</p>"
        if document.front:
            yield from self._part(document.front)
        yield from self._designation()
        yield from (f'<p class="note">{escape(text)}</p>' for text in document.notices)
        for part in document.parts:
            yield from self._part(part)

    def _designation(self) -> Iterator[str]:
        block = self.document.designation
        if block is None:
            return
        facts = FactList(tuple((name, (TextLine(value),)) for name, value in block.lines))
        yield '<div class="cui" role="group" aria-label="CUI designation indicator">'
        yield from self._part(facts)
        yield "</div>"
        if block.statement:
            yield f"<p>{escape(block.statement)}</p>"

    def _under(self, heading: str, rest: Iterable[str]) -> Iterator[str]:
        if self.look.tight:
            yield from _join_tight(heading, rest)
        else:
            yield heading
            yield from rest

    def _chapter(self, chapter: Chapter) -> Iterator[str]:
        level = min(chapter.level + 1, 6)
        anchor = f' id="{escape(chapter.anchor)}"' if chapter.anchor else ""
        heading = f"<h{level}{anchor}>{escape(chapter.title)}</h{level}>"
        self.prose.below = level
        if chapter.look:
            heading = f'<section class="{escape(chapter.look)}">{heading}'
        writer = replace(self, level=min(level + 1, 6))
        parts = (line for part in chapter.parts for line in writer._part(part))
        if chapter.parts or not self.look.tight:
            yield from self._under(heading, parts)
        else:
            yield heading
        for child in chapter.chapters:
            yield from self._chapter(child)
        if chapter.look:
            yield "</section>"

    def _part(self, part: DocumentPart) -> Iterator[str]:
        match part:
            case TextLine():
                yield self._paragraph(part)
            case SpanLine() | Amount() | Mark():
                yield f"<p>{self._cell((part,))}</p>"
            case AuthoredProse():
                yield from self.prose.write(parse_prose(part.text), part.path)
            case Bullets():
                yield from self._bullets(part)
            case Quotation():
                yield f"<blockquote>{self._spans(part.spans)}</blockquote>"
            case FactList():
                yield self._facts(part)
            case Grid():
                yield from self._grid(part)
            case _:
                yield from self._rare_part(part)

    def _rare_part(self, part: DocumentPart) -> Iterator[str]:
        match part:
            case HeatMap():
                yield from write_heat_map(part, self.links, escape)
            case SignMatrix():
                yield from write_matrix(part, self.look, self.links, escape)
            case LineChart():
                yield from write_line_chart(part, escape)
            case ShareBar():
                yield from write_share_bar(part, escape)
            case SideBySide():
                yield from self._side_by_side(part)
            case Card():
                yield from self._card(part)
            case Picture():
                yield self._picture(part)
            case Drawing():
                yield from self._drawing(part)
            case CheckBoxes():
                yield self._boxes(part)
            case _:
                for simple in simplify_part(part):
                    yield from self._part(simple)

    def _drawing(self, part: Drawing) -> Iterator[str]:
        """The drawing, and below it what it shows in words."""
        yield write_drawing(part, escape, has_styles=not self.look.is_site)
        for inner in part.parts:
            yield from self._part(inner)

    def _boxes(self, part: CheckBoxes) -> str:
        boxes = (f"{'☐☒'[box.checked]} {escape(box.label)}" for box in part.boxes)
        return f"<p>{' &nbsp; '.join(boxes)}</p>"

    def _paragraph(self, part: TextLine) -> str:
        tone = ' class="note"' if part.tone in ("note", "quiet") else ""
        tone += f' id="{escape(part.anchor)}"' if part.anchor else ""
        return f"<p{tone}>{self._line(part)}</p>"

    def _line(self, part: TextLine) -> str:
        lead = f"<b>{escape(part.lead)}</b> " if part.lead else ""
        text = escape(part.text)
        if part.tone in ("label", "code"):
            tag = "b" if part.tone == "label" else "code"
            text = f"<{tag}>{text}</{tag}>"
        text = self._link_line(part, text)
        return f"{lead}{text}".rstrip() if lead else text

    def _link_line(self, part: TextLine, text: str) -> str:
        if part.target:
            hover = part.hover if self.look.is_site else ""
            return f"<a {self.links.write_attributes(part.target, escape, hover)}>{text}</a>"
        place = _find_place(part)
        return f'<a href="{escape(place)}">{text}</a>' if place else text

    def _spans(self, spans: Spans) -> str:
        return "".join(map(self._span, spans))

    def _span(self, span: Span) -> str:
        start, end = TAGS.get(span.manner, self.look.quiet)
        text = f"{start}{escape(span.text)}{end}"
        if span.target:
            return f"<a {self.links.write_attributes(span.target, escape)}>{text}</a>"
        if is_outside(span.href):
            return f'<a href="{escape(span.href)}" rel="noreferrer">{text}</a>'
        return text

    def _bullets(self, part: Bullets) -> Iterator[str]:
        yield "<ul>"
        for item in part.items:
            yield f"<li>{self._bullet(item)}</li>"
        yield "</ul>"

    def _bullet(self, item: str | Bullet) -> str:
        if isinstance(item, str):
            return escape(item)
        inner = (line for part in item.parts for line in self._part(part))
        return self._spans(item.spans) + "".join(inner)

    def _facts(self, part: FactList) -> str:
        rows = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{self._cell(cell)}</dd></div>"
            if part.brief
            else f"<dt>{escape(name)}</dt><dd>{self._cell(cell)}</dd>"
            for name, cell in part.rows
        )
        look = part.look or ("brief" if part.brief else "")
        return f'<dl class="{escape(look)}">{rows}</dl>' if look else f"<dl>{rows}</dl>"

    def _cell(self, cell: DocumentCell) -> str:
        """What is said aside stands in tags of its own; other lines begin on a new line."""
        written = ""
        for part in cell:
            text = self._cell_part(part)
            starts = not written or text.startswith((self.look.quiet[0], "<ul"))
            written += text if starts else f"<br>{text}"
        return written

    def _cell_part(self, part: CellPart) -> str:
        match part:
            case TextLine(tone="quiet"):
                return f"{self.look.quiet[0]}{escape(part.text)}{self.look.quiet[1]}"
            case TextLine():
                return self._line(part).replace("\n", "<br>")
            case SpanLine():
                return self._spans(part.spans)
            case AuthoredProse():
                return "".join(self.prose.write(parse_prose(part.text), part.path, in_cell=True))
            case Bullets():
                return self._cell_bullets(part)
            case Mark() if self.look.is_site:
                return self._tag(part)
            case Amount() | Mark():
                return escape(cell_text(part))

    def _cell_bullets(self, part: Bullets) -> str:
        items = "".join(f"<li>{self._bullet(item)}</li>" for item in part.items)
        tone = f' class="{self.look.list_class}"' if self.look.list_class else ""
        return f"<ul{tone}>{items}</ul>"

    def _grid(self, grid: Grid) -> Iterator[str]:
        match grid.look:
            case "figures":
                yield from self._figures(grid)
            case "judgements":
                yield from self._judgements(grid)
            case _ if grid.number:
                yield from self._numbered(grid)
            case _:
                yield from self._stack(grid)

    def _numbered(self, grid: Grid) -> Iterator[str]:
        """As a stack, with its caption and with heads that name their columns."""
        caption = escape(f"Table {grid.number}. {grid.caption}")
        heads = "".join(f'<th scope="col">{escape(column.title)}</th>' for column in grid.columns)
        yield f'<table class="stack" id="{grid.anchor}"><caption>{caption}</caption>'
        yield from self._stack_rows(grid, heads, lambda column, cell: (_find_day(cell), ""))

    def _figures(self, grid: Grid) -> Iterator[str]:
        """A table of counts; a zero is quiet, so that the eye finds what there is."""
        first, *rest = grid.columns
        heads = "".join(_head(column.title, ' class="n"') for column in rest)
        yield (
            f"{self._frame(grid.caption)}<table><thead><tr>{_head(first.title)}{heads}</tr>"
            "</thead><tbody>"
        )
        for name, *amounts in grid.rows:
            texts = (self._cell(cell) for cell in amounts)
            numbers = "".join(
                f'<td class="n">{"<i>0</i>" if text == "0" else text}</td>' for text in texts
            )
            yield f"<tr>{self._row_head(name)}{numbers}</tr>"
        yield "</tbody></table></div>"

    def _frame(self, name: str) -> str:
        """What is wider than the page is moved with the keys, too, so it takes the focus."""
        label = f' role="region" aria-label="{escape(name)}"' if name else ""
        return f'<div class="{self.look.wrap}" tabindex="0"{label}>'

    def _stack(self, grid: Grid) -> Iterator[str]:
        """A table whose cells stand below each other where the page is narrow, each with its head."""
        look = _STACKS.get(grid.look, "stack")
        heads = "".join(
            _head(
                column.title,
                (' class="n"' if column.align == "right" else "")
                + (" data-choose" if column.chosen else ""),
            )
            for column in grid.columns
        )
        yield f'<table class="{look}" aria-label="{escape(grid.caption)}">'
        total = sum(column.share for column in grid.columns)
        is_sized = not grid.look and not self.look.is_site
        if is_sized and len({column.share for column in grid.columns}) > 1:
            widths = (f"{100 * column.share / total:.4g}" for column in grid.columns)
            yield "".join(f'<col style="width:{width}%">' for width in widths)
        is_site = self.look.is_site
        yield from self._stack_rows(
            grid, heads, lambda column, cell: (_find_day(cell) if is_site else "", column.align)
        )

    def _stack_rows(
        self,
        grid: Grid,
        heads: str,
        look: Callable[[GridColumn, DocumentCell], tuple[str, str]],
    ) -> Iterator[str]:
        """Head and rows of a stack; `look` gives the attributes and the side of a cell."""
        yield f"<thead><tr>{heads}</tr></thead><tbody>"
        for row in grid.rows:
            data = ""
            for column, cell in zip(grid.columns, row, strict=True):
                attributes, align = look(column, cell)
                named = f' data-h="{escape(column.title)}"{attributes}'
                data += self._data(cell, named, align)
            yield f"<tr{self._anchor(row)}>{data}</tr>"
        yield "</tbody></table>"

    def _row_head(self, cell: DocumentCell) -> str:
        """The first cell of a row of figures says what they are of."""
        mark = next((part for part in cell if isinstance(part, Mark)), None)
        key = f' class="{mark.key}"' if mark else ""
        return f'<th scope="row"{key}>{self._cell(cell)}</th>'

    def _data(self, cell: DocumentCell, attributes: str = "", align: str = "") -> str:
        """A cell; its mark gives it a class."""
        mark = next((part for part in cell if isinstance(part, Mark)), None)
        if mark is not None and not self.look.is_site:
            attributes += f' class="{mark.key}{self.look.strong if mark.strong else ""}"'
        elif align == "right":
            attributes += ' class="n"'
        return f"<td{attributes}>{self._cell(cell)}</td>"

    def _judgements(self, grid: Grid) -> Iterator[str]:
        """A table in which the first cell of a group stands beside all of its rows."""
        heads = "".join(_head(column.title) for column in grid.columns)
        yield f'{self._frame(grid.caption)}<table class="d"><thead><tr>{heads}</tr></thead>'
        start = 0
        for size in grid.groups:
            yield "<tbody>"
            for place, row in enumerate(grid.rows[start : start + size]):
                name = f'<th scope="rowgroup" rowspan="{size}">{self._cell(row[0])}</th>'
                cells = "".join(self._data(cell, self._hover(cell)) for cell in row[1:])
                yield f"<tr{self._anchor(row)}>{'' if place else name}{cells}</tr>"
            yield "</tbody>"
            start += size
        yield "</table></div>"

    def _anchor(self, row: tuple[DocumentCell, ...]) -> str:
        lines = (part for cell in row for part in cell if isinstance(part, TextLine))
        anchor = next((line.anchor for line in lines if line.anchor), "")
        return f' id="{escape(anchor)}"' if anchor else ""

    def _hover(self, cell: DocumentCell) -> str:
        lines = (part for part in cell if isinstance(part, TextLine) and part.anchor)
        return "".join(f' title="{escape(line.hover)}"' for line in lines)

    def _side_by_side(self, part: SideBySide) -> Iterator[str]:
        opening = '<div class="two"><section>'
        last = ""
        for chapter in part.chapters:
            if last:
                yield last
            yield f"{opening}<h{self.level}>{escape(chapter.title)}</h{self.level}>"
            opening = "</section><section>"
            writer = replace(self, level=min(self.level + 1, 6))
            *lines, last = (line for inner in chapter.parts for line in writer._part(inner))
            yield from lines
        yield f"{last}</section></div>"

    def _card(self, part: Card) -> Iterator[str]:
        """What is folded opens by itself where a link leads to it, and on paper."""
        tags = "".join(map(self._tag, part.tags))
        heading = f"<h{self.level}>{escape(part.title)}</h{self.level}>"
        around, head = ("details", "summary") if part.folded else ("article", "header")
        yield f'<{around} class="card" id="{escape(part.anchor)}"><{head}>{heading}'
        yield f'{tags}</{head}><div class="b">'
        for inner in part.parts:
            yield from self._part(inner)
        yield f"</div></{around}>"

    def _tag(self, tag: Mark | TextLine) -> str:
        look = f"tag {tag.key}" if isinstance(tag, Mark) else "note"
        return f'<span class="{look}">{escape(tag.text)}</span>'

    def _picture(self, part: Picture) -> str:
        """The picture itself where its bytes are at hand and of a kind that browsers show."""
        source = embed_picture(self.document.pictures.get(part.path, b""))
        anchor = f' id="{part.anchor}"' if self.document.contents else ""
        caption = escape(f"Figure {part.number}. {part.title}, as of {part.date.isoformat()}")
        if not source:
            return f"<figure{anchor}><p>{escape(part.alt)}</p><figcaption>{caption}</figcaption></figure>"
        image = f'<img src="{source}" alt="{escape(part.alt)}">'
        return f"<figure{anchor}>{image}<figcaption>{caption}</figcaption></figure>"
