"""A list of artifacts read into the evidence register of a system.

New items stand at its end, known ones are completed key by key, comments are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..formats import yaml12
from ..formats.problems import Problem
from ..formats.register_text import LISTS, Register, has_value, list_dropped
from ..formats.sheet_columns import Record, Spellings, report_row
from ..formats.sheet_records import report_rows
from .evidence_rows import EvidenceIds, KnownNames, read_evidence_row
from .importer import Importer, Placement, SheetRows, SystemTarget
from .role_additions import RoleAdditions, write_or_report
from .sheet_rows import MOST_QUOTED
from .typed_values import Difference, TypedValues

COLUMNS: Spellings = MappingProxyType({
    "id": ("Evidence ID", "ID", "Ref", "Reference", "Artifact ID", "Evidence #", "Number"),
    "title": ("Title", "Evidence", "Artifact", "Name", "Description", "Evidence Name", "Document",
              "Evidence Title", "Artifact Name", "Document Name", "Document Title", "Item",
              "Artifact Title", "File Name", "Filename", "Policy Name"),
    "kind": ("Kind", "Evidence Kind", "Evidence Type", "Artifact Type", "Type", "Document Type"),
    "owner": ("Owner", "Responsible", "Evidence Owner", "Responsible Party", "Artifact Owner",
              "Document Owner", "Uploaded by", "Collected by", "Assigned to", "Assignee", "POC"),
    "location": ("Location", "Link", "URL", "Path", "File", "Where", "Storage", "File Path",
                 "Hyperlink", "Folder", "File Location", "Artifact Location", "Document Link",
                 "Evidence Link", "Files", "File Name", "Filename"),
    "collected": ("Collected", "Collected on", "Date", "Date Collected", "Evidence Date",
                  "Last Collected", "Uploaded", "Uploaded on", "Upload Date", "Date Uploaded",
                  "Last updated", "Last Updated on", "Updated", "Last Modified", "Modified",
                  "Reviewed", "Last Reviewed", "Review Date", "Effective Date", "Collection Date"),
    "period-start": ("Period start", "From", "Start", "Period From"),
    "period-end": ("Period end", "To", "Until", "End", "Period To"),
    "cadence": ("Cadence", "Cadence (days)", "Renewal", "Frequency", "Refresh", "Review Cycle",
                "Recurrence"),
    "status": ("Status", "State", "Final or draft", "Evidence Status", "Document Status",
               "Approval Status"),
    "sha256": ("SHA-256", "SHA256", "Hash", "Checksum", "SHA-256 Hash", "Hash Value"),
    "algorithm": ("Algorithm", "Hash Algorithm"),
    "objectives": ("Objectives", "Assessment Objectives", "CMMC", "800-171", "Requirements",
                   "Controls", "Practice", "Practices", "CMMC Practice", "Objective", "Requirement",
                   "Control", "NIST 800-171", "Control ID", "Requirement ID", "Practice ID",
                   "Assessment Objective"),
    "criteria": ("Criteria", "TSC", "Trust Services Criteria", "SOC 2 Criteria", "SOC 2",
                 "Framework", "Frameworks"),
    "note": ("Note", "Notes", "Comment", "Comments", "Remarks"),
})  # fmt: skip
# A list of files names only where they are: the log of hashes, a listing of a folder
REQUIRED = ("location",)


@dataclass(slots=True)
class _Artifact:
    """What the rows of one id say together."""

    values: dict[str, Any]
    records: list[Record]


@dataclass(slots=True)
class _Tally:
    added: int = 0
    updated: int = 0
    placed: int = 0


def place_evidence(target: SystemTarget, rows: SheetRows) -> Placement:
    """Rows with an id, or a title, of the register update that item, others are added.

    Rows of one artifact that differ only in what it serves, as in a sheet with a row for each
    objective, are one item.
    """
    path = f"{target.folder}/evidence.yaml"
    register = Register(target.find_text(path) or "")
    people = f"{target.folder}/people.yaml"
    roles = RoleAdditions(
        target.work.system.people, people, target.find_text(people) or "", rows.file
    )
    names = KnownNames(target.work, target.list_criteria(), roles)
    ids = EvidenceIds(target.work.system.evidence)
    problems = [_report_total(record) for record in rows.records if record.is_total]
    passed_over = len(problems)
    artifacts = _unite_rows(rows.records, names, ids, problems)
    problems += names.statuses.report()
    typed = TypedValues(path, target.may_replace)
    tally = _put_artifacts(register, artifacts, target, typed, problems)
    text = register.text()
    roles.keep_used({str(item.values.get("owner", "")) for item in artifacts.values()})
    problems += roles.report()
    texts = {path: text} if tally.added or tally.updated else {}
    if texts:
        texts |= write_or_report(roles, problems)
    writable = [identity for identity in artifacts if not register.refused(identity)]
    made = len(artifacts)
    if not _says_all(text, artifacts, writable):
        message = "evidence.yaml is written in a way that only a person can change; nothing was"
        problems += [report_rows(artifact.records, message) for artifact in artifacts.values()]
        tally, made, typed = _Tally(), 0, TypedValues(path, target.may_replace)
        texts = {}
    return Placement(
        made,
        tally.placed,
        (*problems, *typed.kept),
        passed_over,
        (f"{tally.added} items added, {tally.updated} updated",),
        tuple(typed.replaced),
        texts=texts,
    )


def _report_total(record: Record) -> Problem:
    message = f'"{record.first[:MOST_QUOTED]}" is a total; the row was passed over'
    return report_row(record, message, warning=True)


def _unite_rows(
    records: Sequence[Record], names: KnownNames, ids: EvidenceIds, problems: list[Problem]
) -> dict[str, _Artifact]:
    """By id, in the order of the sheet."""
    artifacts: dict[str, _Artifact] = {}
    for record in records:
        if record.is_total:
            continue
        values, wrong = read_evidence_row(names, record, ids)
        problems += wrong
        if values is None:
            continue
        identity = values["id"]
        artifact = artifacts.get(identity)
        if artifact is None:
            artifacts[identity] = _Artifact(values, [record])
        elif _unite_values(artifact.values, values):
            artifact.records.append(record)
        else:
            message = (
                f'the item "{identity}" stands in row {artifact.records[0].number} already and says'
                " something else; this row was not taken"
            )
            problems.append(report_row(record, message, "give it an id of its own"))
    return artifacts


def _unite_values(values: dict[str, Any], others: Mapping[str, Any]) -> bool:
    """Add what another row says the artifact serves; False if it says anything else that is
    different.
    """
    if any(values.get(key, other) != other for key, other in others.items() if key not in LISTS):
        return False
    for key, other in others.items():
        if key in LISTS:
            values[key] = list(dict.fromkeys([*values.get(key, []), *other]))
        else:
            values.setdefault(key, other)
    return True


def _put_artifacts(
    register: Register,
    artifacts: Mapping[str, _Artifact],
    target: SystemTarget,
    typed: TypedValues,
    problems: list[Problem],
) -> _Tally:
    """The items in the register; what the layout of one does not let in is told at its rows."""
    tally = _Tally()
    for identity, artifact in artifacts.items():
        if not register.has(identity):
            register.add({"uuid": target.new_uuid(), **artifact.values})
            tally.added += 1
            tally.placed += len(artifact.records)
            continue
        item = register.find(identity)
        differing = _list_differing(item, artifact.values)
        if not typed.may_replace:
            differing += _list_unnamed(item, artifact.values)
            artifact.values = _complete_values(item, artifact.values, differing)
        is_changed, refusal, removed = register.update(artifact.values)
        if refusal:
            message = f"{identity}: {refusal}; this row was not taken"
            problems += [
                report_row(record, message, "change it by hand") for record in artifact.records
            ]
            continue
        number = artifact.records[0].number
        typed.settle(number, identity, differing)
        if removed:
            words = f"{', '.join(removed)} not in the sheet and no longer listed"
            typed.tell(number, f"{identity}: {words}")
        tally.updated += is_changed
        tally.placed += len(artifact.records)
    return tally


def _list_differing(item: Mapping[str, Any], values: Mapping[str, Any]) -> list[Difference]:
    """Keys of which the register says another thing, but for lists, which can be added to."""
    return [
        Difference(key, _write_text(item[key]), _write_text(new))
        for key, new in values.items()
        if key not in LISTS and item.get(key) not in (None, "") and not has_value(item, key, new)
    ]


def _write_text(value: Any) -> str:
    """A period as its two days."""
    return " to ".join(map(str, value.values())) if isinstance(value, dict) else str(value)


def _list_unnamed(item: Mapping[str, Any], values: Mapping[str, Any]) -> list[Difference]:
    """What the lists of the register have and those of the sheet have not."""
    return [
        Difference(key, ", ".join(unnamed), "")
        for key in LISTS
        if key in values and (unnamed := list_dropped(item.get(key) or (), values[key]))
    ]


def _complete_values(
    item: Mapping[str, Any], values: Mapping[str, Any], differing: Sequence[Difference]
) -> dict[str, Any]:
    """What the sheet says where the register says nothing; its lists behind those there."""
    kept = {difference.name for difference in differing}
    # a hash is that of the file at the location
    if "location" in kept:
        kept.add("sha256")
    completed = {key: new for key, new in values.items() if key not in kept}
    for key in LISTS:
        if key in values:
            old = item.get(key) or []
            completed[key] = [*old, *list_dropped(values[key], old)]
    return completed


def _says_all(text: str, artifacts: Mapping[str, _Artifact], wanted: Collection[str]) -> bool:
    """Read the text back: whatever its layout, it must say now what the rows say."""
    register = yaml12.read_yaml(text).value
    items = register.get("evidence") if isinstance(register, dict) else None
    if not isinstance(items, list):
        return not wanted
    by_id = {str(item.get("id")): item for item in items if isinstance(item, dict)}
    return all(
        identity in by_id
        and all(
            has_value(by_id[identity], key, new) for key, new in artifacts[identity].values.items()
        )
        for identity in wanted
    )


IMPORTER = Importer(
    "artifacts",
    COLUMNS,
    REQUIRED,
    place_evidence,
    kinds=MappingProxyType({
        "location": ("url", "place", "file-name"), "sha256": ("hash",), "collected": ("day",),
        "objectives": ("objective", "requirement"), "criteria": ("criteria",),
    }),
)  # fmt: skip
