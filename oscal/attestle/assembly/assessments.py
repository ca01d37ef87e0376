"""The assessment plan and the assessment results as OSCAL trees, in model order.

Without a complete self-assessment the results are a readiness self-check, and every finding says
that it rests on the author's claim. Findings follow the authored state, never ratings or freshness,
so nothing here depends on today.
"""

from __future__ import annotations

import datetime as dt

from ..assess.objectives import JudgedObjective
from ..assess.system_status import RequirementResult, Status, evaluate_system
from ..model.answers import FIELDS_OF, OBJECTIVE, STATE_OF, AnswerField, Counts, Place, write_values
from ..model.baseline import Baseline, Requirement
from ..model.evidence import EvidenceItem, EvidencePlace
from ..model.system import ObjectiveResult as AssessedObjective
from ..model.system import System, derive_id, derive_this_system_id
from ..trees import Tree
from .document_shapes import METHODS
from .implemented_requirements import derive_statement_uuid, has_statement
from .oscal_parts import (
    TO_ROOT,
    build_metadata,
    drop_empty,
    find_href,
    find_newest_day,
    format_instant,
    make_plan_href,
    make_prop_per_value,
    make_props,
    make_source_pair,
)

# what the methods of SP 800-171A do with their objects
_VERBS = {
    "EXAMINE": "Read, inspect and study",
    "INTERVIEW": "Talk with people about",
    "TEST": "Exercise and compare with what is expected",
}


def build_assessment_plan(system: System, baseline: Baseline) -> Tree | None:
    """Scope, objectives and methods; None for a baseline without objectives."""
    if not baseline.has_objectives:
        return None
    body = {
        "uuid": derive_id(system, "assessment-plan"),
        "metadata": build_metadata(
            system, f"Assessment plan: {system.characteristics.name}", people=True
        ),
        "import-ssp": {"href": make_plan_href(system)},
        "local-definitions": {
            "activities": [_build_activity(system, method, baseline) for method in METHODS]
        },
        "reviewed-controls": _build_reviewed_controls(baseline),
        "assessment-subjects": [
            {"type": "component", "description": "Every component of the plan.", "include-all": {}}
        ],
        "tasks": [_build_task(system, method) for method in METHODS],
    }
    return {"assessment-plan": body}


def _build_activity(system: System, method: str, baseline: Baseline) -> Tree:
    requirements = [
        requirement
        for requirement in baseline.requirements
        if any(entry.name == method for entry in requirement.methods)
    ]
    return drop_empty(
        {
            "uuid": _derive_activity_uuid(system, method),
            "title": method.capitalize(),
            "description": (
                f"{_VERBS[method]} the objects that the catalog names for each requirement."
            ),
            "props": [{"name": "method", "value": method}],
            "related-controls": (
                {"control-selections": [_select_controls(requirements)]} if requirements else None
            ),
        }
    )


def _derive_activity_uuid(system: System, method: str) -> str:
    return derive_id(system, "assessment-activity", method)


def _build_task(system: System, method: str) -> Tree:
    subjects = [{"type": "component", "include-all": {}}]
    return {
        "uuid": derive_id(system, "assessment-task", method),
        "type": "action",
        "title": f"{method.capitalize()} every requirement of the profile",
        "associated-activities": [
            {"activity-uuid": _derive_activity_uuid(system, method), "subjects": subjects}
        ],
    }


def _select_controls(requirements: list[Requirement]) -> Tree:
    return {"include-controls": [{"control-id": item.id} for item in requirements]}


def _build_reviewed_controls(baseline: Baseline) -> Tree:
    objectives = [
        {"objective-id": item.id}
        for requirement in baseline.requirements
        for item in requirement.objectives
    ]
    return {
        "description": (
            f"{baseline.title}: {len(baseline.requirements)} requirements, {len(objectives)}"
            " objectives."
        ),
        "control-selections": [_select_controls(list(baseline.requirements))],
        "control-objective-selections": [{"include-objectives": objectives}],
    }


