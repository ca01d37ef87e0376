"""A resolved profile read as requirements, objectives, methods, parameters and points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..model.baseline import (
    Baseline,
    Method,
    Objective,
    Requirement,
    StatementItem,
    fill_parameters,
    list_texts,
    make_baseline,
)
from ..model.derived_ids import NAMESPACE
from ..model.frameworks import find_framework, find_unit_key
from ..model.parameters import Parameter, list_inserted
from ..trees import Tree
from .oscal_values import get_own_props
from .profile_resolution import ResolvedProfile, walk_controls
from .terms import find_term, is_term

OBJECTIVE_PARTS = ("assessment-objective", "objective")
METHOD_PARTS = ("assessment-method", "assessment")
# The family of controls that stand in no group
NO_GROUP = "OTHER"
_NOT_IN_CODES = re.compile(r"[^A-Za-z0-9]+")


def read_baseline(profile: str, resolved: ResolvedProfile) -> Baseline:
    """The baseline of a resolved profile; withdrawn controls are left out."""
    parameters = _index_parameters(resolved.groups)
    return make_baseline(
        profile,
        resolved.title,
        tuple(
            _read_requirement(group, control, parameters)
            for group, control in walk_controls(resolved.groups)
            if not is_withdrawn(control)
        ),
    )


def is_withdrawn(control: Tree) -> bool:
    """OSCAL has the word in small letters, and since 1.1.0 with a capital too."""
    return get_prop(control, "status").lower() == "withdrawn"


def get_prop(node: Tree, name: str, cls: str | None = None, ns: str | None = None) -> str:
    """The value of the first prop of that name (and class, and namespace where given), or ""."""
    for item in node.get("props", ()):
        if (
            item["name"] == name
            and item.get("class") == cls
            and (ns is None or item.get("ns") == ns)
        ):
            return str(item["value"])
    return ""


def get_own_prop(node: Tree, name: str) -> str:
    """A prop of our namespace."""
    return get_prop(node, name, ns=NAMESPACE)


def _read_requirement(
    group: Tree, control: Tree, parameters: Mapping[str, Parameter]
) -> Requirement:
    label = _read_label(control)
    parts = control.get("parts", [])
    statement, guidance = _find_part(parts, "statement"), _find_part(parts, "guidance")
    requirement = Requirement(
        id=control["id"],
        label=label,
        cmmc_label=get_prop(control, "label", "cmmc"),
        title=control["title"],
        family=get_own_prop(group, "family") or _name_family(group),
        family_title=group.get("title", ""),
        sort_id=get_prop(control, "sort-id") or control["id"],
        statement=statement.get("prose", ""),
        guidance=guidance.get("prose", ""),
        objectives=tuple(
            _list_objectives(parts, label, find_framework(control["id"]).printed_labels)
        ),
        methods=tuple(_list_methods(parts)),
        items=tuple(_list_items(statement)),
        points=_read_number(get_own_prop(control, "points")),
        points_partial=_read_number(get_own_prop(control, "points-partial")),
        poam_class=get_own_prop(control, "poam-class"),
        level1=_list_level1_ids(control),
        requirement_type=get_own_prop(control, "requirement-type"),
        summarised=get_own_prop(control, "text") == "summary",
        term=find_term(control),
    )
    return _add_parameters(requirement, control, parameters) if parameters else requirement


def _read_label(control: Tree) -> str:
    """The printed id: of `Account Management (03.01.01)` what stands behind the title."""
    label, title = get_prop(control, "label"), str(control["title"])
    number = label.removeprefix(f"{title} (").removesuffix(")")
    if number and label == f"{title} ({number})":
        return number
    return label or str(control["id"])


def _index_parameters(groups: Iterable[Tree]) -> dict[str, Parameter]:
    """Every parameter of the groups and their controls, by id."""
    return {
        item["id"]: _read_parameter(item)
        for group in groups
        for node in _walk_nodes(group)
        for item in node.get("params", ())
        if not is_term(item)
    }


def _walk_nodes(node: Tree) -> Iterator[Tree]:
    """A group or control with all below it."""
    yield node
    for child in (*node.get("groups", ()), *node.get("controls", ())):
        yield from _walk_nodes(child)


def _read_parameter(item: Tree) -> Parameter:
    select = item.get("select", {})
    return Parameter(
        id=item["id"],
        label=str(item.get("label", "")),
        values=tuple(str(value) for value in item.get("values", ())),
        choices=tuple(str(choice) for choice in select.get("choice", ())),
        several=select.get("how-many") == "one-or-more",
        aggregates=tuple(
            str(prop["value"]) for prop in item.get("props", ()) if prop["name"] == "aggregates"
        ),
    )


def _add_parameters(
    requirement: Requirement, control: Tree, parameters: Mapping[str, Parameter]
) -> Requirement:
    """The requirement with its own parameters and those that its texts insert, as far as set."""
    todo = [item["id"] for item in control.get("params", ()) if item["id"] in parameters]
    for text in list_texts(requirement):
        todo += list_inserted(text)
    known: dict[str, Parameter] = {}
    while todo:
        parameter = parameters.get(todo.pop(0))
        if parameter is None or parameter.id in known:
            continue
        known[parameter.id] = parameter
        todo += parameter.aggregates
        for text in (*parameter.values, *parameter.choices, parameter.label):
            todo += list_inserted(text)
    if not known:
        return requirement
    return fill_parameters(replace(requirement, parameters=MappingProxyType(known)), {})


def _find_part(parts: list[Tree], name: str) -> Tree:
    return next((part for part in parts if part["name"] == name), {})


def _list_level1_ids(control: Tree) -> tuple[str, ...]:
    """Ids of the Level 1 requirements that the control is too; a control may be several."""
    return tuple(
        str(item["value"])
        for item in control.get("props", ())
        if item["name"] == "level-1-id" and item.get("ns") == NAMESPACE
    )


def _name_family(group: Tree) -> str:
    """What people.yaml and the folder under controls/ call a group: by its id, else its title."""
    named = str(group.get("id") or "") or _NOT_IN_CODES.sub("-", group.get("title", "")).strip("-")
    return named.upper() or NO_GROUP


def _read_number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _list_objectives(parts: list[Tree], label: str, lettered: bool) -> list[Objective]:
    """Leaf objectives: one that only groups others is no objective of its own.

    `lettered`: one whose label is that of its requirement is printed with its letter all the same.
    """
    objectives: list[Objective] = []
    for part in parts:
        if part["name"] not in OBJECTIVE_PARTS:
            continue
        children = [child for child in part.get("parts", ()) if child["name"] in OBJECTIVE_PARTS]
        if children:
            objectives.extend(_list_objectives(children, label, lettered))
            continue
        printed = get_prop(part, "label")
        letter = _find_letter(part, find_unit_key(label, printed) if printed else "")
        if not printed or (lettered and printed == label):
            printed = f"{label}[{letter}]"
        objectives.append(
            Objective(
                part.get("id", ""),
                letter,
                printed,
                part.get("prose", ""),
                demand=get_own_prop(part, "demand"),
                evidence_standard=get_own_prop(part, "evidence-standard"),
                defined_by=get_own_props(part, "defined-by"),
            )
        )
    return objectives


def _find_letter(part: Tree, key: str) -> str:
    """By our prop, else the key in its label, else the end of the id: `3.1.1_obj.a`, `ac-1.a`."""
    identity = part.get("id", "")
    return (
        get_own_prop(part, "letter")
        or key
        or identity.partition("_obj.")[2]
        or identity.rpartition(".")[2]
        or "a"
    )


def _list_methods(parts: list[Tree]) -> list[Method]:
    methods = []
    for part in parts:
        if part["name"] in METHOD_PARTS:
            objects = [
                str(child.get("prose", ""))
                for child in part.get("parts", ())
                if child["name"] in ("assessment-objects", "objects")
            ]
            methods.append(Method(get_prop(part, "method"), "\n".join(objects)))
    return methods


def _list_items(part: Tree, depth: int = 0) -> list[StatementItem]:
    """The lettered items of a statement at any depth, each before those below it."""
    items = []
    for child in part.get("parts", ()):
        if child["name"] == "item":
            label, prose = get_prop(child, "label"), child.get("prose", "")
            items.append(StatementItem(child.get("id", ""), label, prose, depth))
            items.extend(_list_items(child, depth + 1))
    return items
