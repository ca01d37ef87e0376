"""The first page of a gap analysis: both scores, what is open by points, projects by owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...assess.system_status import find_score_rule
from ...crosswalk.gap_figures import (
    EFFORTS,
    OpenWork,
    count_projects_by_owner,
    list_open_reasons,
    list_open_work,
)
from ...crosswalk.gaps import GapReport, RequirementGap
from ...crosswalk.project_bundles import bundle_projects
from ..document_parts import (
    Amount,
    CellPart,
    CellRow,
    Chapter,
    DocumentCell,
    Grid,
    GridColumn,
    TextLine,
)
from ..table_cells import text_cell
from .gap_wording import mark_rating, name_owner
from .status_figures import list_score_parts

NOTHING_OPEN = "Nothing is open."


def build_glance(report: GapReport, level: int = 1) -> Chapter:
    """What a reader needs who reads one page only. Requirements are links to `r3.1.1`."""
    parts = tuple(list_score_parts(report.status)) if report.status else ()
    work = list_open_work(report)
    chapters = [Chapter(level + 1, _name_open(report), "open", tuple(_list_work(report, work)))]
    if any(item.gap.project for item in work):
        grid = build_owners(report)
        chapters.append(Chapter(level + 1, "Work by owner", "owners", (grid,)))
    return Chapter(level, "At a glance", "glance", parts, tuple(chapters))


def _list_work(report: GapReport, work: list[OpenWork]) -> Iterator[TextLine | Grid]:
    if not work:
        yield TextLine(NOTHING_OPEN)
        return
    letters = sum(len(item.gap.open_objectives) for item in work)
    total = sum(len(item.objectives) for item in report.requirements)
    yield TextLine(
        f"{letters} of {total} {report.baseline.short_unit_words[1]} are open, in {len(work)} of"
        f" {len(report.requirements)} requirements."
    )
    yield build_open_work(report, work)


def build_open_work(report: GapReport, work: list[OpenWork]) -> Grid:
    """A row for each requirement with something open, in the order of `list_open_work`."""
    scored = report.status is not None
    priced = find_score_rule(report.baseline) is not None
    columns = (
        *((GridColumn("Points", 0.8, 8, "right"),) if priced else ()),
        GridColumn("Requirement", 2.0, 38),
        GridColumn("Rating", 1.8, 24),
        *((GridColumn("Lacks in", 1.4, 24),) if scored else ()),
        GridColumn("Owner", 1.5, 26),
        GridColumn("What is open", 4.0, 70),
    )
    rows = (_work_row(report, item, scored) for item in work)
    shown = rows if priced else (row[1:] for row in rows)
    return Grid(_name_open(report), columns, tuple(shown))


def _name_open(report: GapReport) -> str:
    """Without a score, such as at Level 1, nothing has points."""
    return "What is open, by points" if find_score_rule(report.baseline) else "What is open"


def _work_row(report: GapReport, item: OpenWork, scored: bool) -> CellRow:
    gap = item.gap
    still: DocumentCell = tuple(map(TextLine, list_open_reasons(gap)))
    points: CellPart = Amount(item.points)
    if item.points is None and item.may_stay is not None:
        points = TextLine("no score without it")
    return (
        (points,),
        (_link_requirement(gap),),
        (mark_rating(gap.rating),),
        *((_explain_standing(item),) if scored else ()),
        text_cell(name_owner(report, gap.project.owner if gap.project else "")),
        still,
    )


def _explain_standing(item: OpenWork) -> DocumentCell:
    """Which score lacks it, and whether a conditional status can do without it."""
    if item.is_ready:
        return text_cell("neither score")
    if item.is_met:
        return text_cell("assessor-ready score")
    stays = {True: "may stay open", False: "must close first", None: ""}[item.may_stay]
    return (TextLine("both scores"), *((TextLine(stays, "quiet"),) if stays else ()))


def _link_requirement(gap: RequirementGap) -> TextLine:
    facts = gap.requirement
    return TextLine(f"{facts.label} {facts.title}", target=f"r{facts.label}")


def build_bundles(report: GapReport, level: int = 1) -> Chapter | None:
    """The projects in their order, and what each takes; None where nothing is open."""
    projects = bundle_projects(report)
    if not projects:
        return None
    columns = (
        GridColumn("Order", 0.5, 7, "right"),
        GridColumn("Project", 2.4, 40),
        GridColumn("Points", 0.6, 8, "right"),
        GridColumn("Effort", 0.7, 9),
        GridColumn("Category", 1.1, 14),
        GridColumn("Owner", 1.4, 24),
        GridColumn("Waits for", 1.6, 30),
        GridColumn("Objectives", 2.4, 40),
    )
    titles = {item.id: item.title for item in projects}
    rows = tuple(
        (
            (Amount(item.order),),
            text_cell(item.title),
            text_cell("no score without it") if item.opens_score else (Amount(item.points),),
            text_cell(item.effort),
            text_cell(item.budget),
            text_cell(name_owner(report, item.owner)),
            text_cell(", ".join(titles[name] for name in item.after), "nothing"),
            text_cell(", ".join(entry.objective.label for entry in item.objectives)),
        )
        for item in projects
    )
    grid = Grid("Projects in their order", columns, rows)
    return Chapter(level, "Projects in their order", "bundles", (grid,), wide=True)


def build_owners(report: GapReport) -> Grid:
    """Who has how many projects of which effort, and for which requirements."""
    columns = (
        GridColumn("Owner", 2.0, 34),
        *(GridColumn(name.title(), 0.9, 9, "right") for name in EFFORTS),
        GridColumn("All", 0.6, 9, "right"),
        GridColumn("Requirements", 3.0, 50),
    )
    rows = []
    for owner, gaps in count_projects_by_owner(report):
        efforts = Counter(item.project.effort for item in gaps if item.project)
        rows.append(
            (
                text_cell(name_owner(report, owner)),
                *((Amount(efforts[name]),) for name in EFFORTS),
                (Amount(len(gaps)),),
                text_cell(", ".join(item.requirement.label for item in gaps)),
            )
        )
    return Grid("Work by owner", columns, tuple(rows))
