"""The gap analysis as sheets: summary, heat map, what is open, projects by owner, requirements,
objectives, what these rest on, SOC 2 controls, projects. Links lead from each to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...crosswalk.gap_figures import (
    OpenWork,
    count_projects_by_owner,
    group_open_letters,
    list_open_work,
)
from ...crosswalk.gaps import GapReport, ObjectiveGap, RequirementGap
from ...crosswalk.project_bundles import BundledProject, bundle_projects
from ...crosswalk.projects import Project
from ...model.counted_names import count_things
from ...model.evidence import EvidenceItem
from ..document_model import DocumentModel
from ..document_parts import Amount, CellRow, Chapter, DocumentCell, Grid, TextLine
from ..inserted_parameters import insert_in_document
from ..reason_names import name_gap_reasons
from ..requirement_words import write_words
from ..table_cells import REGISTER, make_register, text_cell
from .gap_budget import build_budget, build_timeline
from .gap_controls import build_control_index
from .gap_glance import build_open_work
from .gap_sources import (
    build_reach_sheet,
    find_artifact_target,
    find_citation_target,
    find_reach_target,
    group_ways,
    list_evidence_sheets,
)
from .gap_summary import build_gap_summary, build_heat_sheet
from .gap_wording import (
    explain_limits,
    explain_reach,
    mark_rating,
    mark_reuse,
    name_control,
    name_gap,
    name_item,
    name_owner,
    name_systems,
    split_by_letter,
)

# Letters: the sheet of controls fits a page with them
_CONTROL_WIDTHS = (14, 34, 16, 24, 14, 30, 50, 56)


def build_gap_sheets(report: GapReport) -> DocumentModel:
    report = name_gap_reasons(report)
    document = DocumentModel(
        title=name_gap(report),
        chapters=(
            build_gap_summary(report),
            build_heat_sheet(report),
            *_list_project_sheets(report),
            *_list_work_sheets(report),
            _requirements(report),
            _objectives(report),
            *list_evidence_sheets(report),
            build_reach_sheet(report),
            _controls(report),
            _projects(report),
            _net_new(report),
        ),
        date=report.as_of,
    )
    return insert_in_document(document, report.baseline, report.system)


def _list_project_sheets(report: GapReport) -> Iterator[Chapter]:
    """The pieces of work, what they cost and when; none where nothing is open."""
    if projects := bundle_projects(report):
        yield _bundles(report, projects)
        yield build_budget(report, projects)
        yield build_timeline(report, projects)


def _bundles(report: GapReport, projects: list[BundledProject]) -> Chapter:
    titles = (
        ("Order", 7),
        ("Project", 30),
        ("Points", 8),
        ("Open objectives", 11),
        ("Objectives", 26),
        ("Owner", 24),
        ("Systems affected", 26),
        ("Required artifact", 44),
        ("Completion criteria", 76),
        ("Effort", 9),
        ("Effort because", 18),
        ("Category", 14),
        ("Waits for", 18),
        ("Plan of action", 20),
    )
    names = {item.id: item.title for item in projects}
    rows = [
        (
            (Amount(item.order),),
            text_cell(item.title),
            (TextLine("score"),)
            if item.opens_score and not item.points
            else (Amount(item.points),),
            (Amount(len(item.objectives)),),
            text_cell(", ".join(entry.objective.label for entry in item.objectives)),
            text_cell(name_owner(report, item.owner)),
            text_cell(name_systems(report, item.systems)),
            text_cell(item.artifact),
            text_cell("\n".join(split_by_letter(item.completion))),
            text_cell(item.effort),
            text_cell(item.effort_because),
            text_cell(item.budget),
            text_cell(", ".join(names[name] for name in item.after)),
            text_cell(", ".join(item.poam) or "no item yet"),
        )
        for item in projects
    ]
    return make_register("Projects", titles, rows)


def _list_work_sheets(report: GapReport) -> Iterator[Chapter]:
    """What is open and whose it is; no sheet without a row."""
    if work := list_open_work(report):
        grid = replace(build_open_work(report, work), look=REGISTER)
        yield Chapter(1, "Open by points", parts=(grid,))
        yield _owners(report, work)


def _owners(report: GapReport, work: list[OpenWork]) -> Chapter:
    """A row for each project, who has most to do first."""
    titles = (
        ("Owner", 34),
        ("Project", 44),
        ("Effort", 10),
        ("Points", 14),
        ("Open objectives", 12),
        ("Systems affected", 40),
        ("Plan of action", 50),
    )
    points = {item.gap.requirement.label: item.points for item in work}
    rows = [
        (
            text_cell(name_owner(report, owner)),
            (TextLine(made.title, target=_find_project_target(item)),),
            text_cell(made.effort),
            (Amount(points[item.requirement.label]),),
            (Amount(len(item.open_objectives)),),
            text_cell(name_systems(report, made.systems)),
            text_cell(name_item(made)),
        )
        for owner, gaps in count_projects_by_owner(report)
        for item in gaps
        if (made := item.project)
    ]
    return make_register("Work by owner", titles, rows)


def _find_project_target(item: RequirementGap) -> str:
    return f"project-{item.requirement.label}"


def _link_requirement(item: RequirementGap, anchor: str = "") -> DocumentCell:
    label = item.requirement.label
    return (TextLine(label, target=f"r{label}", anchor=anchor),)


def _requirements(report: GapReport) -> Chapter:
    titles = (
        ("Requirement", 13),
        ("Title", 28),
        ("Family", 18),
        ("Points", 8),
        ("Rating", 17),
        (report.baseline.put_term("Depends on CUI scope"), 24),
        ("SOC 2 controls by criterion and reuse", 34),
        ("SOC 2 reach", 9),
        ("Graded down because", 24),
        ("Open objectives", 11),
        ("What is open", 44),
        ("Project", 11),
    )
    families = dict(report.baseline.families)
    rows = [
        _requirement(report, item, families.get(item.requirement.family, ""))
        for item in report.requirements
    ]
    return make_register("By requirement", titles, rows)


def _requirement(report: GapReport, item: RequirementGap, family: str) -> CellRow:
    """The label leads to its objectives, the number of ways to them, the effort to the project.

    Links are short: some programs write each on one line.
    """
    facts = item.requirement
    reach = explain_reach(item).replace("; ", "\n")
    still = "\n".join(f"{letters} {why}" for letters, why in group_open_letters(item))
    first = item.objectives[0].objective.label if item.objectives else ""
    made = item.project
    return (
        (TextLine(facts.label, target=f"objective-{first}", anchor=f"r{facts.label}"),),
        text_cell(facts.title),
        text_cell(f"{facts.family} {family}".strip()),
        (Amount(facts.points),),
        (mark_rating(item.rating),),
        text_cell(item.scope_dependent),
        text_cell(reach),
        (TextLine(count_things(len(group_ways(item)), "way"), target=find_reach_target(item)),),
        text_cell(explain_limits(report, item)),
        (Amount(len(item.open_objectives)),),
        text_cell(still),
        (TextLine(made.effort, target=_find_project_target(item)),) if made else (),
    )


def _objectives(report: GapReport) -> Chapter:
    titles = (
        ("Requirement", 13),
        ("Objective", 11),
        ("What must be true", 40),
        ("Rating", 17),
        ("Reuse", 11),
        ("SOC 2 criteria", 14),
        ("SOC 2 controls that fit", 36),
        ("Graded down because", 24),
        ("Evidence", 10),
        ("Current evidence", 34),
        ("Evidence that may serve too", 22),
        ("Open because", 36),
    )
    rows = [_objective(item, entry) for item in report.requirements for entry in item.objectives]
    return make_register("By objective", titles, rows)


def _objective(item: RequirementGap, entry: ObjectiveGap) -> CellRow:
    label = entry.objective.label
    criteria = dict.fromkeys(reach.map.criterion.upper() for reach in entry.through)
    return (
        _link_requirement(item),
        (TextLine(label, anchor=f"objective-{label}"),),
        write_words(entry.objective.published, " ".join(entry.objective.text.split())),
        (mark_rating(entry.rating),),
        (mark_reuse(entry.reuse),),
        text_cell(", ".join(criteria)),
        tuple(TextLine(f"{name_control(one)} ({one.why})") for one in entry.controls),
        text_cell("; ".join(entry.graded_down)),
        _link_number(len(entry.cited), "item", find_citation_target(entry)),
        tuple(map(_name_artifact, entry.evidence)),
        _write_candidates(entry),
        text_cell(entry.open_because),
    )


def _link_number(number: int, word: str, target: str) -> DocumentCell:
    return (TextLine(count_things(number, word), target=target),) if number else ()


def _name_artifact(item: EvidenceItem) -> TextLine:
    return TextLine(f"{item.title} ({item.id})")


def _write_candidates(entry: ObjectiveGap) -> DocumentCell:
    """By name where something is open; else who looks for them finds them by artifact."""
    found = entry.candidates
    if entry.is_open:
        return tuple(map(_name_artifact, found))
    return _link_number(len(found), "artifact", find_artifact_target(found[0]) if found else "")


def _controls(report: GapReport) -> Chapter:
    """The index of the report, as a register."""
    chapter = build_control_index(report)
    [grid] = (part for part in chapter.parts if isinstance(part, Grid))
    columns = tuple(
        replace(column, width=width)
        for column, width in zip(grid.columns, _CONTROL_WIDTHS, strict=True)
    )
    return replace(chapter, parts=(replace(grid, columns=columns, look=REGISTER),))


def _projects(report: GapReport) -> Chapter:
    titles = (
        ("Requirement", 13),
        ("Project", 32),
        ("Owner", 26),
        ("Systems affected", 26),
        ("Required artifact", 36),
        ("Completion criteria", 54),
        ("Effort", 9),
        ("Effort because", 26),
        ("Plan of action", 27),
    )
    rows = [_project(report, item, made) for item in report.requirements if (made := item.project)]
    return make_register("Work by requirement", titles, rows)


def _project(report: GapReport, item: RequirementGap, made: Project) -> CellRow:
    texts = (
        made.title,
        name_owner(report, made.owner),
        name_systems(report, made.systems),
        made.artifact,
        "\n".join(split_by_letter(made.completion)),
        made.effort,
        made.effort_because,
        name_item(made),
    )
    return (_link_requirement(item, _find_project_target(item)), *map(text_cell, texts))


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
    return make_register("Net-new", titles, rows)
