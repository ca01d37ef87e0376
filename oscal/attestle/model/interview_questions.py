"""What an assessor asks about an objective."""

from __future__ import annotations

from collections.abc import Mapping

from ..lazy_dataclasses import dataclass
from .baseline import Objective

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

    def find_question(self, objective: Objective) -> str:
        """The question of its own, else that of its kind."""
        own = self.by_objective.get(objective.id)
        return own or self.general[read_demand(objective)]


def read_demand(objective: Objective) -> str:
    return objective.demand if objective.demand in DEMANDS else ANY
