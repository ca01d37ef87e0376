"""SCO001-SCO004: whether there can be a score, and what carries it."""

from __future__ import annotations

from collections.abc import Iterator

from ..assess.exceptions import explain_void_exception
from ..assess.system_status import Status
from ..codes import make_finding
from ..findings import Finding
from ..model.answers import STATE_OF, Counts
from ..model.workspace import Work
from .rule_input import Rule, RuleInput, locate_file


def no_score(facts: RuleInput) -> Iterator[Finding]:
    """SCO001: without a current plan (3.12.4) there is no score at all (170.24(c)(2)(i)(B)(5))."""
    for work, status in facts.statuses:
        if status.score_rule is None:
            continue
        plan = status.score_rule.plan
        path = locate_file(work, "system.md")
        if not status.plan_is_current:
            system = work.system.characteristics
            yield make_finding(
                "SCO001",
                path,
                f"the plan was last reviewed on {system.ssp_reviewed}, more than"
                f" {system.ssp_review_days} days ago: there is no score",
                line=1,
                hint="review the plan and set ssp-reviewed",
            )
        elif _has_no_plan(facts, work, status, plan):
            yield make_finding(
                "SCO001",
                path,
                f"{plan} is not met: there is no score",
                line=1,
                hint=f"attestle status shows which objectives of {plan} are open",
            )


def _has_no_plan(facts: RuleInput, work: Work, status: Status, plan: str) -> bool:
    return any(
        unmet.requirement.label == plan and not facts.is_in_doubt(work, unmet.requirement)
        for unmet in status.unmet
    )


def void_exceptions(facts: RuleInput) -> Iterator[Finding]:
    """SCO002: an exception excuses only with rationale, approver, date and a current review."""
    for work in facts.workspace.works:
        for exception in work.system.exceptions:
            if exception.kind == "accepted-risk":
                continue  # it excuses nothing in any case
            reason = explain_void_exception(exception, work.system.poam, facts.as_of)
            if reason:
                yield make_finding(
                    "SCO002",
                    exception.source.path,
                    f"{exception.slug} excuses nothing: {reason}",
                    line=exception.source.line,
                    owner=exception.approver or "",
                    hint="complete the exception, or state the objectives as what they are",
                )


def contradicted_results(facts: RuleInput) -> Iterator[Finding]:
    """SCO003: what was assessed as met is stated as done, and the other way round."""
    for work, status in facts.statuses:
        if status.basis != "self-assessment" or work.system.assessment is None:
            continue
        rows = {row.objective: row for row in work.system.assessment.results}
        for result in status.results:
            for judged in result.objectives:
                row = rows[judged.objective.label]
                state = STATE_OF.get(judged.state)
                claimed = state is not None and state.counts is not Counts.NEVER
                if claimed != (row.result in ("met", "not-applicable")):
                    yield make_finding(
                        "SCO003",
                        row.source.path,
                        f"{row.objective} was assessed as {row.result}, but its answer says"
                        f" {judged.state}",
                        line=row.source.line,
                        pointer=row.source.pointer,
                        owner=row.assessor,
                        hint="correct the answer, or assess the objective again",
                    )


def incomplete_assessment(facts: RuleInput) -> Iterator[Finding]:
    """SCO004: a self-assessment has exactly one result for every objective of the profile.

    Else it does not carry the score.
    """
    for work in facts.workspace.works:
        if work.system.assessment is None:
            continue
        path = work.system.assessment.source.path
        seen: set[str] = set()
        for row in work.system.assessment.results:
            if row.objective in seen:
                yield make_finding(
                    "SCO004",
                    path,
                    f"{row.objective} has a second result",
                    line=row.source.line,
                    pointer=row.source.pointer,
                    hint="keep one of them",
                )
            seen.add(row.objective)
        missing = [label for label in work.baseline.objective_labels if label not in seen]
        if missing:
            total = len(work.baseline.objective_labels)
            yield make_finding(
                "SCO004",
                path,
                f"{len(missing)} of {total} objectives without a result, the first is {missing[0]};"
                " the score stays the author's claim",
                line=1,
                hint="add a result for each, or remove the file until the assessment is done",
            )


RULES: tuple[Rule, ...] = (
    no_score,
    void_exceptions,
    contradicted_results,
    incomplete_assessment,
)
