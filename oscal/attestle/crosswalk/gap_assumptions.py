"""What a gap analysis takes for granted, and has to say so."""

from __future__ import annotations

from collections.abc import Iterator

from ..assess.system_status import Status
from ..model.baseline import Baseline
from ..model.engagement import Soc2Report
from ..model.soc2 import Soc2Control

UNDECIDED = "the CUI scope is not decided (system.md: cui-scope)"


def put_assumptions(
    baseline: Baseline, is_reached: bool, controls: tuple[Soc2Control, ...], status: Status | None
) -> tuple[str, ...]:
    report = status.system.engagement.soc2 if status else None
    return (
        *_doubt_crosswalk(baseline, is_reached),
        *map(baseline.put_term, _list_assumptions(controls, report, status)),
    )


def _doubt_crosswalk(baseline: Baseline, is_reached: bool) -> Iterator[str]:
    if not is_reached:
        yield f"No crosswalk leads to the requirements of {baseline.profile}"


def _list_assumptions(
    controls: tuple[Soc2Control, ...], report: Soc2Report | None, status: Status | None
) -> Iterator[str]:
    if not controls:
        yield (
            "No SOC 2 controls are imported, so nothing reaches a requirement; see: attestle import"
            " controls"
        )
    if report is None:
        where = "engagement.yaml" if status else "a system's engagement.yaml would say"
        yield (
            f"Nothing is known of the SOC 2 report ({where}): grades assume a current, unqualified"
            " Type 2 report that covers the system and all criteria; ask for the report and enter"
            " it with: attestle new engagement"
        )
    if status is not None and status.unread:
        yield f"Left out, because it cannot be read: {', '.join(status.unread)}"
    if status is None:
        yield (
            "Without a plan nothing says where CUI is: what depends on the CUI scope stays open"
            " until a system decides it"
        )
    elif leaves_scope_undecided(status):
        yield (
            "The CUI scope is not decided (system.md: cui-scope): objectives that depend on it stay"
            " open, whatever their answer"
        )


def leaves_scope_undecided(status: Status) -> bool:
    return status.system.characteristics.cui_scope == "undecided"
