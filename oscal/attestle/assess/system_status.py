"""The whole judgement of a system on one day: ratings, both scores, what blocks a status."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from ..iso_days import add_days
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline, Requirement
from ..model.frameworks import ScoreRule
from ..model.objective_answers import RequirementAnswer
from ..model.system import System
from .objectives import LOWEST_FIRST, NOT_APPLICABLE, RATINGS, JudgedObjective, judge_objective
from .scores import Unmet, compute_score, find_smallest_closing, is_conditional_eligible


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """One requirement; `partial` says that its claimed partial credit is legal and applies."""

    requirement: Requirement
    answer: RequirementAnswer | None
    objectives: tuple[JudgedObjective, ...]
    partial: bool

    @property
    def met(self) -> bool:
        return bool(self.objectives) and all(item.met for item in self.objectives)

    @property
    def ready(self) -> bool:
        return bool(self.objectives) and all(item.ready for item in self.objectives)

    @property
    def not_applicable(self) -> bool:
        return bool(self.objectives) and all(
            item.rating == NOT_APPLICABLE for item in self.objectives
        )

    @property
    def is_unanswered(self) -> bool:
        """Nothing is stated of at least one of its objectives, or it has none that could be."""
        return any(item.is_unanswered for item in self.objectives) or not self.objectives

    @property
    def needs_exception(self) -> bool:
        return any(item.needs_exception for item in self.objectives)

    @property
    def rating(self) -> str:
        """The lowest rating of its applicable objectives."""
        ratings = {item.rating for item in self.objectives} - {NOT_APPLICABLE}
        return next((rating for rating in LOWEST_FIRST if rating in ratings), NOT_APPLICABLE)

    @property
    def rests_on_row(self) -> bool:
        """It is met, and would not be without what a sheet said of it as a whole."""
        return self.met and any(item.rests_on_row for item in self.objectives)

    @property
    def open_objectives(self) -> tuple[JudgedObjective, ...]:
        return tuple(item for item in self.objectives if not item.met)


@dataclass(frozen=True, slots=True)
class Scores:
    """Both scores; None means that there is none."""

    implemented: int | None
    assessor_ready: int | None
    maximum: int | None


@dataclass(frozen=True, slots=True)
class TakenOver:
    """How much rests on rows of sheets for whole requirements,
    at whose objectives nobody looked.
    """

    objectives: int
    requirements: int


@dataclass(frozen=True, slots=True)
class Status:
    """What `attestle status` says.

    `score_rule` is None where the framework has none, and for a profile without the plan
    requirement, such as Level 1. `unread` are paths of files of the system that could not be read,
    or not wholly: what they say is left out. `withheld` is what documents leave out for those who
    do not receive it: `ratings` with scores, `answers`.
    """

    system: System
    baseline: Baseline
    as_of: dt.date
    basis: str
    results: tuple[RequirementResult, ...]
    plan_is_current: bool
    score_rule: ScoreRule | None
    unread: tuple[str, ...] = ()
    withheld: frozenset[str] = frozenset()

    @property
    def scored(self) -> bool:
        return self.score_rule is not None

    @property
    def unmet(self) -> tuple[Unmet, ...]:
        return tuple(Unmet(item.requirement, item.partial) for item in self.results if not item.met)

    @property
    def unready(self) -> tuple[Unmet, ...]:
        return tuple(
            Unmet(item.requirement, item.partial) for item in self.results if not item.ready
        )

    @property
    def scores(self) -> Scores:
        rule, current = self.score_rule, self.plan_is_current
        if rule is None:
            return Scores(None, None, None)
        return Scores(
            compute_score(rule, self.unmet, plan_is_current=current),
            compute_score(rule, self.unready, plan_is_current=current),
            rule.maximum,
        )

    @property
    def points_alone(self) -> int | None:
        """What the requirements other than the plan would give, by the implemented test.

        No score: it says how far the rest is while a score lacks the plan that it rests on.
        """
        rule = self.score_rule
        if rule is None:
            return None
        others = (item for item in self.unmet if item.requirement.label != rule.plan)
        return compute_score(rule, others)

    @property
    def conditional(self) -> tuple[bool, bool]:
        """Conditional eligibility by the implemented and by the assessor-ready test."""
        rule, current = self.score_rule, self.plan_is_current
        if rule is None:
            return False, False
        return (
            is_conditional_eligible(rule, self.unmet, plan_is_current=current),
            is_conditional_eligible(rule, self.unready, plan_is_current=current),
        )

    @property
    def final(self) -> tuple[bool, bool]:
        """Everything met, by either test, with a current plan where the profile asks for one."""
        current = self.plan_is_current or not self.scored
        return not self.unmet and current, not self.unready and current

    @property
    def ratings(self) -> dict[str, int]:
        """Objectives per rating, every rating named."""
        tally = Counter(item.rating for result in self.results for item in result.objectives)
        return {rating: tally[rating] for rating in RATINGS}

    @property
    def objectives_unstated(self) -> int:
        """Objectives that nobody has answered; their rating is that of what is not addressed."""
        return sum(item.is_unanswered for result in self.results for item in result.objectives)

    @property
    def policy_only(self) -> int:
        """Objectives that claim that something happens, of which current evidence shows nothing."""
        return sum(item.policy_only for result in self.results for item in result.objectives)

    @property
    def taken_over(self) -> TakenOver:
        """Objectives, and met requirements, that rest on rows for whole requirements."""
        objectives = sum(item.rests_on_row for part in self.results for item in part.objectives)
        return TakenOver(objectives, sum(item.rests_on_row for item in self.results))

    @property
    def to_conditional(self) -> tuple[str, ...] | None:
        if self.score_rule is None:
            return None
        if self.conditional[0] or self.final[0]:
            return ()
        return find_smallest_closing(self.score_rule, self.unmet)

    @property
    def to_final(self) -> tuple[str, ...]:
        return tuple(item.requirement.label for item in self.unmet)


def evaluate_system(system: System, baseline: Baseline, as_of: dt.date) -> Status:
    """Judge every objective of the baseline on `as_of`."""
    assessed = find_assessed_results(system, baseline)
    results = tuple(
        _judge_requirement(system, requirement, as_of, assessed)
        for requirement in baseline.requirements
    )
    return Status(
        system=system,
        baseline=baseline,
        as_of=as_of,
        basis="author-claim" if assessed is None else "self-assessment",
        results=results,
        plan_is_current=is_plan_current(system, as_of),
        score_rule=find_score_rule(baseline),
    )


def find_owner(status: Status, item: RequirementResult) -> str:
    """The role that answers for a requirement: of its file, else of its family; "" if none does."""
    own = item.answer.owner if item.answer else ""
    return own or status.system.family_owner(item.requirement.family)


def find_score_rule(baseline: Baseline) -> ScoreRule | None:
    """The score rule of the framework, where the profile has the plan that a score rests on."""
    rule = baseline.framework.score
    return rule if rule and rule.plan in baseline.by_label else None


def is_plan_current(system: System, as_of: dt.date) -> bool:
    """The plan was reviewed within its own stated frequency (3.12.4[g], [h])."""
    facts = system.characteristics
    if facts.ssp_reviewed is None:
        return False
    return as_of <= add_days(facts.ssp_reviewed, facts.ssp_review_days)


def find_assessed_results(system: System, baseline: Baseline) -> dict[str, str] | None:
    """Results by objective label; None unless the self-assessment has one for every objective."""
    if system.assessment is None or not baseline.objective_labels:
        return None
    results = {row.objective: row.result for row in system.assessment.results}
    is_whole = all(label in results for label in baseline.objective_labels)
    return results if is_whole else None


def _judge_requirement(
    system: System, requirement: Requirement, as_of: dt.date, assessed: dict[str, str] | None
) -> RequirementResult:
    answer = system.answers.get(requirement.id)
    judged = tuple(
        judge_objective(system, requirement, objective, as_of, assessed)
        for objective in requirement.units
    )
    return RequirementResult(
        requirement, answer, judged, has_partial_credit(requirement, answer, judged)
    )


def has_partial_credit(
    requirement: Requirement, answer: RequirementAnswer | None, judged: tuple[JudgedObjective, ...]
) -> bool:
    """Legal for 3.5.3 and 3.13.11 with their own word, while all that is unmet is partial."""
    if answer is None or not answer.partial_credit:
        return False
    rule = requirement.framework.score
    if rule is None or rule.partial_credits.get(requirement.label) != answer.partial_credit:
        return False
    unmet = [item for item in judged if not item.met]
    return bool(unmet) and all(item.state == "partial" for item in unmet)
