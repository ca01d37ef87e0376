"""Where the holders of values stand in a tree.

It is looked up only for what is to be told, since most documents have nothing to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..trees import join_pointer

Way = tuple[Any, ...]


def find_ways(tree: Any, wanted: set[int]) -> dict[int, Way]:
    """The keys and numbers that lead to each object or list, given by their identity."""
    ways: dict[int, Way] = {}
    waiting: list[tuple[Any, Way]] = [(tree, ())]
    while waiting and len(ways) < len(wanted):
        node, way = waiting.pop()
        if id(node) in wanted:
            ways.setdefault(id(node), way)
        pairs: Iterable[tuple[Any, Any]] = (
            node.items() if isinstance(node, dict) else enumerate(node)
        )
        inner = [(value, (*way, key)) for key, value in pairs if isinstance(value, dict | list)]
        inner.reverse()
        waiting += inner
    return ways


def write_pointer(way: Way) -> str:
    """RFC 6901."""
    return join_pointer(way)


def sort_key(way: Sequence[Any]) -> list[tuple[int, str]]:
    """Items by number, keys by name: a list index never compares with a text."""
    return [(token, "") if isinstance(token, int) else (-1, token) for token in way]
