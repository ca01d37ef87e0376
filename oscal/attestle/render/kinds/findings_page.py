"""Findings in words, errors first, for the summary of a run or a comment; notes as a count."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum

from ...codes import drop_words
from ...findings import Finding, write_counts
from ..document_model import DocumentModel
from ..document_parts import (
    CellRow,
    Chapter,
    DocumentPart,
    Grid,
    GridColumn,
    Span,
    SpanLine,
    TextLine,
)
from ..table_cells import text_cell

MOST_ROWS = 200  # a summary that is longer is cut by the host, without a word
MOST_CHARACTERS = 400


class FindingDetail(Enum):
    """Messages, which quote what people wrote; titles of rules and places; nothing but numbers."""

    WORDS = "words"
    TITLES = "titles"
    COUNTS = "counts"


def build_findings_page(
    findings: Sequence[Finding],
    *,
    fresh: Collection[Finding] | None = None,
    elsewhere: Sequence[Finding] = (),
    accepted: int = 0,
    detail: FindingDetail = FindingDetail.WORDS,
) -> DocumentModel:
    """`fresh` are those that an earlier revision does not have, None where none was asked.

    `elsewhere` are as before and in files that did not change: they are a number.
    """
    title = f"attestle: {write_counts(findings) if findings else 'no findings'}"
    if fresh is not None and findings:
        title += f"; new: {len(fresh)}"
    shown = [item for item in findings if not item.is_quiet and detail is not FindingDetail.COUNTS]
    ranked = sorted(shown, key=lambda item: item.severity.rank)
    parts = () if fresh is not None else _list_rows(ranked, detail)
    return DocumentModel(
        title,
        parts=(*parts, *_list_numbers(elsewhere, accepted)),
        chapters=() if fresh is None else _split_chapters(ranked, fresh, detail),
        depth=2,
        dense=True,
        tail=True,
    )


def _split_chapters(
    ranked: list[Finding], fresh: Collection[Finding], detail: FindingDetail
) -> tuple[Chapter, ...]:
    """What is new goes first; what was there before is told where it matters to the change."""
    groups = (
        ("New", [item for item in ranked if item in fresh]),
        ("As before", [item for item in ranked if item not in fresh]),
    )
    return tuple(
        Chapter(1, title, parts=_list_rows(items, detail)) for title, items in groups if items
    )


def _list_rows(ranked: list[Finding], detail: FindingDetail) -> tuple[DocumentPart, ...]:
    if not ranked:
        return ()
    names = ("", "where", "what", "the way out", "owner")
    columns = tuple(GridColumn(name) for name in names)
    told = ranked if detail is FindingDetail.WORDS else map(drop_words, ranked)
    grid = Grid("Findings", columns, tuple(map(_row, list(told)[:MOST_ROWS])))
    if len(ranked) <= MOST_ROWS:
        return (grid,)
    words = Span(f"... and {len(ranked) - MOST_ROWS} more; see them with ")
    return grid, SpanLine((words, Span("attestle validate", "code"), Span(".")))


def _list_numbers(elsewhere: Sequence[Finding], accepted: int) -> tuple[DocumentPart, ...]:
    """What is not told one by one."""
    lines = []
    if elsewhere:
        lines.append(f"As before, in files that did not change: {write_counts(elsewhere)}.")
    if accepted:
        lines.append(f"Accepted in attestle.toml: {accepted}.")
    return tuple(map(TextLine, lines))


def _row(item: Finding) -> CellRow:
    where = item.path + (f":{item.line}" if item.line is not None else "")
    texts = (f"{item.severity.value} {item.code}", where, item.message, item.hint, item.owner)
    return tuple(text_cell(_shorten(text)) for text in texts)


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]} ..."
