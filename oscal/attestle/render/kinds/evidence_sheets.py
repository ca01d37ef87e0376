"""The evidence map as sheets: one row for each objective with columns for the assessor, one for
each citation, an index by artifact, and a list of requests for each owner.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...assess.evidence_uses import CitedObjective, EvidenceUse
from ...crosswalk.evidence_requests import EvidenceRequest
from ...model.evidence import EvidenceItem
from ..document_model import DocumentModel
from ..document_parts import CellRow, Chapter, DocumentCell, TextLine
from ..requirement_words import write_words
from ..table_cells import NOT_RECORDED, make_register, make_register_grid, text_cell
from .evidence_summary import build_evidence_summary
from .evidence_wording import (
    FINAL_NOTE,
    NAME,
    NAMES_NOTE,
    EvidenceContent,
    EvidencePlan,
    group_labels,
    list_citers,
    mark_current,
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

# What only an assessor fills in
ASSESSOR_COLUMNS = ("Examine", "Interview", "Test")
Titles = tuple[tuple[str, int], ...]
# In its place stands what the column holds
_STATE = "state"
_OBJECTIVE_TITLES: Titles = (
    ("Requirement", 15),
    ("Objective", 10),
    ("What must be true", 34),
    (_STATE, 15),
    ("Artifacts", 34),
    ("Kind", 13),
    ("Location", 36),
    ("Owner", 16),
    ("Collected", 13),
    ("Due again", 13),
    ("Final or draft", 8),
    ("SHA-256", 22),
    ("Current on the day", 16),
    *((title, 10) for title in ASSESSOR_COLUMNS),
)
_CITATION_TITLES: Titles = (
    ("Objective", 11),
    (_STATE, 18),
    ("Artifact", 40),
    ("Id", 26),
    ("Kind", 14),
    ("Location", 60),
    ("Owner", 22),
    ("Collected", 11),
    ("Due again", 11),
    ("Final or draft", 8),
    ("Current on the day", 24),
)
_ARTIFACT_TITLES: Titles = (
    ("Id", 24),
    ("Artifact", 34),
    ("Kind", 13),
    ("Location", 40),
    ("Owner", 16),
    ("Collected", 11),
    ("Due again", 11),
    ("Covers", 11),
    ("Final or draft", 8),
    ("SHA-256", 22),
    ("Current on the day", 16),
    ("Cited by the answers of", 34),
    ("Cited elsewhere", 22),
    ("SOC 2 criteria", 12),
    ("Note", 24),
)
_REQUEST_TITLES: Titles = (
    ("Artifact", 34),
    ("Kind", 12),
    ("Needed", 16),
    ("What is enough", 36),
    ("Period", 22),
    ("C3PAO: objectives", 28),
    ("CPA: SOC 2 criteria", 22),
    ("Where to put it", 32),
    ("File name", 30),
    ("Brought on", 10),
)


def build_evidence_sheets(content: EvidenceContent) -> DocumentModel:
    plan = read_evidence_plan(content)
    return make_system_document(
        NAME,
        plan.system,
        plan.names,
        (
            _build_first_sheet(plan),
            make_register(
                "By objective",
                _name_state(plan, _OBJECTIVE_TITLES),
                (_objective(plan, entry) for entry in plan.cited),
            ),
            make_register("Citations", _name_state(plan, _CITATION_TITLES), _list_citations(plan)),
            make_register(
                "By artifact", _ARTIFACT_TITLES, (_artifact(plan, use) for use in plan.uses)
            ),
            *(_build_requests(plan, owner) for owner in plan.requests),
        ),
    )


def _build_first_sheet(plan: EvidencePlan) -> Chapter:
    name = TextLine(f"{plan.system.characteristics.name}: {NAME}", "label")
    return Chapter(1, "Summary", parts=(name, *build_evidence_summary(plan).parts))


def _name_state(plan: EvidencePlan, titles: Titles) -> Titles:
    name = name_state_column(plan)
    return tuple((name if title == _STATE else title, width) for title, width in titles)


def _objective(plan: EvidencePlan, entry: CitedObjective) -> CellRow:
    requirement, items = entry.result.requirement, entry.items
    label = TextLine(
        entry.label,
        target=f"citation-{entry.label}" if items or entry.unknown else "",
        anchor=f"objective-{entry.label}",
    )
    empty: tuple[DocumentCell, ...] = ((),) * len(ASSESSOR_COLUMNS)
    return (
        text_cell(requirement.cmmc_label or requirement.label),
        (label,),
        write_words(
            entry.judged.objective.published, " ".join(entry.judged.objective.text.split())
        ),
        write_state(plan, entry),
        write_artifacts(entry),
        number_lines(list(map(write_kind, items))),
        write_places(items),
        number_lines([write_owner(plan, item.owner) for item in items]),
        number_lines(list(map(write_day, items))),
        number_lines(list(map(write_due, items))),
        number_lines([item.status for item in items]),
        number_lines(list(map(write_hashes, items))),
        number_lines([write_current(item, plan) for item in items]),
        *empty,
    )


def _list_citations(plan: EvidencePlan) -> Iterable[CellRow]:
    """A cell holds one link: here each artifact has a row of its own, with its place."""
    for entry in plan.cited:
        first = f"citation-{entry.label}"
        for item in entry.items:
            yield _cite(plan, entry, item, first)
            first = ""
        for key in entry.unknown:
            label = TextLine(entry.label, target=f"objective-{entry.label}", anchor=first)
            name = text_cell("not in the register")
            yield ((label,), write_state(plan, entry), name, text_cell(key), *((),) * 7)
            first = ""


def _cite(plan: EvidencePlan, entry: CitedObjective, item: EvidenceItem, anchor: str) -> CellRow:
    return (
        (TextLine(entry.label, target=f"objective-{entry.label}", anchor=anchor),),
        write_state(plan, entry),
        text_cell(item.title),
        (TextLine(item.id, target=f"artifact-{item.id}"),),
        text_cell(write_kind(item)),
        write_places((item,)),
        text_cell(write_owner(plan, item.owner)),
        text_cell(write_day(item)),
        text_cell(write_due(item)),
        text_cell(item.status),
        mark_current(item, plan),
    )


def _artifact(plan: EvidencePlan, use: EvidenceUse) -> CellRow:
    item = use.item
    covers = (item.period.start.isoformat(), item.period.end.isoformat()) if item.period else ()
    return (
        (TextLine(item.id, anchor=f"artifact-{item.id}"),),
        text_cell(item.title),
        text_cell(write_kind(item)),
        write_places((item,)),
        text_cell(write_owner(plan, item.owner)),
        text_cell(write_day(item)),
        text_cell(write_due(item)),
        tuple(map(TextLine, covers)) or text_cell("", NOT_RECORDED),
        text_cell(item.status),
        text_cell(write_hashes(item)),
        mark_current(item, plan),
        text_cell(group_labels(use.objectives), "nothing"),
        tuple(map(TextLine, list_citers(use))),
        text_cell(", ".join(word.upper() for word in item.criteria), NOT_RECORDED),
        text_cell(item.note or ""),
    )


def _build_requests(plan: EvidencePlan, owner: str) -> Chapter:
    name = name_owner(plan, owner)
    holders = ", ".join(party.name for party in plan.names.list_holders(owner))
    lines = (
        TextLine(f"Requests for {name}{f' ({holders})' if holders else ''}", "label"),
        TextLine(
            f"One list for the C3PAO and the CPA, as of {plan.status.as_of}: bring each artifact"
            " once."
        ),
        TextLine(FINAL_NOTE),
        TextLine(NAMES_NOTE, "note"),
    )
    rows = tuple(
        _request(plan, request, f"requests-{owner}" if number == 0 else "")
        for number, request in enumerate(plan.requests[owner])
    )
    return Chapter(
        1,
        f"Ask {name}" if owner else name,
        parts=(*lines, make_register_grid(name, _REQUEST_TITLES, rows)),
    )


def _request(plan: EvidencePlan, request: EvidenceRequest, anchor: str) -> CellRow:
    first, *rest = name_request(request)
    title = TextLine(first.text, anchor=anchor) if isinstance(first, TextLine) else first
    return (
        (title, *rest),
        text_cell(write_kind(request.item) if request.item else "", NOT_RECORDED),
        write_need(request),
        write_enough(request),
        write_period(plan, request),
        text_cell(group_labels(request.objectives), "none"),
        write_criteria(request),
        write_folder(plan, request),
        text_cell(suggest_file_name(request)),
        (),
    )
