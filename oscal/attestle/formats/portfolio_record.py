"""The figures of a workspace as JSON: as they cross processes and machines and are kept between runs,
and as the report of an earlier run has them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ..iso_days import read_iso_day
from ..model.portfolio import (
    EarlierLine,
    EarlierRun,
    JudgingFailure,
    SystemFigures,
    WorkspaceFigures,
)

_DAYS = frozenset(
    item.name for item in dataclasses.fields(SystemFigures) if "dt.date" in str(item.type)
)
_NAMES = frozenset(item.name for item in dataclasses.fields(SystemFigures))
_FAILURE_NAMES = frozenset(item.name for item in dataclasses.fields(JudgingFailure))
# Figures of a system -> where the report of a run has them
REPORTED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "implemented": ("scores", "implemented"),
        "assessor_ready": ("scores", "assessor_ready"),
        "met": ("requirements", "met"),
        "unanswered": ("objectives", "unanswered"),
        "poam_open": ("poam", "open"),
        "poam_overdue": ("poam", "overdue"),
        "milestones_overdue": ("poam", "milestones_overdue"),
        "lapsed": ("evidence", "lapsed"),
        "errors": ("findings", "error"),
        "warnings": ("findings", "warning"),
        "eligible_implemented": ("eligibility", "implemented"),
        "eligible_ready": ("eligibility", "assessor_ready"),
        "status": ("status", "held"),
        "marking": ("marking", ""),
    }
)


def pack_workspace(found: WorkspaceFigures) -> dict[str, Any]:
    return {
        "systems": [_pack_system(item) for item in found.systems],
        "failures": [dataclasses.asdict(item) for item in found.failures],
    }


def _pack_system(item: SystemFigures) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in dataclasses.asdict(item).items()
    }


def unpack_workspace(value: Any) -> WorkspaceFigures:
    """Raises ValueError for what was not packed here."""
    try:
        return WorkspaceFigures(
            tuple(_unpack_system(item) for item in value["systems"]),
            tuple(_unpack_failure(item) for item in value["failures"]),
        )
    except (TypeError, KeyError) as error:
        raise ValueError("no record of a workspace") from error


def _unpack_system(value: Mapping[str, Any]) -> SystemFigures:
    if value.keys() != _NAMES:
        raise ValueError("no record of a system")
    values: dict[str, Any] = {
        name: dt.date.fromisoformat(item) if name in _DAYS and item is not None else item
        for name, item in value.items()
    }
    return SystemFigures(**values)


def _unpack_failure(value: Mapping[str, Any]) -> JudgingFailure:
    if value.keys() != _FAILURE_NAMES:
        raise ValueError("no record of a failure")
    return JudgingFailure(**value)


def read_report(tree: Any) -> EarlierRun:
    """Raises ValueError for what is no report of a portfolio."""
    try:
        day = read_iso_day(tree["as_of"])
        systems = tuple(_read_systems(tree["systems"]))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("no report of a portfolio") from error
    if day is None:
        raise ValueError("no report of a portfolio")
    return EarlierRun(day, systems)


def _read_systems(items: Any) -> Iterator[EarlierLine]:
    for item in items:
        figures = {
            name: found
            for name, (group, key) in REPORTED.items()
            if _is_plain(found := item[group][key] if key else item[group])
        }
        yield EarlierLine(str(item["workspace"]), str(item["system"]), str(item["uuid"]), figures)


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int)
