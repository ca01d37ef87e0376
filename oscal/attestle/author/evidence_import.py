"""A list of artifacts read into the evidence register: new items at its end, known ones updated key by key, comments kept."""

from __future__ import annotations

import datetime as dt
import json
import re
import textwrap
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..formats import labels, soc2_controls, yaml12
from ..formats.columns import Nearest, Record, Spellings, words
from ..formats.problems import Problem
from ..formats.spreadsheet import day
from ..model.system import EvidenceItem
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
_PLAIN = re.compile(
    r"\d{4}-\d{2}-\d{2}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?!(?:true|false|null|yes|no|on|off|y|n)\Z)[a-z](?:[a-z0-9.-]*[a-z0-9])?", re.I
)
_LISTS = ("objectives", "criteria")
_EMPTY = re.compile(r"evidence:\s*(?:\[\s*\]|null|~)(\s*(?:#.*)?)\Z")
_KEY = re.compile(r"(\s*(?:- +)?)([\"']?)([a-z0-9-]+)\2\s*:(?=\s|\Z)")
_ITEM = re.compile(r"(\s*- +)(?=\S)")
_SCALARS = ("title", "owner", "location", "sha256", "collected", "cadence", "status", "note")


@dataclass(frozen=True, slots=True)
class EvidenceImported:
    """`text` is the register as it should stand; `items` the number of artifacts that the rows name, `placed` of the rows in them."""

    text: str
    added: int
    updated: int
    items: int
    placed: int
    problems: tuple[Problem, ...]
    passed_over: int = 0


def evidence(work: Work, register: str, records: Sequence[Record], criteria: Sequence[str], new_uuid: Callable[[], str]) -> EvidenceImported:
    """Rows with an id, or a title, of the register update that item, others are added.

    Rows of one artifact that differ only in what it serves, as in a sheet with a row for each objective, are one item.
    """
    lines = _Register(register)
    naming, known = _Naming(work.system.evidence), _Known(work, criteria)
    problems: list[Problem] = []
    items: dict[str, dict[str, Any]] = {}
    first: dict[str, Record] = {}
    rows: dict[str, list[Record]] = {}
    passed_over = 0
    for record in records:
        if record.is_total:
            passed_over += 1
            problems.append(_bad(record, f'"{record.first[:60]}" is a total; the row was passed over', warning=True))
            continue
        values, wrong = _values(known, record, naming)
        problems += wrong
        if values is None:
            continue
        identity = values["id"]
        if identity not in items:
            items[identity], first[identity] = values, record
        elif not _unite(items[identity], values):
            message = f'the item "{identity}" stands in row {first[identity].number} already and says something else; this row was not taken'
            problems.append(_bad(record, message, "give it an id of its own"))
            continue
        rows.setdefault(identity, []).append(record)
    added = updated = placed = 0
    for identity, values in items.items():
        if lines.has(identity):
            changed, message, gone = lines.update(values)
            problems += [_bad(record, f"{identity}: {message}; this row was not taken", "change it by hand") for record in rows[identity] if message]
            if gone:
                words_ = f"{identity}: {_some(gone)} not in the sheet and no longer listed"
                problems.append(_bad(first[identity], words_, "put back what still holds", warning=True))
            updated += changed
            placed += 0 if message else len(rows[identity])
        else:
            lines.add({"uuid": new_uuid(), **values})
            added += 1
            placed += len(rows[identity])
    text = lines.text()
    if not _holds(text, items, {identity for identity in items if not lines.refused(identity)}):
        problems += [_bad(record, "evidence.yaml is written in a way that only a person can change; nothing was") for record in first.values()]
        return EvidenceImported(register, 0, 0, 0, 0, tuple(problems), passed_over)
    problems.sort(key=lambda item: item.line or 0)
    return EvidenceImported(text, added, updated, len(items), placed, tuple(problems), passed_over)


def _holds(text: str, items: Mapping[str, Mapping[str, Any]], wanted: Collection[str]) -> bool:
    """Read the text back: whatever way the file is written in, it must say now what the rows say."""
    value = yaml12.load(text).value
    found = value.get("evidence") if isinstance(value, dict) else None
    by_id = {str(item.get("id")): item for item in found if isinstance(item, dict)} if isinstance(found, list) else {}
    return all(identity in by_id and all(_says(by_id[identity], key, new) for key, new in items[identity].items()) for identity in wanted)


def _some(items: Sequence[str]) -> str:
    return ", ".join(items[:3]) + (f" and {len(items) - 3} more" if len(items) > 3 else "")


