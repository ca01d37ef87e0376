"""BND006-BND009: what providers do, what is left to the organisation, and what shows their
authorization (32 CFR 170.19(c)(2)).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..codes import make_finding
from ..findings import Finding
from ..model.system import MatrixRow, Provider
from ..model.workspace import Work
from ..nearest import suggest_words
from .rule_input import Rule, RuleInput

EQUIVALENT = "fedramp-moderate-equivalent"
# states that claim something which may rest on a provider
_CLAIMS = ("implemented", "inherited", "alternative")


def half_rows(facts: RuleInput) -> Iterator[Finding]:
    """BND006: a shared row says what both sides do, a row of one side what that side does."""
    for work in facts.workspace.works:
        for item in work.system.providers:
            for row in item.matrix:
                if row.responsibility in ("shared", "provider") and not row.provider_does:
                    yield _half(
                        row,
                        item,
                        f"{row.objective} does not say what {item.title} does",
                        "fill in provider-does",
                    )
                if row.responsibility in ("shared", "organisation") and not row.organisation_does:
                    yield _half(
                        row,
                        item,
                        f"{row.objective} does not say what is left to the organisation",
                        "fill in organisation-does",
                    )


def _half(row: MatrixRow, item: Provider, message: str, hint: str) -> Finding:
    return make_finding(
        "BND006", row.source.path, message, line=row.source.line, owner=item.owner, hint=hint
    )


def unused_rows(facts: RuleInput) -> Iterator[Finding]:
    """BND007: what the provider does in whole or in part is taken up by the answer of that
    objective. BND008: so is the provider as such.
    """
    for work in facts.workspace.works:
        named = _named(work)
        for item in work.system.providers:
            labels = named.get(item.slug, set())
            if not labels:
                yield from _unnamed(facts, work, item)
                continue
            for row in item.matrix:
                if (
                    row.responsibility in ("shared", "provider")
                    and row.objective not in labels
                    and _is_answered(facts, work, row)
                ):
                    yield make_finding(
                        "BND007",
                        row.source.path,
                        f"{row.objective}: {item.title} has a part in it, but the answer does not"
                        " name the provider",
                        line=row.source.line,
                        owner=item.owner,
                        hint=f"add to the objective: - Provider: {item.slug}; or correct the row",
                    )


def _named(work: Work) -> dict[str, set[str]]:
    """The objectives that name each provider."""
    found: dict[str, set[str]] = {}
    for answer in work.system.answers.values():
        for letter, own in answer.objectives.items():
            if own.provider:
                found.setdefault(own.provider, set()).add(f"{answer.label}[{letter}]")
        for own in answer.statements.values():
            if own.provider:
                found.setdefault(own.provider, set()).add(answer.label)
    return found


def _is_answered(facts: RuleInput, work: Work, row: MatrixRow) -> bool:
    """Whether the objective claims something; what is open, or cannot be read, has findings of its
    own.
    """
    pair = work.baseline.objective_labels.get(row.objective)
    answer = work.system.answers.get(pair[0].id) if pair else None
    if pair is None or answer is None or facts.answer_is_unread(work, pair[0]):
        return False
    own = answer.objectives.get(pair[1].letter)
    return own is not None and own.state in _CLAIMS


def _unnamed(facts: RuleInput, work: Work, item: Provider) -> Iterator[Finding]:
    """Only where the system is answered: a plan that has only begun names nothing.

    One with a misspelt name may mean this provider.
    """
    why = _matters(item)
    answered = any(
        own.state in _CLAIMS
        for answer in work.system.answers.values()
        for own in answer.objectives.values()
    )
    misspelt = _named(work).keys() - work.system.provider_by_slug.keys()
    start = f"ssp/{work.system.name}/controls/"
    unread = facts.is_unread(work, "controls") or any(
        path.startswith(start) for path in facts.unread
    )
    if why and answered and not misspelt and not unread:
        yield make_finding(
            "BND008",
            item.source.path,
            f"{item.title} {why}, but no answer names it",
            line=item.source.line,
            owner=item.owner,
            hint=f"add - Provider: {item.slug} to the objectives it has a part in",
        )


def _matters(item: Provider) -> str:
    """Why the provider is within the scope; "" if it is not."""
    if item.cui:
        return "holds CUI"
    if item.security_protection_data:
        return "holds security protection data"
    parts = [row for row in item.matrix if row.responsibility in ("shared", "provider")]
    return f"has a part in {len(parts)} objectives" if parts else ""


def equivalent_without_evidence(facts: RuleInput) -> Iterator[Finding]:
    """BND009: an equivalent rests on a body of evidence (DoD CIO memo of 21 December 2023), so that
    is in the register. REF003: what is named is.
    """
    for work in facts.workspace.works:
        register = tuple(work.system.evidence_by_id)
        unread = facts.is_unread(work, "evidence.yaml")
        for item in work.system.providers:
            given = item.authorization
            if given is None:
                continue
            if given.kind == EQUIVALENT and not given.evidence:
                yield make_finding(
                    "BND009",
                    item.source.path,
                    f"{item.title} is said to be equivalent to FedRAMP Moderate, and no evidence"
                    " shows it",
                    pointer="/authorization",
                    owner=item.owner,
                    hint="register its body of evidence and name it: evidence: [ID]",
                )
            for index, key in enumerate(given.evidence if not unread else ()):
                if key not in register:
                    yield make_finding(
                        "REF003",
                        item.source.path,
                        f'unknown evidence item "{key}"',
                        pointer=f"/authorization/evidence/{index}",
                        hint=suggest_words(key, register) or "the register is evidence.yaml",
                    )


RULES: tuple[Rule, ...] = (half_rows, unused_rows, equivalent_without_evidence)
