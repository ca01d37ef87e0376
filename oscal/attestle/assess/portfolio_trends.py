"""What a run of a portfolio has otherwise than an earlier one: what rose, fell, came and went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from ..model.portfolio import (
    EarlierLine,
    EarlierRun,
    FigureChange,
    GoneSystem,
    Portfolio,
    PortfolioLine,
    PortfolioTrend,
    SystemFigures,
)

T = TypeVar("T")
# Figures that are compared -> 1 where more is better, -1 where less is, 0 where neither
COMPARED: Mapping[str, int] = {
    "implemented": 1,
    "assessor_ready": 1,
    "met": 1,
    "unanswered": -1,
    "poam_open": 0,
    "poam_overdue": -1,
    "milestones_overdue": -1,
    "lapsed": -1,
    "errors": -1,
    "warnings": -1,
    "eligible_implemented": 1,
    "eligible_ready": 1,
    "status": 0,
    "marking": 0,
}
# Those that are counted in the files of a system
COUNTED = frozenset(
    ("met", "unanswered", "poam_open", "poam_overdue", "milestones_overdue", "lapsed", "errors",
     "warnings")
)  # fmt: skip
# Words that have an order, from the lowest
_WORDS = ("", "none", "conditional", "final")


def compare_runs(portfolio: Portfolio, earlier: EarlierRun) -> Portfolio:
    """The lines with what changed in each. A system is the same under the same name in the same
    workspace, else by its uuid where that is the only one in both runs: a folder may have moved.
    """
    known = _match_lines(portfolio.lines, earlier.lines)
    lines = tuple(
        _compare_line(line, known.get(number)) for number, line in enumerate(portfolio.lines)
    )
    met = {id(item) for item in known.values()}
    failed = {(item.workspace, item.failure.system) for item in portfolio.failures}
    gone = tuple(
        GoneSystem(item.workspace, item.system, _has_failed(item, failed))
        for item in earlier.lines
        if id(item) not in met
    )
    return replace(portfolio, lines=lines, trend=PortfolioTrend(earlier.as_of, gone))


def _has_failed(item: EarlierLine, failed: set[tuple[str, str]]) -> bool:
    return (item.workspace, item.system) in failed or (item.workspace, "") in failed


def _match_lines(
    lines: Sequence[PortfolioLine], earlier: Sequence[EarlierLine]
) -> dict[int, EarlierLine]:
    """The earlier line of each that has one, by its number."""
    by_name = {(item.workspace, item.system): item for item in earlier}
    keys = {number: (line.workspace, line.figures.system) for number, line in enumerate(lines)}
    found = {number: by_name[key] for number, key in keys.items() if key in by_name}
    taken = {id(item) for item in found.values()}
    moved = {number: item for number, item in _match_uuids(lines, earlier) if id(item) not in taken}
    return moved | found


def _match_uuids(
    lines: Sequence[PortfolioLine], earlier: Sequence[EarlierLine]
) -> Iterator[tuple[int, EarlierLine]]:
    """By uuids that only one system has, then and now."""
    before = _index_single((item.uuid, item) for item in earlier)
    now = _index_single((line.figures.uuid, number) for number, line in enumerate(lines))
    yield from ((number, before[uuid]) for uuid, number in now.items() if uuid in before)


def _index_single(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Those whose uuid no other one has."""
    items = list(pairs)
    counts = Counter(uuid for uuid, _ in items)
    return {uuid: item for uuid, item in items if uuid and counts[uuid] == 1}


def _compare_line(line: PortfolioLine, before: EarlierLine | None) -> PortfolioLine:
    if before is None:
        return replace(line, changes=(), came=True)
    changes = tuple(
        FigureChange(name, old, new, _judge_change(direction, old, new))
        for name, direction in COMPARED.items()
        if name in before.figures
        if (old := before.figures[name]) != (new := _read_figure(line.figures, name))
    )
    return replace(line, changes=changes)


def _read_figure(figures: SystemFigures, name: str) -> object:
    """As a report has it: of a word that is not there None."""
    value: object = getattr(figures, name)
    value = figures.count(name) if name in COUNTED else value
    return None if value == "" else value


def _judge_change(direction: int, old: object, new: object) -> bool | None:
    """Whether it is better now; None where neither is. Without a score it is worse than with
    any.
    """
    if not direction:
        return None
    before, after = _measure(old), _measure(new)
    return None if before == after else (after > before) == (direction > 0)


def _measure(value: object) -> float:
    if isinstance(value, int | float):
        return value
    if isinstance(value, str) and value in _WORDS:
        return _WORDS.index(value)
    return float("-inf")


def count_changes(lines: Sequence[PortfolioLine]) -> dict[str, int]:
    """Systems that rose, that fell and that came: by scores first,
    else by whatever else changed.
    """
    counts = {"rose": 0, "fell": 0, "same": 0, "came": 0}
    for line in lines:
        counts["came" if line.came else name_change(line)] += 1
    return counts


def name_change(line: PortfolioLine) -> str:
    """`rose`, `fell` or `same`: the first of the figures that got better or worse decides."""
    for change in sorted(line.changes or (), key=_find_weight):
        if change.rose is not None:
            return "rose" if change.rose else "fell"
    return "same"


def _find_weight(change: FigureChange) -> int:
    # what an assessor would see goes before what is claimed
    order = ("assessor_ready", "implemented")
    return order.index(change.name) if change.name in order else len(order)
