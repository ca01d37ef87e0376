"""One objective judged: does it count as met, and which rating does its evidence earn it?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from types import MappingProxyType

from ..model.answers import STATE_OF, Counts
from ..model.baseline import Objective, Requirement
from ..model.system import DocumentedException, ObjectiveAnswer, RequirementAnswer, System
from .exceptions import ADJUDICATION, find_excuse
from .freshness import can_show_operation, explain_not_current

COVERED = "covered-and-evidenced"
PARTIAL = "partially-covered"
UNDOCUMENTED = "present-but-undocumented"
NOT_ADDRESSED = "not-addressed"
NOT_APPLICABLE = "not-applicable"
RATINGS = (COVERED, PARTIAL, UNDOCUMENTED, NOT_ADDRESSED, NOT_APPLICABLE)
RATING_WORDS = MappingProxyType({rating: rating.replace("-", " ") for rating in RATINGS})
# What an objective demands that asks that something happens
OPERATE = "operate"
# Why current evidence does not cover such an objective
POLICY_ONLY = "a policy says so; nothing shows that it happens"
KIND_UNKNOWN = "nobody says what its evidence is (kind), so nothing shows that it happens"
LOWEST_FIRST = (NOT_ADDRESSED, UNDOCUMENTED, PARTIAL, COVERED)

UNSTATED = ObjectiveAnswer(letter="", present=False)


@dataclass(frozen=True, slots=True)
class JudgedObjective:
    """One objective on one day.

    `counts`: the state (or the self-assessment) makes it count as met; `excused`: a documented
    exception does. `reason` says why the rating is not the best one. `policy_only`: what is claimed
    has current evidence, and none that can show operation.
    """

    objective: Objective
    answer: ObjectiveAnswer
    state: str
    rating: str
    counts: bool
    excused: DocumentedException | None
    reason: str

    @property
    def policy_only(self) -> bool:
        return self.rating == PARTIAL and self.reason in (POLICY_ONLY, KIND_UNKNOWN)

    @property
    def met(self) -> bool:
        return self.counts or self.excused is not None

    @property
    def ready(self) -> bool:
        return self.rating in (COVERED, NOT_APPLICABLE) or self.excused is not None


def is_described(answer: RequirementAnswer | None, objective: Objective) -> bool:
    """Prose that is not blank in the objective's section, or in a component's that names it."""
    if answer is None:
        return False
    stated = answer.find_answer(objective) or UNSTATED
    if any(text.strip() for text in (stated.prose, *stated.by_component.values())):
        return True
    letter = objective.letter
    return any(letter in part.objectives and part.prose.strip() for part in answer.components)


def has_matrix_row(system: System, slug: str, label: str) -> bool:
    """The provider's responsibility matrix gives it a part in this objective."""
    provider = system.provider_by_slug.get(slug)
    return provider is not None and any(
        row.objective == label and row.responsibility in ("provider", "shared")
        for row in provider.matrix_rows
    )


def judge_objective(
    system: System,
    requirement: Requirement,
    objective: Objective,
    as_of: dt.date,
    assessed: dict[str, str] | None = None,
) -> JudgedObjective:
    """One objective on one day: whether it counts, what excuses it, and its rating.

    `assessed` maps objective labels to the results of a complete self-assessment, which then
    decides what counts.
    """
    requirement_answer = system.answers.get(requirement.id)
    answer = UNSTATED
    if requirement_answer is not None:
        answer = requirement_answer.find_answer(objective) or UNSTATED
    exception = find_excuse(system, requirement, objective, as_of)
    counts = _is_counted(system, answer, objective, exception, as_of)
    described = is_described(requirement_answer, objective)
    rating, reason = _rate_state(answer, counts) or _rate_evidence(
        system, answer, objective, described, as_of
    )
    if assessed is not None:
        counts = assessed[objective.label] in ("met", "not-applicable")
    return JudgedObjective(
        objective, answer, answer.state or "unstated", rating, counts, exception, reason
    )


def _is_counted(
    system: System,
    answer: ObjectiveAnswer,
    objective: Objective,
    exception: DocumentedException | None,
    as_of: dt.date,
) -> bool:
    """Whether the state, with what it needs, makes the objective count as met."""
    row = STATE_OF.get(answer.state)
    match row.counts if row else Counts.NEVER:
        case Counts.ALWAYS:
            return True
        case Counts.WITH_PROVIDER:
            return bool(answer.provider) and has_matrix_row(
                system, answer.provider, objective.label
            )
        case Counts.WITH_ADJUDICATION:
            return exception is not None and exception.kind == ADJUDICATION
        case Counts.WITH_APPROVAL:
            return bool(answer.rationale and answer.approved and answer.approved.date <= as_of)
        case Counts.NEVER:
            return False


def _rate_state(answer: ObjectiveAnswer, counts: bool) -> tuple[str, str] | None:
    """The rating that follows from the state alone, and why; None where evidence decides.

    With `_rate_evidence` it is total; a rating is never authored (docs/decisions/0004).
    """
    row = STATE_OF.get(answer.state)
    if row is None:
        return NOT_ADDRESSED, answer.missing or "nothing is stated"
    match row.counts:
        case Counts.WITH_APPROVAL if counts:
            return NOT_APPLICABLE, ""
        case Counts.WITH_APPROVAL:
            return NOT_ADDRESSED, "not applicable needs a rationale and an approval"
        case Counts.WITH_ADJUDICATION if not counts:
            return NOT_ADDRESSED, "an alternative needs a DoD CIO adjudication"
        case Counts.NEVER:
            rating = PARTIAL if row.begun else NOT_ADDRESSED
            return rating, answer.missing or f"the state is {row.word}"
    return None


def _rate_evidence(
    system: System,
    answer: ObjectiveAnswer,
    objective: Objective,
    is_described: bool,
    as_of: dt.date,
) -> tuple[str, str]:
    """The rating of what is claimed to be done and, unless it is the best one, why."""
    if not is_described:
        return UNDOCUMENTED, "no text says how it is done"
    if STATE_OF[answer.state].counts is Counts.WITH_PROVIDER:
        if not answer.provider:
            return UNDOCUMENTED, "inherited, but no provider is named"
        if not has_matrix_row(system, answer.provider, objective.label):
            return UNDOCUMENTED, f"the matrix of {answer.provider} has no row for it"
    register = system.evidence_by_id
    cited = [register[key] for key in answer.evidence if key in register]
    if not cited:
        return UNDOCUMENTED, "no evidence is cited"
    reasons = [explain_not_current(item, as_of) for item in cited]
    if all(reasons):
        return PARTIAL, "; ".join(reasons)
    current = [item for item, reason in zip(cited, reasons, strict=True) if not reason]
    if objective.demand == OPERATE and not any(can_show_operation(item) for item in current):
        return PARTIAL, POLICY_ONLY if any(item.kind for item in current) else KIND_UNKNOWN
    return COVERED, ""
