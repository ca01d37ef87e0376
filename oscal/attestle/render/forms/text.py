"""A document as lines for a terminal, each with the style it may be shown in.

The escape of this form is where a line is printed (`cli.output.safe`), because everything that is
printed needs it, documents or not.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from ..document_model import DocumentModel
from ..document_parts import (
    Amount,
    AuthoredProse,
    Bullet,
    Bullets,
    Chapter,
    CheckBoxes,
    DocumentCell,
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
_NARROW = 8  # letters: below this a column has no room for words
# What a terminal may do with a line; it never says more than its words.
STYLES = {"label": "bold", "accent": "cyan", "good": "green", "bad": "red"}


def write(document: DocumentModel) -> bytes:
    return "".join(f"{text}\n" for text, _ in write_lines(document)).encode()


def write_lines(document: DocumentModel, width: int = 0) -> Iterator[StyledLine]:
    """The lines; with a `width` none is wider, unless a word is or a table has more columns."""
    yield from _wrap_text(document.title, 0, 2, width, "bold")
    for notice in document.notices:
        yield from _wrap_text(notice, 0, 2, width)
    for part in document.parts:
        yield from _write_part(part, width)
    for chapter in document.chapters:
        yield from _write_chapter(chapter, width)


def _write_chapter(chapter: Chapter, width: int) -> Iterator[StyledLine]:
    yield "", None
    if chapter.title:
        yield from _wrap_text(chapter.title, 0, 2, width, "bold")
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
            yield from _write_grid(part, width)
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


def _write_grid(part: Grid, width: int) -> Iterator[StyledLine]:
    """Columns under their titles, the first one set in where a caption stands above it."""
    inset = "  " if part.caption else ""
    titles = [column.title for column in part.columns]
    rows = [[join_cell(cell) for cell in row] for row in part.rows]
    columns = fit_columns(part.columns, [titles, *rows], width - len(inset) if width else 0)
    wraps = columns is not part.columns
    if any(titles) or part.caption:
        first = replace(columns[0], width=columns[0].width + len(inset))
        head = [part.caption or titles[0], *titles[1:]]
        for line in _write_row([first, *columns[1:]], head, wraps=wraps):
            yield line.rstrip(), "bold" if part.caption else None
    for row, texts in zip(part.rows, rows, strict=True):
        yield from _write_body_row(inset, columns, row, texts, wraps=wraps)


def _write_body_row(
    inset: str,
    columns: Sequence[GridColumn],
    row: tuple[DocumentCell, ...],
    texts: Sequence[str],
    *,
    wraps: bool,
) -> Iterator[StyledLine]:
    for line in _write_row(columns, texts, wraps=wraps):
        yield f"{inset}{line.rstrip() if wraps else line}", _find_style(row)


def fit_columns(
    columns: Sequence[GridColumn], rows: Sequence[Sequence[str]], width: int
) -> Sequence[GridColumn]:
    """The columns as they are where every row has room, else each as wide as its texts; the widest
    give way to what is too much, down to a column of words.
    """
    if not width or max(len(_join_row(columns, row)) for row in rows) <= width:
        return columns
    widths = [max(len(row[place]) for row in rows) for place in range(len(columns))]
    while sum(widths) + len(columns) - 1 > width and max(widths) > _NARROW:
        widths[widths.index(max(widths))] -= 1
    return [replace(item, width=size) for item, size in zip(columns, widths, strict=True)]


def _join_row(columns: Sequence[GridColumn], texts: Sequence[str]) -> str:
    """A text that is wider than its column takes what it needs."""
    return " ".join(
        f"{text:>{column.width}}" if column.align == "right" else f"{text:<{column.width}}"
        for column, text in zip(columns, texts, strict=True)
    )


def _write_row(
    columns: Sequence[GridColumn], texts: Sequence[str], *, wraps: bool
) -> Iterator[str]:
    """A row; where it `wraps`, in more lines than one if a text is wider than its column."""
    if not wraps:
        yield _join_row(columns, texts)
        return
    cells = [_break_cell(text, column.width) for text, column in zip(texts, columns, strict=True)]
    yield from (_join_row(columns, parts) for parts in zip_longest(*cells, fillvalue=""))


def _break_cell(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


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
