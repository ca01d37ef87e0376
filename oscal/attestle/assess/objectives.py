"""One objective judged: does it count for the implemented score, and what does its evidence earn
it?
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from types import MappingProxyType

from ..model.baseline import Objective, Requirement
from ..model.system import DocumentedException, ObjectiveAnswer, RequirementAnswer, System
from .exceptions import ADJUDICATION, find_excuse
from .freshness import explain_not_current

NEEDS_MISSING = ("partial", "planned", "not-implemented")

COVERED = "covered-and-evidenced"
PARTIAL = "partially-covered"
UNDOCUMENTED = "present-but-undocumented"
NOT_ADDRESSED = "not-addressed"
NOT_APPLICABLE = "not-applicable"
RATINGS = (COVERED, PARTIAL, UNDOCUMENTED, NOT_ADDRESSED, NOT_APPLICABLE)
RATING_WORDS = MappingProxyType(
    {rating: rating.replace("-", " ") for rating in RATINGS}
)  # for people
LOWEST_FIRST = (NOT_ADDRESSED, UNDOCUMENTED, PARTIAL, COVERED)

UNSTATED = ObjectiveAnswer(letter="", present=False)


@dataclass(frozen=True, slots=True)
class JudgedObjective:
    """`counts`: the state (or the self-assessment) makes it count as met; `excused`: a documented
    exception does.
    """

    objective: Objective
    answer: ObjectiveAnswer
    state: str
    rating: str
    counts: bool
    excused: DocumentedException | None
    reason: str

    @property
    def met(self) -> bool:
        return self.counts or self.excused is not None

    @property
    def ready(self) -> bool:
        return self.rating in (COVERED, NOT_APPLICABLE) or self.excused is not None


def is_described(answer: RequirementAnswer | None, letter: str) -> bool:
    """Prose that is not blank in the objective's section, or in a component section whose
    objectives name it.
    """
    if answer is None:
        return False
    own = answer.objectives.get(letter)
    if own and (own.prose.strip() or any(text.strip() for text in own.by_component.values())):
        return True
    return any(letter in part.objectives and part.prose.strip() for part in answer.components)


def has_matrix_row(system: System, slug: str, label: str) -> bool:
    """The provider's responsibility matrix gives it a part in this objective."""
    provider = system.provider_by_slug.get(slug)
    return provider is not None and any(
        row.objective == label and row.responsibility in ("provider", "shared")
        for row in provider.matrix
    )


def judge(
    system: System,
    requirement: Requirement,
    objective: Objective,
    as_of: dt.date,
    assessed: dict[str, str] | None = None,
) -> JudgedObjective:
    """Judge one objective on one day; `assessed` maps objective labels to the results of a complete
    self-assessment.
    """
    answer = system.answers.get(requirement.id)
    own = (answer.objectives.get(objective.letter) if answer else None) or UNSTATED
    exception = find_excuse(system, requirement, objective, as_of)
    counts = _counts(system, own, objective, exception)
    rating, reason = _rating(
        system, own, objective, exception, is_described(answer, objective.letter), as_of
    )
    if assessed is not None:
        result = assessed[objective.label]
        counts = result in ("met", "not-applicable")
    return JudgedObjective(
        objective, own, own.state or "unstated", rating, counts, exception, reason
    )


def _counts(
    system: System,
    own: ObjectiveAnswer,
    objective: Objective,
    exception: DocumentedException | None,
) -> bool:
    match own.state:
        case "implemented":
            return True
        case "inherited":
            return bool(own.provider) and has_matrix_row(system, own.provider, objective.label)
        case "alternative":
            return exception is not None and exception.kind == ADJUDICATION
        case "not-applicable":
            return bool(own.rationale and own.approved)
        case _:
            return False


def _rating(
    system: System,
    own: ObjectiveAnswer,
    objective: Objective,
    exception: DocumentedException | None,
    is_described: bool,
    as_of: dt.date,
) -> tuple[str, str]:
    """The rating and, unless it is the best one, why: DESIGN's table, total and in its order."""
    state = own.state
    if state == "not-applicable":
        if own.rationale and own.approved:
            return NOT_APPLICABLE, ""
        return NOT_ADDRESSED, "not applicable needs a rationale and an approval"
    if state == "alternative" and not (exception and exception.kind == ADJUDICATION):
        return NOT_ADDRESSED, "an alternative needs a DoD CIO adjudication"
    if state in ("", "planned", "not-implemented"):
        return NOT_ADDRESSED, own.missing or (
            "nothing is stated" if not state else f"the state is {state}"
        )
    if state == "partial":
        return PARTIAL, own.missing or "the state is partial"
    return _evidenced(system, own, objective, is_described, as_of)


def _evidenced(
    system: System, own: ObjectiveAnswer, objective: Objective, is_described: bool, as_of: dt.date
) -> tuple[str, str]:
    register = system.evidence_by_id
    items = [register[key] for key in own.evidence if key in register]
    if not is_described:
        return UNDOCUMENTED, "no text says how it is done"
    if own.state == "inherited" and not own.provider:
        return UNDOCUMENTED, "inherited, but no provider is named"
    if own.state == "inherited" and not has_matrix_row(system, own.provider, objective.label):
        return UNDOCUMENTED, f"the matrix of {own.provider} has no row for it"
    if not items:
        return UNDOCUMENTED, "no evidence is cited"
    reasons = [explain_not_current(item, as_of) for item in items]
    if all(reasons):
        return PARTIAL, "; ".join(reasons)
    return COVERED, ""
