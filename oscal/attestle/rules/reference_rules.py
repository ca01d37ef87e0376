"""REF001-REF005: what one authored file names in another is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from ..codes import make_finding
from ..findings import Finding
from ..lazy_dataclasses import dataclass
from ..model.authored_values import Source
from ..model.components import THIS_SYSTEM, Component
from ..model.evidence import EvidenceItem
from ..model.milestones import PoamItem
from ..model.objective_answers import ObjectiveAnswer
from ..model.providers import Provider
from ..model.system import System
from ..model.system_characteristics import Interconnection
from ..model.vocabulary import fold_word
from ..nearest import ask_nearest, find_nearest, suggest_words
from ..trees import escape_token
from .rule_input import Rule, RuleInput

_Owned = Component | Provider | EvidenceItem | PoamItem | Interconnection
# Where what is named should be, for a reader whom no nearest name helps
_HOME = {
    "REF001": "the roles and parties are in people.yaml",
    "REF002": "each component has a file in components/",
    "REF003": "write the id or the title of an item of evidence.yaml, or add it there",
    "REF004": "write the id or the title of a provider; each has a file in providers/",
}


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name that one authored file has of a thing in another.

    `at` is the line of the name, or where it stands in its object as a pointer, for which a line is
    found later.
    """

    name: str
    source: Source
    at: int | str | None = None


def _report_unknown(
    code: str,
    what: str,
    mentions: Iterable[_Mention],
    known: Iterable[str],
    titles: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Finding]:
    """`titles` are those of what there is, by id: people write them too."""
    known = tuple(known)
    for mention in mentions:
        if mention.name in known:
            continue
        at, source = mention.at, mention.source
        inside = at if isinstance(at, str) else ""
        line = at if isinstance(at, int) else None if inside else source.line
        yield make_finding(
            code,
            source.path,
            f'unknown {what} "{mention.name}"',
            pointer=source.pointer + inside,
            line=line,
            hint=_suggest_known(mention.name, known, titles) or _HOME.get(code, ""),
        )


def _suggest_known(name: str, known: tuple[str, ...], titles: Mapping[str, str]) -> str:
    """The id to write: of a title that several have all, else the nearest by id or by title.

    Of a requirement that there is, an objective of another one is no help.
    """
    label, bracket, letter = name.partition("[")
    if bracket and any(other.startswith(f"{label}[") for other in known):
        return f"{label} has no objective {letter.rstrip(']')}"
    folded = fold_word(name)
    shared = [key for key, title in titles.items() if fold_word(title) == folded]
    if len(shared) > 1:
        return f"several have that title; write one of: {', '.join(shared)}"
    nearest = find_nearest(name, titles.values())
    by_title = next((key for key, title in titles.items() if title == nearest), "")
    question = ask_nearest(name, known)
    if not question and nearest and by_title:
        return f'did you mean "{by_title}" ({nearest})?'
    return question or suggest_words(name, known)


def _map_titles(things: Iterable[EvidenceItem | Provider]) -> dict[str, str]:
    return {
        thing.id if isinstance(thing, EvidenceItem) else thing.slug: thing.title for thing in things
    }


def _walk_sections(system: System) -> Iterator[ObjectiveAnswer]:
    """The objectives, then the statements, of each answer."""
    for answer in system.answers.values():
        yield from (*answer.objectives.values(), *answer.statements.values())


def _walk_list(names: Iterable[str], source: Source, pointer: str) -> Iterator[_Mention]:
    """The names of a list that stands at a pointer in its object."""
    for index, name in enumerate(names):
        yield _Mention(name, source, f"{pointer}/{index}")


def unknown_roles(facts: RuleInput) -> Iterator[Finding]:
    """REF001: every owner, approver and assessor is a role of people.yaml, held by a party."""
    for work in facts.workspace.works:
        people = work.system.people
        roles = [role.id for role in people.roles]
        yield from _report_unknown("REF001", "role", _walk_roles(work.system), roles)
        parties = [party.id for party in people.parties]
        organization = _Mention(people.organization, people.source, "/organization")
        yield from _report_unknown("REF001", "party", [organization], parties)
        for role in people.roles:
            holders = _walk_list(role.held_by, role.source, "/held-by")
            yield from _report_unknown("REF001", "party", holders, parties)


def _walk_roles(system: System) -> Iterator[_Mention]:
    yield from _walk_people_roles(system)
    for asset in system.assets:
        if asset.owner:
            yield _Mention(asset.owner, asset.source, asset.source.line)
    owned: tuple[_Owned, ...] = (
        *system.components,
        *system.providers,
        *system.evidence,
        *system.poam,
        *system.characteristics.interconnections,
    )
    for item in owned:
        if item.owner:
            yield _Mention(item.owner, item.source, "/owner")
    for exception in system.exceptions:
        if exception.approver:
            yield _Mention(exception.approver, exception.source, "/approver")
    for row in system.assessment.results if system.assessment else ():
        yield _Mention(row.assessor, row.source, "/assessor")
    yield from _walk_answer_roles(system)


def _walk_people_roles(system: System) -> Iterator[_Mention]:
    people = system.people
    for family, name in people.families.items():
        yield _Mention(name, people.source, f"/families/{escape_token(family)}")
    for user in people.users:
        yield from _walk_list(user.roles, user.source, "/roles")


