"""The figures of a workspace as JSON: as they cross processes and machines and are kept between
runs, and as the report of an earlier run has them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ..iso_days import read_iso_day
from ..model.portfolio import (
    FAILURE_KINDS,
    EarlierLine,
    EarlierRun,
    JudgingFailure,
    SystemFigures,
    WorkspaceFigures,
)

_DAYS = frozenset(
    item.name for item in dataclasses.fields(SystemFigures) if "dt.date" in str(item.type)
)
# What a value may be, as its field says
_FORMS: Mapping[str, type | types.UnionType] = MappingProxyType(
    {
        "str": str,
        "int": int,
        "str | None": str | None,
        "int | None": int | None,
        "dt.date | None": str | None,
    }
)
_ELIGIBLE = ("", "none", "conditional", "final")
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
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("no record of a workspace") from error


def _unpack_system(value: Mapping[str, Any]) -> SystemFigures:
    _check_form(value, SystemFigures)
    if not {value["eligible_implemented"], value["eligible_ready"]} <= {*_ELIGIBLE}:
        raise ValueError("no record of a system")
    values: dict[str, Any] = {
        name: dt.date.fromisoformat(item) if name in _DAYS and item is not None else item
        for name, item in value.items()
    }
    return SystemFigures(**values)


def _unpack_failure(value: Mapping[str, Any]) -> JudgingFailure:
    _check_form(value, JudgingFailure)
    if value["kind"] not in FAILURE_KINDS:
        raise ValueError("no record of a failure")
    return JudgingFailure(**value)


def _check_form(value: Mapping[str, Any], of: type[SystemFigures | JudgingFailure]) -> None:
    """Raises ValueError where a field is not there, is too much, or is of another form."""
    wanted = {item.name: _FORMS[str(item.type)] for item in dataclasses.fields(of)}
    if value.keys() != wanted.keys() or not all(
        isinstance(value[name], form) for name, form in wanted.items()
    ):
        raise ValueError("no record of a workspace")


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
            name: _check_plain(item[group][key] if key else item[group])
            for name, (group, key) in REPORTED.items()
        }
        yield EarlierLine(str(item["workspace"]), str(item["system"]), str(item["uuid"]), figures)


def _check_plain(value: object) -> object:
    """A figure that is none would be one that did not change."""
    if value is None or isinstance(value, str | int):
        return value
    raise ValueError("no report of a portfolio")
