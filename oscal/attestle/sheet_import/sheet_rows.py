"""What the rows of sheets share: the words of a cell, the objective a row is about, captions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..formats.id_cells import SubjectCell, read_subjects
from ..formats.problems import Problem
from ..formats.sheet_columns import Record, report_row
from ..model.system import EvidenceItem
from ..model.workspace import Work

# Cells are quoted in messages; a cell may hold pages
MOST_QUOTED = 60
_NUMBER = re.compile(r"\A(?:\d{1,3}|[a-z])[.)]\s+")


def fold_cell(text: str) -> str:
    """The words of a cell in one line."""
    return " ".join(text.split())


def strip_number(text: str) -> str:
    """An item of a numbered list without its number."""
    return _NUMBER.sub("", text)


def find_subjects(work: Work, record: Record) -> SubjectCell:
    """All that a row is about."""
    return read_subjects(
        work.baseline, record["objective"], record["requirement"], record["letter"]
    )


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
