"""What the rows of sheets share: the words of a cell, the requirement or objective a row is about,
and captions between the rows.
"""

from __future__ import annotations

import re

from ..formats import labels
from ..formats.problems import Problem
from ..formats.sheet_columns import Record, report_row
from ..model.baseline import Objective, Requirement
from ..model.workspace import Work

_LETTER = re.compile(
    r"\s*[.:-]?\s*(?:\[\s*([a-z])\s*\]|\(\s*([a-z])\s*\))|[._-]?([a-z])(?=[\s:,;)\]]|\Z)|\s+([a-z])\Z",
    re.I,
)
_ALONE = re.compile(
    r"\s*(?:determine (?:if|whether)\W*)?(?:\[\s*([a-z])\s*\]|\(?\s*([a-z])\s*(?:\)|\Z))", re.I
)


def fold_cell(text: str) -> str:
    return " ".join(text.split())


_Subject = tuple[Requirement, Objective] | Requirement | None


def find_subject(work: Work, record: Record) -> _Subject:
    """The objective a row is about; the requirement alone where its letter is not said."""
    begin = work.baseline.framework.sheet_label
    if begin is None:
        return _find_spelled(work, record)
    written, asked = record["objective"], record["requirement"]
    letter = record["letter"].strip("[]() ").lower()
    alone = _ALONE.match(written)
    if alone and asked:
        written, letter = asked, (alone[1] or alone[2]).lower()
    elif asked and not begin.match(written):
        written = f"{asked} {written}" if not letter else asked
    return _find_lettered(work, begin, written.strip(), letter)


def _find_lettered(work: Work, begin: re.Pattern[str], written: str, letter: str) -> _Subject:
    """An objective in any usual spelling, also with its words behind it: `3.1.1[a]`,
    `AC.L2-3.1.1.a`, `03.01.01(a) Users are known`.
    """
    if not letter and (pair := labels.find_objective(work.baseline, written)) is not None:
        return pair
    match = begin.match(written)
    requirement = labels.find_requirement(work.baseline, match[1].upper() if match else written)
    if requirement is None:
        return None
    rest = _LETTER.match(written, match.end()) if match and not letter else None
    letter = letter or (next(item for item in rest.groups() if item).lower() if rest else "")
    if not letter:
        return (requirement, requirement.units[0]) if len(requirement.units) == 1 else requirement
    objective = requirement.unit(letter)
    return (requirement, objective) if objective else None


def _find_spelled(work: Work, record: Record) -> _Subject:
    """In a catalog with ids of its own: the cells as they are printed, or their first words."""
    written, asked = record["objective"].strip(), record["requirement"].strip()
    letter = record["letter"].strip()
    key = letter or written
    joined = [f"{asked}[{key.strip('[]. ')}]", f"{asked}{key}"] if asked and key else []
    first = [text.split()[0] for text in (written, asked) if text]
    whole = [text for text in (written, asked) if text]
    for text in joined if letter else [*whole[:1], *joined, *first]:
        pair = work.baseline.find_unit(text) or labels.find_objective(work.baseline, text)
        if pair is not None:
            return pair
    found = (labels.find_requirement(work.baseline, text) for text in (*whole, *first))
    return None if letter else next(filter(None, found), None)


def report_caption(record: Record) -> Problem:
    """What is told of a row that is no more than the words above or below others."""
    return report_row(
        record,
        f'"{fold_cell(record.first)[:60]}" is a title or a total; the row was passed over',
        warning=True,
    )
