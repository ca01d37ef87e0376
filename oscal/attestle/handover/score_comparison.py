"""Two records of a score compared: which figures and judgements differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_OF_REQUIREMENTS = ("points", "partial_credit", "rating", "met", "ready", "deducted")
_OF_OBJECTIVES = ("state", "rating", "counts", "excused_by", "met", "ready")


def list_differences(recorded: Any, computed: Any) -> tuple[str, ...]:
    """What was recorded and what is computed, where these are not the same; words of reasons are
    not compared.
    """
    try:
        return tuple(_compare_records(recorded, computed))
    except (TypeError, KeyError, AttributeError) as error:
        return (f"it is no record of a score ({error})",)


def _compare_records(recorded: Any, computed: Any) -> Iterator[str]:
    for key in ("scores", "requirements", "objectives", "basis", "as_of", "profile", "to_final"):
        old, new = recorded["status"][key], computed["status"][key]
        if old != new:
            yield f"{key}: recorded {_show(old)}, computed {_show(new)}"
    before = {item["requirement"]: item for item in recorded["derivation"]}
    after = {item["requirement"]: item for item in computed["derivation"]}
    for label in dict.fromkeys((*before, *after)):
        if label not in before or label not in after:
            yield f"{label} is {'recorded' if label in before else 'computed'} alone"
        else:
            yield from _compare_requirements(label, before[label], after[label])


def _compare_requirements(label: str, old: Any, new: Any) -> Iterator[str]:
    yield from _compare_keys(label, old, new, _OF_REQUIREMENTS)
    before = {item["objective"]: item for item in old["objectives"]}
    after = {item["objective"]: item for item in new["objectives"]}
    for key in dict.fromkeys((*before, *after)):
        if key not in before or key not in after:
            yield f"{key} is {'recorded' if key in before else 'computed'} alone"
        else:
            yield from _compare_keys(key, before[key], after[key], _OF_OBJECTIVES)


def _compare_keys(label: str, old: Any, new: Any, keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        if old[key] != new[key]:
            yield f"{label} {key}: recorded {_show(old[key])}, computed {_show(new[key])}"


def _show(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    return str(value)
