"""Where a system stands, for a pull request or a report."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.objectives import RATING_WORDS
from ...assess.scores import Unmet
from ...assess.system_status import RequirementResult, Status, find_owner
from ..document_model import DocumentModel
from ..document_parts import CellRow, Grid, GridColumn, TextLine
from ..inserted_parameters import insert_in_document
from ..name_lookup import build_lookup
from ..reason_names import name_status_reasons
from ..table_cells import text_cell
from .status_figures import list_score_parts
from .status_wording import (
    explain_acceptances,
    explain_open_together,
    explain_policy_only,
    explain_taken_over,
    explain_unread,
    is_unmet,
    is_unready,
    select_results,
    sum_cost,
    write_unanswered,
    write_yes,
)


def build_status_report(
    status: Status, owner: str | None = None, *, words: bool = True
) -> DocumentModel:
    """With an `owner` only the blockers of this role, but the figures of all.

    Without `words` nothing that an author wrote: no name of the system, and no reasons.
    """
    status = name_status_reasons(status) if words else status
    said = "by the self-assessment" if status.basis == "self-assessment" else "as the author claims"
    basis = TextLine(f"{status.baseline.title}, as of {status.as_of}, {said}. Not an SPRS result.")
    blockers = select_results(status, owner, is_unmet)
    total = sum(status.ratings.values())
    silence = TextLine(
        f"Of {total} {status.baseline.short_unit_words[1]}, {write_unanswered(status)}."
    )
    why = explain_unread(status)
    unread = (TextLine(f"{why[0].upper()}{why[1:]}."),) if why else ()
    policy = explain_policy_only(status.policy_only)
    told = (TextLine(f"{policy[0].upper()}{policy[1:]}."),) if policy else ()
    taken = explain_taken_over(status)
    told = (*((TextLine(f"{taken[0].upper()}{taken[1:]}."),) if taken else ()), *told)
    accepted = explain_acceptances(status.system, status.as_of) if words else ()
    letters = tuple(TextLine(f"{line[0].upper()}{line[1:]}.") for line in accepted)
    parts = (basis, *list_score_parts(status), *unread, *letters, _ratings(status), silence, *told)
    unready = select_results(status, owner, is_unready)
    name = status.system.characteristics.name if words else status.system.name
    document = DocumentModel(
        title=f"{name}: Status",
        parts=(
            *parts,
            *((_blockers(status, blockers, words=words),) if blockers else ()),
            *_list_closings(status),
            *((_unready(status, unready, words=words),) if unready else ()),
        ),
        date=status.as_of,
        depth=2,
        dense=True,
    )
    return insert_in_document(document, status.baseline, status.system)


def _ratings(status: Status) -> Grid:
    units = status.baseline.short_unit_words[1]
    columns = (GridColumn("Rating"), GridColumn(units.capitalize(), align="right"))
    rows = tuple(
        (text_cell(RATING_WORDS[rating]), text_cell(str(number)))
        for rating, number in status.ratings.items()
    )
    return Grid("Objectives by rating", columns, rows)


def _list_closings(status: Status) -> Iterator[TextLine]:
    """What to close for which status."""
    if status.to_conditional:
        yield TextLine(
            f"Close first, for a conditional status: {', '.join(status.to_conditional)}."
        )
    if status.to_final:
        yield TextLine(f"For a final status: {', '.join(status.to_final)}.")
    elif status.final[1]:
        yield TextLine("Nothing is open.")


def _unready(status: Status, shown: list[RequirementResult], *, words: bool) -> Grid:
    """What is met, but not in a way that an assessor could see; a row for each objective."""
    columns = (
        GridColumn("Met, not assessor-ready", 2.0),
        *((GridColumn("Points", 0.7, align="right"),) if status.scored else ()),
        GridColumn("Owner", 1.4),
        GridColumn("Rating", 1.4),
        GridColumn("Why", 3.0),
    )
    number = len(columns) if words else len(columns) - 1
    rows = []
    for item in shown:
        for entry in (entry for entry in item.objectives if not entry.ready):
            row = (
                text_cell(f"{entry.objective.label} {item.requirement.title}"),
                *(
                    (text_cell(sum_cost(status, [item]).removeprefix("-")),)
                    if status.scored
                    else ()
                ),
                text_cell(_name_owner(status, item, words=words)),
                text_cell(RATING_WORDS[entry.rating]),
                text_cell(entry.reason),
            )
            rows.append(row[:number])
    return Grid("Met, but not assessor-ready", columns[:number], tuple(rows))


def _name_owner(status: Status, item: RequirementResult, *, words: bool) -> str:
    """The title of the role, or only its id where no word of an author's may stand."""
    key = find_owner(status, item)
    return build_lookup(status.system).find_role(key) if words else key


def _blockers(status: Status, blockers: list[RequirementResult], *, words: bool) -> Grid:
    columns = (
        GridColumn("Not met", 2.0),
        *(
            (GridColumn("Points", 0.7, align="right"), GridColumn("May stay open", 0.9))
            if status.scored
            else ()
        ),
        GridColumn("Owner", 1.4),
        GridColumn("Why", 4.0),
    )
    # the reasons are last: they quote what is missing, as its author put it
    shown = len(columns) if words else len(columns) - 1
    rows = tuple(_blocker(status, item, words=words)[:shown] for item in blockers)
    return Grid("Not met", columns[:shown], rows)


def _blocker(status: Status, item: RequirementResult, *, words: bool) -> CellRow:
    return (
        text_cell(f"{item.requirement.label} {item.requirement.title}"),
        *(_price(item) if status.scored else ()),
        text_cell(_name_owner(status, item, words=words)),
        text_cell(explain_open_together(item)),
    )


def _price(item: RequirementResult) -> CellRow:
    """What it takes off a score, and whether it may stay open."""
    unmet = Unmet(item.requirement, item.partial)
    return (
        text_cell("" if unmet.points is None else str(unmet.points)),
        text_cell(write_yes(unmet.poam_allowed)),
    )
