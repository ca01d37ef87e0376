"""The four documents of a system together, and what assembling them would change."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ..formats import strict_json
from ..lazy_dataclasses import dataclass
from ..model.system import derive_id
from ..model.workspace import Work
from ..trees import Tree
from ..uuids import fold_tree, fold_uuid
from .document_merge import merge_trees

KeySorter = Callable[[str, Tree], Tree]
PLAN = "system-security-plan"
MODELS = (
    PLAN,
    "plan-of-action-and-milestones",
    "assessment-plan",
    "assessment-results",
)


@dataclass(frozen=True, slots=True)
class AssembledDocuments:
    """The documents of a system, brought together with those on disk.

    `trees` maps each model to its whole document, None where there is none to write. A model that
    is not in it has a document of another's, which stays as it is. `kept` names what others wrote,
    `lost` what of it goes with an object of ours.
    """

    trees: Mapping[str, Tree | None]
    kept: tuple[str, ...]
    lost: tuple[str, ...] = ()


def build_documents(work: Work) -> dict[str, Tree | None]:
    """The four documents from the authored files alone.

    Without its required list one is a stub that cannot stand by itself.
    """
    # an edit of an answer needs none of the builders
    from .security_plan import build_security_plan

    plan = build_security_plan(work.system, work.baseline)
    if not is_complete(PLAN, plan):
        # the three others refer to the plan
        return {**dict.fromkeys(MODELS), PLAN: plan}
    return {PLAN: plan, **build_reports(work)}


def build_reports(work: Work) -> dict[str, Tree | None]:
    """The documents that refer to the plan; the words of its texts have no part in them."""
    from .answer_outlines import outline_system
    from .assessments import build_assessment_plan, build_assessment_results
    from .plan_of_action import build_plan_of_action

    system, baseline = outline_system(work.system), work.baseline
    return {
        "plan-of-action-and-milestones": build_plan_of_action(system, baseline),
        "assessment-plan": build_assessment_plan(system, baseline),
        "assessment-results": build_assessment_results(system, baseline),
    }


# The list without which OSCAL has no such document.
_REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        PLAN: ("control-implementation", "implemented-requirements"),
        "plan-of-action-and-milestones": ("poam-items",),
        "assessment-results": ("results",),
    }
)


def is_complete(model: str, tree: Tree | None) -> bool:
    """Whether it has the list without which OSCAL has no such document."""
    node: Any = tree[model] if tree else None
    for key in _REQUIRED.get(model, ()):
        node = node.get(key) if isinstance(node, dict) else None
    return bool(node)


def assemble_documents(
    work: Work, existing: Mapping[str, Tree | None], now: str, order: KeySorter
) -> AssembledDocuments:
    """Build, bring together with what is on disk, and date what differs with `now`.

    `order` puts keys in model order.
    """
    merged = (
        (model, *merge_with_existing(work, model, built, existing.get(model)))
        for model, built in build_documents(work).items()
    )
    return date_documents(work, merged, existing, now, order)


def join_documents(
    work: Work,
    built: Mapping[str, Tree | None],
    existing: Mapping[str, Tree | None],
    now: str,
    order: KeySorter,
) -> dict[str, Tree | None]:
    """The same for documents that were built already; what of others' is kept and lost
    is not asked.

    Of a system that was not imported each rests on what was built and on the one on disk alone.
    """
    trees: dict[str, Tree | None] = {}
    for model, tree in built.items():
        old = existing.get(model)
        merged, _ = merge_with_existing(work, model, tree, old)
        if merged is None or merged is not old:
            trees[model] = _finish_document(model, merged, old, now, order)
    return trees


def merge_with_existing(
    work: Work, model: str, built: Tree | None, old: Tree | None
) -> tuple[Tree | None, list[str]]:
    """The document brought together with the one on disk, and the pointers of what was kept.

    Another's document stays as it is where we have none.
    """
    if old is None:
        return built, []
    if not is_complete(model, built) and not _is_ours(work, model, old):
        return old, [""]
    if built is None:
        return None, []
    body, _ = fold_tree(old[model])
    merged = merge_trees(model, built[model], body, work.system.characteristics.uuid)
    return {**copy_schema_key(old), model: merged.tree}, merged.kept


def copy_schema_key(document: Tree) -> Tree:
    """What stands beside the root key and may stay there: editors are pointed to a schema by it."""
    return {key: value for key, value in document.items() if key == "$schema"}


def date_documents(
    work: Work,
    merged: Iterable[tuple[str, Tree | None, list[str]]],
    existing: Mapping[str, Tree | None],
    now: str,
    order: KeySorter,
) -> AssembledDocuments:
    """The documents as they will be written; `merged` has model, document, and pointers kept.

    A document that is incomplete is none; one that is the very object of `existing` is another's.
    """
    trees: dict[str, Tree | None] = {}
    kept: list[str] = []
    lost: list[str] = []
    for model, tree, pointers in merged:
        kept += [f"{model}{pointer}" for pointer in pointers]
        old = existing.get(model)
        if tree is not None and tree is old:
            continue
        trees[model] = _finish_document(model, tree, old, now, order)
        lost += _list_lost(work, model, old, trees[model])
    return AssembledDocuments(trees, tuple(kept), tuple(lost))


def _finish_document(
    model: str, tree: Tree | None, old: Tree | None, now: str, order: KeySorter
) -> Tree | None:
    if tree is None or not is_complete(model, tree):
        return None
    return _date_document(model, order(model, tree), old, now)


def _list_lost(work: Work, model: str, old: Tree | None, tree: Tree | None) -> Iterator[str]:
    """What of others is in the document on disk and not in the one to be written."""
    if tree == old:
        return  # every validation asks, and mostly nothing changed
    body, _ = fold_tree(old[model]) if old else (None, 0)
    if not isinstance(body, dict):
        return
    from .lost_content import list_lost_content
    from .plan_identities import add_information_type_uuids

    facts = work.system.characteristics
    is_imported = bool(facts.this_system_uuid) and model == PLAN
    if is_imported:  # in the new one each has a uuid, by which it is found again
        body = add_information_type_uuids(body)
    new = tree[model] if tree else {}
    for pointer in list_lost_content(model, body, new, facts.uuid, imported=is_imported):
        yield f"{model}{pointer}"


def _is_ours(work: Work, model: str, tree: Tree) -> bool:
    """Whether it has the uuid that the document has when we write it."""
    uuid = work.system.characteristics.uuid if model == PLAN else derive_id(work.system, model)
    body = tree[model]
    return isinstance(body, dict) and fold_uuid(str(body.get("uuid"))) == uuid


def _date_document(model: str, tree: Tree, old: Tree | None, now: str) -> Tree:
    """`last-modified` moves only if something else did."""
    tree = copy.copy(tree)
    body = tree[model] = dict(tree[model])
    metadata = old[model].get("metadata") if old else None
    stamp = metadata.get("last-modified") if isinstance(metadata, dict) else None
    if isinstance(stamp, str):
        body["metadata"] = {**body["metadata"], "last-modified": stamp}
        if old is not None and strict_json.write_json(tree) == strict_json.write_json(old):
            return tree
    body["metadata"] = {**body["metadata"], "last-modified": now}
    return tree
