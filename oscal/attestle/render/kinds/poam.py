"""The plan of action and milestones as a document: where it stands, NIST's table for each kind of
item, every item in full, what is closed.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.poam_entries import ITEM_KINDS, PoamEntry, Standing
from ...assess.system_status import Status
from ..document_model import DocumentModel
from ..document_parts import (
    AuthoredProse,
    CellRow,
    Chapter,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    TextLine,
)
from ..name_lookup import POAM_KINDS
from ..requirement_words import choose_words, list_short_words
from ..table_cells import NOT_RECORDED, quiet_cell, text_cell
from .poam_summary import build_summary
from .poam_wording import (
    KIND_NOTES,
    NAME,
    PlanOfAction,
    read_plan_of_action,
    write_changes,
    write_completion,
    write_evidence,
    write_item_points,
    write_milestones,
    write_name,
    write_open_objectives,
    write_planning,
    write_points,
    write_reasons,
    write_requirement,
    write_role,
    write_scheduled,
    write_standings,
    write_status,
    write_tickets,
)
from .system_document import make_system_document


def build_poam(status: Status) -> DocumentModel:
    plan = read_plan_of_action(status)
    chapters = (
        build_summary(plan),
        _build_requirements(plan),
        *(_build_register(plan, kind) for kind in ITEM_KINDS),
        _build_details(plan),
        _build_closed(plan),
    )
    return make_system_document(
        NAME,
        plan.system,
        plan.names,
        chapters,
    )


def _build_requirements(plan: PlanOfAction) -> Chapter:
    columns = (
        GridColumn("Requirement", 2.0),
        GridColumn("Open objectives", 1.0),
        GridColumn("Points", 0.6),
        GridColumn("May stay open on a POA&M (32 CFR 170.21)", 2.6),
        GridColumn("Why it is open", 2.4),
        GridColumn("Planned by", 2.2),
        GridColumn("Scheduled completion", 1.1),
    )
    rows = tuple(_requirement(plan, standing) for standing in plan.standings)
    part: DocumentPart = (
        Grid("Requirements that are not met", columns, rows)
        if rows
        else TextLine("Every requirement counts as met.")
    )
    return Chapter(1, "Requirements that are not met", "unmet", (part,), wide=True)


def _requirement(plan: PlanOfAction, standing: Standing) -> CellRow:
    word = "Yes" if standing.is_allowed else "No"
    return (
        (TextLine(write_requirement(standing.result.requirement)),),
        (TextLine(write_open_objectives(standing)),),
        (TextLine(write_points(standing.points)),),
        (TextLine(standing.why, lead=f"{word}:"),),
        text_cell(write_reasons(standing)),
        write_planning(plan, standing),
        write_scheduled(plan, standing),
    )


def _build_register(plan: PlanOfAction, kind: str) -> Chapter:
    """NIST's table of the open items of a kind."""
    columns = (
        GridColumn("Item", 1.5),
        GridColumn("Weakness or deficiency", 2.3),
        GridColumn("Responsible", 1.1),
        GridColumn("Resources", 1.2),
        GridColumn("Scheduled completion", 1.05),
        GridColumn("Milestones with days", 2.1),
        GridColumn("Changes to milestones", 1.5),
        GridColumn("How identified", 1.3),
        GridColumn("Status", 0.95),
    )
    entries = plan.list_open(kind)
    rows = tuple(_register_row(plan, entry) for entry in entries)
    note = TextLine(plan.names.put_term(KIND_NOTES[kind]), "note")
    part: DocumentPart = (
        Grid(f"{POAM_KINDS[kind]}: open items", columns, rows)
        if rows
        else TextLine("No open item of this kind.", "quiet")
    )
    return Chapter(1, POAM_KINDS[kind], f"register-{kind}", (note, part), wide=True)


def _register_row(plan: PlanOfAction, entry: PoamEntry) -> CellRow:
    item = entry.item
    source = (
        *text_cell(item.how_identified, NOT_RECORDED),
        *quiet_cell(item.identified.isoformat()),
    )
    return (
        write_name(item),
        text_cell(item.weakness),
        write_role(plan.names, item.owner),
        text_cell(item.resource_estimate, NOT_RECORDED),
        write_completion(item),
        write_milestones(plan, item),
        write_changes(item),
        source,
        write_status(plan, entry),
    )


def _build_details(plan: PlanOfAction) -> Chapter:
    items = tuple(
        build_poam_item(plan, entry) for kind in ITEM_KINDS for entry in plan.list_open(kind)
    )
    none = () if items else (TextLine("No item is open.", "quiet"),)
    return Chapter(1, "Open items in full", "items", none, items, fresh=True)


