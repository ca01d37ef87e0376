"""One requirement file as an implemented-requirement of OSCAL.

Component sections become by-components, objectives statements. Convention (docs/decisions/0006): an
answer to an assessment objective is a statement whose statement-id is the id of the objective, with
the by-component `this-system` (or the component the section names).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    drop_empty,
    find_component_uuid,
    make_evidence_link,
    make_prop_per_value,
    make_props,
    make_source_pair,
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
    """None while nothing of the requirement is answered or stated.

    Parameters alone are no answer: OSCAL asks for a by-component.
    """
    answer = system.answers.get(requirement.id)
    if answer is None:
        return None
    statements = [
        *_build_objective_statements(system, requirement, answer),
        *_build_part_statements(system, requirement, answer),
    ]
    by_components = [
        _build_by_component(system, requirement, section)
        for section in answer.components
        if _is_written(section)
    ]
    if not statements and not by_components:
        return None
    owner = answer.owner or system.family_owner(requirement.family)
    return drop_empty(
        {
            "uuid": derive_requirement_uuid(system, requirement.id),
            "control-id": requirement.id,
            "props": make_props(
                ("partial-credit", answer.partial_credit), ("source", answer.source.path)
            ),
            "set-parameters": [
                {"param-id": key, "values": list(values)}
                for key, values in answer.parameters.items()
            ],
            "responsible-roles": [{"role-id": owner}] if owner else [],
            "statements": statements,
            "by-components": by_components,
        }
    )


def _is_written(section: ComponentAnswer) -> bool:
    """Whether the section says anything; a blank one does if it names objectives of its own."""
    return not section.is_blank or (bool(section.objectives) and not section.is_emptied)


def derive_requirement_uuid(system: System, control_id: str) -> str:
    return derive_id(system, "implemented-requirement", control_id)


def derive_statement_uuid(system: System, statement_id: str) -> str:
    return derive_id(system, "statement", statement_id)


def derive_by_component_uuid(system: System, parent_id: str, component: str) -> str:
    """`parent_id` is the control id or the statement id; `component` the uuid of the component."""
    return derive_id(system, "by-component", parent_id, component)


def _build_by_component(system: System, requirement: Requirement, section: ComponentAnswer) -> Tree:
    target = find_component_uuid(system, section.component)
    identity = derive_by_component_uuid(system, requirement.id, target)
    return drop_empty(
        {
            "component-uuid": target,
            "uuid": identity,
            "description": section.prose,
            "props": [
                *make_props(("section-title", section.title), ("taken-from", section.taken_from)),
                *make_prop_per_value("objective", section.objectives),
            ],
            "export": _build_export(system, identity, section),
            "implementation-status": {"state": section.status},
        }
    )


def _build_objective_statements(
    system: System, requirement: Requirement, file: RequirementAnswer
) -> Iterator[Tree]:
    for objective in requirement.objectives:
        answer = file.objectives.get(objective.letter)
        if answer is not None and has_statement(answer):
            yield _build_statement(system, objective.id, objective.label, answer)


def _build_part_statements(
    system: System, requirement: Requirement, file: RequirementAnswer
) -> Iterator[Tree]:
    for part in (requirement.statement_id, *(item.id for item in requirement.items)):
        answer = file.statements.get(part)
        if answer is not None and has_statement(answer):
            yield _build_statement(system, part, part, answer)


def has_statement(answer: ObjectiveAnswer) -> bool:
    """Whether the plan has a statement for the answer: something is stated or told."""
    return answer.is_told or any(prose.strip() for prose in answer.by_component.values())


def _build_statement(
    system: System, statement_id: str, label: str, answer: ObjectiveAnswer
) -> Tree:
    """One by-component for each component; `label` is the one that matrices name it by."""
    prose_of = {slug: prose for slug, prose in answer.by_component.items() if prose.strip()}
    if THIS_SYSTEM in prose_of:
        # the section without a component speaks of the whole system too
        texts = (answer.prose, prose_of.pop(THIS_SYSTEM))
        answer = replace(answer, prose="\n\n".join(text for text in texts if text.strip()))
    main = [_build_system_answer(system, statement_id, label, answer)] if answer.is_told else []
    return {
        "statement-id": statement_id,
        "uuid": derive_statement_uuid(system, statement_id),
        "by-components": [
            *main,
            *(
                _build_component_answer(system, statement_id, answer, slug, prose)
                for slug, prose in prose_of.items()
            ),
        ],
    }


def _build_system_answer(
    system: System, statement_id: str, label: str, answer: ObjectiveAnswer
) -> Tree:
    target = find_component_uuid(system, THIS_SYSTEM)
    identity = derive_by_component_uuid(system, statement_id, target)
    register = system.evidence_by_id
    return drop_empty(
        {
            "component-uuid": target,
            "uuid": identity,
            "description": answer.prose,
            "props": make_props(
                ("section-title", answer.title),
                ("state", answer.state if answer.state in _SPELLED_OUT else None),
                ("provider", answer.provider),
                ("approved-by", answer.approved.role if answer.approved else None),
                ("approved-on", answer.approved.date if answer.approved else None),
            ),
            "links": [
                make_evidence_link(register[key]) for key in answer.evidence if key in register
            ],
            "export": _build_export(system, identity, answer),
            "implementation-status": _build_status(answer),
            **_build_inherited(system, statement_id, label, answer),
            "remarks": answer.note or None,
        }
    )


def _build_status(answer: ObjectiveAnswer) -> Tree:
    if not answer.state:
        return {}
    paragraphs = [
        f"{key}: {text}"
        for key, text in (("Missing", answer.missing), ("Rationale", answer.rationale))
        if text
    ]
    return drop_empty({"state": STATUS[answer.state], "remarks": "\n\n".join(paragraphs) or None})


def _build_inherited(
    system: System, statement_id: str, label: str, answer: ObjectiveAnswer
) -> Tree:
    """What a provider does for the objective, and what is left to the organisation.

    Both as the provider's responsibility matrix has it.
    """
    provider = system.provider_by_slug.get(answer.provider)
    if provider is None:
        return {}
    row = next((row for row in provider.matrix if row.objective == label), None)
    provided = f"{provider.title}, as its responsibility matrix says."
    if row and row.provider_does:
        provided = row.provider_does
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


def _build_export(
    system: System, by_component: str, part: ComponentAnswer | ObjectiveAnswer
) -> Tree:
    """What the customers of the system get from it there, and what is left to them.

    The prop `source` tells ours from what others export.
    """
    ours = make_props(make_source_pair(part.source))
    provided = derive_id(system, "provided", by_component)
    export: Tree = {}
    if part.provides:
        export["provided"] = [{"uuid": provided, "description": part.provides, "props": ours}]
    if part.leaves:
        responsibility = {
            "uuid": derive_id(system, "responsibility", by_component),
            "provided-uuid": provided if part.provides else None,
            "description": part.leaves,
            "props": ours,
        }
        export["responsibilities"] = [drop_empty(responsibility)]
    return export


def _build_component_answer(
    system: System, statement_id: str, answer: ObjectiveAnswer, slug: str, prose: str
) -> Tree:
    """Prose of one component under an objective; it takes the objective's state."""
    target = find_component_uuid(system, slug)
    status = {"state": STATUS[answer.state]} if answer.state else {}
    return drop_empty(
        {
            "component-uuid": target,
            "uuid": derive_by_component_uuid(system, statement_id, target),
            "description": prose,
            "implementation-status": status,
        }
    )
