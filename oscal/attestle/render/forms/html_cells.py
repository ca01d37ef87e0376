"""Lines of text and cells of tables as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from ...lazy_dataclasses import dataclass
from ..document_parts import (
    Amount,
    AuthoredProse,
    Bullet,
    Bullets,
    CellPart,
    DocumentCell,
    Manner,
    Mark,
    Quotation,
    Span,
    SpanLine,
    Spans,
    TextLine,
)
from ..plain_parts import cell_text
from ..prose_parser import parse_prose
from .html_links import Escape, PageLinks
from .html_looks import PageLook
from .html_prose import HtmlProse
from .web_targets import is_outside

TAGS: Mapping[Manner, tuple[str, str]] = {
    "plain": ("", ""),
    "strong": ("<b>", "</b>"),
    "emphasis": ("<i>", "</i>"),
    "code": ("<code>", "</code>"),
    "added": ("<ins>", "</ins>"),
    "removed": ("<del>", "</del>"),
}


def _find_place(part: TextLine) -> str:
    """Where a line leads that leads to no anchor; the name of a file cannot be taken for an address
    of another scheme.
    """
    if part.beside:
        return f"./{quote(part.beside)}"
    return part.href if is_outside(part.href) else ""


@dataclass(frozen=True, slots=True)
class CellWriter:
    """Writes what stands in one line or one cell."""

    look: PageLook
    prose: HtmlProse
    links: PageLinks
    escape: Escape

    def write_line(self, part: TextLine) -> str:
        lead = f"<b>{self.escape(part.lead)}</b> " if part.lead else ""
        text = self.escape(part.text)
        if part.tone in ("label", "code"):
            tag = "b" if part.tone == "label" else "code"
            text = f"<{tag}>{text}</{tag}>"
        text = self._link_line(part, text)
        return f"{lead}{text}".rstrip() if lead else text

    def _link_line(self, part: TextLine, text: str) -> str:
        if part.target:
            hover = part.hover if self.look.is_site else ""
            return f"<a {self.links.write_attributes(part.target, self.escape, hover)}>{text}</a>"
        place = _find_place(part)
        return f'<a href="{self.escape(place)}">{text}</a>' if place else text

    def write_spans(self, spans: Spans) -> str:
        return "".join(map(self._span, spans))

    def _span(self, span: Span) -> str:
        start, end = TAGS.get(span.manner, self.look.quiet)
        text = f"{start}{self.escape(span.text)}{end}"
        if span.target:
            return f"<a {self.links.write_attributes(span.target, self.escape)}>{text}</a>"
        if is_outside(span.href):
            return f'<a href="{self.escape(span.href)}" rel="noreferrer">{text}</a>'
        return text

    def write_bullets(self, part: Bullets) -> Iterator[str]:
        yield "<ul>"
        for item in part.items:
            yield f"<li>{self._bullet(item)}</li>"
        yield "</ul>"

    def _bullet(self, item: str | Bullet) -> str:
        if isinstance(item, str):
            return self.escape(item)
        return self.write_spans(item.spans) + "".join(map(self._write_inner, item.parts))

    def write_cell(self, cell: DocumentCell) -> str:
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
                return f"{self.look.quiet[0]}{self.escape(part.text)}{self.look.quiet[1]}"
            case TextLine():
                return self.write_line(part).replace("\n", "<br>")
            case SpanLine():
                return self.write_spans(part.spans)
            case AuthoredProse():
                return "".join(self.prose.write(parse_prose(part.text), part.path, in_cell=True))
            case Bullets():
                return self._cell_bullets(part)
            case Mark() if self.look.is_site:
                return self.write_tag(part)
            case Amount() | Mark():
                return self.escape(cell_text(part))

    def write_quotation(self, part: Quotation) -> str:
        return f"<blockquote>{self.write_spans(part.spans)}</blockquote>"

    def _write_inner(self, part: Bullets | Quotation) -> str:
        if isinstance(part, Bullets):
            return "".join(self.write_bullets(part))
        return self.write_quotation(part)

    def _cell_bullets(self, part: Bullets) -> str:
        items = "".join(f"<li>{self._bullet(item)}</li>" for item in part.items)
        tone = f' class="{self.look.list_class}"' if self.look.list_class else ""
        return f"<ul{tone}>{items}</ul>"

    def write_tag(self, tag: Mark | TextLine) -> str:
        look = f"tag {tag.key}" if isinstance(tag, Mark) else "note"
        return f'<span class="{look}">{self.escape(tag.text)}</span>'
