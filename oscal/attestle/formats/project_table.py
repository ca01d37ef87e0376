"""The rule that bundles, as it ships with the package."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from ..data import read_data
from ..model.project_rules import BUDGETS, MOST_PROJECTS, HabitRule, ProjectRule, ProjectRules

SHIPPED = "projects.json"


@cache
def read_project_rules() -> ProjectRules:
    return build_project_rules(json.loads(read_data(SHIPPED)))


def build_project_rules(tree: Mapping[str, Any]) -> ProjectRules:
    """The rules of a tree; ValueError for a label in two projects, a budget that is none, a project
    that waits for one that is not before it, or more projects than anybody runs.
    """
    projects = tuple(map(_read_project, tree["projects"]))
    habits = tuple(
        HabitRule(
            item["id"],
            item["title"],
            tuple(item["words"]),
            tuple(item["objectives"]),
            item["topic"],
        )
        for item in tree["habits"]
    )
    if len(projects) > MOST_PROJECTS:
        raise ValueError(f"{len(projects)} projects; at most {MOST_PROJECTS}")
    _check_order(projects)
    by_label: dict[str, ProjectRule] = {}
    for item in projects:
        for label in item.covers:
            if label in by_label:
                raise ValueError(f"{label} stands in {by_label[label].id} and in {item.id}")
            by_label[label] = item
    areas = MappingProxyType(dict(tree["areas"]))
    near = MappingProxyType({area: tuple(others) for area, others in tree["near"].items()})
    named = {item.area for item in projects} | {area for others in near.values() for area in others}
    if unknown := named - set(areas):
        raise ValueError(f"no area is called {min(unknown)}")
    return ProjectRules(areas, near, projects, habits, MappingProxyType(by_label))


def _read_project(item: Mapping[str, Any]) -> ProjectRule:
    if item["budget"] not in BUDGETS:
        raise ValueError(f'{item["id"]}: "{item["budget"]}" is no budget category')
    return ProjectRule(
        id=item["id"],
        title=item["title"],
        area=item["area"],
        budget=item["budget"],
        after=tuple(item["after"]),
        covers=tuple(map(str, item["covers"])),
        artifact=item["artifact"],
        completion=item["completion"],
    )


def _check_order(projects: Sequence[ProjectRule]) -> None:
    """Nothing waits for itself: what comes first stands first in the table."""
    seen: set[str] = set()
    for item in projects:
        for earlier in item.after:
            if earlier not in seen:
                raise ValueError(f"{item.id} waits for {earlier}, which does not stand before it")
        seen.add(item.id)
