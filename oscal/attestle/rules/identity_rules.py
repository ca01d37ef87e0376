"""REF006: ids and uuids of authored things are their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..codes import make_finding
from ..findings import Finding
from ..model.system import Source, System
from .rule_input import Rule, RuleInput


def double_ids(facts: RuleInput) -> Iterator[Finding]:
    """REF006: roles, parties, users, evidence items and assets have ids of their own."""
    for work in facts.workspace.works:
        system = work.system
        people = system.people
        for what, items in (
            ("role", people.roles),
            ("party", people.parties),
            ("user type", people.users),
            ("evidence item", system.evidence),
            ("asset", system.assets),
        ):
            yield from _double(what, ((item.id, item.source) for item in items))


def double_uuids(facts: RuleInput) -> Iterator[Finding]:
    """REF006: a uuid names one thing."""
    for work in facts.workspace.works:
        yield from _double("uuid", ((uuid, source) for uuid, source in _uuids(work.system) if uuid))


def _double(what: str, items: Iterable[tuple[str, Source]]) -> Iterator[Finding]:
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
                    else "delete one of the two and run: attestle validate --fix"
                ),
            )
        seen.setdefault(key, source)


def _uuids(system: System) -> Iterator[tuple[str, Source]]:
    facts = system.characteristics
    groups: tuple[Iterable[object], ...] = (
        (facts,),
        facts.information_types,
        facts.interconnections,
        system.people.parties,
        system.people.users,
        system.components,
        system.providers,
        system.assets,
        system.evidence,
        system.poam,
        system.exceptions,
        (
            item
            for entry in system.poam
            for step in entry.milestones
            for item in (step, *step.changes)
        ),
        (item for entry in system.poam for item in entry.reviews),
        (
            item
            for part in (system.boundary, system.network, system.data_flow)
            if part
            for item in (part, *part.diagrams)
        ),
        (item for entry in system.components for item in entry.cryptographic_modules),
        system.assessment.results if system.assessment else (),
    )
    for group in groups:
        for item in group:
            yield item.uuid, item.source  # type: ignore[attr-defined]
    engagement = system.engagement
    report = engagement.soc2
    for entry in (
        report,
        *(report.deviations if report else ()),
        *(report.carve_outs if report else ()),
        engagement.cmmc,
        *engagement.acceptances,
    ):
        if entry is not None:
            yield entry.uuid, engagement.source


RULES: tuple[Rule, ...] = (double_ids, double_uuids)
