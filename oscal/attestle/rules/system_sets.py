"""The rules on what people write about their systems."""

from __future__ import annotations

from . import (
    answer_rules,
    boundary_rules,
    claim_rules,
    component_rules,
    connection_rules,
    day_rules,
    evidence_rules,
    identity_rules,
    marking_rules,
    parameter_rules,
    picture_rules,
    plan_rules,
    poam_rules,
    prose_rules,
    provider_rules,
    reference_rules,
    repository_rules,
    scope_rules,
    score_rules,
    text_rules,
    workspace_identity_rules,
)
from .rule_input import Rule

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
    *picture_rules.RULES,
    *marking_rules.RULES,
    *component_rules.RULES,
    *poam_rules.RULES,
    *score_rules.RULES,
    *text_rules.RULES,
)
# All that is asked of the systems of a workspace.
SYSTEMS: tuple[Rule, ...] = (*STRUCTURE, *DOMAIN, *workspace_identity_rules.OF_SYSTEMS)
# Those of them that look at one text at a time and at no other answer, the slow ones: what they say
# of an answer stands at its path, and is the same whatever other answers there are
OF_TEXTS: tuple[Rule, ...] = (
    answer_rules.future_tense,
    answer_rules.placeholder,
    answer_rules.repeated_requirement,
    *prose_rules.RULES,
    scope_rules.contradicting_counts,
)
WITHOUT_TEXTS: tuple[Rule, ...] = tuple(rule for rule in SYSTEMS if rule not in OF_TEXTS)
# Where all of it lives: nothing that is assembled rests on that.
PLACE: tuple[Rule, ...] = repository_rules.RULES
