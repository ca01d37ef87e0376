"""What a profile modifies: it sets parameters and alters controls, on copies of what it changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field, replace

from ..lazy_dataclasses import dataclass
from ..nearest import suggest_words
from ..trees import Tree, copy_tree
from ..uuids import fold_uuid
from .control_alteration import Anchor, add_items, find_anchor, remove_items
from .control_nodes import ControlNode, list_above, list_below, strip_children
from .control_selection import report_no_effect
from .problems import Problem

_SETTINGS = "/profile/modify/set-parameters"
_ALTERS = "/profile/modify/alters"
# Lists of a parameter that a setting adds to; whatever else it gives takes the old one's place
_ADDED_TO = ("props", "links", "constraints", "guidelines")
# A parameter has values or a choice: one that is set takes the place of the other
_EXCLUSIVE = {"values": "select", "select": "values"}
# What a position outside means for a control as a whole
_INSIDE = {"before": "starting", "after": "ending"}


@dataclass(slots=True)
class Draft:
    """The merged nodes, and the parameters outside of them, while a profile changes them.

    `loose` stood above the controls; `orphans` are those of controls that are not selected, which
    stay only if something refers to them. `set_names` are the loose ones that were set.
    """

    nodes: list[ControlNode]
    loose: dict[str, Tree] = field(default_factory=dict)
    orphans: dict[str, Tree] = field(default_factory=dict)
    set_names: set[str] = field(default_factory=set)
    set_orphans: dict[str, Problem] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _copied: set[int] = field(default_factory=set)

    def edit_tree(self, index: int) -> Tree:
        """The tree of a node to change in place; the source's stays as it is."""
        if index not in self._copied:
            node = self.nodes[index]
            self.nodes[index] = replace(node, tree=copy_tree(strip_children(node.tree)))
            self._copied.add(index)
        return self.nodes[index].tree


def modify_controls(modify: Tree, draft: Draft) -> None:
    """Set parameters, then apply alters, each in the sequence of the profile."""
    _set_parameters(modify.get("set-parameters", ()), draft)
    indexes: dict[str, list[int]] = {}
    for index, node in enumerate(draft.nodes):
        if node.is_control:
            indexes.setdefault(node.id, []).append(index)
    for number, alter in enumerate(modify.get("alters", ())):
        name = alter.get("control-id")
        if name is None:  # as 1.0.0 allows; what it was meant for nobody can say
            message = "the alter names no control"
            draft.problems.append(report_no_effect(message, f"{_ALTERS}/{number}"))
            continue
        if name not in indexes:
            message = f'alter names "{name}", which the profile does not select'
            draft.problems.append(
                _report_unknown(
                    message, suggest_words(name, indexes), f"{_ALTERS}/{number}/control-id"
                )
            )
        for index in indexes.get(name, ()):
            _alter_control(draft, index, alter, f"{_ALTERS}/{number}")


def _report_unknown(message: str, hint: str, pointer: str) -> Problem:
    return Problem("PRO003", message, hint=hint, pointer=pointer, warning=True)


def _set_parameters(settings: Sequence[Tree], draft: Draft) -> None:
    places: dict[str, list[tuple[int, int]]] = {}
    for index, node in enumerate(draft.nodes) if settings else ():
        for number, param in enumerate(node.tree.get("params", ())):
            places.setdefault(param["id"], []).append((index, number))
    for number, setting in enumerate(settings):
        name = setting["param-id"]
        for index, position in places.get(name, ()):
            params = draft.edit_tree(index)["params"]
            params[position] = _merge_setting(params[position], setting)
        if name in places:
            continue
        problem = _report_unknown(
            f'set-parameter names "{name}", which no selected control has',
            suggest_words(name, [*places, *draft.loose]),
            f"{_SETTINGS}/{number}/param-id",
        )
        if name in draft.loose:
            draft.loose[name] = _merge_setting(draft.loose[name], setting)
            draft.set_names.add(name)
        elif name in draft.orphans:
            draft.orphans[name] = _merge_setting(draft.orphans[name], setting)
            draft.set_orphans[name] = problem
        else:
            draft.problems.append(problem)


def _merge_setting(param: Tree, setting: Tree) -> Tree:
    """The parameter as it is set; a prop of a uuid that it has already takes its place."""
    merged = dict(param)
    for key, value in setting.items():
        if key in _ADDED_TO:
            uuids = {fold_uuid(item["uuid"]) for item in value if "uuid" in item}
            present = [
                item for item in merged.get(key, ()) if fold_uuid(item.get("uuid", "")) not in uuids
            ]
            merged[key] = [*present, *value]
        elif key != "param-id":
            merged[key] = value
            merged.pop(_EXCLUSIVE.get(key, ""), None)
    return merged


def _alter_control(draft: Draft, index: int, alter: Tree, pointer: str) -> None:
    """Removals come first, as in the order of OSCAL."""
    for number, removal in enumerate(alter.get("removes", ())):
        if not _apply_removal(draft, index, removal):
            message = f'there is nothing to remove from "{alter["control-id"]}"'
            draft.problems.append(report_no_effect(message, f"{pointer}/removes/{number}"))
    for number, addition in enumerate(alter.get("adds", ())):
        draft.problems.extend(_apply_addition(draft, index, addition, f"{pointer}/adds/{number}"))


def _list_scope(draft: Draft, index: int) -> Iterator[int]:
    """The control, then those nested in it."""
    yield index
    yield from list_below(draft.nodes[index], draft.nodes)


def _apply_removal(draft: Draft, index: int, removal: Tree) -> bool:
    """Only an object that is named by its id is looked for in nested controls too."""
    scope = _list_scope(draft, index) if "by-id" in removal else (index,)
    return any(remove_items(draft.edit_tree(one), removal) for one in scope)


def _apply_addition(draft: Draft, index: int, addition: Tree, pointer: str) -> Iterator[Problem]:
    position = addition.get("position", "ending")
    if position not in (*_INSIDE, *_INSIDE.values()):
        yield report_no_effect(
            f'"{position}" is no position, and is read as "ending"',
            f"{pointer}/position",
            "write starting, ending, before or after",
        )
        position = "ending"
    name, control = addition.get("by-id"), draft.nodes[index]
    if name is None and position in _INSIDE:
        yield report_no_effect(
            f'"{position}" without by-id is read as "{_INSIDE[position]}"', f"{pointer}/position"
        )
    target = _find_target(draft, index, name)
    if target is None:
        message = f'add names "{name}", which the control "{control.id}" does not have'
        yield _report_unknown(message, "", f"{pointer}/by-id")
        return
    node, anchor = target
    if anchor is None and position in _INSIDE:
        node = _find_parent(draft, node) if node != index else node
        position = _INSIDE[position]
    yield from add_items(draft.edit_tree(node), anchor, position, addition, pointer)


def _find_target(draft: Draft, index: int, name: str | None) -> tuple[int, Anchor | None] | None:
    """The node that an addition changes, and the object in it if it is not the node itself.

    Without an id it is the control as a whole, which published profiles name by its own id too.
    """
    if name is None or name == draft.nodes[index].id:
        return index, None
    for one in _list_scope(draft, index):
        if draft.nodes[one].id == name:
            return one, None
        if find_anchor(draft.nodes[one].tree, name) is not None:
            return one, find_anchor(draft.edit_tree(one), name)
    return None


def _find_parent(draft: Draft, index: int) -> int:
    """The control that a nested one stands in: before and after it is inside of that."""
    indexes = {node.place: number for number, node in enumerate(draft.nodes)}
    return next(
        indexes[place] for place in list_above(draft.nodes[index].place) if place in indexes
    )
