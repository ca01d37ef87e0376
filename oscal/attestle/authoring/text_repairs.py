"""Repairs that cannot change meaning, on the text of one file: missing uuids, unmarked headings,
fields after a blank line.
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
    is_front = text.startswith("---") and not parts.problems  # a YAML file may begin with --- too
    first = 1 if is_front else 0
    source = parts.yaml if is_front else text
    starts = yaml12.read_yaml(source).starts
    lines = text.split("\n")
    for line, column in sorted(
        (starts[pointer] for pointer in set(pointers) if pointer in starts), reverse=True
    ):
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
    if "uuid" not in [cell.strip() for cell in rows[0]]:
        rows = [["uuid" if index == 0 else "", *row] for index, row in enumerate(rows) if row]
    header = [cell.strip() for cell in rows[0]]
    place = header.index("uuid")
    filled = [
        row for row in rows[1:] if any(cell.strip() for cell in row)
    ]  # a spreadsheet leaves rows of nothing but commas
    body = [
        [cell.strip() or new_uuid() if index == place else cell for index, cell in enumerate(row)]
        for row in filled
    ]
    return csv_tables.write_table(header, body)


def mend_sections(text: str, requirement: Requirement, titles: Mapping[str, str]) -> str:
    """Give likely sections their marker, and take away the blank line above fields."""
    parts = frontmatter.split_front_matter(text)
    read = sections.read_sections(parts.body, parts.body_line)
    lines = text.split("\n")
    for number, _, marker in requirement_answers.find_unmarked_headings(read, requirement, titles):
        title = _HEADING.sub("", lines[number - 1], count=1).rstrip().rstrip("#").rstrip()
        lines[number - 1] = f"## {title} <!-- @{marker} -->"
    blank = [section.prose_line - 2 for section in read.sections if section.late_fields]
    return "\n".join(line for index, line in enumerate(lines) if index not in blank)
