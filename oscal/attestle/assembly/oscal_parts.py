"""Small pieces of OSCAL JSON that every document shares: props, links, metadata, dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from ..formats.oscal_values import fold_lines
from ..formats.record_props import CAGE_SCHEME, UEI_SCHEME, write_record
from ..lazy_patterns import make_pattern
from ..model.answers import APPROVALS
from ..model.authored_values import Source
from ..model.components import THIS_SYSTEM
from ..model.derived_ids import NAMESPACE, OSCAL_VERSION
from ..model.evidence import EvidenceItem
from ..model.people import Party
from ..model.providers import Provider
from ..model.system import Diagram, System, derive_id, derive_this_system_id
from ..model.system_characteristics import SystemCharacteristics
from ..trees import Tree

EPOCH = "1970-01-01T00:00:00+00:00"  # stands in until the document is compared and dated
# The values that OSCAL takes: those of the shipped schemas, which are stricter than those of the
# authored files.
_URI = make_pattern(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[^\s\x00-\x20\x7f<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})+\Z"
)
_ATOM = r"[^\s@<>()\[\]\\,;:\".]+"
_EMAIL = make_pattern(
    rf"{_ATOM}(?:\.{_ATOM})*@(?!-)[^\s@<>()\[\]\\,;:\"._]+(?<!-)"
    r"(?:\.(?!-)[^\s@<>()\[\]\\,;:\"._]+(?<!-))+\Z"
)


def make_standard_prop(name: str, value: object) -> list[Tree]:
    """A prop of OSCAL's own namespace; none if the value is blank."""
    text = fold_lines(value)
    return [{"name": name, "value": text}] if text else []


def make_prop(name: str, value: object) -> Tree:
    """A prop of our namespace."""
    return {"name": name, "ns": NAMESPACE, "value": fold_lines(value)}


def make_props(*pairs: tuple[str, object | None]) -> list[Tree]:
    """Props for the pairs that have a value, in order."""
    return [
        make_prop(name, value) for name, value in pairs if value is not None and fold_lines(value)
    ]


def make_prop_per_value(name: str, values: Iterable[object]) -> list[Tree]:
    """One prop for each different value."""
    return make_props(*((name, value) for value in dict.fromkeys(values)))


def is_uri(text: str) -> bool:
    """An absolute URI in the form that OSCAL asks for."""
    return _URI.match(text) is not None


def make_source_pair(item_source: Source) -> tuple[str, str]:
    """The prop by which an object written from an authored uuid is known to be ours."""
    return "source", item_source.path


def drop_empty(tree: Tree) -> Tree:
    """Without the keys that have nothing in them; empty text stays."""
    return {
        key: value
        for key, value in tree.items()
        if value is not None and value != [] and value != {}
    }


