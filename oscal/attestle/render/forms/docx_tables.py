"""Tables of the Word form: fixed widths, repeated header rows, rows that do not split where they
are short.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..prose import Line, Run, plain_text
from .ooxml import Node, paragraph, w
from .text_widths import word_width

Cells = Sequence[list[Node]]
MARGIN = 80  # left and right margin of a cell, as in the table style
SPLIT_FROM = 800  # characters; a longer row may break over pages, or it would leave a gap
SIGNING_HEIGHT = 720  # twips, half an inch
NARROWEST = 480
WIDEST_WORD = 1800
CELL_SIZE, CODE_SIZE = 17, 15  # half points, as in the styles of cells
_WORD = re.compile(r"\d{4}-\d\d-\d\d|[^\s-]+-?")


def build_table(
    widths: Sequence[int],
    rows: Sequence[Cells],
    *,
    header: bool,
    labels: bool = False,
    indent: int = 0,
    caption: str = "",
) -> Node:
    """A table in our own style.

    `header`: the first row is repeated on each page; `labels`: the first column names the row.
    """
    bits = 0x0600 | (0x0020 if header else 0) | (0x0080 if labels else 0)
    look = w(
        "tblLook",
        val=f"{bits:04X}",
        firstRow=int(header),
        lastRow=0,
        firstColumn=int(labels),
        lastColumn=0,
        noHBand=1,
        noVBand=1,
    )
    properties = w(
        "tblPr",
        w("tblStyle", val="PlanTable"),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblInd", w=indent, type="dxa"),
        w("tblLayout", type="fixed"),
        look,
        w("tblCaption", val=caption) if caption else None,
    )
    grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
    return w(
        "tbl",
        properties,
        grid,
        *(_row(cells, widths, header and place == 0) for place, cells in enumerate(rows)),
    )


def leave_signing_room(table: Node) -> Node:
    """The table with rows high enough to sign in."""
    for row in table.all("w:tr"):
        settings = row.find("w:trPr")
        if settings and settings.find("w:tblHeader") is None:
            settings.children.append(w("trHeight", val=SIGNING_HEIGHT, hRule="atLeast"))
    return table


def _row(cells: Cells, widths: Sequence[int], header: bool) -> Node:
    short = header or max((_count_characters(cell) for cell in cells), default=0) < SPLIT_FROM
    settings = ([w("cantSplit")] if short else []) + ([w("tblHeader")] if header else [])
    found = [
        w("tc", w("tcPr", w("tcW", w=width, type="dxa")), *_close_cell(cell))
        for cell, width in zip(cells, widths, strict=True)
    ]
    return w("tr", w("trPr", *settings) if settings else None, *found)


def _close_cell(cell: list[Node]) -> list[Node]:
    """A cell ends in a paragraph, or Word calls the file damaged; what follows a table in prose is
    one already.
    """
    return cell or [paragraph("TableText", ())]


def _count_characters(cell: list[Node]) -> int:
    """Characters of a cell; a line break, paragraph or picture counts as a line."""
    total = 0
    stack: list[Node | str] = list(cell)
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            total += len(item)
            continue
        total += {"w:p": 30, "w:br": 30, "w:drawing": 400}.get(item.tag, 0)
        stack.extend(item.children)
    return total


def split_width(total: int, parts: Sequence[float]) -> list[int]:
    """Widths in proportion, whole numbers whose sum is the total."""
    scale = total / sum(parts)
    widths = [int(part * scale) for part in parts]
    widths[-1] += total - sum(widths)
    return widths


def fits_width(total: int, columns: int) -> bool:
    """Whether that many columns can be read in the width. Word itself ends at 63."""
    return 0 < columns <= 63 and total // columns >= NARROWEST


def split_by_content(total: int, lines: Sequence[Sequence[Line]]) -> list[int]:
    """Widths by what the columns hold: no column narrower than its longest word where that is
    possible, the rest by length.
    """
    columns = list(zip(*lines, strict=True))
    weight = [
        min(60.0, max(len(plain_text(line)) for line in column)) ** 0.7 + 1 for column in columns
    ]
    least = [max(NARROWEST, min(_measure_longest_run(column), WIDEST_WORD)) for column in columns]
    if sum(least) >= total:
        return split_width(total, [float(size) for size in least])
    extra = split_width(total - sum(least), weight)
    return [size + more for size, more in zip(least, extra, strict=True)]


def split_by_share(
    total: int, parts: Sequence[float], columns: Sequence[Sequence[str]]
) -> list[int]:
    """Widths in proportion, but a column whose longest word would break takes what it lacks from
    the others.
    """
    widths = split_width(total, parts)
    least = [min(measure_longest_word(column), WIDEST_WORD) for column in columns]
    lack = sum(max(0, need - size) for need, size in zip(least, widths, strict=True))
    spare = [max(0, size - need) for need, size in zip(least, widths, strict=True)]
    if not lack or sum(spare) < lack:
        return widths
    widths = [
        max(need, size) - int(more * lack / sum(spare))
        for need, size, more in zip(least, widths, spare, strict=True)
    ]
    widths[-1] += total - sum(widths)
    return widths


def _measure_longest_run(lines: Sequence[Line]) -> int:
    """As `measure_longest_word`, with every run in its own face; the first line is the header,
    which is bold.
    """
    found = [0]
    for place, line in enumerate(lines):
        for item in line:
            if isinstance(item, Run):
                face, size = (
                    ("mono", CODE_SIZE)
                    if item.code
                    else ("bold" if item.strong or not place else "regular", CELL_SIZE)
                )
                found += [word_width(word, face) * size // 100 for word in _WORD.findall(item.text)]
    return 2 * MARGIN + 20 + max(found)


def measure_longest_word(texts: Sequence[str]) -> int:
    """Twips that the longest word takes in a cell, in bold; a day counts as one word, any other
    hyphen may end a line.
    """
    words = {word for text in texts for word in _WORD.findall(text)}
    return (
        2 * MARGIN
        + 20
        + max((word_width(word, "bold") * CELL_SIZE // 100 for word in words), default=0)
    )