def _unite(item: dict[str, Any], other: Mapping[str, Any]) -> bool:
    """Add what another row says the artifact serves; False if it says anything else that is different."""
    if any(item.get(key, value) != value for key, value in other.items() if key not in _LISTS):
        return False
    for key, value in other.items():
        if key in _LISTS:
            item[key] = list(dict.fromkeys([*item.get(key, []), *value]))
        else:
            item.setdefault(key, value)
    return True


def _bad(record: Record, message: str, hint: str = "", *, warning: bool = False) -> Problem:
    return Problem("OSC012", message, record.number, None, hint, warning=warning)


def slug(text: str) -> str:
    """An id made from a title."""
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "ev-" + (re.sub(r"[^a-z0-9]+", "-", ascii_.lower()).strip("-")[:60].strip("-") or "item")


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


class _Naming:
    """The id of each row: its own, that of the registered item with its title, or a new one that nobody has."""

    def __init__(self, known: Sequence[EvidenceItem]) -> None:
        self._used = {item.id for item in known}
        self._by_title: dict[str, dict[str, str]] = {}
        for item in known:
            self._by_title.setdefault(_folded(item.title), {}).setdefault(_folded(item.location), item.id)
        self._met: dict[tuple[str, str], str] = {}

    def of(self, written: str, title: str, location: str) -> str:
        identity = re.sub(r"[-.]*-[-.]*|[.]{2,}", "-", re.sub(r"[^a-z0-9.]+", "-", written.strip().lower())).strip("-.")
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
        base = slug(title)
        identity, number = base, 1
        while identity in self._used:
            number += 1
            identity = f"{base}-{number}"
        self._used.add(identity)
        return identity


def _values(known: _Known, record: Record, naming: _Naming) -> tuple[dict[str, Any] | None, list[Problem]]:
    title = " ".join(record["title"].split())
    location = " ".join(record["location"].split())
    if not title or not location:
        return None, [_bad(record, f"no {'title' if not title else 'location'}; the row was not taken", "fill it in")]
    identity = naming.of(record["id"], title, location)
    problems: list[Problem] = []
    if "id" in record.stored and re.search(r"\d\.\d", record["id"]):
        problems.append(_bad(record, f"{identity}: the id is a number in the sheet, where 1.10 is 1.1", "format the column as text", warning=True))
    values: dict[str, Any] = {"id": identity, "title": title, "location": location}
    for name, reader in _READERS.items():
        value, note = reader(known, record)
        problems += [_bad(record, f"{identity}: {message}", hint, warning=True) for message, hint in note]
        if value not in ("", None, [], {}):
            values[name] = value
    found, unknown = soc2_controls.criteria(record["criteria"], known.ids)
    problems += [
        _bad(record, f'{identity}: there is no criterion "{word}"; it was left out', known.criteria(word.upper()), warning=True) for word in unknown[:5]
    ]
    if found:
        values["criteria"] = [item.upper() for item in found]
    return values, problems


_Note = list[tuple[str, str]]


class _Known:
    """What rows may name, and hints for what they name wrongly."""

    def __init__(self, work: Work, criteria: Sequence[str]) -> None:
        self.work = work
        self.ids = [item.lower() for item in criteria]
        self.roles = Nearest(item.id for item in work.system.people.roles)
        self.objectives = Nearest(work.baseline.objective_labels)
        self.criteria = Nearest(criteria)


def _owner(known: _Known, record: Record) -> tuple[str, _Note]:
    text = " ".join(record["owner"].split())
    for item in known.work.system.people.roles:
        if text.lower() in (item.id.lower(), item.title.lower(), item.title.partition(" (")[0].lower()):
            return item.id, []
    return "", [(f'"{text}" is no role of people.yaml; the owner was left out', known.roles(text.lower()))] if text else []


def _collected(_known: _Known, record: Record) -> tuple[dt.date | None, _Note]:
    text = record["collected"]
    found = day(text)
    return found, [] if found or not text else [(f'"{text}" is not a day that can be read one way only; it was left out', "write YYYY-MM-DD")]


def _period(_known: _Known, record: Record) -> tuple[dict[str, dt.date], _Note]:
    start, end = day(record["period-start"]), day(record["period-end"])
    if start and end and start <= end:
        return {"start": start, "end": end}, []
    if record["period-start"] or record["period-end"]:
        return {}, [("the period was left out: it needs two days in order", "write YYYY-MM-DD")]
    return {}, []


def _cadence(_known: _Known, record: Record) -> tuple[int | None, _Note]:
    text = record["cadence"].lower().removesuffix("days").strip()
    if text.isdigit() and 1 <= int(text) <= 3650:
        return int(text), []
    if text in _DAYS:
        return _DAYS[text], []
    return None, [(f'"{record["cadence"]}" is no cadence; it was left out', "write a number of days, or monthly, quarterly, annual")] if text else []


