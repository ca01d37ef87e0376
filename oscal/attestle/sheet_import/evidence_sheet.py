"""A list of artifacts read into the evidence register of a system.

New items stand at its end, known ones are completed key by key, comments are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ..formats import yaml12
from ..formats.register_text import LISTS, Register, has_value, list_dropped
from ..formats.sheet_records import Record
from ..formats.wanted_columns import Spellings
from ..formats.written_things import write_value
from ..lazy_dataclasses import dataclass
from .evidence_cells import KnownNames
from .evidence_rows import EvidenceIds, read_evidence_row
from .evidence_union import PLACES, list_files, unite_values
from .importer import Importer, Placement, SheetRows, SystemTarget
from .role_additions import RoleAdditions, write_or_report
from .row_account import RowAccount
from .sheet_rows import fold_cell
from .typed_values import Difference, TypedValues

COLUMNS: Spellings = MappingProxyType({
    "id": ("Evidence ID", "ID", "Ref", "Reference", "Artifact ID", "Evidence #", "Number"),
    "title": ("Title", "Evidence", "Artifact", "Name", "Description", "Evidence Name", "Document",
              "Evidence Title", "Artifact Name", "Document Name", "Document Title", "Item",
              "Artifact Title", "File Name", "Filename", "Policy Name"),
    "kind": ("Kind", "Evidence Kind", "Evidence Type", "Artifact Type", "Type", "Document Type"),
    "owner": ("Owner", "Who", "Responsible", "Evidence Owner", "Responsible Party", "Artifact Owner",
              "Document Owner", "Uploaded by", "Collected by", "Assigned to", "Assignee", "POC"),
    "location": ("Location", "Link", "URL", "Path", "File", "Where", "Storage", "File Path",
                 "Hyperlink", "Folder", "File Location", "Artifact Location", "Document Link",
                 "Evidence Link", "Files", "File Name", "Filename"),
    "collected": ("Collected", "Collected on", "Date", "Date Collected", "Evidence Date",
                  "Last Collected", "Uploaded", "Uploaded on", "Upload Date", "Date Uploaded",
                  "Last updated", "Last Updated on", "Updated", "Last Modified", "Modified",
                  "Reviewed", "Last Reviewed", "Review Date", "Effective Date", "Collection Date",
                  "Last refreshed", "Refreshed", "Date added", "Added", "Added on", "Created",
                  "Created on", "Date created", "Captured", "Captured on", "Capture date", "As of",
                  "Uploaded at", "Updated at", "Created at", "Date of evidence", "Obtained"),
    "period-start": ("Period start", "From", "Start", "Period From"),
    "period-end": ("Period end", "To", "Until", "End", "Period To"),
    "cadence": ("Cadence", "Cadence (days)", "Renewal", "Frequency", "Refresh", "Review Cycle",
                "Recurrence"),
    "due": ("Renewal date", "Renew by", "Due again", "Next due", "Due date", "Expires", "Expires on",
            "Expiry", "Expiry date", "Expiration", "Expiration date", "Valid until", "Next review",
            "Next review date", "Next update", "Next collection", "Review due", "Renewal due"),
    "status": ("Status", "State", "Final or draft", "Evidence Status", "Document Status",
               "Approval Status", "Approval", "Review Status", "Approval State", "Stage",
               "Lifecycle", "Lifecycle State", "Artifact Status", "Final/Draft", "Draft/Final"),
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

    Rows of one artifact, as in a sheet with a row for each objective or file, are one item; where
    they say different things the worse is taken.
    """
    path = f"{target.folder}/evidence.yaml"
    register = Register(target.find_text(path) or "")
    people = f"{target.folder}/people.yaml"
    roles = RoleAdditions(
        target.work.system.people, people, target.find_text(people) or "", rows.file
    )
    names = KnownNames(target.work, target.list_criteria(), roles, target.get_today())
    account = RowAccount()
    artifacts = _unite_rows(rows.records, names, EvidenceIds(target.work.system.evidence), account)
    _mark_drafts(artifacts, register, names)
    account.tell_notes(names.statuses)
    account.tell_notes(names.notes)
    typed = TypedValues(path, target.may_replace, target.written)
    tally = _put_artifacts(register, artifacts, target, typed, account)
    roles.keep_used({str(item.values.get("owner", "")) for item in artifacts.values()})
    account.problems += roles.report()
    text = register.text()
    writable = [identity for identity in artifacts if not register.refused(identity)]
    if not _says_all(text, artifacts, writable):
        message = "evidence.yaml is written in a way that only a person can change; nothing was"
        for artifact in artifacts.values():
            account.refuse(artifact.records[0], message)
        return Placement(
            0, 0, tuple(account.problems), account.passed_over, fates=account.list_fates()
        )
    texts = {path: text} if tally.added or tally.updated else {}
    if texts:
        texts |= write_or_report(roles, account.problems)
    return Placement(
        len(artifacts),
        tally.placed,
        (*account.problems, *typed.kept),
        account.passed_over,
        (f"{tally.added} items added, {tally.updated} updated",),
        tuple(typed.replaced),
        account.list_fates(typed.kept),
        texts=texts,
    )


