"""The parts of a document as Word: paragraphs, tables, pictures, check boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...lazy_dataclasses import dataclass
from ..document_model import OwnFonts
from ..document_parts import (
    Amount,
    AuthoredProse,
    Bullet,
    Bullets,
    CellPart,
    CheckBoxes,
    DocumentCell,
    DocumentPart,
    Drawing,
    FactList,
    Grid,
    Manner,
    Mark,
    Picture,
    Quotation,
    Span,
    SpanLine,
    Spans,
    TextLine,
)
from ..plain_parts import cell_text, simplify_part
from ..prose_parser import parse_prose
from .docx_links import WordLinks, name_unreadable_picture
from .docx_numbering import Numbering
from .docx_prose import ProsePlace, ProseWriter
from .docx_tables import MARGIN, build_table, split_by_share, split_width
from .ooxml import EMU_PER_INCH, Node, field_runs, node, paragraph, run, tab, text, w
from .printed_drawings import NO_FONTS, draw_printed
from .web_targets import is_outside

FACT_SHARES = (1.6, 5.4)
SEPARATOR = "   \u2502   "
HIGHEST = 8640  # twips of a picture among text
TONES = {"label": "Label", "note": "Notice"}
SPAN_STYLES = {
    "strong": "Strong",
    "emphasis": "Emphasis",
    "quiet": "Quiet",
    "code": "CodeText",
    "added": "Strong",
    "removed": "Strikethrough",
}


@dataclass(slots=True)
class PartWriter:
    links: WordLinks
    numbering: Numbering
    prose: ProseWriter
    fonts: OwnFonts = NO_FONTS

    def write(self, part: DocumentPart, width: int, level: int) -> Iterator[Node]:
        match part:
            case TextLine():
                yield self._line(part, TONES.get(part.tone, "BodyText"))
            case SpanLine() | Amount() | Mark():
                yield paragraph("BodyText", self._write_cell_runs(part))
            case Quotation():
                yield paragraph("Quote", self._write_runs(part.spans))
            case AuthoredProse():
                place = ProsePlace(width, level, part.path)
                yield from self.prose.write(parse_prose(part.text), place)
            case Bullets():
                yield from self._bullets(part, in_cell=False)
            case CheckBoxes():
                yield self._boxes(part)
            case _:
                yield from self._write_wide(part, width, level)

    def _write_wide(self, part: DocumentPart, width: int, level: int) -> Iterator[Node]:
        """Parts that fill the width of the page."""
        match part:
            case Picture():
                yield from self.draw_picture(part, width, HIGHEST)
            case Drawing():
                yield from self.draw_drawing(part, width, HIGHEST)
                for inner in part.parts:
                    yield from self.write(inner, width, level)
            case FactList():
                yield from self._facts(part, width)
            case Grid():
                yield from self._grid(part, width)
            case _:
                for simple in simplify_part(part):
                    yield from self.write(simple, width, level)

    def _line(self, part: TextLine, style: str) -> Node:
        content = [run(f"{part.lead} " if part.text else part.lead, "Strong")] if part.lead else []
        if part.text:
            content.append(self._said(part))
        return paragraph(style, self.links.mark(part.anchor, content) if part.anchor else content)

    def _said(self, part: TextLine) -> Node:
        """The text, as a link where it is one and the document may point there."""
        linked = part.target or is_outside(part.href)
        look = {"quiet": "Quiet", "code": "Digest"}.get(part.tone, "Hyperlink" if linked else "")
        said = run(part.text, look)
        if part.target:
            return self.links.inside(part.target, [said])
        return self.links.outside(part.href, [said]) or said

    def _bullets(self, part: Bullets, in_cell: bool, level: int = 0) -> Iterator[Node]:
        style = "TableBullet" if in_cell else "ListBullet"
        for item in part.items:
            runs = [run(item)] if isinstance(item, str) else self._write_runs(item.spans)
            yield paragraph(
                style,
                runs,
                w(
                    "numPr",
                    w("ilvl", val=level),
                    w("numId", val=self.numbering.list_bullets(in_cell)),
                ),
            )
            if isinstance(item, Bullet):
                yield from self._below(item, in_cell)

    def _below(self, item: Bullet, in_cell: bool) -> Iterator[Node]:
        for inner in item.parts:
            if isinstance(inner, Bullets):
                yield from self._bullets(inner, in_cell, level=1)
            else:
                style = "TableQuote" if in_cell else "Quote"
                yield paragraph(style, self._write_runs(inner.spans))

    def cell(self, cell: DocumentCell, width: int) -> list[Node]:
        return [found for part in cell for found in self._cell_part(part, width - 2 * MARGIN)]

    def _cell_part(self, part: CellPart, width: int) -> Iterator[Node]:
        match part:
            case TextLine():
                yield self._line(part, "TableHeading" if part.tone == "label" else "TableText")
            case SpanLine() | Amount() | Mark():
                yield paragraph("TableText", self._write_cell_runs(part))
            case Bullets():
                yield from self._bullets(part, in_cell=True)
            case AuthoredProse():
                yield from self.prose.write(
                    parse_prose(part.text), ProsePlace(width, 3, part.path, in_cell=True)
                )

    def draw_picture(self, part: Picture, width: int, height: int) -> Iterator[Node]:
        """The picture in as many twips of width and height as there are, and its caption."""
        found = self.links.find_picture(part.path)
        if found is None and part.path in self.links.pictures:
            notice = f"{name_unreadable_picture(part.path)} It shows: {part.alt}"
            yield paragraph("Notice", [run(notice)])
        elif found is None:
            yield paragraph(
                "Notice", [run(f"The picture {part.path} is not at hand. It shows: {part.alt}")]
            )
        else:
            yield paragraph(
                "Figure",
                [
                    self.links.draw(
                        found,
                        part.alt,
                        part.title,
                        int(width / 1440 * EMU_PER_INCH),
                        int(height / 1440 * EMU_PER_INCH),
                    )
                ],
            )
        yield paragraph(
            "Caption", self._caption("Figure", part, f"{part.title}, as of {part.date.isoformat()}")
        )

    def draw_drawing(self, part: Drawing, width: int, height: int) -> Iterator[Node]:
        """The drawing as a picture in as many twips of width and height as there are."""
        data = draw_printed(part, self.fonts)
        if found := self.links.embed(data):
            room = (int(size / 1440 * EMU_PER_INCH) for size in (width, height))
            drawn = self.links.draw(found, part.alt, part.title, *room)
            yield paragraph("Figure", [drawn])
        yield paragraph("Caption", self._caption("Figure", part, part.title))

    def _caption(self, kind: str, part: Picture | Drawing | Grid, title: str) -> list[Node]:
        number = field_runs(f"SEQ {kind} \\* ARABIC", str(part.number))
        return self.links.mark(part.anchor, [run(f"{kind} "), *number, run(f". {title}")])

    def _boxes(self, part: CheckBoxes) -> Node:
        content: list[Node] = []
        for box in part.boxes:
            content += [tab()] if content else []
            content += [
                _check_box(box.label, box.checked),
                run(f" {box.label}", "Strong" if box.checked else ""),
            ]
        return paragraph("CheckBoxes", content)

    def _facts(self, part: FactList, width: int) -> Iterator[Node]:
        if part.brief:
            yield self._brief(part)
            return
        widths = split_width(width, FACT_SHARES)
        rows = [
            [[paragraph("TableText", [run(name)])], self.cell(cell, widths[1])]
            for name, cell in part.rows
        ]
        if rows:
            yield build_table(
                widths, rows, header=False, labels=True, caption=part.caption or "Facts"
            )

    def _brief(self, part: FactList) -> Node:
        content: list[Node] = []
        for name, cell in part.rows:
            content.append(run(f"{SEPARATOR if content else ''}{name}: ", "Strong"))
            content += [item for found in cell for item in self._write_fact(found)]
        return paragraph("ObjectiveFacts" if part.look == "bar" else "RequirementFacts", content)

    def _write_fact(self, part: CellPart) -> list[Node]:
        """The value of a fact on the line of its name."""
        match part:
            case TextLine():
                tone: Manner = "quiet" if part.tone == "quiet" else "plain"
                text = f"{part.lead} {part.text}".strip()
                return self._write_runs((Span(text, tone, part.target),))
            case SpanLine() | Amount() | Mark():
                return self._write_cell_runs(part)
            case _:
                return [run(cell_text(part))]

    def _grid(self, part: Grid, width: int) -> Iterator[Node]:
        texts = [
            [column.title, *_list_texts(row[place] for row in part.rows)]
            for place, column in enumerate(part.columns)
        ]
        widths = split_by_share(width, [column.share for column in part.columns], texts)
        head = [[paragraph("TableHead", [run(column.title)])] for column in part.columns]
        rows = [
            [self.cell(cell, size) for cell, size in zip(row, widths, strict=True)]
            for row in part.rows
        ]
        if part.number:
            yield paragraph("TableCaption", self._caption("Table", part, part.caption))
        yield build_table(widths, [head, *rows], header=True, caption=part.caption, look=part.look)

    def _write_cell_runs(self, part: SpanLine | Amount | Mark) -> list[Node]:
        if isinstance(part, SpanLine):
            return self._write_runs(part.spans)
        shown = cell_text(part)
        return (
            [run(shown, "Strong" if isinstance(part, Mark) and part.strong else "")]
            if shown
            else []
        )

    def _write_runs(self, spans: Spans) -> list[Node]:
        return [self._write_span(span) for span in spans if span.text]

    def _write_span(self, span: Span) -> Node:
        if span.target:
            return self.links.inside(span.target, [run(span.text, "Hyperlink")])
        if span.href and (link := self.links.outside(span.href, [run(span.text, "Hyperlink")])):
            return link
        return run(span.text, SPAN_STYLES.get(span.manner, ""))


def _list_texts(cells: Iterable[DocumentCell]) -> Iterator[str]:
    return (
        f"{part.lead} {part.text}"
        for cell in cells
        for part in cell
        if isinstance(part, TextLine) and part.tone != "code"
    )


def _check_box(label: str, checked: bool) -> Node:
    """A content control that Word ticks by a click."""
    states = [
        node(f"w14:{name}", {"w14:val": value, "w14:font": "MS Gothic"})
        for name, value in (("checkedState", "2612"), ("uncheckedState", "2610"))
    ]
    box = node("w14:checkbox", {}, node("w14:checked", {"w14:val": int(checked)}), *states)
    glyph = w("r", w("rPr", w("rStyle", val="CheckBox")), text("\u2612" if checked else "\u2610"))
    return w(
        "sdt",
        w("sdtPr", w("alias", val=label), w("tag", val=label.lower().replace(" ", "-")), box),
        w("sdtContent", glyph),
    )
