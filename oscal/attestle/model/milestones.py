"""Items of a plan of action and milestones: the files under `poam/`."""

from __future__ import annotations

import datetime as dt

from ..lazy_dataclasses import dataclass
from .authored_values import NOWHERE, Source


@dataclass(frozen=True, slots=True)
class MilestoneChange:
    """An earlier date of a milestone; `date` is the day of the change."""

    uuid: str
    date: dt.date
    was: dt.date
    why: str
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Milestone:
    uuid: str
    title: str
    date: dt.date
    completed: dt.date | None = None
    changes: tuple[MilestoneChange, ...] = ()
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Review:
    uuid: str
    date: dt.date
    progress: str
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class PoamItem:
    """`poam/<slug>.md`; kind is poam (conditional status), operational (3.12.2) or remediation."""

    uuid: str
    title: str
    kind: str
    weakness: str
    objectives: tuple[str, ...]
    owner: str
    systems_affected: tuple[str, ...]
    resource_estimate: str
    how_identified: str
    identified: dt.date
    required_artifact: str
    completion_criteria: str
    scheduled_completion: dt.date
    status: str = "ongoing"
    scheduled_completion_history: tuple[MilestoneChange, ...] = ()
    tickets: tuple[str, ...] = ()
    completed: dt.date | None = None
    completion_evidence: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    implemented_before: dt.date | None = None
    reviews: tuple[Review, ...] = ()
    slug: str = ""
    text: str = ""
    source: Source = NOWHERE
