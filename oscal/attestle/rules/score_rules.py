"""SCO001-SCO005: whether there can be a score, and what carries it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..assess.exceptions import explain_void_exception
from ..assess.system_status import Status
from ..codes import make_finding
from ..findings import Finding
from ..model.answers import STATE_OF, Counts
from ..model.engagement import Acceptance
from ..model.system_characteristics import SystemCharacteristics
from ..model.workspace import Work
from .rule_input import Rule, RuleInput, locate_file

# The clause by which a contract asks for a CMMC status
STATUS_CLAUSE = "252.204-7021"


def no_score(facts: RuleInput) -> Iterator[Finding]:
    """SCO001: without a current plan (3.12.4) there is no score at all (170.24(c)(2)(i)(B)(5))."""
    for work, status in facts.statuses:
        if status.score_rule is None:
            continue
        plan = status.score_rule.plan
        path = locate_file(work, "system.md")
        if not status.plan_is_current:
            yield make_finding(
                "SCO001",
                path,
                f"{_explain_not_current(work.system.characteristics)}: there is no score",
                line=1,
                hint="review the plan and set ssp-reviewed",
            )
        elif _has_no_plan(facts, work, status, plan):
            yield make_finding(
                "SCO001",
                path,
                f"{plan} is not met: there is no score",
                line=1,
                hint=f"answer the objectives of {plan} that are open; attestle status shows which",
            )


def _explain_not_current(system: SystemCharacteristics) -> str:
    if system.ssp_reviewed is None:
        return "no review of the plan is recorded"
    return (
        f"the plan was last reviewed on {system.ssp_reviewed}, more than"
        f" {system.ssp_review_days} days ago"
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


def weak_acceptances(facts: RuleInput) -> Iterator[Finding]:
    """SCO005: a customer's written acceptance is at hand, still holds, and is one that
    can be given.

    No customer can accept other evidence in place of a status that a contract asks for with DFARS
    252.204-7021.
    """
    for work in facts.workspace.works:
        contracts = work.system.characteristics.contracts
        for item in work.system.engagement.acceptances:
            for message, hint in _list_weaknesses(item, contracts, facts.as_of):
                yield make_finding(
                    "SCO005",
                    item.source.path,
                    f"the acceptance by {item.customer} {message}",
                    line=item.source.line,
                    pointer=item.source.pointer,
                    hint=hint,
                )


def _list_weaknesses(
    item: Acceptance, contracts: tuple[str, ...], as_of: dt.date
) -> Iterator[tuple[str, str]]:
    """What is wrong with an acceptance, and the way out."""
    if item.until and item.until < as_of:
        yield f"ended on {item.until.isoformat()}", "ask for a new one, or take it out"
    if not item.location:
        yield "has no location: nobody can look at it", "say where the letter is kept: location"
    customer = item.customer.casefold()
    if any(STATUS_CLAUSE in line and customer in line.casefold() for line in contracts):
        yield (
            f"is of a customer whose contract names {STATUS_CLAUSE}: it stands for no status",
            "the contract asks for the CMMC status itself; ask the contracting officer",
        )


RULES: tuple[Rule, ...] = (
    no_score,
    void_exceptions,
    contradicted_results,
    incomplete_assessment,
    weak_acceptances,
)
