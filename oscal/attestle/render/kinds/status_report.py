"""Where a system stands, for a pull request or a report."""

from __future__ import annotations

from ...assess.objectives import RATING_WORDS
from ...assess.scores import Unmet
from ...assess.system_status import RequirementResult, Status
from ..document_model import CellRow, DocumentModel, Grid, GridColumn, TextLine, text_cell
from ..inserted_parameters import insert_in_document
from .status_wording import (
    explain_acceptances,
    explain_open,
    explain_policy_only,
    explain_unread,
    find_owner,
    is_unmet,
    select_results,
    write_score,
    write_unanswered,
    write_yes,
)


def build_status_report(
    status: Status, owner: str | None = None, *, words: bool = True
) -> DocumentModel:
    """With an `owner` only the blockers of this role, but the figures of all.

    Without `words` nothing that an author wrote: no name of the system, and no reasons.
    """
    basis = TextLine(
        f"{status.baseline.title}, as of {status.as_of}, basis: {status.basis}. Not an SPRS result."
    )
    blockers = select_results(status, owner, is_unmet)
    total = sum(status.ratings.values())
    silence = TextLine(f"Of {total} objectives, {write_unanswered(status)}.")
    why = explain_unread(status)
    unread = (TextLine(f"{why[0].upper()}{why[1:]}."),) if why else ()
    policy = explain_policy_only(status.policy_only)
    told = (TextLine(f"{policy[0].upper()}{policy[1:]}."),) if policy else ()
    accepted = explain_acceptances(status.system, status.as_of) if words else ()
    letters = tuple(TextLine(f"{line[0].upper()}{line[1:]}.") for line in accepted)
    parts = (basis, _figures(status), *unread, *letters, _ratings(status), silence, *told)
    document = DocumentModel(
        title=status.system.characteristics.name if words else status.system.name,
        parts=(*parts, _blockers(status, blockers, words=words)) if blockers else parts,
        date=status.as_of,
        depth=2,
        dense=True,
    )
    return insert_in_document(document, status.baseline, status.system)


def _figures(status: Status) -> Grid:
    total = len(status.results)
    met = sum(item.met for item in status.results)
    ready = sum(item.ready for item in status.results)
    scores = status.scores
    rows = [
        (f"requirements met (of {total})", str(met), str(ready)),
        ("conditional status possible", *map(write_yes, status.conditional)),
    ]
    if status.scored:
        both = map(write_score, (scores.implemented, scores.assessor_ready))
        rows.insert(0, (f"score (of {scores.maximum})", *both))
    columns = (
        GridColumn(""),
        GridColumn("implemented", align="right"),
        GridColumn("assessor-ready", align="right"),
    )
    return Grid("Scores", columns, tuple(tuple(map(text_cell, row)) for row in rows))


def _ratings(status: Status) -> Grid:
    columns = (GridColumn("rating"), GridColumn("objectives", align="right"))
    rows = tuple(
        (text_cell(RATING_WORDS[rating]), text_cell(str(number)))
        for rating, number in status.ratings.items()
    )
    return Grid("Objectives by rating", columns, rows)


def _blockers(status: Status, blockers: list[RequirementResult], *, words: bool) -> Grid:
    columns = (
        GridColumn("not met", 2.0),
        GridColumn("points", 0.6, align="right"),
        GridColumn("owner", 1.2),
        GridColumn("why", 4.0),
    )
    # the reasons are last: they quote what is missing, as its author put it
    shown = len(columns) if words else len(columns) - 1
    rows = tuple(_blocker(status, item)[:shown] for item in blockers)
    return Grid("Not met", columns[:shown], rows)


def _blocker(status: Status, item: RequirementResult) -> CellRow:
    points = Unmet(item.requirement, item.partial).points
    return (
        text_cell(f"{item.requirement.label} {item.requirement.title}"),
        text_cell("" if points is None else str(points)),
        text_cell(find_owner(status, item)),
        text_cell(explain_open(item)),
    )
