"""BND001-BND013: providers, matrix, narrative, pictures, assets and owners (32 CFR 170.19).

BND006-BND009 are in providers.py, BND010-BND013 in scope.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..assess.objectives import has_matrix_row
from ..codes import make_finding
from ..findings import Finding
from .rule_input import Rule, RuleInput, find_owner

SUFFICIENT = ("fedramp-moderate", "fedramp-high", "fedramp-moderate-equivalent")
NOT_FOR_CUI: Mapping[str, str] = MappingProxyType({
    "out-of-scope": "out of scope", "spa": "a security protection asset", "crma": "a contractor risk managed asset",
})  # fmt: skip
PARTS = (("boundary", "boundary.md"), ("network", "network.md"), ("data_flow", "data-flow.md"))


def unauthorized_cloud(facts: RuleInput) -> Iterator[Finding]:
    """BND001: a cloud service provider with CUI has FedRAMP Moderate or better, or the equivalent
    (170.19(c)(2)).
    """
    for work in facts.workspace.works:
        for item in work.system.providers:
            if (
                item.cloud
                and item.cui
                and (item.authorization is None or item.authorization.kind not in SUFFICIENT)
            ):
                yield make_finding(
                    "BND001",
                    item.source.path,
                    f"{item.title} is a cloud provider with CUI but has no FedRAMP Moderate"
                    " authorization or equivalent",
                    line=item.source.line,
                    owner=item.owner,
                    hint="record its authorization, or move the CUI",
                )


def no_matrix_row(facts: RuleInput) -> Iterator[Finding]:
    """BND002: what is inherited from or shared with a provider stands in its responsibility matrix."""
    for work in facts.workspace.works:
        known = work.system.provider_by_slug
        for answer in work.system.answers.values():
            for letter, own in answer.objectives.items():
                label = f"{answer.label}[{letter}]"
                if facts.is_unread(work, f"providers/{own.provider}.csv"):
                    continue
                if own.provider in known and not has_matrix_row(work.system, own.provider, label):
                    yield make_finding(
                        "BND002",
                        answer.source.path,
                        f"{label} names the provider {own.provider}, whose matrix has no row"
                        " for it",
                        line=own.lines.get("Provider"),
                        owner=find_owner(work, answer),
                        hint=f"add a row to ssp/{work.system.name}/providers/{own.provider}.csv",
                    )


def no_picture(facts: RuleInput) -> Iterator[Finding]:
    """BND003: boundary, network and data flow are told and drawn. REF010: the pictures exist."""
    for work in facts.workspace.works:
        for attribute, name in PARTS:
            narrative = getattr(work.system, attribute)
            path = f"ssp/{work.system.name}/{name}"
            if narrative is None and facts.is_unread(work, name):
                continue
            if narrative is None or not narrative.text.strip():
                yield make_finding(
                    "BND003",
                    path,
                    f"{name} has no narrative",
                    line=1 if narrative else None,
                    hint="describe it; assessors look here first",
                )
            elif not narrative.diagrams:
                yield make_finding(
                    "BND003",
                    path,
                    f"{name} has no picture",
                    line=1,
                    hint="add a diagram under diagrams:",
                )
            for picture in narrative.diagrams if narrative else ():
                if f"ssp/{work.system.name}/{picture.file}" not in work.local_files:
                    yield make_finding(
                        "REF010",
                        path,
                        f"there is no file ssp/{work.system.name}/{picture.file}",
                        line=picture.source.line,
                        pointer=picture.source.pointer,
                        hint="add the picture, or correct its name",
                    )


def wrong_category(facts: RuleInput) -> Iterator[Finding]:
    """BND004: what handles CUI is a CUI or a specialized asset; what is out of scope says why."""
    for work in facts.workspace.works:
        for item in work.system.assets:
            if item.category in NOT_FOR_CUI and item.cui:
                yield make_finding(
                    "BND004",
                    item.source.path,
                    f"{item.id} is {NOT_FOR_CUI[item.category]}, yet it {', '.join(item.cui)} CUI",
                    line=item.source.line,
                    owner=item.owner,
                    hint="an asset that handles CUI is a CUI asset",
                )
            if item.category == "out-of-scope" and not item.justification:
                yield make_finding(
                    "BND004",
                    item.source.path,
                    f"{item.id} is out of scope without a justification",
                    line=item.source.line,
                    owner=item.owner,
                    hint="say why it cannot handle CUI",
                )
            if item.category == "cui" and not item.cui:
                yield make_finding(
                    "BND004",
                    item.source.path,
                    f"{item.id} is a CUI asset but does nothing with CUI",
                    line=item.source.line,
                    owner=item.owner,
                    hint="fill in cui: stores;processes;transmits;backs-up",
                )


def no_family_owner(facts: RuleInput) -> Iterator[Finding]:
    """BND005: each family of the profile has one accountable role."""
    for work in facts.workspace.works:
        known = {code for code, _ in work.baseline.families}
        strange = [f'"{name}"' for name in work.system.people.families if name not in known]
        for code, title in work.baseline.families:
            if not work.system.family_owner(code):
                yield make_finding(
                    "BND005",
                    f"ssp/{work.system.name}/people.yaml",
                    f"the family {code} ({title}) has no owner",
                    line=1,
                    hint=f"add under families: {code}: role"
                    + (f"; the profile has no family {', '.join(strange)}" if strange else ""),
                )


RULES: tuple[Rule, ...] = (
    unauthorized_cloud,
    no_matrix_row,
    no_picture,
    wrong_category,
    no_family_owner,
)
