"""REF001-REF005: what one authored file names in another is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..codes import make_finding
from ..findings import Finding
from ..model.system import (
    THIS_SYSTEM,
    Component,
    EvidenceItem,
    Interconnection,
    PoamItem,
    Provider,
    Source,
    System,
)
from ..model.workspace import Work
from ..nearest import suggest_words
from ..trees import escape_token
from .rule_input import Rule, RuleInput

_Owned = Component | Provider | EvidenceItem | PoamItem | Interconnection


def _unknown(
    code: str,
    what: str,
    name: str,
    known: Iterable[str],
    source: Source,
    at: int | str | None = None,
) -> Iterator[Finding]:
    """`at` is the line of the name, or where it stands in its object as a pointer, for which a line
    is found later.
    """
    known = tuple(known)
    if name not in known:
        inside = at if isinstance(at, str) else ""
        line = at if isinstance(at, int) else None if inside else source.line
        yield make_finding(
            code,
            source.path,
            f'unknown {what} "{name}"',
            pointer=source.pointer + inside,
            line=line,
            hint=_way_out(code, name, known),
        )


def _way_out(code: str, name: str, known: tuple[str, ...]) -> str:
    where = {
        "REF001": "the roles and parties are in people.yaml",
        "REF002": "each component has a file in components/",
        "REF003": "the register is evidence.yaml",
        "REF004": "each provider has a file in providers/",
    }
    return suggest_words(name, known) or where.get(code, "")


def roles(facts: RuleInput) -> Iterator[Finding]:
    """REF001: every owner, approver and assessor is a role of people.yaml; every role is held by a
    party.
    """
    for work in facts.workspace.works:
        system = work.system
        known = [role.id for role in system.people.roles]
        for name, source, at in _named_roles(system):
            yield from _unknown("REF001", "role", name, known, source, at)
        parties = [party.id for party in system.people.parties]
        yield from _unknown(
            "REF001",
            "party",
            system.people.organization,
            parties,
            system.people.source,
            "/organization",
        )
        for role in system.people.roles:
            for index, name in enumerate(role.held_by):
                yield from _unknown(
                    "REF001", "party", name, parties, role.source, f"/held-by/{index}"
                )


def _named_roles(system: System) -> Iterator[tuple[str, Source, int | str | None]]:
    people = system.people
    yield from (
        (name, people.source, f"/families/{escape_token(family)}")
        for family, name in people.families.items()
    )
    yield from (
        (name, user.source, f"/roles/{index}")
        for user in people.users
        for index, name in enumerate(user.roles)
    )
    yield from ((item.owner, item.source, item.source.line) for item in system.assets if item.owner)
    owned: tuple[_Owned, ...] = (
        *system.components,
        *system.providers,
        *system.evidence,
        *system.poam,
        *system.characteristics.interconnections,
    )
    yield from ((item.owner, item.source, "/owner") for item in owned if item.owner)
    yield from (
        (item.approver, item.source, "/approver") for item in system.exceptions if item.approver
    )
    yield from (
        (row.assessor, row.source, "/assessor")
        for row in (system.assessment.results if system.assessment else ())
    )
    for answer in system.answers.values():
        if answer.owner:
            yield answer.owner, answer.source, answer.lines.get("owner")
        for own in (*answer.objectives.values(), *answer.statements.values()):
            if own.approved:
                yield own.approved.role, own.source, own.lines.get("Approved")


def components(facts: RuleInput) -> Iterator[Finding]:
    """REF002: every component that is named has a file under components/."""
    for work in facts.workspace.works:
        system = work.system
        if facts.is_unread(work, "components"):
            continue
        known = [THIS_SYSTEM, *system.component_by_slug, *facts.unread_in(work, "components")]
        for answer in system.answers.values():
            for part in answer.components:
                yield from _unknown("REF002", "component", part.component, known, part.source)
            for own in (*answer.objectives.values(), *answer.statements.values()):
                for slug in own.by_component:
                    yield from _unknown(
                        "REF002",
                        "component",
                        slug,
                        known,
                        own.source,
                        own.lines.get(f"component {slug}"),
                    )
        for asset in system.assets:
            if asset.component:
                yield from _unknown("REF002", "component", asset.component, known, asset.source)
        for item in system.poam:
            for index, slug in enumerate(item.systems_affected):
                yield from _unknown(
                    "REF002", "component", slug, known, item.source, f"/systems-affected/{index}"
                )


def evidence(facts: RuleInput) -> Iterator[Finding]:
    """REF003: every evidence item that is cited is in the register."""
    for work in facts.workspace.works:
        system = work.system
        if facts.is_unread(work, "evidence.yaml"):
            continue
        known = tuple(system.evidence_by_id)
        for answer in system.answers.values():
            for own in (*answer.objectives.values(), *answer.statements.values()):
                for key in own.evidence:
                    yield from _unknown(
                        "REF003", "evidence item", key, known, own.source, own.lines.get("Evidence")
                    )
        for item in system.poam:
            for index, key in enumerate(item.completion_evidence):
                yield from _unknown(
                    "REF003",
                    "evidence item",
                    key,
                    known,
                    item.source,
                    f"/completion-evidence/{index}",
                )
        for provider in system.providers:
            for row in provider.matrix:
                if row.evidence:
                    yield from _unknown("REF003", "evidence item", row.evidence, known, row.source)


def providers(facts: RuleInput) -> Iterator[Finding]:
    """REF004: every provider that is named has a file under providers/."""
    for work in facts.workspace.works:
        system = work.system
        if facts.is_unread(work, "providers"):
            continue
        known = (*system.provider_by_slug, *facts.unread_in(work, "providers"))
        for answer in system.answers.values():
            for own in (*answer.objectives.values(), *answer.statements.values()):
                if own.provider:
                    yield from _unknown(
                        "REF004",
                        "provider",
                        own.provider,
                        known,
                        own.source,
                        own.lines.get("Provider"),
                    )
        for component in system.components:
            if component.provider:
                yield from _unknown(
                    "REF004", "provider", component.provider, known, component.source, "/provider"
                )
        for index, carve_out in enumerate(
            system.engagement.soc2.carve_outs if system.engagement.soc2 else ()
        ):
            yield from _unknown(
                "REF004",
                "provider",
                carve_out.provider,
                known,
                system.engagement.source,
                f"/soc2/carve-outs/{index}/provider",
            )


def ids(facts: RuleInput) -> Iterator[Finding]:
    """REF005: every objective, requirement and criterion that is named is in the profile, or in a
    catalog of criteria.
    """
    for work in facts.workspace.works:
        for name, source, at in _named_objectives(work.system):
            yield from _unknown(
                "REF005", "objective", name, work.baseline.objective_labels, source, at
            )
        for item in work.system.exceptions:
            for index, name in enumerate(item.scope):
                known = work.baseline.objective_labels if "[" in name else work.baseline.by_label
                yield from _unknown(
                    "REF005",
                    "objective" if "[" in name else "requirement",
                    name,
                    known,
                    item.source,
                    f"/scope/{index}",
                )
        yield from _unknown_criteria(work, facts.workspace.criteria)


def _named_objectives(system: System) -> Iterator[tuple[str, Source, str | None]]:
    listed: tuple[EvidenceItem | PoamItem, ...] = (*system.evidence, *system.poam)
    yield from (
        (name, item.source, f"/objectives/{index}")
        for item in listed
        for index, name in enumerate(item.objectives)
    )
    yield from (
        (row.objective, row.source, None)
        for provider in system.providers
        for row in provider.matrix
    )
    yield from (
        (row.objective, row.source, "/objective")
        for row in (system.assessment.results if system.assessment else ())
    )


def _unknown_criteria(work: Work, known: frozenset[str]) -> Iterator[Finding]:
    if not known:
        return
    for item in work.system.evidence:
        for index, name in enumerate(item.criteria):
            yield from _unknown(
                "REF005", "criterion", name, sorted(known), item.source, f"/criteria/{index}"
            )
    report = work.system.engagement.soc2
    for index, deviation in enumerate(report.deviations if report else ()):
        yield from _unknown(
            "REF005",
            "criterion",
            deviation.criterion.strip().upper(),
            sorted(known),
            work.system.engagement.source,
            f"/soc2/deviations/{index}/criterion",
        )


RULES: tuple[Rule, ...] = (roles, components, evidence, providers, ids)
