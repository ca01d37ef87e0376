"""BND014, BND015, BND018, BND025: what answers claim against what the plan holds
in structured form.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from ..assess.cryptography import (
    ModuleFault,
    find_authorized_provider,
    find_unvalidated,
    find_unvalidated_provided,
    walk_modules,
    walk_protecting_modules,
)
from ..assess.exceptions import find_excuse
from ..codes import make_finding
from ..findings import Finding, Severity
from ..formats.shipped_facts import read_dated_fact
from ..model.authored_values import is_stated_none
from ..model.baseline import Objective, Requirement
from ..model.components import Component, CryptographicModule
from ..model.counted_names import name_some
from ..model.frameworks import StructureRule
from ..model.inventory import DISABLED, Asset
from ..model.objective_answers import RequirementAnswer
from ..model.workspace import Work
from .rule_input import Rule, RuleInput, find_owner, grade_scope, list_claimed, locate_file

_MOST_NAMED = 4


def unvalidated_modules(facts: RuleInput) -> Iterator[Finding]:
    """BND014: where validated cryptography is claimed, every module that protects CUI has a
    certificate; one finding for a system.

    A temporary deficiency (32 CFR 170.4 names the patch of a validated module) or an enduring
    exception that covers the objective takes the finding away. What an authorized provider runs is
    a note: its authorization has looked at it, and somebody should have asked.
    """
    for work in facts.workspace.works:
        faults = find_unvalidated(work.system)
        provided = find_unvalidated_provided(work.system)
        for label in _list_claims(facts, work) if faults or provided else ():
            if faults:
                yield _report_faults(work, label, faults)
            for fault in provided:
                yield _report_provided(work, label, fault)


def _list_claims(facts: RuleInput, work: Work) -> Iterator[str]:
    """Objectives of the cryptography requirement that are claimed and not excused."""
    for requirement, unit in _walk_cryptography(work):
        excuse = find_excuse(work.system, requirement, unit, facts.as_of)
        if excuse is None and list_claimed(work, [unit.label]):
            yield unit.label


def _walk_cryptography(work: Work) -> Iterator[tuple[Requirement, Objective]]:
    """The objectives of the requirement that asks for validated cryptography."""
    rule = _find_rule(work)
    requirement = work.baseline.by_label.get(rule.cryptography) if rule else None
    if requirement:
        yield from ((requirement, unit) for unit in requirement.units)


def _report_faults(work: Work, label: str, faults: tuple[ModuleFault, ...]) -> Finding:
    first = faults[0]
    named = "; ".join(
        f"{fault.module.name} ({fault.component.slug}) {fault.why}"
        for fault in faults[:_MOST_NAMED]
    )
    more = f"; and {len(faults) - _MOST_NAMED} more" if len(faults) > _MOST_NAMED else ""
    return make_finding(
        "BND014",
        first.component.source.path,
        f"{label} claims validated cryptography, but {named}{more}",
        line=first.module.source.line,
        pointer=first.module.source.pointer,
        owner=first.component.owner,
        hint=(
            f"state {label} as partial (partial-credit: encryption-not-validated), record an"
            " exception, or correct the module; protects: other where it protects no CUI"
        ),
    )


def _report_provided(work: Work, label: str, fault: ModuleFault) -> Finding:
    provider = find_authorized_provider(work.system, fault.component)
    return make_finding(
        "BND014",
        fault.component.source.path,
        f"{fault.module.name} ({fault.component.slug}) {fault.why}; {label} leaves it to the"
        f" authorization of {provider.title if provider else fault.component.provider}",
        line=fault.module.source.line,
        pointer=fault.module.source.pointer,
        owner=fault.component.owner,
        severity=Severity.NOTE,
        hint="ask the provider how its authorization treats the module, and say so in the answer",
    )


def historical_modules(facts: RuleInput) -> Iterator[Finding]:
    """BND015: certificates are active, and looked up since the last of FIPS
    140-2 became historical.

    No rating changes: NIST lets existing uses go on, and assessors differ. One finding for a
    system, and a note once each of them is looked at and answered.
    """
    for work in facts.workspace.works:
        rule = _find_rule(work)
        if rule is None:
            continue
        found = [
            (component, module, why)
            for component, module in walk_modules(work.system)
            if (why := _explain_historical(module, rule))
        ]
        unanswered = [item for item in found if not _is_answered(facts, work, *item[:2])]
        if found:
            severity = None if unanswered else Severity.NOTE
            yield _report_historical(unanswered or found, severity)


def _is_answered(
    facts: RuleInput, work: Work, component: Component, module: CryptographicModule
) -> bool:
    """Looked up since the certificates ended, and the plan says why it goes on, or until when: in
    the note of the objective, a documented exception, or an open item about the component.
    """
    if not _is_looked_up(work, module):
        return False
    for requirement, unit in _walk_cryptography(work):
        answer = work.system.answers.get(requirement.id)
        stated = answer.find_answer(unit) if answer else None
        excuse = find_excuse(work.system, requirement, unit, facts.as_of)
        if (stated and stated.note) or excuse or _has_open_item(work, unit.label, component):
            return True
    return False


def _is_looked_up(work: Work, module: CryptographicModule) -> bool:
    ends = [read_dated_fact(name).since for name in _list_sunsets(work, module)]
    return module.looked_up is not None and all(module.looked_up >= end for end in ends)


def _has_open_item(work: Work, label: str, component: Component) -> bool:
    """Whether the plan of action holds work on a component for the sake of an objective."""
    return any(
        item.status == "ongoing"
        and label in item.objectives
        and component.slug in item.systems_affected
        for item in work.system.poam
    )


def _list_sunsets(work: Work, module: CryptographicModule) -> list[str]:
    """The dated facts by which the module's certificate ended; without a standard it may be any."""
    rule = _find_rule(work)
    facts = rule.standard_sunset if rule else {}
    return [name for standard, name in facts.items() if module.standard in (None, standard)]


