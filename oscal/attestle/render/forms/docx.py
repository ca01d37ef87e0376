"""A document as a Word file, in the layout that NIST gives a plan."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..document_model import Chapter, DocumentModel
from .docx_foot import build_first_footer, build_footer, list_indicator
from .docx_frame import (
    Frames,
    build_contents,
    build_header,
    build_provenance,
    build_title_page,
    end_section,
    text_width,
)
from .docx_links import WordLinks
from .docx_numbering import Numbering
from .docx_package import WordPackage
from .docx_paging import lay_out, measure_height
from .docx_parts import PartWriter
from .docx_prose import ProseWriter
from .docx_styles import build_styles
from .ooxml import Node, paragraph, run, w


def write(document: DocumentModel) -> bytes:
    """The file's bytes; the marking goes to the head and foot of every page."""
    package = WordPackage()
    numbering = Numbering()
    links = WordLinks(package.relate, package.embed, document.pictures)
    writer = PartWriter(links, numbering, ProseWriter(links, numbering))
    frames = Frames(*(package.reserve(kind) for kind in _list_heads(document)))
    table = build_contents(document.chapters, links)
    flow = _Flow(writer, frames)
    front = writer.write(document.front, text_width(False), 1) if document.front else ()
    flow.nodes += build_title_page(document, front)
    flow.nodes += [table.block] if document.contents else []
    for part in document.parts:
        flow.nodes.extend(writer.write(part, text_width(False), 1))
    for chapter in document.chapters:
        flow.add(chapter, False)
    flow.nodes += build_provenance(document)
    last = end_section(frames, flow.wide, is_first=not flow.has_ended)
    layout = lay_out(flow.nodes, last, _measure_indicator(document))
    table.fill(layout.pages)
    _fill_heads(package, frames, document, str(layout.total))
    package.put(
        w("document", w("body", *flow.nodes, last)),
        build_styles(),
        numbering.build_part(),
    )
    package.describe(document, layout.total)
    return package.to_bytes()


def _list_heads(document: DocumentModel) -> tuple[str, ...]:
    """A pair for upright and one for wide pages; only an indicator makes a first page differ."""
    pair = ("header", "footer")
    return (*pair, *pair, *(pair if document.designation else ()))


def _fill_heads(package: WordPackage, frames: Frames, document: DocumentModel, pages: str) -> None:
    for relation in filter(None, (frames.header, frames.wide_header, frames.first_header)):
        package.fill(relation, build_header(document.marking, document.draft))
    for relation, wide in ((frames.footer, False), (frames.wide_footer, True)):
        package.fill(relation, build_footer(document, pages, text_width(wide)))
    if frames.first_footer:
        package.fill(frames.first_footer, build_first_footer(document, pages, text_width(False)))


def _measure_indicator(document: DocumentModel) -> float:
    """What the first page loses to the indicator: a foot grows upwards."""
    return measure_height(list_indicator(document, text_width(False)), text_width(False))


@dataclass(slots=True)
class _Flow:
    """The body as it grows; `wide` is the orientation of the pages being written."""

    writer: PartWriter
    frames: Frames
    wide: bool = False
    has_ended: bool = False
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
            end = end_section(self.frames, self.wide, is_first=not self.has_ended)
            settings.children.append(end)
        self.has_ended = True
