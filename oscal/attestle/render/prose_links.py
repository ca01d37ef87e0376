"""Where the links of authored prose lead in a document: to the web, to a place in the document
itself, to a file of the workspace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import PurePosixPath
from types import MappingProxyType

from ..formats.prose_targets import resolve_target
from ..lazy_dataclasses import dataclass
from .document_model import DocumentModel, walk_chapters
from .document_parts import AuthoredProse, Card, DocumentPart, FactList, Grid, SideBySide
from .prose import Heading, Image, Line, plain_text, walk_blocks, walk_lines
from .prose_parser import parse_prose

_NOT_IN_SLUG = re.compile(r"[^\w\- ]")
_NOT_IN_ANCHOR = re.compile(r"[^\w.-]+")
_HAS_HEADING = re.compile(r"^[ >]{0,9}#|^ {0,3}(?:=+|-+) *$", re.M)


@dataclass(frozen=True, slots=True)
class ProseTarget:
    """One of three: `anchor` is a place in the document, `path` a file of the workspace (with
    `fragment`), and neither is a link that leads nowhere.
    """

    anchor: str = ""
    path: str = ""
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class ProsePlaces:
    """What can be linked to: `files` has the anchor of the chapter that shows a file of the
    workspace, or what stands in a folder of it; `headings` the anchors of headings in prose.
    """

    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    headings: frozenset[str] = frozenset()

    def find_target(self, href: str, base: str) -> ProseTarget:
        """Where a link that is none to the web leads from the prose of the file `base`."""
        local = resolve_target(href, base)
        if local is None or not local.path:
            return ProseTarget()
        heading = name_heading(local.path, local.fragment)
        if local.fragment and heading in self.headings:
            return ProseTarget(heading)
        ways = (local.path, *map(str, PurePosixPath(local.path).parents))
        anchor = next((self.files[way] for way in ways if way in self.files), "")
        return ProseTarget(anchor) if anchor else ProseTarget("", local.path, local.fragment)


def name_heading(path: str, slug: str) -> str:
    """The anchor of a heading in the prose of a file."""
    return f"{path}#{slug}"


def make_anchor_id(anchor: str) -> str:
    """The anchor in signs that need no escape in a link."""
    return _NOT_IN_ANCHOR.sub("-", anchor).strip("-")


def make_slug(line: Line) -> str:
    """The anchor that a code host gives a heading."""
    return _NOT_IN_SLUG.sub("", plain_text(line).strip().lower()).replace(" ", "-")


def find_places(document: DocumentModel) -> ProsePlaces:
    """Of a file the first chapter counts that says it is of the file, else the first with a text of
    it.
    """
    there = {chapter.anchor for chapter in walk_chapters(document.chapters)}
    named: dict[str, str] = {}
    shown = {path: anchor for path, anchor in document.places.items() if anchor in there}
    headings: set[str] = set()
    for chapter in walk_chapters(document.chapters):
        anchor = chapter.anchor or chapter.title
        if chapter.source:
            named.setdefault(chapter.source, anchor)
        for prose in _walk_prose(chapter.parts):
            if prose.path:
                shown.setdefault(prose.path, anchor)
                headings |= {name_heading(prose.path, slug) for slug in _list_slugs(prose.text)}
    return ProsePlaces(MappingProxyType(shown | named), frozenset(headings))


def _list_slugs(text: str) -> Iterator[str]:
    if _HAS_HEADING.search(text):
        for block in walk_blocks(parse_prose(text)):
            if isinstance(block, Heading):
                yield make_slug(block.line)


def walk_document_prose(document: DocumentModel) -> Iterator[AuthoredProse]:
    """Every authored text of a document, in reading order."""
    if document.front:
        yield from _walk_prose((document.front,))
    yield from _walk_prose(document.parts)
    for chapter in walk_chapters(document.chapters):
        yield from _walk_prose(chapter.parts)


def _walk_prose(parts: tuple[DocumentPart, ...]) -> Iterator[AuthoredProse]:
    for part in parts:
        match part:
            case AuthoredProse():
                yield part
            case FactList():
                for _, cell in part.rows:
                    yield from _walk_prose(cell)
            case Grid():
                for row in part.rows:
                    for cell in row:
                        yield from _walk_prose(cell)
            case SideBySide() | Card():
                yield from _walk_inner_prose(part)
            case _:
                continue


def _walk_inner_prose(part: SideBySide | Card) -> Iterator[AuthoredProse]:
    match part:
        case SideBySide():
            for chapter in walk_chapters(part.chapters):
                yield from _walk_prose(chapter.parts)
        case Card():
            yield from _walk_prose(part.parts)


def list_pictures(text: str, path: str) -> tuple[str, ...]:
    """The workspace paths of the pictures that the text of a file shows, each once."""
    found: dict[str, None] = {}
    for line in walk_lines(parse_prose(text)):
        for item in line:
            target = resolve_target(item.src, path) if isinstance(item, Image) else None
            if target and target.path:
                found[target.path] = None
    return tuple(found)
