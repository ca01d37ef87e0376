"""Tables of the Word form: fixed widths, repeated header rows, rows that do not split where they
are short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from ..prose import Line, Run, plain_text
from ..table_cells import SIGNATURES, WRITING
from .docx_styles import STYLES
from .ooxml import Node, paragraph, w
from .text_widths import word_width

Cells = Sequence[list[Node]]
MARGIN = 80  # left and right margin of a cell, as in the table style
SPLIT_FROM = 1100  # characters; a longer row may break over pages, or it would leave a gap
# Twips of the rows that people fill in by hand: half an inch, and room for three lines
HEIGHTS = MappingProxyType({SIGNATURES: 720, WRITING: 1100})
NARROWEST = 480
WIDEST_WORD = 3600  # twips; an e-mail address of forty letters
# A table of up to so many rows, and of a third of a page at most, keeps together
KEPT_ROWS, KEPT_CHARACTERS = 8, 2200
BELOW_TABLE = 140  # twips between a table and what follows
CELL_SIZE, CODE_SIZE = 17, 15  # half points, as in the styles of cells
# An address of mail, a day and a short id (AST-001) are one word; any other hyphen may end a line
_WORD = re.compile(r"\S+@\S+|\d{4}-\d\d-\d\d|[A-Z]{2,5}-\d+|[^\s-]+-?")


def build_table(
    widths: Sequence[int],
    rows: Sequence[Cells],
    *,
    header: bool,
    labels: bool = False,
    indent: int = 0,
    caption: str = "",
    look: str = "",
) -> Node:
    """A table in our own style.

    `header`: the first row is repeated on each page; `labels`: the first column names the row. One
    with room to write would leave a page half empty if it stayed together.
    """
    bits = 0x0600 | (0x0020 if header else 0) | (0x0080 if labels else 0)
    bands = w(
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
        bands,
        w("tblCaption", val=caption) if caption else None,
        w("tblDescription", val=_describe(rows, header)),
    )
    _keep_together(rows[:2] if look == WRITING else rows)
    grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
    written = (_row(cells, widths, header and place == 0) for place, cells in enumerate(rows))
    return _leave_room(w("tbl", properties, grid, *written), look)


def _describe(rows: Sequence[Cells], header: bool) -> str:
    """What a reader hears who cannot see the table."""
    if not header:
        names = [_read_cell(cells[0]) for cells in rows if cells]
        return f"Names and values: {', '.join(filter(None, names))}."
    names = [_read_cell(cell) for cell in rows[0]]
    number = len(rows) - 1
    return f"{number} row{'s' if number != 1 else ''} with the columns {', '.join(names)}."


def _read_cell(cell: list[Node]) -> str:
    pieces: list[str] = []
    stack: list[Node | str] = list(reversed(cell))
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
        else:
            stack.extend(reversed(item.children))
    return " ".join("".join(pieces).split())


def _keep_together(rows: Sequence[Cells]) -> None:
    """A short table stands on one page: every row but the last stays with the next one."""
    if len(rows) > KEPT_ROWS + 1 or sum(map(_count_characters, _walk(rows))) > KEPT_CHARACTERS:
        return
    for item in _walk(rows[:-1]):
        for part in item:
            keep_next(part)


def keep_next(item: Node) -> None:
    """A paragraph stands on the page of what follows."""
    settings = item.find("w:pPr") if item.tag == "w:p" else None
    if settings and settings.find("w:keepNext") is None:
        settings.children.insert(1, w("keepNext"))


def _walk(rows: Sequence[Cells]) -> Iterator[list[Node]]:
    return (cell for cells in rows for cell in cells)


def part_tables(nodes: list[Node]) -> list[Node]:
    """The body with room below each table: above the paragraph that follows it, or in a paragraph
    of its own where two tables would become one.
    """
    found: list[Node] = []
    for item in nodes:
        if found and found[-1].tag == "w:tbl":
            if item.tag == "w:tbl":
                found.append(paragraph("TableGap", ()))
            elif item.tag == "w:p":
                _put_below_table(item)
        found.append(item)
    return found


def _put_below_table(item: Node) -> None:
    settings = item.find("w:pPr")
    named = settings.find("w:pStyle") if settings else None
    if settings is None or named is None:
        return
    style = STYLES[named.attrs["w:val"]]
    if style.before >= BELOW_TABLE or named.attrs["w:val"] == "TableGap":
        return
    rest = ("w:ind", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr")
    tags = [child.tag if isinstance(child, Node) else "" for child in settings.children]
    place = next((number for number, tag in enumerate(tags) if tag in rest), len(tags))
    settings.children.insert(place, w("spacing", before=BELOW_TABLE))


def _leave_room(table: Node, look: str) -> Node:
    """The table with rows high enough for what its look says is written there by hand."""
    if look not in HEIGHTS:
        return table
    for row in table.all("w:tr"):
        settings = row.find("w:trPr")
        if settings and settings.find("w:tblHeader") is None:
            settings.children.append(w("trHeight", val=HEIGHTS[look], hRule="atLeast"))
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
