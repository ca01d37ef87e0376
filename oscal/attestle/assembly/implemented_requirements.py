"""One requirement file as an implemented-requirement of OSCAL.

Component sections become by-components, objectives statements. Convention (docs/decisions/0006): an
answer to an assessment objective is a statement whose statement-id is the id of the objective, with
the by-component `this-system` (or the component the section names).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..lazy_dataclasses import dataclass
from ..model.answers import COMPONENT, FIELDS_OF, OBJECTIVE, STATE_OF, AnswerField, Place, Value
from ..model.baseline import Requirement
from ..model.components import THIS_SYSTEM
from ..model.objective_answers import ComponentAnswer, ObjectiveAnswer, RequirementAnswer
from ..model.system import System, derive_id
from ..trees import Tree
from .oscal_parts import (
    drop_empty,
    find_component_uuid,
    make_evidence_link,
    make_prop_per_value,
    make_props,
    make_source_pair,
)

_Part = ComponentAnswer | ObjectiveAnswer


def build_plan_requirement(system: System, requirement: Requirement) -> Tree | None:
    """What the plan says of a requirement: nothing else that is answered has a part in it."""
    answer = system.answers.get(requirement.id)
    if answer is None:
        return None
    alone = replace(system, answers=MappingProxyType({requirement.id: answer}))
    return build_implemented_requirement(alone, requirement)


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


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a by-component stands: `parent_id` is the control id or the statement id, `label` the
    one that matrices name it by, `identity` its uuid.
    """

    system: System
    parent_id: str
    label: str
    identity: str


def _build_by_component(system: System, requirement: Requirement, section: ComponentAnswer) -> Tree:
    target = find_component_uuid(system, section.component)
    identity = derive_by_component_uuid(system, requirement.id, target)
    spot = _Spot(system, requirement.id, requirement.label, identity)
    return _build_from_fields(spot, target, section, FIELDS_OF[COMPONENT])


def _build_from_fields(
    spot: _Spot, target: str, part: _Part, rows: tuple[AnswerField, ...]
) -> Tree:
    """A by-component to which every field adds what its place in OSCAL holds."""
    tree: Tree = {
        "component-uuid": target,
        "uuid": spot.identity,
        "description": part.prose,
        "props": make_props(("section-title", part.title)),
        "links": [],
        "export": {},
        "implementation-status": {},
    }
    for place, build in _BUILDERS.items():
        for row in rows:
            if row.place is place:
                _add_parts(tree, build(spot, part, row))
    return drop_empty(tree)


def _add_parts(tree: Tree, parts: Tree) -> None:
    """Lists are continued, objects gain keys; two paragraphs of one text stay two."""
    for key, value in parts.items():
        present = tree.get(key)
        if isinstance(value, dict):
            _add_parts(tree.setdefault(key, {}), value)
        elif isinstance(value, list):
            tree[key] = [*(present or ()), *value]
        else:
            tree[key] = f"{present}\n\n{value}" if present else value


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
    label_of = {unit.id: unit.label for unit in requirement.units}
    for part in (requirement.statement_id, *(item.id for item in requirement.items)):
        answer = file.statements.get(part)
        if answer is not None and has_statement(answer):
            yield _build_statement(system, part, label_of.get(part, part), answer)


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
    spot = _Spot(system, statement_id, label, identity)
    return _build_from_fields(spot, target, answer, FIELDS_OF[OBJECTIVE])


def _build_status(_: _Spot, part: _Part, row: AnswerField) -> Tree:
    word = getattr(part, row.attribute)
    if row.value is Value.STATUS:
        return {"implementation-status": {"state": word}}
    state = STATE_OF.get(word)
    if state is None:
        return {}
    return {
        "props": make_props((row.prop, word if state.is_spelled_out else None)),
        "implementation-status": {"state": state.oscal},
    }


def _build_status_remarks(_: _Spot, part: _Part, row: AnswerField) -> Tree:
    """A paragraph behind the key; without a state there is no status that could have remarks."""
    text = getattr(part, row.attribute)
    if not text or not getattr(part, "state", ""):
        return {}
    return {"implementation-status": {"remarks": f"{row.key}: {text}"}}


def _build_evidence_links(spot: _Spot, part: _Part, row: AnswerField) -> Tree:
    register = spot.system.evidence_by_id
    cited = getattr(part, row.attribute)
    return {"links": [make_evidence_link(register[key]) for key in cited if key in register]}


