"""Terms: parameters whose value is a word of the texts that follows the profile, such as
CUI or FCI.

They are no parameters that a plan sets; a resolved profile has them in its texts already.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.derived_ids import NAMESPACE
from ..model.parameters import insert_known
from ..trees import Tree


def is_term(param: Tree) -> bool:
    """Whether our catalogs mark the parameter as a term."""
    return any(
        item["name"] == "kind" and item.get("ns") == NAMESPACE and item["value"] == "term"
        for item in param.get("props", ())
    )


def find_term(control: Tree) -> str:
    """The value of the first term of a control, or ""."""
    return next((_join_values(item) for item in control.get("params", ()) if is_term(item)), "")


def _join_values(param: Tree) -> str:
    return ", ".join(map(str, param.get("values", ())))


def fill_terms(groups: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """The groups with each term in the texts of its control; what has none stays the same tree."""
    return tuple(map(_fill_node, groups))


def _fill_node(node: Tree) -> Tree:
    """A group or control with what stands below it."""
    changed: Tree = {}
    for key in ("groups", "controls"):
        present = node.get(key, ())
        filled = [_fill_node(child) for child in present]
        if any(new is not old for new, old in zip(filled, present, strict=True)):
            changed[key] = filled
    terms = {item["id"]: _join_values(item) for item in node.get("params", ()) if is_term(item)}
    if terms and "parts" in node:
        changed["parts"] = [_fill_part(part, terms) for part in node["parts"]]
    # the catalog's own tree is shared with other profiles, so it is never changed in place
    return {**node, **changed} if changed else node


def _fill_part(part: Tree, terms: Mapping[str, str]) -> Tree:
    changed: dict[str, Any] = {}
    if "prose" in part:
        changed["prose"] = insert_known(part["prose"], terms)
    if "parts" in part:
        changed["parts"] = [_fill_part(child, terms) for child in part["parts"]]
    return {**part, **changed}
