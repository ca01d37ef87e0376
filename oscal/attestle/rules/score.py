"""SCO001-SCO002: whether there can be a score, and which exceptions carry it."""

from __future__ import annotations

from collections.abc import Iterator

from ..assess.exceptions import why_void
from ..assess.scores import PLAN
from ..codes import finding
from ..findings import Finding
from .facts import Facts, Rule


def no_score(facts: Facts) -> Iterator[Finding]:
    """SCO001: without a current plan (3.12.4) there is no score at all (170.24(c)(2)(i)(B)(5))."""
    for work, status in facts.statuses:
        if not status.scored:
            continue
        path = f"ssp/{work.system.name}/system.md"
        if not status.plan_is_current:
            when = work.system.characteristics
            yield finding("SCO001", path, f"the plan was last reviewed on {when.ssp_reviewed}, more than {when.ssp_review_days} days ago: there is no score",
                          line=1, hint="review the plan and set ssp-reviewed")  # fmt: skip
        elif any(item.requirement.label == PLAN for item in status.unmet):
            yield finding("SCO001", path, f"{PLAN} is not met: there is no score", line=1, hint=f"attestle status shows which objectives of {PLAN} are open")


def void_exceptions(facts: Facts) -> Iterator[Finding]:
    """SCO002: an exception excuses only with rationale, approver, date and a review that is not past."""
    for work in facts.workspace.works:
        for item in work.system.exceptions:
            reason = why_void(item, work.system.poam, facts.as_of) if item.kind != "accepted-risk" else ""
            if reason:
                yield finding("SCO002", item.source.path, f"{item.slug} excuses nothing: {reason}", line=item.source.line, owner=item.approver or "",
                              hint="complete the exception, or state the objectives as what they are")  # fmt: skip


RULES: tuple[Rule, ...] = (no_score, void_exceptions)
