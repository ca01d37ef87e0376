"""The notes of rows for whole requirements taken out of a requirement file;
every other line stays.
"""

from __future__ import annotations

from collections.abc import Collection

from ..model.row_notes import rests_on_row, strip_row_note
from . import frontmatter
from .sections import Section, read_sections


def strip_row_notes(text: str, keys: Collection[tuple[str, ...]], seen: str = "") -> str:
    """The file without the notes in the sections of these keys;
    `seen` is written in their place.
    """
    parts = frontmatter.split_front_matter(text)
    present = read_sections(parts.body, parts.body_line)
    lines = text.split("\n")
    for section in reversed(present.sections):
        if section.key in keys:
            _strip_section(lines, section, seen)
    return "\n".join(lines)


def _strip_section(lines: list[str], section: Section, seen: str) -> None:
    for index, item in reversed(list(enumerate(section.fields))):
        if item.key != "Note" or not rests_on_row(item.value):
            continue
        following = section.fields[index + 1].line if index + 1 < len(section.fields) else 0
        end = following - 1 if following else _find_end(lines, item.line)
        words = "; ".join(filter(None, (seen, strip_row_note(item.value))))
        bullet = lines[item.line - 1][:1]
        lines[item.line - 1 : end] = [f"{bullet} Note: {words}"] if words else []


def _find_end(lines: list[str], line: int) -> int:
    """The last line of a field that begins on `line`: indented lines go on with its value."""
    end = line
    while end < len(lines) and lines[end][:1] in (" ", "\t") and lines[end].strip():
        end += 1
    return end
