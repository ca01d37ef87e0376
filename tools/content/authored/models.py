"""The files people edit under `ssp/<system>/`, as pydantic models: the one source of their JSON
Schemas.

`tools/build_authored.py` turns each model into a committed JSON Schema. Nothing here is imported at
run time.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from attestle.model.frameworks import FRAMEWORKS

UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
DATE = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"

PARTIAL_CREDITS = tuple(
    word
    for framework in FRAMEWORKS
    if framework.score
    for word in framework.score.partial_credits.values()
)

Uuid = Annotated[
    str,
    Field(
        pattern=UUID,
        description="Stable identity; assembly fills in a missing one.",
    ),
]
Date = Annotated[str, Field(pattern=DATE, description="A day, YYYY-MM-DD.")]
# A day on which something has happened: `validate` refuses one that lies after the day as of which
# it judges.
PastDate = Annotated[
    str,
    Field(
        pattern=DATE,
        description="A day that has come, YYYY-MM-DD: not after the day of the judgement.",
        json_schema_extra={"happened": True},
    ),
]
Slug = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", description="Lower-case words joined by `-`."),
]
# Folders of profiles are named by whoever made them
FolderName = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        description="Letters, digits, `.`, `_` and `-`.",
    ),
]
Line = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$", description="One line of text.")]
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Count = Annotated[int, Field(ge=0)]
Days = Annotated[int, Field(ge=1, le=3650)]
Handle = Annotated[
    str,
    Field(
        pattern=r"^@?[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9._-]+)*$",
        description="A user or team, such as `acme/it-operations`.",
    ),
]
Sha256 = Annotated[
    str, Field(pattern=r"^[0-9a-fA-F]{64}$", description="SHA-256 of the file, in hex.")
]
Level = Literal["low", "moderate", "high"]
Category = Literal["cui", "spa", "crma", "specialized", "out-of-scope"]
Handling = Literal["stores", "processes", "transmits", "backs-up"]
NONE = Literal["none"]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class Authored(BaseModel):
    """Kebab-case keys, nothing unknown."""

    model_config = ConfigDict(extra="forbid", alias_generator=_kebab, populate_by_name=True)


def in_order(*pairs: tuple[str, str]) -> ConfigDict:
    """Keys of an object whose days follow each other: the first of a pair is not after the second;
    `validate` reads it from the schema.
    """
    return ConfigDict(json_schema_extra={"days-in-order": [list(pair) for pair in pairs]})


class SystemId(Authored):
    """An identifier that somebody issued for the system."""

    id: Line
    scheme: Annotated[str, Field(description="URI of the scheme the id belongs to.")] | None = None


class InformationType(Authored):
    """A kind of information in the system, with its confidentiality, integrity and availability
    impact.
    """

    uuid: Uuid
    title: Line
    description: Text
    category: Line | None = Field(default=None, description="CUI Registry category, such as `CTI`.")
    confidentiality: Level = "moderate"
    integrity: Level = "moderate"
    availability: Level = "low"


class Distribution(Authored):
    """A distribution statement of DoD: its letter, and its full text."""

    letter: Literal["A", "B", "C", "D", "E", "F"]
    statement: Text


class Designation(Authored):
    """The CUI designation indicator: who controls the document, what it holds, who may have it."""

    model_config = ConfigDict(
        json_schema_extra={"not": {"required": ["dissemination", "distribution"]}}
    )

    controlled_by: list[Line] = Field(
        min_length=1, description="The organisation, then the office: one line each."
    )
    categories: list[Line] = Field(
        min_length=1, description="Abbreviations of the CUI Registry, such as `CTI`."
    )
    dissemination: Line | None = Field(
        default=None,
        description="A limited dissemination control; not beside a distribution statement.",
    )
    distribution: Distribution | None = None
    poc: Line = Field(description="A person with telephone, or an office mailbox.")


class PlanApproval(Authored):
    """An approval of the plan or of a part of it."""

    role: Slug
    name: Line = Field(description="Who signed; the name of an office will do.")
    title: Line | None = None
    date: PastDate
    version: Line = Field(description="The version of the plan that was approved.")
    of: Literal["plan", "poam", "boundary", "not-applicable"] = "plan"


class PlanChange(Authored):
    """One line of the record of changes, as the author tells it."""

    version: Line
    date: PastDate
    what: Text
    by: Line
    approved_by: Line | None = None


class Decision(Authored):
    """Something that was decided for the system, with the reason."""

    model_config = in_order(("date", "until"))

    what: Text
    why: Text
    by: Line
    date: PastDate
    until: Date | None = Field(default=None, description="Day up to which it holds.")


class Zone(Authored):
    """A part of the network with a border of its own."""

    id: Slug
    title: Line
    inside: bool = Field(description="Whether it is inside the assessment boundary.")


class Connection(Authored):
    """A permitted flow between two ends, which are components, providers or interconnections."""

    uuid: Uuid
    from_: Line = Field(alias="from", description="The end that opens it: a slug, or a title.")
    to: Line = Field(description="The other end.")
    protocol: Line
    ports: Line | None = None
    cui: bool = Field(description="Whether CUI passes over it.")
    purpose: Line


class DutySeparation(Authored):
    """Two duties that one person must not hold together (3.1.4)."""

    duty: Line
    conflicts_with: Line
    how: Text = Field(description="What keeps them apart.")


class System(Authored):
    """`system.md`: what the system is. The text below the front matter is its description."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"status": {"const": "other"}}, "required": ["status"]},
            "then": {"required": ["status-remarks"]},
        }
    )

    uuid: Uuid
    this_system_uuid: Annotated[str, Field(pattern=UUID)] | None = Field(
        default=None,
        description=(
            "Written by `attestle import ssp`: the component of the imported plan that stands for"
            " the system as a whole."
        ),
    )
    name: Line
    short_name: Line | None = None
    ids: list[SystemId] = Field(min_length=1)
    profile: FolderName = Field(
        description="Name of the profile under `profiles/` that the system answers."
    )
    version: Line
    version_date: Date
    ssp_reviewed: PastDate | None = Field(
        default=None,
        description=(
            "Day the System Security Plan was last reviewed as a whole; without it there is no score."
        ),
    )
    ssp_review_days: Days = Field(description="Days after which the plan must be reviewed again.")
    document_number: Line | None = None
    marking: Line | None = Field(
        default=None,
        description=(
            "Printed in the header and footer of every rendered page, such as `CUI`; `none` where"
            " it was decided that there is none."
        ),
    )
    marking_reason: Text | None = Field(
        default=None, description="Why the plan carries this marking, or none."
    )
    marking_scheme: Literal["dod", "nara"] | None = Field(
        default=None, description="Whose rules the marking follows."
    )
    designation: Designation | None = None
    sensitivity: Level = "moderate"
    status: Literal[
        "operational", "under-development", "under-major-modification", "disposition", "other"
    ] = "operational"
    status_remarks: Text | None = Field(
        default=None, description="Required where the status is `other`."
    )
    cmmc_target: Literal["level-1", "level-2", "level-3"] = "level-2"
    cui_scope: Literal["decided", "undecided"] = "decided"
    cage: list[Annotated[str, Field(pattern=r"^[0-9A-Z]{5}$")]] = Field(
        default_factory=list, description="CAGE codes of the sites in scope."
    )
    uei: Annotated[str, Field(pattern=r"^[0-9A-Z]{12}$")] | None = Field(
        default=None, description="Unique Entity ID of the registration in SAM."
    )
    scope_type: Literal["enterprise", "enclave"] | None = None
    employees: Count | None = Field(default=None, description="People in scope.")
    headquarters: Line | None = None
    contracts: list[Line] = Field(
        default_factory=list, description="Contracts that bring the duty, with their clauses."
    )
    laws: list[Line] = Field(
        default_factory=list, description="Laws and rules that the system is subject to."
    )
    information_types: list[InformationType] = Field(min_length=1)
    interconnections: list[Interconnection] | NONE = Field(
        default_factory=list,
        description="Connections to systems outside; `none` where there are none.",
    )
    external_services: NONE | None = Field(
        default=None, description="`none` where no external service provider is used."
    )
    cryptographic_modules: NONE | None = Field(
        default=None, description="`none` where nothing relies on cryptography."
    )
    zones: list[Zone] = Field(default_factory=list)
    connections: list[Connection] = Field(default_factory=list)
    separation_of_duties: list[DutySeparation] = Field(default_factory=list)
    approvals: list[PlanApproval] = Field(default_factory=list)
    changes: list[PlanChange] = Field(default_factory=list)
    decisions: list[Decision] = Field(default_factory=list)


