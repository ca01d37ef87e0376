"""Where each cell of a CSV text stands, so that one can be changed and every other byte stays."""

from __future__ import annotations

from collections.abc import Iterator

from ..lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellSpan:
    """From and up to a position of the text, with the quotes of the cell; `line` counts from 1."""

    start: int
    end: int
    line: int


def list_cells(text: str) -> Iterator[tuple[CellSpan, ...]]:
    """The cells of each row, blank rows too."""
    row: list[CellSpan] = []
    start, line, begun, quoted = 0, 1, 1, False
    for position, sign in enumerate(text):
        if sign == '"':
            quoted = not quoted
        if sign == "\n":
            line += 1
        if quoted or sign not in ",\n":
            continue
        row.append(CellSpan(start, position, begun))
        start = position + 1
        if sign == "\n":
            yield tuple(row)
            row, begun = [], line
    if start < len(text) or row:
        yield (*row, CellSpan(start, len(text), begun))


def read_cell(text: str, span: CellSpan) -> str:
    """What a cell says."""
    raw = text[span.start : span.end].strip()
    if raw.startswith('"') and raw.endswith('"') and len(raw) > 1:
        raw = raw[1:-1].replace('""', '"')
    return raw.strip()
