"""The component-definition that holds a set of SOC 2 controls, updated in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..formats import soc2_controls
from ..lazy_dataclasses import dataclass
from ..model.derived_ids import NAMESPACE
from ..model.soc2 import Soc2Control
from ..trees import Tree
from ..uuids import fold_tree

# Fewer controls that look alike may do so by chance
_FEWEST_ALIKE = 2


@dataclass(frozen=True, slots=True)
class ControlMatch:
    """Controls of a file beside those of its set: `controls` have the uuids of the ones that they
    are; `renamed` are pairs of ids, old and new; `gone` are the ids that the file has no more.
    """

    controls: tuple[Soc2Control, ...]
    renamed: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]


def match_controls(taken: Sequence[Soc2Control], present: Sequence[Soc2Control]) -> ControlMatch:
    """A control is the one of the set that has its id; else the one that has its title and its
    criteria, if only one of each side has them and neither id stands on both sides.
    """
    before, after = _index_ids(present), _index_ids(taken)
    gone = _list_without(before, after)
    renamed = _match_looks(gone, _list_without(after, before))
    found = {**before, **{identity.casefold(): old for identity, old in renamed.items()}}
    old_ids = {control.id for control in renamed.values()}
    return ControlMatch(
        tuple(_identify(control, found.get(control.id.casefold())) for control in taken),
        tuple((control.id, identity) for identity, control in renamed.items()),
        tuple(control.id for control in gone if control.id not in old_ids),
    )


def _list_without(
    index: Mapping[str, Soc2Control], other: Mapping[str, Soc2Control]
) -> list[Soc2Control]:
    return [index[key] for key in index if key not in other]


def _index_ids(controls: Iterable[Soc2Control]) -> dict[str, Soc2Control]:
    return {control.id.casefold(): control for control in controls}


def _match_looks(gone: Sequence[Soc2Control], new: Sequence[Soc2Control]) -> dict[str, Soc2Control]:
    """The control that each new id was before."""
    before, after = _index_single(gone), _index_single(new)
    return {after[look].id: before[look] for look in after if look in before}


def _identify(control: Soc2Control, found: Soc2Control | None) -> Soc2Control:
    return replace(control, uuid=found.uuid) if found else control


def _describe_look(control: Soc2Control) -> tuple[str, frozenset[str]]:
    return " ".join(control.title.casefold().split()), frozenset(control.criteria)


def _index_single(
    controls: Iterable[Soc2Control],
) -> dict[tuple[str, frozenset[str]], Soc2Control]:
    """The controls whose title and criteria no other one has."""
    index: dict[tuple[str, frozenset[str]], list[Soc2Control]] = {}
    for control in controls:
        index.setdefault(_describe_look(control), []).append(control)
    return {look: found[0] for look, found in index.items() if len(found) == 1}


def count_alike(one: Iterable[Soc2Control], other: Iterable[Soc2Control]) -> int:
    """How many controls of one set are in another too, by id and text or by title and criteria; 0
    where they are so few that it may be chance.
    """
    looks = {_describe_look(control) for control in other}
    texts = {_fold_text(control) for control in other}
    controls = list(one)
    alike = sum(_describe_look(item) in looks or _fold_text(item) in texts for item in controls)
    return alike if alike >= min(_FEWEST_ALIKE, len(controls)) else 0


def _fold_text(control: Soc2Control) -> str:
    return " ".join(control.description.casefold().split())


def build_definition(
    name: str,
    title: str | None,
    version: str,
    taken: Sequence[Soc2Control],
    existing: Mapping[str, Any] | None,
    now: str,
    dropped: Sequence[str] = (),
) -> Mapping[str, Any]:
    """The document with these controls in it, without those whose ids are `dropped`.

    What other tools wrote into an existing document stays, also inside a control; the document
    itself comes back if nothing changes.
    """
    title_or_name = title or f"SOC 2 controls: {name}"
    built = soc2_controls.write_controls(name, title_or_name, version, taken, now)
    if existing is None:
        return built
    existing, _ = fold_tree(existing)
    body = dict(existing["component-definition"])
    components = [
        component
        for component in body.get("components", ())
        if not is_control(component) or _get_control_id(component) not in dropped
    ]
    body["components"] = _merge_components(
        name, components, built["component-definition"]["components"]
    )
    if title:
        body["metadata"] = {**body["metadata"], "title": title}
    if body == existing["component-definition"]:
        return existing
    body["metadata"] = {**body["metadata"], "last-modified": now}
    return {**existing, "component-definition": body}


def is_control(component: Tree) -> bool:
    """Whether a component is a control that an import wrote."""
    return any(
        prop["name"] == soc2_controls.MARK and prop.get("ns") == NAMESPACE
        for prop in component.get("props", ())
    )


def _merge_components(name: str, present: Iterable[Tree], built: Iterable[Tree]) -> list[Tree]:
    """Components in their places, ours as the file has them now; new ones at the end."""
    new = {component["uuid"]: component for component in built}
    merged = [
        _update_component(name, component, new.pop(component["uuid"]))
        if component["uuid"] in new
        else component
        for component in present
    ]
    return merged + list(new.values())


def _update_component(name: str, old: Tree, new: Tree) -> Tree:
    """A control as the file has it now, with what is not ours in it: properties of other
    namespaces, links, roles, other implementations.
    """
    component = {**old, **new}
    others = [prop for prop in old.get("props", ()) if prop.get("ns") != NAMESPACE]
    component["props"] = [*new["props"], *others]
    component.pop("control-implementations", None)
    implementations = _merge_implementations(name, old, new)
    if implementations:
        component["control-implementations"] = implementations
    return component


def _merge_implementations(name: str, old: Tree, new: Tree) -> list[Tree]:
    """Those of others as they are, ours in its place or at the end; none if it is no more.

    Ours is written anew where the control has another id.
    """
    identity, earlier = _get_control_id(new), _get_control_id(old)
    ours = soc2_controls.derive_implementation_uuid(name, identity)
    renamed = soc2_controls.derive_implementation_uuid(name, earlier)
    built = {item["uuid"]: item for item in new.get("control-implementations", ())}
    merged = []
    for item in old.get("control-implementations", ()):
        if item["uuid"] not in (ours, renamed):
            merged.append(item)
        elif item["uuid"] != ours:
            continue
        elif ours in built:
            merged.append(_update_implementation(name, identity, item, built.pop(ours)))
    return [*merged, *built.values()]


def _get_control_id(component: Tree) -> str:
    return next(
        str(prop["value"]) for prop in component["props"] if prop["name"] == soc2_controls.MARK
    )


def _update_implementation(name: str, identity: str, old: Tree, new: Tree) -> Tree:
    """Requirements of ours as they are now, those that others added after them."""
    before = {item["uuid"]: item for item in old["implemented-requirements"]}
    ours = [{**before.get(item["uuid"], {}), **item} for item in new["implemented-requirements"]]
    others = [
        item
        for item in old["implemented-requirements"]
        if item["uuid"] != soc2_controls.derive_requirement_uuid(name, identity, item["control-id"])
    ]
    return {**old, **new, "implemented-requirements": [*ours, *others]}
