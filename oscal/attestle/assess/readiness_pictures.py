"""Readiness of the pictures: they are of now,
and there are lists with which they can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..iso_days import add_days
from ..model.authored_values import is_stated_none
from ..model.readiness_points import ReadinessPlace, ReadinessPoint
from ..model.system import Diagram, System
from .readiness_input import ReadinessInput, place_plan

# As evidence that states no cadence: systems change within a year
GOOD_FOR_DAYS = 365


def judge_pictures(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """A picture that nobody drew anew for a year, or that no list can be held against, may or may
    not agree; that there is none at all, the rules of the point say.
    """
    system = facts.system
    narratives = filter(None, (system.boundary, system.network, system.data_flow))
    for diagram in (item for narrative in narratives for item in narrative.diagrams):
        if doubt := _explain_day(facts, diagram):
            source = diagram.source
            yield ReadinessPlace(doubt, source.path, source.line, is_unknown=True)
    for what in _list_unlisted(system):
        message = f"no {what} are recorded, so nobody can hold a picture against them"
        yield place_plan(facts, message, is_unknown=True)


def _explain_day(facts: ReadinessInput, diagram: Diagram) -> str:
    if diagram.date > facts.as_of:
        return f"{diagram.file} is dated {diagram.date}, a day to come"
    if add_days(diagram.date, GOOD_FOR_DAYS) < facts.as_of:
        return f"{diagram.file} is of {diagram.date}, more than {GOOD_FOR_DAYS} days ago"
    return ""


def _list_unlisted(system: System) -> Iterator[str]:
    plan = system.characteristics
    if not plan.connections and not is_stated_none(plan.interconnections):
        yield "connections"
    if not plan.zones:
        yield "zones"
