"""One objective judged: does it count as met, and which rating does its evidence earn it?"""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from ..model.answers import CLAIMS, OBJECTIVE, STATE_OF, AnswerState, Counts, find_field
from ..model.baseline import Objective, Requirement
from ..model.documented_exceptions import DocumentedException
from ..model.evidence import EvidenceItem
from ..model.objective_answers import ObjectiveAnswer, RequirementAnswer
from ..model.prose_gaps import is_blank_prose
from ..model.row_notes import rests_on_row
from ..model.system import System
from .cryptography import explain_contradiction
from .exceptions import ADJUDICATION, find_excuse
from .freshness import can_show_operation, explain_not_current

COVERED = "covered-and-evidenced"
PARTIAL = "partially-covered"
UNDOCUMENTED = "present-but-undocumented"
NOT_ADDRESSED = "not-addressed"
NOT_APPLICABLE = "not-applicable"
RATINGS = (COVERED, PARTIAL, UNDOCUMENTED, NOT_ADDRESSED, NOT_APPLICABLE)
RATING_WORDS = MappingProxyType({rating: rating.replace("-", " ") for rating in RATINGS})
ALWAYS_ASKED = "a score rests on the plan, so it applies to every system"
# What an objective demands that asks that something happens
OPERATE = "operate"
# Why current evidence does not cover such an objective
POLICY_ONLY = "a policy says so; nothing shows that it happens"
KIND_UNKNOWN = "nobody says what its evidence is (kind), so nothing shows that it happens"
# Why an answer that was spread from its requirement is not covered, whatever it cites
NOT_LOOKED_AT = "taken over from a row for the whole requirement; nobody looked at the objective"
LOWEST_FIRST = (NOT_ADDRESSED, UNDOCUMENTED, PARTIAL, COVERED)

UNSTATED = ObjectiveAnswer(letter="", present=False)


@dataclass(frozen=True, slots=True)
class JudgedObjective:
    """One objective on one day.

    `counts`: the state (or the self-assessment) makes it count as met; `excused`: a documented
    exception does. `reason` says why the rating is not the best one, `lacks` what the state needs
    and does not have. `policy_only`: what is claimed has current evidence, and none that can show
    operation.
    """

    objective: Objective
    answer: ObjectiveAnswer
    state: str
    rating: str
    counts: bool
    excused: DocumentedException | None
    reason: str
    lacks: str = ""

    @property
    def is_unanswered(self) -> bool:
        """Nobody stated anything of it."""
        return not self.answer.state

    @property
    def rests_on_row(self) -> bool:
        """It counts as met because a sheet said so of its requirement as a whole."""
        return self.counts and rests_on_row(self.answer.note)

    @property
    def needs_exception(self) -> bool:
        """It counts as met, and would not without a documented exception."""
        if self.excused is None:
            return False
        row = STATE_OF.get(self.answer.state)
        adjudicated = row is not None and row.counts is Counts.WITH_ADJUDICATION
        return not self.counts or adjudicated

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
    if not all(is_blank_prose(text) for text in (stated.prose, *stated.by_component.values())):
        return True
    letter = objective.letter
    return any(
        letter in part.objectives and not is_blank_prose(part.prose) for part in answer.components
    )


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
    always = is_always_asked(requirement, objective)
    lacks = _explain_lack(system, answer, objective, exception, as_of)
    if always and answer.state == NOT_APPLICABLE:
        lacks = ALWAYS_ASKED
    counts = _is_counted(answer, lacks)
    described = is_described(requirement_answer, objective)
    rating, reason = _rate_state(answer, counts, lacks) or _rate_evidence(
        system, answer, objective, lacks, described, as_of
    )
    if not lacks and exception is None and answer.state in CLAIMS:
        lacks = explain_contradiction(system, requirement)
        counts = counts and not lacks
        if lacks and rating == COVERED:
            rating, reason = PARTIAL, lacks
    if rating == COVERED and rests_on_row(answer.note):
        rating, reason = PARTIAL, NOT_LOOKED_AT
    if assessed is not None:
        counts = assessed[objective.label] in (("met",) if always else ("met", NOT_APPLICABLE))
    state = answer.state or "unstated"
    return JudgedObjective(objective, answer, state, rating, counts, exception, reason, lacks)


