"""SCO001-SCO002: whether there can be a score, and which exceptions carry it."""

from __future__ import annotations

from collections.abc import Iterator

from ..assess.exceptions import explain_void
from ..assess.scores import PLAN
from ..codes import make_finding
from ..findings import Finding
from .rule_input import Rule, RuleInput


def no_score(facts: RuleInput) -> Iterator[Finding]:
    """SCO001: without a current plan (3.12.4) there is no score at all (170.24(c)(2)(i)(B)(5))."""
    for work, status in facts.statuses:
        if not status.scored:
            continue
        path = f"ssp/{work.system.name}/system.md"
        if not status.plan_is_current:
            when = work.system.characteristics
            yield make_finding(
                "SCO001",
                path,
                f"the plan was last reviewed on {when.ssp_reviewed}, more than"
                f" {when.ssp_review_days} days ago: there is no score",
                line=1,
                hint="review the plan and set ssp-reviewed",
            )
        elif any(
            item.requirement.label == PLAN and not facts.in_doubt(work, item.requirement)
            for item in status.unmet
        ):
            yield make_finding(
                "SCO001",
                path,
                f"{PLAN} is not met: there is no score",
                line=1,
                hint=f"attestle status shows which objectives of {PLAN} are open",
            )


def void_exceptions(facts: RuleInput) -> Iterator[Finding]:
    """SCO002: an exception excuses only with rationale, approver, date and a review that is not
    past.
    """
    for work in facts.workspace.works:
        for item in work.system.exceptions:
            reason = (
                explain_void(item, work.system.poam, facts.as_of)
                if item.kind != "accepted-risk"
                else ""
            )
            if reason:
                yield make_finding(
                    "SCO002",
                    item.source.path,
                    f"{item.slug} excuses nothing: {reason}",
                    line=item.source.line,
                    owner=item.approver or "",
                    hint="complete the exception, or state the objectives as what they are",
                )


def contradictions(facts: RuleInput) -> Iterator[Finding]:
    """SCO003: what was assessed as met is stated as done, and the other way round."""
    for work, status in facts.statuses:
        if status.basis != "self-assessment" or work.system.assessment is None:
            continue
        rows = {row.objective: row for row in work.system.assessment.results}
        for result in status.results:
            for judged in result.objectives:
                row = rows[judged.objective.label]
                claimed = judged.state in (
                    "implemented",
                    "inherited",
                    "alternative",
                    "not-applicable",
                )
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
    """SCO004: a self-assessment carries the score only if it has exactly one result for every
    objective of the profile.
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


RULES: tuple[Rule, ...] = (no_score, void_exceptions, contradictions, incomplete_assessment)
