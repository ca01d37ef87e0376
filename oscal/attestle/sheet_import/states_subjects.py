"""What a row of states is about: one objective, several, or a requirement as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..formats import labels
from ..formats.sheet_columns import Record
from ..model.baseline import Objective, Requirement
from ..model.workspace import Work
from .sheet_rows import find_subject

# Signs and words between the ids of a list, and those of a range
_BETWEEN = re.compile(r"\s*(?:[,;&+/|\n]|\band\b)[\s,;]*(?:and\b\s*|&\s*)?", re.I)
_UP_TO = re.compile(r"\s*(?:[-\u2010-\u2015]|\bto\b|\bthrough\b|\bthru\b)\s*", re.I)
# A letter by itself: in brackets, or with no letter behind it
_LETTER = re.compile(
    r"\s*\.?\s*(?:\[\s*([a-z])\s*\]|\(\s*([a-z])\s*\)|([a-z])(?![\w'])(?!\s+[a-z]))", re.I
)
# `[a, b]`, `(a-d)`: several letters in one pair of brackets
_GROUP = re.compile(
    r"[\[(]\s*([a-z](?:\s*(?:[,;&/]|and|[-\u2010-\u2015]|to)\s*[a-z])+)\s*[\])]", re.I
)


@dataclass(frozen=True, slots=True)
class RowSubject:
    """One requirement that a row names, with the objectives of it that it names; none: all of it."""

    requirement: Requirement
    objectives: tuple[Objective, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it speaks of several objectives at once without naming one."""
        return not self.objectives


def list_subjects(work: Work, record: Record) -> tuple[RowSubject, ...] | None:
    """The requirements and objectives of a row; None where one of its ids names nothing."""
    listed = _list_ids(work, record)
    if listed is None or listed:
        return listed
    found = find_subject(work, record)
    if found is None:
        return None
    if isinstance(found, Requirement):
        return (RowSubject(found),)
    return (RowSubject(found[0], (found[1],)),)


def _list_ids(work: Work, record: Record) -> tuple[RowSubject, ...] | None:
    """What a cell with a list or a range names; empty where it holds a single id, if any."""
    label = work.baseline.framework.sheet_label
    if label is None or record["letter"].strip():
        return ()
    written, asked = record["objective"].strip(), record["requirement"].strip()
    text = written if label.match(written) or not asked else f"{asked} {written}"
    steps = list(_walk_ids(label, _GROUP.sub(_part_group, text)))
    if len(steps) < 2:
        return ()
    return _gather_subjects(work, steps)


def _part_group(match: re.Match[str]) -> str:
    return re.sub(
        r"([a-z])(?![a-z])", r"[\1]", match[1].replace("and", "&").replace("to", "-"), flags=re.I
    )


def _walk_ids(label: re.Pattern[str], text: str) -> Iterator[tuple[str, str, bool]]:
    """(label, letter, whether it ends a range) of each id, as far as the cell is a list of ids."""
    place, name, is_end = 0, "", False
    while True:
        start = label.match(text, place)
        if start:
            name, place = start[1], start.end()
        letter = _LETTER.match(text, place)
        if letter:
            place = letter.end()
        if not start and not letter:
            return
        yield name, _pick_letter(letter), is_end
        between = _BETWEEN.match(text, place)
        up_to = None if between else _UP_TO.match(text, place)
        sign = between or up_to
        if sign is None:
            return
        is_end, place = up_to is not None, sign.end()


def _pick_letter(match: re.Match[str] | None) -> str:
    return next(letter for letter in match.groups() if letter).lower() if match else ""


def _gather_subjects(
    work: Work, steps: list[tuple[str, str, bool]]
) -> tuple[RowSubject, ...] | None:
    named: dict[str, tuple[Requirement, dict[str, Objective]]] = {}
    whole: set[str] = set()
    last: tuple[str, str] = ("", "")
    for name, letter, is_end in steps:
        requirement = labels.find_requirement(work.baseline, name.upper())
        # a range of requirements says nothing of what lies between that could be checked
        if requirement is None or (is_end and (name != last[0] or not letter or not last[1])):
            return None
        _, objectives = named.setdefault(requirement.id, (requirement, {}))
        if not letter:
            whole.add(requirement.id)
        for key in _list_letters(last[1], letter) if is_end else filter(None, (letter,)):
            unit = requirement.unit(key)
            if unit is None:
                return None
            objectives[unit.id] = unit
        last = (name, letter)
    return tuple(
        RowSubject(requirement, () if requirement.id in whole else tuple(objectives.values()))
        for requirement, objectives in named.values()
    )


def _list_letters(first: str, last: str) -> list[str]:
    return [chr(code) for code in range(ord(first), ord(last) + 1)]
