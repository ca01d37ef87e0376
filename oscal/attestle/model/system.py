"""A system as its people describe it: one dataclass per authored file, with the keys of
docs/reference/files.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any

from ..lazy_dataclasses import dataclass
from .answers import COMPONENT, OBJECTIVE, has_telling_field
from .baseline import Objective
from .derived_ids import derive_uuid

ASSET_CATEGORIES = ("cui", "spa", "crma", "specialized", "out-of-scope")
HANDLING = ("stores", "processes", "transmits", "backs-up")
INVENTORY_COLUMNS = (
    "uuid", "id", "name", "category", "component", "owner", "location", "cui", "justification",
)  # fmt: skip
# Further columns of the inventory, in any order
ASSET_DETAILS = ("make", "model", "serial", "os", "address", "end-of-support", "kinds")
# What an asset may be besides its category; "-disabled" behind it says that this is switched off
ASSET_KINDS = ("wireless", "mobile", "voip", "removable-media", "remote-access")
DISABLED = "-disabled"
# What evidence may be (docs/reference/files.md)
EVIDENCE_KINDS = (
    "policy", "procedure", "record", "configuration", "screenshot", "ticket", "log", "test",
    "contract", "observation",
)  # fmt: skip
MATRIX_COLUMNS = (
    "objective", "responsibility", "provider-does", "organisation-does", "evidence", "date",
)  # fmt: skip
# Further columns of a responsibility matrix: who does it, by name of the role
MATRIX_ROLES = ("provider-role", "organisation-role")
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
# The slug of the component that stands for the system as a whole
THIS_SYSTEM = "this-system"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value came from: path from the workspace root, pointer, and line from 1.

    `prose_line` is the line on which its text in markdown begins, where it has one.
    """

    path: str
    pointer: str = ""
    line: int | None = None
    prose_line: int | None = None


NOWHERE = Source("")


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day that a file of a system has under `key`.

    `role` is `past` where the key says that something has happened, `ordered` where the day does
    not lie before `start`, which stands under the key `partner`, else empty.
    """

    day: dt.date
    key: str
    path: str
    pointer: str = ""
    line: int | None = None
    role: str = ""
    partner: str = ""
    start: dt.date | None = None


class StatedNone(tuple[Any, ...]):
    """An empty list of which the author wrote `none`; a list that is merely empty is not recorded."""

    __slots__ = ()


def is_stated_none(value: object) -> bool:
    """Whether the author wrote the word `none`, as a text or in place of a list."""
    return isinstance(value, StatedNone) or value == "none"


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


@dataclass(frozen=True, slots=True)
class Party:
    uuid: str
    id: str
    name: str
    type: str = "organization"
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    address: tuple[str, ...] = ()
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Role:
    id: str
    title: str
    held_by: tuple[str, ...]
    description: str | None = None
    github: tuple[str, ...] = ()
    source: Source = NOWHERE
    interviewed: dt.date | None = None


@dataclass(frozen=True, slots=True)
class UserType:
    uuid: str
    id: str
    title: str
    description: str | None = None
    roles: tuple[str, ...] = ()
    privileged: bool | None = None
    external: bool = False
    count: int | None = None
    functions: tuple[str, ...] = ()
    source: Source = NOWHERE
    automated: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """`people.yaml`; `families` maps a family code to the role that answers for it."""

    organization: str
    parties: tuple[Party, ...]
    roles: tuple[Role, ...]
    users: tuple[UserType, ...]
    families: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Period:
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class Deviation:
    uuid: str
    criterion: str
    description: str
    control: str | None = None


@dataclass(frozen=True, slots=True)
class CarveOut:
    uuid: str
    provider: str
    services: str


@dataclass(frozen=True, slots=True)
class Soc2Report:
    uuid: str
    report_type: str
    criteria: tuple[str, ...]
    opinion: str
    auditor: str
    system_in_description: bool
    period: Period | None = None
    as_of: dt.date | None = None
    deviations: tuple[Deviation, ...] = ()
    carve_outs: tuple[CarveOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Affirmation:
    """An affirmation in SPRS (32 CFR 170.22)."""

    date: dt.date
    name: str
    title: str
    contact: str


@dataclass(frozen=True, slots=True)
class CmmcAim:
    uuid: str
    target_level: int
    assessment_type: str
    conditional_status_date: dt.date | None = None
    status: str | None = None
    status_date: dt.date | None = None
    uid: str | None = None
    affirmed: tuple[Affirmation, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptance:
    uuid: str
    customer: str
    accepts: str
    date: dt.date
    location: str = ""
    until: dt.date | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Engagement:
    """`engagement.yaml`."""

    soc2: Soc2Report | None = None
    cmmc: CmmcAim | None = None
    acceptances: tuple[Acceptance, ...] = ()
    situation: str | None = None
    decided_by: str | None = None
    date: dt.date | None = None
    advisers: tuple[str, ...] = ()
    source: Source = NOWHERE


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
class CryptographicModule:
    uuid: str
    name: str
    status: str
    used_for: str
    certificate: str | None = None
    standard: str | None = None
    looked_up: dt.date | None = None
    protects: str | None = None
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Component:
    """`components/<slug>.md`; the slug is its id everywhere in the authored files."""

    uuid: str
    title: str
    type: str
    category: str
    owner: str
    status: str = "operational"
    purpose: str | None = None
    provider: str | None = None
    vendor: str | None = None
    version: str | None = None
    definition: str | None = None
    zone: str | None = None
    holds: tuple[str, ...] = ()
    cryptographic_modules: tuple[CryptographicModule, ...] = ()
    slug: str = ""
    description: str = ""
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Authorization:
    kind: str
    date: dt.date
    id: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One objective in a provider's responsibility matrix: provider, organisation or shared."""

    objective: str
    responsibility: str
    provider_does: str = ""
    organisation_does: str = ""
    evidence: str = ""
    date: dt.date | None = None
    source: Source = NOWHERE
    provider_role: str = ""
    organisation_role: str = ""


