"""Groups and controls of a catalog as a flat list, in which resolution selects, moves and changes.

Each remembers the place where it stands; the tree is built again from the places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..lazy_dataclasses import dataclass
from ..trees import Tree

# The document, then one step per level: (kind, index, copy), which sort in document order
Step = tuple[int, int, int]
Place = tuple[Any, ...]
CONTROL, GROUP = 0, 1  # controls stand before the groups beside them
_KEY_OF = {CONTROL: "controls", GROUP: "groups"}


@dataclass(frozen=True, slots=True)
class ControlNode:
    """A group or control by itself; what stands below it are nodes of their own.

    `tree` may be that of the source, with all below it, and is never changed in place.
    """

    place: Place
    tree: Tree

    @property
    def is_control(self) -> bool:
        return bool(self.place[-1][0] == CONTROL)

    @property
    def id(self) -> str:
        return str(self.tree.get("id", ""))


def list_nodes(document: str, body: Tree) -> list[ControlNode]:
    """Every group and control of a catalog, each before those below it."""
    return list(_walk_nodes((document,), body))


def _walk_nodes(place: Place, body: Tree) -> Iterator[ControlNode]:
    for kind, key in _KEY_OF.items():
        for index, child in enumerate(body.get(key, ())):
            here = (*place, (kind, index, 0))
            yield ControlNode(here, child)
            yield from _walk_nodes(here, child)


def list_above(place: Place) -> Iterator[Place]:
    """The places that a node stands in, the nearest first."""
    for length in range(len(place) - 1, 1, -1):
        yield place[:length]


def strip_children(tree: Tree) -> Tree:
    """A copy of a group or control without the groups and controls below it."""
    return {key: value for key, value in tree.items() if key not in _KEY_OF.values()}


def build_tree(nodes: Iterable[ControlNode]) -> Tree:
    """The nodes as `controls` and `groups` that stand in each other; a parent comes first.

    One whose parent is not among them stands below the nearest that is.
    """
    root: Tree = {}
    open_nodes: list[tuple[Place, Tree]] = []
    for node in nodes:
        while open_nodes and not _is_inside(node.place, open_nodes[-1][0]):
            open_nodes.pop()
        holder = open_nodes[-1][1] if open_nodes else root
        tree = strip_children(node.tree)
        holder.setdefault(_KEY_OF[node.place[-1][0]], []).append(tree)
        open_nodes.append((node.place, tree))
    return root


def list_below(node: ControlNode, nodes: Sequence[ControlNode]) -> Iterator[int]:
    """The indexes of the nodes that stand below one."""
    for index, other in enumerate(nodes):
        if other is not node and _is_inside(other.place, node.place):
            yield index


def _is_inside(place: Place, outer: Place) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def is_kept(tree: Tree) -> bool:
    """Whether an object asks to stay in every resolved catalog."""
    return any(
        item.get("name") == "keep" and item.get("value") == "always"
        for item in tree.get("props", ())
    )
