"""Checks over a workspace: plain functions in tuples.

Each yields findings and always runs to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..findings import Finding, sort_findings
from . import (
    answer_rules,
    boundary_rules,
    claim_rules,
    component_rules,
    connection_rules,
    constraint_rules,
    contradiction_rules,
    day_rules,
    definition_rules,
    document_rules,
    evidence_rules,
    identity_rules,
    mapping_rules,
    marking_rules,
    parameter_rules,
    plan_rules,
    poam_rules,
    prose_rules,
    provider_rules,
    reference_rules,
    repository_rules,
    risk_rules,
    scope_rules,
    score_rules,
    unwritten_texts,
    workspace_identity_rules,
)
from .rule_input import Rule, RuleInput

# What must hold before authored files may be assembled at all.
STRUCTURE: tuple[Rule, ...] = (*identity_rules.RULES, *reference_rules.RULES)
# What CMMC and good practice ask of the content.
DOMAIN: tuple[Rule, ...] = (
    *answer_rules.RULES,
    *parameter_rules.RULES,
    *prose_rules.RULES,
    *plan_rules.RULES,
    *day_rules.RULES,
    *evidence_rules.RULES,
    *boundary_rules.RULES,
    *provider_rules.RULES,
    *scope_rules.RULES,
    *claim_rules.RULES,
    *connection_rules.RULES,
    *marking_rules.RULES,
    *component_rules.RULES,
    *poam_rules.RULES,
    *score_rules.RULES,
)
# What one document, and the documents that it asks for, decide.
PER_DOCUMENT: tuple[Rule, ...] = (
    *constraint_rules.RULES,
    *contradiction_rules.RULES,
    *unwritten_texts.RULES,
    *risk_rules.RULES,
)
# OSCAL documents, each and together.
DOCUMENTS: tuple[Rule, ...] = (
    *PER_DOCUMENT,
    *document_rules.RULES,
    *workspace_identity_rules.RULES,
    *mapping_rules.RULES,
    *definition_rules.RULES,
)
# Where all of it lives: nothing that is assembled rests on that.
PLACE: tuple[Rule, ...] = repository_rules.RULES
# Crosswalks alone.
MAPPINGS: tuple[Rule, ...] = (*mapping_rules.RULES, *definition_rules.RULES)
ALL: tuple[Rule, ...] = (*STRUCTURE, *DOMAIN, *DOCUMENTS, *PLACE)
# What takes more than one document to decide.
BETWEEN_FILES: tuple[Rule, ...] = tuple(rule for rule in ALL if rule not in (*PER_DOCUMENT, *PLACE))


def run_rules(facts: RuleInput, rules: Iterable[Rule] = ALL) -> tuple[Finding, ...]:
    """Run every rule, always to the end."""
    return sort_findings(_walk_findings(facts, rules))


def _walk_findings(facts: RuleInput, rules: Iterable[Rule]) -> Iterator[Finding]:
    for rule in rules:
        yield from rule(facts)
