"""Runs rules: always all that are asked for, to the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..findings import Finding, sort_findings
from .rule_input import Rule, RuleInput


def run_rules(facts: RuleInput, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """Run every rule, always to the end."""
    return sort_findings(_walk_findings(facts, rules))


def _walk_findings(facts: RuleInput, rules: Iterable[Rule]) -> Iterator[Finding]:
    for rule in rules:
        yield from rule(facts)
