"""One requirement file as an implemented-requirement: component sections as by-components,
objectives as statements.

Convention (docs/decisions/0006): an answer to an assessment objective is a statement whose
statement-id is the id of the objective, with the by-component `this-system` (or the component the
section names).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..model.baseline import Requirement
from ..model.system import (
    THIS_SYSTEM,
    ComponentAnswer,
    ObjectiveAnswer,
    RequirementAnswer,
    System,
    derive_id,
)
from ..trees import Tree
from .oscal_parts import (
    component_uuid,
    drop_empty,
    make_evidence_link,
    make_prop_per_value,
    make_props,
    source_pair,
)

# authored state -> OSCAL implementation-status
STATUS: Mapping[str, str] = {
    "implemented": "implemented",
    "inherited": "implemented",
    "alternative": "alternative",
    "partial": "partial",
    "planned": "planned",
    "not-implemented": "planned",
    "not-applicable": "not-applicable",
}
# states that the OSCAL status does not tell by itself
_SPELLED_OUT = ("inherited", "not-implemented")


def build_implemented_requirement(system: System, requirement: Requirement) -> Tree | None:
    """None while nothing of the requirement is answered or stated; parameters alone are no answer
    (OSCAL asks for a by-component).
    """
    answer = system.answers.get(requirement.id)
    if answer is None:
        return None
    statements = [*_objectives(system, requirement, answer), *_items(system, requirement, answer)]
    by_components = [
        _component(system, requirement, part)
        for part in answer.components
        if not (part.is_emptied or (part.is_blank and not part.objectives))
    ]
    if not statements and not by_components:
        return None
    return drop_empty(
        {
            "uuid": requirement_uuid(system, requirement.id),
            "control-id": requirement.id,
            "props": make_props(
                ("partial-credit", answer.partial_credit), ("source", answer.source.path)
            ),
            "set-parameters": [
                {"param-id": key, "values": list(values)}
                for key, values in answer.parameters.items()
            ],
            "responsible-roles": (
                [{"role-id": owner}]
                if (owner := answer.owner or system.family_owner(requirement.family))
                else []
            ),
            "statements": statements,
            "by-components": by_components,
        }
    )


def requirement_uuid(system: System, control_id: str) -> str:
    return derive_id(system, "implemented-requirement", control_id)


def statement_uuid(system: System, statement_id: str) -> str:
    return derive_id(system, "statement", statement_id)


def by_component_uuid(system: System, parent_id: str, component: str) -> str:
    """`parent_id` is the control id or the statement id; `component` the uuid of the component."""
    return derive_id(system, "by-component", parent_id, component)


def _component(system: System, requirement: Requirement, part: ComponentAnswer) -> Tree:
    target = component_uuid(system, part.component)
    identity = by_component_uuid(system, requirement.id, target)
    return drop_empty(
        {
            "component-uuid": target,
            "uuid": identity,
            "description": part.prose,
            "props": [
                *make_props(("section-title", part.title), ("taken-from", part.taken_from)),
                *make_prop_per_value("objective", part.objectives),
            ],
            "export": _export(system, identity, part),
            "implementation-status": {"state": part.status},
        }
    )


def _objectives(system: System, requirement: Requirement, answer: RequirementAnswer) -> list[Tree]:
    found = []
    for objective in requirement.objectives:
        own = answer.objectives.get(objective.letter)
        if own is not None:
            found.append(_statement(system, objective.id, objective.label, own))
    return [item for item in found if item]


def _items(system: System, requirement: Requirement, answer: RequirementAnswer) -> list[Tree]:
    known = [requirement.statement_id, *(item.id for item in requirement.items)]
    found = [
        _statement(system, part, part, answer.statements[part])
        for part in known
        if part in answer.statements
    ]
    return [item for item in found if item]


def has_statement(own: ObjectiveAnswer) -> bool:
    """Whether the plan has a statement for the answer: something is stated or told."""
    return own.is_told or any(prose.strip() for prose in own.by_component.values())


def _statement(system: System, statement_id: str, label: str, own: ObjectiveAnswer) -> Tree | None:
    named = {slug: prose for slug, prose in own.by_component.items() if prose.strip()}
    if (
        THIS_SYSTEM in named
        # one by-component for each component: the section without a component speaks of the whole
        # system too
    ):
        own = replace(
            own,
            prose="\n\n".join(text for text in (own.prose, named.pop(THIS_SYSTEM)) if text.strip()),
        )
    main = [_own_answer(system, statement_id, label, own)] if own.is_told else []
    others = [
        _component_answer(system, statement_id, own, slug, prose) for slug, prose in named.items()
    ]
    if not main and not others:
        return None
    return {
        "statement-id": statement_id,
        "uuid": statement_uuid(system, statement_id),
        "by-components": [*main, *others],
    }


def _own_answer(system: System, statement_id: str, label: str, own: ObjectiveAnswer) -> Tree:
    target = component_uuid(system, THIS_SYSTEM)
    identity = by_component_uuid(system, statement_id, target)
    register = system.evidence_by_id
    return drop_empty(
        {
            "component-uuid": target,
            "uuid": identity,
            "description": own.prose,
            "props": make_props(
                ("section-title", own.title),
                ("state", own.state if own.state in _SPELLED_OUT else None),
                ("provider", own.provider),
                ("approved-by", own.approved.role if own.approved else None),
                ("approved-on", own.approved.date if own.approved else None),
            ),
            "links": [make_evidence_link(register[key]) for key in own.evidence if key in register],
            "export": _export(system, identity, own),
            "implementation-status": _status(own),
            **_provided(system, statement_id, label, own),
            "remarks": own.note or None,
        }
    )


def _status(own: ObjectiveAnswer) -> Tree:
    if not own.state:
        return {}
    paragraphs = [
        f"{key}: {text}"
        for key, text in (("Missing", own.missing), ("Rationale", own.rationale))
        if text
    ]
    return drop_empty({"state": STATUS[own.state], "remarks": "\n\n".join(paragraphs) or None})


def _provided(system: System, statement_id: str, label: str, own: ObjectiveAnswer) -> Tree:
    """What a provider does for the objective, and what is left to the organisation, as the matrix
    has it.
    """
    provider = system.provider_by_slug.get(own.provider)
    if provider is None:
        return {}
    row = next((item for item in provider.matrix if item.objective == label), None)
    provided = (
        row.provider_does
        if row and row.provider_does
        else f"{provider.title}, as its responsibility matrix says."
    )
    result: Tree = {
        "inherited": [
            {
                "uuid": derive_id(system, "inherited", statement_id, provider.slug),
                "description": provided,
                "props": make_props(
                    ("provider", provider.slug),
                    ("responsibility", row.responsibility if row else None),
                ),
            }
        ]
    }
    if row and row.organisation_does:
        result["satisfied"] = [
            {
                "uuid": derive_id(system, "satisfied", statement_id, provider.slug),
                "description": row.organisation_does,
                "props": make_props(("provider", provider.slug)),
            }
        ]
    return result


def _export(system: System, by_component: str, part: ComponentAnswer | ObjectiveAnswer) -> Tree:
    """What the customers of the system get from it there, and what is left to them; the prop
    `source` tells ours from what others export.
    """
    ours = make_props(source_pair(part.source))
    provided, left = (
        derive_id(system, "provided", by_component),
        derive_id(system, "responsibility", by_component),
    )
    return drop_empty(
        {
            "provided": (
                [{"uuid": provided, "description": part.provides, "props": ours}]
                if part.provides
                else []
            ),
            "responsibilities": (
                [
                    drop_empty(
                        {
                            "uuid": left,
                            "provided-uuid": provided if part.provides else None,
                            "description": part.leaves,
                            "props": ours,
                        }
                    )
                ]
                if part.leaves
                else []
            ),
        }
    )


def _component_answer(
    system: System, statement_id: str, own: ObjectiveAnswer, slug: str, prose: str
) -> Tree:
    """Prose of one component under an objective; it takes the objective's state."""
    target = component_uuid(system, slug)
    status = {"state": STATUS[own.state]} if own.state else {}
    return drop_empty(
        {
            "component-uuid": target,
            "uuid": by_component_uuid(system, statement_id, target),
            "description": prose,
            "implementation-status": status,
        }
    )
