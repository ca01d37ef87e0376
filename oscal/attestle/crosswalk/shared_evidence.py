"""Where the two frameworks meet in the evidence register: items that serve a criterion and
objectives alike.

This says where the same artifact is used today. It is no mapping, and it proves nothing about
either side.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..model.system import EvidenceItem, System


@dataclass(frozen=True, slots=True)
class SharedEvidence:
    """One criterion with the objectives that rest on the same items."""

    criterion: str
    items: tuple[EvidenceItem, ...]
    objectives: tuple[str, ...]


def group_by_criterion(system: System) -> tuple[SharedEvidence, ...]:
    """Every criterion that an item of the register serves, in the register's order."""
    found: dict[str, list[EvidenceItem]] = {}
    for item in system.evidence:
        for criterion in item.criteria:
            found.setdefault(criterion, []).append(item)
    return tuple(
        SharedEvidence(key, tuple(items), _objectives(items)) for key, items in found.items()
    )


def find_for_criterion(system: System, criterion: str) -> SharedEvidence | None:
    return next(
        (entry for entry in group_by_criterion(system) if entry.criterion == criterion), None
    )


def _objectives(items: list[EvidenceItem]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for item in items for label in item.objectives))
