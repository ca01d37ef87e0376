"""Small pieces of OSCAL JSON that every document shares: props, links, metadata, dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from ..model.identity import NAMESPACE, OSCAL_VERSION, derived_uuid
from ..model.system import EvidenceItem, Source, System

Tree = dict[str, Any]
EPOCH = "1970-01-01T00:00:00+00:00"


def prop(name: str, value: object) -> Tree:
    """A prop of our namespace."""
    return {"name": name, "ns": NAMESPACE, "value": str(value)}


def props(*pairs: tuple[str, object | None]) -> list[Tree]:
    """Props for the pairs that have a value, in order."""
    return [prop(name, value) for name, value in pairs if value not in (None, "", ())]


def many(name: str, values: Iterable[object]) -> list[Tree]:
    return [prop(name, value) for value in values]


def source(item_source: Source) -> tuple[str, str]:
    """The prop by which an object written from an authored uuid is known to be ours."""
    return "source", item_source.path


def tidy(tree: Tree) -> Tree:
    """Without the keys that have nothing in them; empty text stays."""
    return {key: value for key, value in tree.items() if value is not None and value != [] and value != {}}


def instant(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00+00:00"


def derived(system: System, *key: str) -> str:
    """The id of something that nobody wrote down by itself."""
    return derived_uuid(system.characteristics.uuid, *key)


def this_system(system: System) -> str:
    """The uuid of the component that stands for the system as a whole."""
    return derived(system, "component", "this-system")


def component_uuid(system: System, slug: str) -> str:
    if slug == "this-system":
        return this_system(system)
    return system.component_by_slug()[slug].uuid


def metadata(system: System, title: str, *, people: bool = False) -> Tree:
    """Document metadata; `last-modified` is set when the document is compared with the one on disk."""
    facts = system.characteristics
    result: Tree = {"title": title, "last-modified": EPOCH, "version": facts.version, "oscal-version": OSCAL_VERSION}
    if people:
        result["props"] = props(("marking", facts.marking))
        result["roles"] = _roles(system)
        result["parties"] = _parties(system)
        result["responsible-parties"] = _responsible(system)
    return tidy(result)


def _roles(system: System) -> list[Tree]:
    return [tidy({"id": role.id, "title": role.title, "description": role.description, "props": props(source(role.source))})
            for role in system.people.roles]  # fmt: skip


def provider_party(system: System, slug: str) -> str:
    return derived(system, "party", "provider", slug)


def _parties(system: System) -> list[Tree]:
    own = [
        tidy({
            "uuid": party.uuid,
            "type": party.type,
            "name": party.name,
            "props": props(("id", party.id), ("job-title", party.title), source(party.source)),
            "email-addresses": [party.email] if party.email else [],
            "telephone-numbers": [{"number": party.phone}] if party.phone else [],
            "addresses": [{"addr-lines": list(party.address)}] if party.address else [],
        })
        for party in system.people.parties
    ]  # fmt: skip
    providers = [{"uuid": provider_party(system, item.slug), "type": "organization", "name": item.title, "props": props(("id", item.slug), source(item.source))}
                 for item in system.providers if item.authorization]  # fmt: skip
    return own + providers


def _responsible(system: System) -> list[Tree]:
    uuids = {party.id: party.uuid for party in system.people.parties}
    return [{"role-id": role.id, "party-uuids": [uuids[key] for key in role.held_by if key in uuids], "props": props(source(role.source))}
            for role in system.people.roles]  # fmt: skip


def href_of(system: System, location: str) -> str | None:
    """The href of a location: workspace-relative for local files, as it is for links, None for places in words."""
    if location.startswith(("evidence/", "diagrams/")):
        return quote(f"ssp/{system.name}/{location}")
    if "://" in location and " " not in location:
        return location
    return None


def evidence_link(item: EvidenceItem) -> Tree:
    return {"href": f"#{item.uuid}", "rel": "evidence"}


def newest_day(system: System) -> dt.date:
    """The newest date authored anywhere in the system, else the version date: what the documents are dated by."""
    facts = system.characteristics
    days = [facts.ssp_reviewed, facts.version_date]
    days += [item.collected for item in system.evidence if item.collected]
    days += [answer.approved.date for file in system.answers.values() for answer in file.objectives.values() if answer.approved]
    days += [item.identified for item in system.poam] + [review.date for item in system.poam for review in item.reviews]
    days += [item.date for item in system.exceptions if item.date]
    if system.assessment:
        days += [row.date for row in system.assessment.results]
    return max(days)
