"""Repairs that cannot change the meaning of a file: unmarked headings, fields that stand after a
blank line or are written in other words than the table has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..formats import field_lines, frontmatter, requirement_answers, sections
from ..formats.lost_headings import read_lost_heading
from ..formats.sections import Field, Section
from ..formats.text_file import decode_text
from ..model.answers import COMPONENT, FIELDS_OF, Value
from ..model.baseline import Requirement
from ..model.words import find_exception_kind, read_component_status, read_state

_HEADING = re.compile(r"#{1,6}[ \t]+")


def mend_sections(text: str, requirement: Requirement, titles: Mapping[str, str]) -> str:
    """Give likely sections their marker, and take away the blank line above fields."""
    parts = frontmatter.split_front_matter(text)
    present = sections.read_sections(parts.body, parts.body_line)
    lines = text.split("\n")
    headings = requirement_answers.find_unmarked_headings(present, requirement, titles)
    for number, _, marker in headings:
        title = _HEADING.sub("", lines[number - 1], count=1).rstrip().rstrip("#").rstrip()
        lines[number - 1] = f"## {title} <!-- @{marker} -->"
    for number, marker in requirement_answers.find_lost_headings(present):
        title = lines[number - 1].partition("<!--")[0].strip(" \t#*_")
        lines[number - 1] = f"## {title} <!-- @{marker} -->"
    # the line above the prose, counted from 0
    blank = {section.prose_line - 2 for section in present.sections if section.late_fields}
    for section in present.sections:
        blank |= _mend_bare_state(lines, section)
    return "\n".join(line for index, line in enumerate(lines) if index not in blank)


def _mend_bare_state(lines: list[str], section: Section) -> set[int]:
    """Give a first line `State: met` its bullet; the blank line above it, which goes.

    Only where the word is known, and no line below would become a part of it.
    """
    likely = requirement_answers.find_likely_field(section)
    has_state = any(field.key == "State" for field in section.fields)
    if likely is None or likely.key != "State" or has_state or likely.line != section.prose_line:
        return set()
    index = likely.line - 1
    below = "".join(lines[index + 1 : index + 2])
    if not read_state(likely.value) or _would_join(section.kind, below):
        return set()
    lines[index] = f"- State: {likely.value}"
    above = section.fields[-1].line if section.fields else section.line
    return {index - 1} if index - 1 == above and not lines[index - 1] else set()


def _would_join(kind: str, line: str) -> bool:
    """Whether a line of text would become a part of the fields above it."""
    field = field_lines.read_field_line(kind, line)
    if field is not None and field[0] in field_lines.FIELDS[kind]:
        return False
    return bool(line.strip()) and line[0] in " \t-*+"


def write_canonical_words(data: bytes) -> bytes:
    """The file with its headings and fields as the tool writes them: key, bullet, word of a state.

    Every other byte stays: also line ends, the mark at the start, and values that only people write.
    """
    text = decode_text(data).text
    parts = frontmatter.split_front_matter(text)
    if not text or parts.problems:
        return data
    present = sections.read_sections(parts.body, parts.body_line)
    changed = dict(_list_canonical_lines(text.split("\n"), present.sections))
    if not changed:
        return data
    lines = data.decode("utf-8").split("\n")
    for number, line in changed.items():
        end = "\r" if lines[number - 1].endswith("\r") else ""
        lines[number - 1] = line + end
    return "\n".join(lines).encode("utf-8")


def _list_canonical_lines(
    lines: Sequence[str], present: Iterable[Section]
) -> Iterator[tuple[int, str]]:
    """Number and new text of each heading and each line of a field that is written otherwise."""
    for section in present:
        if read_lost_heading(lines[section.line - 1]):
            marker = " ".join((section.kind, *section.ids))
            yield section.line, f"## {section.title} <!-- @{marker} -->"
        for field in section.fields:
            line = lines[field.line - 1]
            written = field_lines.read_bare_line(section.kind, line) or field_lines.read_field_line(
                section.kind, line
            )
            value = written[1] if written else ""
            # a value that goes on in the next line is left as it is
            word = _find_canonical_word(section.kind, field) if value == field.value else ""
            is_plain = field_lines.is_plain_field(line, field.key)
            if not is_plain or (word and word != value):
                bullet = line[0] if is_plain else "-"
                yield field.line, f"{bullet} {field.key}: {word or value}".rstrip()


def _find_canonical_word(kind: str, field: Field) -> str:
    """The word of a state or status; "" for what is none, and for the words of exceptions."""
    row = next((row for row in FIELDS_OF.get(kind, ()) if row.key == field.key), None)
    if row is None or find_exception_kind(field.value):
        return ""
    if row.value is Value.STATE:
        return read_state(field.value)
    return (
        read_component_status(field.value)
        if kind == COMPONENT and row.value is Value.STATUS
        else ""
    )