class Interconnection(Authored):
    """A connection to a system outside the boundary."""

    uuid: Uuid
    title: Line
    description: Text
    direction: Literal["incoming", "outgoing", "incoming-outgoing"]
    owner: Slug | None = Field(
        default=None, description="The role here that answers for the connection."
    )
    agreement: Line | None = None


class Party(Authored):
    """An organisation, a team or a person that holds roles."""

    uuid: Uuid
    id: Slug
    type: Literal["organization", "person"] = "organization"
    name: Line
    title: Line | None = None
    email: Annotated[str, Field(pattern=r"^.+@.+$")] | None = None
    phone: Line | None = None
    address: list[Line] = Field(default_factory=list)


class Role(Authored):
    """A responsibility, with the parties that hold it."""

    id: Slug
    title: Line
    description: Text | None = None
    held_by: list[Slug] = Field(min_length=1, description="Ids of parties.")
    github: list[Handle] = Field(
        default_factory=list,
        description=(
            "Users or teams on the git host, such as `acme/it-operations`; with `@` in front they"
            " need quotes. `attestle init --hooks` writes CODEOWNERS from them."
        ),
    )
    interviewed: PastDate | None = Field(
        default=None,
        description=(
            "Day on which the role last answered its interview sheet, without the plan in sight"
            " (`attestle render interview`)."
        ),
    )