@dataclass(frozen=True, slots=True)
class MatrixReference:
    """A responsibility matrix that the provider publishes: it gives no row."""

    document: str
    location: str
    version: str | None = None
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """`providers/<slug>.md`: `matrix_rows` are those of `<slug>.csv`, `matrix` one of the provider's
    own that the file names, which gives no row.
    """

    uuid: str
    title: str
    cloud: bool
    services: tuple[str, ...]
    owner: str
    cui: tuple[str, ...] = ()
    security_protection_data: bool | None = None
    authorization: Authorization | None = None
    agreement: str | None = None
    slug: str = ""
    description: str = ""
    matrix: MatrixReference | None = None
    matrix_rows: tuple[MatrixRow, ...] = ()
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Asset:
    """One row of `inventory.csv`."""

    uuid: str
    id: str
    name: str
    category: str
    component: str
    owner: str
    location: str = ""
    cui: tuple[str, ...] = ()
    justification: str = ""
    source: Source = NOWHERE
    make: str = ""
    model: str = ""
    serial: str = ""
    os: str = ""
    address: str = ""
    end_of_support: dt.date | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidencePlace:
    """Where an artifact, or a part of it, is kept; a folder has the hash of its lines of hashes."""

    location: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class FoundFile:
    """What stands at a local place: `sha256` in lower-case hex where one is registered to compare
    with; `other_line_ends` has the hashes of the same text with the line ends of other systems.
    """

    exists: bool
    sha256: str = ""
    other_line_ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One artifact of the register, in one place or in several (`locations`).

    `found` tells what stands at each place under `evidence/`; other places are not looked at.
    """

    uuid: str
    id: str
    title: str
    location: str = ""
    owner: str | None = None
    sha256: str | None = None
    collected: dt.date | None = None
    period: Period | None = None
    cadence: int | None = None
    status: str = "final"
    objectives: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    note: str | None = None
    kind: str = ""
    locations: tuple[EvidencePlace, ...] = ()
    found: Mapping[str, FoundFile] = field(default_factory=lambda: MappingProxyType({}))
    source: Source = NOWHERE

    @property
    def places(self) -> tuple[EvidencePlace, ...]:
        """Every place with the hash that is registered for it."""
        own = (EvidencePlace(self.location, self.sha256),) if self.location else ()
        return (*own, *self.locations)


@dataclass(frozen=True, slots=True)
class EvidenceRegister:
    """`evidence.yaml`."""

    evidence: tuple[EvidenceItem, ...] = ()
    source: Source = NOWHERE


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


@dataclass(frozen=True, slots=True)
class DocumentedException:
    """`exceptions/<slug>.md`; the scope lists requirements or objectives."""

    uuid: str
    title: str
    kind: str
    scope: tuple[str, ...]
    rationale: str | None = None
    mitigations: str | None = None
    approver: str | None = None
    date: dt.date | None = None
    review_date: dt.date | None = None
    implemented_before: dt.date | None = None
    operational_item: str | None = None
    limited_subset: str | None = None
    slug: str = ""
    text: str = ""
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class Approval:
    role: str
    date: dt.date


@dataclass(frozen=True, slots=True)
class ObjectiveAnswer:
    """What a requirement file says of one objective.

    `state` is "" while nothing is stated. `prose` is the section without a component;
    `by_component` the sections with one. `provides` and `leaves` are told to the customers of the
    system: what they get, and what is left to them. `lines` gives the line of each field, of
    the first line of the prose as `prose`, and of that of a component's as `prose of SLUG`.
    """

    letter: str
    state: str = ""
    evidence: tuple[str, ...] = ()
    provider: str = ""
    missing: str = ""
    rationale: str = ""
    approved: Approval | None = None
    provides: str = ""
    leaves: str = ""
    note: str = ""
    title: str = ""
    prose: str = ""
    by_component: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    present: bool = True
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    source: Source = NOWHERE

    @property
    def is_told(self) -> bool:
        """The section without a component says anything."""
        return bool(self.prose.strip()) or has_telling_field(OBJECTIVE, self)


@dataclass(frozen=True, slots=True)
class ComponentAnswer:
    """A component section: which objectives it speaks to, and how; `taken_from` is `NAME MARK` if
    it came from a component-definition.
    """

    component: str
    objectives: tuple[str, ...] = ()
    status: str = "implemented"
    title: str = ""
    prose: str = ""
    taken_from: str = ""
    provides: str = ""
    leaves: str = ""
    source: Source = NOWHERE

    @property
    def is_blank(self) -> bool:
        """Nothing told: neither a text nor what customers get and have to do."""
        return not self.prose.strip() and not has_telling_field(COMPONENT, self)

    @property
    def is_emptied(self) -> bool:
        """It was taken over and says nothing now: what the definition says does not hold here."""
        return bool(self.taken_from) and self.is_blank


@dataclass(frozen=True, slots=True)
class RequirementAnswer:
    """One requirement file; `statements` are answers to statement items, by part id, in catalogs
    that have them.
    """

    control_id: str
    label: str
    owner: str = ""
    partial_credit: str = ""
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    components: tuple[ComponentAnswer, ...] = ()
    objectives: Mapping[str, ObjectiveAnswer] = field(default_factory=lambda: MappingProxyType({}))
    statements: Mapping[str, ObjectiveAnswer] = field(default_factory=lambda: MappingProxyType({}))
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    source: Source = NOWHERE

    def find_answer(self, unit: Objective) -> ObjectiveAnswer | None:
        """What the file says of something that is judged in its requirement."""
        answers = self.objectives if unit.kind == "objective" else self.statements
        return answers.get(unit.section_id)

    @property
    def is_blank(self) -> bool:
        """Nothing answered and nothing stated: the sections are there, but empty."""
        answers = (*self.objectives.values(), *self.statements.values())
        return (
            not self.parameters
            and all(part.is_blank for part in self.components)
            and not any(
                item.is_told or any(text.strip() for text in item.by_component.values())
                for item in answers
            )
        )


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
