"""Plain text of the PDF form in the width that it has: a word that is wider may break, any other
stays whole.
"""

from __future__ import annotations

import re

from .text_widths import word_width
from .typst_code import Markup, call, join, show

# Sizes of text in a cell and on the page, and of code, in half points; the faces of the Word form
# are wider than those of this one, so that what fits by their figures fits here
CELL_SIZE, PAGE_SIZE, DIGEST_SIZE = 17, 20, 13
# Letters of a wide word that stay together: a break in a hash or an address means nothing
PIECE = 4
# No column is so narrow that a word of this many letters could not stand in it
SHORT = 8
MARGIN = 160  # twips to the left and right of a text in a cell
_LONG = re.compile(rf"[^\s\-/]{{{SHORT + 1},}}")


def show_within(text: str, width: int, *, size: int = CELL_SIZE, mono: bool = False) -> Markup:
    """The text, in so many twips."""
    found = [match for match in _LONG.finditer(text) if _is_wider(match[0], width, size, mono)]
    if not found:
        return show(text)
    pieces: list[Markup] = []
    start = 0
    for match in found:
        pieces += [show(text[start : match.start()]), _split_word(match[0])]
        start = match.end()
    return join((*pieces, show(text[start:])))


def _is_wider(word: str, width: int, size: int, mono: bool) -> bool:
    return word_width(word, "mono" if mono else "regular") * size // 100 > width


def _split_word(word: str) -> Markup:
    parts = (word[place : place + PIECE] for place in range(0, len(word), PIECE))
    return join((show(part) for part in parts), call("may-break"))
