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
from ..model.system import EvidenceItem
from ..model.workspace import Work

_DAYS = {
    "daily": 2,
    "weekly": 10,
    "monthly": 45,
    "quarterly": 120,
    "semi-annual": 200,
    "semiannual": 200,
    "half-yearly": 200,
    "annual": 365,
    "annually": 365,
    "yearly": 365,
}
_HASH = re.compile(r"[0-9a-fA-F]{64}\Z")


def make_slug(text: str) -> str:
    """An id made from a title."""
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "ev-" + (re.sub(r"[^a-z0-9]+", "-", ascii_.lower()).strip("-")[:60].strip("-") or "item")


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


class Naming:
    """The id of each row: its own, that of the registered item with its title, or a new one that
    nobody has.
    """

    def __init__(self, known: Sequence[EvidenceItem]) -> None:
        self._used = {item.id for item in known}
        self._by_title: dict[str, dict[str, str]] = {}
        for item in known:
            self._by_title.setdefault(_folded(item.title), {}).setdefault(
                _folded(item.location), item.id
            )
        self._met: dict[tuple[str, str], str] = {}

    def of(self, written: str, title: str, location: str) -> str:
        identity = re.sub(
            r"[-.]*-[-.]*|[.]{2,}", "-", re.sub(r"[^a-z0-9.]+", "-", written.strip().lower())
        ).strip("-.")
        if identity:
            return identity if identity[0].isalpha() else f"ev-{identity}"
        place = (_folded(title), _folded(location))
        if place not in self._met:
            self._met[place] = self._registered(*place) or self._new(title)
        return self._met[place]

    def _registered(self, title: str, location: str) -> str:
        """The item of that title and place; else one of that title that no row has named yet."""
        there = self._by_title.get(title, {})
        if location in there:
            return there.pop(location)
        return there.pop(next(iter(there))) if len(there) == 1 else ""

    def _new(self, title: str) -> str:
        base = make_slug(title)
        identity, number = base, 1
        while identity in self._used:
            number += 1
            identity = f"{base}-{number}"
        self._used.add(identity)
        return identity


def read_evidence_row(
    known: KnownNames, record: Record, naming: Naming
) -> tuple[dict[str, Any] | None, list[Problem]]:
    title = " ".join(record["title"].split())
    location = " ".join(record["location"].split())
    if not title or not location:
        return None, [
            report_row(
                record,
                f"no {'title' if not title else 'location'}; the row was not taken",
                "fill it in",
            )
        ]
    identity = naming.of(record["id"], title, location)
    problems: list[Problem] = []
    if "id" in record.stored and re.search(r"\d\.\d", record["id"]):
        problems.append(
            report_row(
                record,
                f"{identity}: the id is a number in the sheet, where 1.10 is 1.1",
                "format the column as text",
                warning=True,
            )
        )
    values: dict[str, Any] = {"id": identity, "title": title, "location": location}
    for name, reader in _READERS.items():
        value, note = reader(known, record)
        problems += [
            report_row(record, f"{identity}: {message}", hint, warning=True)
            for message, hint in note
        ]
        if value not in ("", None, [], {}):
            values[name] = value
    found, unknown = soc2_controls.read_criteria(record["criteria"], known.ids)
    problems += [
        report_row(
            record,
            f'{identity}: there is no criterion "{word}"; it was left out',
            known.criteria(word.upper()),
            warning=True,
        )
        for word in unknown[:5]
    ]
    if found:
        values["criteria"] = [item.upper() for item in found]
    return values, problems


_Note = list[tuple[str, str]]


class KnownNames:
    """What rows may name, and hints for what they name wrongly."""

    def __init__(self, work: Work, criteria: Sequence[str]) -> None:
        self.work = work
        self.ids = [item.lower() for item in criteria]
        self.roles = NearestHints(item.id for item in work.system.people.roles)
        self.objectives = NearestHints(work.baseline.objective_labels)
        self.criteria = NearestHints(criteria)


def _owner(known: KnownNames, record: Record) -> tuple[str, _Note]:
    text = " ".join(record["owner"].split())
    for item in known.work.system.people.roles:
        if text.lower() in (
            item.id.lower(),
            item.title.lower(),
            item.title.partition(" (")[0].lower(),
        ):
            return item.id, []
    return "", (
        [(f'"{text}" is no role of people.yaml; the owner was left out', known.roles(text.lower()))]
        if text
        else []
    )


def _collected(_known: KnownNames, record: Record) -> tuple[dt.date | None, _Note]:
    text = record["collected"]
    found = read_sheet_day(text)
    return found, (
        []
        if found or not text
        else [
            (
                f'"{text}" is not a day that can be read one way only; it was left out',
                "write YYYY-MM-DD",
            )
        ]
    )


def _period(_known: KnownNames, record: Record) -> tuple[dict[str, dt.date], _Note]:
    start, end = read_sheet_day(record["period-start"]), read_sheet_day(record["period-end"])
    if start and end and start <= end:
        return {"start": start, "end": end}, []
    if record["period-start"] or record["period-end"]:
        return {}, [("the period was left out: it needs two days in order", "write YYYY-MM-DD")]
    return {}, []


def _cadence(_known: KnownNames, record: Record) -> tuple[int | None, _Note]:
    text = record["cadence"].lower().removesuffix("days").strip()
    if text.isdigit() and 1 <= int(text) <= 3650:
        return int(text), []
    if text in _DAYS:
        return _DAYS[text], []
    return None, (
        [
            (
                f'"{record["cadence"]}" is no cadence; it was left out',
                "write a number of days, or monthly, quarterly, annual",
            )
        ]
        if text
        else []
    )


def _status(_known: KnownNames, record: Record) -> tuple[str, _Note]:
    text = record["status"].lower()
    if text in ("", "final", "approved", "complete", "collected", "done", "current"):
        return "final" if text else "", []
    if text in ("draft", "in progress", "pending", "working", "open", "requested"):
        return "draft", []
    return "", [(f'"{record["status"]}" is no status; it was taken as final', "final or draft")]


def _sha256(_known: KnownNames, record: Record) -> tuple[str, _Note]:
    text = record["sha256"]
    return (
        (text.lower(), [])
        if _HASH.match(text)
        else ("", [("the hash is no SHA-256; it was left out", "64 hex digits")] if text else [])
    )


def _objectives(known: KnownNames, record: Record) -> tuple[list[str], _Note]:
    found: dict[str, None] = {}
    notes = []
    for word in split_cell(record["objectives"]):
        pair = labels.find_objective(known.work.baseline, word)
        requirement = labels.find_requirement(known.work.baseline, word)
        if pair:
            found[pair[1].label] = None
        elif requirement:
            found |= {item.label: None for item in requirement.units}
        else:
            notes.append((f'"{word}" is no objective; it was left out', known.objectives(word)))
    return list(found), notes


def _note(_known: KnownNames, record: Record) -> tuple[str, _Note]:
    return " ".join(record["note"].split()), []


_READERS: Mapping[str, Callable[[KnownNames, Record], tuple[Any, _Note]]] = MappingProxyType({
    "owner": _owner, "sha256": _sha256, "collected": _collected, "period": _period, "cadence": _cadence, "status": _status, "objectives": _objectives, "note": _note,
})  # fmt: skip
