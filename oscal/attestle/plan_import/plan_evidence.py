"""The resources of a plan that are evidence, as the register has them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

from ..formats.oscal_values import (
    SlugNames,
    get_items,
    get_object,
    get_own_prop,
    get_own_props,
    get_text,
    get_uuid,
    read_number,
)
from ..formats.record_props import list_own_props, read_attributes
from ..iso_days import read_iso_day
from ..model.authored_values import Period
from ..model.evidence import EVIDENCE_KINDS, EvidenceItem, EvidencePlace
from ..model.vocabulary import read_word
from ..model.words import EVIDENCE_VOCABULARY
from ..trees import Tree
from .plan_context import PlanReading, find_own_line, get_line

_LONGEST_TITLE = 200  # of a description that stands in for a title


def read_evidence(plan: PlanReading) -> tuple[EvidenceItem, ...]:
    """Every resource but those that are the profile, a leveraged plan or a picture."""
    elsewhere = _list_referenced(plan)
    names = SlugNames("evidence")
    evidence = []
    for index, resource in enumerate(get_items(get_object(plan.body, "back-matter"), "resources")):
        uuid = get_uuid(resource)
        if uuid and (uuid not in elsewhere or get_own_prop(resource, "id")):
            evidence.append(_read_resource(plan, resource, uuid, names))
        else:
            plan.report.leave(
                f"/back-matter/resources/{index}",
                "a resource that is no evidence: the profile, another plan or a picture",
            )
    return tuple(evidence)


def _read_resource(plan: PlanReading, resource: Tree, uuid: str, names: SlugNames) -> EvidenceItem:
    href = next((get_line(link, "href") for link in get_items(resource, "rlinks")), "")
    title = _find_title(resource, href) or uuid
    owner = get_own_prop(resource, "owner")
    places = _read_places(resource)
    single = find_own_line(resource, "location") or href or "in the back matter of the plan"
    return EvidenceItem(
        uuid=uuid,
        id=names.new(get_own_prop(resource, "id"), title),
        title=title,
        location="" if places else single,
        owner=owner if owner in plan.roles else None,
        sha256=None if places else get_own_prop(resource, "sha256") or _find_hash(resource),
        collected=read_iso_day(get_own_prop(resource, "collected")),
        period=_read_period(resource),
        cadence=read_number(get_own_prop(resource, "cadence")),
        status=_read_status(resource),
        objectives=get_own_props(resource, "objective"),
        criteria=get_own_props(resource, "criterion"),
        note=plan.find_text(resource, "description"),
        kind=_read_kind(resource),
        locations=places,
    )


def _read_kind(resource: Tree) -> str:
    kind = get_own_prop(resource, "kind")
    return kind if kind in EVIDENCE_KINDS else ""


def _read_places(resource: Tree) -> tuple[EvidencePlace, ...]:
    """Those of an artifact that has several, each with the hash of its link."""
    found = read_attributes(EvidenceItem, list_own_props(resource), ("locations",))
    places: tuple[EvidencePlace, ...] = found.get("locations", ())
    return tuple(
        replace(place, sha256=place.sha256 or _find_place_hash(resource, place.location))
        for place in places
    )


def _find_place_hash(resource: Tree, location: str) -> str | None:
    """Local places are relative to the folder of the system, links are as they are."""
    for link in get_items(resource, "rlinks"):
        href = get_text(link, "href")
        if href == location or unquote(href).endswith(f"/{location}"):
            return _find_link_hash(link)
    return None


def _find_title(resource: Tree, href: str) -> str:
    """Its title, the begin of its description, or the name of its file."""
    return (
        get_line(resource, "title")
        or get_line(resource, "description")[:_LONGEST_TITLE]
        or href.rpartition("/")[2]
    )


def _find_hash(resource: Tree) -> str | None:
    """Of the first link, which is the one whose href is the location."""
    for link in get_items(resource, "rlinks")[:1]:
        return _find_link_hash(link)
    return None


def _find_link_hash(link: Tree) -> str | None:
    for entry in get_items(link, "hashes"):
        if entry.get("algorithm") == "SHA-256":
            return get_text(entry, "value")
    return None


def _read_period(resource: Tree) -> Period | None:
    start = read_iso_day(get_own_prop(resource, "period-start"))
    end = read_iso_day(get_own_prop(resource, "period-end"))
    return Period(start, end) if start and end else None


def _list_referenced(plan: PlanReading) -> set[str]:
    """Uuids of resources that something other than an answer refers to."""
    profile = get_text(get_object(plan.body, "import-profile"), "href")
    links: list[Tree] = [{"href": profile}]
    for item in plan.leveraged:
        links += get_items(item, "links")
    for key in ("authorization-boundary", "network-architecture", "data-flow"):
        for picture in get_items(get_object(plan.facts, key), "diagrams"):
            links += get_items(picture, "links")
    return {get_text(entry, "href").removeprefix("#") for entry in links}


def _read_status(resource: Tree) -> str:
    """Final where nothing is said, as in the register; what nobody understands is a draft."""
    stated = get_own_prop(resource, "status")
    meaning = read_word(EVIDENCE_VOCABULARY, stated)
    return meaning.word if meaning else "draft" if stated else "final"
