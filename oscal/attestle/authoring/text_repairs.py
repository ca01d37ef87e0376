"""Repairs that cannot change the meaning of a file: missing uuids, unmarked headings, fields that
stand after a blank line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping

from ..formats import csv_tables, frontmatter, requirement_answers, sections, yaml12
from ..model.baseline import Requirement

NewUuid = Callable[[], str]
_HEADING = re.compile(r"#{1,6}[ \t]+")


def add_uuids(text: str, pointers: Iterable[str], new_uuid: NewUuid) -> str:
    """Insert `uuid` as the first key of each mapping named; works on YAML files and on front
    matter.
    """
    parts = frontmatter.split_front_matter(text)
    # a YAML file may begin with --- too
    is_front = text.startswith("---") and not parts.problems
    first = 1 if is_front else 0
    source = parts.yaml if is_front else text
    starts = yaml12.read_yaml(source).starts
    lines = text.split("\n")
    places = [starts[pointer] for pointer in set(pointers) if pointer in starts]
    # from the end of the file, so that no place moves before it is used
    for line, column in sorted(places, reverse=True):
        row = line + first
        content = lines[row]
        if content[column : column + 1] == "{":
            lines[row] = f"{content[: column + 1]}uuid: {new_uuid()}, {content[column + 1 :]}"
        else:
            lines[row] = f"{content[:column]}uuid: {new_uuid()}\n{' ' * column}{content[column:]}"
    return "\n".join(lines)


def add_row_uuids(text: str, new_uuid: NewUuid) -> str:
    """Fill the column `uuid` of a CSV, which becomes the first one if it is not there."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows:
        return text
    if "uuid" not in _strip_cells(rows[0]):
        rows = _add_uuid_column(rows)
    header = _strip_cells(rows[0])
    place = header.index("uuid")
    # a spreadsheet program leaves rows of nothing but commas
    body = [row for row in rows[1:] if any(_strip_cells(row))]
    return csv_tables.write_table(header, [_fill_uuid(row, place, new_uuid) for row in body])


def _strip_cells(row: Iterable[str]) -> list[str]:
    return [cell.strip() for cell in row]


def _add_uuid_column(rows: list[list[str]]) -> list[list[str]]:
    """A first column that is empty but for its heading; blank lines go."""
    header, *body = rows
    return [*([["uuid", *header]] if header else []), *(["", *row] for row in body if row)]


def _fill_uuid(row: list[str], place: int, new_uuid: NewUuid) -> list[str]:
    return [
        cell.strip() or new_uuid() if index == place else cell for index, cell in enumerate(row)
    ]


def mend_sections(text: str, requirement: Requirement, titles: Mapping[str, str]) -> str:
    """Give likely sections their marker, and take away the blank line above fields."""
    parts = frontmatter.split_front_matter(text)
    present = sections.read_sections(parts.body, parts.body_line)
    lines = text.split("\n")
    headings = requirement_answers.find_unmarked_headings(present, requirement, titles)
    for number, _, marker in headings:
        title = _HEADING.sub("", lines[number - 1], count=1).rstrip().rstrip("#").rstrip()
        lines[number - 1] = f"## {title} <!-- @{marker} -->"
    # the line above the prose, counted from 0
    blank = [section.prose_line - 2 for section in present.sections if section.late_fields]
    return "\n".join(line for index, line in enumerate(lines) if index not in blank)
