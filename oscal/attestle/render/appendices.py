"""The record of changes and the appendices: exceptions, plan of action, evidence, acronyms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..assess.exceptions import explain_void_exception
from ..assess.system_status import Status
from ..model.system import DocumentedException, EvidenceItem, PoamItem, System
from .names import EXCEPTION_KINDS, POAM_KINDS, Names, title_case
from .parts import Cell, Column, Grid, Part, Prose, Section, Words, words


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the record of changes; `version` is "" where the history names none."""

    date: dt.date
    version: str
    text: str


def record(changes: Sequence[Change]) -> Section:
    columns = (Column("Date", 1.0), Column("Version", 0.8), Column("Change", 5.2))
    rows = tuple(
        (words(item.date.isoformat()), words(item.version), words(item.text)) for item in changes
    )
    none = Words(
        "No history of this plan is at hand: the workspace is not under version control, or no"
        " change has been recorded.",
        "note",
    )
    part: Part = Grid("Record of changes", columns, rows) if rows else none
    return Section(1, "4 Record of Changes", "changes", (part,), fresh=True)


def exceptions(status: Status, names: Names) -> Section:
    parts = [part for item in status.system.exceptions for part in _exception(item, status, names)]
    return Section(
        1,
        "Appendix A Exceptions",
        "exceptions",
        tuple(parts) or (Words("No exception is documented.", "quiet"),),
        fresh=True,
    )


def _exception(item: DocumentedException, status: Status, names: Names) -> list[Part]:
    columns = (
        Column("Kind", 1.2),
        Column("Scope", 1.1),
        Column("Rationale", 2.6),
        Column("Mitigations", 2.6),
        Column("Approved", 1.3),
        Column("Review by", 0.95),
    )
    approved: Cell = tuple(
        Words(text)
        for text in (names.short_role(item.approver), item.date.isoformat() if item.date else "")
        if text
    )
    row = (
        words(EXCEPTION_KINDS.get(item.kind, item.kind)),
        words(", ".join(item.scope)),
        words(item.rationale or "", "none"),
        words(item.mitigations or "", "none"),
        approved or words("", "not approved"),
        words(item.review_date.isoformat() if item.review_date else "", "no date"),
    )
    found: list[Part] = [
        Words(item.title, "label", anchor=f"exception-{item.slug}"),
        Grid(item.title, columns, (row,)),
    ]
    void = explain_void_exception(item, status.system.poam, status.as_of)
    found.append(
        Words(
            f"no: {void}" if void else "yes",
            lead=f"Excuses its scope as of {status.as_of.isoformat()}:",
        )
    )
    if item.implemented_before:
        found.append(Words(item.implemented_before.isoformat(), lead="Implemented before:"))
    if item.operational_item:
        title = next(
            (entry.title for entry in status.system.poam if entry.slug == item.operational_item), ""
        )
        found.append(
            Words(
                title or f"{item.operational_item} (not in the plan of action)",
                lead="Operational plan of action:",
                target=f"poam-{item.operational_item}" if title else "",
            )
        )
    if item.text.strip():
        found.append(Prose(item.text, item.source.path))
    return found


def plan_of_action(system: System, names: Names) -> Section:
    columns = (
        Column("Item", 1.5),
        Column("Kind", 1.1),
        Column("Weakness", 3.0),
        Column("Objectives", 1.0),
        Column("Responsible", 1.1),
        Column("Identified", 0.95),
        Column("Scheduled completion", 1.05),
        Column("Status", 1.0),
    )
    rows = tuple(_poam(item, names) for item in system.poam)
    part: Part = (
        Grid("Plan of action and milestones", columns, rows)
        if rows
        else Words("No item is open or recorded.", "quiet")
    )
    note = Words(
        "Milestones, resources and completion criteria stand in the plan of action and milestones"
        " itself; this is its summary."
    )
    return Section(
        1, "Appendix B Plan of Action Summary", "poam", (note, part), wide=bool(rows), fresh=True
    )


def _poam(item: PoamItem, names: Names) -> tuple[Cell, ...]:
    done = f" {item.completed.isoformat()}" if item.completed else ""
    title: Cell = (Words(item.title, anchor=f"poam-{item.slug}"), Words(item.slug, "quiet"))
    return (
        title,
        words(POAM_KINDS.get(item.kind, item.kind)),
        words(item.weakness),
        words(", ".join(item.objectives)),
        words(names.short_role(item.owner)),
        words(item.identified.isoformat()),
        words(item.scheduled_completion.isoformat()),
        words(title_case(item.status) + done),
    )


def evidence(system: System, names: Names) -> Section:
    columns = (
        Column("Id", 1.3),
        Column("Title", 1.9),
        Column("Owner", 0.95),
        Column("Location", 1.9),
        Column("SHA-256", 1.4),
        Column("Collected", 0.9),
        Column("Serves", 2.8),
    )
    rows = tuple(_item(item, names) for item in system.evidence)
    part: Part = (
        Grid("Evidence index", columns, rows)
        if rows
        else Words("No evidence is registered.", "note")
    )
    return Section(1, "Appendix C Evidence Index", "evidence", (part,), wide=bool(rows), fresh=True)


def _item(item: EvidenceItem, names: Names) -> tuple[Cell, ...]:
    collected = item.collected.isoformat() if item.collected else ""
    day: Cell = (
        *words(collected, "not yet"),
        *((Words("draft", "quiet"),) if item.status != "final" else ()),
    )
    digest: Cell = (Words(item.sha256, "code"),) if item.sha256 else words("", "none")
    serves = ", ".join((*item.objectives, *item.criteria))
    return (
        (Words(item.id, anchor=f"evidence-{item.id}"),),
        words(item.title),
        words(names.short_role(item.owner), "no owner"),
        words(item.location),
        digest,
        day,
        words(serves),
    )


def acronym_list(pairs: Iterable[tuple[str, str]]) -> Section:
    rows = tuple((words(short), words(long)) for short, long in pairs)
    part: Part = (
        Grid("Acronyms", (Column("Acronym", 1.2), Column("Stands for", 5.0)), rows)
        if rows
        else Words("None.", "quiet")
    )
    return Section(1, "Appendix D Acronyms", "acronyms", (part,), fresh=True)
