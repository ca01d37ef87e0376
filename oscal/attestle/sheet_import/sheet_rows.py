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

_LABEL = re.compile(r"((?:[A-Z]{2}\.L[123]-)?\d{1,2}\.\d{1,2}\.\d{1,2})(?![\d])", re.I)
_LETTER = re.compile(
    r"\s*[.:-]?\s*(?:\[\s*([a-z])\s*\]|\(\s*([a-z])\s*\))|[._-]?([a-z])(?=[\s:,;)\]]|\Z)|\s+([a-z])\Z",
    re.I,
)
_ALONE = re.compile(
    r"\s*(?:determine (?:if|whether)\W*)?(?:\[\s*([a-z])\s*\]|\(?\s*([a-z])\s*(?:\)|\Z))", re.I
)


def fold_cell(text: str) -> str:
    return " ".join(text.split())


def _named(
    work: Work, written: str, letter: str
) -> tuple[Requirement, Objective] | Requirement | None:
    """An objective in any usual spelling, also with its words behind it: `3.1.1[a]`,
    `AC.L2-3.1.1.a`, `03.01.01(a) Users are known`.
    """
    written = written.strip()
    if not letter and (pair := labels.find_objective(work.baseline, written)) is not None:
        return pair
    match = _LABEL.match(written)
    requirement = labels.find_requirement(work.baseline, match[1].upper() if match else written)
    if requirement is None:
        return None
    rest = _LETTER.match(written, match.end()) if match and not letter else None
    letter = letter or (next(item for item in rest.groups() if item).lower() if rest else "")
    if not letter:
        return (
            (requirement, requirement.objectives[0])
            if len(requirement.objectives) == 1
            else requirement
        )
    objective = requirement.objective(letter)
    return (requirement, objective) if objective else None


def find_subject(work: Work, record: Record) -> tuple[Requirement, Objective] | Requirement | None:
    """The objective a row is about; the requirement alone where its letter is not said."""
    written, asked = record["objective"], record["requirement"]
    letter = record["letter"].strip("[]() ").lower()
    alone = _ALONE.match(written)
    if alone and asked:
        written, letter = asked, (alone[1] or alone[2]).lower()
    elif asked and not _LABEL.match(written):
        written = f"{asked} {written}" if not letter else asked
    return _named(work, written, letter)


def report_caption(record: Record) -> Problem:
    """What is told of a row that is no more than the words above or below others."""
    return report_row(
        record,
        f'"{fold_cell(record.first)[:60]}" is a title or a total; the row was passed over',
        warning=True,
    )
