"""The keys of `gap --format json`."""

from __future__ import annotations

from collections.abc import Iterator

from ...crosswalk.control_habits import judge_known_habits
from ...crosswalk.gaps import GapReport, ObjectiveGap, RequirementGap
from ...crosswalk.project_bundles import BundledProject, bundle_projects
from ...crosswalk.projects import Project
from ...formats.project_table import read_project_rules
from ...model.crosswalk_maps import NetNew, Reuse
from .status_keys import list_habit_keys


def list_gap_keys(report: GapReport) -> dict[str, object]:
    return {
        "system": report.name,
        "as_of": report.as_of.isoformat(),
        "requirements": [_list_requirement(item) for item in report.requirements],
        "projects": [_list_bundle(item) for item in bundle_projects(report)],
        "habits": list_habit_keys(judge_known_habits(report, read_project_rules().habits)[1]),
        "objectives_unstated": report.objectives_unstated,
        "policy_only": report.policy_only,
        "profile": report.baseline.profile,
        "controls": len(report.controls),
        "assumptions": list(report.assumptions),
        "graded_down": [limit.reason for limit in report.limits],
        "net_new": [_list_net_new(item) for item in report.net_new],
    }


def _list_net_new(item: NetNew) -> dict[str, object]:
    return {
        "id": item.id,
        "title": item.title,
        "what": item.what,
        "authority": item.authority,
        "artifact": item.artifact,
    }


def _list_requirement(item: RequirementGap) -> dict[str, object]:
    return {
        "requirement": item.requirement.label,
        "rating": item.rating,
        "scope_dependent": bool(item.scope_dependent),
        "scope_because": item.scope_dependent,
        "soc2": list(_list_named(item)),
        "also_listed": dict(item.others),
        "objectives": [_list_objective(entry) for entry in item.objectives],
        "project": _list_project(item.project),
    }


def _list_named(item: RequirementGap) -> Iterator[dict[str, object]]:
    """The controls that are named for an objective;
    those that no map of it knows show the habit.
    """
    for reach in item.reaches:
        yield {
            "control": reach.control.id,
            "criterion": reach.map.criterion,
            "reuse": reach.reuse.value,
            "graded_down": [limit.reason for limit in reach.limits],
        }
    for named in item.habits:
        yield {
            "control": named.control.id,
            "criterion": named.criterion,
            "reuse": Reuse.HABIT_ONLY.value,
            "graded_down": [],
        }


def _list_objective(item: ObjectiveGap) -> dict[str, object]:
    return {
        "letter": item.objective.letter,
        "rating": item.rating,
        "reuse": item.reuse.value,
        "open_because": item.open_because,
        "graded_down": list(item.graded_down),
        "controls": [
            {"control": named.control.id, "criterion": named.criterion, "why": named.why}
            for named in item.controls
        ],
        "satisfies": list(item.names.satisfies),
        "contributes": list(item.names.contributes),
        "evidence": [entry.id for entry in item.evidence],
        "candidates": [entry.id for entry in item.candidates],
    }


def _list_bundle(item: BundledProject) -> dict[str, object]:
    return {
        "order": item.order,
        "id": item.id,
        "title": item.title,
        "owner": item.owner,
        "systems": list(item.systems),
        "artifact": item.artifact,
        "completion": item.completion,
        "effort": item.effort,
        "effort_because": item.effort_because,
        "budget": item.budget,
        "points": item.points,
        "opens_score": item.opens_score,
        "requirements": [share.gap.requirement.label for share in item.shares],
        "objectives": [entry.objective.label for entry in item.objectives],
        "serving_soc2": item.serving_both,
        "after": list(item.after),
        "poam": list(item.poam),
    }


def _list_project(item: Project | None) -> dict[str, object] | None:
    if item is None:
        return None
    return {
        "title": item.title,
        "owner": item.owner,
        "systems": list(item.systems),
        "artifact": item.artifact,
        "completion": item.completion,
        "effort": item.effort,
        "effort_because": item.effort_because,
        "poam": item.poam or None,
    }
