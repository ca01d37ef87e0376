"""Cells of a list of artifacts as values of the evidence register, each with what is wrong about
it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ..formats.cell_kinds import is_place
from ..formats.criteria_cells import read_criteria
from ..formats.id_cells import SubjectCell, read_subjects
from ..formats.sheet_columns import NearestHints, split_cell
from ..formats.sheet_days import read_sheet_day
from ..formats.sheet_records import Record
from ..model.baseline import Requirement
from ..model.evidence import EVIDENCE_KINDS
from ..model.evidence_kinds import guess_kind
from ..model.vocabulary import list_hint, read_word
from ..model.words import EVIDENCE_VOCABULARY, says_nothing
from ..model.workspace import Work
from .repeated_notes import RepeatedNotes
from .role_additions import RoleAdditions
from .sheet_rows import MOST_QUOTED, fold_cell, list_other_ids
from .unknown_words import UnknownWords

# word of a cadence -> days until the artifact is due again: the period and some days of grace, but
# for the year, which is what the register takes where it says nothing
_DAYS: Mapping[str, int] = MappingProxyType({
    "daily": 2, "weekly": 10, **dict.fromkeys(("biweekly", "bi-weekly", "fortnightly"), 20),
    "monthly": 45, **dict.fromkeys(("quarterly", "every quarter"), 120),
    **dict.fromkeys(("semi-annual", "semiannual", "semi-annually", "semiannually", "half-yearly",
                     "biannual", "twice a year", "every 6 months"), 200),
    **dict.fromkeys(("annual", "annually", "yearly", "every year", "every 12 months"), 365),
})  # fmt: skip
# What the register allows, see docs/reference/files.md
_LONGEST_CADENCE = 3650
_SHA256 = re.compile(r"[0-9a-fA-F]{64}\Z")
# Unknown words of one cell that are told, each in a message of its own
_MOST_TOLD = 5
# A report says what was done or found
_REPORTS = ("report", "reports")
_SPLIT_PLACES = re.compile(r"\n|;|\||,(?=\s)")

# What is wrong about a cell, and the way out
Note = tuple[str, str]


class KnownNames:
    """What rows may name, and hints for what they name wrongly."""

    def __init__(
        self, work: Work, criteria: Sequence[str], owners: RoleAdditions, today: dt.date
    ) -> None:
        self.work = work
        self.owners = owners
        self.today = today
        self.criterion_ids = [label.lower() for label in criteria]
        self.objectives = NearestHints(work.baseline.objective_labels)
        self.criteria = NearestHints(criteria)
        self.statuses = UnknownWords(
            "status", "taken as draft", list_hint(EVIDENCE_VOCABULARY.words)
        )
        self.notes = RepeatedNotes()


def read_places(record: Record) -> list[str]:
    """Where an artifact lies: one place, or several where each part of the cell is one."""
    cell = record["location"].strip()
    parts = [text for part in _SPLIT_PLACES.split(cell) if (text := fold_cell(part))]
    if len(parts) > 1 and all(map(is_place, parts)):
        return list(dict.fromkeys(parts))
    return [fold_cell(cell)] if cell else []


def read_hashes(record: Record, places: Sequence[str]) -> tuple[list[str], list[Note]]:
    """The SHA-256 of each place, "" where there is none."""
    none = [""] * len(places)
    written = [
        re.sub(r"\A(?:sha-?256)[:\s]+", "", part, flags=re.I) for part in _split_hashes(record)
    ]
    algorithm = re.sub(r"[\W_]", "", record["algorithm"].lower())
    if not written:
        return none, []
    if algorithm not in ("", "sha256"):
        return none, [(f"a hash of {record['algorithm']} was left out", "attestle evidence hash")]
    if not all(map(_SHA256.match, written)):
        return none, [("the hash is no SHA-256; it was left out", "64 hex digits")]
    if len(written) != len(places):
        message = f"{len(written)} hashes of {len(places)} files; left out"
        return none, [(message, "attestle evidence hash")]
    return [text.lower() for text in written], []


def _split_hashes(record: Record) -> list[str]:
    cell = record["sha256"]
    return [] if says_nothing(cell) else [part.strip() for part in split_cell(cell)]


def _read_owner(names: KnownNames, record: Record) -> tuple[str, list[Note]]:
    """A role; one that people.yaml lacks is added there, to be confirmed."""
    return names.owners.choose_role(record["owner"], record.number), []


def _read_kind(names: KnownNames, record: Record) -> tuple[str, list[Note]]:
    """A kind that the sheet names in whatever words leave no doubt about it."""
    text = fold_cell(record["kind"])
    word = text.lower()
    kind = word if word in EVIDENCE_KINDS else guess_kind(word)
    if kind or says_nothing(text):
        return kind, []
    if word in _REPORTS:
        kind = guess_kind(record["title"], record["location"]) or "record"
        return kind, [(f'"{text}" was taken as {kind}', "correct it in evidence.yaml")]
    hint = f"one of: {', '.join(EVIDENCE_KINDS)}"
    names.notes.add(record, f'"{text[:MOST_QUOTED]}" is no kind of evidence; it was left out', hint)
    return "", []


def _read_collected(names: KnownNames, record: Record) -> tuple[dt.date | None, list[Note]]:
    text = record["collected"]
    day = read_sheet_day(text)
    if day is not None and day > names.today:
        return None, [(f"collected: {day} has not come yet; it was left out", "correct the day")]
    if day or says_nothing(text):
        return day, []
    message = f'"{text[:MOST_QUOTED]}" is not a day that can be read one way only; it was left out'
    return None, [(message, "write YYYY-MM-DD")]


def _read_period(_names: KnownNames, record: Record) -> tuple[dict[str, dt.date], list[Note]]:
    start, end = read_sheet_day(record["period-start"]), read_sheet_day(record["period-end"])
    if start and end and start <= end:
        return {"start": start, "end": end}, []
    if not all(map(says_nothing, (record["period-start"], record["period-end"]))):
        return {}, [("the period was left out: it needs two days in order", "write YYYY-MM-DD")]
    return {}, []


def _read_cadence(_names: KnownNames, record: Record) -> tuple[int | None, list[Note]]:
    """Days between two collections; of several that the row says the fewest."""
    collected = read_sheet_day(record["collected"])
    found: list[int] = []
    notes: list[Note] = []
    for name in ("cadence", "due"):
        text = fold_cell(record[name])
        days = _count_days(text.lower(), collected)
        if days is not None:
            found.append(days)
        elif not says_nothing(text):
            notes.append(_note_cadence(name, text))
    return min(found, default=None), notes


def _note_cadence(name: str, text: str) -> Note:
    if name == "due" or read_sheet_day(text):
        message = f'due again: "{text[:MOST_QUOTED]}" says nothing beside the day of collection'
        return f"{message}; it was left out", "write both days as YYYY-MM-DD"
    message = f'"{text[:MOST_QUOTED]}" is no cadence; it was left out'
    return message, "write a number of days, or monthly, quarterly, annual"


def _count_days(text: str, collected: dt.date | None) -> int | None:
    """`90 days`, `quarterly`, or the day on which it is due again."""
    number = text.removesuffix("days").strip()
    if number.isdigit() and 1 <= int(number) <= _LONGEST_CADENCE:
        return int(number)
    if text in _DAYS:
        return _DAYS[text]
    due = read_sheet_day(text)
    if due is None or collected is None or due <= collected:
        return None
    days = (due - collected).days
    return days if days <= _LONGEST_CADENCE else None


def _read_status(names: KnownNames, record: Record) -> tuple[str, list[Note]]:
    """A word that is not known is a draft: what counts as evidence is said to be final."""
    text = fold_cell(record["status"])
    meaning = read_word(EVIDENCE_VOCABULARY, text)
    if text and meaning is None:
        if not says_nothing(text):
            names.statuses.add(record, text)
        return "draft", []
    return meaning.word if meaning else "", []


def _read_objectives(names: KnownNames, record: Record) -> tuple[list[str], list[Note]]:
    """Labels of objectives; a requirement stands for all of its own.

    A cell that cannot be expanded as a whole is read part by part.
    """
    baseline = names.work.baseline
    cell = record["objectives"]
    whole = read_subjects(baseline, cell)
    others = list_other_ids(cell)
    objectives = dict.fromkeys(_list_labels(whole))
    if not whole.subjects:
        others = []
        for part in split_cell(cell):
            found = read_subjects(baseline, part)
            objectives |= dict.fromkeys(_list_labels(found))
            others += [] if found.subjects or says_nothing(part) else [part]
    notes = [
        (f'"{part[:MOST_QUOTED]}" is no objective; it was left out', names.objectives(part))
        for part in others
    ]
    return list(objectives), notes


def _list_labels(cell: SubjectCell) -> list[str]:
    labels: dict[str, None] = {}
    for subject in cell.subjects:
        units = subject.units if isinstance(subject, Requirement) else (subject[1],)
        labels |= dict.fromkeys(unit.label for unit in units)
    return list(labels)


def _read_note(_names: KnownNames, record: Record) -> tuple[str, list[Note]]:
    return "" if says_nothing(record["note"]) else fold_cell(record["note"]), []


def _read_criteria(names: KnownNames, record: Record) -> tuple[list[str], list[Note]]:
    if says_nothing(record["criteria"]):
        return [], []
    criteria, unknown = read_criteria(record["criteria"], names.criterion_ids)
    notes = [
        (f'there is no criterion "{word}"; it was left out', names.criteria(word.upper()))
        for word in unknown[:_MOST_TOLD]
    ]
    return [criterion.upper() for criterion in criteria], notes


_CellReader = Callable[[KnownNames, Record], tuple[Any, list[Note]]]
# key of the register -> how its cells are read, in the order in which a new item has them
READERS: Mapping[str, _CellReader] = MappingProxyType({
    "kind": _read_kind,
    "owner": _read_owner,
    "collected": _read_collected,
    "period": _read_period,
    "cadence": _read_cadence,
    "status": _read_status,
    "objectives": _read_objectives,
    "note": _read_note,
    "criteria": _read_criteria,
})  # fmt: skip