class UserType(Authored):
    """A kind of user of the system."""

    uuid: Uuid
    id: Slug
    title: Line
    description: Text | None = None
    roles: list[Slug] = Field(default_factory=list)
    privileged: bool = False
    external: bool = False
    automated: bool = Field(
        default=False, description="Accounts of processes: left out of the number of people."
    )
    count: Count | None = None
    functions: list[Line] = Field(default_factory=list, description="What they may do.")


class People(Authored):
    """`people.yaml`: parties, roles, the accountable owner of each family, kinds of users."""

    organization: Slug = Field(description="Id of the party that is responsible for the system.")
    parties: list[Party] = Field(min_length=1)
    roles: list[Role] = Field(min_length=1)
    families: dict[Annotated[str, Field(pattern=r"^[^\sa-z]+$")], Slug] = Field(
        default_factory=dict
    )
    users: list[UserType] = Field(min_length=1)


class Period(Authored):
    """A span of days, both ends included."""

    model_config = in_order(("start", "end"))

    start: Date
    end: Date


class Deviation(Authored):
    """An exception the auditor noted."""

    uuid: Uuid
    criterion: Line
    control: Line | None = None
    description: Text


class CarveOut(Authored):
    """A subservice organisation left out of the SOC 2 report."""

    uuid: Uuid
    provider: Slug
    services: Text


class Soc2(Authored):
    """The SOC 2 report the company has."""

    uuid: Uuid
    report_type: Literal["type-1", "type-2"]
    period: Period | None = None
    as_of: Date | None = Field(default=None, description="The date of a Type 1 report.")
    criteria: list[
        Literal["security", "availability", "confidentiality", "processing-integrity", "privacy"]
    ] = Field(min_length=1)
    opinion: Literal["unqualified", "qualified", "adverse", "disclaimer", "pending"]
    auditor: Line
    system_in_description: bool = Field(
        description="Whether this system is inside the report's system description."
    )
    deviations: list[Deviation] = Field(default_factory=list)
    carve_outs: list[CarveOut] = Field(default_factory=list)


