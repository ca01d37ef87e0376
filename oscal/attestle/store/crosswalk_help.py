"""What the crosswalks of a workspace say helps with each requirement.

It is shown to authors beside what is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..formats import mapping_collection
from ..formats.profile_resolution import resolve_profile
from ..formats.resolved_baseline import read_baseline
from ..model.baseline import Baseline, HelpingCriterion, make_baseline
from . import files, layout

Fetch = Callable[[str], dict[str, Any] | None]
# The criteria that help, by control id of the requirement and then of the criterion
_Helps = dict[str, dict[str, HelpingCriterion]]


def add_crosswalk_help(of: Baseline, root: Path, fetch: Fetch) -> Baseline:
    """The baseline with the criteria that help each requirement.

    A pair judged twice is judged by the later crosswalk.
    """
    helps: _Helps = {}
    for name in files.list_names(root, "mapping-collections"):
        try:
            _collect_helps(name, fetch, helps)
        except (AttributeError, KeyError, TypeError, ValueError, IndexError):
            continue  # not of its schema's shape; OSC002 says so
    if not helps:
        return of
    requirements = (
        replace(requirement, helps=tuple(helps.get(requirement.id, {}).values()))
        for requirement in of.requirements
    )
    return make_baseline(of.profile, of.title, tuple(requirements))


def _collect_helps(name: str, fetch: Fetch, helps: _Helps) -> None:
    path = layout.document_path("mapping-collection", name)
    tree: Mapping[str, Any] | None = fetch(f"trestle://{path}")
    for crosswalk in mapping_collection.read_crosswalks(name, path, tree) if tree else ():
        resolved = read_baseline(name, resolve_profile(crosswalk.source_href, fetch))
        criteria = {criterion.id: criterion for criterion in resolved.requirements}
        for item in crosswalk.maps:
            of_requirement = helps.setdefault(item.requirement, {})
            criterion = criteria.get(item.criterion)
            if criterion is None:
                continue
            if item.relationship == "no-relationship":
                of_requirement.pop(criterion.id, None)
            else:
                of_requirement[criterion.id] = HelpingCriterion(
                    criterion.label,
                    criterion.title,
                    item.role,
                    item.reuse.value,
                    item.letters,
                    item.contributes,
                )
