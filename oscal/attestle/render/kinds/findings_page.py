"""Findings in words, errors first, for the summary of a run or a comment; notes as a count."""

from __future__ import annotations

from collections.abc import Sequence

from ...findings import Finding, write_counts
from ..document_model import (
    CellRow,
    DocumentModel,
    DocumentPart,
    Grid,
    GridColumn,
    Span,
    SpanLine,
    text_cell,
)

MOST_ROWS = 200  # a summary that is longer is cut by the host, without a word
MOST_CHARACTERS = 400


def build_findings_page(findings: Sequence[Finding]) -> DocumentModel:
    title = f"attestle: {write_counts(findings) if findings else 'no findings'}"
    shown = [item for item in findings if not item.is_note]
    ranked = sorted(shown, key=lambda item: item.severity.rank)
    parts: list[DocumentPart] = []
    if ranked:
        names = ("", "where", "what", "the way out", "owner")
        columns = tuple(GridColumn(name) for name in names)
        rows = tuple(_row(item) for item in ranked[:MOST_ROWS])
        parts.append(Grid("Findings", columns, rows))
    if len(ranked) > MOST_ROWS:
        words = Span(f"... and {len(ranked) - MOST_ROWS} more; see them with ")
        parts.append(SpanLine((words, Span("attestle validate", "code"), Span("."))))
    return DocumentModel(title, parts=tuple(parts), depth=2, dense=True, tail=True)


def _row(item: Finding) -> CellRow:
    where = item.path + (f":{item.line}" if item.line is not None else "")
    texts = (f"{item.severity.value} {item.code}", where, item.message, item.hint, item.owner)
    return tuple(text_cell(_shorten(text)) for text in texts)


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]} ..."
