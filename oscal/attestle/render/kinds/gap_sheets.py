"""The gap analysis as sheets: summary, by requirement, by objective, by SOC 2 control, projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...assess.objectives import RATINGS
from ...crosswalk.gap_analysis import GapReport, ObjectiveGap, RequirementGap
from ...crosswalk.gap_figures import count_objectives, group_open_letters, list_open_work
from ...model.crosswalk_maps import Reuse
from ..document_model import (
    Amount,
    CellRow,
    Chapter,
    DocumentModel,
    Grid,
    GridColumn,
    TextLine,
    text_cell,
)
from ..inserted_parameters import insert_in_document
from .gap_controls import build_control_index
from .gap_glance import build_open_work, build_owners
from .gap_wording import (
    CAUTION,
    EFFORT_NOTE,
    explain_basis,
    explain_limits,
    explain_reach,
    mark_rating,
    mark_reuse,
    name_gap,
    name_item,
    name_owner,
    name_systems,
    split_by_letter,
)
from .status_figures import build_scores

Titles = Sequence[tuple[str, int]]


def build_gap_sheets(report: GapReport) -> DocumentModel:
    document = DocumentModel(
        title=name_gap(report),
        chapters=(
            _summary(report),
            *_list_work_sheets(report),
            _requirements(report),
            _objectives(report),
            build_control_index(report),
            _projects(report),
            _net_new(report),
        ),
        date=report.as_of,
    )
    return insert_in_document(document, report.baseline, report.system)


def _sheet(name: str, titles: Titles, rows: Sequence[CellRow], *lines: TextLine) -> Chapter:
    columns = tuple(GridColumn(title, width=width) for title, width in titles)
    return Chapter(1, name, parts=(*lines, Grid(name, columns, tuple(rows))))


def _summary(report: GapReport) -> Chapter:
    """Both scores and the counts; what is open and by whom has sheets of its own."""
    counts = count_objectives(report)
    rows: list[CellRow] = []
    for rating in RATINGS:
        numbers = [counts[(rating, grade.value)] for grade in Reuse]
        rows.append(((mark_rating(rating),), *((Amount(n),) for n in (*numbers, sum(numbers)))))
    titles = (
        ("Rating of the objective", 30),
        *((f"Reuse: {grade.value}", 16) for grade in Reuse),
        ("All", 10),
    )
    notes = (TextLine(text, "note") for text in (*explain_basis(report), CAUTION, EFFORT_NOTE))
    scores = (build_scores(report.status),) if report.status else ()
    columns = tuple(GridColumn(title, width=width) for title, width in titles)
    ratings = Grid("Objectives by rating and reuse", columns, tuple(rows))
    lines = (TextLine(name_gap(report), "label"), *notes)
    return Chapter(1, "Summary", parts=(*lines, *scores, ratings))


def _list_work_sheets(report: GapReport) -> Iterator[Chapter]:
    """What is open and whose it is; no sheet without a row."""
    if work := list_open_work(report):
        yield Chapter(1, "Open by points", parts=(build_open_work(report, work),))
        yield Chapter(1, "Projects by owner", parts=(build_owners(report),))


def _requirements(report: GapReport) -> Chapter:
    titles = (
        ("Requirement", 12),
        ("Title", 34),
        ("Family", 8),
        ("Points", 8),
        ("Rating", 24),
        (report.baseline.put_term("Depends on CUI scope"), 36),
        ("SOC 2 controls by criterion and reuse", 60),
        ("Graded down because", 46),
        ("Open objectives", 17),
        ("What is open", 80),
    )
    rows = [_requirement(report, item) for item in report.requirements]
    return _sheet("By requirement", titles, rows)


def _requirement(report: GapReport, item: RequirementGap) -> CellRow:
    facts = item.requirement
    reach = explain_reach(item).replace("; ", "\n")
    still = "\n".join(f"{letters} {why}" for letters, why in group_open_letters(item))
    return (
        text_cell(facts.label),
        text_cell(facts.title),
        text_cell(facts.family),
        (Amount(facts.points),),
        (mark_rating(item.rating),),
        text_cell(item.scope_dependent),
        text_cell(reach),
        text_cell(explain_limits(report, item)),
        (Amount(len(item.open_objectives)),),
        text_cell(still),
    )


def _objectives(report: GapReport) -> Chapter:
    titles = (
        ("Objective", 12),
        ("What must be true", 70),
        ("Rating", 24),
        ("Reuse", 12),
        ("Through", 40),
        ("Graded down because", 46),
        ("Current evidence", 36),
        ("Evidence that may serve too", 36),
        ("Open because", 70),
    )
    rows = [_objective(entry) for item in report.requirements for entry in item.objectives]
    return _sheet("By objective", titles, rows)


def _objective(entry: ObjectiveGap) -> CellRow:
    names = dict.fromkeys(
        f"{reach.control.id} ({reach.map.criterion.upper()})" for reach in entry.through
    )
    return (
        text_cell(entry.objective.label),
        text_cell(" ".join(entry.objective.text.split())),
        (mark_rating(entry.rating),),
        (mark_reuse(entry.reuse),),
        text_cell(", ".join(names)),
        text_cell("; ".join(entry.graded_down)),
        text_cell(", ".join(item.id for item in entry.evidence)),
        text_cell(", ".join(item.id for item in entry.candidates)),
        text_cell(entry.open_because),
    )


def _projects(report: GapReport) -> Chapter:
    titles = (
        ("Requirement", 12),
        ("Project", 40),
        ("Owner", 24),
        ("Systems affected", 34),
        ("Required artifact", 50),
        ("Completion criteria", 80),
        ("Effort", 10),
        ("Effort because", 40),
        ("Plan of action", 28),
    )
    rows = [
        tuple(
            map(
                text_cell,
                (
                    item.requirement.label,
                    made.title,
                    name_owner(report, made.owner),
                    name_systems(report, made.systems),
                    made.artifact,
                    "\n".join(split_by_letter(made.completion)),
                    made.effort,
                    made.effort_because,
                    name_item(made),
                ),
            )
        )
        for item in report.requirements
        if (made := item.project)
    ]
    return _sheet("Projects", titles, rows)


def _net_new(report: GapReport) -> Chapter:
    titles = (
        ("Work that no requirement carries", 44),
        ("What", 80),
        ("Source", 30),
        ("What must exist", 60),
    )
    rows = [
        tuple(map(text_cell, (item.title, item.what, item.authority, item.artifact)))
        for item in report.net_new
    ]
    return _sheet("Net-new", titles, rows)
