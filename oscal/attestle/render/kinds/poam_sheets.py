"""The plan of action and milestones as sheets: summary, a register for each kind of item, closed
items, milestones, changes of days, requirements that are not met.
"""

from __future__ import annotations

from collections.abc import Callable

from ...assess.poam_entries import ITEM_KINDS, PoamEntry, list_overdue_milestones
from ...assess.system_status import Status
from ...model.milestones import Milestone
from ..document_model import DocumentModel
from ..document_parts import Amount, CellRow, Chapter, DocumentCell, Mark, TextLine
from ..name_lookup import POAM_KINDS
from ..table_cells import NOT_RECORDED, make_register, text_cell
from .poam_summary import build_summary
from .poam_wording import (
    NAME,
    PlanOfAction,
    list_changes,
    read_plan_of_action,
    write_changes,
    write_completion,
    write_evidence,
    write_item_points,
    write_milestones,
    write_name,
    write_open_objectives,
    write_planning,
    write_reasons,
    write_role,
    write_scheduled,
    write_standings,
    write_status,
    write_tickets,
)
from .system_document import make_system_document

# Names of sheets, which are short
_SHEETS = {"poam": "POA&M", "operational": "Operational", "remediation": "Remediation"}
Cell = Callable[[PlanOfAction, PoamEntry], DocumentCell]
# NIST's columns first, in NIST's order
_COLUMNS: tuple[tuple[str, int, Cell], ...] = (
    ("Item", 24, lambda plan, entry: write_name(entry.item, f"item-{entry.item.slug}")),
    ("Weakness or deficiency", 36, lambda plan, entry: text_cell(entry.item.weakness)),
    ("Responsible", 16, lambda plan, entry: write_role(plan.names, entry.item.owner)),
    ("Resources", 20, lambda plan, entry: text_cell(entry.item.resource_estimate, NOT_RECORDED)),
    ("Scheduled completion", 12, lambda plan, entry: write_completion(entry.item)),
    ("Milestones with days", 34, lambda plan, entry: write_milestones(plan, entry.item)),
    ("Changes to milestones", 26, lambda plan, entry: write_changes(entry.item)),
    ("How identified", 22, lambda plan, entry: text_cell(entry.item.how_identified, NOT_RECORDED)),
    ("Status", 12, lambda plan, entry: write_status(plan, entry)),
    ("Objectives", 10, lambda plan, entry: _list_objectives(entry)),
    ("Points", 8, lambda plan, entry: write_item_points(plan, entry.item)),
    ("May stay open on a POA&M (32 CFR 170.21)", 24,
     lambda plan, entry: write_standings(plan, entry.item)),
    ("Systems affected", 16, lambda plan, entry: _list_systems(plan, entry)),
    ("Tickets", 12, lambda plan, entry: write_tickets(entry.item)),
)  # fmt: skip


def build_poam_sheets(status: Status) -> DocumentModel:
    plan = read_plan_of_action(status)
    return make_system_document(
        NAME,
        plan.system,
        plan.names,
        (
            _build_first_sheet(plan),
            *(_build_register(plan, kind) for kind in ITEM_KINDS),
            _build_completion(plan),
            _build_closed(plan),
            _build_milestones(plan),
            _build_changes(plan),
            _build_requirements(plan),
        ),
    )


def _build_first_sheet(plan: PlanOfAction) -> Chapter:
    summary = build_summary(plan)
    name = TextLine(f"{plan.system.characteristics.name}: {NAME}", "label")
    return Chapter(1, "Summary", parts=(name, *summary.parts))


def _write_link(entry: PoamEntry) -> tuple[DocumentCell, DocumentCell]:
    """Title, and the id as a link to the row of the register."""
    item = entry.item
    return text_cell(item.title), (TextLine(item.slug, target=f"item-{item.slug}"),)


def _build_register(plan: PlanOfAction, kind: str) -> Chapter:
    rows = (tuple(write(plan, entry) for _, _, write in _COLUMNS) for entry in plan.list_open(kind))
    return make_register(_SHEETS[kind], [(title, width) for title, width, _ in _COLUMNS], rows)


def _list_objectives(entry: PoamEntry) -> DocumentCell:
    """Each with the word that it is met where it is."""
    return tuple(
        TextLine(label if label in entry.unmet or "[" not in label else f"{label} met")
        for label in entry.item.objectives
    )


def _list_systems(plan: PlanOfAction, entry: PoamEntry) -> DocumentCell:
    names = entry.item.systems_affected
    return tuple(TextLine(plan.names.name_component(slug)) for slug in names) or text_cell(
        "", NOT_RECORDED
    )


