"""What the crosswalks of a workspace say helps with each requirement.

It is shown to authors beside what is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..formats import mapping_collection
from ..formats.profile_resolution import resolve_profile
from ..formats.resolved_baseline import read_baseline
from ..model.baseline import Baseline, HelpingCriterion, Requirement, make_baseline
from ..model.crosswalk_maps import Crosswalk
from . import files, layout
from .shared_documents import Fetch, derive_once

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
    crosswalks = derive_once(("crosswalks", name), fetch, lambda read: _read_crosswalks(name, read))
    for crosswalk in crosswalks:
        criteria = _read_criteria(name, crosswalk.source_href, fetch)
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


def _read_crosswalks(name: str, fetch: Fetch) -> tuple[Crosswalk, ...]:
    path = layout.document_path("mapping-collection", name)
    tree = fetch(f"trestle://{path}")
    return mapping_collection.read_crosswalks(name, path, tree) if tree else ()


def _read_criteria(name: str, href: str, fetch: Fetch) -> Mapping[str, Requirement]:
    """What a crosswalk maps from, by id."""

    def read(asked: Fetch) -> dict[str, Requirement]:
        resolved = read_baseline(name, resolve_profile(href, asked))
        return {criterion.id: criterion for criterion in resolved.requirements}

    return derive_once(("criteria", name, href), fetch, read)
