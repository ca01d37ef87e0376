"""The pages that lead to requirements: all of them at a glance, and each family as its owner works
through it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.objectives import RATINGS, JudgedObjective
from ...assess.scores import Unmet
from ...assess.system_status import RequirementResult, Status, find_owner
from ..document_model import DocumentModel
from ..document_parts import (
    Amount,
    CellRow,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    HeatMap,
    Mark,
    ShareBar,
    TextLine,
)
from ..name_lookup import STATES
from ..requirement_words import write_words
from ..table_cells import text_cell
from .gap_wording import SHORT_RATINGS, mark_rating
from .poam_wording import write_role
from .site_content import SiteContent, make_page, mark_state, name_family, name_standing
from .ssp_links import anchor_objective, anchor_requirement
from .status_wording import sum_cost


def group_families(status: Status) -> dict[str, list[RequirementResult]]:
    """Results by family, in the order in which families come up."""
    families: dict[str, list[RequirementResult]] = {}
    for result in status.results:
        families.setdefault(result.requirement.family, []).append(result)
    return families


def build_requirements_page(content: SiteContent) -> DocumentModel:
    families = group_families(content.status)
    rows = tuple(
        (
            _title_family(group),
            tuple(_build_cell(item) for item in group),
        )
        for group in families.values()
    )
    heat = HeatMap(tuple(map(mark_rating, RATINGS)), rows)
    return make_page(
        "Requirements",
        Chapter(1, "At a glance", "glance", (heat,)),
        Chapter(1, "All requirements", "requirements", (_build_table(content),)),
    )


def _title_family(group: list[RequirementResult]) -> str:
    return name_family(group[0].requirement.family, group[0].requirement.family_title)


def _build_cell(item: RequirementResult) -> Mark:
    label, rating = item.requirement.label, mark_rating(item.rating)
    number = sum(not entry.met for entry in item.objectives)
    words = SHORT_RATINGS[item.rating]
    return Mark(
        label,
        rating.shade,
        item.rating,
        note=f"{words}, {number} open" if number else words,
        target=anchor_requirement(label),
        hover=f"{item.requirement.title}: {rating.text}",
    )


def _build_table(content: SiteContent) -> Grid:
    status = content.status
    columns = (
        GridColumn("Requirement"),
        GridColumn("Family", chosen=True),
        GridColumn("Answers for it", chosen=True),
        *((GridColumn("Points", align="right", chosen=True),) if status.scored else ()),
        GridColumn("Standing", chosen=True),
        GridColumn("Lowest rating", chosen=True),
        GridColumn("Open", align="right"),
    )
    rows = tuple(_build_row(content, item) for item in status.results)
    return Grid("All requirements", columns, rows, "filtered")


def _build_row(content: SiteContent, result: RequirementResult) -> CellRow:
    item, status = result.requirement, content.status
    owner = content.names.shorten_role(find_owner(status, result))
    points: tuple[DocumentCell, ...] = ((Amount(item.points),),) if status.scored else ()
    return (
        (TextLine(f"{item.label} {item.title}", target=anchor_requirement(item.label)),),
        (TextLine(item.family, target=f"family-{item.family}"),),
        text_cell(owner, "not named"),
        *points,
        (name_standing(result),),
        (mark_rating(result.rating),) if result.objectives else (),
        text_cell(str(len(result.open_objectives) or "")),
    )


def build_family_page(content: SiteContent, group: list[RequirementResult]) -> DocumentModel:
    """What one owner answers for, objective by objective."""
    first = group[0].requirement
    requirements = tuple(_build_family_row(content, item) for item in group)
    columns = (
        GridColumn("Requirement"),
        *((GridColumn("Points", align="right"),) if content.status.scored else ()),
        GridColumn("Standing"),
        GridColumn("Why it is open"),
    )
    return make_page(
        _title_family(group),
        Chapter(
            1,
            "Requirements",
            f"family-{first.family}",
            (Grid("Requirements of the family", columns, requirements),),
        ),
        Chapter(1, "Objectives", "objectives", (_build_objectives(content, group),)),
        parts=tuple(_list_family_facts(content, group)),
    )


def _list_family_facts(
    content: SiteContent, group: list[RequirementResult]
) -> Iterator[DocumentPart]:
    status, total = content.status, len(group)
    met, ready = sum(item.met for item in group), sum(item.ready for item in group)
    owner = status.system.family_owner(group[0].requirement.family)
    rows: list[tuple[str, DocumentCell]] = [
        ("Answers for it", write_role(content.names, owner)),
        ("Met", text_cell(f"{met} of {total}")),
        ("Assessor-ready", text_cell(f"{ready} of {total}")),
    ]
    if status.scored:
        unmet = [item for item in group if not item.met]
        cost = sum_cost(status, unmet) if unmet else "nothing"
        rows.append(("Off the score", text_cell(cost)))
    yield FactList(tuple(rows), brief=True, look="tiles facts")
    yield count_ratings(group)


def count_ratings(results: list[RequirementResult] | tuple[RequirementResult, ...]) -> ShareBar:
    found = [entry.rating for item in results for entry in item.objectives]
    shares = tuple((mark_rating(rating), found.count(rating)) for rating in RATINGS)
    return ShareBar("Objectives by rating", shares)


def _build_family_row(content: SiteContent, result: RequirementResult) -> CellRow:
    item = result.requirement
    points = Unmet(item, result.partial).points
    why = "; ".join(dict.fromkeys(entry.reason for entry in result.objectives if entry.reason))
    return (
        (TextLine(f"{item.label} {item.title}", target=anchor_requirement(item.label)),),
        *(((Amount(points),),) if content.status.scored else ()),
        (name_standing(result),),
        text_cell(why),
    )


def _build_objectives(content: SiteContent, group: list[RequirementResult]) -> DocumentPart:
    columns = (
        GridColumn("Objective"),
        GridColumn("What must be true"),
        GridColumn("State", chosen=True),
        GridColumn("Rating", chosen=True),
        GridColumn("What is open"),
    )
    rows = tuple(_build_objective(entry) for item in group for entry in item.objectives)
    if not rows:
        return TextLine("Nothing is judged in these requirements.", "quiet")
    return Grid("Objectives of the family", columns, rows, "filtered")


def _build_objective(entry: JudgedObjective) -> CellRow:
    unit = entry.objective
    return (
        (TextLine(unit.label, target=anchor_objective(unit.label)),),
        write_words(unit.published, unit.text),
        (mark_state(entry.state, STATES.get(entry.state, entry.state)),),
        (mark_rating(entry.rating),),
        text_cell(entry.reason or entry.lacks),
    )
