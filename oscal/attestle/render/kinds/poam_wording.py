"""What the plan of action and milestones says in each of its forms: days and what moved them,
tickets, evidence, the clock, and whether a requirement may stay open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ...assess.freshness import explain_not_current
from ...assess.poam_coverage import UncoveredRequirement, list_planning_items, list_uncovered
from ...assess.poam_entries import (
    CloseOutClock,
    PoamEntry,
    Standing,
    find_clock,
    list_entries,
    list_items_of,
    list_overdue_milestones,
    list_standings,
)
from ...assess.system_status import Status
from ...lazy_dataclasses import dataclass
from ...model.baseline import Requirement
from ...model.counted_names import count_things
from ...model.frameworks import WHOLE
from ...model.milestones import MilestoneChange, PoamItem
from ...model.system import System
from ..document_parts import DocumentCell, Mark, Shade, TextLine
from ..name_lookup import NameLookup, build_lookup
from ..reason_names import name_status_reasons
from ..table_cells import NOT_RECORDED, quiet_cell, text_cell

NAME = "Plan of Action and Milestones"
# What an item of each kind is for, in a sentence
KIND_NOTES: Mapping[str, str] = MappingProxyType({
    "poam": (
        "Requirements that are not met and stay open under a Conditional CMMC Status; 32 CFR 170.21"
        " says which may, and they close within the days of its clock."
    ),
    "operational": (
        "Deficiencies that arose after a requirement was implemented (3.12.2). The requirement"
        " stays met while the item is reviewed and progresses; no clock of 170.21 runs."
    ),
    "remediation": (
        "Requirements that were never implemented. They are not met, and what may not stay open on"
        " a POA&M closes before the assessment."
    ),
})  # fmt: skip
_CLOSES: Mapping[str, str] = MappingProxyType(
    {
        "self": "the organization closes it out by a self-assessment of what was not met",
        "c3pao": "a C3PAO closes it out by an assessment of what was not met",
        "dibcac": "DCMA DIBCAC closes it out by an assessment of what was not met",
    }
)


@dataclass(frozen=True, slots=True)
class PlanOfAction:
    """All that the documents say, read off a judged system once."""

    status: Status
    names: NameLookup
    entries: tuple[PoamEntry, ...]
    standings: tuple[Standing, ...]
    uncovered: tuple[UncoveredRequirement, ...]

    @property
    def system(self) -> System:
        return self.status.system

    def list_open(self, kind: str) -> tuple[PoamEntry, ...]:
        """Open items of a kind, those that are due first before the others."""
        found = (entry for entry in self.entries if entry.item.kind == kind and entry.is_open)
        return tuple(sorted(found, key=lambda entry: (entry.due, entry.item.slug)))

    def list_complete(self) -> tuple[PoamEntry, ...]:
        return tuple(entry for entry in self.entries if not entry.is_open)

    def list_requirements(self, item: PoamItem) -> tuple[Requirement, ...]:
        """The requirements that an item is about, as far as the profile has them."""
        found = map(self.status.baseline.find_requirement_of, item.objectives)
        return tuple(dict.fromkeys(requirement for requirement in found if requirement))

    def find_standing(self, requirement: Requirement) -> Standing | None:
        """None where the requirement is met."""
        return next(
            (item for item in self.standings if item.result.requirement == requirement), None
        )


def read_plan_of_action(status: Status) -> PlanOfAction:
    status = name_status_reasons(status)
    planning = list_planning_items(status.system)
    return PlanOfAction(
        status,
        build_lookup(status.system, status.baseline.term),
        list_entries(status),
        list_standings(status),
        tuple(list_uncovered(status.results, planning)),
    )


def write_requirement(requirement: Requirement) -> str:
    return f"{requirement.label} {requirement.title}"


def write_role(names: NameLookup, key: str | None) -> DocumentCell:
    """Title of the role, and who holds it."""
    holders = ", ".join(party.name for party in names.list_holders(key or ""))
    return (
        *text_cell(names.shorten_role(key), NOT_RECORDED),
        *((TextLine(holders, "quiet"),) if holders else ()),
    )


def write_name(item: PoamItem, anchor: str = "") -> DocumentCell:
    """Title with the id below it."""
    target = "" if anchor else f"item-{item.slug}"
    return TextLine(item.title, anchor=anchor, target=target), TextLine(item.slug, "quiet")


def write_completion(item: PoamItem) -> DocumentCell:
    """The day, and the first one where it moved."""
    history = item.scheduled_completion_history
    first = f"first {history[0].was.isoformat()}" if history else ""
    return (*text_cell(item.scheduled_completion.isoformat()), *quiet_cell(first))


def write_milestones(plan: PlanOfAction, item: PoamItem) -> DocumentCell:
    overdue = list_overdue_milestones(item, plan.status.as_of)
    return tuple(
        TextLine(
            f"{step.title} "
            + (
                f"(completed {step.completed.isoformat()})"
                if step.completed
                else "(overdue)"
                if step in overdue
                else "(open)"
            ),
            lead=step.date.isoformat(),
        )
        for step in item.milestones
    ) or text_cell("", NOT_RECORDED)


def list_changes(item: PoamItem) -> Iterator[tuple[str, MilestoneChange]]:
    """What moved: the item's own day first, then its milestones."""
    yield from (("Scheduled completion", change) for change in item.scheduled_completion_history)
    for step in item.milestones:
        yield from ((step.title, change) for change in step.changes)