def format_instant(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00+00:00"


def find_component_uuid(system: System, slug: str) -> str:
    if slug == THIS_SYSTEM:
        return derive_this_system_id(system)
    return system.component_by_slug[slug].uuid


def build_metadata(system: System, title: str, *, people: bool = False) -> Tree:
    """Document metadata; `last-modified` is set once the document is compared with the old one."""
    facts = system.characteristics
    result: Tree = {
        "title": title,
        "last-modified": EPOCH,
        "version": facts.version,
        "oscal-version": OSCAL_VERSION,
    }
    if people:
        result["props"] = [*make_props(("marking", facts.marking)), *_build_marking_props(facts)]
        result["roles"] = _build_roles(system)
        result["parties"] = _build_parties(system)
        result["responsible-parties"] = _build_responsible_parties(system)
    return drop_empty(result)


def _build_marking_props(facts: SystemCharacteristics) -> list[Tree]:
    """Why and by whose rules a document is marked, and its designation: in every document."""
    return write_record(facts, only=("marking_reason", "marking_scheme", "designation"))


def _build_roles(system: System) -> list[Tree]:
    return [
        drop_empty(
            {
                "id": role.id,
                "title": role.title,
                "description": role.description,
                "props": make_props(make_source_pair(role.source)),
            }
        )
        for role in system.people.roles
    ]


def _normalize_phone(phone: str) -> str:
    """The digits of a telephone number; one that is more than digits and signs stays as it is."""
    # OSCAL takes up to 15 digits; fewer than 4 are not taken for a number
    digits = re.sub(r"[\s().+/-]", "", phone)
    return digits if re.fullmatch(r"[0-9]{4,15}", digits) else phone


def _is_email(party: Party) -> bool:
    return party.email is not None and _EMAIL.match(party.email) is not None


def derive_provider_party_uuid(system: System, slug: str) -> str:
    return derive_id(system, "party", "provider", slug)


def _build_parties(system: System) -> list[Tree]:
    people = [
        drop_empty(
            {
                "uuid": party.uuid,
                "type": party.type,
                "name": party.name,
                "external-ids": _build_external_ids(system, party),
                "props": make_props(
                    ("id", party.id),
                    ("job-title", party.title),
                    ("email", None if _is_email(party) else party.email),
                    make_source_pair(party.source),
                ),
                "email-addresses": [party.email] if _is_email(party) else [],
                "telephone-numbers": [{"number": _normalize_phone(party.phone)}]
                if party.phone
                else [],
                "addresses": [{"addr-lines": list(party.address)}] if party.address else [],
            }
        )
        for party in system.people.parties
    ]
    providers = [
        build_provider_party(system, item) for item in system.providers if item.authorization
    ]
    return people + providers


def build_provider_party(system: System, provider: Provider) -> Tree:
    return {
        "uuid": derive_provider_party_uuid(system, provider.slug),
        "type": "organization",
        "name": provider.title,
        "props": make_props(("id", provider.slug), make_source_pair(provider.source)),
    }


def _build_external_ids(system: System, party: Party) -> list[Tree]:
    """CAGE codes and UEI belong to the organisation that answers for the system."""
    facts = system.characteristics
    if party.id != system.people.organization:
        return []
    ids = [{"scheme": CAGE_SCHEME, "id": code} for code in facts.cage]
    return [*ids, {"scheme": UEI_SCHEME, "id": facts.uei}] if facts.uei else ids


def _build_responsible_parties(system: System) -> list[Tree]:
    uuids = {party.id: party.uuid for party in system.people.parties}
    return [
        {
            "role-id": role.id,
            "party-uuids": [uuids[key] for key in dict.fromkeys(role.held_by) if key in uuids],
            "props": make_props(make_source_pair(role.source)),
        }
        for role in system.people.roles
    ]


# From the folder of a document to the root: <models>/<name>/<model>.json
TO_ROOT = "../../"


def find_href(system: System, location: str) -> str | None:
    """The href of a location; None for places in words and for what is no URI.

    It is relative to the document (OSCAL's rule) for local files, and as it is for links.
    """
    if location.startswith(("evidence/", "diagrams/")):
        return quote(f"{TO_ROOT}ssp/{system.name}/{location}")
    return location if "://" in location and is_uri(location) else None


def make_plan_href(system: System) -> str:
    """How the other documents refer to the plan, from where they stand."""
    return f"{TO_ROOT}system-security-plans/{system.name}/system-security-plan.json"


def make_evidence_link(item: EvidenceItem) -> Tree:
    return {"href": f"#{item.uuid}", "rel": "evidence"}


def list_diagrams(system: System) -> list[Diagram]:
    narratives = (system.boundary, system.network, system.data_flow)
    return [diagram for narrative in narratives if narrative for diagram in narrative.diagrams]


def find_newest_day(system: System) -> dt.date:
    """The newest date authored anywhere in the system: what the documents are dated by.

    Only days on which something was done count: what is scheduled, due for review or planned lies
    ahead.
    """
    return max(day for day in _list_authored_days(system) if day is not None)


def _list_authored_days(system: System) -> Iterator[dt.date | None]:
    """One day or None for each place that can have one."""
    if system.characteristics.ssp_reviewed:
        yield system.characteristics.ssp_reviewed
    yield system.characteristics.version_date
    yield from (artifact.collected for artifact in system.evidence)
    yield from _list_approval_days(system)
    yield from _list_poam_days(system)
    yield from _list_plan_days(system)
    for provider in system.providers:
        yield provider.authorization.date if provider.authorization else None
        yield from (row.date for row in provider.matrix_rows)
    yield from (exception.date for exception in system.exceptions)
    yield from (diagram.date for diagram in list_diagrams(system))
    yield from (acceptance.date for acceptance in system.engagement.acceptances)
    if system.assessment:
        yield from (row.date for row in system.assessment.results)


def _list_approval_days(system: System) -> Iterator[dt.date]:
    for file in system.answers.values():
        for answer in (*file.objectives.values(), *file.statements.values()):
            for row in APPROVALS:
                approval = getattr(answer, row.attribute)
                if approval:
                    yield approval.date


def _list_plan_days(system: System) -> Iterator[dt.date | None]:
    """Days on which the plan, or what stands around it, was decided, approved or looked up."""
    facts, engagement = system.characteristics, system.engagement
    yield from (approval.date for approval in facts.approvals)
    yield from (change.date for change in facts.changes)
    yield from (decision.date for decision in facts.decisions)
    yield engagement.date
    if engagement.cmmc:
        yield engagement.cmmc.status_date
        yield from (entry.date for entry in engagement.cmmc.affirmed)
    for component in system.components:
        yield from (module.looked_up for module in component.cryptographic_modules)
    yield from (provider.matrix.date for provider in system.providers if provider.matrix)


def _list_poam_days(system: System) -> Iterator[dt.date | None]:
    for item in system.poam:
        yield item.identified
        yield item.completed
        yield from (review.date for review in item.reviews)
        yield from (milestone.completed for milestone in item.milestones)
        yield from (change.date for change in item.scheduled_completion_history)
