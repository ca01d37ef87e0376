"""How wide text is in the fonts of the Word form, and in how many lines it breaks: for page
numbers, not for drawing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

# Advance widths of U+0020 to U+007E in thousandths of the font size, for Arial and its metric
# twins.
_REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
)  # fmt: skip
_MONO, _OTHER, _WIDE = 600, 556, 1000
LINE_HEIGHT, MONO_LINE_HEIGHT = 1.149, 1.1328
# Lines break after spaces and after hyphens, but not between a hyphen and a digit's sign or inside
# a word.
_TOKEN = re.compile(r"\s+|[^\s-]*-+|[^\s-]+")
Chunk = tuple[
    str, float, str
]  # text, font size in points, face: regular, bold or mono; "\n" breaks the line


@lru_cache(maxsize=50_000)
def word_width(word: str, face: str) -> int:
    """In thousandths of the font size."""
    if face == "mono":
        return _MONO * len(word)
    table = _BOLD if face == "bold" else _REGULAR
    return sum(
        table[ord(sign) - 32] if " " <= sign <= "~" else (_WIDE if ord(sign) > 0x2E80 else _OTHER)
        for sign in word
    )


def count_lines(chunks: Iterable[Chunk], width: float) -> int:
    """Lines that the text takes in `width` points, by the first-fit rule of word processors."""
    lines, at, word, space = 1, 0.0, 0.0, 0.0
    for text, size, face in chunks:
        if text == "\n":
            lines, at, space = _place_word(lines, at, word, space, width)
            lines, at, word, space = lines + 1, 0.0, 0.0, 0.0
            continue
        for token in _TOKEN.findall(text):
            if token[0].isspace():
                lines, at, _ = _place_word(lines, at, word, space, width)
                word, space = 0.0, word_width(token, face) * size / 1000
                continue
            word += word_width(token, face) * size / 1000
            if token[-1] == "-":
                lines, at, space = _place_word(lines, at, word, space, width)
                word = 0.0
    return _place_word(lines, at, word, space, width)[0]


def _place_word(
    lines: int, at: float, word: float, space: float, width: float
) -> tuple[int, float, float]:
    """A word after its space: on this line if it fits, else on the next, broken where it is longer
    than a line.
    """
    if not word:
        return lines, at + space, 0.0
    if at + space + word <= width or not at + space:
        at += space + word
    else:
        lines, at = lines + 1, word
    while at > width > 0:
        lines, at = lines + 1, at - width
    return lines, at, 0.0
