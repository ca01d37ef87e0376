"""The gap analysis as one page: figures, a heat map of all requirements, and under it each
requirement in full.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.objectives import RATINGS
from ...assess.system_status import find_score_rule
from ...crosswalk.gap_figures import EFFORTS, count_by_family, count_objectives
from ...crosswalk.gaps import GapReport, ObjectiveGap, RequirementGap
from ...crosswalk.projects import Project
from ...model.crosswalk_maps import Reuse
from ..document_model import DocumentModel
from ..document_parts import (
    Amount,
    Card,
    CellRow,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    HeatMap,
    Mark,
    SideBySide,
    Span,
    SpanLine,
    TextLine,
)
from ..inserted_parameters import insert_in_document
from ..reason_names import name_gap_reasons
from ..requirement_words import write_words
from ..table_cells import text_cell
from .gap_controls import build_control_index
from .gap_glance import build_bundles, build_glance
from .gap_wording import (
    CAUTION,
    EFFORT_NOTE,
    SHORT_RATINGS,
    explain_basis,
    explain_limits,
    explain_reach,
    mark_rating,
    name_gap,
    name_item,
    name_owner,
    name_systems,
    split_by_letter,
)


def build_gap_page(report: GapReport) -> DocumentModel:
    """The first page, the figures, the map, and each requirement;
    what has nothing open is folded.
    """
    report = name_gap_reasons(report)
    notes = tuple(TextLine(text, "note") for text in (*explain_basis(report), CAUTION))
    chapters = [
        build_glance(report),
        Chapter(1, "Figures", "figures", (SideBySide((_ratings(report), _families(report))),)),
        Chapter(1, "Heat map", "map", (_heat_map(report),)),
        _requirements(report),
    ]
    if bundles := build_bundles(report):
        chapters.insert(1, bundles)
    if report.net_new:
        title = "Work that no requirement carries"
        chapters.append(Chapter(1, title, "net-new", (_net_new(report),)))
    if report.controls:
        chapters.append(build_control_index(report))
    document = DocumentModel(
        title=f"Gap analysis: {name_gap(report)}",
        parts=notes,
        chapters=tuple(chapters),
        date=report.as_of,
        contents=True,
        look="gap",
    )
    return insert_in_document(document, report.baseline, report.system)


def _requirements(report: GapReport) -> Chapter:
    families = []
    for code, title in report.baseline.families:
        mine = [item for item in report.requirements if item.requirement.family == code]
        cards = tuple(_card(report, item) for item in mine)
        families.append(Chapter(2, f"{code} {title}", f"family-{code}", cards))
    title = "Requirement by requirement"
    return Chapter(1, title, "requirements", chapters=tuple(families))


def _ratings(report: GapReport) -> Chapter:
    counts = count_objectives(report)
    columns = (
        GridColumn("Rating"),
        *(GridColumn(name, align="right") for name in (*(grade.value for grade in Reuse), "all")),
    )
    rows: list[CellRow] = []
    for rating in RATINGS:
        numbers = [counts[(rating, grade.value)] for grade in Reuse]
        rows.append(((mark_rating(rating),), *((Amount(n),) for n in (*numbers, sum(numbers)))))
    title = "Objectives by rating and reuse"
    return Chapter(1, title, parts=(Grid(title, columns, tuple(rows), "figures"),))


def _families(report: GapReport) -> Chapter:
    columns = (
        GridColumn("Family"),
        *(GridColumn(name, align="right") for name in ("all", "open", *EFFORTS)),
    )
    rows = tuple(
        (text_cell(name), *((Amount(n),) for n in (number, still, *efforts)))
        for name, number, still, efforts in count_by_family(report)
    )
    title = "Objectives and effort by family"
    parts = (Grid(title, columns, rows, "figures"), TextLine(EFFORT_NOTE, "note"))
    return Chapter(1, title, parts=parts)


def _heat_map(report: GapReport) -> HeatMap:
    rows = tuple(
        (
            f"{code} {title}",
            tuple(_cell(item) for item in report.requirements if item.requirement.family == code),
        )
        for code, title in report.baseline.families
    )
    return HeatMap(tuple(mark_rating(rating) for rating in RATINGS), rows)


def _cell(item: RequirementGap) -> Mark:
    label, rating = item.requirement.label, mark_rating(item.rating)
    number = len(item.open_objectives)
    # in words too: a colour says nothing on paper or to who does not see it
    words = SHORT_RATINGS[item.rating]
    return Mark(
        label,
        rating.shade,
        item.rating,
        note=f"{words}, {number} open" if number else words,
        target=f"r{label}",
        hover=f"{item.requirement.title}: {rating.text}",
    )


def _card(report: GapReport, item: RequirementGap) -> Card:
    facts = item.requirement
    tags: list[Mark | TextLine] = [mark_rating(item.rating)]
    if number := len(item.open_objectives):
        tags.append(TextLine(f"{number} open", "note"))
    if facts.points is not None and find_score_rule(report.baseline):
        tags.append(TextLine(f"{facts.points} point{'s' if facts.points != 1 else ''}", "note"))
    if item.scope_dependent:
        tags.append(
            Mark(report.baseline.put_term("depends on the CUI scope"), "none", "not-applicable")
        )
    return Card(
        f"{facts.label} {facts.title}",
        f"r{facts.label}",
        tuple(tags),
        (
            *(TextLine(text, "note") for text in _notes(report, item)),
            _objectives(item),
            *((_project(report, item.project),) if item.project else ()),
        ),
        folded=not item.open_objectives,
    )


def _notes(report: GapReport, item: RequirementGap) -> Iterator[str]:
    yield f"SOC 2: {explain_reach(item)}"
    if item.scope_dependent:
        yield report.baseline.put_term(f"Depends on the CUI scope: {item.scope_dependent}")
    if reasons := explain_limits(report, item):
        yield f"Graded down: {reasons}"


def _objectives(item: RequirementGap) -> Grid:
    names = ("Objective", "What must be true", "Rating", "Reuse", "What is open")
    columns = tuple(GridColumn(name) for name in names)
    rows = tuple(_objective(entry) for entry in item.objectives)
    return Grid(f"Objectives of {item.requirement.label}", columns, rows, "objectives")


def _objective(entry: ObjectiveGap) -> CellRow:
    reuse: DocumentCell = (TextLine(entry.reuse.value),)
    if entry.graded_down:
        reuse += (TextLine("; ".join(entry.graded_down), "quiet"),)
    return (
        (SpanLine((Span(entry.objective.label, "strong"),)),),
        write_words(entry.objective.published, entry.objective.text),
        (mark_rating(entry.rating),),
        reuse,
        text_cell(entry.open_because or "nothing"),
    )


def _project(report: GapReport, made: Project) -> FactList:
    criteria = tuple(TextLine(text) for text in split_by_letter(made.completion))
    rows: tuple[tuple[str, DocumentCell], ...] = (
        ("Owner", text_cell(name_owner(report, made.owner))),
        ("Systems affected", text_cell(name_systems(report, made.systems))),
        ("Required artifact", text_cell(made.artifact)),
        ("Completion criteria", criteria),
        ("Effort", text_cell(f"{made.effort}: {made.effort_because}")),
        ("Plan of action", text_cell(name_item(made))),
    )
    return FactList(rows)


def _net_new(report: GapReport) -> DocumentPart:
    columns = tuple(GridColumn(name) for name in ("Work", "What", "Source", "What must exist"))
    rows = tuple(
        tuple(map(text_cell, (item.title, item.what, item.authority, item.artifact)))
        for item in report.net_new
    )
    return Grid("Work that no requirement carries", columns, rows, "stack")
