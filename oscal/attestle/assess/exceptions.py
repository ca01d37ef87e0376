"""Which documented exceptions excuse an objective (32 CFR 170.24(b)(1), (c)(2)(i)(B))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ..model.baseline import Objective, Requirement
from ..model.documented_exceptions import DocumentedException
from ..model.milestones import PoamItem
from ..model.system import System

# the kinds that 170.24 lets excuse; an accepted risk is none of them
EXCUSING_KINDS = ("temporary-deficiency", "enduring-exception", "dod-cio-adjudication")
ADJUDICATION = "dod-cio-adjudication"


def explain_void_exception(
    item: DocumentedException, poam: Iterable[PoamItem], as_of: dt.date
) -> str:
    """Empty while the exception excuses; otherwise what keeps it from doing so."""
    if item.kind not in EXCUSING_KINDS:
        return "an accepted risk never changes a score"
    missing = [
        name
        for name, value in (
            ("rationale", item.rationale),
            ("approver", item.approver),
            ("date", item.date),
            ("review-date", item.review_date),
        )
        if not value
    ]
    if missing:
        return f"it lacks {', '.join(missing)}"
    if item.date is not None and item.date > as_of:
        return f"it begins on {item.date.isoformat()}"
    if item.review_date is not None and item.review_date < as_of:
        return f"its review was due on {item.review_date.isoformat()}"
    if item.kind == "temporary-deficiency":
        return _explain_not_temporary(item, poam)
    return ""


def _explain_not_temporary(item: DocumentedException, poam: Iterable[PoamItem]) -> str:
    if item.implemented_before is None and not item.limited_subset:
        return (
            "it does not say when the requirement was implemented before (implemented-before), nor"
            " which limited subset its roll-out has not reached (limited-subset)"
        )
    operational = next((entry for entry in poam if entry.slug == item.operational_item), None)
    if operational is None or operational.kind != "operational":
        return "it names no operational item of the plan of action (operational-item)"
    if not operational.reviews:
        return f"its operational item {operational.slug} has no reviews"
    return ""


def covers_objective(
    item: DocumentedException, requirement: Requirement, objective: Objective
) -> bool:
    """A requirement in the scope covers its objectives."""
    return requirement.label in item.scope or objective.label in item.scope


def find_excuse(
    system: System, requirement: Requirement, objective: Objective, as_of: dt.date
) -> DocumentedException | None:
    """The first exception that excuses the objective on that day."""
    for item in system.exceptions:
        if covers_objective(item, requirement, objective) and not explain_void_exception(
            item, system.poam, as_of
        ):
            return item
    return None
