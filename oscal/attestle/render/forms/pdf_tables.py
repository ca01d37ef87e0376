"""Tables of the PDF form: widths by what the columns hold, rows that do not split where they are
short, short tables that stay on one page.
"""

from __future__ import annotations

from collections.abc import Sequence

from .docx_tables import split_width
from .typst_code import Markup, Value, call

# Characters of code in a row that still stays whole: a longer one would leave half a page empty
LONG_ROW = 1400
# A table of this many rows or less, all of them short, stays on one page
FEW_ROWS = 7
SHORT_ROW = 500
FACT_SHARES = (1.6, 5.4)

Row = Sequence[Markup]


def build_grid(
    heads: Row,
    rows: Sequence[Row],
    *,
    widths: Sequence[int],
    align: Sequence[str] = (),
    anchor: str = "",
    caption: Markup | None = None,
) -> Markup:
    """A table whose head stands again on every page; `widths` in twips. With a caption it has a
    place in the list of tables.
    """
    written: tuple[Value, ...] = tuple((is_long(row), tuple(row)) for row in rows)
    return call(
        "grid-table",
        tuple(widths),
        tuple(heads),
        written,
        align=tuple(align),
        short=is_short(rows),
        anchor=anchor,
        caption=caption,
    )


def build_facts(width: int, rows: Sequence[Row]) -> Markup:
    """Name and value in each row."""
    written: tuple[Value, ...] = tuple((is_long(row), *row) for row in rows)
    return call("fact-table", tuple(split_width(width, FACT_SHARES)), written, short=is_short(rows))


def is_long(row: Row) -> bool:
    return max(map(len, row), default=0) > LONG_ROW


def is_short(rows: Sequence[Row]) -> bool:
    return len(rows) <= FEW_ROWS and all(sum(map(len, row)) < SHORT_ROW for row in rows)