def write_changes(item: PoamItem) -> DocumentCell:
    return tuple(
        TextLine(f"was {change.was.isoformat()} until {change.date.isoformat()}: {change.why}", lead=f"{what}:")
        for what, change in list_changes(item)
    ) or quiet_cell("no day has moved")  # fmt: skip


def write_status(plan: PlanOfAction, entry: PoamEntry) -> DocumentCell:
    """The word, and what is late."""
    item, day = entry.item, plan.status.as_of
    if not entry.is_open:
        when = item.completed.isoformat() if item.completed else NOT_RECORDED
        return Mark("Complete", "good"), TextLine(when)
    late = list_overdue_milestones(item, day)
    lines = (f"{count_things(-entry.days_left, 'day')} overdue",) if entry.overdue else ()
    steps = (f"{len(late)} milestone{'s' if len(late) > 1 else ''} overdue",) if late else ()
    shade: Shade = "bad" if entry.overdue else "poor" if late else "fair"
    is_beyond = entry.limit is not None and item.scheduled_completion > entry.limit
    beyond = (f"scheduled after the clock ends on {entry.limit}",) if is_beyond else ()
    return Mark("Ongoing", shade), *map(TextLine, (*lines, *steps, *beyond))


def write_tickets(item: PoamItem) -> DocumentCell:
    """Each as a link, where it is one."""
    return tuple(TextLine(ticket, href=ticket) for ticket in item.tickets) or text_cell(
        "", NOT_RECORDED
    )


def write_evidence(plan: PlanOfAction, keys: tuple[str, ...]) -> DocumentCell:
    """Title, id and place of each item, and why one is not current."""
    return tuple(
        line for key in keys for line in _write_evidence_item(plan, key)
    ) or text_cell("", NOT_RECORDED)  # fmt: skip


def _write_evidence_item(plan: PlanOfAction, key: str) -> Iterator[TextLine]:
    item = plan.system.evidence_by_id.get(key)
    if item is None:
        yield TextLine(f"{key} (not in the register of evidence)")
        return
    yield TextLine(item.title)
    doubt = explain_not_current(item, plan.status.as_of).removeprefix(f"{item.id} ")
    yield TextLine(f"{item.id}; {doubt}" if doubt else item.id, "quiet")
    yield from (TextLine(place.location, href=place.location) for place in item.places)


def write_standings(plan: PlanOfAction, item: PoamItem) -> DocumentCell:
    """Of each requirement of the item, whether it may stay open, and why."""
    return tuple(_write_standing(plan, requirement) for requirement in plan.list_requirements(item))


def _write_standing(plan: PlanOfAction, requirement: Requirement) -> TextLine:
    standing = plan.find_standing(requirement)
    if standing is None:
        return TextLine("counts as met: nothing stays open", lead=requirement.label)
    word = "may stay open" if standing.is_allowed else "may not stay open"
    return TextLine(f"{word}: {standing.why}", lead=requirement.label)


def write_points(points: int | None) -> str:
    return "none" if points is None else str(points)


def write_item_points(plan: PlanOfAction, item: PoamItem) -> DocumentCell:
    """What each requirement of the item that is not met takes off the score."""
    standings = (plan.find_standing(entry) for entry in plan.list_requirements(item))
    return tuple(
        TextLine(write_points(entry.points), lead=entry.result.requirement.label)
        for entry in standings
        if entry
    ) or quiet_cell("0: met")


def write_clock(plan: PlanOfAction) -> str:
    clock = find_clock(plan.status)
    if clock is None:
        return f"none: {plan.status.baseline.title} has no conditional status"
    if clock.start is None or clock.end is None:
        return (
            f"does not run: no Conditional CMMC Status Date is recorded. From that date on there"
            f" are {clock.days} days to close what is open."
        )
    return _write_running_clock(plan, clock)


def _write_running_clock(plan: PlanOfAction, clock: CloseOutClock) -> str:
    left = clock.count_days_left(plan.status.as_of) or 0
    days = count_things(abs(left), "day")
    state = f"{days} left" if left >= 0 else f"ended {days} ago: the status has expired"
    aim = plan.system.engagement.cmmc
    closes = _CLOSES.get(aim.assessment_type if aim else "", "")
    rest = f"; {closes}" if closes else ""
    return (
        f"began on {clock.start}, the Conditional CMMC Status Date, and ends on {clock.end}:"
        f" {state}{rest}"
    )


def write_planning(plan: PlanOfAction, standing: Standing) -> DocumentCell:
    """The open items about a requirement, or that there is none."""
    items = list_items_of(plan.status, standing.result)
    return tuple(TextLine(item.title, target=f"item-{item.slug}") for item in items) or (
        TextLine("in no open item", "quiet"),
    )


def write_scheduled(plan: PlanOfAction, standing: Standing) -> DocumentCell:
    """The last day of the items about a requirement."""
    days = [item.scheduled_completion for item in list_items_of(plan.status, standing.result)]
    return text_cell(max(days).isoformat() if days else "", NOT_RECORDED)


def write_open_objectives(standing: Standing) -> str:
    letters = [entry.objective.letter for entry in standing.result.open_objectives]
    return "all of it" if letters == [WHOLE] else "".join(f"[{letter}]" for letter in letters)


def write_reasons(standing: Standing) -> str:
    """Why its objectives are open, each reason once."""
    reasons = (entry.reason for entry in standing.result.open_objectives)
    return "; ".join(dict.fromkeys(filter(None, reasons)))