def is_always_asked(requirement: Requirement, objective: Objective | None) -> bool:
    """Whether it asks that there is a plan, as the first objective of its requirement does, and so
    does that as a whole (None): a score rests on the plan, and nobody can do without.
    """
    rule = requirement.framework.score
    return (
        rule is not None
        and requirement.label == rule.plan
        and objective in (None, *requirement.units[:1])
    )


def _is_counted(answer: ObjectiveAnswer, lacks: str) -> bool:
    """Whether the state, with what it needs, makes the objective count as met."""
    row = STATE_OF.get(answer.state)
    return row is not None and row.counts is not Counts.NEVER and not lacks


def _explain_lack(
    system: System,
    answer: ObjectiveAnswer,
    objective: Objective,
    exception: DocumentedException | None,
    as_of: dt.date,
) -> str:
    """What the state needs and does not have; "" where nothing lacks, or nothing is stated."""
    row = STATE_OF.get(answer.state)
    match row.counts if row else None:
        case Counts.WITH_PROVIDER if not answer.provider:
            return "inherited, but no provider is named"
        case Counts.WITH_PROVIDER if not has_matrix_row(system, answer.provider, objective.label):
            return f"the matrix of {answer.provider} has no row for it"
        case Counts.WITH_ADJUDICATION if exception is None or exception.kind != ADJUDICATION:
            return "an alternative needs a DoD CIO adjudication"
        case Counts.WITH_APPROVAL if not _is_approved(answer, as_of):
            return "not applicable needs a rationale and an approval"
        case Counts.NEVER if row:
            return _explain_missing_fields(row, answer)
    return ""


def _is_approved(answer: ObjectiveAnswer, as_of: dt.date) -> bool:
    """With a reason, and by that day."""
    return bool(answer.rationale and answer.approved and answer.approved.date <= as_of)


def _explain_missing_fields(row: AnswerState, answer: ObjectiveAnswer) -> str:
    fields = (find_field(OBJECTIVE, key) for key in row.needs)
    lacking = [item.key for item in fields if item and not getattr(answer, item.attribute)]
    return f"the state is {row.word}, but it lacks: {', '.join(lacking)}" if lacking else ""


def _rate_state(answer: ObjectiveAnswer, counts: bool, lacks: str) -> tuple[str, str] | None:
    """The rating that follows from the state alone, and why; None where evidence decides.

    With `_rate_evidence` it is total; a rating is never authored (docs/decisions/0004).
    """
    row = STATE_OF.get(answer.state)
    if row is None:
        return NOT_ADDRESSED, answer.missing or "nothing is stated"
    match row.counts:
        case Counts.WITH_APPROVAL if counts:
            return NOT_APPLICABLE, ""
        case Counts.WITH_APPROVAL | Counts.WITH_ADJUDICATION if not counts:
            return NOT_ADDRESSED, lacks
        case Counts.NEVER:
            rating = PARTIAL if row.begun else NOT_ADDRESSED
            return rating, answer.missing or f"the state is {row.word}"
    return None


def _rate_evidence(
    system: System,
    answer: ObjectiveAnswer,
    objective: Objective,
    lacks: str,
    is_described: bool,
    as_of: dt.date,
) -> tuple[str, str]:
    """The rating of what is claimed to be done and, unless it is the best one, why."""
    if not is_described:
        return UNDOCUMENTED, "no text says how it is done"
    if lacks:
        return UNDOCUMENTED, lacks
    register = system.evidence_by_id
    cited = [register[key] for key in answer.evidence if key in register]
    if not cited:
        return UNDOCUMENTED, "no evidence is cited"
    return _rate_cited(cited, objective, as_of)


def _rate_cited(cited: list[EvidenceItem], objective: Objective, as_of: dt.date) -> tuple[str, str]:
    """The rating of what is described, by the evidence that it cites."""
    reasons = [explain_not_current(item, as_of) for item in cited]
    if all(reasons):
        return PARTIAL, "; ".join(reasons)
    current = [item for item, reason in zip(cited, reasons, strict=True) if not reason]
    if objective.demand == OPERATE and not any(can_show_operation(item) for item in current):
        return PARTIAL, POLICY_ONLY if any(item.kind for item in current) else KIND_UNKNOWN
    return COVERED, ""
