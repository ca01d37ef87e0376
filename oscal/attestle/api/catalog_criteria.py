"""The criteria that the catalogs of a workspace have."""

from __future__ import annotations

from ..formats.profile_resolution import walk_controls
from ..formats.resolved_baseline import get_prop
from ..model.workspace import Document


def list_criteria(documents: tuple[Document, ...]) -> frozenset[str]:
    """Labels of the criteria (controls of class `criterion`) in the catalogs given."""
    groups = [
        group
        for item in documents
        if item.model == "catalog"
        for group in _as_list(item.body.get("groups"))
        if isinstance(group, dict)
    ]
    try:
        return frozenset(
            get_prop(control, "label")
            for _, control in walk_controls(groups)
            if control.get("class") == "criterion"
        )
    except (AttributeError, KeyError, TypeError):
        # a catalog that is not of its schema's shape; the schema check says so
        return frozenset()


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
