"""How sheets look on paper: which paper, how wide the columns and how tall the rows, so that what
is printed can be read and nothing is cut.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from ...lazy_dataclasses import dataclass
from ..document_parts import GridColumn
from .text_widths import count_lines, word_width

FONT, SIZE, TITLE_SIZE = "Arial", 10, 14
# Nothing on paper is smaller than 8 points; programs round the scale down
SMALLEST = 8.2
# A letter of a column's width in points, as one program rounds it to pixels and another does not,
# and what a cell keeps free at its sides
_LETTER, _WIDEST_LETTER, _PADDING = 5.25, 5.56, 3.75
_LINE = 12.75
TITLE_LINE = 20.0
TALLEST = 409  # points: a row of a spreadsheet is no taller
# Other programs have other fonts, most of them wider
_WIDER = 1.06
# Columns at least so wide give room where a table does not fit the largest paper
_YIELDING = 24
_LEAST_PART = 0.6
MARGIN = 0.4  # inches, left and right
# A text above a table is set no wider, however wide the table is (letters)
_WIDEST_TEXT = 150
POINTS = 72


@dataclass(frozen=True, slots=True)
class Paper:
    """`code` is the number that spreadsheets have for it; `across` its long side in inches."""

    code: int
    across: float


PAPERS = (Paper(1, 11.0), Paper(5, 14.0), Paper(3, 17.0))  # letter, legal, tabloid


def _measure_column(letters: float) -> float:
    """The least width that it has anywhere, in points: there its text takes most lines."""
    return letters * _LETTER + _PADDING


def _measure_table(widths: Iterable[float]) -> float:
    """The most width that columns have anywhere, in points: there the print is smallest."""
    return sum(width * _WIDEST_LETTER + _PADDING for width in widths)


def _measure_room(paper: Paper) -> float:
    """What fits the paper, in points of the sheet, at the smallest print that can be read."""
    return (paper.across - 2 * MARGIN) * POINTS * SIZE / SMALLEST


def fit_columns(columns: Sequence[GridColumn]) -> tuple[float, ...]:
    """Widths in letters. Wide columns give way where the table would else not fit a page."""
    wishes = [float(column.width) for column in columns]
    excess = _measure_table(wishes) - _measure_room(PAPERS[-1])
    yielding = sum(wish for wish in wishes if wish >= _YIELDING) * _WIDEST_LETTER
    if excess <= 0 or excess > yielding * (1 - _LEAST_PART):
        return tuple(wishes)
    part = 1 - excess / yielding
    return tuple(math.floor(wish * part) if wish >= _YIELDING else wish for wish in wishes)


def choose_paper(widths: Iterable[float]) -> tuple[Paper, int]:
    """The smallest paper on which a sheet can be read, and its scale in percent.

    What fits none is as small as can be read, and goes over several pages.
    """
    total = _measure_table(widths)
    for paper in PAPERS:
        if total <= _measure_room(paper):
            scale = (paper.across - 2 * MARGIN) * POINTS / max(total, 1.0)
            return paper, min(100, math.floor(scale * 100))
    return PAPERS[-1], math.ceil(100 * SMALLEST / SIZE)


def fits_page(widths: Iterable[float]) -> bool:
    return _measure_table(widths) <= _measure_room(PAPERS[-1])


def _count_lines(text: str, letters: float, *, bold: bool) -> int:
    """Lines that a text takes in a cell."""
    face = "bold" if bold else "regular"
    room = (_measure_column(letters) - 2 * _PADDING) / _WIDER
    chunks = [
        chunk for line in text.split("\n") for chunk in ((line, SIZE, face), ("\n", SIZE, face))
    ]
    return count_lines(chunks[:-1], room)


def measure_row(cells: Iterable[tuple[str, float]], *, bold: bool = False) -> float:
    """Height for the tallest of cells, given with the width of their columns, in points."""
    lines = max((_count_lines(text, width, bold=bold) for text, width in cells), default=1)
    return min(TALLEST, lines * _LINE + 2)


def break_text(
    text: str, letters: float, *, bold: bool = False, size: float = SIZE
) -> Iterator[str]:
    """Lines of a text that goes over the empty cells beside it: each is a row of its own, since
    merged cells are hard to filter, to copy and to read back.
    """
    room = _measure_column(letters) / _WIDER * 1000 / size
    face = "bold" if bold else "regular"
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if line and word_width(longer, face) > room:
                yield line
                longer = word
            line = longer
        yield line


def split_text(text: str, letters: float) -> tuple[str, ...]:
    """A text in pieces that a row has room for, broken between words; most texts are one piece."""
    if _count_lines(text, letters, bold=False) * _LINE + 2 <= TALLEST:
        return (text,)
    most = int((TALLEST - 2) / _LINE) - 1
    pieces: list[list[str]] = [[]]
    used = 0
    for paragraph in text.split("\n"):
        begins = True
        # a cell keeps some of its width free
        for line in break_text(paragraph, letters - 2):
            if used == most:
                pieces.append([])
                used, begins = 0, True
            if begins:
                pieces[-1].append(line)
            else:
                pieces[-1][-1] += f" {line}"
            used, begins = used + 1, False
    return tuple("\n".join(lines) for lines in pieces)


def span_text(widths: Sequence[float]) -> float:
    """How wide a text above a table is, in letters."""
    return min(_WIDEST_TEXT, sum(widths))
