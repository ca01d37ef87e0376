"""The assessment plan and the assessment results as OSCAL trees, in model order.

Without a complete self-assessment the results are a readiness self-check, and every finding says
that it rests on the author's claim. Findings follow the authored state, never ratings or freshness,
so nothing here depends on today.
"""

from __future__ import annotations

import datetime as dt

from ..assess.objectives import JudgedObjective
from ..assess.system_status import RequirementResult, Status, evaluate
from ..model.baseline import Baseline, Requirement
from ..model.system import EvidenceItem, System, derive_id, derive_this_system_id
from ..model.system import ObjectiveResult as AssessedObjective
from ..trees import Tree
from .document_shapes import METHODS
from .implemented_requirements import has_statement, statement_uuid
from .oscal_parts import (
    build_metadata,
    drop_empty,
    find_href,
    find_newest_day,
    format_instant,
    make_prop_per_value,
    make_props,
    source_pair,
)


def build_assessment_plan(system: System, baseline: Baseline) -> Tree | None:
    """Scope, objectives and methods; None for a baseline without objectives."""
    if not baseline.objective_labels:
        return None
    body = {
        "uuid": derive_id(system, "assessment-plan"),
        "metadata": build_metadata(
            system, f"Assessment plan: {system.characteristics.name}", people=True
        ),
        "import-ssp": {
            "href": f"trestle://system-security-plans/{system.name}/system-security-plan.json"
        },
        "local-definitions": {
            "activities": [_activity(system, method, baseline) for method in METHODS]
        },
        "reviewed-controls": _reviewed(baseline),
        "assessment-subjects": [
            {"type": "component", "description": "Every component of the plan.", "include-all": {}}
        ],
        "tasks": [_task(system, method) for method in METHODS],
    }
    return {"assessment-plan": body}


def _activity(system: System, method: str, baseline: Baseline) -> Tree:
    verb = {
        "EXAMINE": "Read, inspect and study",
        "INTERVIEW": "Talk with people about",
        "TEST": "Exercise and compare with what is expected",
    }[method]
    with_method = [
        item
        for item in baseline.requirements
        if any(entry.name == method for entry in item.methods)
    ]
    return drop_empty(
        {
            "uuid": _activity_uuid(system, method),
            "title": method.capitalize(),
            "description": f"{verb} the objects that the catalog names for each requirement.",
            "props": [{"name": "method", "value": method}],
            "related-controls": (
                {"control-selections": [_selection(with_method)]} if with_method else None
            ),
        }
    )


def _activity_uuid(system: System, method: str) -> str:
    return derive_id(system, "assessment-activity", method)


def _task(system: System, method: str) -> Tree:
    subjects = [{"type": "component", "include-all": {}}]
    return {
        "uuid": derive_id(system, "assessment-task", method),
        "type": "action",
        "title": f"{method.capitalize()} every requirement of the profile",
        "associated-activities": [
            {"activity-uuid": _activity_uuid(system, method), "subjects": subjects}
        ],
    }


def _selection(requirements: list[Requirement]) -> Tree:
    return {"include-controls": [{"control-id": item.id} for item in requirements]}


def _reviewed(baseline: Baseline) -> Tree:
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
        "control-selections": [_selection(list(baseline.requirements))],
        "control-objective-selections": [{"include-objectives": objectives}],
    }


def build_assessment_results(system: System, baseline: Baseline) -> Tree | None:
    """One finding per objective, observations for collected evidence."""
    if not baseline.objective_labels:
        return None
    day = find_newest_day(system)
    status = evaluate(system, baseline, day)
    readiness = status.basis == "author-claim"
    title = "Readiness self-check" if readiness else "Self-assessment"
    body = {
        "uuid": derive_id(system, "assessment-results"),
        "metadata": build_metadata(system, f"{title}: {system.characteristics.name}", people=True),
        "import-ap": {"href": f"trestle://assessment-plans/{system.name}/assessment-plan.json"},
        "results": [_result(system, status, day, title)],
    }
    return {"assessment-results": body}


def _result(system: System, status: Status, day: dt.date, title: str) -> Tree:
    basis = (
        "Each finding rests on what the author of the plan claims; nobody has assessed it."
        if status.basis == "author-claim"
        else "Each finding is the result of the organisation's own assessment."
    )
    findings = [
        _finding(system, status, result, judged)
        for result in status.results
        for judged in result.objectives
    ]
    return drop_empty(
        {
            "uuid": derive_id(system, "assessment-result", status.basis),
            "title": title,
            "description": basis,
            "start": format_instant(day),
            "props": make_props(("basis", status.basis)),
            "reviewed-controls": _reviewed(status.baseline),
            "observations": [
                _observation(system, item) for item in system.evidence if item.collected
            ],
            "findings": findings,
        }
    )


