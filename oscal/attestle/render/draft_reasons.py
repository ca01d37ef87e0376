"""Why a document is a draft, in words: errors, silence, states that lack something, approvals."""

from __future__ import annotations

from collections.abc import Iterator

from ..assess.plan_state import PlanState
from .name_lookup import NameLookup


def write_draft(state: PlanState, names: NameLookup) -> str:
    """`DRAFT: 2 errors, 3 of 320 objectives not answered, not approved`; "" for a final plan."""
    if state.is_final:
        return ""
    return f"DRAFT: {', '.join(list_reasons(state, names))}"


def list_reasons(state: PlanState, names: NameLookup) -> Iterator[str]:
    """What keeps a plan from being final, each kind with its number."""
    if number := len(state.errors):
        yield f"{number} error{'s' if number != 1 else ''}"
    if state.unanswered:
        yield f"{state.unanswered} of {state.objectives} {state.units} not answered"
    if number := state.incomplete:
        lack = "states lack what they need" if number != 1 else "state lacks what it needs"
        yield f"{number} {lack}"
    if state.unapproved and state.unapproved == state.approvers:
        yield "not approved"
    elif state.unapproved:
        roles = ", ".join(names.shorten_role(role) for role in state.unapproved)
        yield f"not approved by: {roles}"
