"""A document as a Word file, in the layout that NIST gives a plan."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..document_model import Chapter, DocumentModel
from ..prose_links import find_places
from .docx_frame import (
    Frames,
    build_contents,
    build_footer,
    build_header,
    build_title_page,
    end_section,
    text_width,
)
from .docx_links import WordLinks
from .docx_notes import WordNotes
from .docx_numbering import Numbering
from .docx_package import WordPackage
from .docx_paging import lay_out
from .docx_parts import PartWriter
from .docx_prose import ProseWriter
from .docx_styles import build_styles
from .ooxml import Node, paragraph, run, w


def write(document: DocumentModel) -> bytes:
    """The file's bytes; the marking goes to the head and foot of every page."""
    package = WordPackage()
    numbering = Numbering()
    links = WordLinks(package.relate, package.embed, document.pictures, find_places(document))
    notes = WordNotes(_link_notes(package, links))
    writer = PartWriter(links, numbering, ProseWriter(links, numbering, notes))
    frames = Frames(*(package.reserve(kind) for kind in ("header", "footer", "header", "footer")))
    table = build_contents(document.chapters, links)
    flow = _Flow(writer, frames)
    front = writer.write(document.front, text_width(False), 1) if document.front else ()
    flow.nodes += build_title_page(document, front)
    flow.nodes += [table.block] if document.contents else []
    for part in document.parts:
        flow.nodes.extend(writer.write(part, text_width(False), 1))
    for chapter in document.chapters:
        flow.add(chapter, False)
    layout = lay_out(flow.nodes, end_section(frames, flow.wide))
    table.fill(layout.pages)
    for relation in (frames.header, frames.wide_header):
        package.fill(relation, build_header(document.marking, document.draft))
    for relation, wide in ((frames.footer, False), (frames.wide_footer, True)):
        package.fill(relation, build_footer(document, str(layout.total), wide))
    package.put(
        w("document", w("body", *flow.nodes, end_section(frames, flow.wide))),
        build_styles(),
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


@dataclass(slots=True)
class _Flow:
    """The body as it grows; `wide` is the orientation of the pages being written."""

    writer: PartWriter
    frames: Frames
    wide: bool = False
    nodes: list[Node] = field(default_factory=list)

    def add(self, chapter: Chapter, within_wide: bool) -> None:
        """A chapter and those under it; where the orientation changes, a new run of pages begins."""
        wide = chapter.wide or within_wide
        turned = wide != self.wide
        if turned:
            self._end_pages()
            self.wide = wide
        breaks = [w("pageBreakBefore")] if chapter.fresh and not turned else []
        self.nodes.append(
            paragraph(
                f"Heading{chapter.level}",
                self.writer.links.mark(chapter.anchor or chapter.title, [run(chapter.title)]),
                *breaks,
            )
        )
        for part in chapter.parts:
            self.nodes.extend(self.writer.write(part, text_width(wide), chapter.level))
        for child in chapter.chapters:
            self.add(child, wide)

    def _end_pages(self) -> None:
        """The properties of pages stand in their last paragraph; a paragraph of its own could fall
        on an empty page.
        """
        if self.nodes[-1].tag != "w:p":
            self.nodes.append(paragraph("TableGap", ()))
        settings = self.nodes[-1].children[0]
        if isinstance(settings, Node):  # every paragraph of ours begins with its properties
            settings.children.append(end_section(self.frames, self.wide))
