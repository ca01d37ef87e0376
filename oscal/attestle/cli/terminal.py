"""How wide the terminal is, and lines that are wrapped to it between words.

Where there is no terminal lines stay whole: programs read them one by one.
"""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterator

from ..lazy_patterns import make_pattern

# Narrower than this a column of text holds no words
_NARROWEST = 40
# Where the last column of a row begins, in the first part of the line: two blanks stand before it
_COLUMN = make_pattern(r"\S {2,}(?=\S)")
# The share of a line that the columns before the text may take
_SHARE = 0.6
# What is no row or command any more in two parts: tables in markdown, lines to copy
_WHOLE = ("|", "```", "$ ")


def find_width(*, err: bool = False) -> int:
    """Columns of the terminal, or those that COLUMNS names; 0 where there is none."""
    named = os.environ.get("COLUMNS", "")
    if named.isdecimal() and int(named):
        return max(_NARROWEST, int(named))
    stream = sys.stderr if err else sys.stdout
    try:
        if stream.isatty():
            return max(_NARROWEST, os.get_terminal_size(stream.fileno()).columns)
    except (OSError, ValueError):
        pass  # closed, or something that only looks like a terminal
    return 0


def wrap_line(text: str, width: int) -> Iterator[str]:
    """The line, or lines no wider than that; what follows is set in below the last column.

    No id, path or link is broken.
    """
    if not width or len(text) <= width or text.startswith(_WHOLE):
        yield text
        return
    indent = " " * _find_hang(text, width)
    # the blanks between columns are what `textwrap` would keep, and those at the start
    yield from textwrap.wrap(
        text,
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    ) or [text]


def _find_hang(text: str, width: int) -> int:
    start = len(text) - len(text.lstrip())
    most = int(width * _SHARE)
    places = [match.end() for match in _COLUMN.finditer(text) if match.end() <= most]
    return places[-1] if places else min(start + 2, most)


# What begins a line of its own in markdown: lists, headings, tables, quotations, code
_OWN_LINE = make_pattern(r"\s*(?:[-*+>|#]|\d+[.)] |```)|    ")


def fill_markdown(text: str, width: int) -> str:
    """Paragraphs in the width, however their lines are broken in the file; code and tables stay."""
    if not width:
        return text
    filled: list[str] = []
    is_code = False
    for line in text.split("\n"):
        is_fence = line.lstrip().startswith("```")
        joins = not is_code and filled and filled[-1] and line and not _OWN_LINE.match(line)
        if joins and not filled[-1].lstrip().startswith(("|", "#", "```")):
            filled[-1] += f" {line.strip()}"
        else:
            filled.append(line)
        is_code ^= is_fence
    return "\n".join(filled)
