"""Repairs that cannot change the meaning of a file: unmarked headings, fields that stand after a
blank line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..formats import frontmatter, requirement_answers, sections
from ..model.baseline import Requirement

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
    # the line above the prose, counted from 0
    blank = [section.prose_line - 2 for section in present.sections if section.late_fields]
    return "\n".join(line for index, line in enumerate(lines) if index not in blank)
