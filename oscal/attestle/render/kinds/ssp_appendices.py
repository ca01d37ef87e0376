"""The appendices: exceptions, plan of action, evidence, acronyms."""

from __future__ import annotations

from collections.abc import Iterable

from ...assess.exceptions import explain_void_exception
from ...assess.system_status import Status
from ...model.system import DocumentedException, EvidenceItem, PoamItem, System
from ..document_model import (
    NOT_RECORDED,
    AuthoredProse,
    Chapter,
    DocumentCell,
    DocumentPart,
    Grid,
    GridColumn,
    TextLine,
    text_cell,
)
from ..name_lookup import EXCEPTION_KINDS, POAM_KINDS, NameLookup, write_title


def build_exceptions(status: Status, names: NameLookup) -> Chapter:
    parts = [part for item in status.system.exceptions for part in _exception(item, status, names)]
    return Chapter(
        1,
        "Appendix A Exceptions",
        "exceptions",
        tuple(parts) or (TextLine("No exception is recorded.", "quiet"),),
        fresh=True,
    )


def _exception(item: DocumentedException, status: Status, names: NameLookup) -> list[DocumentPart]:
    columns = (
        GridColumn("Kind", 1.2),
        GridColumn("Scope", 1.1),
        GridColumn("Rationale", 2.6),
        GridColumn("Mitigations", 2.6),
        GridColumn("Approved", 1.3),
        GridColumn("Review by", 0.95),
    )
    row = (
        text_cell(EXCEPTION_KINDS.get(item.kind, item.kind)),
        text_cell(", ".join(item.scope)),
        text_cell(item.rationale or "", NOT_RECORDED),
        text_cell(item.mitigations or "", NOT_RECORDED),
        _approval(item, names),
        text_cell(item.review_date.isoformat() if item.review_date else "", NOT_RECORDED),
    )
    found: list[DocumentPart] = [
        TextLine(item.title, "label", anchor=f"exception-{item.slug}"),
        Grid(item.title, columns, (row,)),
    ]
    void = explain_void_exception(item, status.system.poam, status.as_of)
    found.append(
        TextLine(
            f"no: {void}" if void else "yes",
            lead=f"Excuses its scope as of {status.as_of.isoformat()}:",
        )
    )
    if item.implemented_before:
        found.append(TextLine(item.implemented_before.isoformat(), lead="Implemented before:"))
    if item.limited_subset:
        found.append(TextLine(item.limited_subset, lead="Limited subset:"))
    if item.operational_item:
        found.append(_operational_item(item.operational_item, status.system))
    if item.text.strip():
        found.append(AuthoredProse(item.text, item.source.path))
    return found


def _approval(item: DocumentedException, names: NameLookup) -> DocumentCell:
    day = item.date.isoformat() if item.date else ""
    texts = (names.shorten_role(item.approver), day)
    lines = tuple(TextLine(text) for text in texts if text)
    return lines or text_cell("", NOT_RECORDED)


def _operational_item(slug: str, system: System) -> TextLine:
    lead = "Operational plan of action:"
    title = next((entry.title for entry in system.poam if entry.slug == slug), "")
    if not title:
        return TextLine(f"{slug} (not in the plan of action)", lead=lead)
    return TextLine(title, lead=lead, target=f"poam-{slug}")


def build_plan_of_action(system: System, names: NameLookup) -> Chapter:
    columns = (
        GridColumn("Item", 1.5),
        GridColumn("Kind", 1.1),
        GridColumn("Weakness", 3.0),
        GridColumn("Objectives", 1.0),
        GridColumn("Responsible", 1.1),
        GridColumn("Identified", 0.95),
        GridColumn("Scheduled completion", 1.05),
        GridColumn("Status", 1.0),
    )
    rows = tuple(_poam(item, names) for item in system.poam)
    part: DocumentPart = (
        Grid("Plan of action and milestones", columns, rows)
        if rows
        else TextLine("No item is recorded.", "quiet")
    )
    note = TextLine(
        "Milestones, resources and completion criteria stand in the plan of action and milestones"
        " itself; this is its summary."
    )
    return Chapter(
        1, "Appendix B Plan of Action Summary", "poam", (note, part), wide=bool(rows), fresh=True
    )


def _poam(item: PoamItem, names: NameLookup) -> tuple[DocumentCell, ...]:
    done = f" {item.completed.isoformat()}" if item.completed else ""
    title: DocumentCell = (
        TextLine(item.title, anchor=f"poam-{item.slug}"),
        TextLine(item.slug, "quiet"),
    )
    return (
        title,
        text_cell(POAM_KINDS.get(item.kind, item.kind)),
        text_cell(item.weakness),
        text_cell(", ".join(item.objectives)),
        text_cell(names.shorten_role(item.owner)),
        text_cell(item.identified.isoformat()),
        text_cell(item.scheduled_completion.isoformat()),
        text_cell(write_title(item.status) + done),
    )


def build_evidence(system: System, names: NameLookup) -> Chapter:
    columns = (
        GridColumn("Id", 1.3),
        GridColumn("Title", 1.9),
        GridColumn("Owner", 0.95),
        GridColumn("Location", 1.9),
        GridColumn("SHA-256", 1.4),
        GridColumn("Collected", 0.9),
        GridColumn("Serves", 2.8),
    )
    rows = tuple(_item(item, names) for item in system.evidence)
    part: DocumentPart = (
        Grid("Evidence index", columns, rows)
        if rows
        else TextLine("No evidence is recorded.", "note")
    )
    return Chapter(1, "Appendix C Evidence Index", "evidence", (part,), wide=bool(rows), fresh=True)


def _item(item: EvidenceItem, names: NameLookup) -> tuple[DocumentCell, ...]:
    collected = item.collected.isoformat() if item.collected else ""
    day: DocumentCell = (
        *text_cell(collected, NOT_RECORDED),
        *((TextLine("draft", "quiet"),) if item.status != "final" else ()),
    )
    digest: DocumentCell = (
        (TextLine(item.sha256, "code"),) if item.sha256 else text_cell("", NOT_RECORDED)
    )
    serves = ", ".join((*item.objectives, *item.criteria))
    return (
        (TextLine(item.id, anchor=f"evidence-{item.id}"),),
        text_cell(item.title),
        text_cell(names.shorten_role(item.owner), NOT_RECORDED),
        text_cell(item.location),
        digest,
        day,
        text_cell(serves),
    )


def build_acronyms(pairs: Iterable[tuple[str, str]]) -> Chapter:
    rows = tuple((text_cell(short), text_cell(long)) for short, long in pairs)
    part: DocumentPart = (
        Grid("Acronyms", (GridColumn("Acronym", 1.2), GridColumn("Stands for", 5.0)), rows)
        if rows
        else TextLine("No acronym that is explained here occurs.", "quiet")
    )
    return Chapter(1, "Appendix D Acronyms", "acronyms", (part,), fresh=True)
