"""Readiness of the plan itself: whole, current, approved, owned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..model.counted_names import name_some
from ..model.readiness_points import ReadinessPlace, ReadinessPoint
from .objectives import NOT_APPLICABLE
from .plan_state import list_missing_approvals
from .readiness_input import (
    ReadinessInput,
    place_finding,
    place_objective,
    place_plan,
    place_requirement,
)


def judge_errors(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Every error, and every file that could not be read wholly."""
    for raised in facts.raised:
        if raised.finding.is_error:
            yield place_finding(raised)
    told = {raised.finding.path for raised in facts.raised if raised.finding.is_error}
    for path in facts.status.unread:
        if path not in told:
            yield ReadinessPlace("the file could not be read", path)


def judge_answers(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Nothing stated, or a state that lacks what it needs."""
    for result in facts.status.results:
        silent = [item for item in result.objectives if item.is_unanswered]
        if silent:
            letters = "".join(f"[{item.objective.letter}]" for item in silent)
            yield place_requirement(facts, result, f"nothing is stated of {letters}")
        elif not result.objectives:
            yield place_requirement(facts, result, "it has nothing that could be stated")
        for item in result.objectives:
            if item.lacks:
                yield place_objective(facts, result, item, item.lacks)


def judge_review(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    plan = facts.system.characteristics
    if plan.ssp_reviewed is None:
        yield place_plan(facts, "no review of the plan is recorded (ssp-reviewed)")
    elif plan.ssp_reviewed > facts.as_of:
        yield place_plan(facts, f"the review of {plan.ssp_reviewed} has not come")
    elif not facts.status.plan_is_current:
        yield place_plan(
            facts,
            f"the last review was on {plan.ssp_reviewed}, and the next one due"
            f" {plan.ssp_review_days} days later",
        )


def judge_approval(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    version = facts.system.characteristics.version
    for role in list_missing_approvals(facts.system, facts.approvers, facts.as_of):
        place = place_plan(facts, f"version {version} is not approved by {role}")
        yield ReadinessPlace(place.message, place.path, place.line, owner=role)
    plan = facts.system.characteristics
    for item in plan.approvals:
        is_given = item.of == "plan" and item.version == version and item.role in facts.approvers
        if is_given and item.date < plan.version_date:
            message = (
                f"{item.role} approved version {version} on {item.date}, and that version is of"
                f" {plan.version_date}"
            )
            place = place_plan(facts, message)
            yield ReadinessPlace(place.message, place.path, place.line, owner=item.role)


def judge_changes(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    plan = facts.system.characteristics
    if not plan.changes:
        yield place_plan(facts, "no record of changes is kept", is_unknown=True)
    elif all(item.version != plan.version for item in plan.changes):
        yield place_plan(facts, f"the record of changes has no row for version {plan.version}")


def judge_owners(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """A role for each requirement, and for each of these roles somebody who holds it."""
    roles = {role.id: role for role in facts.system.people.roles}
    parties = {party.id for party in facts.system.people.parties}
    empty: dict[str, list[str]] = {}
    for result in facts.status.results:
        owner = facts.find_owner(result)
        if not owner:
            yield place_requirement(facts, result, "no role answers for it")
        elif owner not in roles:
            yield place_requirement(facts, result, f"people.yaml has no role {owner}")
        elif not any(key in parties for key in roles[owner].held_by):
            empty.setdefault(owner, []).append(result.requirement.label)
    for owner, labels in empty.items():
        source = roles[owner].source
        message = f"nobody holds the role {owner}, which answers for {name_some(labels, 1)}"
        yield ReadinessPlace(message, source.path, source.line, owner=owner)


def judge_not_applicable(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """What is called not applicable and may not be, and what nobody of weight has approved."""
    roles = {role.id for role in facts.system.people.roles}
    for result in facts.status.results:
        for item in result.objectives:
            if item.state != NOT_APPLICABLE:
                continue
            approved = item.answer.approved
            if item.lacks:
                yield place_objective(facts, result, item, item.lacks)
            elif approved and approved.role not in roles:
                yield place_objective(
                    facts, result, item, f"{approved.role} is no role of the plan"
                )


def judge_set_aside(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """What the settings leave out; what is accepted by somebody is theirs to explain."""
    for raised in facts.raised:
        if raised.set_aside and not raised.finding.is_note:
            place = place_finding(raised)
            yield replace(place, way_out="", is_unknown=not raised.finding.is_error)
