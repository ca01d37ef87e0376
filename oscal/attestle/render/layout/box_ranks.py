"""Which of several things comes first where arrows lead from one to the other: cycles are broken so
that few arrows lead backwards, and each thing comes after all that lead to it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Thing = TypeVar("Thing", bound=Hashable)
Weights = Mapping[tuple[Thing, Thing], int]


def break_cycles(things: Sequence[Thing], weights: Weights[Thing]) -> list[Thing]:
    """The things in an order in which little leads backwards: what nothing leads to goes first,
    what leads nowhere last, and of the others the one that gives most and takes least (Eades, Lin
    and Smyth). What is equal stays in the order given.
    """
    ahead: dict[Thing, dict[Thing, int]] = {thing: {} for thing in things}
    behind: dict[Thing, dict[Thing, int]] = {thing: {} for thing in things}
    for (start, end), weight in weights.items():
        if start != end:
            ahead[start][end] = weight
            behind[end][start] = weight
    first: list[Thing] = []
    last: list[Thing] = []
    left = dict.fromkeys(things)
    while left:
        thing, is_sink = _choose_next(left, ahead, behind)
        del left[thing]
        (last if is_sink else first).append(thing)
        for other in ahead[thing]:
            behind[other].pop(thing, None)
        for other in behind[thing]:
            ahead[other].pop(thing, None)
    return first + last[::-1]


def _choose_next(
    left: Iterable[Thing],
    ahead: Mapping[Thing, Mapping[Thing, int]],
    behind: Mapping[Thing, Mapping[Thing, int]],
) -> tuple[Thing, bool]:
    """What is taken next, and whether it goes to the end."""
    things = list(left)
    for thing in things:
        if not ahead[thing] and behind[thing]:
            return thing, True
    for thing in things:
        if not behind[thing]:
            return thing, False
    best = max(things, key=lambda thing: sum(ahead[thing].values()) - sum(behind[thing].values()))
    return best, False


def rank_things(things: Sequence[Thing], weights: Weights[Thing]) -> list[Thing]:
    """The things by the longest way that leads to each, backward arrows left out."""
    order = break_cycles(things, weights)
    place = {thing: at for at, thing in enumerate(order)}
    rank = dict.fromkeys(order, 0)
    ways: dict[Thing, list[Thing]] = {thing: [] for thing in order}
    for start, end in weights:
        if place[start] < place[end]:
            ways[start].append(end)
    for thing in order:
        for end in ways[thing]:
            rank[end] = max(rank[end], rank[thing] + 1)
    return sorted(order, key=lambda thing: (rank[thing], place[thing]))


def split_by_height(
    things: Sequence[Thing], heights: Mapping[Thing, float], number: int
) -> list[list[Thing]]:
    """The things in so many runs of much the same height, none of them empty."""
    total = sum(heights[thing] for thing in things)
    runs: list[list[Thing]] = []
    done = 0.0
    for thing in things:
        middle = done + heights[thing] / 2
        place = min(number - 1, int(middle / total * number)) if total else 0
        if place >= len(runs):
            runs.append([])
        runs[-1].append(thing)
        done += heights[thing]
    return runs