def _unite_rows(
    records: Sequence[Record], names: KnownNames, ids: EvidenceIds, account: RowAccount
) -> dict[str, _Artifact]:
    """By id, in the order of the sheet."""
    artifacts: dict[str, _Artifact] = {}
    for record in records:
        if record.is_total or (record.is_caption and not record["title"] + record["location"]):
            account.pass_over(record)
            continue
        values, problems = read_evidence_row(names, record, ids)
        account.problems += problems
        if values is None:
            account.refuse(record)
            continue
        identity = values["id"]
        first = artifacts.setdefault(identity, _Artifact(values, []))
        if fold_cell(first.values["title"]) != fold_cell(values["title"]):
            message = (
                f'the item "{identity}" stands in row {first.records[0].number} already and says'
                " something else; this row was not taken"
            )
            account.refuse(record, message, "give it an id of its own")
            continue
        if first.records:
            account.problems += unite_values(first.values, values, record)
        first.records.append(record)
        account.take(record, identity)
    return artifacts


def _mark_drafts(artifacts: Mapping[str, _Artifact], register: Register, names: KnownNames) -> None:
    """A new item that nobody said to be final is a draft; what rows contradict each other about is
    no key.
    """
    for identity, artifact in artifacts.items():
        artifact.values = {key: value for key, value in artifact.values.items() if value != ""}
        if not register.has(identity) and "status" not in artifact.values:
            artifact.values["status"] = "draft"
            message = "no status: taken as draft, which counts for nothing yet"
            hint = "a column Status in the sheet says which are final, or evidence.yaml does"
            for record in artifact.records:
                names.notes.add(record, message, hint)


