"""The score of 32 CFR 170.24(c)(2) and the conditions of 170.21(a)(2) for a conditional status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from ..lazy_dataclasses import dataclass
from ..model.baseline import Requirement
from ..model.frameworks import ScoreRule


@dataclass(frozen=True, slots=True)
class Unmet:
    """A requirement that is not met. `partial` says that its partial credit applies."""

    requirement: Requirement
    partial: bool = False

    @property
    def points(self) -> int | None:
        """What it takes off the score; None for the plan, without which there is no score."""
        if self.partial and self.requirement.points_partial is not None:
            return self.requirement.points_partial
        return self.requirement.points

    @property
    def poam_allowed(self) -> bool:
        """Whether 170.21 lets it stay open under a conditional status."""
        match self.requirement.poam_class:
            case "eligible":
                return True
            case "conditional":
                return self.partial
            case _:
                return False


def compute_score(
    rule: ScoreRule, unmet: Iterable[Unmet], *, plan_is_current: bool = True
) -> int | None:
    """The maximum minus the points of what is not met; None without a current plan."""
    items = tuple(unmet)
    if not plan_is_current or any(item.requirement.label == rule.plan for item in items):
        return None
    return rule.maximum - _sum_points(items)


def is_conditional_eligible(
    rule: ScoreRule, unmet: Iterable[Unmet], *, plan_is_current: bool = True
) -> bool:
    """Something is open, all of it may stay open, and the score is at least the minimum (88).

    Nothing open means final instead.
    """
    items = tuple(unmet)
    value = compute_score(rule, items, plan_is_current=plan_is_current)
    return (
        bool(items)
        and value is not None
        and value >= rule.conditional_minimum
        and all(item.poam_allowed for item in items)
    )


def find_smallest_closing(rule: ScoreRule, unmet: Iterable[Unmet]) -> tuple[str, ...]:
    """The smallest set whose closing makes a conditional (or final) status possible.

    Labels by sort-id. Everything that may not stay open is in it. Of the rest, as few as bring the
    score to 88; among sets of that size the one with the earliest sort-ids.
    """
    items = tuple(unmet)
    forced = tuple(item for item in items if not item.poam_allowed)
    optional = tuple(item for item in items if item.poam_allowed)
    chosen = {item.requirement.label for item in (*forced, *_choose_fewest(rule, optional))}
    return tuple(item.requirement.label for item in items if item.requirement.label in chosen)


def _choose_fewest(rule: ScoreRule, optional: tuple[Unmet, ...]) -> tuple[Unmet, ...]:
    """As few as bring the score to the minimum; all of them where no choice does."""
    excess = _sum_points(optional) - (rule.maximum - rule.conditional_minimum)
    if excess <= 0:
        return ()
    return min(
        _list_sufficient(optional, excess),
        key=lambda items: (len(items), [_get_sort_id(item) for item in items]),
        default=optional,
    )


def _list_sufficient(optional: tuple[Unmet, ...], excess: int) -> Iterator[tuple[Unmet, ...]]:
    """Sets of items, by sort-id, that are worth `excess` points or more.

    What may stay open costs one point, or three for the one conditional item (3.13.11 with partial
    credit): so every choice among the dear ones, filled up with the first cheap ones, is enough.
    """
    dear = tuple(item for item in optional if _sum_points([item]) > 1)
    cheap = tuple(item for item in optional if _sum_points([item]) <= 1)
    for number in range(len(dear) + 1):
        for taken in combinations(dear, number):
            needed = max(0, excess - _sum_points(taken))
            if needed <= len(cheap):
                yield tuple(sorted((*taken, *cheap[:needed]), key=_get_sort_id))


def _sum_points(items: Iterable[Unmet]) -> int:
    """What the items take off the score; the plan, which has no points, takes nothing off."""
    return sum(item.points or 0 for item in items)


def _get_sort_id(item: Unmet) -> str:
    return item.requirement.sort_id
