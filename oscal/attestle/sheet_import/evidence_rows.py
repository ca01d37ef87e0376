"""A row of a list of artifacts as keys of the evidence register, with what is wrong about it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ..formats import labels, soc2_controls
from ..formats.problems import Problem
from ..formats.sheet_columns import NearestHints, Record, report_row, split_cell
from ..formats.sheet_days import read_sheet_day
from ..model.evidence_kinds import guess_kind
from ..model.system import EVIDENCE_KINDS, EvidenceItem
from ..model.words import EVIDENCE_VOCABULARY, list_hint, read_word
from ..model.workspace import Work
from .role_additions import RoleAdditions
from .sheet_rows import fold_cell
from .unknown_words import UnknownWords

# word of a cadence -> days until the artifact is due again: the period and some days of grace, but
# for the year, which is what the register takes where it says nothing
_DAYS: Mapping[str, int] = MappingProxyType({
    "daily": 2, "weekly": 10, "monthly": 45, "quarterly": 120,
    **dict.fromkeys(("semi-annual", "semiannual", "half-yearly"), 200),
    **dict.fromkeys(("annual", "annually", "yearly"), 365),
})  # fmt: skip
# What the register allows, see docs/reference/files.md
_LONGEST_CADENCE = 3650
_SHA256 = re.compile(r"[0-9a-fA-F]{64}\Z")
# An id that a spreadsheet program stored as a number lost its last zeros
_DECIMAL = re.compile(r"\d\.\d")
# Signs of a title that make an id
_LONGEST_SLUG = 60
# Unknown criteria of one row that are told, each in a finding of its own
_MOST_CRITERIA_TOLD = 5

# What is wrong about a cell, and the way out
_Note = tuple[str, str]


def make_evidence_slug(title: str) -> str:
    """An id made from a title."""
    ascii_ = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_.lower()).strip("-")[:_LONGEST_SLUG].strip("-")
    return f"ev-{words or 'item'}"


def _fold_case(text: str) -> str:
    return fold_cell(text).casefold()


def _clean_id(written: str) -> str:
    """An id as the register has them: lower case, words joined by one `-`."""
    joined = re.sub(r"[^a-z0-9.]+", "-", written.strip().lower())
    return re.sub(r"[-.]*-[-.]*|[.]{2,}", "-", joined).strip("-.")


class EvidenceIds:
    """The id of each row: its own, that of the registered item with its title, or a new one that
    nobody has.
    """

    def __init__(self, registered: Sequence[EvidenceItem]) -> None:
        self._used = {item.id for item in registered}
        # title -> location -> id
        self._by_title: dict[str, dict[str, str]] = {}
        for item in registered:
            places = self._by_title.setdefault(_fold_case(item.title), {})
            places.setdefault(_fold_case(item.location), item.id)
        # title and location of the rows without an id so far -> id
        self._by_row: dict[tuple[str, str], str] = {}

    def choose_id(self, written: str, title: str, location: str) -> str:
        """The id of a row; rows of one title and location without an id are one item."""
        identity = _clean_id(written)
        if identity:
            return identity if identity[0].isalpha() else f"ev-{identity}"
        place = (_fold_case(title), _fold_case(location))
        if place not in self._by_row:
            self._by_row[place] = self._find_registered(*place) or self._make_id(title)
        return self._by_row[place]

    def _find_registered(self, title: str, location: str) -> str:
        """The item of that title and place; else one of that title that no row has named yet."""
        places = self._by_title.get(title, {})
        if location in places:
            return places.pop(location)
        return places.pop(next(iter(places))) if len(places) == 1 else ""

    def _make_id(self, title: str) -> str:
        slug = make_evidence_slug(title)
        identity, number = slug, 1
        while identity in self._used:
            number += 1
            identity = f"{slug}-{number}"
        self._used.add(identity)
        return identity


class KnownNames:
    """What rows may name, and hints for what they name wrongly."""

    def __init__(self, work: Work, criteria: Sequence[str], owners: RoleAdditions) -> None:
        self.work = work
        self.owners = owners
        self.criterion_ids = [label.lower() for label in criteria]
        self.objectives = NearestHints(work.baseline.objective_labels)
        self.criteria = NearestHints(criteria)
        self.statuses = UnknownWords(
            "status", "taken as draft", list_hint(EVIDENCE_VOCABULARY.words)
        )


def read_evidence_row(
    names: KnownNames, record: Record, ids: EvidenceIds
) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The keys of the item that a row names; None if it has no title or location."""
    location = fold_cell(record["location"])
    title = fold_cell(record["title"]) or _name_file(location)
    if not title or not location:
        lacking = "location" if title else "title"
        message = f"no {lacking}; the row was not taken"
        return None, [report_row(record, message, "fill it in")]
    identity = ids.choose_id(record["id"], title, location)
    values: dict[str, Any] = {"id": identity, "title": title, "location": location}
    notes = _note_decimal_id(record)
    for name, read_cell in _READERS.items():
        value, cell_notes = read_cell(names, record)
        notes += cell_notes
        # what a row does not say is no key: it would take away what the register says
        if value not in ("", None, [], {}):
            values[name] = value
    registered = names.work.system.evidence_by_id.get(identity)
    kind = guess_kind(title, location, values.get("cadence"))
    if kind and not values.get("kind") and not (registered and registered.kind):
        values["kind"] = kind
        notes.append((f'kind: {kind} is a guess from "{title}"', "correct it in evidence.yaml"))
    return values, [
        report_row(record, f"{identity}: {message}", hint, warning=True) for message, hint in notes
    ]


