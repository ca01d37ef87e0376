"""What can be counted in a gap analysis: objectives by rating and reuse, families, open letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..assess.scores import Unmet
from ..assess.system_status import RequirementResult, find_score_rule
from ..lazy_dataclasses import dataclass
from ..model.frameworks import WHOLE
from .gaps import GapReport, RequirementGap

EFFORTS = ("small", "medium", "large")


@dataclass(frozen=True, slots=True)
class OpenWork:
    """A requirement with something open, and what it takes off the scores.

    `points` is None where there is no score without it, or where the profile has no score. `is_met`
    and `is_ready` say that the implemented and the assessor-ready score count it all the same.
    `is_excused` says that they count it through a documented exception only. `may_stay` says that
    170.21 lets it stay open under a conditional status; None where the profile has no score, or
    before there is a plan.
    """

    gap: RequirementGap
    points: int | None
    is_met: bool
    is_ready: bool
    may_stay: bool | None
    is_excused: bool = False


def list_open_work(report: GapReport) -> list[OpenWork]:
    """Every requirement with something open: first what no score counts, then what only the
    assessor-ready one lacks, then what only the gap analysis doubts; the dearest first in each.
    """
    results = report.status.results if report.status else (None,) * len(report.requirements)
    pairs = zip(report.requirements, results, strict=True)
    work = [_price_gap(report, item, result) for item, result in pairs if item.open_objectives]
    return sorted(work, key=lambda item: (item.is_met, item.is_ready, -_rank_points(item)))


def _price_gap(
    report: GapReport, item: RequirementGap, result: RequirementResult | None
) -> OpenWork:
    unmet = Unmet(item.requirement, result.partial if result else False)
    scored = report.status is not None and report.status.scored
    return OpenWork(
        gap=item,
        points=unmet.points if find_score_rule(report.baseline) else None,
        is_met=bool(result and result.met),
        is_ready=bool(result and result.ready),
        may_stay=unmet.poam_allowed if scored else None,
        is_excused=bool(result and result.met and result.needs_exception),
    )


def _rank_points(item: OpenWork) -> int:
    """What takes the whole score goes before every number of points."""
    if item.points is not None:
        return item.points
    return 1000 if item.may_stay is not None else 0


def count_projects_by_owner(report: GapReport) -> Iterator[tuple[str, list[RequirementGap]]]:
    """Owners as they are recorded, who has most to do first; "" is nobody."""
    owned: dict[str, list[RequirementGap]] = {}
    for item in report.requirements:
        if item.project:
            owned.setdefault(item.project.owner, []).append(item)
    yield from sorted(owned.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def count_objectives(report: GapReport) -> Counter[tuple[str, str]]:
    """By rating and reuse."""
    return Counter(
        (entry.rating, entry.reuse.value)
        for item in report.requirements
        for entry in item.objectives
    )


def count_by_family(report: GapReport) -> Iterator[tuple[str, int, int, tuple[int, ...]]]:
    """Family, its objectives, those that are open, and its projects by effort."""
    for code, title in report.baseline.families:
        mine = [item for item in report.requirements if item.requirement.family == code]
        efforts = Counter(item.project.effort for item in mine if item.project)
        number = sum(len(item.objectives) for item in mine)
        yield (
            f"{code} {title}",
            number,
            sum(len(item.open_objectives) for item in mine),
            tuple(efforts[name] for name in EFFORTS),
        )


def list_local_limits(report: GapReport, item: RequirementGap) -> list[str]:
    """Why controls count for less at this requirement, besides what holds throughout."""
    general = {limit.reason for limit in report.limits}
    return [reason for reason in item.graded_down if reason not in general]


def group_open_letters(item: RequirementGap) -> Iterator[tuple[str, str]]:
    """Open letters and why, those with the same reason together: `[a][c]`."""
    letters: dict[str, str] = {}
    for entry in item.open_objectives:
        letters[entry.open_because] = (
            f"{letters.get(entry.open_because, '')}[{entry.objective.letter}]"
        )
    yield from ((named, why) for why, named in letters.items())


def list_open_reasons(item: RequirementGap) -> Iterator[str]:
    """The same as lines; no letter where a requirement is judged as a whole."""
    whole = f"[{WHOLE}]"
    for letters, why in group_open_letters(item):
        yield why if letters == whole else f"{letters} {why}"