class Affirmation(Authored):
    """An affirmation by the affirming official (32 CFR 170.22)."""

    date: PastDate
    name: Line
    title: Line
    contact: Line


class Cmmc(Authored):
    """The CMMC status sought or held."""

    uuid: Uuid
    target_level: Literal[1, 2, 3]
    assessment_type: Literal["self", "c3pao", "dibcac"]
    conditional_status_date: PastDate | None = None
    status: Literal["none", "conditional", "final", "lapsed"] | None = Field(
        default=None, description="The CMMC status held, as it stands in SPRS."
    )
    status_date: PastDate | None = None
    uid: Annotated[str, Field(pattern=r"^[0-9A-Z]{10}$")] | None = Field(
        default=None, description="CMMC unique identifier of the assessed system."
    )
    affirmed: list[Affirmation] = Field(
        default_factory=list, description="Affirmations that were made in SPRS."
    )


class Acceptance(Authored):
    """A customer's written word that other evidence is enough for now."""

    model_config = in_order(("date", "until"))

    uuid: Uuid
    customer: Line
    accepts: Text
    date: PastDate
    until: Date | None = None
    location: Line | None = None


class Engagement(Authored):
    """`engagement.yaml`: the SOC 2 report, the CMMC aim, written acceptances."""

    situation: Text | None = Field(
        default=None, description="Where the company stands: contracts, customers, plans."
    )
    decided_by: Line | None = None
    date: PastDate | None = Field(default=None, description="Day the situation was decided on.")
    advisers: list[Line] = Field(default_factory=list)
    soc2: Soc2 | None = None
    cmmc: Cmmc | None = None
    acceptances: list[Acceptance] = Field(default_factory=list)


class ObjectiveResult(Authored):
    """The result of one assessment objective."""

    uuid: Uuid
    objective: Line
    result: Literal["met", "not-met", "not-applicable"]
    assessor: Slug
    date: PastDate
    method: list[Literal["examine", "interview", "test"]] = Field(min_length=1)
    why: Text | None = None


class Assessment(Authored):
    """`assessment.yaml`: a real self-assessment, one result per objective."""

    results: list[ObjectiveResult] = Field(min_length=1)


class Diagram(Authored):
    """A picture; `file` is relative to the system's folder."""

    uuid: Uuid
    title: Line
    file: Line
    alt: Line = Field(description="What the picture shows, for people who cannot see it.")
    date: PastDate = Field(description="Day the picture was last made to agree with the system.")


class Narrative(Authored):
    """`boundary.md`, `network.md`, `data-flow.md`: the text below the front matter is the
    narrative.
    """

    uuid: Uuid
    diagrams: list[Diagram] = Field(default_factory=list)


class CryptographicModule(Authored):
    """A cryptographic module the component relies on."""

    uuid: Uuid
    name: Line
    certificate: Line | None = Field(default=None, description="CMVP certificate number.")
    status: Literal["active", "historical", "in-process", "not-validated"]
    used_for: Line
    standard: Literal["140-2", "140-3"] | None = Field(
        default=None, description="FIPS 140-2 or 140-3, as the certificate says."
    )
    looked_up: PastDate | None = Field(
        default=None, description="Day the certificate was looked up at CMVP."
    )
    protects: Literal["cui", "other"] | None = Field(
        default=None, description="What it protects; CUI where nothing is said."
    )


