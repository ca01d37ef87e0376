"""The foot of pages in Word: name, version and page in cells of their own, the marking below them;
on the first page the designation indicator above them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..document_model import DesignationBlock, DocumentModel
from ..plain_parts import name_document
from .docx_styles import GRID
from .docx_tables import split_width
from .ooxml import Node, field_runs, paragraph, run, w

# Parts of the width for name, version and page: what is longer than its cell wraps in it
SHARES = (5.0, 3.2, 1.8)
# Twips: the indicator is as wide as its longest usual line, and stands at the right margin
INDICATOR = 5000
# (position, alignment) of the cells of the foot
_ALIGNED = ("left", "center", "right")


def build_footer(document: DocumentModel, pages: str, width: int, own: Iterable[Node] = ()) -> Node:
    """Of every page but a first one with an indicator; `width` is that of the text, `own` what the
    organization has above ours.
    """
    return Node("w:ftr", {}, [*_end_own(own), *_list_foot(document, pages, width)])


def build_first_footer(
    document: DocumentModel, pages: str, width: int, own: Iterable[Node] = ()
) -> Node:
    foot = _list_foot(document, pages, width)
    return Node("w:ftr", {}, [*list_indicator(document, width), *_end_own(own), *foot])


def _end_own(own: Iterable[Node]) -> list[Node]:
    """A paragraph between two tables, which would become one."""
    nodes = list(own)
    return [*nodes, paragraph("TableGap", ())] if nodes else []


def list_indicator(document: DocumentModel, width: int) -> Iterator[Node]:
    """The indicator at the lower right, in full below it the distribution statement."""
    block = document.designation
    if block is None:
        return
    yield _frame_lines(block, width)
    yield paragraph("TableGap", ())
    if block.statement:
        yield paragraph("TableText", [run(block.statement)])
        yield paragraph("TableGap", ())


def _frame_lines(block: DesignationBlock, width: int) -> Node:
    lines = [
        paragraph("TableText", [run(f"{name}: ", "Strong"), run(value)])
        for name, value in block.lines
    ]
    edges = (
        w(side, val="single", sz=8, space=0, color=GRID)
        for side in ("top", "left", "bottom", "right")
    )
    properties = w(
        "tblPr",
        w("tblW", w=INDICATOR, type="dxa"),
        w("tblInd", w=width - INDICATOR, type="dxa"),
        w("tblBorders", *edges),
        w("tblLayout", type="fixed"),
        w("tblCaption", val="CUI designation indicator"),
    )
    return _build_row(properties, [INDICATOR], [lines])


def _list_foot(document: DocumentModel, pages: str, width: int) -> Iterator[Node]:
    counted = [run("Page "), *field_runs("PAGE", "1"), run(" of "), *field_runs("NUMPAGES", pages)]
    version = f"Version {document.version}" if document.version else ""
    cells = [
        [paragraph("Footer", runs, w("jc", val=side))]
        for side, runs in zip(
            _ALIGNED, ([run(name_document(document))], [run(version)], counted), strict=True
        )
    ]
    properties = w(
        "tblPr",
        w("tblW", w=width, type="dxa"),
        w("tblInd", w=0, type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=0, type="dxa")),
    )
    table = _build_row(properties, split_width(width, SHARES), cells)
    if document.marking:
        # in the table too: what follows a table in a foot, LibreOffice cuts off
        spans = w("tcPr", w("tcW", w=width, type="dxa"), w("gridSpan", val=len(cells)))
        marking = paragraph("Header", [run(document.marking)])
        table.children.append(w("tr", w("tc", spans, marking)))
    yield table
    yield paragraph("TableGap", ())


def _build_row(properties: Node, widths: list[int], cells: list[list[Node]]) -> Node:
    found = [
        w("tc", w("tcPr", w("tcW", w=width, type="dxa")), *cell)
        for cell, width in zip(cells, widths, strict=True)
    ]
    grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
    return w("tbl", properties, grid, w("tr", *found))
