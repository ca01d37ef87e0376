"""Where the two frameworks meet in the evidence register: items that serve both.

This says where the same artifact is used today. It is no mapping, and it proves nothing about
either side.
"""

from __future__ import annotations

from ..lazy_dataclasses import dataclass
from ..model.evidence import EvidenceItem
from ..model.system import System


@dataclass(frozen=True, slots=True)
class SharedEvidence:
    """One criterion with the objectives that rest on the same items."""

    criterion: str
    items: tuple[EvidenceItem, ...]
    objectives: tuple[str, ...]


def group_by_criterion(system: System) -> tuple[SharedEvidence, ...]:
    """Every criterion that an item of the register serves, in the register's order."""
    by_criterion: dict[str, list[EvidenceItem]] = {}
    for item in system.evidence:
        for criterion in item.criteria:
            by_criterion.setdefault(criterion, []).append(item)
    return tuple(
        SharedEvidence(criterion, tuple(items), _list_objectives(items))
        for criterion, items in by_criterion.items()
    )


def find_for_criterion(system: System, criterion: str) -> SharedEvidence | None:
    """The entry of one criterion, None if no item serves it."""
    entries = group_by_criterion(system)
    return next((entry for entry in entries if entry.criterion == criterion), None)


def _list_objectives(items: list[EvidenceItem]) -> tuple[str, ...]:
    """What the items are cited for, each objective once."""
    return tuple(dict.fromkeys(label for item in items for label in item.objectives))
