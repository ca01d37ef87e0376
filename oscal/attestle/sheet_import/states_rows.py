"""Rows of an objective spreadsheet as fields of the requirement files, with what is wrong about
them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..formats.problems import Problem
from ..formats.sheet_columns import NearestHints, Record, report_row, split_cell
from ..formats.sheet_days import read_sheet_day
from ..model.answers import (
    FIELDS_OF,
    OBJECTIVE,
    STATE_OF_SYNONYM,
    STATE_WORDS,
    AnswerField,
    Place,
    Value,
)
from ..model.baseline import Objective, Requirement
from ..model.workspace import Work
from ..nearest import suggest_words
from .sheet_rows import (
    MOST_QUOTED,
    find_subject,
    fold_cell,
    index_titles,
    quote_subject,
    report_caption,
    report_left_out,
)

_STATES_HINT = ", ".join(STATE_WORDS)
# What teams write into a cell to say that there is nothing to say
_NOTHING = (
    "", "-", "--", "\u2013", "\u2014", "none", "n/a", "na", "nil", "nothing", "not applicable",
)  # fmt: skip
# A row that fills none of these and has no state is one that nobody has come to yet
_STATING = (
    "implementation",
    *(
        name
        for row in FIELDS_OF[OBJECTIVE]
        if row.value in (Value.IDS, Value.TEXT)
        for name, _ in row.columns
    ),
)


@dataclass(frozen=True, slots=True)
class StateRow:
    """One row understood, or several that differ in their evidence only."""

    record: Record
    requirement: Requirement
    objective: Objective
    fields: Mapping[str, str]
    owner: str
    description: str
    rows: int = 1


def _fold_words(text: str) -> str:
    """A cell in one line; words that say there is nothing are nothing."""
    text = fold_cell(text)
    return "" if text.lower().strip(" .") in _NOTHING else text


def fold_state(cell: str) -> str:
    """`Not-Applicable (N/A)` in the words and signs that the table of states has."""
    return " ".join(re.sub(r"[-_()]", " ", cell.lower()).split()).strip(" .:*")


class StateRowReader:
    """Rows to fields, with what is wrong about them."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.problems: list[Problem] = []
        self.captions = 0
        self._objectives = NearestHints(work.baseline.objective_labels)
        self._states = NearestHints(STATE_OF_SYNONYM)
        self._evidence = work.system.evidence_by_id
        self._titles = index_titles(work.system.evidence)
        self._items = NearestHints(self._evidence)
        self._roles = {
            name: role.id
            for role in work.system.people.roles
            for name in (role.title.partition(" (")[0].lower(), role.title.lower(), role.id)
        }
        # owner as written -> the rows that name it, told once for all of them
        self._unknown_owners: dict[str, list[Record]] = {}

    def read_rows(
        self, records: Sequence[Record]
    ) -> tuple[dict[str, list[StateRow]], list[Record]]:
        """By requirement, each objective once; and the rows that state nothing."""
        by_objective: dict[str, StateRow] = {}
        blank: list[Record] = []
        for record in records:
            if self._is_caption(record):
                self.captions += 1
                self.problems.append(report_caption(record))
            elif not record["state"] and not any(_fold_words(record[name]) for name in _STATING):
                blank.append(record)
            else:
                row = self._read_row(record)
                if row is not None:
                    self._add_row(by_objective, row)
        by_requirement: dict[str, list[StateRow]] = {}
        for row in by_objective.values():
            by_requirement.setdefault(row.requirement.id, []).append(row)
        return by_requirement, blank

    def _is_caption(self, record: Record) -> bool:
        """A total; or words alone that name no objective."""
        if record.is_total:
            return True
        return (
            record.is_caption and not record["state"] and find_subject(self._work, record) is None
        )

    def _add_row(self, by_objective: dict[str, StateRow], row: StateRow) -> None:
        earlier = by_objective.get(row.objective.id)
        united = row if earlier is None else _unite_evidence(earlier, row)
        if united is not None:
            by_objective[row.objective.id] = united
        elif earlier is not None:
            message = (
                f"{row.objective.label} stands in row {earlier.record.number} already and says"
                " something else; this row was not taken"
            )
            self._report(row.record, message, "keep one of the two")

    def _report(self, record: Record, message: str, hint: str, *, warning: bool = False) -> None:
        self.problems.append(report_row(record, message, hint, warning=warning))

    def _read_row(self, record: Record) -> StateRow | None:
        subject = find_subject(self._work, record)
        if subject is None or isinstance(subject, Requirement):
            self._report_subject(record, subject)
            return None
        requirement, objective = subject
        label = objective.label
        state = STATE_OF_SYNONYM.get(fold_state(record["state"]))
        if state is None:
            self._report_state(record, label)
            return None
        fields = {
            row.key: state if row.value is Value.STATE else self._read_field(row, record, label)
            for row in FIELDS_OF[OBJECTIVE]
            if row.columns
        }
        return StateRow(
            record,
            requirement,
            objective,
            MappingProxyType({key: value for key, value in fields.items() if value}),
            _fold_words(record["owner"]),
            record["implementation"],
        )

    def _read_field(self, row: AnswerField, record: Record, label: str) -> str:
        """What the cells of a field say, in the words of the file."""
        if row.value is Value.APPROVAL:
            return self._read_approval(record, label)
        if row.value is Value.IDS:
            return ", ".join(self._cite_evidence(record, label))
        if row.place is Place.PROVIDER:
            return self._find_provider(record, label)
        return _fold_words(record[row.columns[0][0]])

    def _report_subject(self, record: Record, subject: Requirement | None) -> None:
        """Why a row is about no single objective."""
        if subject is not None:
            letters = ", ".join(f"[{objective.letter}]" for objective in subject.units)
            message = f"{subject.label} has several objectives; the row was not taken"
            self._report(record, message, f"one row for each of {letters}")
            return
        written = quote_subject(record)
        hint = self._objectives(written)
        if "objective" in record.stored:
            hint = (
                "the cell is a number or a day and no text: the spreadsheet program changed it;"
                " format the column as text"
            )
        what = (
            f'"{written}" is no objective of {self._work.baseline.profile}'
            if written
            else "no objective"
        )
        self._report(record, f"{what}; the row was not taken", hint)

    def _report_state(self, record: Record, label: str) -> None:
        word = fold_state(record["state"])
        what = f'"{record["state"][:MOST_QUOTED]}" is no state' if word else "no state"
        hint = self._states(word) if word else ""
        self._report(record, f"{what}; {label} was not taken", hint or _STATES_HINT)

    def _cite_evidence(self, record: Record, label: str) -> list[str]:
        """Ids of the register; a title of an item names it too."""
        # a title may hold the signs that separate the items of a list
        whole = self._titles.get(fold_cell(record["evidence"]).casefold())
        if whole is not None:
            return [whole]
        cited: dict[str, None] = {}
        for word in split_cell(record["evidence"]):
            identity = self._find_evidence(word)
            if identity:
                cited[identity] = None
            elif _fold_words(word):
                hint = (
                    self._items(word)
                    or "put it into the register first: attestle import evidence FILE"
                )
                message = f'{label}: no evidence item "{word[:MOST_QUOTED]}" in evidence.yaml'
                self.problems.append(report_left_out(record, message, hint))
        return list(cited)

    def _find_evidence(self, word: str) -> str:
        for identity in (word, word.lower()):
            if identity in self._evidence:
                return identity
        return self._titles.get(fold_cell(word).casefold(), "")

    def _find_provider(self, record: Record, label: str) -> str:
        """By slug or by title."""
        word = _fold_words(record["provider"])
        by_slug = self._work.system.provider_by_slug
        by_title = {provider.title.lower(): slug for slug, provider in by_slug.items()}
        slug = word.lower() if word.lower() in by_slug else by_title.get(word.lower(), "")
        # "no" says that it is not inherited, and names nobody
        if word and not slug and word.lower() != "no":
            message = f'{label}: no provider "{word[:MOST_QUOTED]}" under providers/'
            hint = suggest_words(word.lower(), [*by_slug, *by_title])
            self.problems.append(report_left_out(record, message, hint))
        return slug

    def _read_approval(self, record: Record, label: str) -> str:
        """Role and day, as the field has them; both or nothing."""
        who, when = _fold_words(record["approved-by"]), _fold_words(record["approved-on"])
        if "," in who and not when:
            who, _, when = (part.strip() for part in who.rpartition(","))
        if not who and not when:
            return ""
        role, day = self._roles.get(who.lower(), ""), read_sheet_day(when)
        if role and day:
            return f"{role}, {day.isoformat()}"
        if role:
            what, hint = _describe_day(when), "write YYYY-MM-DD"
        else:
            what, hint = _describe_approver(who), self._suggest_role(who)
        self._report(record, f"{label}: {what}; the approval was left out", hint, warning=True)
        return ""

    def _suggest_role(self, text: str) -> str:
        return suggest_words(text.lower(), [role.id for role in self._work.system.people.roles])

    def choose_owner(self, rows: Sequence[StateRow]) -> str:
        """The one role that all rows of a requirement name; "" if there is none."""
        roles: dict[str, StateRow] = {}
        for row in rows:
            role = self._roles.get(row.owner.lower(), "")
            if role:
                roles[role] = row
            elif row.owner:
                self._unknown_owners.setdefault(row.owner, []).append(row.record)
        if len(roles) > 1:
            last = list(roles.values())[-1]
            message = (
                f"the rows of {last.requirement.label} name several owners"
                f" ({', '.join(sorted(roles))}); none was taken"
            )
            self._report(last.record, message, "a requirement has one owner", warning=True)
        return next(iter(roles)) if len(roles) == 1 else ""

    def report_unknown_owners(self) -> None:
        """Each once, at its first row: a sheet names the same few people in hundreds of rows."""
        for text, records in self._unknown_owners.items():
            more = f" ({len(records)} rows)" if len(records) > 1 else ""
            message = (
                f'"{text[:MOST_QUOTED]}" is no role of people.yaml{more}; it was not taken as owner'
            )
            self._report(records[0], message, self._suggest_role(text), warning=True)


def _describe_approver(who: str) -> str:
    if not who:
        return "no role approved it"
    return f'"{who[:MOST_QUOTED]}" is no role of people.yaml'


def _describe_day(when: str) -> str:
    if not when:
        return "the approval has no day"
    return f'"{when[:MOST_QUOTED]}" is not a day that can be read one way only'


def _unite_evidence(first: StateRow, second: StateRow) -> StateRow | None:
    """Two rows of one objective that differ in their evidence only; None if in anything else."""
    fields, others = dict(first.fields), dict(second.fields)
    evidence = dict.fromkeys(
        [*split_cell(fields.pop("Evidence", "")), *split_cell(others.pop("Evidence", ""))]
    )
    if fields != others or (first.owner, first.description) != (second.owner, second.description):
        return None
    if evidence:
        fields["Evidence"] = ", ".join(evidence)
    return replace(first, fields=MappingProxyType(fields), rows=first.rows + second.rows)
