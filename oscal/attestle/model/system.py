"""A system as a whole, with the files that say where it ends and how it was assessed: one dataclass
per authored file, with the keys of docs/reference/files.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .authored_values import NOWHERE, Source, WrittenDay
from .components import THIS_SYSTEM, Component
from .derived_ids import derive_uuid
from .documented_exceptions import DocumentedException
from .engagement import Engagement
from .evidence import EvidenceItem
from .inventory import Asset
from .milestones import PoamItem
from .objective_answers import RequirementAnswer
from .people import People
from .providers import Provider
from .system_characteristics import SystemCharacteristics


@dataclass(frozen=True, slots=True)
class ObjectiveResult:
    """One row of `assessment.yaml`: met, not-met or not-applicable."""

    uuid: str
    objective: str
    result: str
    assessor: str
    date: dt.date
    method: tuple[str, ...]
    why: str | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class SelfAssessment:
    results: tuple[ObjectiveResult, ...]
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Diagram:
    """`file` is relative to the system's folder."""

    uuid: str
    title: str
    file: str
    alt: str
    date: dt.date
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Narrative:
    """`boundary.md`, `network.md` or `data-flow.md`."""

    uuid: str
    diagrams: tuple[Diagram, ...] = ()
    text: str = ""
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class System:
    """Everything under `ssp/<name>/`."""

    name: str
    characteristics: SystemCharacteristics
    people: People
    engagement: Engagement = Engagement()
    assessment: SelfAssessment | None = None
    boundary: Narrative | None = None
    network: Narrative | None = None
    data_flow: Narrative | None = None
    components: tuple[Component, ...] = ()
    assets: tuple[Asset, ...] = ()
    providers: tuple[Provider, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    poam: tuple[PoamItem, ...] = ()
    exceptions: tuple[DocumentedException, ...] = ()
    written_days: tuple[WrittenDay, ...] = ()
    answers: Mapping[str, RequirementAnswer] = field(default_factory=lambda: MappingProxyType({}))

    evidence_by_id: Mapping[str, EvidenceItem] = field(init=False, repr=False, compare=False)
    component_by_slug: Mapping[str, Component] = field(init=False, repr=False, compare=False)
    provider_by_slug: Mapping[str, Provider] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, index in (
            ("evidence_by_id", {item.id: item for item in self.evidence}),
            ("component_by_slug", {item.slug: item for item in self.components}),
            ("provider_by_slug", {item.slug: item for item in self.providers}),
        ):
            object.__setattr__(self, name, MappingProxyType(index))

    def family_owner(self, family: str) -> str:
        return self.people.families.get(family, "")


def derive_id(system: System, *key: str) -> str:
    """The id of something in the system that nobody wrote down by itself."""
    return derive_uuid(system.characteristics.uuid, *key)


def derive_this_system_id(system: System) -> str:
    """The uuid of the component that stands for the system as a whole."""
    return derive_id(system, "component", THIS_SYSTEM)
