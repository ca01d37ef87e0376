"""Headings in the prose of a requirement file: text that may have been meant as a section."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..lazy_patterns import make_pattern
from .lost_headings import walk_text
from .sections import Sections, is_marker_heading

_MARKER_LIKE = make_pattern(
    r"<!--[ \t]*@?(?:reference|component|objective|statement|draft|retired)\b", re.I
)
# Bold or bare words with the marker of an answer behind them
_MARKED_LINE = make_pattern(
    r"[^\s|>`#].*<!--[ \t]*@(?:component|objective|statement)\b[^<>]*-->[ \t]*\Z"
)
# What markdown takes for a heading: indented by less than a code block, one to six signs
_MOST_BLANKS = 3
_MOST_SIGNS = 6


def find_prose_headings(sections: Sections) -> Iterator[tuple[int, str]]:
    """Line and title of every heading in prose, outside fences.

    Marker headings that the author escaped are none.
    """
    for section in sections.sections:
        if section.kind not in ("reference", "retired", "draft") and "#" in section.prose:
            yield from find_headings(section.prose, section.prose_line)


def find_headings(prose: str, first_line: int) -> Iterator[tuple[int, str]]:
    """Line and title of the headings of a text."""
    for line_number, line in walk_text(prose.split("\n"), first_line):
        title = _read_title(line)
        if title and not is_marker_heading(line):
            yield line_number, title


def _read_title(line: str) -> str:
    """The title of a heading; also of one without its blank, if it can only be meant as a section.

    "" for other lines.
    """
    text = line.lstrip(" ")
    rest = text.lstrip("#")
    if len(line) - len(text) > _MOST_BLANKS or not 1 <= len(text) - len(rest) <= _MOST_SIGNS:
        return ""
    if not rest.startswith((" ", "\t", "[")) and not has_marker(rest):
        return ""
    return rest.strip(" \t").rstrip("#").rstrip(" \t")


def find_marked_lines(sections: Sections) -> Iterator[tuple[int, str]]:
    """Number and text of every line of prose that ends in the marker of an answer and is no
    heading, outside fences: its `##` went, or became bold.
    """
    for section in sections.sections:
        if section.kind in ("reference", "retired", "draft") or "<!--" not in section.prose:
            continue
        for number, line in walk_text(section.prose.split("\n"), section.prose_line):
            if _MARKED_LINE.match(line) and not _read_title(line) and not is_marker_heading(line):
                yield number, line


def read_marker_words(text: str) -> str:
    """The words of a marker that stands in a text, such as `objective b`; "" if none does."""
    match = _MARKER_LIKE.search(text)
    if match is None:
        return ""
    words = text[match.start() :].partition("-->")[0].removeprefix("<!--").split()
    return " ".join(words).removeprefix("@").strip()


def has_marker(title: str) -> bool:
    """Whether it holds a comment like the marker of a section, well formed or not."""
    return _MARKER_LIKE.search(title) is not None
