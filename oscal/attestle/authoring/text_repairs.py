"""Repairs that cannot change the meaning of a file: unmarked headings, fields that stand after a
blank line or are written in other words than the table has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from ..formats import field_lines, frontmatter, sections
from ..formats.answer_names import NO_NAMES, AnswerNames
from ..formats.likely_fields import find_likely_field
from ..formats.lost_headings import read_lost_heading
from ..formats.sections import Field, Section
from ..formats.text_file import decode_text
from ..formats.unmarked_headings import find_lost_headings, find_unmarked_headings
from ..model.answers import FIELDS_OF, Place, Value
from ..model.baseline import Requirement
from ..model.words import find_exception_kind, read_component_status, read_state
from .line_ends import keep_line_ends

_FRONT_KEY = re.compile(r"(?P<key>owner|requirement):(?P<value>[ \t]+.*)\Z")
# of a word processor, round the value of a key
_QUOTES = "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"
_HEADING = re.compile(r"#{1,6}[ \t]+")


def mend_sections(text: str, requirement: Requirement, titles: Mapping[str, str]) -> str:
    """Give likely sections their marker, and take away the blank line above fields."""
    parts = frontmatter.split_front_matter(text)
    present = sections.read_sections(parts.body, parts.body_line)
    lines = text.split("\n")
    headings = find_unmarked_headings(present, requirement, titles)
    for number, _, marker in headings:
        title = _HEADING.sub("", lines[number - 1], count=1).rstrip().rstrip("#").rstrip()
        lines[number - 1] = f"## {title} <!-- @{marker} -->"
    for number, marker in find_lost_headings(present):
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
    likely = find_likely_field(section)
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


def write_canonical_front(data: bytes, label: str, names: AnswerNames = NO_NAMES) -> bytes:
    """The file of a requirement with its keys as the tool writes them: the front matter that went,
    an owner by the id of the role, and no marks of quotation of a word processor.
    """
    text = decode_text(data).text
    if frontmatter.lacks_front_matter(text):
        return keep_line_ends(data, f'---\nrequirement: "{label}"\n---\n{text}')
    parts = frontmatter.split_front_matter(text)
    if parts.problems:
        return data
    lines = text.split("\n")
    for index in range(1, parts.body_line - 2):
        key = _FRONT_KEY.match(lines[index])
        value = key["value"].strip() if key else ""
        if key and key["key"] == "owner":
            role = names.roles.find_id(value.strip("\"'"))
            if role and role != value.strip("\"'"):
                lines[index] = f"owner: {role}"
        elif key and value and value[0] in _QUOTES:
            lines[index] = f'requirement: "{value.strip(_QUOTES)}"'
    written = "\n".join(lines)
    return data if written == text else keep_line_ends(data, written)


def write_canonical_words(data: bytes, names: AnswerNames = NO_NAMES) -> bytes:
    """The file with its headings and fields as the tool writes them: key, bullet, word of a state,
    ids of what is named by its title.

    Every other byte stays: also line ends, the mark at the start, and values that
    only people write.
    """
    text = decode_text(data).text
    parts = frontmatter.split_front_matter(text)
    if not text or parts.problems:
        return data
    present = sections.read_sections(parts.body, parts.body_line)
    changed = dict(_list_canonical_lines(text.split("\n"), present.sections, names))
    if not changed:
        return data
    lines = data.decode("utf-8").split("\n")
    for number, line in changed.items():
        end = "\r" if lines[number - 1].endswith("\r") else ""
        lines[number - 1] = line + end
    return "\n".join(lines).encode("utf-8")


def _list_canonical_lines(
    lines: Sequence[str], present: Iterable[Section], names: AnswerNames
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
            word = _find_canonical_value(section.kind, field, names) if value == field.value else ""
            is_plain = field_lines.is_plain_field(line, field.key)
            if not is_plain or (word and word != value):
                bullet = line[0] if is_plain else "-"
                yield field.line, f"{bullet} {field.key}: {word or value}".rstrip()


def _find_canonical_value(kind: str, field: Field, names: AnswerNames) -> str:
    """The word of a state or status, the ids of what is named; "" for what is none, and for the
    words of exceptions.
    """
    row = next((row for row in FIELDS_OF.get(kind, ()) if row.key == field.key), None)
    if row is None or find_exception_kind(field.value):
        return ""
    if row.place is Place.PROVIDER:
        return names.providers.find_id(field.value)
    return _WRITERS.get(row.value, _write_nothing)(field.value, names)


def _write_nothing(value: str, names: AnswerNames) -> str:
    return ""


def _write_evidence(value: str, names: AnswerNames) -> str:
    """Only where all of it is known: what is not stays for a person to see as it was written."""
    ids = names.evidence.read_ids(value)
    is_list = [part.strip() for part in value.split(",")] == list(ids)
    return "" if is_list or not names.evidence.ids.issuperset(ids) else ", ".join(ids)


def _write_approval(value: str, names: AnswerNames) -> str:
    found = names.read_approval(value)
    return f"{found[0]}, {found[1].isoformat()}" if found else ""


_WRITERS: Mapping[Value, Callable[[str, AnswerNames], str]] = MappingProxyType(
    {
        Value.STATE: lambda value, names: read_state(value),
        Value.STATUS: lambda value, names: read_component_status(value),
        Value.IDS: _write_evidence,
        Value.APPROVAL: _write_approval,
    }
)
