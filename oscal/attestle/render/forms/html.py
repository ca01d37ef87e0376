"""A document as one HTML page: self-contained, no script, nothing loaded, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape as escape_markup

from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel, list_drawings
from ..document_parts import (
    Amount,
    AuthoredProse,
    Bullets,
    Card,
    Chapter,
    CheckBoxes,
    DocumentPart,
    Drawing,
    FactList,
    Grid,
    HeatMap,
    LineChart,
    Mark,
    Picture,
    Quotation,
    ShareBar,
    SideBySide,
    SignMatrix,
    SpanLine,
    TextLine,
)
from ..plain_parts import list_own_properties, simplify_part, write_provenance
from ..prose import clean_text
from ..prose_links import find_places, walk_document_prose
from ..prose_parser import parse_prose
from .html_cells import CellWriter
from .html_charts import write_line_chart, write_share_bar
from .html_contents import write_contents
from .html_drawings import DRAWING_STYLE, write_drawing
from .html_links import ON_PAGE, PageLinks
from .html_looks import DEFAULT_LOOK, LOOKS, PageLook
from .html_maps import write_heat_map, write_matrix
from .html_pages import write_print_style
from .html_pictures import embed_picture
from .html_prose import STYLE, HtmlProse
from .html_tables import TableWriter

TITLE_LEVEL = 1
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# A page with pictures holds them itself.
PICTURES_POLICY = f"{POLICY}; img-src data:"
CHARSET = '<meta charset="utf-8">'
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'


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


def _full_title(document: DocumentModel) -> str:
    return f"{document.subject}: {document.title}" if document.subject else document.title


def _join_tight(heading: str, rest: Iterable[str]) -> Iterator[str]:
    """The first line of what follows stands on the line of the heading."""
    lines = iter(rest)
    yield heading + next(lines, "")
    yield from lines


@dataclass(frozen=True, slots=True)
class _PageWriter:
    look: PageLook
    document: DocumentModel
    prose: HtmlProse
    links: PageLinks = ON_PAGE
    level: int = 2  # of the headings in what is being written

    @property
    def cells(self) -> CellWriter:
        return CellWriter(self.look, self.prose, self.links, escape)

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
                yield f"<p>{self.cells.write_cell((part,))}</p>"
            case AuthoredProse():
                yield from self.prose.write(parse_prose(part.text), part.path)
            case Bullets():
                yield from self.cells.write_bullets(part)
            case Quotation():
                yield self.cells.write_quotation(part)
            case FactList():
                yield self._facts(part)
            case Grid():
                yield from TableWriter(self.cells).write_grid(part)
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
        return f"<p{tone}>{self.cells.write_line(part)}</p>"

    def _facts(self, part: FactList) -> str:
        rows = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{self.cells.write_cell(cell)}</dd></div>"
            if part.brief
            else f"<dt>{escape(name)}</dt><dd>{self.cells.write_cell(cell)}</dd>"
            for name, cell in part.rows
        )
        look = part.look or ("brief" if part.brief else "")
        return f'<dl class="{escape(look)}">{rows}</dl>' if look else f"<dl>{rows}</dl>"

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
        tags = "".join(map(self.cells.write_tag, part.tags))
        heading = f"<h{self.level}>{escape(part.title)}</h{self.level}>"
        around, head = ("details", "summary") if part.folded else ("article", "header")
        yield f'<{around} class="card" id="{escape(part.anchor)}"><{head}>{heading}'
        yield f'{tags}</{head}><div class="b">'
        for inner in part.parts:
            yield from self._part(inner)
        yield f"</div></{around}>"

    def _picture(self, part: Picture) -> str:
        """The picture itself where its bytes are at hand and of a kind that browsers show."""
        source = embed_picture(self.document.pictures.get(part.path, b""))
        anchor = f' id="{part.anchor}"' if self.document.contents else ""
        caption = escape(f"Figure {part.number}. {part.title}, as of {part.date.isoformat()}")
        if not source:
            return f"<figure{anchor}><p>{escape(part.alt)}</p><figcaption>{caption}</figcaption></figure>"
        image = f'<img src="{source}" alt="{escape(part.alt)}">'
        return f"<figure{anchor}>{image}<figcaption>{caption}</figcaption></figure>"
