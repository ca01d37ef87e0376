"""The gap analysis for a terminal: figures, then the requirements with open objectives, then what
no requirement carries.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.objectives import RATING_WORDS, RATINGS
from ...crosswalk.gap_figures import EFFORTS, count_by_family, count_objectives, group_open_letters
from ...crosswalk.gaps import GapReport, RequirementGap
from ...model.crosswalk_maps import Reuse
from ..document_model import DocumentModel
from ..document_parts import Chapter, Grid, GridColumn, TextLine
from ..inserted_parameters import insert_in_document
from ..table_cells import text_cell
from .gap_brief import build_gap_brief, list_brief_chapters
from .gap_wording import (
    CAUTION,
    EFFORT_NOTE,
    explain_basis,
    explain_limits,
    explain_reach,
    name_gap,
)

INSET = 11  # letters before what is said of a requirement: two, a label of eight, one


def build_gap_lines(report: GapReport, *, full: bool = True) -> DocumentModel:
    """Everything, one by one; not `full`, what fits a screen."""
    if not full:
        return build_gap_brief(report)
    still = [item for item in report.requirements if item.open_objectives]
    number = sum(len(item.open_objectives) for item in still)
    effort = TextLine(EFFORT_NOTE, depth=2)
    chapters = [
        Chapter(1, "", parts=(_ratings(report),)),
        Chapter(1, "", parts=(_families(report), effort)),
        Chapter(
            1,
            f"open: {number} objectives of {len(still)} requirements",
            parts=tuple(line for item in still for line in _open_lines(report, item)),
        ),
    ]
    if report.net_new:
        work = tuple(
            TextLine(f"{item.title} ({item.authority})", depth=2, hang=2) for item in report.net_new
        )
        chapters.append(Chapter(1, "work that no requirement carries", parts=work))
    chapters += list_brief_chapters(report, full=True)
    document = DocumentModel(
        title=name_gap(report),
        notices=(*explain_basis(report), CAUTION),
        chapters=tuple(chapters),
    )
    return insert_in_document(document, report.baseline, report.system)


def _ratings(report: GapReport) -> Grid:
    counts = count_objectives(report)
    reuses = [grade.value for grade in Reuse]
    columns = (
        GridColumn("", width=30),
        *(GridColumn(word, width=11, align="right") for word in (*reuses, "all")),
    )
    rows = []
    for rating in RATINGS:
        numbers = [counts[(rating, reuse)] for reuse in reuses]
        texts = (RATING_WORDS[rating], *map(str, numbers), str(sum(numbers)))
        rows.append(tuple(text_cell(text) for text in texts))
    return Grid("objectives by rating and reuse", columns, tuple(rows))


def _families(report: GapReport) -> Grid:
    columns = (
        GridColumn("", width=42),
        *(GridColumn(word, width=8, align="right") for word in ("all", "open", *EFFORTS)),
    )
    rows = tuple(
        tuple(text_cell(text) for text in (name, *map(str, (number, still, *efforts))))
        for name, number, still, efforts in count_by_family(report)
    )
    return Grid("objectives and effort by family", columns, rows)


def _open_lines(report: GapReport, item: RequirementGap) -> Iterator[TextLine]:
    facts = item.requirement
    heading = f"{facts.label:<8} {facts.title}: {RATING_WORDS[item.rating]}"
    yield TextLine(heading, "label", depth=2, hang=INSET - 2)
    for text in _facts(report, item):
        yield TextLine(text, depth=INSET, hang=2)
    for letters, why in group_open_letters(item):
        yield TextLine(f"{letters} {why}", depth=INSET, hang=4)


def _facts(report: GapReport, item: RequirementGap) -> Iterator[str]:
    made = item.project
    if made:
        poam = f"; plan of action: {made.poam}" if made.poam else ""
        owner = made.owner or "not recorded"
        yield f"project: {made.effort} ({made.effort_because}); {owner}{poam}"
    if item.scope_dependent:
        yield report.baseline.put_term(f"depends on the CUI scope: {item.scope_dependent}")
    yield f"SOC 2: {explain_reach(item)}"
    if reasons := explain_limits(report, item):
        yield f"graded down: {reasons}"
