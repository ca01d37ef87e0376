"""A resolved profile read as requirements, objectives, methods and points."""

from __future__ import annotations

from ..model.baseline import Baseline, Method, Objective, Requirement, StatementItem, make_baseline
from ..model.derived_ids import NAMESPACE
from ..trees import Tree
from .resolution import Resolved, walk_controls

OBJECTIVE_PARTS = ("assessment-objective", "objective")
METHOD_PARTS = ("assessment-method", "assessment")


def read_baseline(profile: str, resolved: Resolved) -> Baseline:
    """The baseline of a resolved profile; withdrawn controls are left out."""
    controls = [
        (group, control)
        for group, control in walk_controls(resolved.groups)
        if get_prop(control, "status") != "withdrawn"
    ]
    return make_baseline(
        profile, resolved.title, tuple(_requirement(group, control) for group, control in controls)
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


def _requirement(group: Tree, control: Tree) -> Requirement:
    label = get_prop(control, "label") or control["id"]
    parts = control.get("parts", [])
    statement: Tree = next((part for part in parts if part["name"] == "statement"), {})
    guidance: Tree = next((part for part in parts if part["name"] == "guidance"), {})
    return Requirement(
        id=control["id"],
        label=label,
        cmmc_label=get_prop(control, "label", "cmmc"),
        title=control["title"],
        family=get_own_prop(group, "family") or _family(label, group),
        family_title=group.get("title", ""),
        sort_id=get_prop(control, "sort-id") or control["id"],
        statement=statement.get("prose", ""),
        guidance=guidance.get("prose", ""),
        objectives=tuple(_objectives(parts, label)),
        methods=tuple(_methods(parts)),
        items=tuple(_items(statement)),
        points=_number(get_own_prop(control, "points")),
        points_partial=_number(get_own_prop(control, "points-partial")),
        poam_class=get_own_prop(control, "poam-class"),
        level1=tuple(
            str(item["value"])
            for item in control.get("props", ())
            if item["name"] == "level-1-id" and item.get("ns") == NAMESPACE
        ),
        requirement_type=get_own_prop(control, "requirement-type"),
        summarised=get_own_prop(control, "text") == "summary",
    )


def _family(label: str, group: Tree) -> str:
    return str(group.get("id") or "").upper() or label.partition(".")[0]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _objectives(parts: list[Tree], label: str) -> list[Objective]:
    """Leaf objectives: one that only groups others is no objective of its own."""
    found: list[Objective] = []
    for part in parts:
        if part["name"] not in OBJECTIVE_PARTS:
            continue
        children = [child for child in part.get("parts", ()) if child["name"] in OBJECTIVE_PARTS]
        if children:
            found.extend(_objectives(children, label))
            continue
        identity = part.get("id", "")
        letter = (
            get_own_prop(part, "letter")
            or identity.partition("_obj.")[2]
            or identity.rpartition(".")[2]
            or "a"
        )
        found.append(
            Objective(
                identity,
                letter,
                get_prop(part, "label") or f"{label}[{letter}]",
                part.get("prose", ""),
            )
        )
    return found


def _methods(parts: list[Tree]) -> list[Method]:
    found = []
    for part in parts:
        if part["name"] in METHOD_PARTS:
            objects = [
                str(child.get("prose", ""))
                for child in part.get("parts", ())
                if child["name"] in ("assessment-objects", "objects")
            ]
            found.append(Method(get_prop(part, "method"), "\n".join(objects)))
    return found


def _items(part: Tree) -> list[StatementItem]:
    found = []
    for child in part.get("parts", ()):
        if child["name"] == "item":
            found.append(
                StatementItem(child.get("id", ""), get_prop(child, "label"), child.get("prose", ""))
            )
            found.extend(_items(child))
    return found
