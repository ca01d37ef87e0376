"""What the judges of readiness look at, and how they name what they find."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from ..findings import Finding
from ..lazy_dataclasses import dataclass
from ..model.evidence import EvidenceItem
from ..model.readiness_points import ReadinessPlace, ReadinessPoint, ReadinessTable
from ..model.system import System
from .habits import HabitStanding
from .objectives import JudgedObjective
from .system_status import RequirementResult, Status, find_owner


@dataclass(frozen=True, slots=True)
class RaisedFinding:
    """A finding of the plan; `set_aside` says by whom and why the settings leave it out, "" where
    they do not.
    """

    finding: Finding
    set_aside: str = ""


@dataclass(frozen=True, slots=True)
class ReadinessInput:
    """A judged system with all that was found in it.

    `approvers` are the roles that approve the plan, `paths` the requirement files by label, whether
    they are there or not.
    """

    status: Status
    raised: tuple[RaisedFinding, ...]
    approvers: tuple[str, ...]
    habits: tuple[HabitStanding, ...]
    table: ReadinessTable
    paths: Mapping[str, str]

    @property
    def system(self) -> System:
        return self.status.system

    @property
    def as_of(self) -> dt.date:
        return self.status.as_of

    def find_owner(self, result: RequirementResult) -> str:
        """The role that answers for a requirement, "" if none does."""
        return find_owner(self.status, result)


Judge = Callable[[ReadinessInput, ReadinessPoint], Iterator[ReadinessPlace]]


def place_objective(
    facts: ReadinessInput, result: RequirementResult, item: JudgedObjective, message: str
) -> ReadinessPlace:
    """At the section of an objective."""
    return ReadinessPlace(
        f"{item.objective.label}: {message}",
        facts.paths.get(result.requirement.label, ""),
        item.answer.source.line or 1,
        owner=facts.find_owner(result),
    )


def place_requirement(
    facts: ReadinessInput, result: RequirementResult, message: str, *, is_unknown: bool = False
) -> ReadinessPlace:
    """At the file of a requirement."""
    return ReadinessPlace(
        f"{result.requirement.label}: {message}",
        facts.paths.get(result.requirement.label, ""),
        1,
        owner=facts.find_owner(result),
        is_unknown=is_unknown,
    )


def place_plan(facts: ReadinessInput, message: str, *, is_unknown: bool = False) -> ReadinessPlace:
    """In system.md."""
    path = facts.system.characteristics.source.path
    return ReadinessPlace(message, path, 1, is_unknown=is_unknown)


def place_engagement(
    facts: ReadinessInput, message: str, *, is_unknown: bool = False
) -> ReadinessPlace:
    """In engagement.yaml, which may be missing."""
    folder = facts.system.characteristics.source.path.rpartition("/")[0]
    source = facts.system.engagement.source
    path = source.path or f"{folder}/engagement.yaml"
    return ReadinessPlace(message, path, source.line or 1, is_unknown=is_unknown)


def place_evidence(item: EvidenceItem, message: str, *, is_unknown: bool = False) -> ReadinessPlace:
    """At an artifact of the register."""
    return ReadinessPlace(
        f"{item.id} {message}",
        item.source.path,
        item.source.line,
        owner=item.owner or "",
        is_unknown=is_unknown,
    )


def place_finding(raised: RaisedFinding) -> ReadinessPlace:
    """Where a rule found it; a note asks for a look and fails nothing by itself."""
    item = raised.finding
    return ReadinessPlace(
        item.message,
        item.path,
        item.line,
        item.hint,
        item.owner,
        item.code,
        raised.set_aside,
        is_unknown=item.is_note,
    )
