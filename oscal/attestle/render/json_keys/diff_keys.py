"""The keys of `diff --format json`, for one system."""

from __future__ import annotations

from ...assess.changes import (
    Changes,
    Compared,
    ObjectiveChange,
    RequirementChange,
    ThingChange,
    WordChange,
)


def list_diff_keys(item: Compared) -> dict[str, object]:
    head: dict[str, object] = {
        "system": item.system,
        "before": item.before,
        "after": item.after or None,
        "as_of": item.as_of.isoformat(),
        "how": item.how,
    }
    return head if item.changes is None else {**head, **_list_changes(item.changes)}


def _list_changes(changes: Changes) -> dict[str, object]:
    return {
        "scores": {
            "implemented": list(changes.implemented),
            "assessor_ready": list(changes.assessor_ready),
        },
        "requirements_met": list(changes.met),
        "requirements": [list_requirement_keys(entry) for entry in changes.requirements],
        "things": [list_thing_keys(entry) for entry in changes.things],
    }


def list_thing_keys(item: ThingChange) -> dict[str, object]:
    renamed = item.keys[:1] if item.how == "renamed" else ()
    return {
        "what": item.what,
        "id": item.id,
        "title": item.title,
        "how": item.how,
        "keys": [key for key, _, _ in item.keys],
        "details": [list(change) for change in (*renamed, *item.details)],
    }


def list_requirement_keys(item: RequirementChange) -> dict[str, object]:
    return {
        "requirement": item.label,
        "title": item.title,
        "points": item.points,
        "met": list(item.met),
        "ready": list(item.ready),
        "owner": list(item.owner),
        "fields": [list(field) for field in item.fields],
        "objectives": [_list_objective(entry) for entry in item.objectives],
        "sections": [
            {
                "title": section.title,
                "fields": [list(field) for field in section.fields],
                "prose": _list_words(section.prose),
            }
            for section in item.sections
        ],
    }


def _list_objective(item: ObjectiveChange) -> dict[str, object]:
    return {
        "objective": item.label,
        "state": list(item.state),
        "rating": list(item.rating),
        "evidence_added": list(item.evidence_added),
        "evidence_removed": list(item.evidence_removed),
        "fields": [list(field) for field in item.fields],
        "prose": _list_words(item.prose),
    }


def _list_words(pieces: tuple[WordChange, ...]) -> list[dict[str, str]]:
    return [{"kind": piece.kind, "text": piece.text} for piece in pieces]
