"""Parses what we built through trestle's models; what comes back changed is not written."""

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
# Date-times that trestle may give back in another zone or with fewer digits
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})\Z")
_FINER = re.compile(r"(\.\d{3})\d+")


def check_round_trip(model: str, tree: Mapping[str, Any]) -> None:
    """Raise InternalError unless trestle reads the document and gives the same tree back.

    Times are compared as instants, URIs as trestle spells them.
    """
    body = tree[model]
    back = _read_back(model, body)
    difference = _find_difference(body, back, f"/{model}")
    if difference:
        raise InternalError(
            f"{model}: trestle reads the document differently at {difference}; nothing was written"
        )


def _read_back(model: str, body: Mapping[str, Any]) -> Any:
    logging.getLogger("trestle").setLevel(logging.ERROR)
    module, name = _CLASSES[model]
    cls = getattr(import_module(f"trestle.oscal.{module}"), name)
    try:
        return cls.model_validate(body).model_dump(by_alias=True, exclude_none=True, mode="json")
    except Exception as error:  # pydantic's and trestle's own, told to the user as one
        reason = _read_first_error(error)
        raise InternalError(
            f"{model}: trestle refuses the document: {reason}; nothing was written"
        ) from error


def _read_first_error(error: Exception) -> str:
    """Where and why: the first line of pydantic's report only counts the errors."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " / ".join(lines[1:3]) or type(error).__name__


def _find_difference(ours: Any, theirs: Any, pointer: str) -> str:
    """The pointer of the first difference, "" if there is none."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return _find_object_difference(ours, theirs, pointer)
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs, strict=True))
        differences = (_find_difference(*pair, f"{pointer}/{index}") for index, pair in pairs)
        return next(filter(None, differences), "")
    if ours == theirs or _is_same_instant(ours, theirs) or _is_same_uri(ours, theirs):
        return ""
    return pointer


def _find_object_difference(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], pointer: str
) -> str:
    for key in {**ours, **theirs}:
        if key not in ours or key not in theirs:
            return f"{pointer}/{key}"
        difference = _find_difference(ours[key], theirs[key], f"{pointer}/{key}")
        if difference:
            return difference
    return ""


def _is_same_instant(left: Any, right: Any) -> bool:
    """To the millisecond: trestle cuts off what is finer."""
    if not isinstance(left, str) or not isinstance(right, str):
        return False
    if not _INSTANT.match(left) or not _INSTANT.match(right):
        return False
    return _cut_to_millisecond(left) == _cut_to_millisecond(right)


def _cut_to_millisecond(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(_FINER.sub(r"\1", text))
    return moment.astimezone(dt.UTC)


def _is_same_uri(left: Any, right: Any) -> bool:
    """Trestle spells some URIs its own way: `https://example.com` with a slash at its end."""
    if not (isinstance(left, str) and isinstance(right, str) and ":" in left):
        return False
    common = import_module("trestle.oscal.common")
    try:
        return bool(str(common.Property(name="uri", ns=left, value="-").ns) == right)
    except ValueError:  # pydantic's, for what is no URI
        return False
