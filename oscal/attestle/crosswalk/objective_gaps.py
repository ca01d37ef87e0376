"""What SOC 2 gives for one objective, what is open in it and why.

A map alone never makes anything covered and evidenced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..assess.freshness import explain_not_current
from ..assess.objectives import (
    COVERED,
    NOT_ADDRESSED,
    NOT_APPLICABLE,
    UNDOCUMENTED,
    JudgedObjective,
)
from ..assess.system_status import Status
from ..model.baseline import Objective
from ..model.crosswalk_maps import Reuse
from ..model.evidence import EvidenceItem
from ..model.system import System
from .artifact_topics import find_artifact_topics
from .gaps import ObjectiveGap
from .grades import Limit, Reach, grade_down
from .named_controls import ControlNames
from .open_reasons import describe_work

# Grades with which evidence counts for something, and not the practice alone
_CARRIES_EVIDENCE = (Reuse.STRONG, Reuse.PARTIAL)


def analyse_objective(
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
    """What the controls that reach the letter name, or what serves one of their criteria and is
    about the matter of the objective.
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
