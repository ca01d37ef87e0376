"""A System Security Plan of any tool read as the system that its people would have described; no
file is written here.

What has no place in the authored files is told, and stays in the document: `from_oscal_merge`
brings the two together. The result depends on the document alone, so that reading it again shows
which part of it the files speak of.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from ..formats.oscal_values import (
    fold_line,
    get_items,
    get_object,
    get_own_prop,
    get_own_props,
    get_text,
    read_body_text,
    read_information_types,
    read_number,
)
from ..iso_days import read_iso_day
from ..model.baseline import Baseline
from ..model.derived_ids import derive_uuid
from ..model.system import THIS_SYSTEM, Narrative, People, System, SystemCharacteristics, SystemId
from ..trees import Tree
from .plan_answers import AnswerContext, read_plan_answers
from .plan_components import read_assets, read_components, read_interconnections, read_providers
from .plan_context import PlanReading
from .plan_evidence import read_evidence
from .plan_people import read_parties, read_roles, read_users

_STATUS = ("operational", "under-development", "under-major-modification", "disposition", "other")
_LEVELS = ("low", "moderate", "high")


@dataclass(frozen=True, slots=True)
class ImportedSystem:
    """The system, and what of the document stands in no authored file: pointer and reason."""

    system: System
    unplaced: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]


def read_system(body: Tree, baseline: Baseline, name: str) -> ImportedSystem:
    """`body` is what the document holds as its plan."""
    plan = PlanReading(body, baseline, name)
    its_parties, by_party = read_parties(plan)
    its_roles = read_roles(plan, by_party, its_parties[0].id)
    plan.roles = tuple(role.id for role in its_roles)
    plan.role = plan.roles[0]
    its_providers = read_providers(plan)
    plan.provider_of = {
        get_text(item, "uuid"): provider.slug
        for item, provider in zip(plan.leveraged, its_providers, strict=False)
    }
    plan.providers = tuple(item.slug for item in its_providers)
    its_components = read_components(plan)
    whole = _whole(plan)
    plan.slugs = {**{item.uuid: item.slug for item in its_components}, whole: THIS_SYSTEM}
    its_evidence = read_evidence(plan)
    people = People(its_parties[0].id, its_parties, its_roles, read_users(plan))
    titles = {item.uuid: item.title for item in its_components}
    context = AnswerContext(
        plan.slugs,
        titles,
        {item.uuid: item.id for item in its_evidence},
        plan.providers,
        plan.roles,
    )
    system = System(
        name=name,
        characteristics=_characteristics(plan, whole),
        people=people,
        boundary=_narrative(plan, "boundary", "authorization-boundary"),
        network=_narrative(plan, "network", "network-architecture"),
        data_flow=_narrative(plan, "data-flow", "data-flow"),
        components=its_components,
        assets=read_assets(plan),
        providers=its_providers,
        evidence=its_evidence,
        answers=MappingProxyType(read_plan_answers(body, baseline, context, plan.report)),
    )
    return ImportedSystem(system, tuple(plan.report.unplaced), tuple(plan.report.chosen))


def _whole(plan: PlanReading) -> str:
    """The uuid of the component that stands for the whole; a derived one where the document has
    none.
    """
    for item in get_items(plan.implementation, "components"):
        if item.get("type") == "this-system":
            return get_text(item, "uuid")
    return derive_uuid(plan.uuid, "component", "this-system")


def _characteristics(plan: PlanReading, whole: str) -> SystemCharacteristics:
    facts = plan.facts
    status = get_text(get_object(facts, "status"), "state")
    remarks = fold_line(get_text(get_object(facts, "status"), "remarks"))
    level = get_text(facts, "security-sensitivity-level").removeprefix("fips-199-").lower()
    types = read_information_types(plan.uuid, facts)
    if not get_items(get_object(facts, "system-information"), "information-types"):
        plan.report.choose("system.md: an information type, since the document names none")
    if level not in _LEVELS:
        found = {
            value
            for item in types
            for value in (item.confidentiality, item.integrity, item.availability)
        }
        level = next((name for name in reversed(_LEVELS) if name in found), "moderate")
        plan.report.choose(f"system.md: sensitivity {level}")
    if not get_own_prop(facts, "ssp-reviewed"):
        plan.report.choose(
            f"system.md: version-date and ssp-reviewed {plan.day}, the day of the document; the"
            " scope of CUI undecided"
        )
    schemes = dict(
        entry.split(": ", 1) for entry in get_own_props(facts, "id-scheme") if ": " in entry
    )
    ids = [
        SystemId(value, fold_line(get_text(item, "identifier-type")) or schemes.get(value))
        for item in get_items(facts, "system-ids")
        if (value := fold_line(get_text(item, "id")))
    ]
    return SystemCharacteristics(
        uuid=plan.uuid,
        name=fold_line(get_text(facts, "system-name")) or plan.name,
        short_name=fold_line(get_text(facts, "system-name-short")) or None,
        ids=tuple(ids) or (SystemId(plan.name),),
        profile=_profile(plan),
        version=fold_line(get_text(plan.metadata, "version")) or "1",
        version_date=read_iso_day(get_own_prop(facts, "version-date")) or plan.day,
        ssp_reviewed=read_iso_day(get_own_prop(facts, "ssp-reviewed")) or plan.day,
        ssp_review_days=read_number(get_own_prop(facts, "ssp-review-days")) or 365,
        information_types=types,
        marking=fold_line(get_own_prop(plan.metadata, "marking")) or None,
        sensitivity=level,
        status=status if status in _STATUS else "other",
        status_remarks=remarks
        or (status or "not said" if status not in _STATUS or status == "other" else None),
        cmmc_target=get_own_prop(facts, "cmmc-target") or "level-2",
        cui_scope=get_own_prop(facts, "cui-scope") or "undecided",
        interconnections=read_interconnections(plan),
        description=read_body_text(
            plan.report, get_text(facts, "description"), "/system-characteristics/description"
        ),
        this_system_uuid=whole,
    )


def _profile(plan: PlanReading) -> str:
    """The workspace's profile that the document names, else the one it was read with."""
    parts = get_text(get_object(plan.body, "import-profile"), "href").split("/")
    named = parts[:3] == ["trestle:", "", "profiles"] and parts[-1] == "profile.json"
    return parts[3] if named and len(parts) == 5 else plan.baseline.profile


def _narrative(plan: PlanReading, name: str, key: str) -> Narrative | None:
    part = plan.facts.get(key)
    if not isinstance(part, dict):
        return None
    for index in range(len(get_items(part, "diagrams"))):
        plan.report.leave(
            f"/system-characteristics/{key}/diagrams/{index}",
            f"the picture is not at hand: add it to {name}.md with its file",
        )
    return Narrative(
        plan.derived("narrative", name),
        (),
        read_body_text(
            plan.report, get_text(part, "description"), f"/system-characteristics/{key}/description"
        ),
    )
