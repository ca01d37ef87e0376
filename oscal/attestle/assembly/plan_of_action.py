"""The plan of action as an OSCAL tree (plan-of-action-and-milestones of OSCAL 1.2.1), in model
order.
"""

from __future__ import annotations

from ..model.baseline import Baseline
from ..model.system import Milestone, PoamItem, System, derive_id
from ..trees import Tree
from .oscal_parts import (
    build_metadata,
    component_uuid,
    drop_empty,
    format_instant,
    make_prop,
    make_prop_per_value,
    make_props,
    source_pair,
)


def build_plan_of_action(system: System, baseline: Baseline) -> Tree:
    """The plan; without items while it has none."""
    items = system.poam
    body = {
        "uuid": derive_id(system, "plan-of-action-and-milestones"),
        "metadata": build_metadata(
            system, f"Plan of Action and Milestones: {system.characteristics.name}", people=True
        ),
        "import-ssp": {
            "href": f"trestle://system-security-plans/{system.name}/system-security-plan.json"
        },
        "system-id": {"id": system.characteristics.ids[0].id},
        "observations": [_observation(system, item) for item in items],
        "risks": [_risk(system, item) for item in items],
        "findings": [finding for item in items for finding in _findings(system, baseline, item)],
        "poam-items": [_item(system, baseline, item) for item in items],
    }
    return {"plan-of-action-and-milestones": drop_empty(body)}


def _observation_uuid(system: System, item: PoamItem) -> str:
    return derive_id(system, "poam-observation", item.uuid)


def _risk_uuid(system: System, item: PoamItem) -> str:
    return derive_id(system, "poam-risk", item.uuid)


def _finding_uuid(system: System, item: PoamItem, objective_id: str) -> str:
    return derive_id(system, "poam-finding", item.uuid, objective_id)


def _origin(item: PoamItem) -> list[Tree]:
    return make_props(("item", item.slug), source_pair(item.source))


def _observation(system: System, item: PoamItem) -> Tree:
    return {
        "uuid": _observation_uuid(system, item),
        "title": item.title,
        "description": item.how_identified,
        "props": _origin(item),
        "methods": ["UNKNOWN"],
        "subjects": [
            {"subject-uuid": component_uuid(system, slug), "type": "component"}
            for slug in dict.fromkeys(item.systems_affected)
        ],
        "collected": format_instant(item.identified),
    }


def _risk(system: System, item: PoamItem) -> Tree:
    return drop_empty(
        {
            "uuid": _risk_uuid(system, item),
            "title": item.title,
            "description": item.weakness,
            "statement": item.weakness,
            "props": _origin(item),
            "status": "closed" if item.status == "complete" else "open",
            "deadline": format_instant(item.scheduled_completion),
            "remediations": [_remediation(system, item)],
            "related-observations": [{"observation-uuid": _observation_uuid(system, item)}],
        }
    )


def _remediation(system: System, item: PoamItem) -> Tree:
    tasks = [
        {
            "uuid": milestone.uuid,
            "type": "milestone",
            "title": milestone.title,
            "props": [
                *make_props(("completed", milestone.completed)),
                *_changes(milestone),
                *make_props(source_pair(milestone.source)),
            ],
            "timing": {"on-date": {"date": format_instant(milestone.date)}},
        }
        for milestone in item.milestones
    ]
    return drop_empty(
        {
            "uuid": derive_id(system, "poam-remediation", item.uuid),
            "lifecycle": "completed" if item.status == "complete" else "planned",
            "title": item.required_artifact,
            "description": item.completion_criteria,
            "props": _origin(item),
            "tasks": tasks,
        }
    )


def _changes(milestone: Milestone) -> list[Tree]:
    """Earlier dates of a milestone, each with the day of the change and the reason."""
    return [
        {
            **make_prop("previous-date", change.was),
            "uuid": change.uuid,
            "remarks": f"Changed on {change.date.isoformat()}: {change.why}",
        }
        for change in milestone.changes
    ]


def _findings(system: System, baseline: Baseline, item: PoamItem) -> list[Tree]:
    """One per objective of the item; an operational item leaves its objective satisfied."""
    found = []
    for label in dict.fromkeys(item.objectives):
        pair = baseline.objective_labels.get(label)
        if pair is None:
            continue
        met = item.kind == "operational" or item.status == "complete"
        found.append(
            {
                "uuid": _finding_uuid(system, item, pair[1].id),
                "title": f"{label}: {item.title}",
                "description": item.weakness,
                "props": _origin(item),
                "target": {
                    "type": "objective-id",
                    "target-id": pair[1].id,
                    "status": {"state": "satisfied" if met else "not-satisfied"},
                },
                "related-observations": [{"observation-uuid": _observation_uuid(system, item)}],
                "related-risks": [{"risk-uuid": _risk_uuid(system, item)}],
            }
        )
    return found


def _item(system: System, baseline: Baseline, item: PoamItem) -> Tree:
    register = system.evidence_by_id
    evidence = [
        {
            "href": f"trestle://system-security-plans/{system.name}/system-security-plan.json",
            "rel": "evidence",
            "resource-fragment": register[key].uuid,
            "text": register[key].title,
        }
        for key in dict.fromkeys(item.completion_evidence)
        if key in register
    ]
    reviews = [
        {
            "name": "review",
            "ns": entry["ns"],
            "value": entry["value"],
            "uuid": review.uuid,
            "remarks": review.progress,
        }
        for review in item.reviews
        for entry in make_props(("review", review.date))
    ]
    return drop_empty(
        {
            "uuid": item.uuid,
            "title": item.title,
            "description": item.text or item.weakness,
            "props": [
                *make_props(
                    ("id", item.slug),
                    ("kind", item.kind),
                    ("status", item.status),
                    ("owner", item.owner),
                    ("resource-estimate", item.resource_estimate),
                    ("identified", item.identified),
                    ("scheduled-completion", item.scheduled_completion),
                    ("completed", item.completed),
                    ("implemented-before", item.implemented_before),
                    ("required-artifact", item.required_artifact),
                ),
                *make_prop_per_value("objective", item.objectives),
                *reviews,
                *make_props(source_pair(item.source)),
            ],
            "links": evidence,
            "related-findings": [
                {"finding-uuid": entry["uuid"]} for entry in _findings(system, baseline, item)
            ],
            "related-observations": [{"observation-uuid": _observation_uuid(system, item)}],
            "related-risks": [{"risk-uuid": _risk_uuid(system, item)}],
        }
    )