def _put_artifacts(
    register: Register,
    artifacts: Mapping[str, _Artifact],
    target: SystemTarget,
    typed: TypedValues,
    account: RowAccount,
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
        refusal, several = _settle_files(item, artifact.values, typed)
        differing = [*several, *_list_differing(item, artifact.values)]
        kept = _list_kept(identity, item, artifact.values, differing, typed)
        standing = {} if typed.may_replace else _list_standing(identity, item, typed)
        kept += _list_unnamed(artifact.values, standing)
        _leave_taken_out(identity, item, artifact, typed)
        artifact.values = _complete_values(artifact.values, kept, standing)
        is_changed, why, removed = (
            (False, refusal, []) if refusal else register.update(artifact.values)
        )
        if why:
            message = f"{identity}: {why}; this row was not taken"
            for record in artifact.records:
                account.refuse(record, message, "change it by hand")
            continue
        number = artifact.records[0].number
        typed.settle(number, identity, differing, kept)
        if removed:
            words = f"{', '.join(removed)} not in the sheet and no longer listed"
            typed.tell(number, f"{identity}: {words}")
        tally.updated += is_changed
        tally.placed += len(artifact.records)
    return tally


def _settle_files(
    item: Mapping[str, Any], values: dict[str, Any], typed: TypedValues
) -> tuple[str, list[Difference]]:
    """Takes the places out of the values where the item or the row has several: why they cannot
    be taken, and how they differ.
    """
    if "locations" not in item and "locations" not in values:
        return "", []
    old, new = list_files(item), list_files(values)
    for key in PLACES:
        values.pop(key, None)
    if all(old.get(place) == text or (place in old and not text) for place, text in new.items()):
        return "", []
    if typed.may_replace:
        return "files of an item in several places are changed by a person only", []
    return "", [Difference("locations", ", ".join(old), ", ".join(new))]


def _list_differing(item: Mapping[str, Any], values: Mapping[str, Any]) -> list[Difference]:
    """Keys of which the register says another thing, but for lists, which can be added to."""
    return [
        Difference(key, write_value(item[key]), write_value(new))
        for key, new in values.items()
        if key not in LISTS and item.get(key) not in (None, "") and not has_value(item, key, new)
    ]


def _list_kept(
    identity: str,
    item: Mapping[str, Any],
    values: Mapping[str, Any],
    differing: Sequence[Difference],
    typed: TypedValues,
) -> list[Difference]:
    """Differences of which the register's text stays. A hash is that of the file at the location:
    without a new one the place stays too.
    """
    kept = [*typed.list_kept(identity, differing, PLACES)]
    if "sha256" in item and "sha256" not in values and not typed.may_replace:
        kept += [one for one in differing if one.name == "location" and one not in kept]
    return kept


def _list_standing(
    identity: str, item: Mapping[str, Any], typed: TypedValues
) -> dict[str, list[str]]:
    """By key of a list what of it in the register an import did not write."""
    return {
        key: [
            one for one in map(str, item.get(key) or ()) if not typed.is_written(identity, key, one)
        ]
        for key in LISTS
    }


def _leave_taken_out(
    identity: str, item: Mapping[str, Any], artifact: _Artifact, typed: TypedValues
) -> None:
    """What somebody took out of a list of the register stays out of it, told."""
    for key in LISTS:
        present, new = list(map(str, item.get(key) or ())), artifact.values.get(key, ())
        out = [one for one in new if one not in present and typed.is_taken_out(identity, key, one)]
        if out:
            typed.tell_taken_out(artifact.records[0].number, identity, key, ", ".join(out))
            artifact.values[key] = [one for one in new if one not in out]


def _list_unnamed(
    values: Mapping[str, Any], standing: Mapping[str, Sequence[str]]
) -> list[Difference]:
    """What somebody put into the lists of the register and those of the sheet have not."""
    return [
        Difference(key, ", ".join(unnamed), "")
        for key, old in standing.items()
        if key in values and (unnamed := list_dropped(old, values[key]))
    ]


def _complete_values(
    values: Mapping[str, Any],
    differing: Sequence[Difference],
    standing: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """What the sheet says where the register says nothing, or what an import wrote; its lists
    behind what stands in those there.
    """
    kept = {difference.name for difference in differing}
    if "location" in kept:
        kept.add("sha256")
    completed = {key: new for key, new in values.items() if key not in kept}
    for key, old in standing.items():
        if key in values:
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
    register="evidence.yaml",
    kinds=MappingProxyType({
        "id": ("code",), "owner": ("mail", "role"), "location": ("url", "place", "file-name"),
        "collected": ("day",), "period-start": ("day",), "period-end": ("day",), "due": ("day",),
        "status": ("evidence-status",), "sha256": ("hash",),
        "objectives": ("objective", "requirement"), "criteria": ("criteria",),
    }),
)  # fmt: skip
