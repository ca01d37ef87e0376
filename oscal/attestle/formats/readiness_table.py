"""The list of readiness that ships with the package."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from ..codes import CODES
from ..data import read_data
from ..model.readiness_points import (
    ProtectingService,
    ReadinessGroup,
    ReadinessPoint,
    ReadinessTable,
    WithdrawnName,
)

SHIPPED = "readiness.json"


@cache
def read_readiness_table() -> ReadinessTable:
    return build_readiness_table(json.loads(read_data(SHIPPED)))


def build_readiness_table(
    tree: Mapping[str, Any], judges: Collection[str] | None = None
) -> ReadinessTable:
    """The table of a tree; ValueError where two points have one id, a point is judged by nothing,
    or names a rule or, where the `judges` are given, a judge that there is not.
    """
    groups = tuple(
        ReadinessGroup(item["title"], tuple(map(_read_point, item["points"])))
        for item in tree["groups"]
    )
    table = ReadinessTable(
        groups,
        tuple(ProtectingService(item["title"], tuple(item["words"])) for item in tree["services"]),
        tuple(_read_withdrawn(item) for item in tree["withdrawn"]),
    )
    for message in _list_defects(table, judges):
        raise ValueError(message)
    return table


def _read_withdrawn(item: Mapping[str, Any]) -> WithdrawnName:
    return WithdrawnName(tuple(item["words"]), tuple(item["instead"]), item["says"])


def _read_point(item: Mapping[str, Any]) -> ReadinessPoint:
    return ReadinessPoint(
        item["id"],
        item["title"],
        item["asks"],
        item["source"],
        item.get("way-out", ""),
        tuple(item.get("rules", ())),
        item.get("judge", ""),
        item.get("scored", False),
        tuple(item.get("objectives", ())),
        tuple(item.get("requirements", ())),
        item.get("clause", ""),
        tuple(map(tuple, item.get("words", ()))),
    )


def _list_defects(table: ReadinessTable, judges: Collection[str] | None) -> Iterator[str]:
    seen: set[str] = set()
    for point in (item for group in table.groups for item in group.points):
        if point.id in seen:
            yield f"two points are called {point.id}"
        seen.add(point.id)
        if not point.rules and not point.judge:
            yield f"{point.id} is judged by nothing"
        if point.judge and not point.way_out:
            yield f"{point.id} has no way out"
        if judges is not None and point.judge and point.judge not in judges:
            yield f'{point.id} names no judge there is: "{point.judge}"'
        for code in point.rules:
            if code not in CODES:
                yield f'{point.id} names no rule there is: "{code}"'
