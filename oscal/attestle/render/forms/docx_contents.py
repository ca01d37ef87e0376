"""The lists at the front of a Word file, of chapters, figures and tables: the fields that Word
itself would write, with their results.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel, list_figures, list_tables, walk_chapters
from ..document_parts import Chapter
from .docx_links import WordLinks
from .ooxml import Node, field_runs, paragraph, run, tab, text, w

LISTED = 3  # levels of headings in the table of contents
NOTE = (
    "Page numbers were worked out when this file was written. Word renews them: click here, then"
    " press F9."
)


@dataclass(slots=True)
class Contents:
    """Lists whose entries are there; `numbers` holds the text node of each page number, by
    bookmark.
    """

    links: WordLinks
    blocks: list[Node] = field(default_factory=list)
    numbers: dict[str, Node] = field(default_factory=dict)

    def fill(self, pages: Mapping[str, int]) -> None:
        for bookmark, item in self.numbers.items():
            item.children = [str(pages.get(bookmark, 1))]

    def list_chapters(self, chapters: tuple[Chapter, ...]) -> None:
        entries = [
            self._entry(f"TOC{chapter.level}", chapter.title, chapter.anchor or chapter.title)
            for chapter in walk_chapters(chapters)
            if chapter.level <= LISTED
        ]
        _put_field(entries, f'TOC \\o "1-{LISTED}" \\h \\z')
        heading = paragraph("TOCHeading", [run("Contents")], w("pageBreakBefore"))
        gallery = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
        note = paragraph("Notice", [run(NOTE)])
        content = w("sdtContent", heading, note, *entries)
        self.blocks.append(w("sdt", w("sdtPr", gallery), content))

    def list_captions(self, title: str, kind: str, found: Iterable[tuple[str, str]]) -> None:
        """Figures or tables, each with caption and anchor; nothing where there are none."""
        entries = [self._entry("TableofFigures", words, anchor) for words, anchor in found]
        if entries:
            _put_field(entries, f'TOC \\h \\z \\c "{kind}"')
            self.blocks += [paragraph("ListHeading", [run(title)]), *entries]

    def _entry(self, style: str, title: str, anchor: str) -> Node:
        bookmark = self.links.bookmark(anchor)
        number = self.numbers[bookmark] = text("1")
        page = field_runs(f"PAGEREF {bookmark} \\h", "1")
        page[3].children = [number]
        return paragraph(style, [self.links.inside(anchor, [run(title), tab(), *page])])


def build_contents(document: DocumentModel, links: WordLinks) -> Contents:
    contents = Contents(links)
    if document.contents:
        contents.list_chapters(document.chapters)
        contents.list_captions("Figures", "Figure", list_figures(document))
        contents.list_captions("Tables", "Table", list_tables(document))
    return contents


def _put_field(entries: list[Node], instruction: str) -> None:
    """One field round all entries."""
    if not entries:
        return
    entries[0].children[1:1] = [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", Node("w:instrText", {"xml:space": "preserve"}, [f" {instruction} "])),
        w("r", w("fldChar", fldCharType="separate")),
    ]
    entries[-1].children.append(w("r", w("fldChar", fldCharType="end")))
