"""How far SOC 2 evidence reaches a requirement.

The crosswalk's grade, lowered where this report or this control gives less. Two kinds of reasons: a
step down (the evidence is weaker than that of a good Type 2 report), and a cap at habit-only (it
was not gathered for this, so that only the practice is left).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

from ..iso_days import add_days
from ..lazy_dataclasses import dataclass
from ..model.audit_results import AuditResult, read_result
from ..model.crosswalk_maps import Map, Reuse
from ..model.engagement import Deviation, Soc2Report
from ..model.soc2 import DESIGNED, INHERITED, NOT_STATED, OPERATING, RETIRED, Soc2Control

# Days after its end from which a report is no evidence of how controls operate now
LAPSED_AFTER_DAYS = 365
# What the criteria of a category begin with, as the AICPA numbers them
CATEGORY_OF_SERIES = {
    "cc": "security",
    "a": "availability",
    "c": "confidentiality",
    "pi": "processing-integrity",
    "p": "privacy",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One reason to grade down; `cap` leaves at most habit-only."""

    reason: str
    cap: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """A SOC 2 control that reaches a requirement through one map.

    `reuse` is the grade that is left, `limits` say why.
    """

    control: Soc2Control
    map: Map
    reuse: Reuse
    limits: tuple[Limit, ...]


_OPINION_LIMITS = MappingProxyType(
    {
        "qualified": Limit("the auditor's opinion is qualified"),
        "adverse": Limit("the auditor's opinion is adverse", cap=True),
        "disclaimer": Limit("the auditor's opinion is disclaimed", cap=True),
        "pending": Limit("the auditor has not given an opinion yet"),
    }
)


def find_category(criterion: str) -> str:
    """The category of a criterion: `cc6.1` is security."""
    return CATEGORY_OF_SERIES.get(criterion.rstrip("0123456789.").lower(), "")


def find_report_limits(report: Soc2Report | None, as_of: dt.date) -> tuple[Limit, ...]:
    """What the report as a whole gives less than a good Type 2 report."""
    return tuple(_list_report_limits(report, as_of)) if report else ()


def _list_report_limits(report: Soc2Report, as_of: dt.date) -> Iterator[Limit]:
    if report.report_type == "type-1":
        yield Limit("the report is of Type 1: designed at a date, not shown to operate")
    yield from _limit_by_age(report, as_of)
    if report.opinion in _OPINION_LIMITS:
        yield _OPINION_LIMITS[report.opinion]
    if not report.system_in_description:
        yield Limit("this system is outside the report's system description", cap=True)


def _limit_by_age(report: Soc2Report, as_of: dt.date) -> Iterator[Limit]:
    """A report that is not finished yet, or has lapsed."""
    end = report.period.end if report.period else report.as_of
    if end is None:
        return
    what = "period of the report" if report.period else "report"
    if end > as_of:
        yield Limit(f"the {what} {'ends' if report.period else 'is dated'} only on {end}")
    if add_days(end, LAPSED_AFTER_DAYS) < as_of:
        yield Limit(
            f"the {what} {'ended' if report.period else 'is dated'} on {end}, more than a year ago",
            cap=True,
        )


def find_criterion_limits(
    report: Soc2Report | None, criterion: str, controls: Collection[str] = ()
) -> tuple[Limit, ...]:
    """What the report gives less for a criterion.

    Its category is not in the report, or the auditor noted a deviation for it and named none of the
    `controls` (ids).
    """
    if report is None:
        return ()
    limits = []
    category = find_category(criterion)
    if category and category not in report.criteria:
        limits.append(Limit(f"{category} is not in the report", cap=True))
    # a deviation that names a control lowers that one alone
    known = {item.lower() for item in controls}
    deviations = [item for item in report.deviations if item.criterion.lower() == criterion]
    if any(_find_control_id(item) not in known for item in deviations):
        limits.append(Limit(f"the auditor noted a deviation for {criterion.upper()}"))
    return tuple(limits)


def _find_control_id(deviation: Deviation) -> str:
    """The id in `AC-07: access of leavers is removed`, "" where no control is named."""
    return (deviation.control or "").partition(":")[0].strip().lower()


def find_control_limits(report: Soc2Report | None, control: Soc2Control) -> tuple[Limit, ...]:
    """The control does not operate, or nobody says that it does; the auditor did not test it, or
    found something.
    """
    result = read_result(control.result)
    deviations = report.deviations if report else ()
    if control.id.lower() in map(_find_control_id, deviations):
        result = AuditResult.DEVIATED
    limits = (_limit_by_status(control, result), _limit_by_result(control, result))
    return tuple(limit for limit in limits if limit is not None)


def _limit_by_status(control: Soc2Control, result: AuditResult) -> Limit | None:
    """A test without an exception shows that a control operates of which nothing else is said."""
    if control.status == DESIGNED:
        return Limit(f"{control.id} is designed, but does not operate yet")
    if control.status == INHERITED:
        return Limit(f"somebody else performs {control.id}, and not you", cap=True)
    if control.status == NOT_STATED:
        is_shown = result is AuditResult.CLEAN
        return None if is_shown else Limit(f"nothing says that {control.id} operates")
    if control.status != OPERATING:
        return Limit(f"{control.id} does not operate", cap=True)
    return None


def _limit_by_result(control: Soc2Control, result: AuditResult) -> Limit | None:
    if result is AuditResult.UNTESTED:
        return Limit(f"{control.id} was not tested in the period")
    if result is AuditResult.DEVIATED:
        return Limit(f"the auditor noted a deviation of {control.id}")
    if result is AuditResult.UNKNOWN:
        return Limit(f"the result of the test of {control.id} is in words that are not known")
    return None


def find_system_limits(control: Soc2Control, elsewhere: Mapping[str, str]) -> tuple[Limit, ...]:
    """That the inventory tells a control of another system."""
    return (Limit(elsewhere[control.uuid]),) if control.uuid in elsewhere else ()


def grade_down(reuse: Reuse, limits: Iterable[Limit]) -> Reuse:
    """One step down per reason; a cap leaves habit-only."""
    for limit in limits:
        reuse = reuse.lowered(len(Reuse)) if limit.cap else reuse.lowered()
    return reuse


def find_reaches(
    maps: Iterable[Map],
    controls: Collection[Soc2Control],
    report: Soc2Report | None,
    as_of: dt.date,
    elsewhere: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Reach, ...]:
    """Every control listed under the criterion of a map, best grade first.

    Retired controls reach nothing. `elsewhere` says by uuid why nothing tells that a control runs
    in the system, and gives less.
    """
    whole = find_report_limits(report, as_of)
    ids = [control.id for control in controls]
    reaches = []
    for item in maps:
        listed = [
            control
            for control in controls
            if item.criterion in control.criteria and control.status != RETIRED
        ]
        general = (*whole, *find_criterion_limits(report, item.criterion, ids)) if listed else ()
        for control in listed:
            limits = (
                *general,
                *find_control_limits(report, control),
                *find_system_limits(control, elsewhere),
            )
            reaches.append(Reach(control, item, grade_down(item.reuse, limits), limits))
    return tuple(sorted(reaches, key=lambda reach: (reach.reuse.rank, reach.map.role != "lead")))
