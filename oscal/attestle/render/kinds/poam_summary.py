"""The first page of the plan of action: how many items of each kind, what is overdue, what stands
in the way of a conditional status, and the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...assess.poam_entries import (
    ITEM_KINDS,
    PoamEntry,
    Standing,
    judge_standing,
    list_overdue_milestones,
)
from ...assess.system_status import Status
from ..document_parts import (
    Amount,
    Bullets,
    CellRow,
    Chapter,
    DocumentCell,
    DocumentPart,
    FactList,
    Grid,
    GridColumn,
    TextLine,
)
from ..name_lookup import POAM_KINDS, write_keys
from ..table_cells import text_cell
from .poam_wording import (
    PlanOfAction,
    write_clock,
    write_open_objectives,
    write_planning,
    write_requirement,
    write_scheduled,
)
from .status_wording import explain_no_score

# More rows than these push the rest off the first page; the chapter that follows has them all
_MOST_ROWS = 12
_OBSTACLES = "What stands in the way of a conditional status"


def build_summary(plan: PlanOfAction) -> Chapter:
    """Narrow columns stand second to fifth: in a sheet all tables share the widths of columns."""
    return Chapter(
        1,
        "Where the plan of action stands",
        "summary",
        (
            FactList(tuple(_list_facts(plan))),
            _count_items(plan),
            *(() if "ratings" in plan.status.withheld else _list_judgement(plan)),
            *_list_overdue(plan),
        ),
    )


def _list_judgement(plan: PlanOfAction) -> Iterator[DocumentPart]:
    """What follows from the organization's own ratings."""
    yield from _list_obstacles(plan)
    yield from _list_uncovered(plan)


def _list_facts(plan: PlanOfAction) -> Iterator[tuple[str, DocumentCell]]:
    status = plan.status
    yield "As of", text_cell(status.as_of.isoformat())
    yield from ((name, text_cell(str(number))) for name, number in _count_entries(plan))
    if "ratings" not in status.withheld:
        yield from _list_own_figures(plan)
    yield "Clock of the POA&M", text_cell(write_clock(plan))
    if status.unread:
        yield "Left out, because it cannot be read", text_cell(", ".join(status.unread))


def _list_own_figures(plan: PlanOfAction) -> Iterator[tuple[str, DocumentCell]]:
    status = plan.status
    total, unmet = len(status.results), status.unmet
    points = sum(item.points or 0 for item in unmet)
    off = f", {_write_points(points)} off the score" if status.scored else ""
    yield "Requirements not met", text_cell(f"{len(unmet)} of {total}{off}")
    if status.objectives_unstated:
        objectives = sum(len(result.objectives) for result in status.results)
        silent = f"{status.objectives_unstated} of {objectives}"
        units = status.baseline.short_unit_words[1].capitalize()
        yield f"{units} not answered, which counts as not met", text_cell(silent)
    if status.scored:
        yield "Score", text_cell(_write_scores(plan))
        yield "Conditional status", text_cell(_write_conditional(plan))


def _count_entries(plan: PlanOfAction) -> Iterator[tuple[str, int]]:
    entries, day = plan.entries, plan.status.as_of
    yield "Open items", sum(entry.is_open for entry in entries)
    yield "Overdue items", sum(entry.overdue for entry in entries)
    late = (list_overdue_milestones(entry.item, day) for entry in entries)
    yield "Overdue milestones", sum(map(len, late))


def _write_points(points: int | None) -> str:
    if points is None:
        return "no points of its own"
    return f"{points} point{'s' if points != 1 else ''}"


def _write_scores(plan: PlanOfAction) -> str:
    scores = plan.status.scores
    if scores.implemented is None and scores.assessor_ready is None:
        return explain_no_score(plan.status)
    words = ("no score" if value is None else str(value) for value in (
        scores.implemented, scores.assessor_ready,
    ))  # fmt: skip
    implemented, ready = words
    basis = "by the self-assessment" if plan.status.basis == "self-assessment" else "by the author"
    return (
        f"{implemented} as claimed {basis}, {ready} as evidence shows, of {scores.maximum};"
        " neither is a result in SPRS"
    )


def _write_conditional(plan: PlanOfAction) -> str:
    status = plan.status
    rule = status.score_rule
    least = rule.conditional_minimum if rule else 0
    if status.final[0]:
        return "not needed: everything counts as met"
    if status.conditional[0]:
        return f"possible by what is claimed: at least {least} points, and all that is open may be"
    if not status.plan_is_current:
        return "not possible: the plan is not current, so there is no score"
    return "not possible by what is claimed; below stands what has to close first"


def _count_items(plan: PlanOfAction) -> Grid:
    columns = (
        GridColumn("Kind of item", 3.4, 44),
        GridColumn("Open", 0.8, 12, "right"),
        GridColumn("Overdue", 0.9, 12, "right"),
        GridColumn("Complete", 0.9, 12, "right"),
        GridColumn("All", 0.7, 12, "right"),
    )
    kinds = (*ITEM_KINDS, "")
    return Grid(
        "Items by kind", columns, tuple(_count_kind(plan, kind) for kind in kinds), look="figures"
    )


def _count_kind(plan: PlanOfAction, kind: str) -> CellRow:
    """A row of one kind, of all where there is none."""
    entries = [entry for entry in plan.entries if kind in ("", entry.item.kind)]
    is_open = sum(entry.is_open for entry in entries)
    numbers = (
        is_open,
        sum(entry.overdue for entry in entries),
        len(entries) - is_open,
        len(entries),
    )
    name = TextLine(POAM_KINDS[kind]) if kind else TextLine("All items", "label")
    return ((name,), *((Amount(number),) for number in numbers))


