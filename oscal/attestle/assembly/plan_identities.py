"""Identities of a plan that another tool made: where it lacks one, and where those that it has are
taken in the workspace.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..formats.oscal_values import derive_information_type_uuid, get_items, get_object, get_text
from ..model.derived_ids import NAMESPACE, derive_uuid
from ..trees import Tree


def add_information_type_uuids(plan: Tree) -> Tree:
    """The plan with a uuid for each information type, by which they are told apart."""
    facts = get_object(plan, "system-characteristics")
    types = get_items(get_object(facts, "system-information"), "information-types")
    if all("uuid" in item for item in types):
        return plan
    plan_uuid = get_text(plan, "uuid")
    identified = [
        {"uuid": derive_information_type_uuid(plan_uuid, index), **item}
        if "uuid" not in item
        else item
        for index, item in enumerate(types)
    ]
    information = {**get_object(facts, "system-information"), "information-types": identified}
    return {**plan, "system-characteristics": {**facts, "system-information": information}}


def renew_identities(plan: Tree, name: str) -> Tree:
    """The body of a plan as that of the system `name`: its id, and another uuid for each
    of its own.

    What refers to one does so still. The new ones follow from the name and the old ones, so that
    the same plan under the same name becomes the same.
    """
    ids = {old: derive_uuid("imported", name, old) for old in _list_uuids(plan)}
    renewed: Tree = _exchange(plan, ids)
    facts = get_object(renewed, "system-characteristics")
    return {**renewed, "system-characteristics": {**facts, "system-ids": [{"id": name}]}}


def renew_action_identities(action: Tree, plan: Tree, name: str) -> Tree:
    """The body of a plan of action beside `renew_identities` of its plan: the same new uuids."""
    own = {*_list_uuids(plan), *_list_uuids(action)}
    ids = {old: derive_uuid("imported", name, old) for old in own}
    renewed: Tree = _exchange(action, ids)
    plan_uuid = ids[get_text(plan, "uuid")]
    return {
        **renewed,
        "uuid": derive_uuid(plan_uuid, "plan-of-action-and-milestones"),
        "system-id": {"id": name},
    }


def _list_uuids(tree: Any) -> Iterator[str]:
    """What the objects of the plan are called by; of resources outside it says nothing."""
    if isinstance(tree, dict):
        uuid = tree.get("uuid")
        if isinstance(uuid, str):
            yield uuid
        # what has no object of OSCAL is a prop of ours, and its uuid another one
        if tree.get("ns") == NAMESPACE and get_text(tree, "name").endswith("uuid"):
            yield get_text(tree, "value")
        tree = list(tree.values())
    if isinstance(tree, list):
        for value in tree:
            yield from _list_uuids(value)


def _exchange(tree: Any, ids: dict[str, str]) -> Any:
    if isinstance(tree, dict):
        return {key: _exchange(value, ids) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_exchange(value, ids) for value in tree]
    if not isinstance(tree, str):
        return tree
    if tree.startswith("#"):
        return f"#{ids.get(tree[1:], tree[1:])}"
    return ids.get(tree, tree)
