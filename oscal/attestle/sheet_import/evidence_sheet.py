"""A list of artifacts read into the evidence register: new items at its end, known ones updated key
by key, comments kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..formats import yaml12
from ..formats.problems import Problem, name_some
from ..formats.register_text import LISTS, Register, says
from ..formats.sheet_columns import Record, Spellings, report_row
from ..model.workspace import Work
from .evidence_rows import KnownNames, Naming, read_evidence_row

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


@dataclass(frozen=True, slots=True)
class EvidenceImported:
    """`text` is the register as it should stand; `items` the number of artifacts that the rows
    name, `placed` of the rows in them.
    """

    text: str
    added: int
    updated: int
    items: int
    placed: int
    problems: tuple[Problem, ...]
    passed_over: int = 0


def read_evidence_sheet(
    work: Work,
    register: str,
    records: Sequence[Record],
    criteria: Sequence[str],
    new_uuid: Callable[[], str],
) -> EvidenceImported:
    """Rows with an id, or a title, of the register update that item, others are added.

    Rows of one artifact that differ only in what it serves, as in a sheet with a row for each
    objective, are one item.
    """
    lines = Register(register)
    naming, known = Naming(work.system.evidence), KnownNames(work, criteria)
    problems: list[Problem] = []
    items: dict[str, dict[str, Any]] = {}
    first: dict[str, Record] = {}
    rows: dict[str, list[Record]] = {}
    passed_over = 0
    for record in records:
        if record.is_total:
            passed_over += 1
            problems.append(
                report_row(
                    record,
                    f'"{record.first[:60]}" is a total; the row was passed over',
                    warning=True,
                )
            )
            continue
        values, wrong = read_evidence_row(known, record, naming)
        problems += wrong
        if values is None:
            continue
        identity = values["id"]
        if identity not in items:
            items[identity], first[identity] = values, record
        elif not _unite(items[identity], values):
            message = (
                f'the item "{identity}" stands in row {first[identity].number} already and says'
                " something else; this row was not taken"
            )
            problems.append(report_row(record, message, "give it an id of its own"))
            continue
        rows.setdefault(identity, []).append(record)
    added = updated = placed = 0
    for identity, values in items.items():
        if lines.has(identity):
            changed, message, gone = lines.update(values)
            problems += [
                report_row(
                    record, f"{identity}: {message}; this row was not taken", "change it by hand"
                )
                for record in rows[identity]
                if message
            ]
            if gone:
                words_ = f"{identity}: {name_some(gone)} not in the sheet and no longer listed"
                problems.append(
                    report_row(first[identity], words_, "put back what still holds", warning=True)
                )
            updated += changed
            placed += 0 if message else len(rows[identity])
        else:
            lines.add({"uuid": new_uuid(), **values})
            added += 1
            placed += len(rows[identity])
    text = lines.text()
    if not _holds(text, items, {identity for identity in items if not lines.refused(identity)}):
        problems += [
            report_row(
                record,
                "evidence.yaml is written in a way that only a person can change; nothing was",
            )
            for record in first.values()
        ]
        return EvidenceImported(register, 0, 0, 0, 0, tuple(problems), passed_over)
    problems.sort(key=lambda item: item.line or 0)
    return EvidenceImported(text, added, updated, len(items), placed, tuple(problems), passed_over)


def _holds(text: str, items: Mapping[str, Mapping[str, Any]], wanted: Collection[str]) -> bool:
    """Read the text back: whatever way the file is written in, it must say now what the rows say."""
    value = yaml12.read_yaml(text).value
    found = value.get("evidence") if isinstance(value, dict) else None
    by_id = (
        {str(item.get("id")): item for item in found if isinstance(item, dict)}
        if isinstance(found, list)
        else {}
    )
    return all(
        identity in by_id
        and all(says(by_id[identity], key, new) for key, new in items[identity].items())
        for identity in wanted
    )


def _unite(item: dict[str, Any], other: Mapping[str, Any]) -> bool:
    """Add what another row says the artifact serves; False if it says anything else that is
    different.
    """
    if any(item.get(key, value) != value for key, value in other.items() if key not in LISTS):
        return False
    for key, value in other.items():
        if key in LISTS:
            item[key] = list(dict.fromkeys([*item.get(key, []), *value]))
        else:
            item.setdefault(key, value)
    return True
