"""The gap analysis: per objective what SOC 2 gives, what is open and why.

A map alone never makes anything covered and evidenced.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..assess.freshness import explain_not_current
from ..assess.objectives import (
    COVERED,
    LOWEST_FIRST,
    NOT_ADDRESSED,
    NOT_APPLICABLE,
    UNDOCUMENTED,
    JudgedObjective,
)
from ..assess.system_status import RequirementResult, Status
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline, Objective, Requirement
from ..model.crosswalk_maps import Crosswalk, Map, NetNew, Reuse
from ..model.engagement import Soc2Report
from ..model.evidence import EvidenceItem
from ..model.frameworks import put_term
from ..model.soc2 import Soc2Control
from ..model.system import System
from .artifact_topics import find_artifact_topics
from .control_systems import find_elsewhere
from .grades import Limit, Reach, find_reaches, find_report_limits, grade_down
from .level_terms import use_term
from .named_controls import (
    ControlNames,
    NamedControl,
    count_others,
    list_named_reaches,
    make_ranker,
)
from .objective_names import name_objectives
from .open_reasons import describe_work
from .projects import OpenRequirement, Project, find_most_common, plan_project

NO_NAMES = ControlNames((), (), (), (), None)
# Grades with which evidence counts for something, and not the practice alone
_CARRIES_EVIDENCE = (Reuse.STRONG, Reuse.PARTIAL)
UNDECIDED = "the CUI scope is not decided (system.md: cui-scope)"


@dataclass(frozen=True, slots=True)
class ObjectiveGap:
    """`reuse` is the best grade that reaches the letter; `open_because` is "" when nothing is open.

    `names` are the controls that fit it, best first, and what they give; `through` their reaches.
    `cited` is the evidence that its answer cites, `evidence` the current of it; `candidates` are
    current items that fit it, serve a criterion which reaches the letter and are not cited by the
    answer. `is_unanswered` says that
    there is a plan and that it is silent on the objective.
    """

    objective: Objective
    rating: str
    reuse: Reuse
    open_because: str
    through: tuple[Reach, ...]
    evidence: tuple[EvidenceItem, ...]
    candidates: tuple[EvidenceItem, ...]
    is_unanswered: bool = False
    policy_only: bool = False
    cited: tuple[EvidenceItem, ...] = ()
    names: ControlNames = NO_NAMES

    @property
    def is_open(self) -> bool:
        return bool(self.open_because)

    @property
    def controls(self) -> tuple[NamedControl, ...]:
        """Those that a practitioner would open for it, best first."""
        return self.names.controls

    @property
    def graded_down(self) -> tuple[str, ...]:
        """Why `reuse` is less than the crosswalk says, each reason once.

        None where another control gives as much.
        """
        better = [reach for reach in self.through if reach.map.reuse.rank < self.reuse.rank]
        return tuple(dict.fromkeys(limit.reason for reach in better for limit in reach.limits))


@dataclass(frozen=True, slots=True)
class RequirementGap:
    """What SOC 2 gives for a requirement, what is open, and the project that closes it.

    `maps` are the crosswalk's for the requirement, also those that no control of the company
    carries; `reaches` are those of controls that are named for an objective, `others` how many more
    are listed under each criterion.
    """

    requirement: Requirement
    rating: str
    scope_dependent: str
    maps: tuple[Map, ...]
    reaches: tuple[Reach, ...]
    objectives: tuple[ObjectiveGap, ...]
    unmapped_because: str
    project: Project | None
    others: tuple[tuple[str, int], ...] = ()

    @property
    def is_reached(self) -> bool:
        """Whether a control of the company is listed under a criterion that leads here."""
        return bool(self.reaches or self.others)

    @property
    def controls(self) -> tuple[NamedControl, ...]:
        """Every control that is named for an objective of it, once."""
        found: dict[str, NamedControl] = {}
        for named in (named for entry in self.objectives for named in entry.controls):
            found.setdefault(named.control.uuid, named)
        return tuple(found.values())

    @property
    def habits(self) -> tuple[NamedControl, ...]:
        """Those of them that no map to the requirement leads from."""
        reached = {reach.control.uuid for reach in self.reaches}
        return tuple(named for named in self.controls if named.control.uuid not in reached)

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
    """`system` and its judgement are None before there is one. `assumptions` are what the grades take for granted."""

    system: System | None
    baseline: Baseline
    as_of: dt.date
    requirements: tuple[RequirementGap, ...]
    controls: tuple[Soc2Control, ...]
    limits: tuple[Limit, ...]
    assumptions: tuple[str, ...]
    net_new: tuple[NetNew, ...]
    status: Status | None = None

    @property
    def name(self) -> str:
        return self.system.name if self.system else ""

    @property
    def policy_only(self) -> int:
        """Objectives that claim that something happens, and rest on a policy; 0 without a plan."""
        return sum(entry.policy_only for item in self.requirements for entry in item.objectives)

    @property
    def objectives_unstated(self) -> int | None:
        """Objectives that the plan does not answer; None where there is no plan."""
        if self.system is None:
            return None
        return sum(entry.is_unanswered for item in self.requirements for entry in item.objectives)


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
        assumptions=_put_assumptions(baseline, is_reached, controls, status),
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


def _put_assumptions(
    baseline: Baseline, is_reached: bool, controls: tuple[Soc2Control, ...], status: Status | None
) -> tuple[str, ...]:
    report = status.system.engagement.soc2 if status else None
    return (
        *_doubt_crosswalk(baseline, is_reached),
        *map(baseline.put_term, _list_assumptions(controls, report, status)),
    )


def _doubt_crosswalk(baseline: Baseline, is_reached: bool) -> Iterator[str]:
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


def _list_assumptions(
    controls: tuple[Soc2Control, ...], report: Soc2Report | None, status: Status | None
) -> Iterator[str]:
    if not controls:
        yield (
            "No SOC 2 controls are imported, so nothing reaches a requirement; see: attestle import"
            " controls"
        )
    if report is None:
        where = "engagement.yaml" if status else "a system's engagement.yaml would say"
        yield (
            f"Nothing is known of the SOC 2 report ({where}): grades assume a current, unqualified"
            " Type 2 report that covers the system and all criteria; ask for the report and enter it"
            " with: attestle new engagement"
        )
    if status is not None and status.unread:
        yield f"Left out, because it cannot be read: {', '.join(status.unread)}"
    if status is None:
        yield (
            "Without a plan nothing says where CUI is: what depends on the CUI scope stays open"
            " until a system decides it"
        )
    elif _leaves_scope_undecided(status):
        yield (
            "The CUI scope is not decided (system.md: cui-scope): objectives that depend on it stay"
            " open, whatever their answer"
        )


def _leaves_scope_undecided(status: Status) -> bool:
    return status.system.characteristics.cui_scope == "undecided"


def _analyse_objectives(
    requirement: Requirement,
    reached: _Reached,
    status: Status | None,
    result: RequirementResult | None,
) -> tuple[ObjectiveGap, ...]:
    depends_on_scope = reached.scope_dependent != ""
    waits = depends_on_scope and status is not None and _leaves_scope_undecided(status)
    undecided = put_term(UNDECIDED, reached.term) if waits else ""
    judged = result.objectives if result else (None,) * len(requirement.units)
    return tuple(
        _analyse_objective(
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
        OpenRequirement(item.objective, item.rating, item.reuse, of_objective)
        for item, of_objective in zip(objectives, judged, strict=True)
        if item.is_open
    ]
    if not gaps:
        return None
    system = status.system if status else None
    made = plan_project(requirement, gaps, reached.reaches, result, system, reached.usual_owner)
    return replace(made, effort_because=put_term(made.effort_because, reached.term))


def _analyse_objective(
    objective: Objective,
    names: ControlNames,
    reaches: tuple[Reach, ...],
    judged: JudgedObjective | None,
    status: Status | None,
    undecided: str,
) -> ObjectiveGap:
    carve_out = _find_carve_out(status.system, objective) if status else None
    if carve_out:
        lowered = tuple(_lower_reach(item, carve_out) for item in names.through)
        names = replace(names, through=lowered)
    through = names.through
    reuse = _find_best_reuse(names, reaches)
    rating = judged.rating if judged else _rate_without_plan(reuse)
    cited = current = candidates = tuple[EvidenceItem, ...]()
    if status and judged:
        register = status.system.evidence_by_id
        cited = tuple(register[key] for key in judged.answer.evidence if key in register)
        current, candidates = _find_evidence(status, judged, names)
    because = _explain_open(rating, names, reaches, judged, undecided)
    return ObjectiveGap(
        objective,
        rating,
        reuse,
        because,
        through,
        current,
        candidates,
        is_unanswered=judged is not None and judged.is_unanswered,
        policy_only=judged is not None and judged.policy_only,
        cited=cited,
        names=names,
    )


def _find_best_reuse(names: ControlNames, reaches: tuple[Reach, ...]) -> Reuse:
    """The best grade of a control that fits; one that no letter knows, and one under a criterion of
    the requirement, show the habit.
    """
    grades = (item.reuse for item in names.through)
    lowest = Reuse.HABIT_ONLY if reaches or names.controls else Reuse.NONE
    return min(grades, key=lambda grade: grade.rank, default=lowest)


def _lower_reach(item: Reach, limit: Limit) -> Reach:
    return Reach(item.control, item.map, grade_down(item.reuse, (limit,)), (*item.limits, limit))


def _rate_without_plan(reuse: Reuse) -> str:
    """Before there is a plan, the best is a practice that nobody has written down for CMMC."""
    return UNDOCUMENTED if reuse in _CARRIES_EVIDENCE else NOT_ADDRESSED


def _find_carve_out(system: System, objective: Objective) -> Limit | None:
    """That a subservice which the report leaves out does a part of the objective.

    By the responsibility matrix of its provider.
    """
    report = system.engagement.soc2
    for item in report.carve_outs if report else ():
        provider = system.provider_by_slug.get(item.provider)
        if provider and any(
            row.objective == objective.label and row.responsibility in ("provider", "shared")
            for row in provider.matrix_rows
        ):
            return Limit(f"{provider.title} does a part of it and is carved out of the report")
    return None


def _find_evidence(
    status: Status, judged: JudgedObjective, names: ControlNames
) -> tuple[tuple[EvidenceItem, ...], tuple[EvidenceItem, ...]]:
    """Current evidence that the answer cites, and current evidence that it could cite."""
    register, asked = status.system.evidence, set(judged.answer.evidence)
    # few of a register are asked about, and only of these the day and the files are looked at
    named = (item for item in register if item.id in asked)
    by_id = {item.id: item for item in _keep_current(named, status)}
    cited = tuple(by_id[key] for key in judged.answer.evidence if key in by_id)
    candidates = _keep_current(_choose_candidates(register, names), status)
    return cited, tuple(item for item in candidates if item not in cited)


def _keep_current(items: Iterable[EvidenceItem], status: Status) -> Iterator[EvidenceItem]:
    return (item for item in items if not explain_not_current(item, status.as_of))


def _choose_candidates(
    items: Sequence[EvidenceItem], names: ControlNames
) -> tuple[EvidenceItem, ...]:
    """What the controls that reach the letter name, or what serves one of their criteria and is about
    the matter of the objective.
    """
    criteria = {
        reach.map.criterion.upper() for reach in names.through if reach.reuse in _CARRIES_EVIDENCE
    }
    named = {text for reach in names.through for text in reach.control.evidence}
    return tuple(
        item
        for item in items
        if item.id in named
        or (criteria & set(item.criteria) and names.topics & find_artifact_topics(item))
    )


def _explain_open(
    rating: str,
    names: ControlNames,
    reaches: tuple[Reach, ...],
    judged: JudgedObjective | None,
    undecided: str,
) -> str:
    """Why an objective is open, "" if it is not.

    Where nothing is stated yet, also what SOC 2 would give. An answer that the CUI scope may change
    stays open while that is undecided, also where it says that the objective does not apply.
    """
    reasons = []
    if judged is None:
        reasons.append(describe_work(names, reaches))
    elif rating not in (COVERED, NOT_APPLICABLE):
        reasons.append(f"{judged.reason or judged.state}{_name_exception(judged)}")
        if not judged.answer.state:
            reasons.append(describe_work(names, reaches))
    elif not judged.met:
        reasons.append("the self-assessment found it not met")
    if undecided:
        reasons.append(undecided)
    return "; ".join(reasons)


def _name_exception(judged: JudgedObjective) -> str:
    return f" (counts as met through the exception {judged.excused.slug})" if judged.excused else ""