def _build_completion(plan: PlanOfAction) -> Chapter:
    """What has to be there before an item may be closed."""
    titles = (
        ("Item", 36),
        ("Id", 24),
        ("Kind", 24),
        ("Required artifact", 54),
        ("Completion criteria", 60),
        ("Identified", 12),
        ("Reviews", 44),
    )
    entries = (entry for kind in ITEM_KINDS for entry in plan.list_open(kind))
    rows = (
        (
            *_write_link(entry),
            text_cell(POAM_KINDS.get(entry.item.kind, entry.item.kind)),
            text_cell(entry.item.required_artifact, NOT_RECORDED),
            text_cell(entry.item.completion_criteria, NOT_RECORDED),
            text_cell(entry.item.identified.isoformat()),
            tuple(
                TextLine(review.progress, lead=review.date.isoformat())
                for review in entry.item.reviews
            )
            or text_cell("", NOT_RECORDED),
        )
        for entry in entries
    )
    return make_register("Completion", titles, rows)


def _build_closed(plan: PlanOfAction) -> Chapter:
    titles = (
        ("Item", 26),
        ("Kind", 18),
        ("Weakness or deficiency", 40),
        ("Objectives", 12),
        ("Responsible", 18),
        ("Scheduled completion", 12),
        ("Completed", 12),
        ("Changes to milestones", 28),
        ("Evidence of completion", 48),
    )
    rows = (
        (
            write_name(entry.item, f"item-{entry.item.slug}"),
            text_cell(POAM_KINDS.get(entry.item.kind, entry.item.kind)),
            text_cell(entry.item.weakness),
            tuple(map(TextLine, entry.item.objectives)),
            write_role(plan.names, entry.item.owner),
            write_completion(entry.item),
            text_cell(
                entry.item.completed.isoformat() if entry.item.completed else "", NOT_RECORDED
            ),
            write_changes(entry.item),
            write_evidence(plan, entry.item.completion_evidence),
        )
        for entry in plan.list_complete()
    )
    return make_register("Closed", titles, rows)


def _build_milestones(plan: PlanOfAction) -> Chapter:
    titles = (
        ("Item", 44),
        ("Id", 24),
        ("Milestone", 60),
        ("Day", 12),
        ("First day", 12),
        ("Completed", 12),
        ("State", 14),
        ("Responsible", 26),
    )
    rows = (
        _milestone(plan, entry, step) for entry in plan.entries for step in entry.item.milestones
    )
    return make_register("Milestones", titles, rows)


def _milestone(plan: PlanOfAction, entry: PoamEntry, step: Milestone) -> CellRow:
    first = step.changes[0].was if step.changes else step.date
    late = step in list_overdue_milestones(entry.item, plan.status.as_of)
    state = (
        Mark("completed", "good")
        if step.completed
        else Mark("overdue", "bad")
        if late
        else Mark("open", "fair")
    )
    return (
        *_write_link(entry),
        text_cell(step.title),
        text_cell(step.date.isoformat()),
        text_cell(first.isoformat()),
        text_cell(step.completed.isoformat() if step.completed else ""),
        (state,),
        text_cell(plan.names.shorten_role(entry.item.owner)),
    )


def _build_changes(plan: PlanOfAction) -> Chapter:
    titles = (
        ("Item", 44),
        ("Id", 24),
        ("What moved", 50),
        ("Was due on", 12),
        ("Changed on", 12),
        ("Why", 70),
    )
    rows = (
        (
            *_write_link(entry),
            text_cell(what),
            text_cell(change.was.isoformat()),
            text_cell(change.date.isoformat()),
            text_cell(change.why, NOT_RECORDED),
        )
        for entry in plan.entries
        for what, change in list_changes(entry.item)
    )
    return make_register("Changes of days", titles, rows)


def _build_requirements(plan: PlanOfAction) -> Chapter:
    titles = (
        ("Requirement", 14),
        ("Title", 34),
        ("Open objectives", 14),
        ("Points", 8),
        ("May stay open", 10),
        ("Why (32 CFR 170.21)", 46),
        ("Why it is open", 44),
        ("Planned by", 44),
        ("Scheduled completion", 13),
    )
    rows = (
        (
            text_cell(item.result.requirement.cmmc_label or item.result.requirement.label),
            text_cell(item.result.requirement.title),
            text_cell(write_open_objectives(item)),
            (Amount(item.points),),
            (Mark("yes", "fair") if item.is_allowed else Mark("no", "bad"),),
            text_cell(item.why),
            text_cell(write_reasons(item)),
            write_planning(plan, item),
            write_scheduled(plan, item),
        )
        for item in plan.standings
    )
    return make_register("Not met", titles, rows)
