"""The System Security Plan as a Word file in NIST's layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .docx_frame import Frames, contents, footer, header, section_end, text_width, title_page
from .docx_links import References
from .docx_numbering import Numbering
from .docx_package import WordPackage
from .docx_parts import PartWriter
from .docx_prose import ProseWriter
from .docx_styles import styles
from .ooxml import Node, paragraph, run, w
from .paging import lay_out
from .parts import Plan, Section


def ssp_docx(document: Plan, pictures: Mapping[str, bytes], marking: str = "") -> bytes:
    """The file's bytes.

    `pictures` by workspace path; `marking` goes to the head and foot of every page.
    """
    package = WordPackage()
    numbering = Numbering()
    references = References(package.relate, package.embed, pictures)
    writer = PartWriter(references, numbering, ProseWriter(references, numbering))
    frames = Frames(*(package.reserve(kind) for kind in ("header", "footer", "header", "footer")))
    table = contents(document.sections, references)
    flow = _Flow(writer, frames)
    flow.nodes += [
        *title_page(document, writer.write(document.front, text_width(False), 1)),
        table.block,
    ]
    for section in document.sections:
        flow.add(section, False)
    layout = lay_out(flow.nodes, section_end(frames, flow.wide))
    table.fill(layout.pages)
    for relation in (frames.header, frames.wide_header):
        package.fill(relation, header(marking))
    for relation, wide in ((frames.footer, False), (frames.wide_footer, True)):
        package.fill(relation, footer(document, marking, str(layout.total), wide))
    package.put(
        w("document", w("body", *flow.nodes, section_end(frames, flow.wide))),
        styles(),
        numbering.part(),
    )
    package.describe(document, layout.total)
    return package.to_bytes()


@dataclass(slots=True)
class _Flow:
    """The body as it grows; `wide` is the orientation of the pages being written."""

    writer: PartWriter
    frames: Frames
    wide: bool = False
    nodes: list[Node] = field(default_factory=list)

    def add(self, section: Section, within_wide: bool) -> None:
        """A section and those under it; where the orientation changes, a new run of pages begins."""
        wide = section.wide or within_wide
        turned = wide != self.wide
        if turned:
            self._end_pages()
            self.wide = wide
        breaks = [w("pageBreakBefore")] if section.fresh and not turned else []
        self.nodes.append(
            paragraph(
                f"Heading{section.level}",
                self.writer.references.marked(section.anchor, [run(section.title)]),
                *breaks,
            )
        )
        for part in section.parts:
            self.nodes.extend(self.writer.write(part, text_width(wide), section.level))
        for child in section.sections:
            self.add(child, wide)

    def _end_pages(self) -> None:
        """The properties of pages stand in their last paragraph; a paragraph of its own could fall
        on an empty page.
        """
        if self.nodes[-1].tag != "w:p":
            self.nodes.append(paragraph("TableGap", ()))
        settings = self.nodes[-1].children[0]
        if isinstance(settings, Node):  # every paragraph of ours begins with its properties
            settings.children.append(section_end(self.frames, self.wide))
