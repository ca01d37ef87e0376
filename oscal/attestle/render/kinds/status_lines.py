"""Where a system stands, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.objectives import RATING_WORDS
from ...assess.poam_coverage import list_planning_items, list_uncovered
from ...assess.scores import Unmet
from ...assess.system_status import RequirementResult, Status, find_owner
from ..document_model import DocumentModel
from ..document_parts import CellRow, Chapter, DocumentPart, Grid, GridColumn, TextLine
from ..inserted_parameters import insert_in_document
from ..table_cells import text_cell
from .headline import FEW, list_habits, list_headline, name_labels
from .status_wording import (
    explain_acceptances,
    explain_policy_only,
    explain_taken_over,
    explain_unread,
    is_unmet,
    is_unready,
    select_results,
    sum_cost,
    write_unanswered,
)

BAR = 40  # letters of the bar that stands for all objectives
_FULL = "--full names each"


def build_status_lines(
    status: Status, owner: str | None = None, *, full: bool = True
) -> DocumentModel:
    """With an `owner` only what this role answers for, but the figures of all. Not `full`, it fits
    a screen: what is open is counted, and only the dearest of it named.
    """
    facts = status.system.characteristics
    basis = (
        "the author's claims"
        if status.basis == "author-claim"
        else "the organisation's self-assessment"
    )
    detailed = full or owner is not None
    still = (*_blockers(status, owner, full=full), *_unready(status, owner)) if detailed else ()
    bodies = (
        (_ratings(status),),
        (_families(status, owner),),
        (*still, *_notes(status)),
        tuple(list_habits(status)),
        (*list_headline(status), *([] if detailed else _summarize_open(status))),
        tuple(_next(status, full=full)),
    )
    document = DocumentModel(
        title=f"{facts.name} ({status.system.name}), {status.baseline.title}",
        notices=(f"as of {status.as_of}, on {basis}; none of these figures is an SPRS result",),
        chapters=tuple(Chapter(1, "", parts=parts) for parts in bodies if parts),
    )
    return insert_in_document(document, status.baseline, status.system)


def _notes(status: Status) -> Iterator[DocumentPart]:
    if why := explain_unread(status):
        yield TextLine(why, "bad")
    if why := explain_taken_over(status):
        yield TextLine(why, "bad")
    if why := explain_policy_only(status.policy_only):
        yield TextLine(why)
    for line in explain_acceptances(status.system, status.as_of):
        yield TextLine(line)


def _summarize_open(status: Status) -> Iterator[TextLine]:
    """How much is open; by name the dearest, what somebody has answered before the rest."""
    unmet = select_results(status, None, is_unmet)
    silent = [item for item in unmet if all(entry.is_unanswered for entry in item.objectives)]
    told = [item for item in unmet if item not in silent]
    if silent:
        yield TextLine(f"{_count(silent)} not answered at all{_write_points(status, silent)}")
    if unready := select_results(status, None, is_unready):
        points = _write_points(status, unready)
        yield TextLine(f"{_count(unready)} met, but not assessor-ready{points}; {_FULL}")
    if not unmet:
        return
    yield TextLine(f"next, by points: {_count(unmet)} not met", "label")
    ranked = [*sorted(told, key=_rank_cost), *sorted(silent, key=_rank_cost)]
    for item in ranked[:FEW]:
        yield _name_unmet(status, item)
    if len(ranked) > FEW:
        yield TextLine(f"and {len(ranked) - FEW} more; {_FULL}", depth=2)


def _write_points(status: Status, items: list[RequirementResult]) -> str:
    if not status.scored:
        return ""
    return f": {-sum(Unmet(item.requirement, item.partial).points or 0 for item in items)} points"


def _count(items: list[RequirementResult]) -> str:
    return f"{len(items)} requirement{'s' if len(items) != 1 else ''}"


def _rank_cost(item: RequirementResult) -> int:
    """The dearest first; what takes the whole score before every number of points."""
    points = Unmet(item.requirement, item.partial).points
    return -(points if points is not None else 1000)


def _ratings(status: Status) -> Grid:
    total = sum(status.ratings.values())
    columns = (
        GridColumn("", width=25),
        GridColumn("", width=4, align="right"),
        GridColumn("", width=0, align="right"),
    )
    rows = tuple(
        (
            text_cell(RATING_WORDS[rating]),
            text_cell(str(number)),
            text_cell(f" {'#' * round(BAR * number / total) if total else ''}"),
        )
        for rating, number in status.ratings.items()
    )
    return Grid(f"objectives ({total}, {write_unanswered(status)})", columns, rows)


def _families(status: Status, owner: str | None) -> Grid:
    """Met and ready requirements of each family, and the points that its open ones take off either
    score.
    """
    columns = (
        GridColumn("families", width=40),
        GridColumn("met", width=8, align="right"),
        GridColumn("points", width=7, align="right"),
        GridColumn("ready", width=9, align="right"),
        GridColumn("points", width=7, align="right"),
    )
    rows = []
    for code, title in status.baseline.families:
        family = [item for item in status.results if item.requirement.family == code]
        mine = [item for item in family if owner in (None, find_owner(status, item))]
        if mine:
            rows.append(_family_row(status, f"{code} {title:<37}", mine))
    return Grid("families", columns, tuple(rows))


def _family_row(status: Status, name: str, mine: list[RequirementResult]) -> CellRow:
    met = [item for item in mine if item.met]
    ready = [item for item in mine if item.ready]
    texts = (
        name,
        f"{len(met)}/{len(mine)}",
        sum_cost(status, [item for item in mine if not item.met]),
        f"{len(ready)}/{len(mine)}",
        sum_cost(status, [item for item in mine if not item.ready]),
    )
    return tuple(text_cell(text) for text in texts)


def _blockers(status: Status, owner: str | None, *, full: bool) -> Iterator[TextLine]:
    """Each with its reasons; not `full`, what is not answered at all is a count."""
    shown = select_results(status, owner, is_unmet)
    if not shown:
        yield TextLine(f"no requirement{f' of {owner}' if owner else ''} is unmet", "good")
        return
    yield TextLine(f"not met ({len(shown)}): points, requirement, owner, why", "label")
    folded = 0
    for item in shown:
        if not full and all(entry.is_unanswered for entry in item.objectives):
            folded += 1
            continue
        yield _name_unmet(status, item)
        for entry in item.open_objectives:
            text = f"[{entry.objective.letter}] {entry.reason or entry.state}"
            yield TextLine(text, depth=9, hang=4)
    if folded:
        number = f"{folded} requirement{'s' if folded != 1 else ''}"
        yield TextLine(f"{number} not answered at all; {_FULL}", depth=2)


def _name_unmet(status: Status, item: RequirementResult) -> TextLine:
    unmet = Unmet(item.requirement, item.partial)
    points = f"-{unmet.points}" if status.scored and unmet.points is not None else " -"
    stays = "may stay open" if status.scored and unmet.poam_allowed else "must close"
    return TextLine(
        f"{points:>3}  {item.requirement.label:<8} {item.requirement.title}"
        f" ({find_owner(status, item)}; {stays})",
        depth=2,
        hang=14,
    )


def _unready(status: Status, owner: str | None) -> Iterator[TextLine]:
    shown = select_results(status, owner, is_unready)
    if not shown:
        return
    yield TextLine(
        f"met, but not assessor-ready ({len(shown)}): points of the assessor-ready score,"
        " objective, why",
        "label",
    )
    for item in shown:
        cost = sum_cost(status, [item])
        for number, entry in enumerate(entry for entry in item.objectives if not entry.ready):
            yield TextLine(
                f"{'' if number else cost:>3}  {entry.objective.label:<12}"
                f" {RATING_WORDS[entry.rating]}: {entry.reason} ({find_owner(status, item)})",
                depth=2,
                hang=18,
            )


def _next(status: Status, *, full: bool) -> Iterator[TextLine]:
    if status.system.poam:  # without any the plan of action has not been begun
        items = list_planning_items(status.system)
        uncovered = [name for item in list_uncovered(status.results, items) for name in item.names]
        if uncovered:
            labels = name_labels(uncovered, full=full)
            yield TextLine(f"in no item of the plan of action: {labels}")
    if status.to_conditional:
        labels = name_labels(status.to_conditional, full=full)
        yield TextLine(f"close first, for a conditional status: {labels}")
    if status.to_final:
        yield TextLine(f"for a final status: {name_labels(status.to_final, full=full)}")
    elif status.final[1]:
        yield TextLine("nothing is open", "good")
