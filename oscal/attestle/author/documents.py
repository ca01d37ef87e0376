"""The four documents of a system together, and what assembling them would change."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..formats import strict_json
from ..model.workspace import Work
from .assessment import assessment_plan, assessment_results
from .merge import merge
from .poam import plan_of_action
from .ssp import system_security_plan

Tree = dict[str, Any]
Order = Callable[[str, Tree], Tree]
MODELS = ("system-security-plan", "plan-of-action-and-milestones", "assessment-plan", "assessment-results")


@dataclass(frozen=True, slots=True)
class Assembled:
    """`trees` maps each model to its whole document, None where there is none to write; `kept` names what others wrote."""

    trees: Mapping[str, Tree | None]
    kept: tuple[str, ...]


def build(work: Work) -> dict[str, Tree | None]:
    """The four documents from the authored files alone."""
    system, baseline = work.system, work.baseline
    plan = system_security_plan(system, baseline)
    return {
        "system-security-plan": plan,
        "plan-of-action-and-milestones": plan_of_action(system, baseline) if plan else None,
        "assessment-plan": assessment_plan(system, baseline) if plan else None,
        "assessment-results": assessment_results(system, baseline) if plan else None,
    }


def assemble(work: Work, existing: Mapping[str, Tree | None], now: str, order: Order) -> Assembled:
    """Build, bring together with what is on disk, and date what differs with `now`. `order` puts keys in model order."""
    trees: dict[str, Tree | None] = {}
    kept: list[str] = []
    for model, built in build(work).items():
        old = existing.get(model)
        if built is None:
            trees[model] = None
            continue
        tree = order(model, built)
        if old is not None:
            merged = merge(model, built[model], old[model], work.system.characteristics.uuid)
            kept += [f"{model}{pointer}" for pointer in merged.kept]
            rest = {key: value for key, value in old.items() if key == "$schema"}
            tree = order(model, {**rest, model: merged.tree})
        trees[model] = _dated(model, tree, old, now)
    return Assembled(trees, tuple(kept))


def _dated(model: str, tree: Tree, old: Tree | None, now: str) -> Tree:
    """`last-modified` moves only if something else did."""
    tree = copy.copy(tree)
    body = tree[model] = dict(tree[model])
    stamp = old[model].get("metadata", {}).get("last-modified") if old else None
    if stamp is not None:
        body["metadata"] = {**body["metadata"], "last-modified": stamp}
        if old is not None and strict_json.write(tree) == strict_json.write(old):
            return tree
    body["metadata"] = {**body["metadata"], "last-modified": now}
    return tree
