"""The rules on OSCAL documents."""

from __future__ import annotations

from . import (
    constraint_rules,
    contradiction_rules,
    definition_rules,
    document_rules,
    mapping_rules,
    risk_rules,
    unwritten_texts,
    workspace_identity_rules,
)
from .rule_input import Rule

# What one document, and the documents that it asks for, decide.
PER_DOCUMENT: tuple[Rule, ...] = (
    *constraint_rules.RULES,
    *contradiction_rules.RULES,
    *unwritten_texts.RULES,
    *risk_rules.RULES,
)
# Crosswalks alone.
MAPPINGS: tuple[Rule, ...] = (*mapping_rules.RULES, *definition_rules.RULES)
# Documents together, and whose they are: of a system these know its description alone.
BETWEEN_DOCUMENTS: tuple[Rule, ...] = (
    *document_rules.RULES,
    *workspace_identity_rules.OF_DOCUMENTS,
    *MAPPINGS,
)
