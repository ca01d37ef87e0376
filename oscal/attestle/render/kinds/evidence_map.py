"""The evidence map as a document: by objective, by artifact, and what each owner is asked for."""

from __future__ import annotations

from ...assess.evidence_uses import CitedObjective, EvidenceUse
from ...crosswalk.evidence_requests import EvidenceRequest
from ..document_model import DocumentModel
from ..document_parts import (
    CellRow,
    Chapter,
    DocumentCell,
    DocumentPart,
    Grid,
    GridColumn,
    TextLine,
)
from ..requirement_words import write_words
from ..table_cells import text_cell
from .evidence_summary import build_evidence_summary
from .evidence_wording import (
    FINAL_NOTE,
    NAME,
    NAMES_NOTE,
    EvidenceContent,
    EvidencePlan,
    group_labels,
    list_citers,
    name_owner,
    name_request,
    name_state_column,
    number_lines,
    read_evidence_plan,
    suggest_file_name,
    write_artifacts,
    write_criteria,
    write_current,
    write_day,
    write_due,
    write_enough,
    write_folder,
    write_hashes,
    write_kind,
    write_need,
    write_owner,
    write_period,
    write_places,
    write_state,
)
from .system_document import make_system_document


def build_evidence_map(content: EvidenceContent) -> DocumentModel:
    plan = read_evidence_plan(content)
    requests = tuple(_build_requests(plan, owner) for owner in plan.requests)
    return make_system_document(
        NAME,
        plan.system,
        plan.names,
        (
            build_evidence_summary(plan),
            _build_objectives(plan),
            _build_artifacts(plan),
            Chapter(
                1,
                "Requests by owner",
                "requests",
                (TextLine(FINAL_NOTE), TextLine(NAMES_NOTE, "note")),
                requests,
                wide=True,
            ),
        ),
    )


def _build_objectives(plan: EvidencePlan) -> Chapter:
    """A chapter for each family: a table of all objectives is too long to find anything in."""
    columns = (
        GridColumn("Objective", 0.9),
        GridColumn("What must be true", 2.2),
        GridColumn(name_state_column(plan), 1.1),
        GridColumn("Artifacts", 2.2),
        GridColumn("Location", 2.2),
        GridColumn("Owner", 1.1),
        GridColumn("Collected", 0.95),
        GridColumn("Current on the day", 1.2),
    )
    families: dict[str, list[CitedObjective]] = {}
    for entry in plan.cited:
        requirement = entry.result.requirement
        name = f"{requirement.family} {requirement.family_title}"
        families.setdefault(name, []).append(entry)
    chapters = tuple(
        Chapter(
            2, name, parts=(Grid(name, columns, tuple(_objective(plan, item) for item in found)),)
        )
        for name, found in families.items()
    )
    return Chapter(1, "By objective", "objectives", (), chapters, wide=True)


def _objective(plan: EvidencePlan, entry: CitedObjective) -> CellRow:
    items = entry.items
    return (
        (TextLine(entry.label, anchor=f"objective-{entry.label}"),),
        write_words(
            entry.judged.objective.published, " ".join(entry.judged.objective.text.split())
        ),
        write_state(plan, entry),
        write_artifacts(entry),
        write_places(items),
        number_lines([write_owner(plan, item.owner) for item in items]),
        number_lines([write_day(item) for item in items]),
        number_lines([write_current(item, plan) for item in items]),
    )


def _build_artifacts(plan: EvidencePlan) -> Chapter:
    columns = (
        GridColumn("Artifact", 2.2),
        GridColumn("Kind", 0.9),
        GridColumn("Location", 2.2),
        GridColumn("Owner", 1.1),
        GridColumn("Collected", 0.95),
        GridColumn("Due again", 0.95),
        GridColumn("Final or draft", 0.7),
        GridColumn("SHA-256", 1.3),
        GridColumn("Current on the day", 1.2),
        GridColumn("Cited by", 2.4),
    )
    rows = tuple(_artifact(plan, use) for use in plan.uses)
    part: DocumentPart = (
        Grid("Artifacts", columns, rows) if rows else TextLine("No evidence is recorded.", "note")
    )
    return Chapter(1, "By artifact", "artifacts", (part,), wide=True)


def _artifact(plan: EvidencePlan, use: EvidenceUse) -> CellRow:
    item = use.item
    cited: DocumentCell = (
        *text_cell(group_labels(use.objectives), "" if use.is_cited else "nothing"),
        *map(TextLine, list_citers(use)),
    )
    return (
        (
            TextLine(item.title, anchor=f"artifact-{item.id}"),
            TextLine(item.id, "quiet"),
        ),
        text_cell(write_kind(item)),
        write_places((item,)),
        text_cell(write_owner(plan, item.owner)),
        text_cell(write_day(item)),
        text_cell(write_due(item)),
        text_cell(item.status),
        (TextLine(write_hashes(item), "code"),)
        if any(place.sha256 for place in item.places)
        else text_cell(write_hashes(item)),
        text_cell(write_current(item, plan)),
        cited,
    )


def _build_requests(plan: EvidencePlan, owner: str) -> Chapter:
    columns = (
        GridColumn("Artifact", 2.2),
        GridColumn("Needed", 1.2),
        GridColumn("What is enough", 2.0),
        GridColumn("Period", 1.4),
        GridColumn("C3PAO: objectives", 1.6),
        GridColumn("CPA: SOC 2 criteria", 1.2),
        GridColumn("Where to put it", 1.8),
        GridColumn("File name", 1.6),
    )
    name = name_owner(plan, owner)
    rows = tuple(_request(plan, request) for request in plan.requests[owner])
    return Chapter(2, name, f"requests-{owner}", (Grid(f"Requests for {name}", columns, rows),))


def _request(plan: EvidencePlan, request: EvidenceRequest) -> CellRow:
    return (
        name_request(request),
        write_need(request),
        write_enough(request),
        write_period(plan, request),
        text_cell(group_labels(request.objectives), "none"),
        write_criteria(request),
        write_folder(plan, request),
        text_cell(suggest_file_name(request)),
    )
