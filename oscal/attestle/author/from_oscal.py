"""A System Security Plan of any tool read as the system that its people would have described; no
file is written here.

What has no place in the authored files is told, and stays in the document: `from_oscal_merge`
brings the two together. The result depends on the document alone, so that reading it again shows
which part of it the files speak of.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from ..model.catalog import Baseline
from ..model.identity import derived_uuid
from ..model.system import Narrative, People, System, SystemCharacteristics, SystemId
from .from_oscal_answers import Context, answers
from .from_oscal_components import assets, components, interconnections, providers
from .from_oscal_evidence import evidence
from .from_oscal_people import parties, roles, users
from .from_oscal_reading import Reading
from .from_oscal_values import (
    Tree,
    body_text,
    chosen,
    day,
    information_types,
    items,
    line,
    number,
    own,
    own_all,
    text,
)

_STATUS = ("operational", "under-development", "under-major-modification", "disposition", "other")
_LEVELS = ("low", "moderate", "high")


@dataclass(frozen=True, slots=True)
class Taken:
    """The system, and what of the document stands in no authored file: pointer and reason."""

    system: System
    unplaced: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]


def system_of(body: Tree, baseline: Baseline, name: str) -> Taken:
    """`body` is what the document holds as its plan."""
    plan = Reading(body, baseline, name)
    its_parties, by_party = parties(plan)
    its_roles = roles(plan, by_party, its_parties[0].id)
    plan.roles = tuple(role.id for role in its_roles)
    plan.role = plan.roles[0]
    its_providers = providers(plan)
    plan.provider_of = {
        text(item, "uuid"): provider.slug
        for item, provider in zip(plan.leveraged, its_providers, strict=False)
    }
    plan.providers = tuple(item.slug for item in its_providers)
    its_components = components(plan)
    whole = _whole(plan)
    plan.slugs = {**{item.uuid: item.slug for item in its_components}, whole: "this-system"}
    its_evidence = evidence(plan)
    people = People(its_parties[0].id, its_parties, its_roles, users(plan))
    titles = {item.uuid: item.title for item in its_components}
    context = Context(
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
        assets=assets(plan),
        providers=its_providers,
        evidence=its_evidence,
        answers=MappingProxyType(answers(body, baseline, context, plan.report)),
    )
    return Taken(system, tuple(plan.report.unplaced), tuple(plan.report.chosen))


def _whole(plan: Reading) -> str:
    """The uuid of the component that stands for the whole; a derived one where the document has
    none.
    """
    for item in items(plan.implementation, "components"):
        if item.get("type") == "this-system":
            return text(item, "uuid")
    return derived_uuid(plan.uuid, "component", "this-system")


def _characteristics(plan: Reading, whole: str) -> SystemCharacteristics:
    facts = plan.facts
    status = text(chosen(facts, "status"), "state")
    remarks = line(text(chosen(facts, "status"), "remarks"))
    level = text(facts, "security-sensitivity-level").removeprefix("fips-199-").lower()
    types = information_types(plan.uuid, facts)
    if not items(chosen(facts, "system-information"), "information-types"):
        plan.report.choose("system.md: an information type, since the document names none")
    if level not in _LEVELS:
        found = {
            value
            for item in types
            for value in (item.confidentiality, item.integrity, item.availability)
        }
        level = next((name for name in reversed(_LEVELS) if name in found), "moderate")
        plan.report.choose(f"system.md: sensitivity {level}")
    if not own(facts, "ssp-reviewed"):
        plan.report.choose(
            f"system.md: version-date and ssp-reviewed {plan.day}, the day of the document; the"
            " scope of CUI undecided"
        )
    schemes = dict(entry.split(": ", 1) for entry in own_all(facts, "id-scheme") if ": " in entry)
    ids = [
        SystemId(value, line(text(item, "identifier-type")) or schemes.get(value))
        for item in items(facts, "system-ids")
        if (value := line(text(item, "id")))
    ]
    return SystemCharacteristics(
        uuid=plan.uuid,
        name=line(text(facts, "system-name")) or plan.name,
        short_name=line(text(facts, "system-name-short")) or None,
        ids=tuple(ids) or (SystemId(plan.name),),
        profile=_profile(plan),
        version=line(text(plan.metadata, "version")) or "1",
        version_date=day(own(facts, "version-date")) or plan.day,
        ssp_reviewed=day(own(facts, "ssp-reviewed")) or plan.day,
        ssp_review_days=number(own(facts, "ssp-review-days")) or 365,
        information_types=types,
        marking=line(own(plan.metadata, "marking")) or None,
        sensitivity=level,
        status=status if status in _STATUS else "other",
        status_remarks=remarks
        or (status or "not said" if status not in _STATUS or status == "other" else None),
        cmmc_target=own(facts, "cmmc-target") or "level-2",
        cui_scope=own(facts, "cui-scope") or "undecided",
        interconnections=interconnections(plan),
        description=body_text(
            plan.report, text(facts, "description"), "/system-characteristics/description"
        ),
        this_system_uuid=whole,
    )


def _profile(plan: Reading) -> str:
    """The workspace's profile that the document names, else the one it was read with."""
    parts = text(chosen(plan.body, "import-profile"), "href").split("/")
    named = parts[:3] == ["trestle:", "", "profiles"] and parts[-1] == "profile.json"
    return parts[3] if named and len(parts) == 5 else plan.baseline.profile


def _narrative(plan: Reading, name: str, key: str) -> Narrative | None:
    part = plan.facts.get(key)
    if not isinstance(part, dict):
        return None
    for index in range(len(items(part, "diagrams"))):
        plan.report.leave(
            f"/system-characteristics/{key}/diagrams/{index}",
            f"the picture is not at hand: add it to {name}.md with its file",
        )
    return Narrative(
        plan.derived("narrative", name),
        (),
        body_text(
            plan.report, text(part, "description"), f"/system-characteristics/{key}/description"
        ),
    )
