"""The lines of a requirement file whose sections changed:
only those of what differs are touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..formats import frontmatter
from ..formats.sections import (
    Section,
    Sections,
    escape_prose,
    read_sections,
    write_section,
    write_sections,
)

# Lines to replace, from and up to (counted from 0), and what stands there then
_Edit = tuple[int, int, list[str]]


def write_changed(
    text: str,
    front: str,
    present: Sections,
    sections: Sequence[Section],
    changed: Mapping[tuple[str, ...], Section],
) -> str:
    """The file with the sections that changed, and every other line as it is."""
    lines = text.split("\n")
    for start, end, block in reversed(list(_list_edits(lines, present, sections, changed))):
        lines[start:end] = block
    edited = "\n".join(lines)
    parts = frontmatter.split_front_matter(edited)
    again = read_sections(parts.body, parts.body_line)
    # a layout that edits of lines cannot keep: the whole file is written in the usual one
    if _describe_sections(again.sections) != _describe_sections(sections):
        return write_sections(front, present.heading, sections)
    return edited


def _describe_sections(sections: Iterable[Section]) -> list[object]:
    """What sections say, without where they stand."""
    return [
        (
            section.key,
            section.title,
            section.prose,
            [(field.key, field.value) for field in section.fields],
        )
        for section in sections
    ]


def _list_edits(
    lines: Sequence[str],
    present: Sections,
    sections: Sequence[Section],
    changed: Mapping[tuple[str, ...], Section],
) -> Iterator[_Edit]:
    """From the top of the file to its end."""
    # drafts and retired sections may have any key
    old = {
        section.key: section
        for section in present.sections
        if section.kind not in ("draft", "retired")
    }
    starts = [section.line for section in present.sections]
    for index, section in enumerate(sections):
        if changed.get(section.key) is not section:
            continue
        if section.key in old:
            end = min((line - 1 for line in starts if line > section.line), default=len(lines))
            yield _edit_section(lines, old[section.key], section, end)
        else:
            yield _insert_section(lines, section, sections[index + 1 :])


def _insert_section(lines: Sequence[str], section: Section, below: Sequence[Section]) -> _Edit:
    """Above the next section that the file has, else at its end, behind a blank line."""
    # a section that is new too has no line yet
    next_line = next((other.line for other in below if other.line), 0)
    place = next_line - 1 if next_line else len(lines)
    lead = [""] if lines[place - 1] else []
    return place, place, [*lead, *write_section(section).split("\n")]


def _edit_section(lines: Sequence[str], old: Section, new: Section, end: int) -> _Edit:
    """The lines of a section's fields, and of its text where there was none."""
    first = old.line
    stop = old.prose_line - 1
    # the blank line between fields and text
    if stop > first and not lines[stop - 1]:
        stop -= 1
    block = _write_fields(lines, old, new, stop)
    if new.prose != old.prose:
        return first, end, [*block, "", *escape_prose(new.prose).split("\n"), ""]
    if not old.prose:
        return first, end, [*block, "", ""]
    if not old.fields and lines[stop]:
        block.append("")
    return first, stop, block


def _write_fields(lines: Sequence[str], old: Section, new: Section, stop: int) -> list[str]:
    """The lines of the fields; one that says the same keeps its lines, another its bullet."""
    ends = [*(field.line - 1 for field in old.fields[1:]), *([stop] if old.fields else [])]
    present = {
        field.key: (field.value, list(lines[field.line - 1 : end]))
        for field, end in zip(old.fields, ends, strict=True)
    }
    block: list[str] = []
    for field in new.fields:
        value, own_lines = present.get(field.key, ("", ["-"]))
        if field.key in present and value == field.value:
            block += own_lines
        else:
            # a dash that a word processor put there is no bullet
            bullet = own_lines[0][:1] if own_lines[0][:1] in "-*" else "-"
            block.append(f"{bullet} {field.key}: {field.value}")
    return block
