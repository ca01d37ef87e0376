"""The appendices: exceptions, plan of action, acronyms."""

from __future__ import annotations

from collections.abc import Iterable

from ...assess.exceptions import explain_void_exception
from ...assess.system_status import Status
from ...model.documented_exceptions import DocumentedException
from ...model.milestones import PoamItem
from ...model.system import System
from ..document_parts import (
    AuthoredProse,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    TextLine,
)
from ..name_lookup import EXCEPTION_KINDS, POAM_KINDS, NameLookup, write_title
from ..table_cells import NOT_RECORDED, day_cell, text_cell
from .ssp_links import link_labels


def build_exceptions(status: Status, names: NameLookup) -> Chapter:
    chapters = tuple(
        _exception(item, f"A.{place}", status, names)
        for place, item in enumerate(status.system.exceptions, 1)
    )
    parts = () if chapters else (TextLine("No exception is recorded.", "quiet"),)
    return Chapter(1, "Appendix A Exceptions", "exceptions", parts, chapters, fresh=True)


def _exception(
    item: DocumentedException, number: str, status: Status, names: NameLookup
) -> Chapter:
    void = explain_void_exception(item, status.system.poam, status.as_of)
    rows: list[tuple[str, DocumentCell]] = [
        ("Kind", text_cell(EXCEPTION_KINDS.get(item.kind, item.kind))),
        ("Scope", link_labels(item.scope, status.baseline)),
        ("Rationale", text_cell(item.rationale or "", NOT_RECORDED)),
        ("Mitigations", text_cell(item.mitigations or "", NOT_RECORDED)),
        ("Approved by", _approval(item, names)),
        ("Review by", day_cell(item.review_date)),
    ]
    if item.implemented_before:
        rows.append(("Implemented before", day_cell(item.implemented_before)))
    if item.limited_subset:
        rows.append(("Limited subset", text_cell(item.limited_subset)))
    parts: list[DocumentPart] = [
        FactList(tuple(rows), caption=f"Exception: {item.title}"),
        TextLine(
            f"no: {void}" if void else "yes; what it covers counts as met",
            lead=f"In force on {status.as_of.isoformat()}:",
        ),
    ]
    if item.operational_item:
        parts.append(_operational_item(item.operational_item, status.system))
    if item.text.strip():
        parts.append(AuthoredProse(item.text, item.source.path))
    return Chapter(2, f"{number} {item.title}", f"exception-{item.slug}", tuple(parts))


def _approval(item: DocumentedException, names: NameLookup) -> DocumentCell:
    day = item.date.isoformat() if item.date else ""
    return text_cell(", ".join(filter(None, (names.find_role(item.approver), day))), NOT_RECORDED)


def _operational_item(slug: str, system: System) -> TextLine:
    lead = "Operational plan of action:"
    title = next((entry.title for entry in system.poam if entry.slug == slug), "")
    if not title:
        return TextLine(f"{slug} (not in the plan of action)", lead=lead)
    return TextLine(title, lead=lead, target=f"poam-{slug}")


def build_plan_of_action(status: Status, names: NameLookup) -> Chapter:
    columns = (
        GridColumn("Item", 1.7),
        GridColumn("Kind", 1.1),
        GridColumn("Weakness", 3.4),
        GridColumn("Objectives", 1.7),
        GridColumn("Responsible", 1.0),
        GridColumn("Identified", 0.9),
        GridColumn("Scheduled completion", 1.0),
        GridColumn("Status", 0.9),
    )
    rows = tuple(_poam(item, status, names) for item in status.system.poam)
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


def _poam(item: PoamItem, status: Status, names: NameLookup) -> tuple[DocumentCell, ...]:
    done = f" {item.completed.isoformat()}" if item.completed else ""
    return (
        (TextLine(item.title, anchor=f"poam-{item.slug}"),),
        text_cell(POAM_KINDS.get(item.kind, item.kind)),
        text_cell(item.weakness),
        link_labels(item.objectives, status.baseline),
        text_cell(names.shorten_role(item.owner)),
        text_cell(item.identified.isoformat()),
        text_cell(item.scheduled_completion.isoformat()),
        text_cell(write_title(item.status) + done),
    )


def build_acronyms(pairs: Iterable[tuple[str, str]]) -> Chapter:
    rows = tuple((text_cell(short), text_cell(long)) for short, long in pairs)
    part: DocumentPart = (
        Grid("Acronyms", (GridColumn("Acronym", 1.2), GridColumn("Stands for", 5.0)), rows)
        if rows
        else TextLine("No acronym that is explained here occurs.", "quiet")
    )
    return Chapter(1, "Appendix D Acronyms", "acronyms", (part,), fresh=True)
