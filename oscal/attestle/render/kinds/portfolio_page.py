"""A portfolio as a page: every system with its clocks, what could not be judged, what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...assess.portfolio_needs import NEEDS
from ...model.counted_names import count_things
from ...model.portfolio import GoneSystem, Portfolio, PortfolioLine, SystemFigures
from ..document_model import DocumentModel
from ..document_parts import (
    Amount,
    Bullets,
    CellRow,
    Chapter,
    DocumentCell,
    Grid,
    GridColumn,
    TextLine,
)
from ..rating_shades import mark_shade
from ..table_cells import text_cell
from .portfolio_wording import (
    LineNames,
    find_shade,
    list_notices,
    list_trend,
    write_change,
    write_eligibility,
    write_eligible,
    write_headline,
    write_line_score,
    write_reason,
)

_COLUMNS = (
    GridColumn("System", 2.4),
    GridColumn("Needs", 2.6),
    GridColumn("Score", 1.2, align="right"),
    GridColumn("Plan of action", 1.6),
    GridColumn("Evidence", 1.3),
    GridColumn("Status", 1.6),
    GridColumn("Findings", 1.1),
    GridColumn("Changed", 1.2),
)
_FIRST = (GridColumn("What is needed first", 3.0), GridColumn("Systems", 0.8, align="right"))
# Needs that a row names below the first one: sheets and data have all
_MOST_NEEDS = 3
_FAILED = (GridColumn("Workspace", 1.4), GridColumn("Why", 3.0))


def build_portfolio_page(portfolio: Portfolio) -> DocumentModel:
    names = LineNames(portfolio)
    headline = write_headline(portfolio)
    notices = (*list_trend(portfolio), *list_notices(portfolio))
    below = f" in {names.folder}" if names.folder else ""
    return DocumentModel(
        title=f"Portfolio{below}",
        parts=(
            TextLine(_write_sentence(headline), "label"),
            TextLine(_write_sentence(write_eligibility(portfolio.lines))),
            *(TextLine(_write_sentence(text), "note") for text in notices),
        ),
        chapters=tuple(_list_chapters(portfolio, names)),
        date=portfolio.as_of,
    )


def _write_sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _list_chapters(portfolio: Portfolio, names: LineNames) -> Iterator[Chapter]:
    if any(line.needs for line in portfolio.lines):
        grid = Grid("What is needed first", _FIRST, tuple(_count_needs(portfolio)))
        yield Chapter(1, "At a glance", "glance", (grid,))
    if portfolio.failures:
        failed = tuple(_list_failures(portfolio, names))
        yield Chapter(1, "Not judged", "not-judged", (Grid("Not judged", _FAILED, failed),))
    if portfolio.lines:
        columns = (*_COLUMNS, GridColumn("Since", 0.8)) if portfolio.trend else _COLUMNS
        lines = tuple(_write_row(portfolio, line, names) for line in portfolio.lines)
        yield Chapter(1, "Systems", "systems", (Grid("Systems", columns, lines),), wide=True)
    if portfolio.trend and portfolio.trend.gone:
        yield Chapter(1, "Gone", "gone", (Bullets(tuple(map(_name_gone, portfolio.trend.gone))),))
    order = Bullets(tuple(row.says for row in NEEDS))
    text = TextLine("What needs a person first stands first. A system needs one where")
    yield Chapter(1, "Order", "order", (text, order))


def _list_failures(portfolio: Portfolio, names: LineNames) -> Iterator[CellRow]:
    for item in portfolio.failures:
        yield text_cell(names.write_failure(item)), text_cell(write_reason(item))


def _name_gone(item: GoneSystem) -> str:
    return f"{item.workspace}: {item.system}{' (not judged)' if item.is_unread else ''}"


def _count_needs(portfolio: Portfolio) -> Iterator[CellRow]:
    """The first needs of all systems, in the order of the table."""
    counts = Counter(line.needs[0].key for line in portfolio.lines if line.needs)
    for row in NEEDS:
        if counts[row.key]:
            yield text_cell(_write_sentence(row.says).rstrip(".")), (Amount(counts[row.key]),)


def _write_row(portfolio: Portfolio, line: PortfolioLine, names: LineNames) -> CellRow:
    item = line.figures
    scores = " / ".join(
        write_line_score(line, value) for value in (item.implemented, item.assessor_ready)
    )
    blank = f"{item.unanswered} unanswered"
    row: CellRow = (
        _write_name(line, names),
        _write_needs(line),
        (
            TextLine(scores),
            *((TextLine(blank, "quiet"),) if item.unanswered else ()),
            TextLine(f"allows: {write_eligible(item.eligible_ready)}", "quiet"),
        ),
        tuple(_list_poam(item)),
        tuple(_list_evidence(item)),
        tuple(_list_status(item)),
        tuple(_list_findings(item)),
        text_cell(item.last_change.isoformat() if item.last_change else "not in git"),
    )
    return (*row, text_cell(write_change(line))) if portfolio.trend else row


def _write_name(line: PortfolioLine, names: LineNames) -> DocumentCell:
    item = line.figures
    who = item.owner or item.organization or "no owner"
    none = "marking not known" if item.is_recorded else "marking not decided"
    marking = item.marking or none
    return (
        TextLine(item.title or item.system),
        TextLine(names.write_line(line), "quiet"),
        TextLine(f"{who}; {marking}", "quiet"),
    )


def _write_needs(line: PortfolioLine) -> DocumentCell:
    first = line.needs[0].words if line.needs else "nothing"
    rest = "; ".join(need.words for need in line.needs[1 : _MOST_NEEDS + 1])
    more = len(line.needs) - _MOST_NEEDS - 1
    rest += f" (+{more})" if more > 0 else ""
    return (
        mark_shade(first, find_shade(line)),
        *((TextLine(rest, "quiet"),) if rest else ()),
    )


_UNKNOWN = TextLine("not known", "quiet")


def _list_poam(item: SystemFigures) -> Iterator[TextLine]:
    if item.is_recorded:
        yield _UNKNOWN
        return
    late = f", {item.poam_overdue} overdue" if item.poam_overdue else ""
    yield TextLine(f"{item.poam_open} open{late}")
    if item.poam_next:
        yield TextLine(f"next {item.poam_next}", "quiet")
    if item.clock_end:
        yield TextLine(f"180 days end {item.clock_end}", "quiet")


def _list_evidence(item: SystemFigures) -> Iterator[TextLine]:
    if item.is_recorded:
        yield _UNKNOWN
        return
    yield TextLine(f"{item.evidence}, {item.lapsed} lapsed")
    if item.lapses_in_90:
        ahead = f"{item.lapses_in_30} / {item.lapses_in_60} / {item.lapses_in_90}"
        yield TextLine(f"lapse in 30/60/90 days: {ahead}", "quiet")


def _list_status(item: SystemFigures) -> Iterator[TextLine]:
    none = "not known" if item.is_recorded else "not recorded"
    yield TextLine(item.status or none, "body" if item.status else "quiet")
    if item.status_ends:
        yield TextLine(f"ends {item.status_ends}", "quiet")
    if item.affirmation_due:
        yield TextLine(f"affirm {item.affirmation_due}", "quiet")


def _list_findings(item: SystemFigures) -> Iterator[TextLine]:
    if item.is_recorded:
        yield _UNKNOWN
        return
    yield TextLine(count_things(item.errors, "error"))
    if item.warnings:
        yield TextLine(count_things(item.warnings, "warning"), "quiet")
