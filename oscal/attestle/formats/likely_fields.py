"""Lines of prose that were most likely meant as fields of their section."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern
from ..model.words import read_state
from .field_lines import FIELDS, read_bare_line
from .sections import Section

# A line that people write for a field: another bullet, none, or a key in bold
_LOOSE = make_pattern(
    r"[ \t]{0,3}(?P<bullet>[-*+\u2022][ \t]*)?[*_`]{0,3}(?P<key>[A-Za-z]+)[*_`]{0,3}["
    r" \t]*:(?P<value>.*)"
)


@dataclass(frozen=True, slots=True)
class LikelyField:
    """A line of prose, `text`, that was most likely meant as a field."""

    key: str
    value: str
    line: int
    text: str


def find_likely_field(section: Section) -> LikelyField | None:
    """The first of the lines right below the heading, or the fields, that is like a field."""
    names = {name.lower(): name for name in FIELDS.get(section.kind, ())}
    for number, line in _take_first_lines(section) if names else ():
        match = _LOOSE.match(line)
        name = names.get(match["key"].lower()) if match else None
        # Without a bullet only State is certain: the other keys begin sentences as well
        if match and name and (match["bullet"] or name == "State"):
            return LikelyField(name, match["value"].strip(" *_`"), number, line)
        # with the signs of a word processor
        bare = read_bare_line(section.kind, line)
        if bare and bare[0] == "State" and read_state(bare[1]):
            return LikelyField(*bare, number, line)
    return None


def _take_first_lines(section: Section) -> Iterator[tuple[int, str]]:
    """The lines up to the first blank one; none where that stands between fields and text."""
    if section.fields and section.prose_line > section.fields[-1].line + 1:
        return
    lines = itertools.takewhile(str.strip, section.prose.split("\n"))
    yield from enumerate(lines, section.prose_line)
