"""What can be counted in a gap analysis: objectives by rating and reuse, families, open letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .gap_analysis import GapReport, RequirementGap

EFFORTS = ("small", "medium", "large")


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
