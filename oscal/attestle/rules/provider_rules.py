"""BND006-BND009, BND016, BND017: what providers do and what shows their authorization
(32 CFR 170.19(c)(2)).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..codes import make_finding
from ..findings import Finding
from ..model.answers import CLAIMS
from ..model.providers import MatrixRow, Provider
from ..model.workspace import Work
from ..nearest import suggest_words
from .rule_input import Rule, RuleInput, grade_scope, has_claims, locate_file

EQUIVALENT = "fedramp-moderate-equivalent"
# What a vendor may hold, in words
HELD: Mapping[str, str] = MappingProxyType({"spd": "security protection data", "cui": "CUI"})
# Responsibilities of a matrix row in which a side has something to do
_OF_PROVIDER = ("shared", "provider")
_OF_ORGANISATION = ("shared", "organisation")


def incomplete_rows(facts: RuleInput) -> Iterator[Finding]:
    """BND006: a shared row says what both sides do, a row of one side what that side does."""
    for work in facts.workspace.works:
        for provider in work.system.providers:
            for row in provider.matrix_rows:
                if row.responsibility in _OF_PROVIDER and not row.provider_does:
                    yield _report_half(
                        row,
                        provider,
                        f"{row.objective} does not say what {provider.title} does",
                        "fill in provider-does",
                    )
                if row.responsibility in _OF_ORGANISATION and not row.organisation_does:
                    yield _report_half(
                        row,
                        provider,
                        f"{row.objective} does not say what is left to the organisation",
                        "fill in organisation-does",
                    )


def _report_half(row: MatrixRow, provider: Provider, message: str, hint: str) -> Finding:
    return make_finding(
        "BND006", row.source.path, message, line=row.source.line, owner=provider.owner, hint=hint
    )


def unused_rows(facts: RuleInput) -> Iterator[Finding]:
    """BND007: what the provider does is taken up by the answer of that objective.

    In whole or in part. BND008: so is the provider as such.
    """
    for work in facts.workspace.works:
        mentions = _list_mentions(work)
        for provider in work.system.providers:
            if provider.slug in mentions:
                yield from _report_unused(facts, work, provider, mentions[provider.slug])
            else:
                yield from _report_unmentioned(facts, work, provider, mentions)


def _list_mentions(work: Work) -> dict[str, set[str]]:
    """The labels of the objectives, and of requirements as a whole, that name each provider."""
    mentions: dict[str, set[str]] = {}
    for answer in work.system.answers.values():
        for unit in work.baseline.by_id[answer.control_id].units:
            objective = answer.find_answer(unit)
            if objective and objective.provider:
                mentions.setdefault(objective.provider, set()).add(unit.label)
        for statement in answer.statements.values():
            if statement.provider:
                mentions.setdefault(statement.provider, set()).add(answer.label)
    return mentions


def _report_unused(
    facts: RuleInput, work: Work, provider: Provider, labels: set[str]
) -> Iterator[Finding]:
    """Rows of which nothing is said, of a provider that is named for the objectives `labels`."""
    for row in provider.matrix_rows:
        if row.responsibility not in _OF_PROVIDER or row.objective in labels:
            continue
        if _is_claimed(facts, work, row):
            yield make_finding(
                "BND007",
                row.source.path,
                f"{row.objective}: {provider.title} has a part in it, but the answer does not name"
                " the provider",
                line=row.source.line,
                owner=provider.owner,
                hint=f"add to the objective: - Provider: {provider.slug}; or correct the row",
            )


def _is_claimed(facts: RuleInput, work: Work, row: MatrixRow) -> bool:
    """What is open, or cannot be read, has findings of its own."""
    pair = work.baseline.objective_labels.get(row.objective)
    answer = work.system.answers.get(pair[0].id) if pair else None
    if pair is None or answer is None or facts.is_answer_unread(work, pair[0]):
        return False
    objective = answer.find_answer(pair[1])
    return objective is not None and objective.state in CLAIMS


def _report_unmentioned(
    facts: RuleInput, work: Work, provider: Provider, mentions: Mapping[str, set[str]]
) -> Iterator[Finding]:
    """Only where the system is answered: a plan that has only begun names nothing."""
    reason = work.baseline.put_term(_explain_scope(provider))
    # a misspelt name may mean this provider, and so may a file that cannot be read
    misspelt = mentions.keys() - work.system.provider_by_slug.keys()
    if reason and not misspelt and has_claims(work) and not _has_unread_answers(facts, work):
        yield make_finding(
            "BND008",
            provider.source.path,
            f"{provider.title} {reason}, but no answer names it",
            line=provider.source.line,
            owner=provider.owner,
            severity=grade_scope(work),
            hint=f"add - Provider: {provider.slug} to the objectives it has a part in",
        )


def _has_unread_answers(facts: RuleInput, work: Work) -> bool:
    start = locate_file(work, "controls/")
    return facts.is_unread(work, "controls") or any(path.startswith(start) for path in facts.unread)


def _explain_scope(provider: Provider) -> str:
    """Why the provider is within the scope; "" if it is not."""
    if provider.cui:
        return "holds CUI"
    if provider.security_protection_data:
        return "holds security protection data"
    rows = [row for row in provider.matrix_rows if row.responsibility in _OF_PROVIDER]
    return f"has a part in {len(rows)} objectives" if rows else ""


def equivalent_without_evidence(facts: RuleInput) -> Iterator[Finding]:
    """BND009: the body of evidence that an equivalent rests on is in the register.

    DoD CIO memo of 21 December 2023. REF003: what is named as evidence of any kind is there.
    """
    for work in facts.workspace.works:
        for provider in work.system.providers:
            given = provider.authorization
            if given is None:
                continue
            if given.kind == EQUIVALENT and not given.evidence:
                yield make_finding(
                    "BND009",
                    provider.source.path,
                    f"{provider.title} is said to be equivalent to FedRAMP Moderate, and no"
                    " evidence shows it",
                    pointer="/authorization",
                    owner=provider.owner,
                    hint="register its body of evidence and name it: evidence: [ID]",
                )
            if not facts.is_unread(work, "evidence.yaml"):
                yield from _report_unknown_evidence(work, provider, given.evidence)


def _report_unknown_evidence(
    work: Work, provider: Provider, keys: tuple[str, ...]
) -> Iterator[Finding]:
    register = tuple(work.system.evidence_by_id)
    for index, key in enumerate(keys):
        if key not in register:
            yield make_finding(
                "REF003",
                provider.source.path,
                f'unknown evidence item "{key}"',
                pointer=f"/authorization/evidence/{index}",
                hint=suggest_words(key, register) or "the register is evidence.yaml",
            )


def unscoped_provider(facts: RuleInput) -> Iterator[Finding]:
    """BND016: what a provider that is no cloud provider does with CUI stands in the inventory.

    170.19(c)(2)(ii): its services are assessed as part of the organisation's scope.
    """
    for work in facts.workspace.works:
        if facts.is_unread(work, "inventory.csv") or not work.system.assets:
            continue  # BND019 tells of an inventory without rows
        run_by = {item.slug: item.provider for item in work.system.components}
        present = {
            run_by.get(asset.component)
            for asset in work.system.assets
            if asset.category != "out-of-scope"
        }
        for provider in work.system.providers:
            if provider.cui and not provider.cloud and provider.slug not in present:
                yield make_finding(
                    "BND016",
                    provider.source.path,
                    f"{provider.title} handles CUI and is no cloud provider, but no asset in scope"
                    " belongs to it",
                    line=provider.source.line,
                    owner=provider.owner,
                    severity=grade_scope(work),
                    hint=(
                        f"add its services to inventory.csv, under a component with provider:"
                        f" {provider.slug}"
                    ),
                )


def vendor_without_matrix(facts: RuleInput) -> Iterator[Finding]:
    """BND017: a vendor whose own assets hold CUI or security protection data is an external service
    provider: what it does stands in a matrix, its own or the plan's (170.19(c)(2)(iv)).

    One finding for a vendor.
    """
    for work in facts.workspace.works:
        if facts.is_unread(work, "providers") or facts.list_unread(work, "providers"):
            continue
        known = {item.slug: item for item in work.system.providers}
        reported: set[str] = set()
        for component in work.system.components:
            vendor = component.provider or component.vendor or component.title
            provider = known.get(component.provider or "")
            has_matrix = provider is not None and (provider.matrix or provider.matrix_rows)
            if not component.holds or has_matrix or vendor in reported:
                continue
            reported.add(vendor)
            held = " and ".join(HELD[word] for word in component.holds)
            yield make_finding(
                "BND017",
                component.source.path,
                f"{vendor} holds {held} on assets of its own, and no responsibility matrix says who"
                " does what",
                line=component.source.line,
                owner=component.owner,
                severity=grade_scope(work),
                hint=(
                    "describe the vendor under providers/ and name it as provider, with its matrix"
                    " (matrix: document, version, date, location) or rows of your own"
                ),
            )


RULES: tuple[Rule, ...] = (
    incomplete_rows,
    unused_rows,
    equivalent_without_evidence,
    unscoped_provider,
    vendor_without_matrix,
)