def build_assessment_results(system: System, baseline: Baseline) -> Tree | None:
    """One finding per objective, observations for collected evidence."""
    if not baseline.has_objectives:
        return None
    day = find_newest_day(system)
    status = evaluate_system(system, baseline, day)
    readiness = status.basis == "author-claim"
    title = "Readiness self-check" if readiness else "Self-assessment"
    body = {
        "uuid": derive_id(system, "assessment-results"),
        "metadata": build_metadata(system, f"{title}: {system.characteristics.name}", people=True),
        "import-ap": {"href": f"{TO_ROOT}assessment-plans/{system.name}/assessment-plan.json"},
        "results": [_build_result(system, status, day, title)],
    }
    return {"assessment-results": body}


def _build_result(system: System, status: Status, day: dt.date, title: str) -> Tree:
    findings = [
        _build_finding(system, status, result, judged)
        for result in status.results
        for judged in result.objectives
    ]
    methods = _list_methods(status)
    return drop_empty(
        {
            "uuid": derive_id(system, "assessment-result", status.basis),
            "title": title,
            "description": _describe_basis(status),
            "start": format_instant(day),
            "props": make_props(("basis", status.basis)),
            "reviewed-controls": _build_reviewed_controls(status.baseline),
            "observations": [
                _build_observation(system, item, item.collected, methods.get(item.id, []))
                for item in system.evidence
                if item.collected
            ],
            "findings": findings,
        }
    )


def _describe_basis(status: Status) -> str:
    if status.basis != "author-claim":
        return "Each finding is the result of the organisation's own assessment."
    basis = "Each finding rests on what the author of the plan claims"
    if status.system.assessment is None or not status.system.assessment.results:
        return f"{basis}; nobody has assessed it."
    return f"{basis}; the organisation's own assessment is not complete and decides nothing."


def _list_methods(status: Status) -> dict[str, list[str]]:
    """How each evidence item was looked at, by its id: as the assessor's record says of what cites
    it. An incomplete record decides nothing, and says that nevertheless.
    """
    assessment = status.system.assessment
    rows = {row.objective: row.method for row in assessment.results} if assessment else {}
    words: dict[str, set[str]] = {}
    for result in status.results:
        for judged in result.objectives:
            for key in judged.answer.evidence:
                words.setdefault(key, set()).update(rows.get(judged.objective.label, ()))
    return {key: [name for name in METHODS if name.lower() in words[key]] for key in words}


def _derive_observation_uuid(system: System, item: EvidenceItem) -> str:
    return derive_id(system, "observation", item.uuid)


def _build_observation(
    system: System, item: EvidenceItem, collected: dt.date, methods: list[str]
) -> Tree:
    """Without a method of an assessor's record nobody has said how it was looked at."""
    return {
        "uuid": _derive_observation_uuid(system, item),
        "title": item.title,
        "description": f"Evidence {item.id}, collected by {item.owner or 'nobody named'}.",
        "props": make_props(
            ("id", item.id), ("status", item.status), make_source_pair(item.source)
        ),
        "methods": methods or ["UNKNOWN"],
        "types": ["control-objective"],
        "subjects": [{"subject-uuid": derive_this_system_id(system), "type": "component"}],
        "relevant-evidence": [_build_place(system, item, place) for place in item.places],
        "collected": format_instant(collected),
    }


def _build_place(system: System, item: EvidenceItem, place: EvidencePlace) -> Tree:
    href = find_href(system, place.location)
    words = item.title if href else f"{item.title} ({place.location})"
    return drop_empty({"href": href, "description": words})


def _build_finding(
    system: System, status: Status, result: RequirementResult, judged: JudgedObjective
) -> Tree:
    objective = judged.objective
    row = _find_assessed_row(status, judged)
    return drop_empty(
        {
            "uuid": derive_id(system, "finding", objective.id),
            "title": f"{objective.label}: {result.requirement.title}",
            "description": _describe_finding(status, judged),
            "props": _build_finding_props(status, judged, row),
            "origins": _build_origins(system, row) if row else [],
            "target": _build_target(status, judged),
            "implementation-statement-uuid": (
                derive_statement_uuid(system, objective.id)
                if has_statement(judged.answer)
                else None
            ),
            "related-observations": [
                {"observation-uuid": _derive_observation_uuid(system, item)}
                for item in _list_cited(system, judged)
            ],
        }
    )


def _build_finding_props(
    status: Status, judged: JudgedObjective, row: AssessedObjective | None
) -> list[Tree]:
    result = "not-applicable" if _is_not_applicable(status, judged) else None
    props = make_props(("basis", status.basis), ("state", judged.state), ("result", result))
    if row is not None:
        props += make_props(("assessor", row.assessor), ("assessed-on", row.date))
        props += make_prop_per_value("method", (method.upper() for method in row.method))
    return props


