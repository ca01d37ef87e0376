"""What the rows of sheets share: the words of a cell, the objective a row is about, captions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..formats import labels
from ..formats.problems import Problem
from ..formats.sheet_columns import Record, report_row
from ..model.baseline import Objective, Requirement
from ..model.system import EvidenceItem
from ..model.workspace import Work

# An objective; the requirement alone where no letter is said and it has several objectives
Subject = tuple[Requirement, Objective] | Requirement
# Cells are quoted in messages; a cell may hold pages
MOST_QUOTED = 60
# The letter of an objective behind a label: `[a]`, `(a)`, `.a`, ` a`; not the first of a word
_LETTER = re.compile(
    r"\s*[.:-]?\s*(?:\[\s*([a-z])\s*\]|\(\s*([a-z])\s*\))"
    r"|[._-]?([a-z])(?=[\s:,;)\]]|\Z)|\s+([a-z])\Z",
    re.I,
)
# A cell that begins with a letter and no label, as beside a column of requirements: `[a]`, `a)`
_LEADING_LETTER = re.compile(
    r"\s*(?:determine (?:if|whether)\W*)?(?:\[\s*([a-z])\s*\]|\(?\s*([a-z])\s*(?:\)|\Z))", re.I
)


def fold_cell(text: str) -> str:
    """The words of a cell in one line."""
    return " ".join(text.split())


def find_subject(work: Work, record: Record) -> Subject | None:
    """The objective a row is about; the requirement alone where its letter is not said."""
    label = work.baseline.framework.sheet_label
    if label is None:
        return _find_printed(work, record)
    written, asked = record["objective"], record["requirement"]
    letter = record["letter"].strip("[]() ").lower()
    leading = _LEADING_LETTER.match(written)
    if leading and asked:
        written, letter = asked, (leading[1] or leading[2]).lower()
    elif asked and not label.match(written):
        written = f"{asked} {written}" if not letter else asked
    return _find_spelled(work, label, written.strip(), letter)


def _find_spelled(work: Work, form: re.Pattern[str], written: str, letter: str) -> Subject | None:
    """An objective in any usual spelling, also with its words behind it: `3.1.1[a]`,
    `AC.L2-3.1.1.a`, `03.01.01(a) Users are known`. `form` is that of a label.
    """
    if not letter:
        pair = labels.find_objective(work.baseline, written)
        if pair is not None:
            return pair
    label = form.match(written)
    requirement = labels.find_requirement(work.baseline, label[1].upper() if label else written)
    if requirement is None:
        return None
    if label and not letter:
        letter = _read_letter(written, label.end())
    if letter:
        objective = requirement.unit(letter)
        return (requirement, objective) if objective else None
    if len(requirement.units) == 1:
        return requirement, requirement.units[0]
    return requirement


def _find_printed(work: Work, record: Record) -> Subject | None:
    """In a catalog with ids of its own: the cells as they are printed, or their first words."""
    written, asked = record["objective"].strip(), record["requirement"].strip()
    cells = [text for text in (written, asked) if text]
    first_words = [text.split()[0] for text in cells]
    key = record["letter"].strip() or written
    joined = [f"{asked}[{key.strip('[]. ')}]", f"{asked}{key}"] if asked and key else []
    if record["letter"].strip():
        return _find_first(work, joined)
    found = _find_first(work, [*cells[:1], *joined, *first_words])
    named = (labels.find_requirement(work.baseline, text) for text in (*cells, *first_words))
    return found or next(filter(None, named), None)


def _find_first(work: Work, spellings: Iterable[str]) -> Subject | None:
    """What the first of the spellings names that names anything."""
    return next(
        filter(None, (labels.find_objective(work.baseline, text) for text in spellings)), None
    )


def _read_letter(written: str, start: int) -> str:
    """The letter that stands at that place, "" if none does."""
    match = _LETTER.match(written, start)
    return next(letter for letter in match.groups() if letter).lower() if match else ""


def quote_subject(record: Record) -> str:
    """What a row says it is about, as it is quoted in messages; "" if it does not say."""
    # room for the words that often stand behind the id
    return fold_cell(record["objective"])[:80] or fold_cell(record["requirement"])[:80]


def index_titles(evidence: Iterable[EvidenceItem]) -> dict[str, str]:
    """Evidence ids by title, without case: sheets name an artifact by either."""
    return {fold_cell(item.title).casefold(): item.id for item in evidence}


def report_caption(record: Record) -> Problem:
    """What is told of a row that is no more than the words above or below others."""
    return report_row(
        record,
        f'"{fold_cell(record.first)[:MOST_QUOTED]}" is a title or a total; the row was passed over',
        warning=True,
    )


def report_left_out(record: Record, message: str, hint: str) -> Problem:
    """A cell that was left out of a row that was taken otherwise."""
    return report_row(record, f"{message}; it was left out", hint, warning=True)
