"""What a parser found wrong: where in the text, and the way out.

The caller knows the file and turns it into a finding.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` and `column` count from 1 in the text given; `pointer` is RFC 6901 where the text is a
    tree.
    """

    code: str
    message: str
    line: int | None = None
    column: int | None = None
    hint: str = ""
    pointer: str = ""
    warning: bool = False


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint naming the nearest known value, or listing them while they are few; "" if there is
    nothing to say.
    """
    options = list(known)
    match = difflib.get_close_matches(word, options, n=1, cutoff=0.6)
    if not match:
        folded = {option.casefold(): option for option in reversed(options)}
        match = [folded[word.casefold()]] if word.casefold() in folded else []
    if match:
        return f'did you mean "{match[0]}"?'
    if 0 < len(options) <= 8:
        return f"one of: {', '.join(options)}"
    return ""


def some(items: Sequence[str]) -> str:
    """The first three, and how many more there are."""
    return ", ".join(items[:3]) + (f" and {len(items) - 3} more" if len(items) > 3 else "")


def escape(token: str) -> str:
    """One RFC 6901 reference token."""
    return token.replace("~", "~0").replace("/", "~1")
