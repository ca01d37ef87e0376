"""What a run of a portfolio has otherwise than an earlier one: what rose, fell, came and went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

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
    by_name = {(item.workspace, item.system): item for item in earlier}
    found = {
        number: by_name[key]
        for number, line in enumerate(lines)
        if (key := (line.workspace, line.figures.system)) in by_name
    }
    met = {id(item) for item in found.values()}
    left = [item for item in earlier if id(item) not in met]
    once = Counter(line.figures.uuid for line in lines)
    before = Counter(item.uuid for item in earlier)
    by_uuid = {item.uuid: item for item in left if item.uuid and before[item.uuid] == 1}
    for number, line in enumerate(lines):
        uuid = line.figures.uuid
        if number not in found and once[uuid] == 1 and uuid in by_uuid:
            found[number] = by_uuid[uuid]
    return found


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
    value: object = getattr(figures, name)
    return value


def _judge_change(direction: int, old: object, new: object) -> bool | None:
    """Whether it is better now; None where neither is. Without a score it is worse than with any."""
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
    """Systems that rose, that fell and that came: by scores first, else by whatever else changed."""
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
