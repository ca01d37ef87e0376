"""A plan of action and milestones, as NIST's table, an export or a tracker has it, into poam/*.md.

The uuid of an item is derived from its number or its words: the same sheet again meets the same
items. A day that the sheet moves leaves the earlier one in the item's history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ..formats.sheet_records import Record
from ..formats.wanted_columns import Spellings
from ..formats.yaml_edit import EditedFrontMatter
from ..formats.yaml_text import write_markdown
from ..model.milestones import Milestone, PoamItem
from ..model.system import derive_id
from .importer import Importer, Placement, SheetRows, SystemTarget
from .milestone_cells import WrittenStep
from .poam_rows import PoamRowReader, WrittenItem, is_owned
from .role_additions import RoleAdditions, write_or_report
from .typed_values import Difference, TypedValues, list_differences

COLUMNS: Spellings = MappingProxyType({
    # figures of our own documents, which name requirements too; nothing of them is taken
    "points": ("Points", "Score", "Weight"),
    "may-stay-open": ("May stay open on a POA&M (32 CFR 170.21)",),
    "id": ("POA&M ID", "POAM ID", "Item #", "Item Number", "Item No", "ID", "No", "#", "Number",
           "POA&M Item ID", "Weakness ID", "Finding ID", "Tracking Number", "Ref"),
    "title": ("Item", "Title", "Item Title", "Weakness Name", "Name", "Finding Title", "Summary",
              "Issue"),
    "weakness": ("Weakness", "Weakness or deficiency", "Weaknesses", "Deficiency",
                 "Weakness Description", "Control Vulnerability Description",
                 "Vulnerability Description", "Finding", "Findings", "Gap", "Description", "Issue",
                 "Problem", "Weakness Detector Description", "Deficiencies"),
    "objectives": ("Objectives", "Objective", "Assessment Objective", "Assessment Objectives",
                   "Objective ID"),
    "requirement": ("Requirement", "Requirements", "Security Control Number",
                    "Security Control Number (NC/NA controls only)", "Control", "Controls",
                    "Control ID", "Control Number", "Practice", "Practice ID", "CMMC Practice",
                    "Security Requirement", "NIST 800-171", "NIST SP 800-171", "800-171 Control",
                    "Requirement ID", "CMMC ID", "Security Controls"),
    "owner": ("Responsible", "Responsible Office/Organization", "Responsible Office",
              "Office/Org", "Office", "Point of Contact", "POC", "Owner", "Responsible Party",
              "Assigned to", "Responsible Entity", "Responsible Person", "Assignee",
              "Weakness Responsible Office"),
    "resources": ("Resources", "Resources Required", "Resource Estimate",
                  "Resource Estimate (funded/unfunded/reallocation)", "Cost", "Estimated Cost",
                  "Budget", "Resource Estimate (hours)", "Effort"),
    "scheduled": ("Scheduled completion", "Scheduled Completion Date", "Due Date", "Target Date",
                  "Planned Completion Date", "Completion Date (scheduled)", "Due", "Deadline",
                  "Planned Finish", "Estimated Completion", "Estimated Completion Date", "ECD"),
    "milestones": ("Milestones", "Milestones with days", "Milestones with Interim Completion Dates",
                   "Milestone with Completion Dates", "Milestones with Completion Dates",
                   "Milestone", "Steps", "Tasks", "Remediation Steps", "Remediation Plan",
                   "Corrective Action", "Action Plan", "Planned Milestones", "Plan"),
    "milestone-dates": ("Milestone Dates", "Milestone Date", "Interim Completion Dates",
                        "Milestone Completion Dates", "Interim Dates"),
    "changes": ("Changes to Milestones", "Milestone Changes", "Change to Milestones"),
    "how-identified": ("How identified", "How was the weakness identified",
                       "Source Identifying Vulnerability", "Source", "Identified by",
                       "Weakness Detector Source", "Detection Source", "Identified in",
                       "How was the weakness identified?"),
    "identified": ("Identified", "Date identified", "Original Detection Date", "Created",
                   "Date Opened", "Opened", "Identified on", "Detection Date", "Date Created"),
    "status": ("Status", "State", "Item Status", "POA&M Status", "Status (Ongoing or Complete)",
               "Status (Open or Closed)", "Ongoing or Complete", "Current Status"),
    "kind": ("Kind", "POA&M Type", "Plan", "Type of item"),
    "completed": ("Completed", "Completion Date", "Actual Completion Date", "Date Completed",
                  "Closed on", "Date Closed", "Closed"),
    "completion-evidence": ("Evidence of completion", "Closure Evidence", "Completion Evidence",
                            "Closing Evidence"),
    "required-artifact": ("Required artifact", "Artifact Required", "Required Evidence"),
    "completion-criteria": ("Completion criteria", "Closure Criteria", "Acceptance Criteria"),
    "systems": ("Systems affected", "Affected Systems", "System", "Asset Identifier",
                "Affected Assets", "Devices Affected", "Components"),
    "tickets": ("Tickets", "Ticket", "Ticket #", "Jira", "Ticket Number", "Issue Key"),
    "severity": ("Severity", "Raw Severity", "Risk Level", "Risk Rating", "Priority",
                 "Residual Risk Level", "Risk", "Original Risk Rating", "Adjusted Risk Rating",
                 "CVSS"),
    "impact": ("Impact", "Impact Description"),
    "mitigations": ("Mitigations", "Mitigation", "Compensating Controls"),
    "plan": ("Overall Remediation Plan", "Recommendation", "Recommendations", "Recommended Action"),
    "note": ("Comments", "Comment", "Notes", "Note", "Remarks"),
})  # fmt: skip
REQUIRED = ("weakness",)
# What of an item a sheet may say otherwise than the file
_TEXTS = ("title", "weakness", "owner", "resource-estimate", "how-identified", "required-artifact",
          "completion-criteria", "scheduled-completion")  # fmt: skip


def place_items(target: SystemTarget, rows: SheetRows) -> Placement:
    """One item for each row that names a requirement; rows below it may add milestones."""
    people = f"{target.folder}/people.yaml"
    roles = RoleAdditions(
        target.work.system.people, people, target.find_text(people) or "", rows.file
    )
    reader = PoamRowReader(target.work, roles, target.get_today(), rows.file)
    items = _read_rows(reader, rows.records)
    writer = _ItemWriter(target, reader)
    for item in items.values():
        writer.put_item(item)
    problems = reader.report_all()
    texts = writer.texts | write_or_report(roles, problems) if writer.texts else {}
    kept = [problem for typed in writer.typed for problem in typed.kept]
    return Placement(
        len(items),
        reader.account.placed,
        (*problems, *kept),
        reader.account.passed_over,
        (f"{writer.added} items opened, {writer.updated} updated",),
        tuple(text for typed in writer.typed for text in typed.replaced),
        reader.account.list_fates(kept),
        texts=texts,
    )


def _read_rows(reader: PoamRowReader, records: Sequence[Record]) -> dict[str, WrittenItem]:
    """By the key of the item."""
    items: dict[str, WrittenItem] = {}
    last: WrittenItem | None = None
    for record in records:
        if record.is_total or (record.is_caption and not record["milestones"]):
            reader.account.pass_over(record)
        elif last is not None and _adds_milestones(record):
            last.steps += reader.read_milestones(record)
            last.records.append(record)
        else:
            last = _put_row(reader, items, record)
        if last is not None and record in last.records:
            reader.account.take(record, last.slug)
    return items


def _adds_milestones(record: Record) -> bool:
    """A row that names no item of its own."""
    says_what = record["weakness"] or record["title"] or record["id"]
    return bool(record["milestones"]) and not says_what


def _put_row(
    reader: PoamRowReader, items: dict[str, WrittenItem], record: Record
) -> WrittenItem | None:
    """The item of the row, with what the row adds to it; None if it has none."""
    read = reader.read_item(record)
    if read is None:
        return None
    item = items.setdefault(read.key, read)
    if is_owned(record):
        item.values.setdefault("owner", reader.read_owner(record))
    if item is not read:
        _unite_items(reader, item, read)
    return item


def _unite_items(reader: PoamRowReader, item: WrittenItem, other: WrittenItem) -> None:
    """What further rows of an item add; an item is open while one of them is."""
    objectives = [*item.values["objectives"], *other.values["objectives"]]
    item.values["objectives"] = list(dict.fromkeys(objectives))
    titles = {step.title for step in item.steps}
    item.steps += [step for step in other.steps if step.title not in titles]
    item.records += other.records
    item.remarks += [text for text in other.remarks if text not in item.remarks]
    differing = [key for key in _TEXTS if item.values.get(key) != other.values.get(key)]
    if other.values["status"] == "ongoing":
        for key in ("completed", "completion-evidence"):
            item.values.pop(key, None)
        item.values["status"] = "ongoing"
    if differing:
        message = "an item that stands above already: its objectives and milestones were added"
        reader.notes.add(
            other.records[0], message, "give it a number of its own if it is another one"
        )


class _ItemWriter:
    """Files of items, new and known, with what was kept of them."""

    def __init__(self, target: SystemTarget, reader: PoamRowReader) -> None:
        self._target, self._reader = target, reader
        system = target.work.system
        self._by_uuid = {item.uuid: item for item in system.poam}
        self._by_slug = {item.slug: item for item in system.poam}
        self._slugs = set(self._by_slug)
        self.texts: dict[str, str] = {}
        self.typed: list[TypedValues] = []
        self.added = self.updated = 0

    def put_item(self, item: WrittenItem) -> None:
        uuid = derive_id(self._target.work.system, "poam-import", item.key)
        known = self._by_uuid.get(uuid) or self._find_named(item)
        if known is not None:
            self._update_item(known, item)
            return
        slug, number = item.slug, 1
        while slug in self._slugs:
            number += 1
            slug = f"{item.slug}-{number}"
        self._slugs.add(slug)
        path = f"{self._target.folder}/poam/{slug}.md"
        self.texts[path] = self._write_new(uuid, item)
        self.added += 1

    def _find_named(self, item: WrittenItem) -> PoamItem | None:
        """The item that our own documents name, or that has both the title and the name."""
        known = self._by_slug.get(item.slug)
        if known is None or item.is_named:
            return known
        if known.title.casefold() != item.values["title"].casefold():
            return None
        return known

    def _write_new(self, uuid: str, item: WrittenItem) -> str:
        values = self._reader.complete_item(item)
        history = [self._write_change(uuid, item, what) for what in ("Scheduled completion",)]
        milestones = [
            self._write_step(uuid, number, step, item, values)
            for number, step in enumerate(item.steps)
        ]
        front = {
            "uuid": uuid,
            **{key: values[key] for key in _ORDER if key in values},
            "scheduled-completion-history": history[0],
            **{key: values[key] for key in _LAST if key in values},
            "milestones": milestones,
        }
        return write_markdown(front, "\n\n".join(item.remarks)).decode()

    def _write_change(self, uuid: str, item: WrittenItem, what: str) -> list[dict[str, Any]]:
        system = self._target.work.system
        return [
            {
                "uuid": derive_id(system, "poam-import", uuid, what, str(change.was)),
                "date": change.date,
                "was": change.was,
                "why": change.why,
            }
            for change in item.changes
            if change.what == what
        ]

    def _write_step(
        self,
        uuid: str,
        number: int,
        step: WrittenStep,
        item: WrittenItem,
        values: Mapping[str, Any],
    ) -> dict[str, Any]:
        """A milestone; without a day it is due with its item."""
        if step.date is None:
            message = "a milestone without a day: due on the day of its item"
            self._reader.notes.add(item.records[0], message, "give each milestone a day of its own")
        keys: dict[str, Any] = {
            "uuid": derive_id(self._target.work.system, "poam-import", uuid, str(number)),
            "title": step.title,
            "date": step.date or values["scheduled-completion"],
        }
        if step.completed and step.completed <= self._target.get_today():
            keys["completed"] = step.completed
        changes = self._write_change(uuid, item, step.title)
        return {**keys, "changes": changes} if changes else keys

    def _update_item(self, known: PoamItem, item: WrittenItem) -> None:
        """What the file lacks is added; a text that differs stays unless the sheet's are wanted."""
        path = known.source.path
        before = self._target.find_text(path) or ""
        edit = EditedFrontMatter(before)
        typed = TypedValues(path, self._target.may_replace, self._target.written)
        self.typed.append(typed)
        old = {key: str(getattr(known, key.replace("-", "_"))) for key in _TEXTS}
        differing = list_differences(
            [(key, old[key], str(item.values[key])) for key in _TEXTS if key in item.values]
        )
        number = item.records[0].number
        kept = typed.list_kept("item", differing)
        typed.settle(number, known.slug, differing, kept)
        taken = [one for one in differing if one not in kept]
        self._replace_texts(edit, known, taken, number)
        more = _list_uncovered(item.values["objectives"], known.objectives)
        edit.extend("", "objectives", more, after="weakness")
        edit.extend("", "tickets", item.values.get("tickets", ()), after="scheduled-completion")
        self._add_steps(edit, known, item)
        self._tell_status(known, item)
        if edit.text() != before:
            self.texts[path] = edit.text()
            self.updated += 1

    def _replace_texts(
        self,
        edit: EditedFrontMatter,
        known: PoamItem,
        differing: Sequence[Difference],
        number: int,
    ) -> None:
        for item in differing:
            if item.name == "scheduled-completion":
                self._add_move(
                    edit, "", "scheduled-completion-history", known.uuid, item.old, number
                )
            edit.put("", item.name, item.new, after="title")

    def _add_move(
        self, edit: EditedFrontMatter, pointer: str, key: str, uuid: str, was: str, number: int
    ) -> None:
        """The earlier day stays in the history."""
        change = {
            "uuid": derive_id(self._target.work.system, "poam-import", uuid, pointer, was),
            "date": self._target.get_today().isoformat(),
            "was": was,
            "why": f"The sheet that was taken over has another day (row {number})",
        }
        edit.append(pointer, key, change)

    def _add_steps(self, edit: EditedFrontMatter, known: PoamItem, item: WrittenItem) -> None:
        """New milestones, and the days of those that are done or have moved."""
        titles = {" ".join(step.title.split()).casefold(): step for step in known.milestones}
        places = {id(step): index for index, step in enumerate(known.milestones)}
        for number, step in enumerate(item.steps):
            there = titles.get(step.title.casefold())
            if there is None:
                keys = self._write_step(
                    known.uuid,
                    number,
                    step,
                    item,
                    {"scheduled-completion": known.scheduled_completion},
                )
                keys.pop("changes", None)
                edit.append("", "milestones", {name: str(value) for name, value in keys.items()})
                continue
            self._update_step(edit, f"/milestones/{places[id(there)]}", there, step, item)

    def _update_step(
        self,
        edit: EditedFrontMatter,
        pointer: str,
        there: Milestone,
        step: WrittenStep,
        item: WrittenItem,
    ) -> None:
        number = item.records[0].number
        if step.completed and there.completed is None:
            edit.put(pointer, "completed", step.completed.isoformat(), after="date")
        pairs = [("date", str(there.date), str(step.date))] if step.date else []
        differing = list_differences(pairs)
        typed, subject = self.typed[-1], f'milestone "{there.title}"'
        kept = typed.list_kept(f"milestone {there.title}", differing)
        typed.settle(number, subject, differing, kept)
        if differing and not kept:
            self._add_move(edit, pointer, "changes", there.uuid, str(there.date), number)
            edit.put(pointer, "date", str(step.date), after="title")

    def _tell_status(self, known: PoamItem, item: WrittenItem) -> None:
        """An item is closed by `poam close`, and opened again by nobody but a person."""
        written = item.values["status"]
        if written != known.status:
            message = f"{known.slug} is {known.status}, and the sheet says {written}; it stays"
            self._reader.notes.add(item.records[0], message, "attestle poam close")


def _list_uncovered(labels: Sequence[str], present: Sequence[str]) -> list[str]:
    """Those that neither stand there nor belong to a requirement that does."""
    return [
        label for label in labels if label not in present and label.partition("[")[0] not in present
    ]


# The keys of a new item, before and behind the history of its day
_ORDER = (
    "title", "kind", "status", "weakness", "objectives", "owner", "systems-affected",
    "resource-estimate", "how-identified", "identified", "required-artifact", "completion-criteria",
    "scheduled-completion",
)  # fmt: skip
_LAST = ("tickets", "completed", "completion-evidence")
IMPORTER = Importer(
    "items",
    COLUMNS,
    REQUIRED,
    place_items,
    register="poam/",
    kinds=MappingProxyType({
        "objectives": ("objective",), "requirement": ("requirement",), "scheduled": ("day",),
        "identified": ("day",), "completed": ("day",), "owner": ("mail", "role"),
    }),
)  # fmt: skip
