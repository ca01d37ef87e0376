"""On which page of a site each anchor stands, and what is said of it on demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from ...lazy_dataclasses import dataclass
from ...model.baseline import Baseline
from ...model.system import System
from ..document_model import DocumentModel, walk_chapters, walk_parts
from ..document_parts import (
    Card,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    SideBySide,
    TextLine,
)
from ..kinds.site_content import write_hover
from ..kinds.ssp_draft import list_places
from ..kinds.ssp_links import anchor_objective, anchor_requirement
from ..prose_links import ProsePlaces, find_places
from .site_map import SitePage


@dataclass(frozen=True, slots=True)
class SitePlaces:
    """`pages` has the page of each anchor, `prose` what links of authored texts can lead to."""

    pages: Mapping[str, str]
    prose: ProsePlaces
    hovers: Mapping[str, str]


def find_site_places(pages: Iterable[SitePage], baseline: Baseline, system: System) -> SitePlaces:
    """Of an anchor that stands on several pages the one of the last page counts: pages of one thing
    come after those that list many.
    """
    where: dict[str, str] = {}
    files: dict[str, str] = {}
    headings: set[str] = set()
    for page in pages:
        where |= dict.fromkeys(_list_anchors(page.document), page.path)
        found = find_places(page.document)
        files |= found.files
        headings |= found.headings
        where |= dict.fromkeys(found.headings, page.path)
    # links to a folder, or to a file that no chapter is of by itself
    shown = {path: anchor for path, anchor in list_places(system).items() if anchor in where}
    prose = ProsePlaces(MappingProxyType({**shown, **files}), frozenset(headings))
    return SitePlaces(
        MappingProxyType(where), prose, MappingProxyType(dict(_list_hovers(baseline)))
    )


def _list_hovers(baseline: Baseline) -> Iterator[tuple[str, str]]:
    for item in baseline.requirements:
        hover = write_hover(item, is_summary=item.summarised)
        yield anchor_requirement(item.label), hover
        for unit in item.units:
            said = write_hover(unit, is_summary=item.summarised)
            yield anchor_objective(unit.label), said


def _list_anchors(document: DocumentModel) -> Iterator[str]:
    yield from (chapter.anchor for chapter in walk_chapters(document.chapters) if chapter.anchor)
    for part in walk_parts(document):
        yield from _list_part_anchors(part)


def _list_part_anchors(part: DocumentPart) -> Iterator[str]:
    match part:
        case TextLine(anchor=anchor) | Card(anchor=anchor):
            yield from filter(None, (anchor,))
        case Grid():
            yield from _list_cell_anchors(cell for row in part.rows for cell in row)
        case FactList():
            yield from _list_cell_anchors(cell for _, cell in part.rows)
        case SideBySide():
            for chapter in part.chapters:
                for item in chapter.parts:
                    yield from _list_part_anchors(item)


def _list_cell_anchors(cells: Iterable[DocumentCell]) -> Iterator[str]:
    for cell in cells:
        yield from (item.anchor for item in cell if isinstance(item, TextLine) and item.anchor)
