"""Where a system stands, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.objectives import RATING_WORDS
from ...assess.poam_coverage import list_planning_items, list_uncovered
from ...assess.scores import Unmet
from ...assess.system_status import RequirementResult, Status
from ..document_model import (
    CellRow,
    Chapter,
    DocumentModel,
    DocumentPart,
    Grid,
    GridColumn,
    TextLine,
    Tone,
    text_cell,
)
from ..inserted_parameters import insert_in_document
from .status_wording import (
    explain_acceptances,
    explain_policy_only,
    explain_taken_over,
    explain_unread,
    find_owner,
    is_unmet,
    is_unready,
    select_results,
    sum_cost,
    write_score,
    write_unanswered,
    write_yes,
)

BAR = 40  # letters of the bar that stands for all objectives


def build_status_lines(status: Status, owner: str | None = None) -> DocumentModel:
    """With an `owner` only what this role answers for, but the figures of all."""
    facts = status.system.characteristics
    basis = (
        "the author's claims"
        if status.basis == "author-claim"
        else "the organisation's self-assessment"
    )
    bodies = (
        tuple(_figures(status)),
        (_ratings(status),),
        (_families(status, owner),),
        (*_blockers(status, owner), *_unready(status, owner)),
        tuple(_next(status)),
    )
    document = DocumentModel(
        title=f"{facts.name} ({status.system.name}), {status.baseline.title}",
        notices=(f"as of {status.as_of}, on {basis}; none of these figures is an SPRS result",),
        chapters=tuple(Chapter(1, "", parts=parts) for parts in bodies),
    )
    return insert_in_document(document, status.baseline, status.system)


def _figures(status: Status) -> Iterator[DocumentPart]:
    yield from _scores(status)
    if why := explain_unread(status):
        yield TextLine(why, "bad")
    if why := explain_taken_over(status):
        yield TextLine(why, "bad")
    if why := explain_policy_only(status.policy_only):
        yield TextLine(why)
    for line in explain_acceptances(status.system, status.as_of):
        yield TextLine(line)


def _scores(status: Status) -> Iterator[DocumentPart]:
    met = sum(item.met for item in status.results)
    ready = sum(item.ready for item in status.results)
    total = len(status.results)
    if not status.scored:
        yield TextLine(
            f"requirements met      {met} of {total} implemented, {ready} of {total}"
            " assessor-ready (this profile has no score)"
        )
        return
    scores, conditional, final = status.scores, status.conditional, status.final
    rows = (
        (
            f"score (of {scores.maximum})",
            *map(write_score, (scores.implemented, scores.assessor_ready)),
        ),
        ("requirements met", f"{met} of {total}", f"{ready} of {total}"),
        ("conditional possible", *map(write_yes, conditional)),
        ("final possible", *map(write_yes, final)),
    )
    columns = (
        GridColumn("", width=21),
        GridColumn("implemented", width=11, align="right"),
        GridColumn("assessor-ready", width=16, align="right"),
    )
    tones: tuple[Tone, ...] = ("label", "body", "body", "body")
    yield Grid("", columns, tuple(map(_figure_row, rows, tones)))
    if not status.plan_is_current:
        reviewed = status.system.characteristics.ssp_reviewed
        why = (
            "the plan is past its own review date"
            if reviewed
            else "no review of the plan is recorded (ssp-reviewed in system.md)"
        )
        yield TextLine(f"no score: {why} (3.12.4)", "bad")


def _figure_row(row: tuple[str, ...], tone: Tone) -> CellRow:
    return ((TextLine(row[0], tone),), *(text_cell(text) for text in row[1:]))


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


def _blockers(status: Status, owner: str | None) -> Iterator[TextLine]:
    shown = select_results(status, owner, is_unmet)
    if not shown:
        yield TextLine(f"no requirement{f' of {owner}' if owner else ''} is unmet", "good")
        return
    yield TextLine(f"not met ({len(shown)}): points, requirement, owner, why", "label")
    for item in shown:
        unmet = Unmet(item.requirement, item.partial)
        points = f"-{unmet.points}" if status.scored and unmet.points is not None else " -"
        stays = "may stay open" if status.scored and unmet.poam_allowed else "must close"
        yield TextLine(
            f"{points:>3}  {item.requirement.label:<8} {item.requirement.title}"
            f" ({find_owner(status, item)}; {stays})",
            depth=2,
        )
        for entry in item.open_objectives:
            yield TextLine(f"[{entry.objective.letter}] {entry.reason or entry.state}", depth=9)


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
            )


def _next(status: Status) -> Iterator[TextLine]:
    if status.system.poam:  # without any the plan of action has not been begun
        items = list_planning_items(status.system)
        uncovered = [name for item in list_uncovered(status.results, items) for name in item.names]
        if uncovered:
            yield TextLine(f"in no item of the plan of action: {', '.join(uncovered)}")
    if status.to_conditional:
        yield TextLine(f"close first, for a conditional status: {', '.join(status.to_conditional)}")
    if status.to_final:
        yield TextLine(f"for a final status: {', '.join(status.to_final)}")
    elif status.final[1]:
        yield TextLine("nothing is open", "good")