def observation_uuid(system: System, item: EvidenceItem) -> str:
    return derive_id(system, "observation", item.uuid)


def _observation(system: System, item: EvidenceItem) -> Tree:
    assert item.collected is not None
    href = find_href(system, item.location)
    evidence = drop_empty(
        {"href": href, "description": item.title if href else f"{item.title} ({item.location})"}
    )
    return {
        "uuid": observation_uuid(system, item),
        "title": item.title,
        "description": f"Evidence {item.id}, collected by {item.owner or 'nobody named'}.",
        "props": make_props(("id", item.id), ("status", item.status), source_pair(item.source)),
        "methods": ["EXAMINE"],
        "types": ["control-objective"],
        "subjects": [{"subject-uuid": derive_this_system_id(system), "type": "component"}],
        "relevant-evidence": [evidence],
        "collected": format_instant(item.collected),
    }


def _finding(
    system: System, status: Status, result: RequirementResult, judged: JudgedObjective
) -> Tree:
    objective = judged.objective
    register = system.evidence_by_id
    cited = [
        register[key]
        for key in judged.answer.evidence
        if key in register and register[key].collected
    ]
    row = _assessed(status, judged)
    return drop_empty(
        {
            "uuid": derive_id(system, "finding", objective.id),
            "title": f"{objective.label}: {result.requirement.title}",
            "description": _words(status, judged),
            "props": [
                *make_props(
                    ("basis", status.basis),
                    ("state", judged.state),
                    ("result", "not-applicable" if _not_applicable(status, judged) else None),
                ),
                *(make_props(("assessor", row.assessor), ("assessed-on", row.date)) if row else ()),
                *make_prop_per_value(
                    "method", (method.upper() for method in row.method) if row else ()
                ),
            ],
            "origins": _origins(system, row) if row else [],
            "target": _target(status, judged),
            "implementation-statement-uuid": (
                statement_uuid(system, objective.id) if has_statement(judged.answer) else None
            ),
            "related-observations": [
                {"observation-uuid": observation_uuid(system, item)} for item in cited
            ],
        }
    )


def _assessed(status: Status, judged: JudgedObjective) -> AssessedObjective | None:
    """The row of a complete self-assessment; of two for one objective the later in the file, whose
    result is judged by.
    """
    if status.basis == "author-claim" or status.system.assessment is None:
        return None
    return next(
        (
            row
            for row in reversed(status.system.assessment.results)
            if row.objective == judged.objective.label
        ),
        None,
    )


def _origins(system: System, row: AssessedObjective) -> list[Tree]:
    """Who assessed: the parties that hold the assessor's role."""
    parties = {party.id: party.uuid for party in system.people.parties}
    held_by = [
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
            "props": make_props(source_pair(row.source)),
        }
        for key in held_by
    ]
    return [{"actors": actors}] if actors else []


def _not_applicable(status: Status, judged: JudgedObjective) -> bool:
    row = _assessed(status, judged)
    if row is not None:
        return row.result == "not-applicable"
    return judged.state == "not-applicable" and judged.counts


def _words(status: Status, judged: JudgedObjective) -> str:
    row = _assessed(status, judged)
    label = judged.objective.label
    if row is not None:
        words = f"Result of the organisation's own assessment of {label}."
    elif judged.answer.state:
        words = (
            f'The author claims the state "{judged.state}" for {label}; this is a claim, not an'
            " assessment."
        )
    else:
        words = (
            f"The author claims no state for {label}, so it counts as not implemented; nobody has"
            " assessed it."
        )
    if judged.excused and not judged.counts:
        words += f' It counts as met through the documented exception "{judged.excused.title}".'
    elif judged.excused and row is None and judged.state == "alternative":
        words += f' It counts as met through the adjudication "{judged.excused.title}".'
    return words


def _target(status: Status, judged: JudgedObjective) -> Tree:
    row = _assessed(status, judged)
    reason = (
        "other"
        if _not_applicable(status, judged) or (judged.excused and not judged.counts)
        else "pass"
        if judged.met
        else "fail"
    )
    return {
        "type": "objective-id",
        "target-id": judged.objective.id,
        "status": drop_empty(
            {
                "state": "satisfied" if judged.met else "not-satisfied",
                "reason": reason,
                "remarks": row.why if row else None,
            }
        ),
    }
