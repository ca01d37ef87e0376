"""BND001-BND013: providers, matrix, narrative, pictures, assets and owners (32 CFR 170.19).

BND006-BND009 are in provider_rules.py, BND010-BND013 in scope_rules.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..assess.cryptography import AUTHORIZED
from ..assess.objectives import has_matrix_row
from ..codes import make_finding
from ..findings import Finding, Severity
from ..formats.file_names import explain_unportable
from ..model.frameworks import PROTECTED
from ..model.inventory import Asset
from ..model.system import Diagram, Narrative
from ..model.workspace import Work
from .rule_input import (
    Rule,
    RuleInput,
    find_owner,
    grade_scope,
    locate_file,
    walk_objectives,
)

# Categories whose assets handle no CUI, and what they are called
NOT_FOR_CUI: Mapping[str, str] = MappingProxyType(
    {
        "out-of-scope": "out of scope",
        "spa": "a security protection asset",
        "crma": "a contractor risk managed asset",
    }
)


def unauthorized_cloud(facts: RuleInput) -> Iterator[Finding]:
    """BND001: a cloud provider with CUI has FedRAMP Moderate or better, or the equivalent.

    170.19(c)(2).
    """
    for work in facts.workspace.works:
        for provider in work.system.providers:
            given = provider.authorization
            sufficient = given is not None and given.kind in AUTHORIZED
            # Level 1 protects FCI, for which no rule asks an authorization of the provider
            asked = work.baseline.term == PROTECTED
            if asked and provider.cloud and provider.cui and not sufficient:
                yield make_finding(
                    "BND001",
                    provider.source.path,
                    f"{provider.title} is a cloud provider with CUI but has no FedRAMP Moderate"
                    " authorization or equivalent",
                    line=provider.source.line,
                    owner=provider.owner,
                    hint="record its authorization, or move the CUI",
                )


def missing_matrix_row(facts: RuleInput) -> Iterator[Finding]:
    """BND002: what rests on a provider stands in its responsibility matrix."""
    for work, answer, objective, label in walk_objectives(facts):
        provider = objective.provider
        if provider not in work.system.provider_by_slug:
            continue
        if facts.is_unread(work, f"providers/{provider}.csv"):
            continue
        if not has_matrix_row(work.system, provider, label):
            yield make_finding(
                "BND002",
                answer.source.path,
                f"{label} names the provider {provider}, whose matrix has no row for it",
                line=objective.lines.get("Provider"),
                owner=find_owner(work, answer),
                hint=f"add a row to {locate_file(work, f'providers/{provider}.csv')}",
            )


def missing_picture(facts: RuleInput) -> Iterator[Finding]:
    """BND003: boundary, network and data flow are told and drawn.

    REF010, OSC025: the pictures exist, can be shown, and have names for every machine.
    """
    for work in facts.workspace.works:
        for name, narrative in (
            ("boundary.md", work.system.boundary),
            ("network.md", work.system.network),
            ("data-flow.md", work.system.data_flow),
        ):
            if narrative is None and facts.is_unread(work, name):
                continue
            yield from _report_narrative(work, name, narrative)
            yield from _report_pictures(work, name, narrative)


def _report_narrative(work: Work, name: str, narrative: Narrative | None) -> Iterator[Finding]:
    path = locate_file(work, name)
    if narrative is None or not narrative.text.strip():
        yield make_finding(
            "BND003",
            path,
            f"{name} has no narrative",
            line=1 if narrative else None,
            severity=grade_scope(work),
            hint="describe it; assessors look here first",
        )
    elif not narrative.diagrams:
        yield make_finding(
            "BND003",
            path,
            f"{name} has no picture",
            line=1,
            severity=grade_scope(work),
            hint="add a diagram under diagrams:",
        )


def _report_pictures(work: Work, name: str, narrative: Narrative | None) -> Iterator[Finding]:
    for picture in narrative.diagrams if narrative else ():
        file = locate_file(work, picture.file)
        if file not in work.local_files:
            hint = "add the picture, or correct its name"
            yield _report_picture("REF010", work, name, picture, f"there is no file {file}", hint)
        elif file in work.false_pictures:
            message = f"{file} is no picture that Word can show"
            hint = "save it anew as PNG or JPEG"
            finding = _report_picture("REF010", work, name, picture, message, hint)
            yield replace(finding, severity=Severity.WARNING)
        if why := next(filter(None, map(explain_unportable, picture.file.split("/"))), ""):
            message = f"not every machine can hold the name {picture.file}: {why}"
            hint = "rename the file, here too"
            finding = _report_picture("OSC025", work, name, picture, message, hint)
            yield replace(finding, severity=Severity.WARNING)


def _report_picture(
    code: str, work: Work, name: str, picture: Diagram, message: str, hint: str
) -> Finding:
    return make_finding(
        code,
        locate_file(work, name),
        message,
        line=picture.source.line,
        pointer=picture.source.pointer,
        hint=hint,
    )


def wrong_category(facts: RuleInput) -> Iterator[Finding]:
    """BND004: what handles CUI is a CUI or a specialized asset; what is out of scope says why."""
    for work in facts.workspace.works:
        say = work.baseline.put_term
        for asset in work.system.assets:
            if asset.category in NOT_FOR_CUI and asset.cui:
                yield _report_asset(
                    asset,
                    f"{asset.id} is {NOT_FOR_CUI[asset.category]}, yet it"
                    f" {', '.join(asset.cui)} {work.baseline.term}",
                    say("an asset that handles CUI is a CUI asset"),
                )
            if asset.category == "out-of-scope" and not asset.justification:
                yield _report_asset(
                    asset,
                    f"{asset.id} is out of scope without a justification",
                    say("say why it cannot handle CUI"),
                )
            if asset.category == "cui" and not asset.cui:
                yield _report_asset(
                    asset,
                    asset.id + say(" is a CUI asset but does nothing with CUI"),
                    "fill in cui: stores;processes;transmits;backs-up",
                )


def _report_asset(asset: Asset, message: str, hint: str) -> Finding:
    return make_finding(
        "BND004", asset.source.path, message, line=asset.source.line, owner=asset.owner, hint=hint
    )


def missing_family_owner(facts: RuleInput) -> Iterator[Finding]:
    """BND005: each family of the profile has one accountable role."""
    for work in facts.workspace.works:
        codes = {code for code, _ in work.baseline.families}
        strange = [f'"{name}"' for name in work.system.people.families if name not in codes]
        more = f"; the profile has no family {', '.join(strange)}" if strange else ""
        for code, title in work.baseline.families:
            if not work.system.family_owner(code):
                yield make_finding(
                    "BND005",
                    locate_file(work, "people.yaml"),
                    f"the family {code} ({title}) has no owner",
                    line=1,
                    hint=f"add under families: {code}: role{more}",
                )


RULES: tuple[Rule, ...] = (
    unauthorized_cloud,
    missing_matrix_row,
    missing_picture,
    wrong_category,
    missing_family_owner,
)
