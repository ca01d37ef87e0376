"""Readiness of the people who will be asked: each has gone through the sheet of its role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..iso_days import add_days
from ..model.counted_names import count_things, name_some
from ..model.readiness_points import ReadinessPlace, ReadinessPoint
from .accountable_roles import RoleShare, share_requirements
from .readiness_input import ReadinessInput

# As evidence that states no cadence: people and answers change within a year
GOOD_FOR_DAYS = 365


def judge_interviews(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """A day for each role that answers for something, not too long ago; what nobody answers for has
    no sheet at all.
    """
    shares = share_requirements(facts.status)
    if shares.unowned:
        people = facts.system.people.source
        labels = [result.requirement.label for result, _ in shares.unowned]
        message = f"no role answers for {name_some(labels, 1)}, so nobody was asked"
        yield ReadinessPlace(message, people.path, people.line or 1)
    for share in shares.shares:
        if share.results:
            yield from _judge_role(facts, share)


def _judge_role(facts: ReadinessInput, share: RoleShare) -> Iterator[ReadinessPlace]:
    role, day = share.role, share.role.interviewed
    message, is_unknown = _explain_day(facts, day)
    if message:
        about = f"{role.title}, asked about {count_things(share.objectives, 'objective')}"
        yield ReadinessPlace(
            f"{about}: {message}",
            role.source.path,
            role.source.line,
            owner=role.id,
            is_unknown=is_unknown,
        )


def _explain_day(facts: ReadinessInput, day: dt.date | None) -> tuple[str, bool]:
    """What speaks against the day, and whether it only leaves a doubt; "" where nothing does."""
    plan = facts.system.characteristics
    if day is None:
        return "no day is recorded on which it answered its sheet (interviewed)", True
    if day > facts.as_of:
        return f"it answers its sheet only on {day}", False
    if add_days(day, GOOD_FOR_DAYS) < facts.as_of:
        return f"it answered its sheet on {day}, more than {GOOD_FOR_DAYS} days ago", False
    if day < plan.version_date:
        told = f"it answered its sheet on {day}, and version {plan.version} is of"
        return f"{told} {plan.version_date}", True
    return "", False
