"""What the status of a system says in every form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from ...assess.scores import Unmet
from ...assess.system_status import RequirementResult, Status, find_owner
from ...model.system import System
from ..name_lookup import write_keys


def explain_open(item: RequirementResult) -> str:
    """Why each open objective is open."""
    return "; ".join(
        f"[{entry.objective.letter}] {entry.reason or entry.state}"
        for entry in item.open_objectives
    )


def explain_open_together(item: RequirementResult) -> str:
    """Why objectives are open, those with the same reason together: `[a][c]`."""
    letters: dict[str, list[str]] = {}
    for entry in item.open_objectives:
        letters.setdefault(entry.reason or entry.state, []).append(entry.objective.letter)
    return "; ".join(f"{write_keys(keys)} {why}".lstrip() for why, keys in letters.items())


def select_results(
    status: Status, owner: str | None, matches: Callable[[RequirementResult], bool]
) -> list[RequirementResult]:
    """The requirements that match, of one owner or of all."""
    found = (item for item in status.results if matches(item))
    return [item for item in found if owner is None or find_owner(status, item) == owner]


def is_unmet(item: RequirementResult) -> bool:
    return not item.met


def is_unready(item: RequirementResult) -> bool:
    """Met, but not in a way that an assessor could see."""
    return item.met and not item.ready


def write_unanswered(status: Status) -> str:
    """How many objectives nobody has stated anything of; they are rated as not addressed."""
    return f"{status.objectives_unstated} not answered"


def explain_policy_only(number: int) -> str:
    """How many claims rest on what lays something down; "" where none does."""
    if not number:
        return ""
    subject = "1 objective rests" if number == 1 else f"{number} objectives rest"
    return (
        f"{subject} on a policy, or on evidence of which nobody says what it is: nothing shows that"
        " it happens"
    )


def explain_taken_over(status: Status) -> str:
    """How much of the score rests on rows for whole requirements; "" where nothing does."""
    taken = status.taken_over
    if not taken.objectives:
        return ""
    met = sum(item.met for item in status.results)
    score = status.scores.implemented
    head = f"score {score}: " if score is not None else ""
    return (
        f"{head}{taken.requirements} of the {met} requirements met rest on rows of a sheet taken"
        f" over for a whole requirement ({taken.objectives} objectives): nobody looked at these"
        " objectives; see attestle confirm"
    )


def explain_acceptances(system: System, as_of: dt.date) -> Iterator[str]:
    """What customers accept in writing on that day."""
    for item in system.engagement.acceptances:
        if item.date <= as_of and (item.until is None or as_of <= item.until):
            end = f"until {item.until.isoformat()}" if item.until else "without an end"
            yield f"accepted in writing by {item.customer} {end}; no substitute for a status"


def explain_unread(status: Status) -> str:
    """What the figures leave out because it could not be read; "" where nothing is."""
    if not status.unread:
        return ""
    return f"left out of every figure, because it cannot be read: {', '.join(status.unread)}"


def explain_no_score(status: Status) -> str:
    """Why there is no score, or none by the assessor-ready answers; "" where both are there."""
    rule, scores = status.score_rule, status.scores
    if rule is None or scores.assessor_ready is not None:
        return ""
    if scores.implemented is not None:
        return (
            f"assessor-ready none: {rule.plan} ({_name_plan(status)}) is not assessor-ready, and"
            " without it there is no score"
        )
    return f"none: {_explain_plan(status)}; the other requirements alone give {status.points_alone}"


def _explain_plan(status: Status) -> str:
    """What the plan lacks: it is not met, or its review is past or not recorded."""
    plan = status.score_rule.plan if status.score_rule else ""
    if any(item.requirement.label == plan for item in status.unmet):
        return f"without a {_name_plan(status)} ({plan}) there is no score"
    reviewed = status.system.characteristics.ssp_reviewed
    why = (
        "the plan is past its own review date"
        if reviewed
        else "no review of the plan is recorded (ssp-reviewed in system.md)"
    )
    return f"{why} ({plan}), and without a current one there is no score"


def _name_plan(status: Status) -> str:
    plan = status.score_rule.plan if status.score_rule else ""
    return status.baseline.by_label[plan].title


def write_score(value: int | None) -> str:
    return "none" if value is None else str(value)


def write_yes(value: bool) -> str:
    return "yes" if value else "no"


def sum_cost(status: Status, items: list[RequirementResult]) -> str:
    """Points that these requirements take off a score; "no score" where the plan itself is among
    them.
    """
    if not status.scored or not items:
        return "-"
    points = [Unmet(item.requirement, item.partial).points for item in items]
    return "no score" if None in points else f"-{sum(point or 0 for point in points)}"
