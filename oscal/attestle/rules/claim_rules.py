"""BND014, BND015, BND018: what answers claim against what the plan holds in structured form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..assess.cryptography import ModuleFault, find_unvalidated, walk_modules
from ..assess.exceptions import find_excuse
from ..codes import make_finding
from ..findings import Finding
from ..formats.shipped_facts import read_dated_fact
from ..model.answers import CLAIMS
from ..model.baseline import Requirement
from ..model.frameworks import StructureRule
from ..model.system import DISABLED, Asset, Component, CryptographicModule
from ..model.workspace import Work
from .rule_input import Rule, RuleInput, find_owner, locate_file

_MOST_NAMED = 4


def unvalidated_modules(facts: RuleInput) -> Iterator[Finding]:
    """BND014: where validated cryptography is claimed, every module that protects CUI has a
    certificate; one finding for a system.

    A temporary deficiency (32 CFR 170.4 names the patch of a validated module) or an enduring
    exception that covers the objective takes the finding away.
    """
    for work in facts.workspace.works:
        faults = find_unvalidated(work.system)
        if faults:
            for label in _list_claims(facts, work):
                yield _report_faults(work, label, faults)


def _list_claims(facts: RuleInput, work: Work) -> Iterator[str]:
    """Objectives of the cryptography requirement that are claimed and not excused."""
    for requirement in work.baseline.requirements:
        rule = requirement.framework.structure
        answer = work.system.answers.get(requirement.id)
        if rule is None or answer is None or requirement.label != rule.cryptography:
            continue
        for unit in requirement.units:
            stated = answer.find_answer(unit)
            if stated is None or stated.state not in CLAIMS:
                continue
            if find_excuse(work.system, requirement, unit, facts.as_of) is None:
                yield unit.label


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


def historical_modules(facts: RuleInput) -> Iterator[Finding]:
    """BND015: certificates are active, and looked up since the last of FIPS 140-2 became historical.

    No rating changes: NIST lets existing uses go on, and assessors differ. One finding for a system.
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
        if found:
            yield _report_historical(found)


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


def _report_historical(found: list[tuple[Component, CryptographicModule, str]]) -> Finding:
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
        hint=(
            "look it up at CMVP and set looked-up and status; say in 3.13.11 why it may go on, or"
            " plan its replacement"
        ),
    )


def inapplicable_kinds(facts: RuleInput) -> Iterator[Finding]:
    """BND018: a requirement that is called not applicable for want of such things has none of them
    in the scope (3.1.12, 3.1.16-3.1.19, 3.8.7, 3.8.8, 3.13.14).
    """
    for work in facts.workspace.works:
        rule = _find_rule(work)
        for kind, labels in rule.kinds.items() if rule else ():
            assets = _list_assets(work.system.assets, kind)
            if assets:
                yield from _report_inapplicable(work, kind, labels, assets)


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
        ids = ", ".join(asset.id for asset in assets[:_MOST_NAMED])
        more = f" and {len(assets) - _MOST_NAMED} more" if len(assets) > _MOST_NAMED else ""
        yield make_finding(
            "BND018",
            answer.source.path,
            f"{', '.join(units)}: not applicable, but {locate_file(work, 'inventory.csv')} has"
            f" {kind} assets in scope: {ids}{more}",
            line=next(iter(units.values())),
            owner=find_owner(work, answer),
            hint=(
                f"answer it, or write {kind}{DISABLED} in the column kinds where that is switched"
                " off"
            ),
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


RULES: tuple[Rule, ...] = (unvalidated_modules, historical_modules, inapplicable_kinds)
