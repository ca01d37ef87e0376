"""The plan of action as an OSCAL tree in model order (plan-of-action-and-milestones of 1.2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..assess.objectives import JudgedObjective
from ..assess.system_status import evaluate_system
from ..formats.record_props import make_text_prop
from ..model.baseline import Baseline
from ..model.milestones import Milestone, MilestoneChange, PoamItem, Review
from ..model.system import System, derive_id
from ..trees import Tree
from .oscal_parts import (
    build_metadata,
    drop_empty,
    find_component_uuid,
    find_newest_day,
    format_instant,
    make_plan_href,
    make_prop,
    make_prop_per_value,
    make_props,
    make_source_pair,
)

# What is judged, by the label of each objective, and of a requirement for all of its own
_Judged = Mapping[str, tuple[JudgedObjective, ...]]


def build_plan_of_action(system: System, baseline: Baseline) -> Tree:
    """The plan; without items while it has none."""
    items = system.poam
    status = evaluate_system(system, baseline, find_newest_day(system))
    judged: dict[str, tuple[JudgedObjective, ...]] = {}
    for result in status.results:
        judged[result.requirement.label] = result.objectives
        judged |= {entry.objective.label: (entry,) for entry in result.objectives}
    body = {
        "uuid": derive_id(system, "plan-of-action-and-milestones"),
        "metadata": build_metadata(
            system, f"Plan of Action and Milestones: {system.characteristics.name}", people=True
        ),
        "import-ssp": {"href": make_plan_href(system)},
        "system-id": {"id": system.characteristics.ids[0].id},
        "observations": [_build_observation(system, item) for item in items],
        "risks": [_build_risk(system, item) for item in items],
        "findings": [
            finding for item in items for finding in _build_findings(system, judged, item)
        ],
        "poam-items": [_build_item(system, judged, item) for item in items],
    }
    return {"plan-of-action-and-milestones": drop_empty(body)}


def _derive_observation_uuid(system: System, item: PoamItem) -> str:
    return derive_id(system, "poam-observation", item.uuid)


def _derive_risk_uuid(system: System, item: PoamItem) -> str:
    return derive_id(system, "poam-risk", item.uuid)


def _derive_finding_uuid(system: System, item: PoamItem, objective_id: str) -> str:
    return derive_id(system, "poam-finding", item.uuid, objective_id)


def _build_origin_props(item: PoamItem) -> list[Tree]:
    return make_props(("item", item.slug), make_source_pair(item.source))


def _build_observation(system: System, item: PoamItem) -> Tree:
    return {
        "uuid": _derive_observation_uuid(system, item),
        "title": item.title,
        "description": item.how_identified,
        "props": _build_origin_props(item),
        "methods": ["UNKNOWN"],
        "subjects": [
            {"subject-uuid": find_component_uuid(system, slug), "type": "component"}
            for slug in dict.fromkeys(item.systems_affected)
        ],
        "collected": format_instant(item.identified),
    }


def _build_risk(system: System, item: PoamItem) -> Tree:
    return drop_empty(
        {
            "uuid": _derive_risk_uuid(system, item),
            "title": item.title,
            "description": item.weakness,
            "statement": item.weakness,
            "props": _build_origin_props(item),
            "status": "closed" if item.status == "complete" else "open",
            "deadline": format_instant(item.scheduled_completion),
            "remediations": [_build_remediation(system, item)],
            "related-observations": [{"observation-uuid": _derive_observation_uuid(system, item)}],
        }
    )


def _build_remediation(system: System, item: PoamItem) -> Tree:
    tasks = [
        {
            "uuid": milestone.uuid,
            "type": "milestone",
            "title": milestone.title,
            "props": [
                *make_props(("completed", milestone.completed)),
                *_build_change_props(milestone),
                *make_props(make_source_pair(milestone.source)),
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
            "props": _build_origin_props(item),
            "tasks": tasks,
        }
    )


def _build_change_props(milestone: Milestone) -> list[Tree]:
    """Earlier dates of a milestone, each with the day of the change and the reason."""
    return [_build_change_prop("previous-date", change) for change in milestone.changes]


def _build_change_prop(name: str, change: MilestoneChange) -> Tree:
    return {
        **make_prop(name, change.was),
        "uuid": change.uuid,
        "remarks": f"Changed on {change.date.isoformat()}: {change.why}",
    }


def _build_findings(system: System, judged: _Judged, item: PoamItem) -> list[Tree]:
    """One per objective of the item; satisfied is what the assessment results call so."""
    return [
        {
            "uuid": _derive_finding_uuid(system, item, entry.objective.id),
            "title": f"{entry.objective.label}: {item.title}",
            "description": item.weakness,
            "props": _build_origin_props(item),
            "target": {
                "type": f"{entry.objective.kind}-id",
                "target-id": entry.objective.id,
                "status": {"state": "satisfied" if entry.met else "not-satisfied"},
            },
            "related-observations": [{"observation-uuid": _derive_observation_uuid(system, item)}],
            "related-risks": [{"risk-uuid": _derive_risk_uuid(system, item)}],
        }
        for entry in _list_units(judged, item)
    ]


def _list_units(judged: _Judged, item: PoamItem) -> Iterator[JudgedObjective]:
    """What an item names, in its order; of a requirement that it names all, each once."""
    done: set[str] = set()
    for label in item.objectives:
        for entry in judged.get(label, ()):
            if entry.objective.id not in done:
                done.add(entry.objective.id)
                yield entry


def _build_item(system: System, judged: _Judged, item: PoamItem) -> Tree:
    return drop_empty(
        {
            "uuid": item.uuid,
            "title": item.title,
            "description": item.text or item.weakness,
            "props": _build_item_props(item),
            "links": _build_evidence_links(system, item),
            "related-findings": [
                {"finding-uuid": entry["uuid"]} for entry in _build_findings(system, judged, item)
            ],
            "related-observations": [{"observation-uuid": _derive_observation_uuid(system, item)}],
            "related-risks": [{"risk-uuid": _derive_risk_uuid(system, item)}],
        }
    )


def _build_item_props(item: PoamItem) -> list[Tree]:
    return [
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
        *(
            _build_change_prop("previous-scheduled-completion", change)
            for change in item.scheduled_completion_history
        ),
        *(make_text_prop("ticket", ticket) for ticket in item.tickets),
        *(_build_review_prop(review) for review in item.reviews),
        *make_props(make_source_pair(item.source)),
    ]


def _build_review_prop(review: Review) -> Tree:
    return {
        **make_prop("review", review.date),
        "uuid": review.uuid,
        "remarks": review.progress,
    }


def _build_evidence_links(system: System, item: PoamItem) -> list[Tree]:
    """To the resources of the plan: a plan of action has no evidence of its own."""
    register = system.evidence_by_id
    return [
        {
            "href": make_plan_href(system),
            "rel": "evidence",
            "resource-fragment": register[key].uuid,
            "text": register[key].title,
        }
        for key in dict.fromkeys(item.completion_evidence)
        if key in register
    ]
