"""The gap analysis: per objective what SOC 2 gives, what is open and why.

A map alone never makes anything covered and evidenced.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..assess.freshness import explain_not_current
from ..assess.objectives import (
    COVERED,
    LOWEST_FIRST,
    NOT_ADDRESSED,
    NOT_APPLICABLE,
    UNDOCUMENTED,
    JudgedObjective,
)
from ..assess.system_status import Status
from ..model.baseline import Baseline, Objective, Requirement
from ..model.crosswalk_maps import Crosswalk, Map, NetNew, Reuse
from ..model.soc2 import Soc2Control
from ..model.system import EvidenceItem, Soc2Report, System
from .grades import Limit, Reach, find_reaches, find_report_limits, grade_down
from .projects import OpenRequirement, Project, find_most_common, plan_project

NOTHING = "no SOC 2 control reaches it"
UNDECIDED = "the CUI scope is not decided (system.md: cui-scope)"


@dataclass(frozen=True, slots=True)
class ObjectiveGap:
    """`reuse` is the best grade that reaches the letter; `open_because` is "" when nothing is open.

    `evidence` is the current evidence its answer cites; `candidates` are current items that serve a
    criterion which reaches the letter and that the answer does not cite.
    """

    objective: Objective
    rating: str
    reuse: Reuse
    open_because: str
    through: tuple[Reach, ...]
    evidence: tuple[EvidenceItem, ...]
    candidates: tuple[EvidenceItem, ...]

    @property
    def is_open(self) -> bool:
        return bool(self.open_because)

    @property
    def graded_down(self) -> tuple[str, ...]:
        """Why `reuse` is less than the crosswalk says, each reason once; none where another control
        gives as much.
        """
        better = [reach for reach in self.through if reach.map.reuse.rank < self.reuse.rank]
        return tuple(dict.fromkeys(limit.reason for reach in better for limit in reach.limits))


@dataclass(frozen=True, slots=True)
class RequirementGap:
    """`maps` are the crosswalk's for the requirement, also those that no control of the company
    carries.
    """

    requirement: Requirement
    rating: str
    scope_dependent: str
    maps: tuple[Map, ...]
    reaches: tuple[Reach, ...]
    objectives: tuple[ObjectiveGap, ...]
    unmapped_because: str
    project: Project | None

    @property
    def open_objectives(self) -> tuple[ObjectiveGap, ...]:
        return tuple(item for item in self.objectives if item.is_open)

    @property
    def graded_down(self) -> tuple[str, ...]:
        """Every reason for which a control counts for less here, each once."""
        reached = (*self.reaches, *(reach for item in self.objectives for reach in item.through))
        return tuple(dict.fromkeys(limit.reason for reach in reached for limit in reach.limits))


@dataclass(frozen=True, slots=True)
class GapReport:
    """`system` is None before there is one. `assumptions` are what the grades take for granted."""

    system: System | None
    baseline: Baseline
    as_of: dt.date
    requirements: tuple[RequirementGap, ...]
    controls: tuple[Soc2Control, ...]
    limits: tuple[Limit, ...]
    assumptions: tuple[str, ...]
    net_new: tuple[NetNew, ...]

    @property
    def name(self) -> str:
        return self.system.name if self.system else ""


def combine_maps(
    crosswalks: Iterable[Crosswalk],
) -> tuple[tuple[Map, ...], dict[str, str], dict[str, str], tuple[NetNew, ...]]:
    """Maps of all crosswalks, a later judgement on the same pair in place of an earlier one;
    `no-relationship` takes it away.

    Also: why a requirement is scope-dependent, why one has no map, and net-new work.
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
    """With a judged system the ratings are those of its status; without one they follow from the
    SOC 2 controls alone.
    """
    maps, scope, unmapped, net_new = combine_maps(crosswalks)
    report = status.system.engagement.soc2 if status else None
    by_requirement = _group_maps(baseline, maps)
    reaches = {
        key: find_reaches(mine, controls, report, as_of) for key, mine in by_requirement.items()
    }
    owners = _find_usual_owners(baseline, reaches)
    is_reached = any(mine or key in unmapped for key, mine in by_requirement.items())
    gaps = []
    for number, requirement in enumerate(baseline.requirements):
        mine, found = by_requirement[requirement.id], reaches[requirement.id]
        because = scope.get(requirement.id, "")
        objectives = _objectives(requirement, found, status, number, because)
        usual_owner = owners.get(requirement.family, "")
        gaps.append(
            RequirementGap(
                requirement=requirement,
                rating=_rating(objectives),
                scope_dependent=because,
                maps=mine,
                reaches=found,
                objectives=objectives,
                unmapped_because="" if mine else unmapped.get(requirement.id, ""),
                project=_project(requirement, objectives, found, status, number, usual_owner),
            )
        )
    return GapReport(
        system=status.system if status else None,
        baseline=baseline,
        as_of=as_of,
        requirements=tuple(gaps),
        controls=controls,
        limits=find_report_limits(report, as_of),
        assumptions=(
            *_doubt_crosswalk(baseline, is_reached),
            *_assumptions(controls, report, status),
        ),
        net_new=net_new if is_reached else (),
    )


