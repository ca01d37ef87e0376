"""What the crosswalks of a workspace say helps with each requirement: shown to authors beside what
is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..formats import mapping_collection
from ..formats.resolution import resolve
from ..formats.resolved_baseline import read_baseline as read_baseline
from ..model.baseline import Baseline, Help, make_baseline
from . import files, layout

Fetch = Callable[[str], dict[str, Any] | None]


def add_crosswalk_help(of: Baseline, root: Path, fetch: Fetch) -> Baseline:
    """The baseline with the criteria that help each requirement; a pair judged twice is judged by
    the later crosswalk.
    """
    found: dict[str, dict[str, Help]] = {}
    for name in files.list_names(root, "mapping-collections"):
        try:
            _collect(name, fetch, found)
        except (
            AttributeError,
            KeyError,
            TypeError,
            ValueError,
            IndexError,
        ):  # not of its schema's shape; OSC002 says so
            continue
    if not found:
        return of
    return make_baseline(
        of.profile,
        of.title,
        tuple(
            replace(item, helps=tuple(found.get(item.id, {}).values())) for item in of.requirements
        ),
    )


def _collect(name: str, fetch: Fetch, found: dict[str, dict[str, Help]]) -> None:
    path = layout.document_path("mapping-collection", name)
    tree: Mapping[str, Any] | None = fetch(f"trestle://{path}")
    for crosswalk in mapping_collection.read_crosswalks(name, path, tree) if tree else ():
        criteria = {
            item.id: item
            for item in read_baseline(name, resolve(crosswalk.source_href, fetch)).requirements
        }
        for item in crosswalk.maps:
            mine = found.setdefault(item.requirement, {})
            criterion = criteria.get(item.criterion)
            if criterion is None:
                continue
            if item.relationship == "no-relationship":
                mine.pop(criterion.id, None)
            else:
                mine[criterion.id] = Help(
                    criterion.label, criterion.title, item.role, item.reuse.value, item.letters
                )
