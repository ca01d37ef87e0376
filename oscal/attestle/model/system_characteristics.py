"""The characteristics of a system: what `system.md` says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from .authored_values import NOWHERE, Source

# What OSCAL documents take where an author leaves a key of system.md or people.yaml out; in a
# document for people nothing is recorded then
ASSUMED: Mapping[str, str] = MappingProxyType({
    "confidentiality": "moderate",
    "integrity": "moderate",
    "availability": "low",
    "sensitivity": "moderate",
    "status": "operational",
    "cmmc-target": "level-2",
    "cui-scope": "decided",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class SystemId:
    id: str
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class InformationType:
    uuid: str
    title: str
    description: str
    category: str | None = None
    confidentiality: str | None = None
    integrity: str | None = None
    availability: str | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Interconnection:
    uuid: str
    title: str
    description: str
    direction: str
    owner: str | None = None
    agreement: str | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Distribution:
    letter: str
    statement: str


@dataclass(frozen=True, slots=True)
class Designation:
    """The CUI designation indicator; either a dissemination control or a distribution statement."""

    controlled_by: tuple[str, ...]
    categories: tuple[str, ...]
    poc: str
    dissemination: str | None = None
    distribution: Distribution | None = None


@dataclass(frozen=True, slots=True)
class PlanApproval:
    """`of` is plan, poam, boundary or not-applicable; it counts for the version that it names."""

    role: str
    name: str
    date: dt.date
    version: str
    title: str | None = None
    of: str = "plan"


@dataclass(frozen=True, slots=True)
class PlanChange:
    version: str
    date: dt.date
    what: str
    by: str
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    what: str
    why: str
    by: str
    date: dt.date
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    id: str
    title: str
    inside: bool
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Connection:
    """A permitted flow; its ends are slugs of components or providers, or titles of
    interconnections.
    """

    uuid: str
    from_: str
    to: str
    protocol: str
    cui: bool
    purpose: str
    ports: str | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class DutySeparation:
    duty: str
    conflicts_with: str
    how: str


@dataclass(frozen=True, slots=True)
class SystemCharacteristics:
    """`system.md`.

    `this_system_uuid` is there where the plan was another tool's: the component that stands for the
    whole.
    """

    uuid: str
    name: str
    ids: tuple[SystemId, ...]
    profile: str
    version: str
    version_date: dt.date
    ssp_review_days: int
    information_types: tuple[InformationType, ...]
    ssp_reviewed: dt.date | None = None
    short_name: str | None = None
    document_number: str | None = None
    marking: str | None = None
    marking_reason: str | None = None
    marking_scheme: str | None = None
    designation: Designation | None = None
    sensitivity: str | None = None
    status: str | None = None
    status_remarks: str | None = None
    cmmc_target: str | None = None
    cui_scope: str | None = None
    cage: tuple[str, ...] = ()
    uei: str | None = None
    scope_type: str | None = None
    employees: int | None = None
    headquarters: str | None = None
    contracts: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    interconnections: tuple[Interconnection, ...] = ()
    external_services: str | None = None
    cryptographic_modules: str | None = None
    zones: tuple[Zone, ...] = ()
    connections: tuple[Connection, ...] = ()
    separation_of_duties: tuple[DutySeparation, ...] = ()
    approvals: tuple[PlanApproval, ...] = ()
    changes: tuple[PlanChange, ...] = ()
    decisions: tuple[Decision, ...] = ()
    this_system_uuid: str = ""
    description: str = ""
    source: Source = NOWHERE