def _group_maps(baseline: Baseline, maps: tuple[Map, ...]) -> dict[str, tuple[Map, ...]]:
    """The maps to each requirement, by control id."""
    return {
        item.id: tuple(one for one in maps if one.requirement == item.id)
        for item in baseline.requirements
    }


def _doubt_crosswalk(baseline: Baseline, is_reached: bool) -> Iterable[str]:
    if not is_reached:
        yield f"No crosswalk leads to the requirements of {baseline.profile}"


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


def _assumptions(
    controls: tuple[Soc2Control, ...], report: Soc2Report | None, status: Status | None
) -> Iterable[str]:
    if not controls:
        yield (
            "No SOC 2 controls are imported, so nothing reaches a requirement; see: attestle import"
            " controls"
        )
    if report is None:
        where = "engagement.yaml" if status else "a system's engagement.yaml would say"
        yield (
            f"Nothing is known of the SOC 2 report ({where}): grades assume a current, unqualified"
            " Type 2 report that covers the system and all criteria"
        )
    if status is None:
        yield (
            "Without a plan nothing says where CUI is: what depends on the CUI scope stays open"
            " until a system decides it"
        )
    elif status.system.characteristics.cui_scope == "undecided":
        yield (
            "The CUI scope is not decided (system.md: cui-scope): objectives that depend on it stay"
            " open, whatever their answer"
        )


def _objectives(
    requirement: Requirement,
    found: tuple[Reach, ...],
    status: Status | None,
    number: int,
    scope: str,
) -> tuple[ObjectiveGap, ...]:
    undecided = (
        bool(scope)
        and status is not None
        and status.system.characteristics.cui_scope == "undecided"
    )
    judged = status.results[number].objectives if status else (None,) * len(requirement.units)
    return tuple(
        _objective(objective, found, one, status, undecided)
        for objective, one in zip(requirement.units, judged, strict=True)
    )


def _rating(objectives: tuple[ObjectiveGap, ...]) -> str:
    """The lowest of the objectives that apply."""
    applicable = [item.rating for item in objectives if item.rating != NOT_APPLICABLE]
    return min(applicable, key=LOWEST_FIRST.index) if applicable else NOT_APPLICABLE


def _project(
    requirement: Requirement,
    objectives: tuple[ObjectiveGap, ...],
    found: tuple[Reach, ...],
    status: Status | None,
    number: int,
    usual_owner: str,
) -> Project | None:
    result = status.results[number] if status else None
    gaps = [
        OpenRequirement(
            item.objective, item.rating, item.reuse, result.objectives[index] if result else None
        )
        for index, item in enumerate(objectives)
        if item.is_open
    ]
    return (
        plan_project(
            requirement, gaps, found, result, status.system if status else None, usual_owner
        )
        if gaps
        else None
    )


