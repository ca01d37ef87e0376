"""A row of a plan of action as keys of an item, with what is wrong about it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any

from ..assess.scores import Unmet
from ..formats import labels
from ..formats.id_cells import read_subjects
from ..formats.problems import Problem
from ..formats.sheet_columns import split_cell
from ..formats.sheet_days import read_sheet_day
from ..formats.sheet_records import Record, report_row
from ..iso_days import add_days
from ..lazy_dataclasses import dataclass
from ..model.baseline import Objective, Requirement
from ..model.components import THIS_SYSTEM
from ..model.vocabulary import fold_word, read_word
from ..model.words import EVIDENCE_VOCABULARY, find_exception_kind, says_nothing
from ..model.workspace import Work
from .milestone_cells import WrittenChange, WrittenStep, read_changes, read_steps
from .repeated_notes import RepeatedNotes
from .role_additions import RoleAdditions, is_nobody
from .row_account import RowAccount
from .sheet_rows import MOST_QUOTED, fold_cell, is_of_nist_53, list_other_ids

# Words for a status that say that the item is done; anything else is open
_COMPLETE = frozenset(("complete", "completed", "closed", "done", "fixed", "resolved", "finished",
                       "remediated", "mitigated and closed", "verified"))  # fmt: skip
_OPEN = frozenset(("ongoing", "open", "in progress", "delayed", "planned", "overdue", "not started",
                   "pending", "new", "started", "draft", "on hold", "active", "late"))  # fmt: skip
# Words for a kind -> the kind; our own documents write the longer ones
_KINDS: Mapping[str, str] = MappingProxyType({
    **dict.fromkeys(("poam", "poa&m", "poa&m for a conditional status", "conditional"), "poam"),
    **dict.fromkeys(("operational", "operational plan of action", "opa"), "operational"),
    **dict.fromkeys(("remediation", "remediation never implemented"), "remediation"),
})  # fmt: skip
_PARTS = re.compile(r"[,;|\n/&]+|\band\b|\s(?=(?:[A-Z]{2}\.L\d-)?0?3\.\d)")
_MET = re.compile(r"\s+met(?=\s*(?:[,;\n]|\Z))")
# An id among words: `3.1.5[a], [b]`, `AC.L2-3.1.1`
_ID_IN_WORDS = re.compile(
    r"(?<![\w.])(?:[A-Z]{2}\.L\d-)?0?3\.\d{1,2}\.\d{1,2}(?![\d.]\d)(?:\s*(?:,\s*|and\s+)?\[[a-z]\])*"
)
# Columns whose words go below the keys of a new item, and what they are called there
_REMARKS: Mapping[str, str] = MappingProxyType({
    "severity": "Severity", "impact": "Impact", "mitigations": "Mitigations", "plan": "Remediation plan",
    "note": "Comments",
})  # fmt: skip
NOT_ESTIMATED = "not estimated yet"
NO_ARTIFACT = "To be named by the owner"
CRITERIA = "Every objective that is named is met, and its evidence is current."
# Days until an item is due of which nothing says when
_PROPOSED_DAYS = 180


@dataclass(slots=True)
class WrittenItem:
    """What the rows of an item say: `values` are its keys, without those it says nothing of."""

    key: str
    slug: str
    records: list[Record]
    values: dict[str, Any]
    steps: list[WrittenStep] = field(default_factory=list)
    changes: tuple[WrittenChange, ...] = ()
    remarks: list[str] = field(default_factory=list)
    # the row gives the name of the item's file
    is_named: bool = False


class PoamRowReader:
    """Rows to items of the plan of action, with what is wrong about them."""

    def __init__(self, work: Work, roles: RoleAdditions, today: dt.date, file: str) -> None:
        self._work, self._roles = work, roles
        self._today, self._file = today, file
        self._components = {
            name.casefold(): component.slug
            for component in work.system.components
            for name in (component.title, component.slug)
        }
        self.notes = RepeatedNotes()
        self.account = RowAccount()

    @property
    def problems(self) -> list[Problem]:
        return self.account.problems

    def read_item(self, record: Record) -> WrittenItem | None:
        """None where the row does not say what it is about."""
        title, slug = self._read_name(record)
        weakness = " ".join(record["weakness"].split())
        if not (title or weakness):
            self.account.refuse(record, "no weakness; the row was not taken")
            return None
        objectives = self._read_objectives(record)
        if not objectives:
            return None
        title = title or _shorten(weakness)
        number = fold_cell(record["id"])
        key = number.casefold() or f"{' '.join(objectives)} {title.casefold()}"
        changes, moved = read_changes(record["changes"])
        values = {"title": title, "weakness": weakness or title, "objectives": list(objectives)}
        values |= self._read_values(record, objectives)
        item = WrittenItem(
            key,
            slug or make_item_slug(f"{number} {title}" if number else f"{objectives[0]} {title}"),
            [record],
            {name: value for name, value in values.items() if value not in ("", None, [])},
            self.read_milestones(record),
            changes,
            is_named=bool(slug),
        )
        item.remarks += self._list_remarks(record, moved)
        return item

    def _read_values(self, record: Record, objectives: tuple[str, ...]) -> dict[str, Any]:
        """The keys that a row says nothing of are empty."""
        return {
            "kind": self._choose_kind(record, objectives),
            "systems-affected": self._find_systems(record),
            "resource-estimate": fold_cell(record["resources"]),
            "how-identified": fold_cell(record["how-identified"]),
            "identified": self._read_day(record, "identified", past=True),
            "required-artifact": fold_cell(record["required-artifact"]),
            "completion-criteria": fold_cell(record["completion-criteria"]),
            "scheduled-completion": self._read_day(record, "scheduled"),
            "tickets": [] if says_nothing(record["tickets"]) else split_cell(record["tickets"]),
            **self._read_status(record),
        }

    def read_owner(self, record: Record) -> str:
        """The role of the first line; our own documents have its holders in the next."""
        cell = record["owner"].strip()
        first = cell.partition("\n")[0]
        return self._roles.find_role(first) or self._roles.choose_role(cell, record.number)

    def read_milestones(self, record: Record) -> list[WrittenStep]:
        """The steps of a row; days may stand in a column of their own, line by line."""
        if says_nothing(record["milestones"]):
            return []
        steps = list(read_steps(record["milestones"]))
        days = [line for line in record["milestone-dates"].split("\n") if line.strip()]
        if any(step.has_doubt for step in steps):
            self.notes.add(record, "a day of a milestone can be read two ways", "write YYYY-MM-DD")
        if len(days) != len(steps):
            return steps
        pairs = zip(steps, map(read_sheet_day, days), strict=True)
        return [WrittenStep(step.title, day or step.date, step.completed) for step, day in pairs]

    def complete_item(self, item: WrittenItem) -> dict[str, Any]:
        """The keys of a new item; what OSCAL and NIST ask for and the sheet lacks is proposed."""
        record, values = item.records[0], item.values
        scheduled = values.get("scheduled-completion") or max(
            (step.date for step in item.steps if step.date), default=None
        )
        if scheduled is None:
            scheduled = add_days(self._today, _PROPOSED_DAYS)
            message = f"no day of completion: {scheduled} was proposed"
            self.notes.add(record, message, "set scheduled-completion")
        owner = values.get("owner") or self._find_family_owner(values["objectives"][0])
        if not owner:
            owner = self._roles.choose_role("Owner of the item", record.number)
        return {
            **values,
            "owner": owner,
            "systems-affected": values.get("systems-affected") or [THIS_SYSTEM],
            "resource-estimate": values.get("resource-estimate", NOT_ESTIMATED),
            "how-identified": values.get("how-identified", f"Taken over from {self._file}"),
            "identified": values.get("identified", self._today),
            "required-artifact": values.get("required-artifact", NO_ARTIFACT),
            "completion-criteria": values.get("completion-criteria", CRITERIA),
            "scheduled-completion": scheduled,
        }

    def report_all(self) -> list[Problem]:
        self.account.problems += self._roles.report()
        self.account.tell_notes(self.notes)
        return self.account.problems

    def _read_name(self, record: Record) -> tuple[str, str]:
        """Title, and the id that our own documents have in the line below it."""
        lines = [line.strip() for line in record["title"].split("\n") if line.strip()]
        is_ours = len(lines) == 2 and re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", lines[1])
        return (lines[0], lines[1]) if is_ours else (" ".join(lines), "")

    def _read_objectives(self, record: Record) -> tuple[str, ...]:
        """Objectives and requirements; each part of a cell that is neither is told. Where no column
        says it, as in NIST's table, the words of the weakness do.
        """
        unknown: list[str] = []
        found: dict[str, None] = {}
        for cell in (record["objectives"], record["requirement"]):
            named = self._read_labels(cell, unknown)
            # a column of requirements beside one of objectives says no more than those do
            finer = {label.partition("[")[0] for label in found if "[" in label}
            found |= dict.fromkeys(label for label in named if label not in finer)
        if not (found or unknown):
            found = self._find_in_words(record)
        if not found:
            self._refuse_unplaced(record, unknown)
        elif unknown:
            text = ", ".join(unknown)[:MOST_QUOTED]
            message = f'"{text}" is no objective or requirement; it was left out'
            self.problems.append(report_row(record, message, warning=True))
        covered = {label for label in found if "[" not in label}
        return tuple(label for label in found if label.partition("[")[0] not in covered - {label})

    def _read_labels(self, cell: str, unknown: list[str]) -> list[str]:
        """What a cell names, as a whole or else part by part; `unknown` gains the other parts."""
        text = _MET.sub("", cell)
        whole = self._list_labels(text)
        if whole:
            unknown += list_other_ids(text)
            return whole
        found: list[str] = []
        for part in filter(None, map(str.strip, _PARTS.split(text))):
            named = self._list_labels(part)
            found += named
            if not named and re.search(r"\d", part):
                unknown.append(part)
        return found

    def _list_labels(self, text: str) -> list[str]:
        """A requirement of one objective is named by its own label, unless a letter is written."""
        found = read_subjects(self._work.baseline, text).subjects
        return [
            item.label if isinstance(item, Requirement) else _label_objective(*item, text)
            for item in found
        ]

    def _find_in_words(self, record: Record) -> dict[str, None]:
        words = f"{record['title']} {record['weakness']}"
        named = (self._list_labels(text) for text in _ID_IN_WORDS.findall(words))
        found = dict.fromkeys(label for labels_ in named for label in labels_)
        if found:
            message = "no column names the requirement: it was taken from the words of the weakness"
            self.notes.add(record, message, "correct objectives in the item if it is another")
        return found

    def _refuse_unplaced(self, record: Record, unknown: list[str]) -> None:
        what = f'"{unknown[0][:MOST_QUOTED]}" is no objective or requirement' if unknown else ""
        hint = "say which requirement it is about, such as 3.1.1 or 3.1.1[a]"
        if any(map(is_of_nist_53, unknown)):
            hint = f"this is a control of NIST SP 800-53; {hint}"
        message = f"{what or 'no objective or requirement is named'}; the row was not taken"
        self.account.refuse(record, message, hint)

    def _find_family_owner(self, label: str) -> str:
        requirement = labels.find_requirement(self._work.baseline, label.partition("[")[0])
        return self._work.system.family_owner(requirement.family) if requirement else ""

    def _choose_kind(self, record: Record, objectives: tuple[str, ...]) -> str:
        """Remediation, unless the sheet says another kind that may be."""
        words = fold_word(record["kind"]) or fold_word(record.sheet)
        kind = _KINDS.get(words, "remediation")
        if kind != "poam":
            return kind
        names = dict.fromkeys(label.partition("[")[0] for label in objectives)
        found = (labels.find_requirement(self._work.baseline, name) for name in names)
        refused = [item.label for item in found if item and not Unmet(item, True).poam_allowed]
        if not refused and self._work.baseline.framework.poam:
            return kind
        self.notes.add(
            record,
            "kind poam: 32 CFR 170.21 lets no such item stay open; taken as remediation",
            "close it before the assessment",
        )
        return "remediation"

    def _read_status(self, record: Record) -> dict[str, Any]:
        """Complete only where the day and registered evidence are there; else it stays open."""
        cell = record["status"].partition("\n")[0]
        word = fold_word(cell)
        if find_exception_kind(cell):
            message = "an accepted risk closes nothing: the item stays open"
            self.notes.add(record, message, "attestle explain POA001")
        elif word in _COMPLETE:
            return self._read_completion(record)
        elif word and word not in _OPEN and read_word(EVIDENCE_VOCABULARY, cell) is None:
            message = f'status "{fold_cell(cell)[:MOST_QUOTED]}" is no known one: taken as ongoing'
            self.notes.add(record, message, "ongoing or complete")
        return {"status": "ongoing"}

    def _read_completion(self, record: Record) -> dict[str, Any]:
        register = self._work.system.evidence_by_id
        named = re.split(r"[\s,;()]+", record["completion-evidence"])
        cited = list(dict.fromkeys(word for word in named if word in register))
        text = record["completed"] or record["status"].partition("\n")[2]
        day = read_sheet_day(text)
        if cited and day and day <= self._today:
            return {"status": "complete", "completed": day, "completion-evidence": cited}
        self.notes.add(
            record,
            "said to be complete, without its day or evidence of the register: taken as ongoing",
            "close it with: attestle poam close",
        )
        return {"status": "ongoing"}

    def _find_systems(self, record: Record) -> list[str]:
        found: dict[str, None] = {}
        for word in split_cell(record["systems"]):
            slug = self._components.get(word.casefold(), "")
            if slug or word.casefold() in (THIS_SYSTEM, "this system", "the system"):
                found[slug or THIS_SYSTEM] = None
            elif not says_nothing(word) and word != "not recorded":
                message = f'"{word[:MOST_QUOTED]}" is no component: left out of systems-affected'
                self.notes.add(record, message)
        return list(found)

    def _read_day(self, record: Record, name: str, *, past: bool = False) -> dt.date | None:
        """A day; one that has happened does not lie ahead."""
        text = record[name].partition("\n")[0].strip()
        day = read_sheet_day(text)
        if says_nothing(text) or (day and not (past and day > self._today)):
            return day
        message = f'{name}: "{text[:MOST_QUOTED]}" is no day that can be read one way only'
        if day:
            message = f"{name}: {day} has not come yet"
        self.notes.add(record, f"{message}; it was left out", "write YYYY-MM-DD")
        return None

    def _list_remarks(self, record: Record, moved: str) -> list[str]:
        """Words of other columns, which stand below the keys of a new item."""
        texts = {"Changes to milestones": moved}
        texts |= {name: record[key].strip() for key, name in _REMARKS.items()}
        return [f"{name}: {text}" for name, text in texts.items() if not says_nothing(text)]


def _label_objective(requirement: Requirement, objective: Objective, text: str) -> str:
    has_letter = re.search(rf"{re.escape(requirement.label)}\s*[\[(]?[a-z]\b", text, re.I)
    is_only = len(requirement.units) == 1 and not has_letter
    return requirement.label if is_only else objective.label


def _shorten(text: str) -> str:
    """The first sentence, or so many words of it as a title has."""
    first = re.split(r"(?<=[.;])\s", text)[0].rstrip(".;")
    return first if len(first) <= 80 else first[:80].rsplit(" ", 1)[0]


def make_item_slug(text: str) -> str:
    """`P-7 Keys are not signed` -> `p-7-keys-are-not-signed`."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:72].strip("-")
    return words if words[:1].isalpha() else f"r-{words}".rstrip("-")


def is_owned(record: Record) -> bool:
    return not is_nobody(record["owner"])