def build_poam_item(plan: PlanOfAction, entry: PoamEntry) -> Chapter:
    item = entry.item
    rows = (
        ("Id", (TextLine(item.slug, "code"),)),
        ("Kind", text_cell(POAM_KINDS.get(item.kind, item.kind))),
        ("Weakness or deficiency", text_cell(item.weakness)),
        ("Objectives", tuple(_list_objectives(plan, entry)) or text_cell("", NOT_RECORDED)),
        ("Points off the score", write_item_points(plan, item)),
        ("On a POA&M (32 CFR 170.21)", write_standings(plan, item)),
        ("Responsible", write_role(plan.names, item.owner)),
        ("Systems affected", _list_systems(plan, entry)),
        ("Resources", text_cell(item.resource_estimate, NOT_RECORDED)),
        ("How identified", text_cell(item.how_identified, NOT_RECORDED)),
        ("Identified", text_cell(item.identified.isoformat())),
        ("Scheduled completion", write_completion(item)),
        ("Required artifact", text_cell(item.required_artifact, NOT_RECORDED)),
        ("Completion criteria", text_cell(item.completion_criteria, NOT_RECORDED)),
        ("Tickets", write_tickets(item)),
        ("Status", write_status(plan, entry)),
    )
    before = (
        (("Implemented before", text_cell(item.implemented_before.isoformat())),)
        if item.implemented_before
        else ()
    )
    parts: list[DocumentPart] = [FactList((*rows, *before)), *_list_tables(plan, entry)]
    if item.text.strip():
        parts.append(AuthoredProse(item.text, item.source.path))
    return Chapter(2, item.title, f"item-{item.slug}", tuple(parts))


def _list_objectives(plan: PlanOfAction, entry: PoamEntry) -> Iterator[TextLine]:
    """What the item is about, in the words of the catalog, and whether it is still open."""
    for label in entry.item.objectives:
        pair = plan.status.baseline.objective_labels.get(label)
        requirement = plan.status.baseline.find_requirement(label)
        text = pair[1].text if pair else requirement.title if requirement else "not in the profile"
        word = "" if label in entry.unmet or requirement else " (met)"
        published = pair[1].published if pair else None
        shown = choose_words(published, " ".join(text.split()))
        yield TextLine(f"{shown}{word}", lead=label)
        yield from list_short_words(published, text)


def _list_systems(plan: PlanOfAction, entry: PoamEntry) -> tuple[TextLine, ...]:
    names = tuple(TextLine(plan.names.name_component(slug)) for slug in entry.item.systems_affected)
    return names or (TextLine(NOT_RECORDED, "quiet"),)


def _list_tables(plan: PlanOfAction, entry: PoamEntry) -> Iterator[DocumentPart]:
    """Milestones with all that moved them, and the reviews."""
    item = entry.item
    yield Grid(
        f"Milestones and changes of {item.title}",
        (GridColumn("Milestones with days", 3.6), GridColumn("Changes to milestones", 3.4)),
        ((write_milestones(plan, item), write_changes(item)),),
    )
    if item.reviews:
        rows = tuple(
            (text_cell(review.date.isoformat()), text_cell(review.progress))
            for review in item.reviews
        )
        columns = (GridColumn("Reviewed", 1.0), GridColumn("Progress", 6.0))
        yield Grid(f"Reviews of {item.title}", columns, rows)


def _build_closed(plan: PlanOfAction) -> Chapter:
    columns = (
        GridColumn("Item", 1.6),
        GridColumn("Weakness or deficiency", 2.3),
        GridColumn("Kind", 1.1),
        GridColumn("Objectives", 0.95),
        GridColumn("Responsible", 1.1),
        GridColumn("Scheduled completion", 1.05),
        GridColumn("Completed", 0.95),
        GridColumn("Changes to milestones", 1.5),
        GridColumn("Evidence of completion", 2.4),
    )
    rows = tuple(_closed_row(plan, entry) for entry in plan.list_complete())
    part: DocumentPart = (
        Grid("Closed items", columns, rows) if rows else TextLine("No item is closed.", "quiet")
    )
    return Chapter(1, "Closed items", "closed", (part,), wide=True)


def _closed_row(plan: PlanOfAction, entry: PoamEntry) -> CellRow:
    item = entry.item
    return (
        write_name(item, f"item-{item.slug}"),
        text_cell(item.weakness),
        text_cell(POAM_KINDS.get(item.kind, item.kind)),
        text_cell(", ".join(item.objectives)),
        write_role(plan.names, item.owner),
        write_completion(item),
        text_cell(item.completed.isoformat() if item.completed else "", NOT_RECORDED),
        write_changes(item),
        write_evidence(plan, item.completion_evidence),
    )
