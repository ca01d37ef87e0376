"""The first sheets of a gap analysis: the summary (scores, objectives by rating and by family,
effort, owners), and every requirement at a glance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from ...assess.objectives import RATING_WORDS, RATINGS
from ...crosswalk.gap_figures import (
    EFFORTS,
    OpenWork,
    count_by_family,
    count_objectives,
    count_projects_by_owner,
    list_open_work,
)
from ...crosswalk.gaps import GapReport, RequirementGap
from ...model.crosswalk_maps import Reuse
from ..document_parts import (
    Amount,
    CellRow,
    Chapter,
    DocumentCell,
    DocumentPart,
    Grid,
    GridColumn,
    Mark,
    Shade,
    TextLine,
)
from ..table_cells import text_cell
from .gap_glance import NOTHING_OPEN
from .gap_wording import (
    CAUTION,
    EFFORT_NOTE,
    SHORT_RATINGS,
    explain_basis,
    mark_rating,
    name_gap,
    name_owner,
)
from .status_figures import list_score_parts

_FIRST, _NUMBER = 34, 15  # letters: tables below each other share the columns of their sheet
_MAP_CELL = 16
_MAP_NOTE = (
    "Each requirement with the lowest rating among its objectives, and how many of them are open;"
    " its number leads to its row."
)
# Up to these shares of its objectives a family is nearly done, or half way
_NEARLY_DONE, _HALF_WAY = 0.1, 0.5


def build_gap_summary(report: GapReport) -> Chapter:
    """Both scores and all counts; what they count stands on the sheets behind it."""
    notes = (TextLine(text, "note") for text in (*explain_basis(report), CAUTION, EFFORT_NOTE))
    work = list_open_work(report)
    chapters = [Chapter(2, "Objectives by rating and reuse", parts=(_build_ratings(report),))]
    if report.status:
        chapters.insert(0, Chapter(2, "Scores", parts=tuple(list_score_parts(report.status))))
    if not work:
        chapters.append(Chapter(2, NOTHING_OPEN))
    if any(item.gap.project for item in work):
        efforts, owners = _build_efforts(work), _build_owners(report, work)
        chapters.append(Chapter(2, "Work by effort", parts=(efforts,)))
        chapters.append(Chapter(2, "Work by owner", parts=(owners,)))
    families = _build_families(report)
    chapters.append(Chapter(2, "Objectives and effort by family", parts=(families,)))
    lines: tuple[DocumentPart, ...] = (TextLine(name_gap(report), "label"), *notes)
    return Chapter(1, "Summary", parts=lines, chapters=tuple(chapters))


def _make_columns(first: str, numbers: Iterable[str]) -> tuple[GridColumn, ...]:
    counts = (GridColumn(name, width=_NUMBER, align="right") for name in numbers)
    return (GridColumn(first, width=_FIRST), *counts)


def _write_amounts(numbers: Iterable[int]) -> Iterator[DocumentCell]:
    yield from ((Amount(number),) for number in numbers)


def _build_ratings(report: GapReport) -> Grid:
    counts = count_objectives(report)
    rows: list[CellRow] = []
    for rating in RATINGS:
        numbers = [counts[(rating, grade.value)] for grade in Reuse]
        rows.append(((mark_rating(rating),), *_write_amounts((*numbers, sum(numbers)))))
    titles = (*(f"Reuse: {grade.value}" for grade in Reuse), "All")
    columns = _make_columns("Rating of the objective", titles)
    return Grid("Objectives by rating and reuse", columns, tuple(rows))


def _build_families(report: GapReport) -> Grid:
    """Objectives of each family by rating, with how far it is in words and shade."""
    titles = (
        "Objectives",
        *(RATING_WORDS[rating].capitalize() for rating in RATINGS),
        "Open",
        *(f"{name.capitalize()} effort" for name in EFFORTS),
    )
    ratings = _count_family_ratings(report)
    families = zip(report.baseline.families, count_by_family(report), strict=True)
    rows = tuple(
        (
            text_cell(name),
            *_write_amounts((number, *(ratings[code, rating] for rating in RATINGS), still)),
            *_write_amounts(efforts),
            (_mark_family(still, number),),
        )
        for (code, _), (name, number, still, efforts) in families
    )
    columns = (*_make_columns("Family", titles), GridColumn("How far", width=22))
    return Grid("Objectives and effort by family", columns, rows)


def _count_family_ratings(report: GapReport) -> Counter[tuple[str, str]]:
    return Counter(
        (item.requirement.family, entry.rating)
        for item in report.requirements
        for entry in item.objectives
    )


def _mark_family(still: int, number: int) -> Mark:
    if not still:
        return Mark("nothing open", "good")
    return Mark(f"{still} of {number} open", _choose_shade(still / number))


def _choose_shade(share: float) -> Shade:
    if share <= _NEARLY_DONE:
        return "fair"
    return "poor" if share <= _HALF_WAY else "bad"


_WORK_TITLES = ("Requirements", "Open objectives")
_POINT_TITLES = ("Points both scores lack", "Points only the assessor-ready score lacks")


def _list_work_titles(work: Iterable[OpenWork]) -> tuple[str, ...]:
    """Points only where there is a score to take them off."""
    scored = any(item.may_stay is not None for item in work)
    return (*_WORK_TITLES, *_POINT_TITLES) if scored else _WORK_TITLES


def _sum_work(work: list[OpenWork]) -> tuple[int, int, int, int]:
    """What `_WORK_TITLES` and `_POINT_TITLES` name."""
    both = sum(item.points or 0 for item in work if not item.is_met)
    ready = sum(item.points or 0 for item in work if item.is_met and not item.is_ready)
    return len(work), sum(len(item.gap.open_objectives) for item in work), both, ready


def _build_efforts(work: list[OpenWork]) -> Grid:
    titles = _list_work_titles(work)
    planned = [item for item in work if item.gap.project]
    groups = [(name.capitalize(), _select_effort(planned, name)) for name in EFFORTS]
    groups.append(("All", planned))
    rows = tuple(
        (text_cell(name), *_write_amounts(_sum_work(mine)[: len(titles)])) for name, mine in groups
    )
    return Grid("Work by effort", _make_columns("Effort", titles), rows)


def _select_effort(work: list[OpenWork], effort: str) -> list[OpenWork]:
    return [item for item in work if item.gap.project and item.gap.project.effort == effort]


def _build_owners(report: GapReport, work: list[OpenWork]) -> Grid:
    """Who has most to do first."""
    titles = _list_work_titles(work)
    by_label = {item.gap.requirement.label: item for item in work}
    rows = []
    for owner, gaps in count_projects_by_owner(report):
        mine = [by_label[item.requirement.label] for item in gaps]
        efforts = (len(_select_effort(mine, name)) for name in EFFORTS)
        numbers = (*_sum_work(mine)[: len(titles)], *efforts)
        rows.append((text_cell(name_owner(report, owner)), *_write_amounts(numbers)))
    columns = _make_columns(
        "Owner", (*titles, *(f"{name.capitalize()} effort" for name in EFFORTS))
    )
    return Grid("Work by owner", columns, tuple(rows))


def build_heat_sheet(report: GapReport) -> Chapter:
    """Families beside each other, and under each its requirements, shaded, in words and linked."""
    families = [
        [item for item in report.requirements if item.requirement.family == code]
        for code, _ in report.baseline.families
    ]
    columns = tuple(
        GridColumn(f"{code} {title}", width=_MAP_CELL) for code, title in report.baseline.families
    )
    rows = tuple(
        tuple(cell(item) if item else () for item in row)
        for row in zip_longest(*families)
        for cell in (_link_requirement, _explain_requirement)
    )
    note = TextLine(_MAP_NOTE, "note")
    return Chapter(1, "Heat map", parts=(note, Grid("Heat map", columns, rows)))


def _link_requirement(item: RequirementGap) -> DocumentCell:
    """Alone in its cell: some programs write a link on one line, however narrow that is."""
    label = item.requirement.label
    return (Mark(label, mark_rating(item.rating).shade, item.rating, target=f"r{label}"),)


def _explain_requirement(item: RequirementGap) -> DocumentCell:
    words, number = SHORT_RATINGS[item.rating], len(item.open_objectives)
    text = f"{words}, {number} open" if number else words
    return (Mark(text, mark_rating(item.rating).shade, item.rating),)
