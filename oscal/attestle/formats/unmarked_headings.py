"""Headings in prose that were most likely meant as sections: their marker lacks, or their `##`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model.baseline import Requirement
from .field_lines import FIELDS
from .prose_headings import find_marked_lines, find_prose_headings, has_marker, read_marker_words
from .sections import Sections


def find_unmarked_headings(
    sections: Sections, requirement: Requirement, titles: Mapping[str, str]
) -> Iterator[tuple[int, str, str]]:
    """Headings in prose that are most likely meant as sections.

    Gives the line, the title, and the words of the marker they lack.
    """
    present = {section.key for section in sections.sections}
    by_title = {title: slug for slug, title in titles.items()}
    for number, title in find_prose_headings(sections):
        marker = _guess_marker(title, by_title, requirement)
        if marker and not has_marker(title) and tuple(marker.split()) not in present:
            yield number, title, marker


def find_lost_headings(sections: Sections) -> Iterator[tuple[int, str]]:
    """Lines of prose with the whole marker of a section that the file does not have: their
    `##` went, became other signs, or words stand before them. Number of the line and words
    of the marker.
    """
    present = {section.key for section in sections.sections}
    for number, line in (*find_prose_headings(sections), *find_marked_lines(sections)):
        words = read_marker_words(line)
        key = tuple(words.split())
        is_whole = line.rstrip().endswith("-->") and f"<!-- @{words} -->" in line
        if is_whole and key[0] in FIELDS and key not in present:
            present.add(key)
            yield number, words


def _guess_marker(title: str, by_title: Mapping[str, str], requirement: Requirement) -> str:
    if title in by_title:
        return f"component {by_title[title]}"
    for unit in requirement.objectives:
        if title.startswith(f"[{unit.letter}]"):
            return f"objective {unit.letter}"
    return ""