def _find_rule(work: Work) -> StructureRule | None:
    return work.baseline.framework.structure


def _explain_historical(module: CryptographicModule, rule: StructureRule) -> str:
    if module.status == "historical":
        return "is on the historical list"
    fact = rule.standard_sunset.get(module.standard or "")
    sunset = read_dated_fact(fact).since if fact else None
    if sunset and module.looked_up and module.looked_up < sunset:
        return (
            f"was validated under FIPS {module.standard} and looked up on"
            f" {module.looked_up.isoformat()}, before such certificates became historical"
            f" ({sunset.isoformat()})"
        )
    return ""


def _report_historical(
    found: list[tuple[Component, CryptographicModule, str]], severity: Severity | None
) -> Finding:
    component, module, why = found[0]
    others = ", ".join(dict.fromkeys(item.name for _, item, _ in found[1:]))
    more = f"; also: {others}" if others else ""
    return make_finding(
        "BND015",
        component.source.path,
        f"{module.name} {why}{more}",
        line=module.source.line,
        pointer=module.source.pointer,
        owner=component.owner,
        severity=severity,
        hint=(
            "look it up at CMVP and set looked-up and status; say in 3.13.11 why it may go on"
            " (Note), or plan its replacement"
        ),
    )


def inapplicable_kinds(facts: RuleInput) -> Iterator[Finding]:
    """BND018: a requirement that is called not applicable for want of such things has none of them
    in the scope (3.1.12, 3.1.16-3.1.19, 3.8.7, 3.8.8, 3.13.14).

    Where no asset says what it can do, a note says that nothing was compared.
    """
    for work in facts.workspace.works:
        rule = _find_rule(work)
        for kind, labels in rule.kinds.items() if rule else ():
            assets = _list_assets(work.system.assets, kind)
            if assets:
                yield from _report_inapplicable(work, kind, labels, assets)
        yield from _report_without_kinds(work)


def _list_assets(assets: tuple[Asset, ...], kind: str) -> list[Asset]:
    """Assets in scope that are of a kind, and not switched off (`wireless-disabled`)."""
    return [
        asset
        for asset in assets
        if asset.category != "out-of-scope"
        and kind in asset.kinds
        and f"{kind}{DISABLED}" not in asset.kinds
    ]


def _report_inapplicable(
    work: Work, kind: str, labels: tuple[str, ...], assets: list[Asset]
) -> Iterator[Finding]:
    by_label = {item.label: item for item in work.baseline.requirements}
    for label in labels:
        requirement = by_label.get(label)
        units = _list_inapplicable(work, requirement) if requirement else {}
        if requirement is None or not units:
            continue
        answer = work.system.answers[requirement.id]
        ids = name_some([asset.id for asset in assets], _MOST_NAMED)
        yield make_finding(
            "BND018",
            answer.source.path,
            f"{', '.join(units)}: not applicable, but {locate_file(work, 'inventory.csv')} has"
            f" {kind} assets in scope: {ids}",
            line=next(iter(units.values())),
            owner=find_owner(work, answer),
            hint=(
                f"answer it, or write {kind}{DISABLED} in the column kinds where that is switched"
                " off"
            ),
        )


