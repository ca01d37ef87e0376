"""The gap analysis: what SOC 2 gives for the requirements of a baseline, and what is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..assess.objectives import LOWEST_FIRST, NOT_APPLICABLE
from ..assess.system_status import RequirementResult, Status
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline, Requirement
from ..model.crosswalk_maps import Crosswalk, Map, NetNew
from ..model.frameworks import put_term
from ..model.soc2 import Soc2Control
from .control_systems import find_elsewhere
from .gap_assumptions import UNDECIDED, leaves_scope_undecided, put_assumptions
from .gaps import GapReport, ObjectiveGap, RequirementGap
from .grades import Reach, find_reaches, find_report_limits
from .level_terms import use_term
from .named_controls import ControlNames, count_others, list_named_reaches, make_ranker
from .objective_gaps import analyse_objective
from .objective_names import name_objectives
from .open_objectives import OpenObjective
from .projects import Project, find_most_common, plan_project


def combine_maps(
    crosswalks: Iterable[Crosswalk],
) -> tuple[tuple[Map, ...], dict[str, str], dict[str, str], tuple[NetNew, ...]]:
    """Maps of all crosswalks, a later judgement on the same pair in place of an earlier one.

    `no-relationship` takes it away. Also: why a requirement is scope-dependent, why one has no map,
    and net-new work.
    """
    maps: dict[tuple[str, str], Map] = {}
    scope: dict[str, str] = {}
    unmapped: dict[str, str] = {}
    net_new: dict[str, NetNew] = {}
    for crosswalk in crosswalks:
        maps |= {(item.requirement, item.criterion): item for item in crosswalk.maps}
        scope |= crosswalk.scope_dependent
        unmapped |= {item.control: item.reason for item in crosswalk.unmapped_targets}
        net_new |= {item.id: item for item in crosswalk.net_new}
    kept = tuple(item for item in maps.values() if item.relationship != "no-relationship")
    return kept, scope, unmapped, tuple(net_new.values())


def analyse_gap(
    baseline: Baseline,
    crosswalks: Iterable[Crosswalk],
    controls: tuple[Soc2Control, ...],
    as_of: dt.date,
    status: Status | None = None,
) -> GapReport:
    """What SOC 2 gives for each objective of a baseline, and what is open.

    With a judged system the ratings are those of its status, else they follow from the controls.
    """
    maps, scope, unmapped, net_new = combine_maps(use_term(crosswalks, baseline.term))
    by_requirement = _group_maps(baseline, maps)
    system = status.system if status else None
    report = system.engagement.soc2 if system else None
    elsewhere = find_elsewhere(controls, system)
    reaches = {
        key: find_reaches(its, controls, report, as_of, elsewhere)
        for key, its in by_requirement.items()
    }
    owners = _find_usual_owners(baseline, reaches)
    ranker = make_ranker(controls, elsewhere)
    names = name_objectives(baseline, ranker, by_requirement, reaches, status)
    is_reached = any(of_it or key in unmapped for key, of_it in by_requirement.items())
    results = status.results if status else (None,) * len(baseline.requirements)
    gaps = []
    for requirement, result in zip(baseline.requirements, results, strict=True):
        key = requirement.id
        reached = _Reached(
            maps=by_requirement[key],
            reaches=reaches[key],
            scope_dependent=scope.get(key, ""),
            unmapped_because="" if by_requirement[key] else unmapped.get(key, ""),
            usual_owner=owners.get(requirement.family, ""),
            term=baseline.term,
            names=tuple(names[unit.id] for unit in requirement.units),
        )
        gaps.append(_analyse_requirement(requirement, reached, status, result))
    return GapReport(
        system=system,
        baseline=baseline,
        as_of=as_of,
        requirements=tuple(gaps),
        controls=controls,
        limits=find_report_limits(report, as_of),
        assumptions=put_assumptions(baseline, is_reached, controls, status),
        net_new=net_new if is_reached else (),
        status=status,
    )


@dataclass(frozen=True, slots=True)
class _Reached:
    """What crosswalks and controls say of a requirement, whatever the plan says."""

    maps: tuple[Map, ...]
    reaches: tuple[Reach, ...]
    scope_dependent: str
    unmapped_because: str
    usual_owner: str
    term: str
    names: tuple[ControlNames, ...]


def _analyse_requirement(
    requirement: Requirement,
    reached: _Reached,
    status: Status | None,
    result: RequirementResult | None,
) -> RequirementGap:
    objectives = _analyse_objectives(requirement, reached, status, result)
    names = [item.names for item in objectives]
    named = tuple(list_named_reaches(names, reached.reaches))
    return RequirementGap(
        requirement=requirement,
        rating=_find_lowest_rating(objectives),
        scope_dependent=reached.scope_dependent,
        maps=reached.maps,
        reaches=named,
        objectives=objectives,
        unmapped_because=reached.unmapped_because,
        project=_plan_project(
            requirement, objectives, replace(reached, reaches=named), status, result
        ),
        others=count_others(names, reached.reaches),
    )


def _group_maps(baseline: Baseline, maps: tuple[Map, ...]) -> dict[str, tuple[Map, ...]]:
    """The maps to each requirement, by control id."""
    return {
        item.id: tuple(entry for entry in maps if entry.requirement == item.id)
        for item in baseline.requirements
    }


def _find_usual_owners(
    baseline: Baseline, reaches: Mapping[str, tuple[Reach, ...]]
) -> dict[str, str]:
    """By family, who owns most of the controls that reach its requirements."""
    return {
        code: find_most_common(
            reach.control.owner
            for item in baseline.requirements
            if item.family == code
            for reach in reaches[item.id]
        )
        for code, _ in baseline.families
    }


def _analyse_objectives(
    requirement: Requirement,
    reached: _Reached,
    status: Status | None,
    result: RequirementResult | None,
) -> tuple[ObjectiveGap, ...]:
    depends_on_scope = reached.scope_dependent != ""
    waits = depends_on_scope and status is not None and leaves_scope_undecided(status)
    undecided = put_term(UNDECIDED, reached.term) if waits else ""
    judged = result.objectives if result else (None,) * len(requirement.units)
    return tuple(
        analyse_objective(
            objective,
            names,
            reached.reaches,
            of_objective,
            status,
            undecided,
        )
        for objective, names, of_objective in zip(
            requirement.units, reached.names, judged, strict=True
        )
    )


def _find_lowest_rating(objectives: tuple[ObjectiveGap, ...]) -> str:
    """The lowest of the objectives that apply."""
    applicable = [item.rating for item in objectives if item.rating != NOT_APPLICABLE]
    return min(applicable, key=LOWEST_FIRST.index) if applicable else NOT_APPLICABLE


def _plan_project(
    requirement: Requirement,
    objectives: tuple[ObjectiveGap, ...],
    reached: _Reached,
    status: Status | None,
    result: RequirementResult | None,
) -> Project | None:
    """The work that closes what is open, None where nothing is."""
    judged = result.objectives if result else (None,) * len(objectives)
    gaps = [
        OpenObjective(item.objective, item.rating, item.reuse, of_objective)
        for item, of_objective in zip(objectives, judged, strict=True)
        if item.is_open
    ]
    if not gaps:
        return None
    system = status.system if status else None
    made = plan_project(requirement, gaps, reached.reaches, result, system, reached.usual_owner)
    return replace(made, effort_because=put_term(made.effort_because, reached.term))