class Component(Authored):
    """`components/<slug>.md`: one product, service, policy set or facility; the text is its
    description.
    """

    uuid: Uuid
    title: Line
    type: Literal[
        "interconnection",
        "software",
        "hardware",
        "service",
        "policy",
        "physical",
        "process-procedure",
        "plan",
        "guidance",
        "standard",
        "validation",
        "network",
        "system",
    ]
    status: Literal["operational", "under-development", "disposition", "other"] = "operational"
    category: Category
    purpose: Line | None = None
    owner: Slug
    provider: Slug | None = Field(
        default=None, description="The provider under `providers/` that runs it."
    )
    vendor: Line | None = None
    version: Line | None = None
    definition: Line | None = Field(
        default=None,
        description=(
            "Where it is taken from: a name under `component-definitions/`, with `/` and the title"
            " or uuid of a component where it has several."
        ),
    )
    zone: Slug | None = Field(default=None, description="The zone of `system.md` it stands in.")
    holds: list[Literal["spd", "cui"]] = Field(
        default_factory=list,
        description=(
            "What the vendor's own assets hold: security protection data, CUI; empty = not recorded."
        ),
    )
    cryptographic_modules: list[CryptographicModule] = Field(default_factory=list)


class Authorization(Authored):
    """A provider's own authorization."""

    kind: Literal[
        "fedramp-low",
        "fedramp-moderate",
        "fedramp-high",
        "fedramp-moderate-equivalent",
        "cmmc-level-2",
        "cmmc-level-3",
    ]
    date: PastDate
    id: Line | None = None
    evidence: list[Slug] = Field(
        default_factory=list,
        description=(
            "Items of `evidence.yaml` that show it; an equivalent needs its body of evidence."
        ),
    )


class MatrixReference(Authored):
    """A responsibility matrix that the provider publishes."""

    document: Line
    version: Line | None = None
    date: PastDate | None = None
    location: Line


class Provider(Authored):
    """`providers/<slug>.md`: an external service provider; the text describes the relationship and
    services.
    """

    uuid: Uuid
    title: Line
    cloud: bool = Field(description="Whether it is a cloud service provider.")
    cui: list[Handling] | NONE = Field(
        default_factory=list, description="What it does with CUI, or `none`; empty = not recorded."
    )
    security_protection_data: bool = False
    authorization: Authorization | None = None
    services: list[Line] = Field(min_length=1)
    owner: Slug
    agreement: Line | None = None
    matrix: MatrixReference | None = Field(
        default=None,
        description=(
            "The provider's own matrix, by reference; what is inherited counts only with rows in"
            " the csv file."
        ),
    )


class LocatedFile(Authored):
    """One of several places of an artifact."""

    location: Line
    sha256: Sha256 | None = None


class EvidenceItem(Authored):
    """One artifact.

    Local files stand under `evidence/`; anything else is a link or the name of a place.
    """

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["location"]}, {"required": ["locations"]}]}
    )

    uuid: Uuid
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-.][a-z0-9]+)*$")]
    title: Line
    owner: Slug | None = None
    kind: (
        Literal[
            "policy",
            "procedure",
            "record",
            "configuration",
            "screenshot",
            "ticket",
            "log",
            "test",
            "contract",
            "observation",
        ]
        | None
    ) = Field(
        default=None,
        description=(
            "What it is; policy, procedure and unknown show no operation, only what was decided."
        ),
    )
    location: Line | None = None
    sha256: Sha256 | None = None
    locations: list[LocatedFile] = Field(
        default_factory=list, description="Instead of `location` where there are several places."
    )
    collected: PastDate | None = None
    period: Period | None = None
    cadence: Days | None = Field(
        default=None, description="Days after `collected` when it is due again; 365 if absent."
    )
    status: Literal["final", "draft"] = "final"
    objectives: list[Line] = Field(default_factory=list)
    criteria: list[Line] = Field(default_factory=list)
    note: Text | None = None


class Evidence(Authored):
    """`evidence.yaml`: the register of evidence."""

    evidence: list[EvidenceItem] = Field(default_factory=list)


class MilestoneChange(Authored):
    """An earlier date of a milestone: when it was given up, and why."""

    uuid: Uuid
    date: PastDate = Field(description="Day of the change.")
    was: Date = Field(description="The date before.")
    why: Text


class Milestone(Authored):
    """A step of a POA&M item with its interim date."""

    uuid: Uuid
    title: Line
    date: Date
    completed: PastDate | None = None
    changes: list[MilestoneChange] = Field(
        default_factory=list, description="Earlier dates; `attestle poam move` writes them."
    )


