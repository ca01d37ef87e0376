"""The gap analysis as one report to read: figures, a table by requirement, projects,
net-new work.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.objectives import RATING_WORDS, RATINGS
from ...crosswalk.gap_figures import EFFORTS, count_by_family, count_objectives, list_open_reasons
from ...crosswalk.gaps import GapReport, RequirementGap
from ...crosswalk.projects import Project
from ...model.crosswalk_maps import NetNew, Reuse
from ..document_model import DocumentModel
from ..document_parts import (
    Bullet,
    Bullets,
    CellRow,
    Chapter,
    DocumentCell,
    Grid,
    GridColumn,
    Span,
    SpanLine,
    TextLine,
)
from ..inserted_parameters import insert_in_document
from ..reason_names import name_gap_reasons
from ..table_cells import text_cell
from .gap_controls import build_control_index
from .gap_glance import build_bundles, build_glance
from .gap_wording import (
    CAUTION,
    EFFORT_NOTE,
    explain_basis,
    explain_limits,
    explain_reach,
    name_gap,
    name_item,
    name_owner,
    name_systems,
    split_by_letter,
)


def build_gap_report(report: GapReport) -> DocumentModel:
    report = name_gap_reasons(report)
    chapters = [
        build_glance(report),
        _figures(report),
        _families(report),
        *_requirements(report),
        _projects(report),
    ]
    if bundles := build_bundles(report):
        chapters.insert(1, bundles)
    if report.net_new:
        items = tuple(_net_new(item) for item in report.net_new)
        title = "Work that no requirement carries"
        chapters.append(Chapter(1, title, "net-new", (Bullets(items),)))
    if report.controls:
        chapters.append(build_control_index(report))
    document = DocumentModel(
        title=f"Gap analysis: {name_gap(report)}",
        parts=(Bullets((*explain_basis(report), CAUTION)),),
        chapters=tuple(chapters),
        date=report.as_of,
        dense=True,
        tail=True,
    )
    return insert_in_document(document, report.baseline, report.system)


def _figures(report: GapReport) -> Chapter:
    counts = count_objectives(report)
    reuses = [grade.value for grade in Reuse]
    columns = (
        GridColumn("Rating", 2.0),
        *(GridColumn(word.capitalize(), align="right") for word in (*reuses, "all")),
    )
    rows = []
    for rating in RATINGS:
        numbers = [counts[(rating, reuse)] for reuse in reuses]
        texts = (RATING_WORDS[rating], *map(str, numbers), str(sum(numbers)))
        rows.append(tuple(text_cell(text) for text in texts))
    title = "Objectives by rating and reuse"
    return Chapter(1, title, "ratings", (Grid(title, columns, tuple(rows)),))


def _families(report: GapReport) -> Chapter:
    names = ("all", "open", *(f"{name} effort" for name in EFFORTS))
    columns = (
        GridColumn("Family", 3.0),
        *(GridColumn(name.capitalize(), align="right") for name in names),
    )
    rows = tuple(
        tuple(text_cell(text) for text in (name, *map(str, (number, still, *efforts))))
        for name, number, still, efforts in count_by_family(report)
    )
    title = "Objectives and effort by family"
    return Chapter(1, title, "families", (Grid(title, columns, rows), TextLine(EFFORT_NOTE)))


def _requirements(report: GapReport) -> Iterator[Chapter]:
    columns = (
        GridColumn("Requirement", 2.0),
        GridColumn("Rating", 1.8),
        GridColumn("SOC 2 controls", 4.0),
        GridColumn("Open objectives", 2.4),
    )
    for code, title in report.baseline.families:
        rows = tuple(
            _requirement(report, item)
            for item in report.requirements
            if item.requirement.family == code
        )
        name = f"{code} {title}"
        yield Chapter(1, name, f"family-{code}", (Grid(name, columns, rows),))


def _requirement(report: GapReport, item: RequirementGap) -> CellRow:
    facts = item.requirement
    name: DocumentCell = (
        TextLine(f"{facts.label} {facts.title}", "label", anchor=f"r{facts.label}"),
    )
    reach: DocumentCell = tuple(TextLine(text) for text in explain_reach(item).split("; "))
    if item.scope_dependent:
        depends = report.baseline.put_term("depends on the CUI scope")
        name += (SpanLine((Span(depends, "emphasis"),)),)
    if reasons := explain_limits(report, item):
        reach += (SpanLine((Span(f"graded down: {reasons}", "emphasis"),)),)
    still = tuple(map(TextLine, list_open_reasons(item)))
    return (name, text_cell(RATING_WORDS[item.rating]), reach, still or text_cell("none"))


def _projects(report: GapReport) -> Chapter:
    """One list per project: seven columns of sentences would be too narrow to read."""
    projects = tuple(
        Chapter(
            2,
            f"{item.requirement.label} {item.requirement.title}",
            f"project-{item.requirement.label}",
            (_project(report, item.project),),
        )
        for item in report.requirements
        if item.project
    )
    return Chapter(1, "Work by requirement", "projects", chapters=projects)


def _project(report: GapReport, made: Project) -> Bullets:
    criteria = Bullets(tuple(split_by_letter(made.completion)))
    return Bullets(
        (
            f"Owner: {name_owner(report, made.owner)}",
            f"Systems affected: {name_systems(report, made.systems)}",
            f"Effort: {made.effort} ({made.effort_because})",
            f"Required artifact: {made.artifact}",
            Bullet((Span("Completion criteria:"),), (criteria,)),
            f"Plan of action: {name_item(made)}",
        )
    )


def _net_new(item: NetNew) -> Bullet:
    return Bullet(
        (
            Span(item.title, "strong"),
            Span(f" ({item.authority}). {item.what} "),
            Span("What must exist:", "emphasis"),
            Span(f" {item.artifact}"),
        )
    )
