"""A portfolio on a terminal: what needs a person first, and the whole in a few lines at the end."""

from __future__ import annotations

from collections.abc import Iterator

from ...assess.portfolio_figures import LAPSE_WINDOWS
from ...model.portfolio import Portfolio, PortfolioLine
from ..document_model import DocumentModel
from ..document_parts import CellRow, Chapter, DocumentPart, Grid, GridColumn, TextLine, Tone
from ..table_cells import text_cell
from .portfolio_wording import (
    LineNames,
    find_shade,
    list_notices,
    list_trend,
    write_change,
    write_count,
    write_eligibility,
    write_eligible,
    write_headline,
    write_line_score,
    write_needs,
    write_reason,
)

# Systems that a screen has room for, and of what could not be judged
_MOST_LINES, _MOST_FAILURES = 15, 4
# Needs that a line of the full table names: files have all
_FULL_NEEDS = 3
_TONES: dict[str, Tone] = {"bad": "bad", "poor": "accent", "fair": "body", "good": "good"}


def build_portfolio_lines(portfolio: Portfolio, *, full: bool = False) -> DocumentModel:
    """`full` has every system, with every figure and need."""
    names = LineNames(portfolio)
    chapters = (
        Chapter(1, "", parts=tuple(_list_failures(portfolio, names, full=full))),
        Chapter(1, "", parts=tuple(_list_systems(portfolio, names, full=full))),
        Chapter(1, "", parts=tuple(_list_end(portfolio))),
    )
    below = f" in {names.folder}" if names.folder else ""
    marking = f" ({portfolio.marking})" if portfolio.marking else ""
    return DocumentModel(
        title=f"Portfolio{below}{marking}",
        notices=tuple(list_notices(portfolio)),
        chapters=tuple(item for item in chapters if item.parts),
    )


def _list_failures(portfolio: Portfolio, names: LineNames, *, full: bool) -> Iterator[DocumentPart]:
    shown = portfolio.failures if full else portfolio.failures[:_MOST_FAILURES]
    if not shown:
        return
    yield TextLine(f"not judged ({len(portfolio.failures)})", "label")
    for item in shown:
        words = f"{names.write_failure(item)}  {write_reason(item)}"
        yield TextLine(words, "bad", depth=2, hang=4)
    if len(shown) < len(portfolio.failures):
        more = len(portfolio.failures) - len(shown)
        yield TextLine(f"and {more} more; see them with --full", depth=2)


def _list_systems(portfolio: Portfolio, names: LineNames, *, full: bool) -> Iterator[DocumentPart]:
    lines = portfolio.lines if full else portfolio.lines[:_MOST_LINES]
    if not lines:
        return
    titles = _TITLES if not full else (*_TITLES[:-1], *_FURTHER, _TITLES[-1])
    if portfolio.trend:
        titles = (*titles[:-1], ("since", 6), titles[-1])
    columns = tuple(
        GridColumn(title, width=width, align="right" if 0 < place < len(titles) - 1 else "")
        for place, (title, width) in enumerate(titles)
    )
    rows = tuple(_write_row(portfolio, line, names, full=full) for line in lines)
    yield Grid("", columns, rows)
    if len(lines) < len(portfolio.lines):
        yield TextLine(f"and {len(portfolio.lines) - len(lines)} more; see them with --full")


_TITLES = (
    ("system", 24), ("score", 5), ("ready", 5), ("may be", 6), ("blank", 5), ("late", 4),
    ("errors", 6), ("needs first", 30),
)  # fmt: skip
_FURTHER = (("POA&M", 5), ("lapses 30/60/90", 15), ("changed", 10))


def _write_row(
    portfolio: Portfolio, line: PortfolioLine, names: LineNames, *, full: bool
) -> CellRow:
    item = line.figures
    texts = [
        write_line_score(line, item.implemented),
        write_line_score(line, item.assessor_ready),
        write_eligible(item.eligible_ready),
        *(write_count(item, name) for name in ("unanswered", "poam_overdue", "errors")),
    ]
    if full:
        texts += [
            write_count(item, "poam_open"),
            "/".join(write_count(item, f"lapses_in_{days}") for days in LAPSE_WINDOWS),
            item.last_change.isoformat() if item.last_change else "-",
        ]
    if portfolio.trend:
        texts.append(write_change(line))
    texts.append(write_needs(line, _FULL_NEEDS if full else 1))
    name = TextLine(names.write_line(line), _TONES[find_shade(line)])
    return ((name,), *(text_cell(text) for text in texts))


def _list_end(portfolio: Portfolio) -> Iterator[DocumentPart]:
    for text in list_trend(portfolio):
        yield TextLine(text, hang=2)
    if portfolio.lines:
        yield TextLine(write_eligibility(portfolio.lines), hang=2)
    yield TextLine(write_headline(portfolio), "label", hang=2)
