"""The gap analysis on a screen: figures, the projects that come first, habits, the headline."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.objectives import RATING_WORDS
from ...assess.system_status import find_score_rule
from ...crosswalk.control_habits import judge_known_habits
from ...crosswalk.gap_figures import OpenWork, list_open_work
from ...crosswalk.gaps import GapReport
from ...crosswalk.project_bundles import BundledProject, bundle_projects
from ...formats.project_table import read_project_rules
from ...model.counted_names import name_some
from ...model.crosswalk_maps import Reuse
from ..document_model import DocumentModel
from ..document_parts import CellRow, Chapter, DocumentPart, Grid, GridColumn, TextLine
from ..inserted_parameters import insert_in_document
from ..table_cells import text_cell
from .gap_wording import CAUTION, explain_basis, name_gap, name_owner
from .headline import FEW, list_headline, write_habits

# Projects that are named; the rest is a count
_MOST_PROJECTS = 10
# Controls that are named for a piece of work; the rest is a count
_MOST_CONTROLS = 3
# A situation is told in full with everything else
_MOST_BASIS = 160
_TITLE_WIDTH = 44
# The place of a project in the order, before its title
_NUMBER_WIDTH = 4


def build_gap_brief(report: GapReport) -> DocumentModel:
    basis = (_shorten(text) for text in explain_basis(report))
    document = DocumentModel(
        title=name_gap(report),
        notices=(*basis, CAUTION),
        chapters=tuple(list_brief_chapters(report, full=False)),
    )
    return insert_in_document(document, report.baseline, report.system)


def list_brief_chapters(report: GapReport, *, full: bool) -> Iterator[Chapter]:
    """Projects, habits and the headline; `full` names every project."""
    projects = bundle_projects(report)
    shown = len(projects) if full else _MOST_PROJECTS
    bodies: tuple[tuple[DocumentPart, ...], ...] = (
        tuple(_list_projects(report, projects, shown)),
        tuple(_list_habits(report)),
        tuple(_end(report, projects, full=full)),
    )
    yield from (Chapter(1, "", parts=parts) for parts in bodies if parts)


def _list_habits(report: GapReport) -> Iterator[TextLine]:
    basis, standings = judge_known_habits(report, read_project_rules().habits)
    if standings and find_score_rule(report.baseline):
        yield from write_habits(standings, basis)


def _shorten(text: str) -> str:
    """The beginning, to the end of a word, and who said it when."""
    if len(text) <= _MOST_BASIS:
        return text
    _, sign, said = text.rpartition(" (") if text.endswith(")") else ("", "", "")
    return f"{text[:_MOST_BASIS].rsplit(' ', 1)[0]} ...{sign}{said}"


def _list_projects(
    report: GapReport, projects: list[BundledProject], shown: int
) -> Iterator[DocumentPart]:
    if not projects:
        return
    columns = (
        GridColumn("", width=_find_title_width(projects[:shown])),
        GridColumn("points", width=6, align="right"),
        GridColumn("open", width=4, align="right"),
        GridColumn("effort", width=6),
        GridColumn("owner", width=0),
    )
    rows = tuple(_write_project(report, item) for item in projects[:shown])
    yield Grid("projects in their order", columns, rows)
    if (left := len(projects) - shown) > 0:
        yield TextLine(f"and {left} more; --full names each, with what is open in it", depth=2)


def _find_title_width(projects: list[BundledProject]) -> int:
    """A longer title would push the columns behind it out of line."""
    return max(_TITLE_WIDTH, *(_NUMBER_WIDTH + len(item.title) for item in projects))


def _write_project(report: GapReport, item: BundledProject) -> CellRow:
    points = "score" if item.opens_score else str(item.points or "-")
    texts = (
        f"{item.order:>2}  {item.title}",
        points,
        str(len(item.objectives)),
        item.effort,
        name_owner(report, item.owner),
    )
    return tuple(map(text_cell, texts))


def _end(
    report: GapReport, projects: list[BundledProject], *, full: bool
) -> Iterator[DocumentPart]:
    if report.status:
        yield from list_headline(report.status)
    else:
        yield TextLine(
            "score none: there is no system yet whose plan says what is done; make one with:"
            " attestle new system NAME",
            "bad",
        )
    yield TextLine(_count_reuse(report))
    yield from _summarize_open(report, projects)
    if report.net_new:
        number = len(report.net_new)
        where = "" if full else "; --full names them"
        yield TextLine(f"{number} pieces of work that no requirement carries{where}")


def _count_reuse(report: GapReport) -> str:
    """What SOC 2 gives, by the grade of what reaches each objective."""
    entries = [entry for item in report.requirements for entry in item.objectives]
    counts = ", ".join(
        f"{sum(entry.reuse is grade for entry in entries)} {grade}" for grade in Reuse
    )
    return f"SOC 2 reuse of {len(entries)} {report.baseline.short_unit_words[1]}: {counts}"


def _summarize_open(report: GapReport, projects: list[BundledProject]) -> Iterator[TextLine]:
    work = list_open_work(report)
    if not work:
        yield TextLine("nothing is open", "good")
        return
    letters = sum(len(item.gap.open_objectives) for item in work)
    worth = _count_points(work)
    yield TextLine(
        f"open: {letters} objectives of {len(work)} requirements{worth}, in {len(projects)}"
        f" project{'s' if len(projects) != 1 else ''}"
    )
    silent = sum(
        all(entry.is_unanswered for entry in item.objectives) for item in report.requirements
    )
    if silent:
        yield TextLine(f"{silent} requirements not answered at all")
    yield TextLine("next, by points", "label")
    # the list has its own order: what no score counts goes before what only one lacks
    yield from (_name_work(item, has_controls=bool(report.controls)) for item in work[:FEW])


def _count_points(work: list[OpenWork]) -> str:
    points = sum(item.points or 0 for item in work)
    excused = sum(item.points or 0 for item in work if item.is_excused)
    through = f" ({excused} met through an exception)" if excused else ""
    return f", {points} points{through}" if points else ""


def _name_work(item: OpenWork, *, has_controls: bool) -> TextLine:
    facts = item.gap.requirement
    cost = "-" if item.points is None else f"-{item.points}"
    lettered = "".join(f"[{entry.objective.letter}]" for entry in item.gap.open_objectives)
    what = f"{facts.title}: {RATING_WORDS[item.gap.rating]} {lettered}"
    told = f"; {_name_fitting(item)}" if has_controls else ""
    return TextLine(f"{cost:>3}  {facts.label:<8} {what}{told}", depth=2, hang=14)


def _name_fitting(item: OpenWork) -> str:
    """The controls that fit what is open of it."""
    named = (one.control.id for entry in item.gap.open_objectives for one in entry.controls)
    ids = list(dict.fromkeys(named))
    if not ids:
        return "no control of yours is about it"
    return f"see {name_some(ids, _MOST_CONTROLS)}"
