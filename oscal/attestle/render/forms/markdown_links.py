"""What links and pictures of prose become in the markdown form, which stands in a folder
of its own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from urllib.parse import quote

from ...formats.prose_targets import resolve_target
from ...lazy_dataclasses import dataclass
from ..document_model import DocumentModel, list_figures, list_tables
from ..picture_files import name_picture_files
from ..plain_parts import list_targets
from ..prose import Image, Run, walk_lines
from ..prose_links import ProsePlaces, find_places, make_anchor_id, walk_document_prose
from ..prose_parser import parse_prose
from .web_targets import is_outside

# Links may stand here: nothing else is parsed for them a second time
_MAY_LINK = re.compile(r"\]\(|\]:|\]\[|<")


@dataclass(slots=True)
class MarkdownPage:
    """`pictures` has the place of each file beside the document, by workspace path; `home` is the
    workspace path of the folder that the document goes to. `anchors` are the places of the document
    that a text links to: they alone get a mark, and those in `marked` have it. `notes` counts the
    footnotes so far; those in `waiting` are written behind the part that has their marks.
    """

    places: ProsePlaces = field(default_factory=ProsePlaces)
    pictures: Mapping[str, str] = field(default_factory=dict)
    home: str | None = None
    anchors: frozenset[str] = frozenset()
    notes: int = 0
    waiting: list[str] = field(default_factory=list)
    marked: set[str] = field(default_factory=set)

    def take_notes(self) -> str:
        """The notes that wait, which then do not."""
        notes, self.waiting = "\n\n".join(self.waiting), []
        return notes

    def mark(self, anchor: str) -> str:
        """What makes the next line a place that links find; "" where none looks for it, or another
        place has it already.
        """
        if not anchor or anchor not in self.anchors or anchor in self.marked:
            return ""
        self.marked.add(anchor)
        return f'<a id="{make_anchor_id(anchor)}"></a>'

    def find_link(self, href: str, path: str) -> str:
        """The target of a link from the file at `path`; "" for one that cannot be followed from
        here.
        """
        if is_outside(href):
            return href
        target = self.places.find_target(href, path)
        if target.anchor:
            return f"#{make_anchor_id(target.anchor)}"
        if not target.path or self.home is None:
            return ""
        way = quote(posixpath.relpath(target.path, self.home or "."))
        return f"{way}#{quote(target.fragment)}" if target.fragment else way

    def find_picture(self, src: str, path: str) -> str:
        """Where the picture stands: beside the document, or in the web."""
        target = resolve_target(src, path)
        if target is None:
            return src if is_outside(src) else ""
        return quote(self.pictures.get(target.path, ""))

    def describe_target(self, href: str, path: str) -> str:
        """What says where a link led that cannot be followed from here."""
        return self.places.find_target(href, path).path or ("" if href.startswith("#") else href)


def make_page(document: DocumentModel) -> MarkdownPage:
    places = find_places(document)
    anchors = frozenset(
        (*_walk_linked(document, places), *list_targets(document), *_list_contents(document))
    )
    return MarkdownPage(places, name_picture_files(document), document.home, anchors)


def _list_contents(document: DocumentModel) -> Iterator[str]:
    """The places that the lists at the beginning lead to."""
    if document.contents:
        yield from (chapter.anchor for chapter in document.chapters if chapter.anchor)
        for _, anchor in (*list_figures(document), *list_tables(document)):
            yield anchor


def _walk_linked(document: DocumentModel, places: ProsePlaces) -> Iterator[str]:
    for prose in walk_document_prose(document):
        if not _MAY_LINK.search(prose.text):
            continue
        for line in walk_lines(parse_prose(prose.text)):
            for item in line:
                if isinstance(item, Run | Image) and item.href:
                    yield places.find_target(item.href, prose.path).anchor


def write_target(target: str, title: str) -> str:
    """Target and title of a link or picture, as they stand between its brackets."""
    safe = target.replace("<", "%3C").replace(">", "%3E").replace("\n", "%0A")
    written = f"<{safe}>" if re.search(r"[\s()]", safe) else safe
    quoted = title.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'{written} "{quoted}"' if title else written
