"""Additions to a control and removals from it, in place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..trees import Tree
from .control_selection import report_no_effect
from .problems import Problem

# Lists of a control that a profile can change, and the name that a removal calls an item by
_ITEM_NAMES = {"params": "param", "props": "prop", "links": "link", "parts": "part"}
# Keys of a removal, and the key of an item that each compares
_REMOVED_BY = {"by-name": "name", "by-class": "class", "by-id": "id", "by-ns": "ns"}
# The namespace of a prop or part that states none
_OSCAL_NAMESPACE = "http://csrc.nist.gov/ns/oscal"
_HAVE_NAMESPACE = ("props", "parts")
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
    outside = anchor is not None and position in ("before", "after")
    holder, kind = _find_holder(control, anchor, outside=outside)
    for key in ("title", *_ITEM_NAMES):
        if key not in addition:
            continue
        if key not in _HOLDS[kind] or (outside and key == "title"):
            place = "beside it" if outside else f"in a {kind}"
            yield report_no_effect(f'no "{key}" can stand {place}', f"{pointer}/{key}")
        elif key == "title":
            holder["title"] = addition["title"]  # an object has one title
        elif anchor is not None and outside and key == anchor.key:
            at = anchor.index + (position == "after")
            holder[key][at:at] = copy.deepcopy(addition[key])
        else:
            _extend_list(holder, key, addition[key], first=position in ("starting", "before"))


def _find_holder(control: Tree, anchor: Anchor | None, *, outside: bool) -> tuple[Tree, str]:
    """What the items go into, and of what kind it is."""
    if anchor is None:
        return control, "control"
    if outside:
        return anchor.holder, "part" if anchor.in_part else "control"
    return anchor.tree, _ITEM_NAMES[anchor.key]


def _extend_list(holder: Tree, key: str, items: list[Any], *, first: bool) -> None:
    present, added = holder.get(key, []), copy.deepcopy(items)
    holder[key] = [*added, *present] if first else [*present, *added]


def remove_items(node: Tree, removal: Tree) -> bool:
    """Drop the params, props, links and parts that match every key of the removal, at any depth.

    Tells whether there were any. A removal without a key is not taken as one of everything.
    """
    wanted = {key: removal[by] for by, key in _REMOVED_BY.items() if by in removal}
    only = removal.get("by-item-name")
    if not wanted and only is None:
        return False
    removed = False
    for plural, name in _ITEM_NAMES.items():
        present = node.get(plural, ())
        rest = [
            item for item in present
            if (only is not None and only != name) or not _has_values(item, plural, wanted)
        ]  # fmt: skip
        if len(rest) < len(present):
            removed = True
            _put_list(node, plural, rest)
        for item in rest if plural in ("params", "parts") else ():
            removed = remove_items(item, removal) or removed
    return removed


def _put_list(node: Tree, key: str, items: list[Tree]) -> None:
    """The rest of a list, or no list where nothing is left."""
    if items:
        node[key] = items
    else:
        del node[key]


def _has_values(item: Tree, plural: str, wanted: Tree) -> bool:
    default = {"ns": _OSCAL_NAMESPACE} if plural in _HAVE_NAMESPACE else {}
    return all(item.get(key, default.get(key)) == value for key, value in wanted.items())
