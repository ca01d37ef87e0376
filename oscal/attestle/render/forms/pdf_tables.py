"""Tables of the PDF form: widths by what the columns hold, rows that do not split where they are
short, short tables that stay on one page.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from ..table_cells import SIGNATURES, WRITING
from .docx_tables import WIDEST_WORD, measure_longest_word, split_by_share, split_width
from .typst_code import Markup, Value, call

# Characters of code in a row that still stays whole: a longer one would leave half a page empty
LONG_ROW = 1400
# A table of this many rows or less, all of them short, stays on one page
FEW_ROWS = 7
SHORT_ROW = 500
LONGEST_LINE = 200  # characters of a cell; a longer one gets no more width
# Points above and below the text of a cell
ROOM = 3.2
ROOMS = MappingProxyType({SIGNATURES: 12, WRITING: 7})
FACT_SHARES = (1.6, 5.4)

Row = Sequence[Markup]


def choose_widths(
    total: int,
    shares: Sequence[float],
    columns: Sequence[Sequence[str]],
    lengths: Sequence[int],
) -> list[int]:
    """Widths in the shares that a document asks for; where it asks for none, by what the columns
    hold: `columns` are the texts whose words should not break, `lengths` the characters of the
    longest cell of each.
    """
    if len(set(shares)) > 1 or len(shares) == 1:
        return split_by_share(total, shares, columns)
    least = [min(measure_longest_word(column), WIDEST_WORD) for column in columns]
    if sum(least) >= total:
        return split_width(total, [float(size) for size in least])
    # Lines of twice the length need less than twice the width: they may take more lines
    weight = [min(LONGEST_LINE, length) ** 0.7 for length in lengths]
    extra = split_width(total - sum(least), [size + 1 for size in weight])
    return [size + more for size, more in zip(least, extra, strict=True)]


def build_grid(
    heads: Row,
    rows: Sequence[Row],
    *,
    widths: Sequence[int],
    align: Sequence[str],
    anchor: str = "",
    caption: Markup | None = None,
    look: str = "",
) -> Markup:
    """A table whose head stands again on every page; `widths` in twips. With a caption it has a
    place in the list of tables; one that people write in has room for that, and would leave a page
    half empty if it stayed together.
    """
    written: tuple[Value, ...] = tuple((is_long(row), tuple(row)) for row in rows)
    # nobody writes in the head
    head: dict[str, Value] = {"head_room": ROOM} if look == WRITING else {}
    return call(
        "grid-table",
        tuple(widths),
        tuple(heads),
        written,
        align=tuple(align),
        short=look != WRITING and is_short(rows),
        anchor=anchor,
        caption=caption,
        room=ROOMS.get(look, ROOM),
        **head,
    )


def build_facts(width: int, rows: Sequence[Row]) -> Markup:
    """Name and value in each row."""
    written: tuple[Value, ...] = tuple((is_long(row), *row) for row in rows)
    return call("fact-table", tuple(split_width(width, FACT_SHARES)), written, short=is_short(rows))


def is_long(row: Row) -> bool:
    return max(map(len, row), default=0) > LONG_ROW


def is_short(rows: Sequence[Row]) -> bool:
    return len(rows) <= FEW_ROWS and all(sum(map(len, row)) < SHORT_ROW for row in rows)
