"""Rows of a responsibility matrix: who does what for an objective or a whole requirement."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from ..formats.cell_kinds import is_consulted, is_raci
from ..formats.problems import Problem
from ..formats.responsibility_cells import read_responsibility
from ..formats.sheet_columns import NOT_DONE, NearestHints
from ..formats.sheet_days import read_sheet_day
from ..formats.sheet_records import Record, report_row
from ..model.baseline import Requirement
from ..model.providers import MatrixRow, Provider
from ..model.vocabulary import list_hint, read_word
from ..model.words import (
    INHERITABLE_VOCABULARY,
    ORGANISATION,
    PROVIDER,
    SHARED,
    says_no,
    says_nothing,
    says_yes,
)
from ..model.workspace import Work
from .matrix_merge import MatrixPart
from .repeated_notes import RepeatedNotes
from .row_account import RowAccount
from .sheet_rows import (
    MOST_QUOTED,
    find_subjects,
    fold_cell,
    index_titles,
    is_of_nist_53,
    quote_subject,
    report_left_out,
)
from .unknown_words import UnknownWords

_HINT = list_hint(("provider", "organisation", "shared"))
# What our own documents say of an objective that no row is about
_NOT_RECORDED = "not recorded"
_NOT_APPLICABLE = ("n/a", "na", "n a", "not applicable", "none")
# Columns of what each side does
_SIDES = ("provider-does", "organisation-does", "shared")
_LEGAL_FORM = re.compile(r",? (?:inc|llc|ltd|corp|corporation|gmbh|plc|co)\.?\Z", re.I)
# `Customers inherit this control` asks for nothing
_NOTHING_LEFT = re.compile(
    r"\b(?:inherit(?:s|ed)?|no (?:customer )?(?:action|responsibilit|duties)|nothing|not required)\b"
    r"|\bno (?:further|additional)\b",
    re.I,
)
_MUST = re.compile(r"\b(?:must|shall|should|responsible|need|configure)", re.I)


class MatrixRowReader:
    """Rows to parts of the matrix, with what is wrong about them."""

    def __init__(self, work: Work, provider: Provider, columns: Sequence[str]) -> None:
        self._names_our_side = bool({"organisation-does", "shared", "inheritable"} & {*columns})
        self._work = work
        self._names = list_provider_names(provider)
        self._objectives = NearestHints(work.baseline.objective_labels)
        self._words = UnknownWords("responsibility", "not taken", _HINT, is_error=True)
        self._evidence = work.system.evidence_by_id
        self._titles = index_titles(work.system.evidence)
        self._notes = RepeatedNotes()
        self.account = RowAccount()

    @property
    def problems(self) -> list[Problem]:
        return self.account.problems

    def read_row(self, record: Record) -> list[MatrixPart]:
        """A part for each objective or whole requirement that the row names."""
        named = find_subjects(self._work, record)
        if record.is_total or (record.is_caption and not (named.subjects or named.refused)):
            self.account.pass_over(record)
            return []
        if not named.subjects:
            self._refuse_no_subject(record)
            return []
        pairs = [
            (subject, None) if isinstance(subject, Requirement) else subject
            for subject in named.subjects
        ]
        first = pairs[0][1] or pairs[0][0]
        if any(is_consulted(record[name]) for name in _SIDES):
            self._notes.add(record, *NOT_DONE)
        label = first.label if len(pairs) == 1 else f"{first.label} and {len(pairs) - 1} more"
        responsibility = self._read_responsibility(record, label)
        if responsibility is None:
            return []
        row = MatrixRow(
            label,
            responsibility,
            _read_words(record["provider-does"]),
            _read_words(record["organisation-does"]),
            self._cite_evidence(record, label),
            self._read_date(record, label),
        )
        self.account.take(record, *((part or owner).label for owner, part in pairs))
        return [
            MatrixPart(
                record.number,
                requirement,
                objective,
                replace(row, objective=(objective or requirement).label),
            )
            for requirement, objective in pairs
        ]

    def _refuse_no_subject(self, record: Record) -> None:
        written = quote_subject(record)
        hint = (
            "the cell is a number or a day and no text: format the column as text"
            if "objective" in record.stored
            else self._objectives(written)
        )
        if is_of_nist_53(written):
            hint = "this is a control of NIST SP 800-53; map it to requirements such as 3.1.1"
        what = (
            f'"{written}" is no requirement or objective of {self._work.baseline.profile}'
            if written
            else "no requirement or objective"
        )
        self.account.refuse(record, f"{what}; the row was not taken", hint)

    def _read_responsibility(self, record: Record, label: str) -> str | None:
        """The word of the row; else what its other columns say; None if nothing does, or it is not
        applicable, which is told.
        """
        text = record["responsibility"]
        word = fold_cell(text)
        if word.lower().strip(" .") in _NOT_APPLICABLE:
            message = f"{label} is not applicable to the provider; the row was passed over"
            self.account.pass_over(record, report_row(record, message, warning=True))
            return None
        if word.lower() == _NOT_RECORDED:
            message = f"{label}: nothing is recorded of it; the row was passed over"
            self.account.pass_over(record, report_row(record, message, warning=True))
            return None
        responsibility = (
            read_responsibility(text, self._names) if word else _infer_responsibility(record)
        )
        if responsibility == PROVIDER and leaves_duties(record["organisation-does"]):
            message = "the provider's, and yet something is left to you: taken as shared"
            self._notes.add(record, message, "correct the row if nothing is left to you")
            return SHARED
        if responsibility == PROVIDER and not word and not self._names_our_side:
            message = "no column says what is left to you: taken as shared"
            self._notes.add(record, message, "name it with --map organisation-does=HEADING")
            return SHARED
        if responsibility:
            return responsibility
        if word:
            self._words.add(record, word)
            self.account.refuse(record)
        else:
            message = f"the row does not say who is responsible; {label} was not taken"
            hint = f"{_HINT}; a column that does: --map responsibility=HEADING"
            self.account.refuse(record, message, hint)
        return None

    def report_words(self) -> None:
        """Each unknown word of a responsibility once, for all of its rows."""
        self.account.tell_notes(self._words)
        self.account.tell_notes(self._notes)

    def _cite_evidence(self, record: Record, label: str) -> str:
        """One id of the register; the title of an item names it too."""
        word = fold_cell(record["evidence"])
        for identity in (word, word.lower()):
            if identity in self._evidence:
                return identity
        cited = self._titles.get(word.casefold(), "")
        if not says_nothing(word) and not cited:
            message = f'{label}: no evidence item "{word[:MOST_QUOTED]}" in evidence.yaml'
            hint = "put it into the register first: attestle import evidence FILE"
            self.problems.append(report_left_out(record, message, hint))
        return cited

    def _read_date(self, record: Record, label: str) -> dt.date | None:
        word = fold_cell(record["date"])
        day = read_sheet_day(word) if word else None
        if word and day is None:
            quoted = word[:MOST_QUOTED]
            message = f'{label}: "{quoted}" is not a day that can be read one way only'
            self.problems.append(report_left_out(record, message, "write YYYY-MM-DD"))
        return day


def list_provider_names(provider: Provider) -> frozenset[str]:
    """How sheets call the provider itself: its title, its slug, its title without a legal form."""
    title = " ".join(provider.title.replace("-", " ").split()).lower()
    plain = strip_legal_form(title)
    return frozenset(filter(None, (title, plain, provider.slug.replace("-", " "))))


def strip_legal_form(name: str) -> str:
    return _LEGAL_FORM.sub("", name).strip(" ,.")


def leaves_duties(cell: str) -> bool:
    """Whether the words for our side ask for something."""
    if says_no(cell) or not _has_words(cell):
        return False
    return not _NOTHING_LEFT.search(cell) or bool(_MUST.search(cell))


def _infer_responsibility(record: Record) -> str:
    """What the other columns say: that it can be inherited, or what each side does."""
    inheritable = read_word(INHERITABLE_VOCABULARY, record["inheritable"])
    if inheritable:
        return inheritable.word
    provider = _has_words(record["provider-does"])
    organisation = _has_words(record["organisation-does"])
    if _has_words(record["shared"]) or (provider and organisation):
        return SHARED
    if provider:
        return PROVIDER
    return ORGANISATION if organisation else ""


def _has_words(cell: str) -> bool:
    """Whether a side does something; who is only consulted or informed does nothing."""
    return not says_nothing(cell) and not is_consulted(cell)


def _read_words(cell: str) -> str:
    """The words of a cell in one line; a mark says nothing more than that there is something."""
    text = fold_cell(cell)
    is_mark = says_nothing(text) or says_yes(text) or is_raci(text)
    return "" if is_mark else text
