"""REF001-REF005: what one authored file names in another is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..codes import finding
from ..findings import Finding
from ..formats.problems import nearest
from ..model.system import Asset, Component, EvidenceItem, Interconnection, PoamItem, Provider, Source, System
from ..model.workspace import Work
from .facts import Facts, Rule

_Owned = Component | Provider | Asset | EvidenceItem | PoamItem | Interconnection


def _unknown(code: str, what: str, name: str, known: Iterable[str], source: Source, line: int | None = None) -> Iterator[Finding]:
    known = tuple(known)
    if name not in known:
        yield finding(code, source.path, f'unknown {what} "{name}"', pointer=source.pointer, line=line or source.line, hint=nearest(name, known))


def roles(facts: Facts) -> Iterator[Finding]:
    """REF001: every owner, approver and assessor is a role of people.yaml; every role is held by a party."""
    for work in facts.workspace.works:
        system = work.system
        known = [role.id for role in system.people.roles]
        for name, source, line in _named_roles(system):
            yield from _unknown("REF001", "role", name, known, source, line)
        parties = [party.id for party in system.people.parties]
        yield from _unknown("REF001", "party", system.people.organization, parties, system.people.source)
        for role in system.people.roles:
            for name in role.held_by:
                yield from _unknown("REF001", "party", name, parties, role.source)


def _named_roles(system: System) -> Iterator[tuple[str, Source, int | None]]:
    people = system.people
    yield from ((name, people.source, None) for name in people.families.values())
    yield from ((name, user.source, None) for user in people.users for name in user.roles)
    owned: tuple[_Owned, ...] = (
        *system.components, *system.providers, *system.assets, *system.evidence, *system.poam, *system.characteristics.interconnections,
    )  # fmt: skip
    yield from ((item.owner, item.source, None) for item in owned if item.owner)
    yield from ((item.approver, item.source, None) for item in system.exceptions if item.approver)
    yield from ((row.assessor, row.source, None) for row in (system.assessment.results if system.assessment else ()))
    for answer in system.answers.values():
        if answer.owner:
            yield answer.owner, answer.source, answer.lines.get("owner")
        for own in (*answer.objectives.values(), *answer.statements.values()):
            if own.approved:
                yield own.approved.role, own.source, own.lines.get("Approved")


def components(facts: Facts) -> Iterator[Finding]:
    """REF002: every component that is named has a file under components/."""
    for work in facts.workspace.works:
        system = work.system
        known = ["this-system", *system.component_by_slug()]
        for answer in system.answers.values():
            for part in answer.components:
                yield from _unknown("REF002", "component", part.component, known, part.source)
            for own in (*answer.objectives.values(), *answer.statements.values()):
                for slug in own.by_component:
                    yield from _unknown("REF002", "component", slug, known, own.source, own.lines.get(f"component {slug}"))
        for asset in system.assets:
            if asset.component:
                yield from _unknown("REF002", "component", asset.component, known, asset.source)
        for item in system.poam:
            for slug in item.systems_affected:
                yield from _unknown("REF002", "component", slug, known, item.source)


def evidence(facts: Facts) -> Iterator[Finding]:
    """REF003: every evidence item that is cited is in the register."""
    for work in facts.workspace.works:
        system = work.system
        known = tuple(system.evidence_by_id())
        for answer in system.answers.values():
            for own in (*answer.objectives.values(), *answer.statements.values()):
                for key in own.evidence:
                    yield from _unknown("REF003", "evidence item", key, known, own.source, own.lines.get("Evidence"))
        for item in system.poam:
            for key in item.completion_evidence:
                yield from _unknown("REF003", "evidence item", key, known, item.source)
        for provider in system.providers:
            for row in provider.matrix:
                if row.evidence:
                    yield from _unknown("REF003", "evidence item", row.evidence, known, row.source)


def providers(facts: Facts) -> Iterator[Finding]:
    """REF004: every provider that is named has a file under providers/."""
    for work in facts.workspace.works:
        system = work.system
        known = tuple(system.provider_by_slug())
        for answer in system.answers.values():
            for own in (*answer.objectives.values(), *answer.statements.values()):
                if own.provider:
                    yield from _unknown("REF004", "provider", own.provider, known, own.source, own.lines.get("Provider"))
        for component in system.components:
            if component.provider:
                yield from _unknown("REF004", "provider", component.provider, known, component.source)
        for carve_out in system.engagement.soc2.carve_outs if system.engagement.soc2 else ():
            yield from _unknown("REF004", "provider", carve_out.provider, known, system.engagement.source)


def ids(facts: Facts) -> Iterator[Finding]:
    """REF005: every objective, requirement and criterion that is named is in the profile, or in a catalog of criteria."""
    for work in facts.workspace.works:
        for name, source in _named_objectives(work.system):
            yield from _unknown("REF005", "objective", name, work.baseline.objective_labels, source)
        for item in work.system.exceptions:
            for name in item.scope:
                known = work.baseline.objective_labels if "[" in name else work.baseline.by_label
                yield from _unknown("REF005", "objective" if "[" in name else "requirement", name, known, item.source)
        yield from _unknown_criteria(work, facts.workspace.criteria)


def _named_objectives(system: System) -> Iterator[tuple[str, Source]]:
    yield from ((name, item.source) for item in system.evidence for name in item.objectives)
    yield from ((name, item.source) for item in system.poam for name in item.objectives)
    yield from ((row.objective, row.source) for provider in system.providers for row in provider.matrix)
    yield from ((row.objective, row.source) for row in (system.assessment.results if system.assessment else ()))


def _unknown_criteria(work: Work, known: frozenset[str]) -> Iterator[Finding]:
    if not known:
        return
    for item in work.system.evidence:
        for name in item.criteria:
            yield from _unknown("REF005", "criterion", name, sorted(known), item.source)


RULES: tuple[Rule, ...] = (roles, components, evidence, providers, ids)
