"""Which open objectives the plan of action is about, and which no item of it covers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ..lazy_dataclasses import dataclass
from ..model.baseline import Objective, Requirement
from ..model.milestones import PoamItem
from ..model.system import System
from .objectives import JudgedObjective
from .system_status import RequirementResult


@dataclass(frozen=True, slots=True)
class UncoveredRequirement:
    """A requirement that is not met, with its open objectives that no item covers.

    `items` cover something else of it: each of them could be extended.
    """

    result: RequirementResult
    objectives: tuple[JudgedObjective, ...]
    items: tuple[PoamItem, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The printed ids of the objectives."""
        return tuple(entry.objective.label for entry in self.objectives)

    @property
    def names(self) -> tuple[str, ...]:
        """The objectives, or the requirement alone where no item is about it."""
        return self.labels if self.items else (self.result.requirement.label,)


def covers_unit(item: PoamItem, requirement: Requirement, unit: Objective) -> bool:
    """An item covers what it names, and all of a requirement that it names."""
    return unit.label in item.objectives or requirement.label in item.objectives


def covers_any_unit(item: PoamItem, requirement: Requirement) -> bool:
    """Whether an item is about a requirement or a part of it."""
    return any(covers_unit(item, requirement, unit) for unit in requirement.units)


def list_uncovered(
    results: Iterable[RequirementResult], items: Collection[PoamItem]
) -> Iterator[UncoveredRequirement]:
    """Unmet requirements with an open objective that none of the items covers, in order."""
    for result in results:
        requirement = result.requirement
        about = tuple(item for item in items if covers_any_unit(item, requirement))
        uncovered = tuple(
            entry
            for entry in result.open_objectives
            if not any(covers_unit(item, requirement, entry.objective) for item in about)
        )
        if uncovered:
            yield UncoveredRequirement(result, uncovered, about)


def list_planning_items(system: System) -> tuple[PoamItem, ...]:
    """Items that make something met.

    An operational one is about what is met already, a complete one about nothing any more.
    """
    return tuple(
        item for item in system.poam if item.status == "ongoing" and item.kind != "operational"
    )
