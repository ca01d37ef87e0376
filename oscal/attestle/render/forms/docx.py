"""A document as a Word file, in the layout that NIST gives a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel
from ..document_parts import Chapter, CheckBoxes, DocumentPart, Drawing, Picture, TextLine
from ..prose_links import find_places
from .docx_contents import build_contents
from .docx_foot import build_first_footer, build_footer, list_indicator
from .docx_frame import (
    Frames,
    build_header,
    build_provenance,
    build_title_page,
    end_section,
    text_height,
    text_width,
)
from .docx_links import WordLinks
from .docx_notes import WordNotes
from .docx_numbering import Numbering
from .docx_own_pages import OwnPages
from .docx_package import WordPackage
from .docx_paging import lay_out, measure_height
from .docx_parts import PartWriter
from .docx_prose import ProseWriter
from .docx_styles import build_styles
from .docx_tables import keep_next, part_tables
from .docx_template import NO_TEMPLATE, read_template
from .docx_template_sizes import measure_styles
from .ooxml import Node, paragraph, run, w
from .printed_drawings import NO_FONTS

CHAPTER_STYLES = {"objective": "ObjectiveHeading"}
MOST_LEADING = 2  # lines between a heading and the next one
WIDE_PIXELS = 900  # from here on a drawing gains by a page of its own
CAPTION_ROOM = 900  # twips for the caption and the space round the picture
DRAWING_ROOM = 560  # the same of a drawing, whose caption has one line


def write(document: DocumentModel) -> bytes:
    """The file's bytes; the marking goes to the head and foot of every page."""
    package = WordPackage()
    numbering = Numbering()
    links = WordLinks(package.relate, package.embed, document.pictures, find_places(document))
    notes = WordNotes(_link_notes(package, links))
    writer = PartWriter(
        links, numbering, ProseWriter(links, numbering, notes), document.fonts or NO_FONTS
    )
    frames = Frames(*(package.reserve(kind) for kind in _list_heads(document)))
    template = read_template(document.template) if document.template else NO_TEMPLATE
    contents = build_contents(document, links)
    flow = _Flow(writer, frames)
    front = writer.write(document.front, text_width(False), 1) if document.front else ()
    flow.nodes += build_title_page(document, front)
    flow.nodes += contents.blocks
    for part in document.parts:
        flow.nodes.extend(writer.write(part, text_width(False), 1))
    for chapter in document.chapters:
        flow.add(chapter, False)
    flow.nodes += build_provenance(document)
    nodes = part_tables(flow.nodes)
    last = end_section(frames, flow.wide, is_first=not flow.has_ended)
    own = OwnPages(template, package, links)
    cover = own.build_cover(nodes[0])
    taken = 0 if cover else _measure_indicator(document)
    looks = measure_styles(template.styles)
    layout = lay_out(nodes, last, taken, own.count_cover_pages(), looks)
    contents.fill(layout.pages)
    _fill_heads(package, frames, document, str(layout.total), own)
    styles = template.styles
    package.put(
        w("document", w("body", *cover, *nodes, last)),
        build_styles(styles.own, styles.further, styles.defaults, styles.font)
        if document.template
        else build_styles(),
        numbering.build_part(),
    )
    if notes.notes:
        package.put_notes(notes.build_part())
    package.describe(document, layout.total)
    return package.to_bytes()


def _link_notes(package: WordPackage, links: WordLinks) -> WordLinks:
    """The links of the footnotes: to the same places, and without pictures."""
    return WordLinks(
        package.relate_note, lambda _: None, {}, links.places, links.anchors, links.known
    )


def _list_heads(document: DocumentModel) -> tuple[str, ...]:
    """A pair for upright and one for wide pages; only an indicator makes a first page differ."""
    pair = ("header", "footer")
    return (*pair, *pair, *(pair if document.designation else ()))


def _fill_heads(
    package: WordPackage, frames: Frames, document: DocumentModel, pages: str, own: OwnPages
) -> None:
    for relation in filter(None, (frames.header, frames.wide_header, frames.first_header)):
        header = build_header(document.marking, document.draft, own.build_header(relation))
        package.fill(relation, header)
    for relation, wide in ((frames.footer, False), (frames.wide_footer, True)):
        footer = build_footer(document, pages, text_width(wide), own.build_footer(relation))
        package.fill(relation, footer)
    if frames.first_footer:
        foot = own.build_footer(frames.first_footer)
        first = build_first_footer(document, pages, text_width(False), foot)
        package.fill(frames.first_footer, first)


