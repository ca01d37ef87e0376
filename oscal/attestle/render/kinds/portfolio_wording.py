"""What a portfolio says in every form."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from ...assess.portfolio_needs import NEEDS
from ...assess.portfolio_trends import count_changes, name_change
from ...model.counted_names import count_things
from ...model.portfolio import (
    FAILURE_KINDS,
    Portfolio,
    PortfolioFailure,
    PortfolioLine,
    SystemFigures,
)
from ..document_parts import Shade
from .status_wording import write_score

NOTICE = "none of these figures is an SPRS result"
_ELIGIBLE = {"final": "final", "conditional": "cond.", "none": "no", "": "-"}
# Up to which need a line is bad, poor and fair: what is past or hides how things are, what is near,
# and the work that is left
_BAD_UNTIL, _POOR_UNTIL, _FAIR_UNTIL = "errors", "recorded", "evidence-lapsing"
_PLACES = {row.key: number for number, row in enumerate(NEEDS)}


# Places named again that a notice is about; data has all
_MOST_REPEATED = 4
_STANDINGS: tuple[tuple[Shade, str], ...] = (
    ("bad", "past a day or in error"),
    ("poor", "near one, or without evidence or plan"),
    ("fair", "with work left"),
    ("good", "that need nothing"),
)


class LineNames:
    """Short names of workspaces: without the folder that all are in, and with the system where a
    workspace has several.
    """

    def __init__(self, portfolio: Portfolio) -> None:
        labels = [item.workspace for item in portfolio.lines]
        labels += [item.workspace for item in portfolio.failures]
        folders = {posixpath.dirname(label) for label in labels}
        self.folder = posixpath.commonpath(folders) if _have_common_folder(folders) else ""
        self._numbers = Counter(item.workspace for item in portfolio.lines)
        self._numbers.update(item.workspace for item in portfolio.failures if item.failure.system)

    def shorten(self, workspace: str) -> str:
        if not self.folder:
            return workspace
        return PurePosixPath(workspace).relative_to(self.folder).as_posix()

    def write_line(self, line: PortfolioLine) -> str:
        name = self.shorten(line.workspace)
        return f"{name}: {line.figures.system}" if self._numbers[line.workspace] > 1 else name

    def write_failure(self, item: PortfolioFailure) -> str:
        name, system = self.shorten(item.workspace), item.failure.system
        return f"{name}: {system}" if system and self._numbers[item.workspace] > 1 else name


def _have_common_folder(folders: set[str]) -> bool:
    return "" not in folders and len({folder.startswith("/") for folder in folders}) == 1


def find_shade(line: PortfolioLine) -> Shade:
    """How pressing the first need of a system is; the words say the same."""
    if not line.needs:
        return "good"
    place = _PLACES[line.needs[0].key]
    if place <= _PLACES[_BAD_UNTIL]:
        return "bad"
    return "poor" if place <= _PLACES[_POOR_UNTIL] else "fair"


def write_eligible(word: str) -> str:
    return _ELIGIBLE[word]


def write_line_score(line: PortfolioLine, value: int | None) -> str:
    return write_score(value) if line.figures.maximum is not None else "-"


def write_count(item: SystemFigures, name: str) -> str:
    number = item.count(name)
    return "-" if number is None else str(number)


def write_needs(line: PortfolioLine, most: int = 1) -> str:
    """The first needs, and how many more there are."""
    if not line.needs:
        return "nothing"
    more = len(line.needs) - most
    words = "; ".join(need.words for need in line.needs[:most])
    return f"{words} (+{more})" if more > 0 else words


def write_change(line: PortfolioLine) -> str:
    """What became of the scores, else whether anything got better or worse;
    "" where nothing did.
    """
    if line.came:
        return "new"
    found = {item.name: item for item in line.changes or ()}
    for name in ("assessor_ready", "implemented"):
        change = found.get(name)
        if change and isinstance(change.before, int) and isinstance(change.after, int):
            return f"{change.after - change.before:+d}"
    return {"rose": "better", "fell": "worse", "same": ""}[name_change(line)]


def write_reason(item: PortfolioFailure) -> str:
    failure = item.failure
    place = f"{failure.place}: " if failure.place else ""
    return f"{FAILURE_KINDS[failure.kind]}: {place}{failure.words}"


def write_headline(portfolio: Portfolio) -> str:
    """`200 systems in 198 workspaces, 3 not judged; 41 with what is past or wrong`."""
    lines = portfolio.lines
    shades = Counter(map(find_shade, lines))
    parts = [
        f"{count_things(len(lines), 'system')} in {count_things(portfolio.workspaces, 'workspace')}"
    ]
    if portfolio.failures:
        parts.append(f"{len(portfolio.failures)} not judged")
    for shade, words in _STANDINGS:
        if shades[shade]:
            parts.append(f"{shades[shade]} {words}")
    return "; ".join(parts)


def write_eligibility(lines: Sequence[PortfolioLine]) -> str:
    counts = Counter(line.figures.eligible_ready for line in lines)
    return (
        f"a status that assessor-ready answers allow: final {counts['final']}, conditional"
        f" {counts['conditional']}, none {counts['none']}"
    )


def list_notices(portfolio: Portfolio) -> Iterator[str]:
    yield f"as of {portfolio.as_of}; {NOTICE}"
    if portfolio.marking_words:
        yield f"marking: {'; '.join(portfolio.marking_words)}"
    named = list(dict.fromkeys(portfolio.repeated))
    for label, first in named[:_MOST_REPEATED]:
        again = "was named before and" if label == first else f"is {first}, which"
        yield f"{label} {again} stands here once"
    if len(named) > _MOST_REPEATED:
        yield f"and {len(named) - _MOST_REPEATED} more places that stand here already"


def list_trend(portfolio: Portfolio) -> Iterator[str]:
    """What is otherwise than in the earlier run."""
    trend = portfolio.trend
    if trend is None:
        return
    counts = count_changes(portfolio.lines)
    gone = [item for item in trend.gone if not item.is_unread]
    unread = len(trend.gone) - len(gone)
    words = (
        f"since {trend.since}: {counts['rose']} better, {counts['fell']} worse,"
        f" {counts['came']} new, {len(gone)} gone"
    )
    yield f"{words}, {unread} not judged any more" if unread else words
