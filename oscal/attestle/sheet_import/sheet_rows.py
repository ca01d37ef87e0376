"""What the rows of sheets share: the words of a cell, the objective a row is about, captions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..formats.id_cells import SubjectCell, read_subjects
from ..formats.problems import Problem
from ..formats.sheet_columns import split_cell
from ..formats.sheet_records import Record, report_row
from ..model.evidence import EvidenceItem
from ..model.workspace import Work

# Cells are quoted in messages; a cell may hold pages
MOST_QUOTED = 60
_NUMBER = re.compile(r"\A(?:\d{1,3}|[a-z])[.)]\s+")


# A control of NIST SP 800-53, which is none of 800-171
_NIST_53 = re.compile(
    r"(?:AC|AT|AU|CA|CM|CP|IA|IR|MA|MP|PE|PL|PM|PS|PT|RA|SA|SC|SI|SR)-\d+\b", re.I
)


def is_of_nist_53(text: str) -> bool:
    return _NIST_53.match(text.strip()) is not None


# The beginning of an id of any framework: `AC-2(1)`, `A.5.15`, `CC6.1`, `CIS 4.1`
_OTHER_ID = re.compile(
    r"(?:[A-Z]{1,6}[-. ]?\d+|(?:ISO|PCI|HIPAA|GDPR|CIS|CSF|COBIT|HITRUST)\b)", re.I
)
_OWN_ID = re.compile(r"(?:[A-Z]{2}\.L\d-)?(?:0?3\.\d|b\.1\.)", re.I)


def list_other_ids(cell: str) -> list[str]:
    """Items of a list of requirements that are ids of another framework."""
    return [part for part in split_cell(cell) if _OTHER_ID.match(part) and not _OWN_ID.search(part)]


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
