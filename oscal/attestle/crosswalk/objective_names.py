"""The controls named for every objective of a baseline, no grade better than that of
what defines it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..assess.objectives import COVERED
from ..assess.system_status import Status
from ..model.baseline import Baseline, Objective
from ..model.crosswalk_maps import Map, Reuse
from .control_fit import ControlRanker
from .dependent_letters import list_missing_definitions
from .grades import Limit, Reach, grade_down
from .named_controls import ControlNames, name_controls

_WAITS = Limit("what defines it is not satisfied")


def name_objectives(
    baseline: Baseline,
    ranker: ControlRanker,
    maps: Mapping[str, Sequence[Map]],
    reaches: Mapping[str, Sequence[Reach]],
    status: Status | None,
) -> dict[str, ControlNames]:
    """By id of the objective; `maps` and `reaches` are those of each requirement by its id.

    What speaks of something "as defined" is satisfied only where the objective that defines it is,
    by SOC 2 evidence or in the plan.
    """
    objectives = {unit.id: (item, unit) for item in baseline.requirements for unit in item.units}
    names = {
        key: name_controls(ranker, item, unit, maps[item.id], reaches[item.id])
        for key, (item, unit) in objectives.items()
    }
    in_plan = _list_covered(status)
    while waiting := _find_waiting(names, objectives, in_plan):
        names |= {key: _lower_names(names[key]) for key in waiting}
    return names


def _list_covered(status: Status | None) -> set[str]:
    if status is None:
        return set()
    return {
        unit.id
        for requirement, result in zip(status.baseline.requirements, status.results, strict=True)
        for unit, judged in zip(requirement.units, result.objectives, strict=True)
        if judged.rating == COVERED
    }


def _find_waiting(
    names: Mapping[str, ControlNames],
    objectives: Mapping[str, tuple[object, Objective]],
    in_plan: set[str],
) -> list[str]:
    """Objectives that are satisfied although one that defines them is not."""
    satisfied = {key for key, item in names.items() if _is_satisfied(item)}
    settled = satisfied | in_plan
    return [key for key in satisfied if list_missing_definitions(objectives[key][1], settled)]


def _is_satisfied(names: ControlNames) -> bool:
    return any(reach.reuse is Reuse.STRONG for reach in names.through)


def _lower_names(names: ControlNames) -> ControlNames:
    through = tuple(
        replace(reach, reuse=grade_down(reach.reuse, (_WAITS,)), limits=(*reach.limits, _WAITS))
        if reach.reuse is Reuse.STRONG
        else reach
        for reach in names.through
    )
    return replace(names, through=through)
