"""The first table of a document as comma-separated values."""

from __future__ import annotations

from collections.abc import Iterator

from ...formats import csv_tables
from ..document_model import DocumentModel, walk_chapters, walk_parts
from ..document_parts import DocumentCell, Grid
from ..plain_parts import cell_text, simplify_part
from ..prose import clean_text


def write(document: DocumentModel) -> bytes:
    """Header and rows; a document without a table gives its lines, one a row."""
    grid = next(_find_grids(document), None)
    if grid is None:
        texts = [document.title, *(item.title for item in walk_chapters(document.chapters))]
        return csv_tables.write_table(("text",), [[escape(text)] for text in texts]).encode()
    header = tuple(escape(column.title) for column in grid.columns)
    return csv_tables.write_table(
        header, [[_join_cell(cell) for cell in row] for row in grid.rows]
    ).encode()


def escape(text: str) -> str:
    """Formulas are text: a cell that a spreadsheet would calculate begins with an apostrophe."""
    text = clean_text(text)  # first: what hides before a formula goes
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _join_cell(cell: DocumentCell) -> str:
    return escape("\n".join(cell_text(part) for part in cell))


def _find_grids(document: DocumentModel) -> Iterator[Grid]:
    for part in walk_parts(document):
        yield from (simple for simple in simplify_part(part) if isinstance(simple, Grid))