def _status(_known: _Known, record: Record) -> tuple[str, _Note]:
    text = record["status"].lower()
    if text in ("", "final", "approved", "complete", "collected", "done", "current"):
        return "final" if text else "", []
    if text in ("draft", "in progress", "pending", "working", "open", "requested"):
        return "draft", []
    return "", [(f'"{record["status"]}" is no status; it was taken as final', "final or draft")]


def _sha256(_known: _Known, record: Record) -> tuple[str, _Note]:
    text = record["sha256"]
    return (text.lower(), []) if _HASH.match(text) else ("", [("the hash is no SHA-256; it was left out", "64 hex digits")] if text else [])


def _objectives(known: _Known, record: Record) -> tuple[list[str], _Note]:
    found: dict[str, None] = {}
    notes = []
    for word in words(record["objectives"]):
        pair = labels.objective(known.work.baseline, word)
        requirement = labels.requirement(known.work.baseline, word)
        if pair:
            found[pair[1].label] = None
        elif requirement:
            found |= {item.label: None for item in requirement.objectives}
        else:
            notes.append((f'"{word}" is no objective; it was left out', known.objectives(word)))
    return list(found), notes


def _note(_known: _Known, record: Record) -> tuple[str, _Note]:
    return " ".join(record["note"].split()), []


_READERS: Mapping[str, Callable[[_Known, Record], tuple[Any, _Note]]] = MappingProxyType({
    "owner": _owner, "sha256": _sha256, "collected": _collected, "period": _period, "cadence": _cadence, "status": _status, "objectives": _objectives, "note": _note,
})  # fmt: skip


