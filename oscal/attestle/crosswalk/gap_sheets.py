"""The gap analysis as sheets: summary, by requirement, by objective, by SOC 2 control, projects."""

from __future__ import annotations

from ..assess.objectives import RATING_WORDS, RATINGS
from ..formats.workbook import Cell, Column, Page, Toned
from ..model.crosswalk_maps import Reuse
from .gap_analysis import GapReport, ObjectiveGap
from .gap_words import (
    CAUTION,
    EFFORT_NOTE,
    basis,
    by_letter,
    heading,
    lowered,
    reach_words,
    still_open,
    tally,
)

RATING_TONES = {
    "covered-and-evidenced": "good",
    "partially-covered": "fair",
    "present-but-undocumented": "poor",
    "not-addressed": "bad",
    "not-applicable": "none",
}
REUSE_TONES = {
    Reuse.STRONG: "good",
    Reuse.PARTIAL: "fair",
    Reuse.HABIT_ONLY: "poor",
    Reuse.NONE: "none",
}
Row = list[Cell | Toned]


def pages(report: GapReport) -> list[Page]:
    return [
        _summary(report),
        _requirements(report),
        _objectives(report),
        _controls(report),
        _projects(report),
        _net_new(report),
    ]


def rated(rating: str) -> Toned:
    return Toned(RATING_WORDS[rating], RATING_TONES[rating])


def reused(reuse: Reuse) -> Toned:
    return Toned(reuse.value, REUSE_TONES[reuse])


def _summary(report: GapReport) -> Page:
    counts = tally(report)
    rows: list[Row] = []
    for rating in RATINGS:
        numbers = [counts[(rating, grade.value)] for grade in Reuse]
        rows.append([rated(rating), *numbers, sum(numbers)])
    columns = [
        Column("Rating of the objective", 30),
        *(Column(f"Reuse: {grade.value}", 16) for grade in Reuse),
        Column("All", 10),
    ]
    notes = [*basis(report), CAUTION, EFFORT_NOTE]
    return Page("Summary", columns, rows, heading(report), notes)


def _requirements(report: GapReport) -> Page:
    columns = [
        Column("Requirement", 12),
        Column("Title", 34),
        Column("Family", 8),
        Column("Points", 8),
        Column("Rating", 24),
        Column("Depends on CUI scope", 36),
        Column("SOC 2 controls by criterion and reuse", 60),
        Column("Graded down because", 46),
        Column("Open objectives", 17),
        Column("What is open", 80),
    ]
    rows: list[Row] = [
        [
            item.requirement.label,
            item.requirement.title,
            item.requirement.family,
            item.requirement.points,
            rated(item.rating),
            item.scope_dependent,
            reach_words(item, len(report.controls)).replace("; ", "\n"),
            lowered(report, item),
            len(item.open_objectives),
            "\n".join(f"{letters} {why}" for letters, why in still_open(item)),
        ]
        for item in report.requirements
    ]
    return Page("By requirement", columns, rows)


def _objectives(report: GapReport) -> Page:
    columns = [
        Column("Objective", 12),
        Column("What must be true", 70),
        Column("Rating", 24),
        Column("Reuse", 12),
        Column("Through", 40),
        Column("Graded down because", 46),
        Column("Current evidence", 36),
        Column("Evidence that may serve too", 36),
        Column("Open because", 70),
    ]
    rows: list[Row] = [
        _objective(entry) for item in report.requirements for entry in item.objectives
    ]
    return Page("By objective", columns, rows)


def _objective(entry: ObjectiveGap) -> Row:
    named = dict.fromkeys(
        f"{reach.control.id} ({reach.map.criterion.upper()})" for reach in entry.through
    )
    return [
        entry.objective.label,
        " ".join(entry.objective.text.split()),
        rated(entry.rating),
        reused(entry.reuse),
        ", ".join(named),
        "; ".join(entry.graded_down),
        ", ".join(item.id for item in entry.evidence),
        ", ".join(item.id for item in entry.candidates),
        entry.open_because,
    ]


def _controls(report: GapReport) -> Page:
    columns = [
        Column("SOC 2 control", 14),
        Column("Title", 40),
        Column("Criteria", 24),
        Column("Owner", 24),
        Column("Status", 12),
        Column("Test result", 34),
        Column("Requirements reached", 60),
        Column("Objectives satisfied through it (strong or partial)", 60),
    ]
    reached: dict[str, dict[str, None]] = {}
    letters: dict[str, dict[str, None]] = {}
    for item in report.requirements:
        for reach in item.reaches:
            reached.setdefault(reach.control.id, {})[f"{item.requirement.label} {reach.reuse}"] = (
                None
            )
        for entry in item.objectives:
            for reach in entry.through:
                if reach.reuse in (Reuse.STRONG, Reuse.PARTIAL):
                    letters.setdefault(reach.control.id, {})[entry.objective.label] = None
    rows: list[Row] = [
        [
            item.id,
            item.title,
            ", ".join(name.upper() for name in item.criteria),
            item.owner,
            item.status,
            item.result,
            ", ".join(reached.get(item.id, ())) or "none",
            ", ".join(letters.get(item.id, ())) or "none",
        ]
        for item in report.controls
    ]
    return Page("By SOC 2 control", columns, rows)


def _projects(report: GapReport) -> Page:
    columns = [
        Column("Requirement", 12),
        Column("Project", 40),
        Column("Owner", 24),
        Column("Systems affected", 34),
        Column("Required artifact", 50),
        Column("Completion criteria", 80),
        Column("Effort", 10),
        Column("Effort because", 40),
        Column("Plan of action", 28),
    ]
    rows: list[Row] = [
        [
            item.requirement.label,
            item.project.title,
            item.project.owner,
            ", ".join(item.project.systems),
            item.project.artifact,
            "\n".join(by_letter(item.project.completion)),
            item.project.effort,
            item.project.effort_because,
            item.project.poam,
        ]
        for item in report.requirements
        if item.project
    ]
    return Page("Projects", columns, rows)


def _net_new(report: GapReport) -> Page:
    columns = [
        Column("Work that no requirement carries", 44),
        Column("What", 80),
        Column("Source", 30),
        Column("What must exist", 60),
    ]
    return Page(
        "Net-new",
        columns,
        [[item.title, item.what, item.authority, item.artifact] for item in report.net_new],
    )
