"""A document as lines for a terminal, each with the style it may be shown in.

The escape of this form is where a line is printed (`cli.output.safe`), because everything that is
printed needs it, documents or not.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from ..document_model import (
    Amount,
    AuthoredProse,
    Bullet,
    Bullets,
    Chapter,
    CheckBoxes,
    DocumentCell,
    DocumentModel,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    Mark,
    Picture,
    Quotation,
    SpanLine,
    TextLine,
)
from ..plain_parts import bullet_text, cell_text, join_cell, list_lines, simplify_part, span_text

StyledLine = tuple[str, str | None]
WIDTH = 100  # letters: the width of our own lines, and one that most terminals have
# What a terminal may do with a line; it never says more than its words.
STYLES = {"label": "bold", "accent": "cyan", "good": "green", "bad": "red"}


def write(document: DocumentModel) -> bytes:
    return "".join(f"{text}\n" for text, _ in write_lines(document)).encode()


def write_lines(document: DocumentModel, width: int = 0) -> Iterator[StyledLine]:
    """The lines; with a `width` no paragraph is wider, while tables and headings stay as they are."""
    yield document.title, "bold"
    for notice in document.notices:
        yield from _wrap_text(notice, 0, 2, width)
    for part in document.parts:
        yield from _write_part(part, width)
    for chapter in document.chapters:
        yield from _write_chapter(chapter, width)


def _write_chapter(chapter: Chapter, width: int) -> Iterator[StyledLine]:
    yield "", None
    if chapter.title:
        yield chapter.title, "bold"
    for part in chapter.parts:
        yield from _write_part(part, width)
    for child in chapter.chapters:
        yield from _write_chapter(child, width)


def _write_part(part: DocumentPart, width: int) -> Iterator[StyledLine]:
    match part:
        case TextLine():
            style = STYLES.get(part.tone)
            yield from _wrap_text(cell_text(part), part.depth, part.hang, width, style)
        case SpanLine() | AuthoredProse() | Amount() | Mark():
            yield from _wrap_text(cell_text(part), 0, 0, width)
        case Bullets():
            yield from _write_bullets(part, width, 0)
        case Quotation():
            yield from _wrap_text(span_text(part.spans), 2, 0, width)
        case Grid():
            yield from _write_grid(part)
        case FactList() | Picture() | CheckBoxes():
            for text, _ in list_lines(part):
                yield from _wrap_text(text, 0, 2, width)
        case _:
            for simple in simplify_part(part):
                yield from _write_part(simple, width)


def _write_bullets(part: Bullets, width: int, depth: int) -> Iterator[StyledLine]:
    for item in part.items:
        yield from _wrap_text(f"- {bullet_text(item)}", depth, 2, width)
        for inner in item.parts if isinstance(item, Bullet) else ():
            if isinstance(inner, Bullets):
                yield from _write_bullets(inner, width, depth + 2)
            else:
                yield from _wrap_text(span_text(inner.spans), depth + 2, 0, width)


def _write_grid(part: Grid) -> Iterator[StyledLine]:
    """Columns under their titles, the first one set in where a caption stands above it."""
    first, *rest = part.columns
    inset = "  " if part.caption else ""
    if any(column.title for column in part.columns) or part.caption:
        title = GridColumn(part.caption or first.title, width=first.width + len(inset))
        head = [(column, column.title) for column in rest]
        yield _write_row([(title, title.title), *head]).rstrip(), "bold" if part.caption else None
    for row in part.rows:
        cells = zip(part.columns, map(join_cell, row), strict=True)
        yield f"{inset}{_write_row(list(cells))}", _find_style(row)


def _write_row(cells: list[tuple[GridColumn, str]]) -> str:
    aligned = (
        f"{text:>{column.width}}" if column.align == "right" else f"{text:<{column.width}}"
        for column, text in cells
    )
    return " ".join(aligned)


def _find_style(row: tuple[DocumentCell, ...]) -> str | None:
    """The style of a row is that of its first cell."""
    first = next((part for cell in row for part in cell), None)
    return STYLES.get(first.tone) if isinstance(first, TextLine) else None


def _wrap_text(
    text: str, depth: int, hang: int, width: int, style: str | None = None
) -> Iterator[StyledLine]:
    """Ids and links are not broken."""
    if not width:
        yield " " * depth + text, style
        return
    for line in textwrap.wrap(
        text,
        width,
        initial_indent=" " * depth,
        subsequent_indent=" " * (depth + hang),
        break_long_words=False,
        break_on_hyphens=False,
    ):
        yield line, style