def _scalar(value: object) -> str:
    """Days, ids and the like as they are, every other text in quotes."""
    text = str(value)
    return text if isinstance(value, int) or _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _value(value: object) -> str:
    """In one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_scalar(item)}' for name, item in value.items())}}}"
    return f"[{', '.join(_scalar(item) for item in value)}]" if isinstance(value, list) else _scalar(value)


def _says(item: Mapping[str, Any], key: str, new: object) -> bool:
    """Whether an item of the register says the same already; what is absent has the default that docs/reference/files.md gives."""
    old = item.get(key, {"status": "final", "cadence": 365}.get(key))
    return str(old).lower() == new if key == "sha256" else _equal(old, new)


def _equal(old: object, new: object) -> bool:
    """In whatever order and spelling."""
    if isinstance(new, list):
        return isinstance(old, list) and {_label(item) for item in old} == {_label(item) for item in new}
    if isinstance(new, dict):
        return isinstance(old, dict) and {key: str(value) for key, value in old.items()} == {key: str(value) for key, value in new.items()}
    return old is not None and " ".join(str(old).split()) == str(new)


def _label(text: object) -> str:
    return labels.normal_objective(str(text)).casefold()


def _comment(rest: str) -> str:
    """The comment behind a value on its line, with the blanks before it."""
    match = re.match(r"""\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\[[^\]]*\]|\{[^}]*\}|(?:[^\s#]|(?<=\S)#|[ \t]+(?=[^\s#]))*)(\s+#.*)?\Z""", rest)
    return match[1] if match and match[1] else ""


class _Register:
    """The text of evidence.yaml as lines: only those that change are touched."""

    def __init__(self, text: str) -> None:
        self._lines = text.rstrip("\n").split("\n") if text.strip() else ["evidence:"]
        self._document = yaml12.load(text)
        items = self._document.value.get("evidence") if isinstance(self._document.value, dict) else None
        self._items: list[dict[str, Any]] = items if isinstance(items, list) else []
        self._places = {str(item.get("id")): index for index, item in enumerate(self._items)}
        self._starts = frozenset(self._document.lines.values())
        if not self._items:
            self._lines = [_EMPTY.sub(r"evidence:\1", line) for line in self._lines]
            if not any(line.startswith("evidence:") for line in self._lines):
                self._lines.append("evidence:")
        self._edits: list[tuple[int, int, list[str]]] = []
        self._new: list[str] = []
        self._refused: set[str] = set()
        self._heads = frozenset(self._document.lines[f"/evidence/{index}"] for index in range(len(self._items)))
        first = self._lines[self._document.lines["/evidence/0"] - 1] if self._items else "  - "
        self._dash = " " * (len(first) - len(first.lstrip()))

    def refused(self, identity: str) -> bool:
        return identity in self._refused

    def has(self, identity: str) -> bool:
        return identity in self._places

    def update(self, values: Mapping[str, Any]) -> tuple[bool, str, list[str]]:
        """Set keys that differ, and add those that are absent: whether anything changed, why that is not possible, and what went from lists."""
        index = self._places[values["id"]]
        item, pointer = self._items[index], f"/evidence/{index}"
        edits: list[tuple[int, int, list[str]]] = []
        gone: list[str] = []
        for key in (*_SCALARS, *_LISTS, "period"):
            if key not in values or _says(item, key, values[key]):
                continue
            inside = key == "period" and self._document.lines.get(f"{pointer}/period/start", 0) > self._document.lines.get(f"{pointer}/period", 0)
            todo = [(f"{pointer}/period", *pair) for pair in values[key].items()] if inside else [(pointer, key, values[key])]
            for place, name, value in todo:
                edit = self._edit(place, name, value)
                if edit is None:
                    self._refused.add(values["id"])
                    return False, f"evidence.yaml writes {key} in a way that only a person can change", []
                edits.append(edit)
            kept = {_label(text) for text in values[key]} if key in _LISTS else set()
            gone += [str(text) for text in item.get(key) or () if key in _LISTS and _label(text) not in kept]
        self._edits += edits
        return bool(edits), "", gone

    def _edit(self, pointer: str, key: str, value: Any) -> tuple[int, int, list[str]] | None:
        """Lines to replace (from, up to, by what), counted from 0."""
        place = self._document.lines.get(f"{pointer}/{key}")
        if place is None:
            beside = self._document.lines[f"{pointer}/location"]
            match = _KEY.match(self._lines[beside - 1])
            if match is None or match[3] != "location":
                return None
            end = self._end(beside)
            return end, end, [f"{' ' * len(match[1])}{key}: {_value(value)}"]
        match = _KEY.match(self._lines[place - 1])
        if match is None or match[3] != key:
            return None
        end = self._end(place)
        rest = self._lines[place - 1][match.end() :]
        if isinstance(value, list):
            return self._list(place, end, match, rest, value)
        inside = self._lines[place:end]
        if any(line.lstrip().startswith("#") for line in inside) and not rest.strip().startswith(("|", ">")):
            return None
        return place - 1, end, [f"{match[0].rstrip()} {_value(value)}{'' if inside else _comment(rest)}"]

    def _list(self, place: int, end: int, match: re.Match[str], rest: str, value: list[str]) -> tuple[int, int, list[str]] | None:
        """A list in the form it has: on one line, on several in brackets, or one item a line."""
        inside = self._lines[place:end]
        if rest.strip().startswith("["):
            if not inside:
                return place - 1, end, [f"{match[0].rstrip()} {_value(value)}{_comment(rest)}"]
            if any("#" in line for line in (rest, *inside)):
                return None
            indent = " " * len(match[1])
            text = ", ".join(_scalar(item) for item in value) + ","
            wrapped = textwrap.wrap(text, 140, initial_indent=f"{indent}  ", subsequent_indent=f"{indent}  ", break_long_words=False, break_on_hyphens=False)
            return place - 1, end, [f"{match[0].rstrip()} [", *wrapped, f"{indent}]"]
        kept, seen = [], set()
        lead = ""
        wanted = {_label(item) for item in value}
        for line in inside:
            item = _ITEM.match(line)
            if item is None:
                if line.strip() and not line.lstrip().startswith("#"):
                    return None
                kept.append(line)
                continue
            lead = item[1]
            loaded = yaml12.load(line.strip()).value
            name = _label(loaded[0]) if isinstance(loaded, list) and loaded else ""
            if name in wanted:
                kept.append(line)
                seen.add(name)
        if not lead:
            return None
        return place, end, [*kept, *(f"{lead}{_scalar(item)}" for item in value if _label(item) not in seen)]

    def _end(self, line: int) -> int:
        """The last line (from 1) of the value of the key on `line`, without comments and blank lines behind it."""
        column = _KEY.match(self._lines[line - 1])
        assert column is not None
        depth = len(column[1])
        end = line
        for number in range(line + 1, len(self._lines) + 1):
            text = self._lines[number - 1]
            indent = len(text) - len(text.lstrip())
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            if indent < depth or (indent == depth and number in self._starts and not self._in_list(text, number)):
                break
            end = number
        return end

    def _in_list(self, text: str, number: int) -> bool:
        """An item of a list that is not indented deeper than its key."""
        return text.lstrip().startswith("- ") and number not in self._heads

    def add(self, values: Mapping[str, Any]) -> None:
        lead = f"{self._dash}- "
        for key, value in values.items():
            self._new.append(f"{lead}{key}: {_value(value)}")
            lead = f"{self._dash}  "

    def text(self) -> str:
        lines = list(self._lines)
        for start, end, content in sorted(self._edits, key=lambda edit: edit[:2], reverse=True):
            lines[start:end] = content
        return "\n".join([*lines, *self._new]) + "\n"
