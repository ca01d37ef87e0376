"""What a gap analysis says in every form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ...assess.objectives import RATING_WORDS
from ...crosswalk.gap_figures import list_local_limits
from ...crosswalk.gaps import GapReport, RequirementGap
from ...crosswalk.named_controls import NamedControl
from ...crosswalk.projects import Project
from ...model.crosswalk_maps import Reuse
from ...model.engagement import Engagement
from ...model.frameworks import SOC2_TSC, WHOLE
from ..document_parts import Mark, Shade
from ..name_lookup import NameLookup, build_lookup
from ..rating_shades import RATING_SHADES
from ..table_cells import NOT_RECORDED
from .status_wording import explain_acceptances, explain_policy_only, explain_taken_over

CAUTION = (
    "A mapping says where to look; it proves nothing by itself. No figure here is an SPRS result."
)
EFFORT_NOTE = (
    "Effort is a class by how much is new (small, medium, large), not an estimate of days."
)
REUSE_SHADES: dict[Reuse, Shade] = {
    Reuse.STRONG: "good",
    Reuse.PARTIAL: "fair",
    Reuse.HABIT_ONLY: "poor",
    Reuse.NONE: "none",
}
# What a cell of the map has room for
SHORT_RATINGS: Mapping[str, str] = MappingProxyType(
    {
        "covered-and-evidenced": "covered",
        "partially-covered": "partial",
        "present-but-undocumented": "undocumented",
        "not-addressed": "not addressed",
        "not-applicable": "not applicable",
    }
)
# Where the next objective's criterion begins, or what holds of all: the sentences come in a row.
_LETTERS = re.compile(r" (?=[^\s\[]*\[[a-z]+\] |Each is |This is )")


def name_gap(report: GapReport) -> str:
    """What is compared; from SOC 2 to its own criteria there is no way to go."""
    title = report.baseline.title
    within = report.baseline.framework is SOC2_TSC
    if report.system is None:
        return title if within else f"From SOC 2 to {title}"
    name = report.system.characteristics.name
    return f"{name}: {title}" if within else f"{name}: from SOC 2 to {title}"


def mark_rating(rating: str) -> Mark:
    return Mark(RATING_WORDS[rating], RATING_SHADES[rating], rating)


def mark_reuse(reuse: Reuse) -> Mark:
    return Mark(reuse.value, REUSE_SHADES[reuse], reuse.value)


def explain_basis(report: GapReport) -> Iterator[str]:
    """What the figures rest on."""
    number = f"{len(report.controls)} SOC 2 control{'s' if len(report.controls) != 1 else ''}"
    plan = (
        "ratings follow the system's plan"
        if report.system
        else "without a system's plan, so nothing can be covered and evidenced"
    )
    yield f"as of {report.as_of}; {number}; {plan}"
    if report.objectives_unstated is not None:
        total = sum(len(item.objectives) for item in report.requirements)
        units = report.baseline.short_unit_words[1]
        yield f"{report.objectives_unstated} of {total} {units} not answered"
    if report.status and (why := explain_taken_over(report.status)):
        yield why
    if why := explain_policy_only(report.policy_only):
        yield why
    if report.system:
        yield from _explain_situation(report.system.engagement)
        yield from explain_acceptances(report.system, report.as_of)
    yield from report.assumptions
    yield from (f"graded down throughout: {limit.reason}" for limit in report.limits)


def _explain_situation(engagement: Engagement) -> Iterator[str]:
    """Where the company stands, and who said so when."""
    if engagement.situation:
        day = engagement.date.isoformat() if engagement.date else ""
        by = f"decided by {engagement.decided_by}" if engagement.decided_by else ""
        said = ", ".join(filter(None, (by, day)))
        text = " ".join(engagement.situation.split())
        yield f"situation: {text} ({said})" if said else f"situation: {text}"


def explain_limits(report: GapReport, item: RequirementGap) -> str:
    """Why controls count for less at this requirement, besides what holds throughout."""
    return "; ".join(list_local_limits(report, item))


def explain_reach(item: RequirementGap) -> str:
    """The controls that fit the objectives of a requirement, or why there is none."""
    if item.controls or item.is_reached:
        return "; ".join((*name_fits(item), *count_others(item)))
    if item.unmapped_because:
        return f"nothing; {item.unmapped_because}"
    return (
        "none of the company's controls; the crosswalk leads through"
        f" {', '.join(one.criterion.upper() for one in item.maps)}"
    )


def name_fits(item: RequirementGap) -> Iterator[str]:
    """Each control that fits, with its letters, how far it carries and the words that told so."""
    if not item.controls:
        yield "no control of yours is about it"
    for named in item.controls:
        yield (
            f"{name_control(named)}{_list_letters(item, named)}"
            f" ({_name_grades(item, named)}: {named.why})"
        )


def name_control(named: NamedControl) -> str:
    """Id and title in one piece: a semicolon goes on with the next control."""
    control = named.control
    title = "" if control.title == control.id else f" {control.title}"
    return f"{control.id}{title.replace('; ', ', ')}"


def _list_letters(item: RequirementGap, named: NamedControl) -> str:
    mine = [
        entry.objective.letter
        for entry in item.objectives
        if any(one.control.uuid == named.control.uuid for one in entry.controls)
    ]
    return "" if mine == [WHOLE] else f" {''.join(f'[{letter}]' for letter in mine)}"


def _name_grades(item: RequirementGap, named: NamedControl) -> str:
    ways = [way for way in item.reaches if way.control.uuid == named.control.uuid]
    words = [f"{way.map.criterion.upper()} {way.reuse}" for way in ways]
    if words:
        return ", ".join(words)
    return f"{named.criterion.upper()} {Reuse.HABIT_ONLY}".strip()


def count_others(item: RequirementGap) -> Iterator[str]:
    """The controls that stand under the same criteria and are about something else."""
    more = " more" if item.controls else ""
    for criterion, number in item.others:
        yield f"{number}{more} under {criterion.upper()}"


def find_gap_names(report: GapReport) -> NameLookup | None:
    """The names of the system's roles and components; None before there is a system."""
    return build_lookup(report.system, report.baseline.term) if report.system else None


def name_owner(report: GapReport, owner: str) -> str:
    names = find_gap_names(report)
    return (names.find_role(owner) if names else owner) or NOT_RECORDED


def name_systems(report: GapReport, systems: tuple[str, ...]) -> str:
    """The components by title; a word that names none stays as it is."""
    names = find_gap_names(report)
    titles = (names.name_component(item) if names else item for item in systems)
    return ", ".join(titles) or "not known"


def name_item(made: Project) -> str:
    """The item of the plan of action that carries the project."""
    return f"{made.title} ({made.poam})" if made.poam else "no item yet"


def split_by_letter(text: str) -> list[str]:
    """Completion criteria with a line for each objective, and one for what holds of all: sentences
    in a row are a wall.
    """
    return _LETTERS.split(text)
