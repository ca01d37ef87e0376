"""The gap analysis: per objective what SOC 2 gives, what is open and why. A map alone never makes anything covered and evidenced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ..assess.freshness import why_not_current
from ..assess.objectives import COVERED, LOWEST_FIRST, NOT_ADDRESSED, NOT_APPLICABLE, UNDOCUMENTED, ObjectiveResult
from ..assess.status import RequirementResult, Status
from ..model.catalog import Baseline, Objective, Requirement
from ..model.crosswalk import Crosswalk, Map, NetNew, Reuse
from ..model.soc2 import Soc2Control
from ..model.system import EvidenceItem, Soc2Report, System
from .grades import Limit, Reach, graded, reaches, report_limits
from .projects import Project, project

UNDECIDED = "the CUI scope is not decided (system.md: cui-scope)"


@dataclass(frozen=True, slots=True)
class ObjectiveGap:
    """`reuse` is the best grade that reaches the letter; `open_because` is "" when nothing is open.

    `evidence` is the current evidence its answer cites; `candidates` are current items that serve a criterion which
    reaches the letter and that the answer does not cite.
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


@dataclass(frozen=True, slots=True)
class RequirementGap:
    """`maps` are the crosswalk's for the requirement, also those that no control of the company carries."""

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


def combined(crosswalks: Iterable[Crosswalk]) -> tuple[tuple[Map, ...], dict[str, str], dict[str, str], tuple[NetNew, ...]]:
    """Maps of all crosswalks, a later judgement on the same pair in place of an earlier one; `no-relationship` takes it away.

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


def analyse(baseline: Baseline, crosswalks: Iterable[Crosswalk], controls: tuple[Soc2Control, ...], as_of: dt.date, status: Status | None = None) -> GapReport:
    """With a judged system the ratings are those of its status; without one they follow from the SOC 2 controls alone."""
    maps, scope, unmapped, net_new = combined(crosswalks)
    report = status.system.engagement.soc2 if status else None
    gaps = []
    for number, requirement in enumerate(baseline.requirements):
        mine = tuple(item for item in maps if item.requirement == requirement.id)
        result = status.results[number] if status else None
        gaps.append(
            _requirement(
                requirement, mine, reaches(mine, controls, report, as_of), result, status, scope.get(requirement.id, ""), unmapped.get(requirement.id, "")
            )
        )
    return GapReport(
        system=status.system if status else None,
        baseline=baseline,
        as_of=as_of,
        requirements=tuple(gaps),
        controls=controls,
        limits=report_limits(report, as_of),
        assumptions=tuple(_assumptions(controls, report)),
        net_new=net_new,
    )


def _assumptions(controls: tuple[Soc2Control, ...], report: Soc2Report | None) -> Iterable[str]:
    if not controls:
        yield "No SOC 2 controls are imported, so nothing reaches a requirement; see: attestle import controls"
    if report is None:
        yield "Nothing is known of the SOC 2 report (engagement.yaml): grades assume a current, unqualified Type 2 report that includes the system"


def _requirement(
    requirement: Requirement,
    maps: tuple[Map, ...],
    found: tuple[Reach, ...],
    result: RequirementResult | None,
    status: Status | None,
    scope: str,
    unmapped: str,
) -> RequirementGap:
    undecided = bool(scope) and status is not None and status.system.characteristics.cui_scope == "undecided"
    objectives = tuple(
        _objective(requirement, objective, found, result.objectives[index] if result else None, status, undecided)
        for index, objective in enumerate(requirement.objectives)
    )
    applicable = [item.rating for item in objectives if item.rating != NOT_APPLICABLE]
    rating = min(applicable, key=LOWEST_FIRST.index) if applicable else NOT_APPLICABLE
    gaps = tuple(item for item in objectives if item.is_open)
    made = (
        project(requirement, [(item.objective, item.rating, item.reuse) for item in gaps], found, result, status.system if status else None) if gaps else None
    )
    return RequirementGap(requirement, rating, scope, maps, found, objectives, unmapped if not maps else "", made)


def _objective(
    requirement: Requirement, objective: Objective, found: tuple[Reach, ...], judged: ObjectiveResult | None, status: Status | None, undecided: bool
) -> ObjectiveGap:
    carve_out = _carve_out(status.system, objective) if status else None
    through = tuple(reach for reach in found if objective.letter in reach.map.letters)
    if carve_out:
        through = tuple(Reach(item.control, item.map, graded(item.reuse, (carve_out,)), (*item.limits, carve_out)) for item in through)
    reuse = min((item.reuse for item in through), key=lambda grade: grade.rank, default=Reuse.HABIT_ONLY if found else Reuse.NONE)
    rating = judged.rating if judged else _rating_without_plan(reuse)
    evidence, candidates = _evidence(status, judged, through) if status and judged else ((), ())
    because = _open_because(requirement, objective, rating, through, found, judged, undecided)
    return ObjectiveGap(objective, rating, reuse, because, through, evidence, candidates)


def _rating_without_plan(reuse: Reuse) -> str:
    """Before a plan exists the best there can be is a practice that nobody has written down for CMMC."""
    return UNDOCUMENTED if reuse in (Reuse.STRONG, Reuse.PARTIAL) else NOT_ADDRESSED


def _carve_out(system: System, objective: Objective) -> Limit | None:
    """A subservice that the report leaves out does a part of the objective, by the responsibility matrix."""
    report = system.engagement.soc2
    for item in report.carve_outs if report else ():
        provider = system.provider_by_slug().get(item.provider)
        if provider and any(row.objective == objective.label and row.responsibility in ("provider", "shared") for row in provider.matrix):
            return Limit(f"{provider.title} does a part of it and is carved out of the report")
    return None


def _evidence(status: Status, judged: ObjectiveResult, through: tuple[Reach, ...]) -> tuple[tuple[EvidenceItem, ...], tuple[EvidenceItem, ...]]:
    register = status.system.evidence_by_id()
    current = [item for item in status.system.evidence if not why_not_current(item, status.as_of)]
    cited = tuple(register[key] for key in judged.answer.evidence if key in register and register[key] in current)
    criteria = {reach.map.criterion.upper() for reach in through if reach.reuse in (Reuse.STRONG, Reuse.PARTIAL)}
    named = {text for reach in through for text in reach.control.evidence}
    candidates = tuple(item for item in current if item not in cited and (item.id in named or criteria & set(item.criteria)))
    return cited, candidates


def _open_because(
    requirement: Requirement,
    objective: Objective,
    rating: str,
    through: tuple[Reach, ...],
    found: tuple[Reach, ...],
    judged: ObjectiveResult | None,
    undecided: bool,
) -> str:
    if rating == NOT_APPLICABLE:
        return ""
    reasons = []
    if judged is not None and rating != COVERED:
        reasons.append(f"{judged.reason or judged.state}{_excuse(judged)}")
    if judged is None:
        reasons.append(_without_plan(through, found))
    if undecided:
        reasons.append(UNDECIDED)
    return "; ".join(reasons)


def _excuse(judged: ObjectiveResult) -> str:
    return f" (counts as met through the exception {judged.excused.slug})" if judged.excused else ""


def _without_plan(through: tuple[Reach, ...], found: tuple[Reach, ...]) -> str:
    """What SOC 2 leaves to do for one objective."""
    best = through[0] if through else None
    if best is None:
        return "no SOC 2 control satisfies it; the habit is there" if found else "no SOC 2 control reaches it"
    todo = "; ".join(best.map.top_up) or "describe it and cite the evidence in the plan"
    lowered = f" (graded down: {best.limits[0].reason})" if best.limits else ""
    return f"{best.control.id} helps through {best.map.criterion.upper()}, {best.reuse}{lowered}; to do: {todo}"
