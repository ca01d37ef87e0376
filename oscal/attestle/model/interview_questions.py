"""What an assessor asks about an objective."""

from __future__ import annotations

from collections.abc import Mapping

from ..lazy_dataclasses import dataclass
from .baseline import Objective, Requirement

# What an objective demands where its catalog says neither `define` nor `operate`
ANY = "any"
DEMANDS = ("define", "operate", ANY)


@dataclass(frozen=True, slots=True)
class QuestionTable:
    """`by_objective` has a question for each objective id that we have one for, `general` and
    `further` one for each demand: in place of such a question, and after every answer.
    """

    by_objective: Mapping[str, str]
    general: Mapping[str, str]
    further: Mapping[str, str]

    def list_questions(self, requirement: Requirement) -> tuple[str, ...]:
        """A question for each of its objectives: those of their own where we have one for each
        and no other, else those of their kinds. A catalog may use ids of ours for objectives
        of its own.
        """
        known = {key for key in self.by_objective if key.startswith(f"{requirement.id}_obj.")}
        if known == {item.id for item in requirement.units}:
            return tuple(self.by_objective[item.id] for item in requirement.units)
        return tuple(self.general[read_demand(item)] for item in requirement.units)


def read_demand(objective: Objective) -> str:
    return objective.demand if objective.demand in DEMANDS else ANY
