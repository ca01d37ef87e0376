"""A resolved profile read as requirements, objectives, methods and points."""

from __future__ import annotations

from ..model.baseline import Baseline, Method, Objective, Requirement, StatementItem, make_baseline
from ..model.derived_ids import NAMESPACE
from ..trees import Tree
from .resolution import ResolvedProfile, walk_controls

OBJECTIVE_PARTS = ("assessment-objective", "objective")
METHOD_PARTS = ("assessment-method", "assessment")


def read_baseline(profile: str, resolved: ResolvedProfile) -> Baseline:
    """The baseline of a resolved profile; withdrawn controls are left out."""
    controls = [
        (group, control)
        for group, control in walk_controls(resolved.groups)
        if get_prop(control, "status") != "withdrawn"
    ]
    return make_baseline(
        profile,
        resolved.title,
        tuple(_read_requirement(group, control) for group, control in controls),
    )


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


def _read_requirement(group: Tree, control: Tree) -> Requirement:
    label = get_prop(control, "label") or control["id"]
    parts = control.get("parts", [])
    statement, guidance = _find_part(parts, "statement"), _find_part(parts, "guidance")
    return Requirement(
        id=control["id"],
        label=label,
        cmmc_label=get_prop(control, "label", "cmmc"),
        title=control["title"],
        family=get_own_prop(group, "family") or _name_family(label, group),
        family_title=group.get("title", ""),
        sort_id=get_prop(control, "sort-id") or control["id"],
        statement=statement.get("prose", ""),
        guidance=guidance.get("prose", ""),
        objectives=tuple(_list_objectives(parts, label)),
        methods=tuple(_list_methods(parts)),
        items=tuple(_list_items(statement)),
        points=_read_number(get_own_prop(control, "points")),
        points_partial=_read_number(get_own_prop(control, "points-partial")),
        poam_class=get_own_prop(control, "poam-class"),
        level1=_list_level1_ids(control),
        requirement_type=get_own_prop(control, "requirement-type"),
        summarised=get_own_prop(control, "text") == "summary",
    )


def _find_part(parts: list[Tree], name: str) -> Tree:
    return next((part for part in parts if part["name"] == name), {})


def _list_level1_ids(control: Tree) -> tuple[str, ...]:
    """Ids of the Level 1 requirements that the control is too; a control may be several."""
    return tuple(
        str(item["value"])
        for item in control.get("props", ())
        if item["name"] == "level-1-id" and item.get("ns") == NAMESPACE
    )


def _name_family(label: str, group: Tree) -> str:
    return str(group.get("id") or "").upper() or label.partition(".")[0]


def _read_number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _list_objectives(parts: list[Tree], label: str) -> list[Objective]:
    """Leaf objectives: one that only groups others is no objective of its own."""
    objectives: list[Objective] = []
    for part in parts:
        if part["name"] not in OBJECTIVE_PARTS:
            continue
        children = [child for child in part.get("parts", ()) if child["name"] in OBJECTIVE_PARTS]
        if children:
            objectives.extend(_list_objectives(children, label))
            continue
        letter = _find_letter(part)
        printed = get_prop(part, "label") or f"{label}[{letter}]"
        objectives.append(Objective(part.get("id", ""), letter, printed, part.get("prose", "")))
    return objectives


def _find_letter(part: Tree) -> str:
    """By our prop, else the end of the id: `3.1.1_obj.a` of NIST, `ac-1.a`; "a" for an only one."""
    identity = part.get("id", "")
    return (
        get_own_prop(part, "letter")
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


def _list_items(part: Tree) -> list[StatementItem]:
    """The lettered items of a statement at any depth, each before those below it."""
    items = []
    for child in part.get("parts", ()):
        if child["name"] == "item":
            label, prose = get_prop(child, "label"), child.get("prose", "")
            items.append(StatementItem(child.get("id", ""), label, prose))
            items.extend(_list_items(child))
    return items
