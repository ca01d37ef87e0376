"""A row of a list of artifacts as keys of the evidence register, with what is wrong about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..formats.problems import Problem
from ..formats.sheet_records import Record, report_row
from ..model.evidence import EvidenceItem
from ..model.evidence_kinds import guess_kind
from .evidence_cells import READERS, KnownNames, Note, read_hashes, read_places
from .sheet_rows import fold_cell

# An id that a spreadsheet program stored as a number lost its last zeros
_DECIMAL = re.compile(r"\d\.\d")
# Signs of a title that make an id
_LONGEST_SLUG = 60
_QUOTED = re.compile(r'"[^"]*"')


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


def read_evidence_row(
    names: KnownNames, record: Record, ids: EvidenceIds
) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The keys of the item that a row names; None if it has no title or location."""
    places = read_places(record)
    title = fold_cell(record["title"]) or _name_file(places[0] if places else "")
    if not title or not places:
        lacking = "location" if title else "title"
        message = f"no {lacking}; the row was not taken"
        return None, [report_row(record, message, "fill it in")]
    identity = ids.choose_id(record["id"], title, " ".join(places))
    hashes, notes = read_hashes(record, places)
    values = {"id": identity, "title": title, **write_places(places, hashes)}
    notes = [*_note_decimal_id(record), *notes]
    for name, read_cell in READERS.items():
        value, cell_notes = read_cell(names, record)
        notes += cell_notes
        # what a row does not say is no key: it would take away what the register says
        if value not in ("", None, [], {}):
            values[name] = value
    notes += _guess_kind(names, values)
    return values, [_report_note(record, identity, note) for note in notes]


def write_places(places: Sequence[str], hashes: Sequence[str]) -> dict[str, Any]:
    """The keys of one place, or of several."""
    files = [
        {"location": place, "sha256": text} if text else {"location": place}
        for place, text in zip(places, hashes, strict=True)
    ]
    return {**files[0]} if len(files) == 1 else {"locations": files}


def _guess_kind(names: KnownNames, values: dict[str, Any]) -> list[Note]:
    """Sets the kind where neither the row nor the register has one and its title tells it."""
    registered = names.work.system.evidence_by_id.get(values["id"])
    kind = guess_kind(values["title"], values.get("location", ""), values.get("cadence"))
    if not kind or values.get("kind") or (registered and registered.kind):
        return []
    values["kind"] = kind
    message = f'kind: {kind} is a guess from "{values["title"]}"'
    return [(message, "correct it in evidence.yaml")]


def _report_note(record: Record, identity: str, note: Note) -> Problem:
    """Of many items that have the same fault one is told."""
    message, hint = note
    topic = _QUOTED.sub("*", message)
    problem = report_row(record, f"{identity}: {message}", hint, warning=True)
    return replace(problem, topic=topic)


def _name_file(location: str) -> str:
    """The name of a file without its folders; "" of an address that ends with none."""
    return re.split(r"[/\\]", location.rstrip("/\\"))[-1] if "." in location else ""


def _note_decimal_id(record: Record) -> list[Note]:
    if "id" in record.stored and _DECIMAL.search(record["id"]):
        message = "the id is a number in the sheet, where 1.10 is 1.1"
        return [(message, "format the column as text")]
    return []
