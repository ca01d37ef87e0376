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
from ..model.baseline import Objective, Requirement
from ..model.workspace import Work
from ..nearest import suggest_words
from .sheet_rows import find_subject, fold_cell, report_caption

_STATES: Mapping[str, str] = MappingProxyType({
    **dict.fromkeys(("implemented", "met", "yes", "y", "done", "complete", "completed", "compliant", "in place", "fully implemented", "fully met", "satisfied",
                     "pass", "passed", "fully compliant", "closed", "100%"), "implemented"),
    **dict.fromkeys(("inherited", "fully inherited", "inherited from provider", "met inherited", "implemented inherited"), "inherited"),
    **dict.fromkeys(("alternative", "alternate", "alternative implementation", "alternate implementation", "compensating", "compensating control"), "alternative"),
    **dict.fromkeys(("partial", "partially", "partially implemented", "partially met", "partially compliant", "partially satisfied", "in part", "part"), "partial"),
    **dict.fromkeys(("planned", "in progress", "ongoing", "to do", "todo", "planned to be implemented", "scheduled", "poam", "poa&m", "on poa&m", "in remediation"),
                    "planned"),
    **dict.fromkeys(("not implemented", "unimplemented", "not met", "unmet", "no", "n", "open", "missing", "not started", "other than satisfied", "not satisfied", "gap",
                     "fail", "failed", "non compliant", "noncompliant", "not compliant", "not in place", "none", "0%"), "not-implemented"),
    **dict.fromkeys(("not applicable", "n/a", "na", "n a", "n.a", "does not apply"), "not-applicable"),
})  # fmt: skip
_NOTHING = (
    "",
    "-",
    "--",
    "\u2013",
    "\u2014",
    "none",
    "n/a",
    "na",
    "nil",
    "nothing",
    "not applicable",
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


def _said(text: str) -> str:
    """A cell in one line; words that say there is nothing are nothing."""
    text = fold_cell(text)
    return "" if text.lower().strip(" .") in _NOTHING else text


class StateRowReader:
    """Rows to fields, with what is wrong about them."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.problems: list[Problem] = []
        self.captions = 0
        self._objectives = NearestHints(work.baseline.objective_labels)
        self._states = NearestHints(_STATES)
        self._evidence = work.system.evidence_by_id
        self._titles = {fold_cell(item.title).casefold(): item.id for item in work.system.evidence}
        self._items = NearestHints(self._evidence)
        self._roles = {
            name: item.id
            for item in work.system.people.roles
            for name in (item.title.partition(" (")[0].lower(), item.title.lower(), item.id)
        }
        self._no_roles: dict[str, list[Record]] = {}

    def rows(self, records: Sequence[Record]) -> tuple[dict[str, list[StateRow]], list[Record]]:
        """By requirement, each objective once; and the rows that state nothing."""
        found: dict[str, StateRow] = {}
        blank: list[Record] = []
        for record in records:
            if record.is_total or (
                record.is_caption
                and not record["state"]
                and find_subject(self._work, record) is None
            ):
                self.captions += 1
                self.problems.append(report_caption(record))
                continue
            if not record["state"] and not any(
                _said(record[name])
                for name in (
                    "missing",
                    "rationale",
                    "evidence",
                    "provider",
                    "implementation",
                    "note",
                )
            ):
                blank.append(record)
                continue
            row = self._row(record)
            if row is None:
                continue
            earlier = found.get(row.objective.id)
            if earlier is None:
                found[row.objective.id] = row
            elif (joined := _joined(earlier, row)) is not None:
                found[row.objective.id] = joined
            else:
                message = (
                    f"{row.objective.label} stands in row {earlier.record.number} already and says"
                    " something else; this row was not taken"
                )
                self.problems.append(report_row(record, message, "keep one of the two"))
        result: dict[str, list[StateRow]] = {}
        for row in found.values():
            result.setdefault(row.requirement.id, []).append(row)
        return result, blank

    def _row(self, record: Record) -> StateRow | None:
        pair = find_subject(self._work, record)
        written = fold_cell(record["objective"])[:80] or fold_cell(record["requirement"])[:80]
        if isinstance(pair, Requirement):
            letters = ", ".join(f"[{item.letter}]" for item in pair.units)
            self.problems.append(
                report_row(
                    record,
                    f"{pair.label} has several objectives; the row was not taken",
                    f"one row for each of {letters}",
                )
            )
            return None
        if pair is None:
            hint = self._objectives(written)
            if "objective" in record.stored:
                hint = (
                    "the cell is a number or a day and no text: the spreadsheet program changed it;"
                    " format the column as text"
                )
            said = (
                f'"{written}" is no objective of {self._work.baseline.profile}'
                if written
                else "no objective"
            )
            self.problems.append(report_row(record, f"{said}; the row was not taken", hint))
            return None
        word = " ".join(
            re.sub(
                r"[-_()]", " ", record["state"].lower().replace("not-applicable", "not applicable")
            ).split()
        ).strip(" .:*")
        state = _STATES.get(word)
        if state is None:
            hint = self._states(word) if word else ""
            said = f'"{record["state"][:60]}" is no state' if word else "no state"
            hint = (
                hint
                or "implemented, inherited, alternative, partial, planned, not-implemented, not-applicable"
            )
            self.problems.append(report_row(record, f"{said}; {pair[1].label} was not taken", hint))
            return None
        fields = {
            "State": state,
            "Evidence": ", ".join(self._cited(record, pair[1].label)),
            "Provider": self._provider(record, pair[1].label),
            "Missing": _said(record["missing"]),
            "Rationale": _said(record["rationale"]),
            "Approved": self._approved(record, pair[1].label),
            "Note": _said(record["note"]),
        }
        return StateRow(
            record,
            *pair,
            MappingProxyType({key: value for key, value in fields.items() if value}),
            _said(record["owner"]),
            record["implementation"],
        )

    def _cited(self, record: Record, label: str) -> list[str]:
        """Ids of the register; a title of an item names it too."""
        cell = fold_cell(record["evidence"])
        if cell.casefold() in self._titles:
            return [self._titles[cell.casefold()]]
        found: dict[str, None] = {}
        for word in split_cell(record["evidence"]):
            identity = (
                word
                if word in self._evidence
                else (
                    word.lower()
                    if word.lower() in self._evidence
                    else self._titles.get(fold_cell(word).casefold(), "")
                )
            )
            if identity:
                found[identity] = None
            elif _said(word):
                hint = (
                    self._items(word)
                    or "put it into the register first: attestle import evidence FILE"
                )
                self.problems.append(
                    report_row(
                        record,
                        f'{label}: no evidence item "{word[:60]}" in evidence.yaml; it was'
                        " left out",
                        hint,
                        warning=True,
                    )
                )
        return list(found)

    def _provider(self, record: Record, label: str) -> str:
        """By slug or by title."""
        word = _said(record["provider"])
        known = self._work.system.provider_by_slug
        by_title = {item.title.lower(): slug for slug, item in known.items()}
        slug = word.lower() if word.lower() in known else by_title.get(word.lower(), "")
        if word and not slug and word.lower() != "no":
            hint = suggest_words(word.lower(), [*known, *by_title])
            self.problems.append(
                report_row(
                    record,
                    f'{label}: no provider "{word[:60]}" under providers/; it was left out',
                    hint,
                    warning=True,
                )
            )
        return slug

    def _approved(self, record: Record, label: str) -> str:
        who, when = _said(record["approved-by"]), _said(record["approved-on"])
        if "," in who and not when:
            who, _, when = (part.strip() for part in who.rpartition(","))
        if not who and not when:
            return ""
        role, date = self._roles.get(who.lower(), ""), read_sheet_day(when)
        if role and date:
            return f"{role}, {date.isoformat()}"
        if not role:
            said = f'"{who[:60]}" is no role of people.yaml' if who else "no role approved it"
            self.problems.append(
                report_row(
                    record,
                    f"{label}: {said}; the approval was left out",
                    self._role_hint(who),
                    warning=True,
                )
            )
        else:
            said = (
                f'"{when[:60]}" is not a day that can be read one way only'
                if when
                else "the approval has no day"
            )
            self.problems.append(
                report_row(
                    record,
                    f"{label}: {said}; the approval was left out",
                    "write YYYY-MM-DD",
                    warning=True,
                )
            )
        return ""

    def _role_hint(self, text: str) -> str:
        return suggest_words(text.lower(), [item.id for item in self._work.system.people.roles])

    def owner(self, rows: Sequence[StateRow]) -> str:
        """The one role that all rows of a requirement name; "" if there is none."""
        roles = {}
        for row in rows:
            role = self._roles.get(row.owner.lower(), "")
            if row.owner and not role:
                self._no_roles.setdefault(row.owner, []).append(row.record)
            if role:
                roles[role] = row
        if len(roles) > 1:
            last = list(roles.values())[-1]
            message = (
                f"the rows of {last.requirement.label} name several owners"
                f" ({', '.join(sorted(roles))}); none was taken"
            )
            self.problems.append(
                report_row(last.record, message, "a requirement has one owner", warning=True)
            )
        return next(iter(roles)) if len(roles) == 1 else ""

    def tell_owners(self) -> None:
        for text, records in self._no_roles.items():
            more = f" ({len(records)} rows)" if len(records) > 1 else ""
            message = f'"{text[:60]}" is no role of people.yaml{more}; it was not taken as owner'
            self.problems.append(
                report_row(records[0], message, self._role_hint(text), warning=True)
            )


def _joined(first: StateRow, second: StateRow) -> StateRow | None:
    """Two rows of one objective that differ in their evidence only."""
    ours, others = dict(first.fields), dict(second.fields)
    evidence = dict.fromkeys(
        [*split_cell(ours.pop("Evidence", "")), *split_cell(others.pop("Evidence", ""))]
    )
    if ours != others or (first.owner, first.description) != (second.owner, second.description):
        return None
    return replace(
        first,
        fields=MappingProxyType(
            {**ours, **({"Evidence": ", ".join(evidence)} if evidence else {})}
        ),
        rows=first.rows + second.rows,
    )