def _walk_answer_roles(system: System) -> Iterator[_Mention]:
    for answer in system.answers.values():
        if answer.owner:
            yield _Mention(answer.owner, answer.source, answer.lines.get("owner"))
        for section in (*answer.objectives.values(), *answer.statements.values()):
            if section.approved:
                line = section.lines.get("Approved")
                yield _Mention(section.approved.role, section.source, line)


def unknown_components(facts: RuleInput) -> Iterator[Finding]:
    """REF002: every component that is named has a file under components/."""
    for work in facts.workspace.works:
        if facts.is_unread(work, "components"):
            continue
        components = work.system.component_by_slug
        known = [THIS_SYSTEM, *components, *facts.list_unread(work, "components")]
        yield from _report_unknown("REF002", "component", _walk_components(work.system), known)


def _walk_components(system: System) -> Iterator[_Mention]:
    for answer in system.answers.values():
        for part in answer.components:
            yield _Mention(part.component, part.source)
        for section in (*answer.objectives.values(), *answer.statements.values()):
            for slug in section.by_component:
                yield _Mention(slug, section.source, section.lines.get(f"component {slug}"))
    for asset in system.assets:
        if asset.component:
            yield _Mention(asset.component, asset.source)
    for item in system.poam:
        yield from _walk_list(item.systems_affected, item.source, "/systems-affected")


def unknown_evidence(facts: RuleInput) -> Iterator[Finding]:
    """REF003: every evidence item that is cited is in the register."""
    for work in facts.workspace.works:
        if facts.is_unread(work, "evidence.yaml"):
            continue
        yield from _report_unknown(
            "REF003",
            "evidence item",
            _walk_evidence(work.system),
            work.system.evidence_by_id,
            _map_titles(work.system.evidence),
        )


def _walk_evidence(system: System) -> Iterator[_Mention]:
    for section in _walk_sections(system):
        for key in section.evidence:
            yield _Mention(key, section.source, section.lines.get("Evidence"))
    for item in system.poam:
        yield from _walk_list(item.completion_evidence, item.source, "/completion-evidence")
    for provider in system.providers:
        for row in provider.matrix_rows:
            if row.evidence:
                yield _Mention(row.evidence, row.source)


def unknown_providers(facts: RuleInput) -> Iterator[Finding]:
    """REF004: every provider that is named has a file under providers/."""
    for work in facts.workspace.works:
        if facts.is_unread(work, "providers"):
            continue
        known = (*work.system.provider_by_slug, *facts.list_unread(work, "providers"))
        titles = _map_titles(work.system.providers)
        mentions = _walk_providers(work.system)
        yield from _report_unknown("REF004", "provider", mentions, known, titles)


def _walk_providers(system: System) -> Iterator[_Mention]:
    for section in _walk_sections(system):
        if section.provider:
            yield _Mention(section.provider, section.source, section.lines.get("Provider"))
    for component in system.components:
        if component.provider:
            yield _Mention(component.provider, component.source, "/provider")
    report = system.engagement.soc2
    for index, carve_out in enumerate(report.carve_outs if report else ()):
        yield _Mention(
            carve_out.provider, system.engagement.source, f"/soc2/carve-outs/{index}/provider"
        )


def unknown_ids(facts: RuleInput) -> Iterator[Finding]:
    """REF005: objectives and requirements are in the profile, criteria in a catalog."""
    for work in facts.workspace.works:
        baseline = work.baseline
        yield from _report_unknown(
            "REF005", "objective", _walk_objectives(work.system), baseline.objective_labels
        )
        # an item may name a requirement as a whole
        yield from _report_unknown(
            "REF005",
            "objective",
            _walk_planned(work.system),
            (*baseline.objective_labels, *baseline.by_label),
        )
        for exception in work.system.exceptions:
            for mention in _walk_list(exception.scope, exception.source, "/scope"):
                # the scope of an exception is objectives, or requirements as a whole
                if "[" in mention.name or mention.name in baseline.objective_labels:
                    what, known = "objective", tuple(baseline.objective_labels)
                else:
                    what, known = "requirement", tuple(baseline.by_label)
                yield from _report_unknown("REF005", what, [mention], known)
        criteria = facts.workspace.criteria
        if criteria:
            yield from _report_unknown(
                "REF005", "criterion", _walk_criteria(work.system), sorted(criteria)
            )


def _walk_objectives(system: System) -> Iterator[_Mention]:
    for item in system.evidence:
        yield from _walk_list(item.objectives, item.source, "/objectives")
    for provider in system.providers:
        for row in provider.matrix_rows:
            yield _Mention(row.objective, row.source)
    for result in system.assessment.results if system.assessment else ():
        yield _Mention(result.objective, result.source, "/objective")


def _walk_planned(system: System) -> Iterator[_Mention]:
    for item in system.poam:
        yield from _walk_list(item.objectives, item.source, "/objectives")


def _walk_criteria(system: System) -> Iterator[_Mention]:
    for item in system.evidence:
        yield from _walk_list(item.criteria, item.source, "/criteria")
    report = system.engagement.soc2
    for index, deviation in enumerate(report.deviations if report else ()):
        yield _Mention(
            deviation.criterion.strip().upper(),
            system.engagement.source,
            f"/soc2/deviations/{index}/criterion",
        )


RULES: tuple[Rule, ...] = (
    unknown_roles,
    unknown_components,
    unknown_evidence,
    unknown_providers,
    unknown_ids,
)
