"""A list of artifacts read into the evidence register: new items at its end, known ones updated key by key, comments kept."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..formats import labels, yaml12
from ..formats.columns import Record, Spellings, words
from ..formats.problems import Problem, nearest
from ..formats.spreadsheet import day
from ..model.workspace import Work

COLUMNS: Spellings = MappingProxyType({
    "id": ("Evidence ID", "ID", "Ref", "Reference", "Artifact ID", "Evidence #", "Number"),
    "title": ("Title", "Evidence", "Artifact", "Name", "Description", "Evidence Name", "Document", "Evidence Title"),
    "owner": ("Owner", "Responsible", "Evidence Owner", "Responsible Party"),
    "location": ("Location", "Link", "URL", "Path", "File", "Where", "Storage"),
    "collected": ("Collected", "Collected on", "Date", "Date Collected", "Evidence Date", "Last Collected"),
    "period-start": ("Period start", "From", "Start", "Period From"),
    "period-end": ("Period end", "To", "Until", "End", "Period To"),
    "cadence": ("Cadence", "Cadence (days)", "Renewal", "Frequency", "Refresh"),
    "status": ("Status", "State", "Final or draft"),
    "sha256": ("SHA-256", "SHA256", "Hash"),
    "objectives": ("Objectives", "Assessment Objectives", "CMMC", "800-171", "Requirements", "Controls"),
    "criteria": ("Criteria", "TSC", "Trust Services Criteria", "SOC 2 Criteria"),
    "note": ("Note", "Notes", "Comment", "Comments", "Remarks"),
})  # fmt: skip
REQUIRED = ("title", "location")
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
_SCALARS = ("title", "owner", "location", "sha256", "collected", "cadence", "status", "note")


@dataclass(frozen=True, slots=True)
class EvidenceImported:
    """`text` is the register as it should stand."""

    text: str
    added: int
    updated: int
    problems: tuple[Problem, ...]


def evidence(work: Work, register: str, records: Sequence[Record], criteria: Sequence[str], new_uuid: Callable[[], str]) -> EvidenceImported:
    """Rows with an id of the register update that item, others are added."""
    known = work.system.evidence_by_id()
    lines = _Register(register)
    problems: list[Problem] = []
    taken: dict[str, int] = {}
    added = updated = 0
    for record in records:
        values, wrong = _values(work, record, criteria, taken)
        problems += wrong
        if values is None:
            continue
        taken[values["id"]] = record.number
        if values["id"] in known:
            updated += lines.update(values)
        else:
            lines.add({"uuid": new_uuid(), **values})
            added += 1
    return EvidenceImported(lines.text(), added, updated, tuple(problems))


def _bad(record: Record, message: str, hint: str = "", *, warning: bool = False) -> Problem:
    return Problem("OSC012", message, record.number, None, hint, warning=warning)


def slug(text: str) -> str:
    """An id made from a title."""
    return "ev-" + re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].strip("-")


def _values(work: Work, record: Record, criteria: Sequence[str], taken: Mapping[str, int]) -> tuple[dict[str, Any] | None, list[Problem]]:
    title = " ".join(record["title"].split())
    location = " ".join(record["location"].split())
    if not title or not location:
        return None, [_bad(record, f"no {'title' if not title else 'location'}; the row was not taken", "fill it in")]
    identity = re.sub(r"[^a-z0-9.]+", "-", record["id"].strip().lower()).strip("-.") or slug(title)
    if not identity[:1].isalpha():
        identity = f"ev-{identity}"
    if identity in taken:
        return None, [_bad(record, f'the item "{identity}" stands in row {taken[identity]} already; this row was not taken', "give it an id of its own")]
    problems: list[Problem] = []
    values: dict[str, Any] = {"id": identity, "title": title, "location": location}
    for name, reader in _READERS.items():
        value, note = reader(work, record)
        problems += [_bad(record, f"{identity}: {message}", hint, warning=True) for message, hint in note]
        if value not in ("", None, [], {}):
            values[name] = value
    found, unknown = _criteria(record, criteria)
    problems += [
        _bad(record, f'{identity}: there is no criterion "{word}"; it was left out', nearest(word.upper(), criteria), warning=True) for word in unknown
    ]
    if found:
        values["criteria"] = found
    return values, problems


_Note = list[tuple[str, str]]


def _owner(work: Work, record: Record) -> tuple[str, _Note]:
    text = " ".join(record["owner"].split())
    for item in work.system.people.roles:
        if text.lower() in (item.id.lower(), item.title.lower(), item.title.partition(" (")[0].lower()):
            return item.id, []
    return "", [
        (f'"{text}" is no role of people.yaml; the owner was left out', nearest(text.lower(), [item.id for item in work.system.people.roles]))
    ] if text else []


def _collected(_work: Work, record: Record) -> tuple[dt.date | None, _Note]:
    text = record["collected"]
    found = day(text)
    return found, [] if found or not text else [(f'"{text}" is not a day that can be read one way only; it was left out', "write YYYY-MM-DD")]


def _period(_work: Work, record: Record) -> tuple[dict[str, dt.date], _Note]:
    start, end = day(record["period-start"]), day(record["period-end"])
    if start and end and start <= end:
        return {"start": start, "end": end}, []
    if record["period-start"] or record["period-end"]:
        return {}, [("the period was left out: it needs two days in order", "write YYYY-MM-DD")]
    return {}, []


def _cadence(_work: Work, record: Record) -> tuple[int | None, _Note]:
    text = record["cadence"].lower().removesuffix("days").strip()
    if text.isdigit() and 1 <= int(text) <= 3650:
        return int(text), []
    if text in _DAYS:
        return _DAYS[text], []
    return None, [(f'"{record["cadence"]}" is no cadence; it was left out', "write a number of days, or monthly, quarterly, annual")] if text else []


def _status(_work: Work, record: Record) -> tuple[str, _Note]:
    text = record["status"].lower()
    if text in ("", "final", "approved", "complete", "collected", "done", "current"):
        return "final" if text else "", []
    if text in ("draft", "in progress", "pending", "working", "open", "requested"):
        return "draft", []
    return "", [(f'"{record["status"]}" is no status; it was taken as final', "final or draft")]


def _sha256(_work: Work, record: Record) -> tuple[str, _Note]:
    text = record["sha256"]
    return (text.lower(), []) if _HASH.match(text) else ("", [("the hash is no SHA-256; it was left out", "64 hex digits")] if text else [])


def _objectives(work: Work, record: Record) -> tuple[list[str], _Note]:
    found: dict[str, None] = {}
    notes = []
    for word in words(record["objectives"]):
        pair = labels.objective(work.baseline, word)
        requirement = labels.requirement(work.baseline, word)
        if pair:
            found[pair[1].label] = None
        elif requirement:
            found |= {item.label: None for item in requirement.objectives}
        else:
            notes.append((f'"{word}" is no objective; it was left out', nearest(word, work.baseline.objective_labels)))
    return list(found), notes


def _note(_work: Work, record: Record) -> tuple[str, _Note]:
    return " ".join(record["note"].split()), []


_READERS: Mapping[str, Callable[[Work, Record], tuple[Any, _Note]]] = MappingProxyType({
    "owner": _owner, "sha256": _sha256, "collected": _collected, "period": _period, "cadence": _cadence, "status": _status, "objectives": _objectives, "note": _note,
})  # fmt: skip


def _criteria(record: Record, known: Sequence[str]) -> tuple[list[str], list[str]]:
    found = [word.upper().replace(" ", "") for word in words(record["criteria"])]
    return [word for word in found if word in known], [word for word in found if word not in known]


def _scalar(value: object) -> str:
    return str(value) if isinstance(value, int) else json.dumps(str(value), ensure_ascii=False)


class _Register:
    """The text of evidence.yaml as lines: only those that change are touched."""

    def __init__(self, text: str) -> None:
        self._lines = text.rstrip("\n").split("\n") if text.strip() else ["evidence:"]
        self._document = yaml12.load(text)
        items = self._document.value.get("evidence") if isinstance(self._document.value, dict) else None
        self._items: list[dict[str, Any]] = items if isinstance(items, list) else []
        if not self._items:
            self._lines = [line for line in self._lines if line.strip() != "evidence: []"] or []
            if not any(line.startswith("evidence:") for line in self._lines):
                self._lines.append("evidence:")
        self._edits: list[tuple[int, list[str], bool]] = []
        self._new: list[str] = []

    def update(self, values: Mapping[str, Any]) -> bool:
        """Set single-line keys that differ, and add those that are absent; whether anything changed."""
        index = next(number for number, item in enumerate(self._items) if item.get("id") == values["id"])
        item, pointer = self._items[index], f"/evidence/{index}"
        changed = False
        for key in _SCALARS:
            if key not in values or str(item.get(key, "")) == str(values[key]):
                continue
            changed = True
            line = self._document.lines.get(f"{pointer}/{key}")
            if line is None:
                after = self._document.lines[f"{pointer}/location"]
                self._edits.append((after, [f"{self._indent(after)}{key}: {_scalar(values[key])}"], False))
            else:
                self._edits.append((line, [f"{self._lines[line - 1].partition(f'{key}:')[0]}{key}: {_scalar(values[key])}"], True))
        return changed

    def _indent(self, line: int) -> str:
        content = self._lines[line - 1]
        return " " * content.index("location:")

    def add(self, values: Mapping[str, Any]) -> None:
        lead = "  - "
        for key, value in values.items():
            if isinstance(value, dict):
                self._new.append(f"{lead}{key}: {{{', '.join(f'{name}: {_scalar(item)}' for name, item in value.items())}}}")
            elif isinstance(value, list):
                self._new.append(f"{lead}{key}: [{', '.join(_scalar(item) for item in value)}]")
            else:
                self._new.append(f"{lead}{key}: {_scalar(value)}")
            lead = "    "

    def text(self) -> str:
        lines = list(self._lines)
        for line, content, replace in sorted(self._edits, key=lambda edit: edit[0], reverse=True):
            end = self._end(line) if replace else line
            lines[line - 1 if replace else line : end] = content
        return "\n".join([*lines, *self._new]) + "\n"

    def _end(self, line: int) -> int:
        """The last line of a value that begins on `line`: a folded text runs on while it is indented deeper."""
        column = len(self._lines[line - 1]) - len(self._lines[line - 1].lstrip(" -"))
        end = line
        while end < len(self._lines) and self._lines[end].strip() and len(self._lines[end]) - len(self._lines[end].lstrip()) > column:
            end += 1
        return end
