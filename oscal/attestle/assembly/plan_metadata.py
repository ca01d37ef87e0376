"""What only the plan has in its metadata: number, record of changes, approvals, decisions, seat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ..formats.record_props import APPROVAL_SYSTEM, DECISION, DOCUMENT_NUMBER_SCHEME, write_record
from ..model.derived_ids import NAMESPACE
from ..model.providers import Provider
from ..model.system import System, derive_id
from ..model.system_characteristics import Decision, PlanApproval, PlanChange
from ..trees import Tree
from .file_props import build_matrix_links, build_provider_props, has_matrix_key
from .oscal_parts import (
    build_metadata,
    build_provider_party,
    derive_provider_party_uuid,
    drop_empty,
    format_instant,
    make_props,
    make_source_pair,
)


def build_plan_metadata(system: System, title: str) -> Tree:
    facts = system.characteristics
    number = {"scheme": DOCUMENT_NUMBER_SCHEME, "identifier": facts.document_number}
    metadata = build_metadata(system, title, people=True)
    return {
        **metadata,
        **drop_empty(
            {
                "parties": [*_add_provider_props(system, metadata.get("parties", []))],
                "revisions": [_build_revision(system, item) for item in facts.changes],
                "document-ids": [number] if facts.document_number else [],
                "locations": _build_locations(system),
                "actions": [
                    *_build_actions(system, "approval", facts.approvals),
                    *_build_actions(system, DECISION, facts.decisions),
                ],
            }
        ),
    }


def _add_provider_props(system: System, parties: list[Tree]) -> Iterator[Tree]:
    """The parties with the files of providers; one whose authorization is none is added."""
    whole = {
        derive_provider_party_uuid(system, item.slug): item
        for item in system.providers
        if has_matrix_key(item)
    }
    for party in parties:
        provider = whole.pop(party["uuid"], None)
        yield _build_provider(system, provider) if provider else party
    yield from (_build_provider(system, provider) for provider in whole.values())


def _build_provider(system: System, provider: Provider) -> Tree:
    party = build_provider_party(system, provider)
    identity, *rest = party["props"]
    return drop_empty(
        {
            **party,
            "props": [identity, *build_provider_props(provider), *rest],
            "links": build_matrix_links(system, provider),
        }
    )


def _build_revision(system: System, change: PlanChange) -> Tree:
    return {
        "published": format_instant(change.date),
        "version": change.version,
        "props": [
            *write_record(change, only=("by", "approved_by")),
            *make_props(make_source_pair(system.characteristics.source)),
        ],
        "remarks": change.what,
    }


def _build_locations(system: System) -> list[Tree]:
    facts = system.characteristics
    if not facts.headquarters:
        return []
    return [
        {
            "uuid": derive_id(system, "location", "headquarters"),
            "title": "Headquarters",
            "address": {"addr-lines": [facts.headquarters]},
            "props": make_props(make_source_pair(facts.source)),
        }
    ]


def _build_actions(
    system: System, kind: str, entries: Iterable[PlanApproval | Decision]
) -> Iterator[Tree]:
    """Ids follow from what was approved or decided, so that a line between others moves none."""
    seen: Counter[tuple[str, ...]] = Counter()
    for entry in entries:
        key = tuple(str(value) for value in _list_identity(entry))
        number = seen[key]
        seen[key] += 1
        identity = derive_id(system, "action", kind, *key, *([str(number)] if number else []))
        if isinstance(entry, PlanApproval):
            yield _build_approval(system, entry, identity)
        else:
            yield _build_decision(system, entry, identity)


def _list_identity(entry: PlanApproval | Decision) -> tuple[Any, ...]:
    if isinstance(entry, PlanApproval):
        return entry.of, entry.version, entry.role, entry.name, entry.date
    return entry.date, entry.what


def _build_approval(system: System, approval: PlanApproval, identity: str) -> Tree:
    """By the parties that hold the role; a role that nobody holds stands in a prop."""
    uuids = {party.id: party.uuid for party in system.people.parties}
    holders = [
        uuids[key]
        for role in system.people.roles
        if role.id == approval.role
        for key in dict.fromkeys(role.held_by)
        if key in uuids
    ]
    skip = ("date", "role") if holders else ("date",)
    return drop_empty(
        {
            "uuid": identity,
            "date": format_instant(approval.date),
            "type": "approval",
            "system": APPROVAL_SYSTEM,
            "props": [
                *write_record(approval, skip=skip),
                *make_props(make_source_pair(system.characteristics.source)),
            ],
            "responsible-parties": [{"role-id": approval.role, "party-uuids": holders}]
            if holders
            else [],
        }
    )


def _build_decision(system: System, decision: Decision, identity: str) -> Tree:
    return {
        "uuid": identity,
        "date": format_instant(decision.date),
        "type": DECISION,
        "system": NAMESPACE,
        "props": [
            *write_record(decision, only=("why", "by", "until")),
            *make_props(make_source_pair(system.characteristics.source)),
        ],
        "remarks": decision.what,
    }