def _objective(
    objective: Objective,
    found: tuple[Reach, ...],
    judged: JudgedObjective | None,
    status: Status | None,
    undecided: bool,
) -> ObjectiveGap:
    through = tuple(reach for reach in found if objective.letter in reach.map.letters)
    carve_out = _carve_out(status.system, objective) if status else None
    if carve_out:
        through = tuple(_lower_reach(item, carve_out) for item in through)
    reuse = min(
        (item.reuse for item in through),
        key=lambda grade: grade.rank,
        default=Reuse.HABIT_ONLY if found else Reuse.NONE,
    )
    rating = judged.rating if judged else _rating_without_plan(reuse)
    evidence, candidates = _evidence(status, judged, through) if status and judged else ((), ())
    because = _open_because(rating, through, found, judged, undecided)
    return ObjectiveGap(objective, rating, reuse, because, through, evidence, candidates)


def _lower_reach(item: Reach, limit: Limit) -> Reach:
    return Reach(item.control, item.map, grade_down(item.reuse, (limit,)), (*item.limits, limit))


def _rating_without_plan(reuse: Reuse) -> str:
    """Before a plan exists the best there can be is a practice that nobody has written down for
    CMMC.
    """
    return UNDOCUMENTED if reuse in (Reuse.STRONG, Reuse.PARTIAL) else NOT_ADDRESSED


def _carve_out(system: System, objective: Objective) -> Limit | None:
    """A subservice that the report leaves out does a part of the objective, by the responsibility
    matrix.
    """
    report = system.engagement.soc2
    for item in report.carve_outs if report else ():
        provider = system.provider_by_slug.get(item.provider)
        if provider and any(
            row.objective == objective.label and row.responsibility in ("provider", "shared")
            for row in provider.matrix
        ):
            return Limit(f"{provider.title} does a part of it and is carved out of the report")
    return None


def _evidence(
    status: Status, judged: JudgedObjective, through: tuple[Reach, ...]
) -> tuple[tuple[EvidenceItem, ...], tuple[EvidenceItem, ...]]:
    """Current evidence that the answer cites, and current evidence that it could cite."""
    current = [
        item for item in status.system.evidence if not explain_not_current(item, status.as_of)
    ]
    by_id = {item.id: item for item in current}
    cited = tuple(by_id[key] for key in judged.answer.evidence if key in by_id)
    criteria = {
        reach.map.criterion.upper()
        for reach in through
        if reach.reuse in (Reuse.STRONG, Reuse.PARTIAL)
    }
    named = {text for reach in through for text in reach.control.evidence}
    candidates = tuple(
        item
        for item in current
        if item not in cited and (item.id in named or criteria & set(item.criteria))
    )
    return cited, candidates


def _open_because(
    rating: str,
    through: tuple[Reach, ...],
    found: tuple[Reach, ...],
    judged: JudgedObjective | None,
    undecided: bool,
) -> str:
    """Where nothing is stated yet, also what SOC 2 would give.

    An answer that the CUI scope may change stays open while that is undecided, also where it says
    that the objective does not apply.
    """
    reasons = []
    if judged is None:
        reasons.append(_without_plan(through, found))
    elif rating not in (COVERED, NOT_APPLICABLE):
        reasons.append(f"{judged.reason or judged.state}{_excuse(judged)}")
        reasons += [_without_plan(through, found)] if not judged.answer.state else []
    elif not judged.met:
        reasons.append("the self-assessment found it not met")
    if undecided:
        reasons.append(UNDECIDED)
    return "; ".join(reasons)


def _excuse(judged: JudgedObjective) -> str:
    return f" (counts as met through the exception {judged.excused.slug})" if judged.excused else ""


def _without_plan(through: tuple[Reach, ...], found: tuple[Reach, ...]) -> str:
    """What SOC 2 leaves to do for one objective."""
    best = through[0] if through else None
    if best is None:
        cannot = next((text for reach in found for text in reach.map.cannot), "")
        return (
            "no SOC 2 control satisfies it; the habit is"
            f" there{f', but its evidence cannot carry: {cannot}' if cannot else ''}"
            if found
            else NOTHING
        )
    todo = "; ".join(best.map.top_up) or "describe it and cite the evidence in the plan"
    lowered = (
        f" (graded down: {'; '.join(limit.reason for limit in best.limits)})" if best.limits else ""
    )
    return (
        f"{best.control.id} helps through {best.map.criterion.upper()}, {best.reuse}{lowered}; to"
        f" do: {todo}"
    )