class Review(Authored):
    """A review of an operational deficiency."""

    uuid: Uuid
    date: PastDate
    progress: Text


class Poam(Authored):
    """`poam/<slug>.md`: one item of the plan of action; the text is for anything else worth saying."""

    model_config = in_order(
        ("identified", "scheduled-completion"),
        ("identified", "completed"),
        ("implemented-before", "identified"),
    )

    uuid: Uuid
    title: Line
    kind: Literal["poam", "operational", "remediation"]
    status: Literal["ongoing", "complete"] = "ongoing"
    weakness: Text
    objectives: list[Line] = Field(min_length=1)
    owner: Slug
    systems_affected: list[Slug] = Field(min_length=1, description="Components.")
    resource_estimate: Line
    how_identified: Line
    identified: PastDate
    required_artifact: Line
    completion_criteria: Text
    scheduled_completion: Date
    scheduled_completion_history: list[MilestoneChange] = Field(
        default_factory=list, description="Earlier dates of completion, oldest first."
    )
    tickets: list[Line] = Field(
        default_factory=list, description="Tickets of the team's own tracker."
    )
    completed: PastDate | None = None
    completion_evidence: list[Line] = Field(default_factory=list)
    milestones: list[Milestone] = Field(default_factory=list)
    implemented_before: PastDate | None = Field(
        default=None, description="Operational items: when it was implemented before."
    )
    reviews: list[Review] = Field(default_factory=list)


class ExceptionFile(Authored):
    """`exceptions/<slug>.md`: a documented exception; the text is for anything else worth saying."""

    model_config = in_order(("date", "review-date"), ("implemented-before", "date"))

    uuid: Uuid
    title: Line
    kind: Literal[
        "accepted-risk", "temporary-deficiency", "enduring-exception", "dod-cio-adjudication"
    ]
    scope: list[Line] = Field(min_length=1, description="Requirements or objectives.")
    rationale: Text | None = None
    mitigations: Text | None = None
    approver: Slug | None = None
    date: Date | None = Field(
        default=None, description="Day from which it holds; it excuses nothing before."
    )
    review_date: Date | None = None
    implemented_before: PastDate | None = Field(
        default=None, description="Temporary deficiency: when it was implemented before."
    )
    limited_subset: Text | None = Field(
        default=None,
        description=(
            "Temporary deficiency from roll-out: the limited subset of the system that it concerns."
        ),
    )
    operational_item: Slug | None = Field(
        default=None, description="Temporary deficiency: the POA&M item of kind operational."
    )


class Requirement(Authored):
    """Front matter of `controls/<FAMILY>/<label>.md`."""

    requirement: Line
    owner: Slug | None = None
    partial_credit: Literal[PARTIAL_CREDITS] | None = None  # type: ignore[valid-type]
    parameters: dict[str, list[Line]] = Field(default_factory=dict)


class ImportMap(Authored):
    """`imports/<name>.yaml`: how a spreadsheet is read, kept by `attestle import --save-map`."""

    kind: Literal["controls", "states", "evidence", "inventory", "matrix", "poam", "people"]
    sheets: list[Line] = Field(
        default_factory=list, description="The sheets that are read; otherwise they are looked for."
    )
    header_row: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="The row of the headings; otherwise it is looked for."
    )
    columns: dict[str, Line] = Field(description="For each field the heading of its column.")
    days: dict[str, Literal["day-first", "month-first"]] = Field(
        default_factory=dict,
        description=(
            "`day-first` or `month-first`, for each field of days that are written 03/04/2026."
        ),
    )


FILES: tuple[tuple[str, type[Authored]], ...] = (
    ("system", System),
    ("people", People),
    ("engagement", Engagement),
    ("assessment", Assessment),
    ("narrative", Narrative),
    ("component", Component),
    ("provider", Provider),
    ("evidence", Evidence),
    ("poam", Poam),
    ("exception", ExceptionFile),
    ("requirement", Requirement),
    ("import-map", ImportMap),
)
