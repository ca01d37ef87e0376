"""MAP009: what speaks of something as defined is satisfied only where that is defined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..codes import make_finding
from ..findings import Finding
from ..model.baseline import Requirement
from ..model.crosswalk_maps import Crosswalk, Map
from .mapped_resources import ResolvedMapping, walk_mappings
from .rule_input import Rule, RuleInput


def undefined_objectives(facts: RuleInput) -> Iterator[Finding]:
    """MAP009: a satisfied objective whose defining objective no map satisfies.

    Within the crosswalk; a plan that states the defining objective makes it good for one system.
    """
    for mapping in walk_mappings(facts):
        # a collection of another tool names no letters
        if mapping.crosswalk.is_graded:
            yield from _check_definitions(mapping)


def _check_definitions(mapping: ResolvedMapping) -> Iterator[Finding]:
    baseline = mapping.target.resource.baseline
    if baseline is None:
        return
    objectives = {item.id: item for one in baseline.requirements for item in one.objectives}
    satisfied = dict(_walk_satisfied(mapping.crosswalk, baseline.by_id))
    for identity, pair in satisfied.items():
        for other in objectives[identity].defined_by:
            if other in objectives and other not in satisfied:
                yield make_finding(
                    "MAP009",
                    mapping.document.path,
                    f"{pair.criterion} satisfies {objectives[identity].label}, which speaks of what"
                    f" {objectives[other].label} defines, and no map satisfies that",
                    pointer=pair.source.pointer,
                    hint="write that it contributes, or map the defining objective, too",
                )


def _walk_satisfied(
    crosswalk: Crosswalk, requirements: Mapping[str, Requirement]
) -> Iterator[tuple[str, Map]]:
    """The ids of the objectives that its maps satisfy."""
    for pair in crosswalk.maps:
        if pair.requirement in requirements:
            for objective in requirements[pair.requirement].objectives:
                if objective.letter in pair.letters:
                    yield objective.id, pair


RULES: tuple[Rule, ...] = (undefined_objectives,)
