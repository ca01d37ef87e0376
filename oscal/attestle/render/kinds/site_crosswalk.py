"""The page of the crosswalk: the matrix, and the judgements behind its signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...crosswalk.map_rows import CrosswalkSides
from ..document_model import DocumentModel
from ..document_parts import CellRow, Chapter, DocumentPart, Grid, SignMatrix, TextLine
from .crosswalk_page import build_crosswalk_page
from .site_content import LOOK, SiteContent
from .ssp_links import anchor_requirement


def build_matrix_page(content: SiteContent, sides: CrosswalkSides) -> DocumentModel:
    """As the document of the crosswalk has it, with links to the pages of requirements."""
    made = build_crosswalk_page(sides)
    known = {
        item.label: anchor_requirement(item.label) for item in content.status.baseline.requirements
    }
    first, *rest = made.chapters
    chapters = (replace(first, anchor="matrix"), *rest)
    return replace(
        made,
        title="Crosswalk",
        parts=(TextLine(made.title, lead="Shown:"), *made.parts),
        chapters=tuple(_link_chapter(chapter, known) for chapter in chapters),
        look=LOOK,
    )


def _link_chapter(chapter: Chapter, known: Mapping[str, str]) -> Chapter:
    return replace(
        chapter,
        parts=tuple(_link_part(part, known) for part in chapter.parts),
        chapters=tuple(_link_chapter(item, known) for item in chapter.chapters),
    )


def _link_part(part: DocumentPart, known: Mapping[str, str]) -> DocumentPart:
    match part:
        case SignMatrix():
            rows = tuple(replace(row, target=known.get(row.label, "")) for row in part.rows)
            return replace(part, rows=rows)
        case Grid(look="judgements"):
            return replace(part, rows=tuple(_link_row(row, known) for row in part.rows))
        case _:
            return part


def _link_row(row: CellRow, known: Mapping[str, str]) -> CellRow:
    """The requirement stands in the first line of the first cell."""
    (line, *others), *cells = row
    if not isinstance(line, TextLine):
        return row
    target = known.get(line.text.partition(" ")[0], "")
    return ((replace(line, target=target), *others), *cells)
