"""How large the boxes of a drawing are: titles wrap, and every text has room in any of the fonts
that a form may use.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from ...lazy_dataclasses import dataclass
from ..drawings import DrawnBox
from ..forms.text_widths import word_width

# Points; nothing in a drawing is smaller than the small size
TITLE_SIZE, SMALL_SIZE = 7.2, 7.0
LEADING = 1.16
BOX_INSET = 5.0
# Lines of a title or of a detail; the tables beside the drawing have all of a longer one
MOST_LINES = 5
ELLIPSIS = "\u2026"


@dataclass(frozen=True, slots=True)
class Face:
    """The letters of a form: how much wider than those that are measured they may be, and how wide
    its boxes are, in points.
    """

    room: float
    box_width: float

    def measure(self, text: str, size: float = SMALL_SIZE, *, bold: bool = False) -> float:
        """Points that the text takes on one line."""
        shown = text if text.isascii() else "".join(filter(_has_width, text))
        return word_width(shown, "bold" if bold else "regular") * size / 1000 * self.room


def _has_width(sign: str) -> bool:
    """A mark stands on its letter, and a joiner is nowhere."""
    return unicodedata.category(sign) not in ("Mn", "Me", "Cf")


# The typesetter's letters are narrower than those that are measured; a browser is told the width
PRINTED_FACE = Face(0.9, 74.0)
SHOWN_FACE = Face(1.0, 84.0)


def wrap_text(
    face: Face, text: str, width: float, size: float = SMALL_SIZE, *, bold: bool = False
) -> tuple[str, ...]:
    """The text in lines of that width: between words, and inside of one that is wider."""
    lines: list[str] = []
    line = ""
    for word in _list_pieces(face, text, width, size, bold):
        longer = f"{line} {word}" if line else word
        if line and face.measure(longer, size, bold=bold) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    found = (*lines, line) if line else tuple(lines)
    if len(found) <= MOST_LINES:
        return found
    return (*found[: MOST_LINES - 1], _shorten(face, found[MOST_LINES - 1], width, size, bold))


def _list_pieces(face: Face, text: str, width: float, size: float, bold: bool) -> Iterator[str]:
    for word in text.split():
        piece = ""
        for sign in word:
            if piece and face.measure(piece + sign, size, bold=bold) > width:
                end = piece.rfind("-") + 1 or len(piece)
                yield piece[:end]
                piece = piece[end:]
            piece += sign
        yield piece


def _shorten(face: Face, line: str, width: float, size: float, bold: bool) -> str:
    while line and face.measure(line + ELLIPSIS, size, bold=bold) > width:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS


def wrap_box(face: Face, box: DrawnBox) -> tuple[tuple[str, float, bool], ...]:
    """The lines of a box, each with its size and whether it is bold."""
    width = face.box_width - 2 * BOX_INSET
    title = wrap_text(face, box.title, width, TITLE_SIZE, bold=True)
    details = (line for text in box.lines for line in wrap_text(face, text, width))
    return (
        *((line, TITLE_SIZE, True) for line in title),
        *((line, SMALL_SIZE, False) for line in details),
    )


def measure_height(face: Face, box: DrawnBox) -> float:
    """Points that the lines of a box take, with the room above and below them."""
    return sum(size * LEADING for _, size, _ in wrap_box(face, box)) + 2 * BOX_INSET - 3
