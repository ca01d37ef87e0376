"""A portfolio as sheets: every system with its figures to sort and add up, every need, what could
not be judged, what changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ...model.portfolio import FAILURE_KINDS, Portfolio, PortfolioLine
from ..document_model import DocumentModel
from ..document_parts import Amount, CellRow, Chapter, DocumentCell, TextLine
from ..rating_shades import mark_shade
from ..table_cells import make_register_grid, text_cell
from .portfolio_wording import (
    find_shade,
    list_notices,
    list_trend,
    write_change,
    write_headline,
)

_SYSTEMS = (
    ("Workspace", 28), ("System", 24), ("Title", 32), ("Organization", 28), ("Owner", 24),
    ("Needs first", 34), ("Score", 8), ("Assessor-ready", 10), ("Allows", 12), ("Requirements", 13),
    ("Met", 8), ("Objectives", 11), ("Unanswered", 12), ("POA&M open", 9), ("Overdue", 9),
    ("Milestones overdue", 12), ("Next item due", 13), ("180 days end", 13), ("Evidence", 10),
    ("Lapsed", 9), ("Lapses in 30", 9), ("Lapses in 60", 9), ("Lapses in 90", 9), ("Status", 12),
    ("Status ends", 13), ("Affirmed", 13), ("Affirmation due", 13), ("Errors", 8), ("Warnings", 10),
    ("Marking", 14), ("Last change", 13), ("Since", 10),
)  # fmt: skip
_NEEDS = (
    ("Workspace", 28), ("System", 24), ("Needs", 44), ("Days left", 10), ("Owner", 28), ("Done", 8),
)  # fmt: skip
_FAILED = (("Workspace", 28), ("System", 24), ("What", 18), ("Place", 40), ("Why", 70))
_CHANGES = (("Workspace", 28), ("System", 24), ("Figure", 24), ("Before", 14), ("Now", 14))


_NUMBERS = (
    *("requirements", "met", "objectives", "unanswered"),
    *("poam_open", "poam_overdue", "milestones_overdue"),
)
_EVIDENCE = ("evidence", "lapsed", "lapses_in_30", "lapses_in_60", "lapses_in_90")


def build_portfolio_sheets(portfolio: Portfolio) -> DocumentModel:
    texts = (write_headline(portfolio), *list_trend(portfolio), *list_notices(portfolio))
    first = (
        TextLine("Portfolio", "label"),
        *(TextLine(f"{text[:1].upper()}{text[1:]}.") for text in texts),
    )
    systems = tuple(_write_system(line) for line in portfolio.lines)
    needs = tuple(_list_needs(portfolio))
    chapters = [
        Chapter(1, "Systems", parts=(*first, make_register_grid("Systems", _SYSTEMS, systems))),
        Chapter(1, "Needs", parts=(make_register_grid("Needs", _NEEDS, needs),)),
    ]
    if portfolio.failures:
        failed = tuple(_list_failures(portfolio))
        chapters.append(
            Chapter(1, "Not judged", parts=(make_register_grid("Not judged", _FAILED, failed),))
        )
    if portfolio.trend:
        changes = tuple(_list_changes(portfolio))
        chapters.append(
            Chapter(1, "Changes", parts=(make_register_grid("Changes", _CHANGES, changes),))
        )
    return DocumentModel(title="Portfolio", chapters=tuple(chapters), date=portfolio.as_of)


def _write_system(line: PortfolioLine) -> CellRow:
    item = line.figures
    first = line.needs[0].words if line.needs else "nothing"
    return (
        text_cell(line.workspace),
        text_cell(item.system),
        text_cell(item.title),
        text_cell(item.organization),
        text_cell(item.owner),
        (mark_shade(first, find_shade(line)),),
        (Amount(item.implemented),),
        (Amount(item.assessor_ready),),
        text_cell(item.eligible_ready),
        *((Amount(item.count(name)),) for name in _NUMBERS),
        _write_day(item.poam_next),
        _write_day(item.clock_end),
        *((Amount(item.count(name)),) for name in _EVIDENCE),
        text_cell(item.status),
        _write_day(item.status_ends),
        _write_day(item.affirmed),
        _write_day(item.affirmation_due),
        (Amount(item.count("errors")),),
        (Amount(item.count("warnings")),),
        text_cell(item.marking or "", "not known" if item.is_recorded else "not decided"),
        _write_day(item.last_change),
        text_cell(write_change(line) if line.changes is not None else ""),
    )


def _write_day(day: dt.date | None) -> DocumentCell:
    return text_cell(day.isoformat() if day else "")


def _list_needs(portfolio: Portfolio) -> Iterator[CellRow]:
    """`Done` is for people to fill in."""
    for line in portfolio.lines:
        for need in line.needs:
            yield (
                text_cell(line.workspace),
                text_cell(line.figures.system),
                text_cell(need.words),
                (Amount(need.days),),
                text_cell(line.figures.owner),
                (),
            )


def _list_failures(portfolio: Portfolio) -> Iterator[CellRow]:
    for item in portfolio.failures:
        failure = item.failure
        yield (
            text_cell(item.workspace),
            text_cell(failure.system),
            text_cell(FAILURE_KINDS[failure.kind]),
            text_cell(failure.place),
            text_cell(failure.words),
        )


def _list_changes(portfolio: Portfolio) -> Iterator[CellRow]:
    for line in portfolio.lines:
        names = (text_cell(line.workspace), text_cell(line.figures.system))
        if line.came:
            yield (*names, text_cell("new"), (), ())
        for change in line.changes or ():
            yield (
                *names,
                text_cell(change.name.replace("_", " ")),
                _write_value(change.before),
                _write_value(change.after),
            )
    for item in portfolio.trend.gone if portfolio.trend else ():
        what = "not judged any more" if item.is_unread else "gone"
        yield (text_cell(item.workspace), text_cell(item.system), text_cell(what), (), ())


def _write_value(value: object) -> DocumentCell:
    if isinstance(value, int):
        return (Amount(value),)
    return text_cell("" if value is None else str(value))
