"""REF006: ids and uuids of authored things are their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from ..codes import make_finding
from ..findings import Finding
from ..model.authored_values import Source
from ..model.engagement import Engagement
from ..model.system import System
from ..uuids import fold_uuid
from .rule_input import Rule, RuleInput


def double_ids(facts: RuleInput) -> Iterator[Finding]:
    """REF006: roles, parties, users, zones, evidence items and assets have ids of their own, and
    interconnections titles, by which connections name them.
    """
    for work in facts.workspace.works:
        system = work.system
        people, plan = system.people, system.characteristics
        for what, items in (
            ("role", people.roles),
            ("party", people.parties),
            ("user type", people.users),
            ("zone", plan.zones),
            ("evidence item", system.evidence),
            ("asset", system.assets),
        ):
            yield from _report_doubles(what, ((item.id, item.source) for item in items))
        titles = ((item.title, item.source) for item in plan.interconnections)
        yield from _report_doubles("interconnection", titles)


def double_uuids(facts: RuleInput) -> Iterator[Finding]:
    """REF006: a uuid names one thing."""
    for work in facts.workspace.works:
        yield from _report_doubles(
            "uuid", ((uuid, source) for uuid, _, source in walk_identities(work.system))
        )


def _report_doubles(what: str, items: Iterable[tuple[str, Source]]) -> Iterator[Finding]:
    seen: dict[str, Source] = {}
    for key, source in items:
        if key in seen:
            first = seen[key]
            yield make_finding(
                "REF006",
                source.path,
                f'{what} "{key}" is used already in {first.path}:{first.line}',
                pointer=source.pointer,
                line=source.line,
                hint=(
                    "give one of the two another one"
                    if what != "uuid"
                    else "delete the younger of the two; assembly fills in a new one"
                ),
            )
        seen.setdefault(key, source)


def walk_identities(system: System) -> Iterator[tuple[str, object, Source]]:
    """Each uuid that is written down, in small letters, with what it is of and where that stands.

    In an order that stays: the first of two that share a uuid is the one that keeps it.
    """
    for item in _walk_identified(system):
        if item.uuid:
            yield fold_uuid(item.uuid), item, item.source
    # what the engagement holds has no source of its own
    for part in _walk_engagement(system.engagement):
        if part.uuid:
            yield fold_uuid(part.uuid), part, system.engagement.source
    facts = system.characteristics
    if facts.this_system_uuid:
        yield fold_uuid(facts.this_system_uuid), facts, facts.source


class _HasUuid(Protocol):
    @property
    def uuid(self) -> str: ...


class _Identified(_HasUuid, Protocol):
    @property
    def source(self) -> Source: ...


def _walk_identified(system: System) -> Iterator[_Identified]:
    facts = system.characteristics
    yield facts
    yield from facts.information_types
    yield from facts.interconnections
    yield from facts.connections
    yield from system.people.parties
    yield from system.people.users
    yield from system.components
    yield from system.providers
    yield from system.assets
    yield from system.evidence
    yield from system.poam
    yield from system.exceptions
    yield from _walk_poam_parts(system)
    for narrative in (system.boundary, system.network, system.data_flow):
        if narrative:
            yield narrative
            yield from narrative.diagrams
    for component in system.components:
        yield from component.cryptographic_modules
    if system.assessment:
        yield from system.assessment.results


def _walk_poam_parts(system: System) -> Iterator[_Identified]:
    for item in system.poam:
        yield from item.scheduled_completion_history
        for milestone in item.milestones:
            yield milestone
            yield from milestone.changes
    for item in system.poam:
        yield from item.reviews


def _walk_engagement(engagement: Engagement) -> Iterator[_HasUuid]:
    report = engagement.soc2
    if report:
        yield report
        yield from report.deviations
        yield from report.carve_outs
    if engagement.cmmc:
        yield engagement.cmmc
    yield from engagement.acceptances


RULES: tuple[Rule, ...] = (double_ids, double_uuids)
