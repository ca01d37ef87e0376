"""Parses what we built through trestle's models: what it cannot read back unchanged is never
written.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from ..errors import InternalError

_CLASSES: Mapping[str, tuple[str, str]] = {
    "catalog": ("catalog", "Catalog"),
    "profile": ("profile", "Profile"),
    "component-definition": ("component", "ComponentDefinition"),
    "mapping-collection": ("mapping", "MappingCollection"),
    "system-security-plan": ("ssp", "SystemSecurityPlan"),
    "assessment-plan": ("assessment_plan", "AssessmentPlan"),
    "assessment-results": ("assessment_results", "AssessmentResults"),
    "plan-of-action-and-milestones": ("poam", "PlanOfActionAndMilestones"),
}
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})\Z")
_FINER = re.compile(r"(\.\d{3})\d+")


def check_round_trip(model: str, tree: Mapping[str, Any]) -> None:
    """Raise InternalError unless trestle reads the document and gives the same tree back (times
    compared as instants, URIs as trestle spells them).
    """
    body = tree[model]
    back = _round_trip(model, body)
    difference = _difference(body, back, f"/{model}")
    if difference:
        raise InternalError(
            f"{model}: trestle reads the document differently at {difference}; nothing was written"
        )


def _round_trip(model: str, body: Mapping[str, Any]) -> Any:
    logging.getLogger("trestle").setLevel(logging.ERROR)
    module, name = _CLASSES[model]
    cls = getattr(import_module(f"trestle.oscal.{module}"), name)
    try:
        return cls.model_validate(body).model_dump(by_alias=True, exclude_none=True, mode="json")
    except Exception as error:  # pydantic's and trestle's own, told to the user as one
        raise InternalError(
            f"{model}: trestle refuses the document: {_first_line(error)}; nothing was written"
        ) from error


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " / ".join(lines[1:3]) or type(error).__name__


# Equal to nothing that a document can hold
_ABSENT = object()


def _difference(ours: Any, theirs: Any, pointer: str) -> str:
    """The pointer of the first difference, "" if there is none."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        keys = {**ours, **theirs}
        return _first_difference(
            [(key, ours.get(key, _ABSENT), theirs.get(key, _ABSENT)) for key in keys], pointer
        )
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        items = [(index, *pair) for index, pair in enumerate(zip(ours, theirs, strict=True))]
        return _first_difference(items, pointer)
    is_same = ours == theirs or _same_instant(ours, theirs) or _same_uri(ours, theirs)
    return "" if is_same else pointer


def _first_difference(pairs: list[tuple[Any, Any, Any]], pointer: str) -> str:
    """The first difference among children of an object or list, each with its key or index."""
    differences = (_difference(left, right, f"{pointer}/{key}") for key, left, right in pairs)
    return next((found for found in differences if found), "")


def _same_instant(left: Any, right: Any) -> bool:
    """To the millisecond: trestle cuts off what is finer."""
    if not (
        isinstance(left, str)
        and isinstance(right, str)
        and _INSTANT.match(left)
        and _INSTANT.match(right)
    ):
        return False
    return _to_millisecond(left) == _to_millisecond(right)


def _to_millisecond(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(_FINER.sub(r"\1", text))
    return moment.astimezone(dt.UTC)


def _same_uri(left: Any, right: Any) -> bool:
    """Trestle spells some URIs its own way: `https://example.com` becomes `https://example.com/`."""
    if not (isinstance(left, str) and isinstance(right, str) and ":" in left):
        return False
    common = import_module("trestle.oscal.common")
    try:
        return bool(str(common.Property(name="uri", ns=left, value="-").ns) == right)
    except ValueError:  # pydantic's, for what is no URI
        return False