def _name_file(location: str) -> str:
    """The name of a file without its folders; "" of an address that ends with none."""
    return re.split(r"[/\\]", location.rstrip("/\\"))[-1] if "." in location else ""


def _note_decimal_id(record: Record) -> list[_Note]:
    if "id" in record.stored and _DECIMAL.search(record["id"]):
        message = "the id is a number in the sheet, where 1.10 is 1.1"
        return [(message, "format the column as text")]
    return []


def _read_owner(names: KnownNames, record: Record) -> tuple[str, list[_Note]]:
    """A role; one that people.yaml lacks is added there, to be confirmed."""
    return names.owners.choose_role(record["owner"], record.number), []


def _read_kind(_names: KnownNames, record: Record) -> tuple[str, list[_Note]]:
    """A kind that the sheet names; nothing is guessed from a word that is none."""
    text = record["kind"].lower()
    if text in EVIDENCE_KINDS or not text:
        return text, []
    message = f'"{record["kind"]}" is no kind of evidence; it was left out'
    return "", [(message, f"one of: {', '.join(EVIDENCE_KINDS)}")]


def _read_collected(_names: KnownNames, record: Record) -> tuple[dt.date | None, list[_Note]]:
    text = record["collected"]
    day = read_sheet_day(text)
    if day or not text:
        return day, []
    message = f'"{text}" is not a day that can be read one way only; it was left out'
    return None, [(message, "write YYYY-MM-DD")]


def _read_period(_names: KnownNames, record: Record) -> tuple[dict[str, dt.date], list[_Note]]:
    start, end = read_sheet_day(record["period-start"]), read_sheet_day(record["period-end"])
    if start and end and start <= end:
        return {"start": start, "end": end}, []
    if record["period-start"] or record["period-end"]:
        return {}, [("the period was left out: it needs two days in order", "write YYYY-MM-DD")]
    return {}, []


def _read_cadence(_names: KnownNames, record: Record) -> tuple[int | None, list[_Note]]:
    text = record["cadence"].lower().removesuffix("days").strip()
    if text.isdigit() and 1 <= int(text) <= _LONGEST_CADENCE:
        return int(text), []
    if text in _DAYS or not text:
        return _DAYS.get(text), []
    message = f'"{record["cadence"]}" is no cadence; it was left out'
    return None, [(message, "write a number of days, or monthly, quarterly, annual")]


def _read_status(names: KnownNames, record: Record) -> tuple[str, list[_Note]]:
    """A word that is not known is a draft: what counts as evidence is said to be final."""
    text = fold_cell(record["status"])
    meaning = read_word(EVIDENCE_VOCABULARY, text)
    if text and meaning is None:
        names.statuses.add(record, text)
        return "draft", []
    return meaning.word if meaning else "", []


def _read_sha256(_names: KnownNames, record: Record) -> tuple[str, list[_Note]]:
    text = re.sub(r"\A(?:sha-?256)[:\s]+", "", record["sha256"], flags=re.I)
    algorithm = re.sub(r"[\W_]", "", record["algorithm"].lower())
    if text and algorithm not in ("", "sha256"):
        return "", [(f"a hash of {record['algorithm']} was left out", "attestle evidence hash")]
    if _SHA256.match(text):
        return text.lower(), []
    return "", [("the hash is no SHA-256; it was left out", "64 hex digits")] if text else []


def _read_objectives(names: KnownNames, record: Record) -> tuple[list[str], list[_Note]]:
    """Labels of objectives; a requirement stands for all of its own."""
    baseline = names.work.baseline
    objectives: dict[str, None] = {}
    notes: list[_Note] = []
    for word in split_cell(record["objectives"]):
        pair = labels.find_objective(baseline, word)
        requirement = labels.find_requirement(baseline, word)
        if pair:
            objectives[pair[1].label] = None
        elif requirement:
            objectives |= dict.fromkeys(item.label for item in requirement.units)
        else:
            notes.append((f'"{word}" is no objective; it was left out', names.objectives(word)))
    return list(objectives), notes


def _read_note(_names: KnownNames, record: Record) -> tuple[str, list[_Note]]:
    return fold_cell(record["note"]), []


def _read_criteria(names: KnownNames, record: Record) -> tuple[list[str], list[_Note]]:
    criteria, unknown = soc2_controls.read_criteria(record["criteria"], names.criterion_ids)
    notes = [
        (f'there is no criterion "{word}"; it was left out', names.criteria(word.upper()))
        for word in unknown[:_MOST_CRITERIA_TOLD]
    ]
    return [criterion.upper() for criterion in criteria], notes


_CellReader = Callable[[KnownNames, Record], tuple[Any, list[_Note]]]
# key of the register -> how its cells are read, in the order in which a new item has them
_READERS: Mapping[str, _CellReader] = MappingProxyType({
    "kind": _read_kind,
    "owner": _read_owner,
    "sha256": _read_sha256,
    "collected": _read_collected,
    "period": _read_period,
    "cadence": _read_cadence,
    "status": _read_status,
    "objectives": _read_objectives,
    "note": _read_note,
    "criteria": _read_criteria,
})  # fmt: skip