def _list_obstacles(plan: PlanOfAction) -> Iterator[DocumentPart]:
    """The fewest requirements whose closing makes a conditional status possible."""
    closing = plan.status.to_conditional
    if closing is None:
        return
    yield TextLine(_OBSTACLES, "label")
    standings = tuple(item for item in plan.standings if item.result.requirement.label in closing)
    if not standings:
        yield TextLine(_explain_no_obstacle(plan.status))
    elif len(standings) > _MOST_ROWS:
        yield TextLine(f"{len(standings)} requirements have to close first:")
        yield _list_briefly(standings)
    else:
        yield _build_obstacles(plan, standings)


def _explain_no_obstacle(status: Status) -> str:
    if status.final[0]:
        return "Nothing: a final status is possible."
    if status.conditional[0]:
        return "Nothing."
    return "No open requirement: the plan is not current, so there is no score."


def _build_obstacles(plan: PlanOfAction, standings: Iterable[Standing]) -> Grid:
    columns = (
        GridColumn("Requirement", 1.7, 44),
        GridColumn("Open objectives", 0.85, 12),
        GridColumn("Points", 0.65, 12, "right"),
        GridColumn("May stay open", 0.7, 12),
        GridColumn("Scheduled completion", 1.0, 12),
        GridColumn("Why it has to close first", 1.7, 48),
        GridColumn("Planned by", 1.6, 48),
    )
    rows = tuple(
        (
            text_cell(write_requirement(item.result.requirement)),
            text_cell(write_open_objectives(item)),
            (Amount(item.points),),
            text_cell("yes" if item.is_allowed else "no"),
            write_scheduled(plan, item),
            text_cell("its points are needed for the score" if item.is_allowed else item.why),
            write_planning(plan, item),
        )
        for item in standings
    )
    return Grid(_OBSTACLES, columns, rows)


def _list_briefly(standings: Iterable[Standing]) -> Bullets:
    """All of them by what they are worth, the dearest first; without a score only which."""
    standings = tuple(standings)
    if all(item.points is None for item in standings):
        return Bullets((", ".join(item.result.requirement.label for item in standings),))
    labels: dict[int | None, list[str]] = {}
    for item in standings:
        labels.setdefault(item.points, []).append(item.result.requirement.label)
    ranked = sorted(labels.items(), key=lambda pair: -(pair[0] or 0))
    return Bullets(
        tuple(f"{_write_points(points)}: {', '.join(found)}" for points, found in ranked)
    )


def _list_overdue(plan: PlanOfAction) -> Iterator[DocumentPart]:
    title = f"Overdue on {plan.status.as_of.isoformat()}"
    rows = tuple(row for entry in plan.entries for row in _list_overdue_rows(plan, entry))
    yield TextLine(title, "label")
    if not rows:
        yield TextLine("Nothing.")
        return
    columns = (
        GridColumn("Item", 1.9, 44),
        GridColumn("Days overdue", 0.75, 12, "right"),
        GridColumn("Was due on", 0.95, 12),
        GridColumn("Item is scheduled for", 0.95, 12),
        GridColumn("Kind", 1.0, 12),
        GridColumn("What was due", 1.9, 48),
        GridColumn("Responsible", 1.2, 48),
    )
    yield Grid(title, columns, rows)


def _list_overdue_rows(plan: PlanOfAction, entry: PoamEntry) -> Iterator[CellRow]:
    item, day = entry.item, plan.status.as_of
    late = [(step.title, step.date) for step in list_overdue_milestones(item, day)]
    if entry.overdue:
        what = "the clock ended" if entry.due == entry.limit else "completion"
        late.insert(0, (what, entry.due))
    for what, due in late:
        yield (
            (TextLine(item.title, target=f"item-{item.slug}"),),
            (Amount((day - due).days),),
            text_cell(due.isoformat()),
            text_cell(item.scheduled_completion.isoformat()),
            text_cell(POAM_KINDS.get(item.kind, item.kind)),
            text_cell(what),
            text_cell(plan.names.shorten_role(item.owner)),
        )


def _list_uncovered(plan: PlanOfAction) -> Iterator[DocumentPart]:
    """170.24(c)(2)(i)(B)(6) asks for an item for everything that is not met."""
    title = "Not met and in no open item"
    yield TextLine(title, "label")
    if not plan.uncovered:
        yield TextLine("Nothing.")
        return
    if len(plan.uncovered) > _MOST_ROWS:
        yield TextLine(f"{len(plan.uncovered)} requirements:")
        yield _list_briefly(judge_standing(plan.status, item.result) for item in plan.uncovered)
        return
    columns = (
        GridColumn("Requirement", 2.0, 44),
        GridColumn("Open objectives", 0.9, 12),
        GridColumn("Points", 0.65, 12, "right"),
        GridColumn("May stay open", 0.8, 12),
        GridColumn("Family", 0.7, 12),
        GridColumn("Why it is open", 2.6, 48),
    )
    rows = tuple(
        (
            text_cell(write_requirement(item.result.requirement)),
            text_cell(write_keys(entry.objective.letter for entry in item.objectives)),
            (Amount(judge_standing(plan.status, item.result).points),),
            text_cell("yes" if judge_standing(plan.status, item.result).is_allowed else "no"),
            text_cell(item.result.requirement.family),
            text_cell("; ".join(dict.fromkeys(entry.reason for entry in item.objectives))),
        )
        for item in plan.uncovered
    )
    yield Grid(title, columns, rows)