def _report_without_kinds(work: Work) -> Iterator[Finding]:
    """One note for a system whose inventory has no `kinds` in scope, at the first such answer."""
    rule = _find_rule(work)
    if not _lacks_kinds(work.system.assets):
        return
    for label in itertools.chain.from_iterable(rule.kinds.values() if rule else ()):
        requirement = work.baseline.by_label.get(label)
        units = _list_inapplicable(work, requirement) if requirement else {}
        if requirement and units:
            yield _report_uncompared(work, work.system.answers[requirement.id], units)
            return


def _lacks_kinds(assets: tuple[Asset, ...]) -> bool:
    """Whether there are assets in scope, and none of them says what it can do."""
    scope = [asset for asset in assets if asset.category != "out-of-scope"]
    return bool(scope) and not any(asset.kinds for asset in scope)


def _report_uncompared(
    work: Work, answer: RequirementAnswer, units: Mapping[str, int | None]
) -> Finding:
    return make_finding(
        "BND018",
        answer.source.path,
        f"{', '.join(units)}: not applicable, and no asset of"
        f" {locate_file(work, 'inventory.csv')} says what it can do (kinds)",
        line=next(iter(units.values())),
        owner=find_owner(work, answer),
        severity=Severity.NOTE,
        hint=f"fill in the column kinds; what is switched off ends in {DISABLED}",
    )


def _list_inapplicable(work: Work, requirement: Requirement) -> Mapping[str, int | None]:
    """The labels of what is called not applicable in a requirement, with their lines."""
    answer = work.system.answers.get(requirement.id)
    if answer is None:
        return {}
    pairs = ((unit, answer.find_answer(unit)) for unit in requirement.units)
    return {
        unit.label: stated.source.line
        for unit, stated in pairs
        if stated is not None and stated.state == "not-applicable"
    }


def unlisted_claims(facts: RuleInput) -> Iterator[Finding]:
    """BND025: what an answer claims to be validated or listed stands in the plan's own list.

    An empty list is not recorded: a note until something claims it. `none` is an answer, but no
    module can be validated where none is relied on.
    """
    for work in facts.workspace.works:
        rule = _find_rule(work)
        if facts.is_unread(work, "components") or facts.list_unread(work, "components"):
            continue
        for key, labels in rule.lists.items() if rule else ():
            asked = [label for label in labels if _is_asked(work, label)]
            lack = _explain_lack(work, key) if asked else ""
            if lack:
                yield _report_unlisted(work, key, lack, list_claimed(work, asked))


def _is_asked(work: Work, label: str) -> bool:
    """Whether the objective is answered, and applies; what is not answered has its own finding."""
    pair = work.baseline.objective_labels.get(label)
    answer = work.system.answers.get(pair[0].id) if pair else None
    stated = answer.find_answer(pair[1]) if answer and pair else None
    return stated is not None and stated.state not in ("", "not-applicable")


def _explain_lack(work: Work, key: str) -> str:
    """Why the list shows nothing, "" where it does."""
    system = work.system
    if key == "interconnections":
        listed = system.characteristics.interconnections
        return "" if listed or is_stated_none(listed) else "no connection to the outside is listed"
    if any(walk_protecting_modules(system)):
        return ""
    if system.characteristics.cryptographic_modules:
        return "the plan says that nothing relies on cryptography"
    return work.baseline.put_term("no cryptographic module that protects CUI is listed")


def _report_unlisted(work: Work, key: str, lack: str, claims: list[str]) -> Finding:
    places = {
        "interconnections": "add it under interconnections, or write interconnections: none",
        "cryptographic-modules": "add cryptographic-modules to the components that use them; where"
        " nothing relies on cryptography the objective is not applicable",
    }
    return make_finding(
        "BND025",
        locate_file(work, "system.md"),
        f"{claims[0]} is claimed, but {lack}" if claims else lack,
        line=1,
        severity=grade_scope(work) if claims else Severity.NOTE,
        hint=places[key],
    )


RULES: tuple[Rule, ...] = (
    unvalidated_modules,
    historical_modules,
    inapplicable_kinds,
    unlisted_claims,
)
