"""A System Security Plan of any tool read as the system that its people would have described.

No file is written here. What has no place in the authored files is told, and stays in the document:
`assembly` brings the two together. The result depends on the document alone, so that reading it
again shows which part of it the files speak of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ..formats.oscal_values import (
    get_items,
    get_object,
    get_own_prop,
    get_own_props,
    get_text,
    read_body_text,
    read_information_types,
    read_number,
)
from ..formats.record_props import (
    CHARACTERISTICS,
    list_own_props,
    read_attributes,
)
from ..iso_days import read_iso_day
from ..lazy_dataclasses import dataclass
from ..model.authored_values import StatedNone
from ..model.baseline import Baseline
from ..model.components import THIS_SYSTEM
from ..model.derived_ids import derive_uuid
from ..model.people import People
from ..model.system import Narrative, System
from ..model.system_characteristics import (
    InformationType,
    Interconnection,
    SystemCharacteristics,
    SystemId,
)
from ..trees import Tree
from .plan_answers import AnswerContext, read_plan_answers
from .plan_approvals import read_metadata_keys
from .plan_components import read_assets, read_components, read_interconnections, read_providers
from .plan_context import PlanReading, find_line, find_own_line, get_line
from .plan_evidence import read_evidence
from .plan_matrices import read_matrices
from .plan_people import read_parties, read_roles, read_users
from .plan_records import read_engagement, read_exceptions

_STATUS = ("operational", "under-development", "under-major-modification", "disposition", "other")
_LEVELS = ("low", "moderate", "high")
_YEAR = 365  # days between reviews of a plan that does not say how often
_PROFILE_HREF = re.compile(r"trestle://profiles/(?P<name>[^/]*)/profile\.json")


@dataclass(frozen=True, slots=True)
class ImportedSystem:
    """The system, and what of the document stands in no authored file: pointer and reason."""

    system: System
    unplaced: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]


def read_system(body: Tree, baseline: Baseline, name: str) -> ImportedSystem:
    """`body` is what the document holds as its plan."""
    plan = PlanReading(body, baseline, name)
    parties, by_party = read_parties(plan)
    roles = read_roles(plan, by_party, parties[0].id)
    plan.roles = tuple(role.id for role in roles)
    plan.role = plan.roles[0]
    evidence = read_evidence(plan)
    plan.evidence = {item.uuid: item.id for item in evidence}
    providers = read_providers(plan)
    # those of the authorizations come first, in their order
    plan.provider_of = {
        get_text(item, "uuid"): provider.slug
        for item, provider in zip(plan.leveraged, providers, strict=False)
    }
    plan.providers = tuple(provider.slug for provider in providers)
    matrices = read_matrices(body, baseline, plan.providers)
    providers = tuple(
        replace(provider, matrix_rows=provider.matrix_rows or matrices[provider.slug])
        for provider in providers
    )
    components = read_components(plan)
    whole = _find_whole_uuid(plan)
    plan.slugs = {**{item.uuid: item.slug for item in components}, whole: THIS_SYSTEM}
    people = People(parties[0].id, parties, roles, read_users(plan))
    context = AnswerContext(
        components=plan.slugs,
        titles={item.uuid: item.title for item in components},
        evidence=plan.evidence,
        providers=plan.providers,
        roles=plan.roles,
    )
    system = System(
        name=name,
        characteristics=_read_characteristics(plan, whole),
        people=people,
        engagement=read_engagement(plan),
        boundary=_read_narrative(plan, "boundary", "authorization-boundary"),
        network=_read_narrative(plan, "network", "network-architecture"),
        data_flow=_read_narrative(plan, "data-flow", "data-flow"),
        components=components,
        assets=read_assets(plan),
        providers=providers,
        evidence=evidence,
        exceptions=read_exceptions(plan),
        answers=MappingProxyType(read_plan_answers(body, baseline, context, plan.report)),
    )
    return ImportedSystem(system, tuple(plan.report.unplaced), tuple(plan.report.chosen))


def find_origin(body: Mapping[str, object]) -> str:
    """The system whose files a plan was assembled from, by our prop `source`; "" of other tools."""
    for item in get_items(get_object(dict(body), "metadata"), "roles"):
        folder, _, rest = get_own_prop(item, "source").removeprefix("ssp/").partition("/")
        if folder and rest:
            return folder
    return ""


def _find_whole_uuid(plan: PlanReading) -> str:
    """The uuid of the component that stands for the whole; a derived one if there is none."""
    for item in get_items(plan.implementation, "components"):
        if item.get("type") == "this-system":
            return get_text(item, "uuid")
    return derive_uuid(plan.uuid, "component", "this-system")


def _read_characteristics(plan: PlanReading, whole: str) -> SystemCharacteristics:
    facts = plan.facts
    types = read_information_types(plan.uuid, facts)
    if not get_items(get_object(facts, "system-information"), "information-types"):
        plan.report.choose("system.md: an information type, since the document names none")
    sensitivity = _read_sensitivity(plan, types)
    if not get_own_prop(facts, "ssp-reviewed"):
        plan.report.choose(
            f"system.md: version-date {plan.day}, the day of the document; no review of the plan"
            f" (ssp-reviewed); the scope of {plan.baseline.term} undecided"
        )
    status, status_remarks = _read_status(plan)
    return SystemCharacteristics(
        uuid=plan.uuid,
        name=get_line(facts, "system-name") or plan.name,
        short_name=find_line(facts, "system-name-short"),
        ids=_read_system_ids(plan),
        profile=_find_profile(plan),
        version=get_line(plan.metadata, "version") or "1",
        version_date=plan.read_own_day(facts, "version-date"),
        ssp_reviewed=read_iso_day(get_own_prop(facts, "ssp-reviewed")),
        ssp_review_days=read_number(get_own_prop(facts, "ssp-review-days")) or _YEAR,
        information_types=types,
        marking=find_own_line(plan.metadata, "marking"),
        sensitivity=sensitivity,
        status=status,
        status_remarks=status_remarks,
        cmmc_target=get_own_prop(facts, "cmmc-target") or "level-2",
        cui_scope=get_own_prop(facts, "cui-scope") or "undecided",
        interconnections=_read_connected(plan),
        **_read_further_keys(plan),
        description=read_body_text(
            plan.report, get_text(facts, "description"), "/system-characteristics/description"
        ),
        this_system_uuid=whole,
    )


def _read_connected(plan: PlanReading) -> tuple[Interconnection, ...]:
    """The word `none` where it is stated and there are none."""
    stated = "interconnections" in get_own_props(plan.facts, "stated-none")
    return read_interconnections(plan) or (StatedNone() if stated else ())


def _read_further_keys(plan: PlanReading) -> dict[str, Any]:
    """Those that only a plan of ours has."""
    stated = get_own_props(plan.facts, "stated-none")
    return {
        **read_attributes(SystemCharacteristics, list_own_props(plan.facts), CHARACTERISTICS),
        **read_metadata_keys(plan),
        "external_services": "none" if "external-services" in stated else None,
        "cryptographic_modules": "none" if "cryptographic-modules" in stated else None,
    }


def _read_sensitivity(plan: PlanReading, types: tuple[InformationType, ...]) -> str:
    """As the document says, else the highest impact of its information."""
    level = get_text(plan.facts, "security-sensitivity-level").removeprefix("fips-199-").lower()
    if level in _LEVELS:
        return level
    impacts = {
        impact
        for item in types
        for impact in (item.confidentiality, item.integrity, item.availability)
    }
    highest = next((name for name in reversed(_LEVELS) if name in impacts), "moderate")
    plan.report.choose(f"system.md: sensitivity {highest}")
    return highest


def _read_system_ids(plan: PlanReading) -> tuple[SystemId, ...]:
    """Those of the document, with schemes that are no URI from our prop; else the system's name."""
    schemes = dict(
        entry.split(": ", 1) for entry in get_own_props(plan.facts, "id-scheme") if ": " in entry
    )
    ids = []
    for item in get_items(plan.facts, "system-ids"):
        identity = get_line(item, "id")
        if identity:
            scheme = find_line(item, "identifier-type") or schemes.get(identity)
            ids.append(SystemId(identity, scheme))
    return tuple(ids) or (SystemId(plan.name),)


def _read_status(plan: PlanReading) -> tuple[str, str | None]:
    """The state and its remarks, without which the state `other` would say nothing."""
    status = get_object(plan.facts, "status")
    state, remarks = get_text(status, "state"), plan.find_text(status, "remarks")
    if state in _STATUS and state != "other":
        return state, remarks
    return "other", remarks or state or "not said"


def _find_profile(plan: PlanReading) -> str:
    """The workspace's profile that the document names, else the one it was read with."""
    href = get_text(get_object(plan.body, "import-profile"), "href")
    match = _PROFILE_HREF.fullmatch(href)
    return match["name"] if match else plan.baseline.profile


def _read_narrative(plan: PlanReading, name: str, key: str) -> Narrative | None:
    part = plan.facts.get(key)
    if not isinstance(part, dict):
        return None
    for index in range(len(get_items(part, "diagrams"))):
        plan.report.leave(
            f"/system-characteristics/{key}/diagrams/{index}",
            f"the picture is not at hand: add it to {name}.md with its file",
        )
    return Narrative(
        plan.derive_id("narrative", name),
        (),
        read_body_text(
            plan.report, get_text(part, "description"), f"/system-characteristics/{key}/description"
        ),
    )