def _measure_indicator(document: DocumentModel) -> float:
    """What the first page loses to the indicator: a foot grows upwards."""
    return measure_height(list_indicator(document, text_width(False)), text_width(False))


@dataclass(slots=True)
class _Flow:
    """The body as it grows; `wide` is the orientation of the pages being written, `start` the place
    of what stands first on a page.
    """

    writer: PartWriter
    frames: Frames
    wide: bool = False
    has_ended: bool = False
    nodes: list[Node] = field(default_factory=list)
    start: int = 0

    def add(self, chapter: Chapter, within_wide: bool) -> None:
        """A chapter and those under it; where the orientation changes,
        a new run of pages begins.
        """
        wide = chapter.wide or within_wide
        turned = self._turn(wide or self._begins_wide(chapter))
        breaks = [w("pageBreakBefore")] if chapter.fresh and not turned else []
        if breaks:
            self.start = len(self.nodes)
        style = CHAPTER_STYLES.get(chapter.look, f"Heading{chapter.level}")
        heading = self.writer.links.mark(chapter.anchor or chapter.title, [run(chapter.title)])
        self.nodes.append(paragraph(style, heading, *breaks))
        for part in chapter.parts:
            self._add_part(part, chapter.level, wide)
        if chapter.chapters and all(isinstance(part, TextLine) for part in chapter.parts):
            self._keep_lines(len(chapter.parts))
        for child in chapter.chapters:
            self.add(child, wide)

    def _keep_lines(self, number: int) -> None:
        """A line or two that lead to the headings below them stand on no page alone."""
        for item in self.nodes[len(self.nodes) - number :] if number <= MOST_LEADING else ():
            keep_next(item)

    def _add_part(self, part: DocumentPart, level: int, wide: bool) -> None:
        """Text goes back to upright pages after a picture that has pages of its own."""
        if isinstance(part, Picture) and (wide or self._is_wide(part)):
            self._turn(True)
            self.nodes.extend(self._draw_wide(part))
            return
        if isinstance(part, Drawing):
            self._turn(True)
            self._draw(part, level)
            return
        if not isinstance(part, TextLine):
            self._turn(wide)
        if isinstance(part, CheckBoxes):  # what is asked stands on the page of its boxes
            keep_next(self.nodes[-1])
        self.nodes.extend(self.writer.write(part, text_width(self.wide), level))

    def _draw_wide(self, part: Picture) -> Iterator[Node]:
        """A picture in the room that is left on its page."""
        return self.writer.draw_picture(part, text_width(True), self._find_room(CAPTION_ROOM))

    def _draw(self, part: Drawing, level: int) -> None:
        """A drawing in such room, and what it shows in words."""
        width = text_width(True)
        self.nodes.extend(self.writer.draw_drawing(part, width, self._find_room(DRAWING_ROOM)))
        for inner in part.parts:
            self.nodes.extend(self.writer.write(inner, width, level))

    def _find_room(self, caption: int) -> int:
        """Twips below what stands on the page already,
        or of a whole page where too few are left.
        """
        room = text_height(True) - caption
        left = room - measure_height(self.nodes[self.start :], text_width(True))
        return int(left if left > room / 2 else room)

    def _begins_wide(self, chapter: Chapter) -> bool:
        """Whether the first thing below the heading is a picture for a landscape page."""
        first = next((part for part in chapter.parts if not isinstance(part, TextLine)), None)
        if first is not None:
            return isinstance(first, Picture) and self._is_wide(first)
        return bool(chapter.chapters) and self._begins_wide(chapter.chapters[0])

    def _is_wide(self, part: Picture) -> bool:
        """Drawings of a network are; what is small or higher than wide can be read as it is."""
        found = self.writer.links.find_picture(part.path)
        return found is not None and found[1] >= WIDE_PIXELS and found[1] >= 1.2 * found[2]

    def _turn(self, wide: bool) -> bool:
        """Whether a new run of pages begins, because those so far lie the other way."""
        turned = wide != self.wide
        if turned:
            self._end_pages()
            self.wide, self.start = wide, len(self.nodes)
        return turned

    def _end_pages(self) -> None:
        """The properties of pages stand in their last paragraph; a paragraph of its own could fall
        on an empty page.
        """
        if self.nodes[-1].tag != "w:p":
            self.nodes.append(paragraph("TableGap", ()))
        settings = self.nodes[-1].children[0]
        if isinstance(settings, Node):  # every paragraph of ours begins with its properties
            end = end_section(self.frames, self.wide, is_first=not self.has_ended)
            settings.children.append(end)
        self.has_ended = True
