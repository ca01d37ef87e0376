"""Cells and tables that documents of all kinds have: plain text, days, registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from .document_parts import CellRow, Chapter, DocumentCell, Grid, GridColumn, TextLine

# The look of a table whose rows people read and nobody reads back: in a sheet a row with more than
# it has room for goes on in the next one
REGISTER = "register"
# The looks of tables whose rows are high enough to sign in, and to write some lines in
SIGNATURES, WRITING = "signatures", "writing"
# What stands where nobody said anything; only an author's own `none` is printed as none
NOT_RECORDED = "not recorded"


def text_cell(text: str, empty: str = "") -> DocumentCell:
    """A cell of plain text; `empty` says that there is none."""
    return (TextLine(text),) if text else ((TextLine(empty, "quiet"),) if empty else ())


def quiet_cell(text: str) -> DocumentCell:
    """What stands beside something of more weight; nothing where there is nothing to say."""
    return (TextLine(text, "quiet"),) if text else ()


def day_cell(day: dt.date | None) -> DocumentCell:
    """A day, or that none is recorded."""
    return text_cell(day.isoformat() if day else "", NOT_RECORDED)


def make_register(name: str, titles: Iterable[tuple[str, int]], rows: Iterable[CellRow]) -> Chapter:
    """A sheet of rows under these titles with their widths; one without rows says so."""
    grid = make_register_grid(name, titles, rows)
    none = () if grid.rows else (TextLine("There is none.", "note"),)
    return Chapter(1, name, parts=(*none, grid))


def make_register_grid(
    name: str, titles: Iterable[tuple[str, int]], rows: Iterable[CellRow]
) -> Grid:
    columns = tuple(GridColumn(title, width=width) for title, width in titles)
    return Grid(name, columns, tuple(rows), look=REGISTER)
