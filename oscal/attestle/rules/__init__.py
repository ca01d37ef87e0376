"""Checks over a workspace: plain functions in tuples.

Each yields findings and always runs to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..findings import Finding, ordered
from . import (
    answers,
    boundary,
    components,
    constraints,
    contradictions,
    evidence,
    identity,
    mapping,
    oscal,
    poam,
    providers,
    references,
    scope,
    score,
)
from .facts import Facts, Rule

# What must hold before authored files may be assembled at all.
STRUCTURE: tuple[Rule, ...] = (*identity.RULES, *references.RULES)
# What CMMC and good practice ask of the content.
DOMAIN: tuple[Rule, ...] = (
    *answers.RULES,
    *evidence.RULES,
    *boundary.RULES,
    *providers.RULES,
    *scope.RULES,
    *components.RULES,
    *poam.RULES,
    *score.RULES,
)
# OSCAL documents, each and together.
DOCUMENTS: tuple[Rule, ...] = (
    *constraints.RULES,
    *contradictions.RULES,
    *oscal.RULES,
    *mapping.RULES,
)
# Crosswalks alone.
MAPPINGS: tuple[Rule, ...] = mapping.RULES
ALL: tuple[Rule, ...] = (*STRUCTURE, *DOMAIN, *DOCUMENTS)


def check(facts: Facts, rules: Iterable[Rule] = ALL) -> tuple[Finding, ...]:
    """Run every rule, always to the end."""
    return ordered(_all(facts, rules))


def _all(facts: Facts, rules: Iterable[Rule]) -> Iterator[Finding]:
    for rule in rules:
        yield from rule(facts)
