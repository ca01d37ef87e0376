"""What a gap analysis finds: for an objective, for a requirement, for a whole baseline."""

from __future__ import annotations

import datetime as dt

from ..assess.system_status import Status
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline, Objective, Requirement
from ..model.crosswalk_maps import Map, NetNew, Reuse
from ..model.evidence import EvidenceItem
from ..model.soc2 import Soc2Control
from ..model.system import System
from .grades import Limit, Reach
from .named_controls import ControlNames, NamedControl
from .projects import Project

NO_NAMES = ControlNames((), (), (), (), None)


@dataclass(frozen=True, slots=True)
class ObjectiveGap:
    """`reuse` is the best grade that reaches the letter; `open_because` is "" when nothing is open.

    `names` are the controls that fit it, best first, and what they give; `through` their reaches.
    `cited` is the evidence that its answer cites, `evidence` the current of it; `candidates` are
    current items that fit it, serve a criterion which reaches the letter and are not cited by the
    answer. `is_unanswered` says that
    there is a plan and that it is silent on the objective.
    """

    objective: Objective
    rating: str
    reuse: Reuse
    open_because: str
    through: tuple[Reach, ...]
    evidence: tuple[EvidenceItem, ...]
    candidates: tuple[EvidenceItem, ...]
    is_unanswered: bool = False
    policy_only: bool = False
    cited: tuple[EvidenceItem, ...] = ()
    names: ControlNames = NO_NAMES

    @property
    def is_open(self) -> bool:
        return bool(self.open_because)

    @property
    def controls(self) -> tuple[NamedControl, ...]:
        """Those that a practitioner would open for it, best first."""
        return self.names.controls

    @property
    def graded_down(self) -> tuple[str, ...]:
        """Why `reuse` is less than the crosswalk says, each reason once.

        None where another control gives as much.
        """
        better = [reach for reach in self.through if reach.map.reuse.rank < self.reuse.rank]
        return tuple(dict.fromkeys(limit.reason for reach in better for limit in reach.limits))


@dataclass(frozen=True, slots=True)
class RequirementGap:
    """What SOC 2 gives for a requirement, what is open, and the project that closes it.

    `maps` are the crosswalk's for the requirement, also those that no control of the company
    carries; `reaches` are those of controls that are named for an objective, `others` how many more
    are listed under each criterion.
    """

    requirement: Requirement
    rating: str
    scope_dependent: str
    maps: tuple[Map, ...]
    reaches: tuple[Reach, ...]
    objectives: tuple[ObjectiveGap, ...]
    unmapped_because: str
    project: Project | None
    others: tuple[tuple[str, int], ...] = ()

    @property
    def is_reached(self) -> bool:
        """Whether a control of the company is listed under a criterion that leads here."""
        return bool(self.reaches or self.others)

    @property
    def controls(self) -> tuple[NamedControl, ...]:
        """Every control that is named for an objective of it, once."""
        found: dict[str, NamedControl] = {}
        for named in (named for entry in self.objectives for named in entry.controls):
            found.setdefault(named.control.uuid, named)
        return tuple(found.values())

    @property
    def habits(self) -> tuple[NamedControl, ...]:
        """Those of them that no map to the requirement leads from."""
        reached = {reach.control.uuid for reach in self.reaches}
        return tuple(named for named in self.controls if named.control.uuid not in reached)

    @property
    def open_objectives(self) -> tuple[ObjectiveGap, ...]:
        return tuple(item for item in self.objectives if item.is_open)

    @property
    def graded_down(self) -> tuple[str, ...]:
        """Every reason for which a control counts for less here, each once."""
        reached = (*self.reaches, *(reach for item in self.objectives for reach in item.through))
        return tuple(dict.fromkeys(limit.reason for reach in reached for limit in reach.limits))


@dataclass(frozen=True, slots=True)
class GapReport:
    """`system` and its judgement are None before there is one. `assumptions` are what the grades
    take for granted.
    """

    system: System | None
    baseline: Baseline
    as_of: dt.date
    requirements: tuple[RequirementGap, ...]
    controls: tuple[Soc2Control, ...]
    limits: tuple[Limit, ...]
    assumptions: tuple[str, ...]
    net_new: tuple[NetNew, ...]
    status: Status | None = None

    @property
    def name(self) -> str:
        return self.system.name if self.system else ""

    @property
    def policy_only(self) -> int:
        """Objectives that claim that something happens, and rest on a policy; 0 without a plan."""
        return sum(entry.policy_only for item in self.requirements for entry in item.objectives)

    @property
    def objectives_unstated(self) -> int | None:
        """Objectives that the plan does not answer; None where there is no plan."""
        if self.system is None:
            return None
        return sum(entry.is_unanswered for item in self.requirements for entry in item.objectives)
