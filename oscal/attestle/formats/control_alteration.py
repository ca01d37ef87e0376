"""Additions to a control and removals from it, in place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..lazy_dataclasses import dataclass
from ..trees import Tree, copy_tree
from .control_selection import report_no_effect
from .problems import Problem

# Lists of a control that a profile can change, and the name that a removal calls an item by
_ITEM_NAMES = {"params": "param", "props": "prop", "links": "link", "parts": "part"}
# Keys of a removal, and the key of an item that each compares
_REMOVED_BY = {"by-name": "name", "by-class": "class", "by-id": "id", "by-ns": "ns"}
# The namespace of a prop or part that states none
_OSCAL_NAMESPACE = "http://csrc.nist.gov/ns/oscal"
_HAVE_NAMESPACE = ("props", "parts")
# Items with lists of their own
_HAVE_ITEMS = ("params", "parts")
# Positions beside an object, and those before what is there already
_OUTSIDE, _FIRST = ("before", "after"), ("starting", "before")
_HOLDS = {
    "control": ("title", *_ITEM_NAMES),
    "part": ("title", "props", "links", "parts"),
    "param": ("props", "links"),
}


@dataclass(frozen=True, slots=True)
class Anchor:
    """A parameter or part inside a control: the list it stands in, and what holds that list."""

    holder: Tree
    key: str
    index: int
    in_part: bool = False

    @property
    def tree(self) -> Tree:
        item: Tree = self.holder[self.key][self.index]
        return item


def find_anchor(control: Tree, name: str) -> Anchor | None:
    """The parameter or part of that id, at any depth of parts."""
    for index, param in enumerate(control.get("params", ())):
        if param.get("id") == name:
            return Anchor(control, "params", index)
    return _find_part(control, name, in_part=False)


def _find_part(holder: Tree, name: str, *, in_part: bool) -> Anchor | None:
    for index, part in enumerate(holder.get("parts", ())):
        if part.get("id") == name:
            return Anchor(holder, "parts", index, in_part)
        inner = _find_part(part, name, in_part=True)
        if inner is not None:
            return inner
    return None


def add_items(
    control: Tree, anchor: Anchor | None, position: str, addition: Tree, pointer: str
) -> Iterator[Problem]:
    """Add to the control, or inside (`starting`, `ending`) or beside an object of it."""
    beside = anchor if position in _OUTSIDE else None
    holder, kind = _find_holder(control, anchor, outside=beside is not None)
    for key in [key for key in ("title", *_ITEM_NAMES) if key in addition]:
        # a title beside an object would be that of what holds both
        if key not in _HOLDS[kind] or (beside and key == "title"):
            message = f'no "{key}" can stand {"beside it" if beside else f"in a {kind}"}'
            yield report_no_effect(message, f"{pointer}/{key}")
        else:
            _put_items(holder, key, addition[key], position, beside)


def _put_items(holder: Tree, key: str, value: Any, position: str, beside: Anchor | None) -> None:
    """What one key of an addition holds: the only title, or items of a list."""
    if key == "title":
        holder[key] = value
        return
    present, added = holder.get(key, []), copy_tree(value)
    at = 0 if position in _FIRST else len(present)
    if beside and beside.key == key:
        at = beside.index + (position == "after")
    holder[key] = [*present[:at], *added, *present[at:]]


def _find_holder(control: Tree, anchor: Anchor | None, *, outside: bool) -> tuple[Tree, str]:
    """What the items go into, and of what kind it is."""
    if anchor is None:
        return control, "control"
    if outside:
        return anchor.holder, "part" if anchor.in_part else "control"
    return anchor.tree, _ITEM_NAMES[anchor.key]


def remove_items(node: Tree, removal: Tree) -> bool:
    """Drop the params, props, links and parts that match every key of the removal, at any depth.

    Tells whether there were any. A removal without a key is not taken as one of everything.
    """
    wanted = {key: removal[by] for by, key in _REMOVED_BY.items() if by in removal}
    only = removal.get("by-item-name")
    if not wanted and only is None:
        return False
    names = [plural for plural, name in _ITEM_NAMES.items() if only in (None, name)]
    removed = [_filter_list(node, plural, wanted) for plural in names]
    removed += [
        remove_items(item, removal) for plural in _HAVE_ITEMS for item in node.get(plural, ())
    ]
    return any(removed)


def _filter_list(node: Tree, key: str, wanted: Tree) -> bool:
    """Whether items of the list matched; an empty list goes too."""
    present = node.get(key, ())
    rest = [item for item in present if not _has_values(item, key, wanted)]
    if len(rest) == len(present):
        return False
    _put_list(node, key, rest)
    return True


def _put_list(node: Tree, key: str, items: list[Tree]) -> None:
    """The rest of a list, or no list where nothing is left."""
    if items:
        node[key] = items
    else:
        del node[key]


def _has_values(item: Tree, plural: str, wanted: Tree) -> bool:
    default = {"ns": _OSCAL_NAMESPACE} if plural in _HAVE_NAMESPACE else {}
    return all(item.get(key, default.get(key)) == value for key, value in wanted.items())