def _build_approval_props(_: _Spot, part: _Part, row: AnswerField) -> Tree:
    value = getattr(part, row.attribute)
    if not value:
        return {}
    return {"props": make_props((f"{row.prop}-by", value.role), (f"{row.prop}-on", value.date))}


def _build_prop(_: _Spot, part: _Part, row: AnswerField) -> Tree:
    return {"props": make_props((row.prop, row.write_value(getattr(part, row.attribute))))}


def _build_objective_props(_: _Spot, part: _Part, row: AnswerField) -> Tree:
    return {"props": make_prop_per_value("objective", getattr(part, row.attribute))}


def _build_remarks(_: _Spot, part: _Part, row: AnswerField) -> Tree:
    text = getattr(part, row.attribute)
    return {"remarks": text} if text else {}


def _build_provider(spot: _Spot, part: _Part, row: AnswerField) -> Tree:
    """What a provider does for the objective, and what is left to the organisation.

    Both as the provider's responsibility matrix has it.
    """
    slug = getattr(part, row.attribute)
    props = make_props((row.prop, slug))
    provider = spot.system.provider_by_slug.get(slug)
    if provider is None:
        return {"props": props}
    matrix_row = next(
        (entry for entry in provider.matrix_rows if entry.objective == spot.label), None
    )
    provided = f"{provider.title}, as its responsibility matrix says."
    if matrix_row and matrix_row.provider_does:
        provided = matrix_row.provider_does
    parts: Tree = {
        "props": props,
        "inherited": [
            {
                "uuid": derive_id(spot.system, "inherited", spot.parent_id, provider.slug),
                "description": provided,
                "props": make_props(
                    ("provider", provider.slug),
                    ("responsibility", matrix_row.responsibility if matrix_row else None),
                    ("provider-role", matrix_row.provider_role if matrix_row else None),
                ),
            }
        ],
    }
    if matrix_row and matrix_row.organisation_does:
        parts["satisfied"] = [
            {
                "uuid": derive_id(spot.system, "satisfied", spot.parent_id, provider.slug),
                "description": matrix_row.organisation_does,
                "props": make_props(
                    ("provider", provider.slug),
                    ("organisation-role", matrix_row.organisation_role),
                ),
            }
        ]
    return parts


# The prop `source` tells what we export from what others do.
def _build_provided(spot: _Spot, part: _Part, row: AnswerField) -> Tree:
    """What the customers of the system get from it there."""
    text = getattr(part, row.attribute)
    if not text:
        return {}
    ours = make_props(make_source_pair(part.source))
    return {
        "export": {
            "provided": [{"uuid": _derive_provided(spot), "description": text, "props": ours}]
        }
    }


def _derive_provided(spot: _Spot) -> str:
    return derive_id(spot.system, "provided", spot.identity)


def _build_responsibilities(spot: _Spot, part: _Part, row: AnswerField) -> Tree:
    """What is left to the customers of the system there."""
    text = getattr(part, row.attribute)
    if not text:
        return {}
    responsibility = {
        "uuid": derive_id(spot.system, "responsibility", spot.identity),
        "provided-uuid": _derive_provided(spot) if part.provides else None,
        "description": text,
        "props": make_props(make_source_pair(part.source)),
    }
    return {"export": {"responsibilities": [drop_empty(responsibility)]}}


# In the order of the props and of the keys that come last
_BUILDERS: Mapping[Place, Callable[[_Spot, _Part, AnswerField], Tree]] = MappingProxyType(
    {
        Place.STATUS: _build_status,
        Place.STATUS_REMARKS: _build_status_remarks,
        Place.EVIDENCE_LINKS: _build_evidence_links,
        Place.PROVIDER: _build_provider,
        Place.APPROVAL_PROPS: _build_approval_props,
        Place.PROP: _build_prop,
        Place.OBJECTIVE_PROPS: _build_objective_props,
        Place.PROVIDED: _build_provided,
        Place.RESPONSIBILITIES: _build_responsibilities,
        Place.REMARKS: _build_remarks,
    }
)


def _build_component_answer(
    system: System, statement_id: str, answer: ObjectiveAnswer, slug: str, prose: str
) -> Tree:
    """Prose of one component under an objective; it takes the objective's state."""
    target = find_component_uuid(system, slug)
    status = {"state": STATE_OF[answer.state].oscal} if answer.state else {}
    return drop_empty(
        {
            "component-uuid": target,
            "uuid": derive_by_component_uuid(system, statement_id, target),
            "description": prose,
            "implementation-status": status,
        }
    )