def _list_cited(system: System, judged: JudgedObjective) -> list[EvidenceItem]:
    """Evidence that has an observation: what is not collected yet has shown nothing."""
    register = system.evidence_by_id
    cited = [register[key] for key in judged.answer.evidence if key in register]
    return [item for item in cited if item.collected]


def _find_assessed_row(status: Status, judged: JudgedObjective) -> AssessedObjective | None:
    """The row of a complete self-assessment.

    Of two for one objective the later in the file, whose result it is judged by.
    """
    if status.basis == "author-claim" or status.system.assessment is None:
        return None
    for row in reversed(status.system.assessment.results):
        if row.objective == judged.objective.label:
            return row
    return None


def _build_origins(system: System, row: AssessedObjective) -> list[Tree]:
    """Who assessed: the parties that hold the assessor's role."""
    parties = {party.id: party.uuid for party in system.people.parties}
    holders = [
        key
        for role in system.people.roles
        if role.id == row.assessor
        for key in dict.fromkeys(role.held_by)
        if key in parties
    ]
    actors = [
        {
            "type": "party",
            "actor-uuid": parties[key],
            "role-id": row.assessor,
            "props": make_props(make_source_pair(row.source)),
        }
        for key in holders
    ]
    return [{"actors": actors}] if actors else []


def _is_not_applicable(status: Status, judged: JudgedObjective) -> bool:
    row = _find_assessed_row(status, judged)
    if row is not None:
        return row.result == "not-applicable"
    return judged.state == "not-applicable" and judged.counts


def _describe_finding(status: Status, judged: JudgedObjective) -> str:
    row = _find_assessed_row(status, judged)
    label = judged.objective.label
    if row is not None:
        words = f"Result of the organisation's own assessment of {label}."
    elif judged.answer.state:
        words = (
            f'The author claims the state "{judged.state}" for {label}; this is a claim, not an'
            " assessment."
        )
    else:
        words = f"The author claims no state for {label}, so it counts as not implemented"
        words += "." if _is_recorded(status, judged) else "; nobody has assessed it."
    if judged.excused and not judged.counts:
        words += f' It counts as met through the documented exception "{judged.excused.title}".'
    elif judged.excused and row is None and judged.state == "alternative":
        words += f' It counts as met through the adjudication "{judged.excused.title}".'
    return words


def _is_recorded(status: Status, judged: JudgedObjective) -> bool:
    """Whether an assessor's record speaks of it, be the record complete or not."""
    assessment = status.system.assessment
    rows = assessment.results if assessment else ()
    return any(row.objective == judged.objective.label for row in rows)


def _explain_status(judged: JudgedObjective, row: AssessedObjective | None) -> str | None:
    """What the assessor says; else why the objective is not met, in the author's words."""
    if row is not None and row.why:
        return row.why
    return None if judged.met else _explain_unmet(judged, is_claim=row is None)


def _explain_unmet(judged: JudgedObjective, *, is_claim: bool) -> str | None:
    """A paragraph for each field that gives a reason, as the plan has them; then the notes."""
    paragraphs = [
        f"{key}: {value}"
        for place in (Place.STATUS_REMARKS, Place.REMARKS)
        for key, value in write_values(_list_fields(place), judged.answer)
    ]
    state = STATE_OF.get(judged.answer.state)
    if is_claim and state is not None and state.counts is not Counts.NEVER:
        paragraphs.append(f'The state "{state.word}" counts only {state.counts}.')
    return "\n\n".join(paragraphs) or None


def _list_fields(place: Place) -> tuple[AnswerField, ...]:
    return tuple(field for field in FIELDS_OF[OBJECTIVE] if field.place is place)


def _build_target(status: Status, judged: JudgedObjective) -> Tree:
    row = _find_assessed_row(status, judged)
    reason = "pass" if judged.met else "fail"
    if _is_not_applicable(status, judged) or (judged.excused and not judged.counts):
        reason = "other"
    return {
        "type": "objective-id",
        "target-id": judged.objective.id,
        "status": drop_empty(
            {
                "state": "satisfied" if judged.met else "not-satisfied",
                "reason": reason,
                "remarks": _explain_status(judged, row),
            }
        ),
    }
