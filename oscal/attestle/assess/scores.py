"""The score of 32 CFR 170.24(c)(2) and the conditions of 170.21(a)(2) for a conditional status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from ..model.baseline import Requirement

MAXIMUM = 110
CONDITIONAL_MINIMUM = 88
CLOSE_OUT_DAYS = 180  # 170.21(b): from the conditional status to the close-out
PLAN = "3.12.4"


@dataclass(frozen=True, slots=True)
class Unmet:
    """A requirement that is not met. `partial` says that its partial credit applies."""

    requirement: Requirement
    partial: bool = False

    @property
    def points(self) -> int | None:
        """What it takes off the score; None for the plan itself, whose absence leaves no score at
        all.
        """
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


def compute_score(unmet: Iterable[Unmet], *, plan_is_current: bool = True) -> int | None:
    """110 minus the points of what is not met; None without a current System Security Plan."""
    items = tuple(unmet)
    if not plan_is_current or any(item.requirement.label == PLAN for item in items):
        return None
    return MAXIMUM - sum(item.points or 0 for item in items)


def is_conditional_eligible(unmet: Iterable[Unmet], *, plan_is_current: bool = True) -> bool:
    """Something is open, all of it may stay open, and the score is at least 88.

    Nothing open means final instead.
    """
    items = tuple(unmet)
    value = compute_score(items, plan_is_current=plan_is_current)
    return (
        bool(items)
        and value is not None
        and value >= CONDITIONAL_MINIMUM
        and all(item.poam_allowed for item in items)
    )


def find_smallest_closing(unmet: Iterable[Unmet]) -> tuple[str, ...]:
    """Labels of the smallest set whose closing makes a conditional (or final) status possible, by
    sort-id.

    Everything that may not stay open is in it. Of the rest, as few as bring the score to 88; among
    sets of that size the one with the earliest sort-ids.
    """
    items = tuple(unmet)
    forced = tuple(item for item in items if not item.poam_allowed)
    rest = tuple(item for item in items if item.poam_allowed)
    chosen = set(_fewest(rest)) | {item.requirement.label for item in forced}
    return tuple(item.requirement.label for item in items if item.requirement.label in chosen)


def _fewest(rest: tuple[Unmet, ...]) -> tuple[str, ...]:
    """Items cost one point, or three for the one conditional item: so taking the dear ones first is
    enough to size the set.
    """
    excess = sum(item.points or 0 for item in rest) - (MAXIMUM - CONDITIONAL_MINIMUM)
    if excess <= 0:
        return ()
    dear = tuple(item for item in rest if (item.points or 0) > 1)
    cheap = tuple(item for item in rest if (item.points or 0) <= 1)
    best: tuple[Unmet, ...] | None = None
    for number in range(len(dear) + 1):
        for taken in combinations(dear, number):
            needed = max(0, excess - sum(item.points or 0 for item in taken))
            if needed > len(cheap):
                continue
            candidate = tuple(sorted((*taken, *cheap[:needed]), key=_position))
            if best is None or (len(candidate), _positions(candidate)) < (
                len(best),
                _positions(best),
            ):
                best = candidate
    return tuple(item.requirement.label for item in best or rest)


def _position(item: Unmet) -> str:
    return item.requirement.sort_id


def _positions(items: tuple[Unmet, ...]) -> tuple[str, ...]:
    return tuple(_position(item) for item in items)
