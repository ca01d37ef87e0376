"""Readiness of the evidence: what is cited can be opened, is current and final,
and shows enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..model.evidence import EvidenceItem
from ..model.readiness_points import ReadinessPlace, ReadinessPoint
from ..model.system import ObjectiveResult
from .evidence_uses import list_cited_objectives
from .freshness import can_show_operation, explain_not_current, find_due_day
from .habits import RUNNING
from .objectives import COVERED, NOT_APPLICABLE, JudgedObjective
from .readiness_input import (
    ReadinessInput,
    place_evidence,
    place_objective,
    place_requirement,
)
from .system_status import RequirementResult

# Methods by which somebody has looked, and not only asked
_LOOKED = ("examine", "test")
_HASH_ELSEWHERE = "take its SHA-256 where it is kept, and set sha256 in evidence.yaml"


def judge_evidence(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """What counts as met and is not covered, and does not rest on an exception alone."""
    for result in facts.status.results:
        for item in result.objectives:
            if item.met and not item.ready:
                reason = item.reason or "its evidence does not cover it"
                yield place_objective(facts, result, item, reason)


def _list_cited(facts: ReadinessInput) -> tuple[EvidenceItem, ...]:
    """Artifacts that answers cite, in the order of the register."""
    cited = {item.id for entry in list_cited_objectives(facts.status) for item in entry.items}
    return tuple(item for item in facts.system.evidence if item.id in cited)


def judge_places(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Cited artifacts without a place, and those that are kept where nobody looked from here."""
    elsewhere = []
    for item in _list_cited(facts):
        if not item.places:
            yield place_evidence(item, "has no place")
        elif any(place.location not in item.found for place in item.places):
            elsewhere.append(item)
    if elsewhere:
        number = f"{len(elsewhere)} artifact{'s are' if len(elsewhere) != 1 else ' is'}"
        names = ", ".join(item.id for item in elsewhere[:3])
        more = " ..." if len(elsewhere) > 3 else ""
        message = f"{number} kept elsewhere and cannot be opened from here: {names}{more}"
        first = elsewhere[0].source
        yield ReadinessPlace(
            message,
            first.path,
            first.line,
            "open each one, or have its owner do so, before the assessor asks",
            is_unknown=True,
        )


def judge_hashes(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Of what goes to an assessor of somebody else's: a self-assessment needs no hashes."""
    aim = facts.system.engagement.cmmc
    if aim and aim.assessment_type == "self":
        return
    for item in _list_cited(facts):
        lacking = [place.location for place in item.places if not place.sha256]
        if not lacking:
            continue
        place = place_evidence(item, f"has no hash for {lacking[0]}")
        is_local = lacking[0] in item.found
        yield place if is_local else replace(place, way_out=_HASH_ELSEWHERE)


def judge_days(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Cited artifacts that are final and were not collected, or are due again."""
    for item in _list_cited(facts):
        due = find_due_day(item)
        if item.status != "final":
            continue
        if item.collected is None or due is None:
            yield place_evidence(item, "says no day on which it was collected")
        elif item.collected > facts.as_of:
            yield place_evidence(item, f"is collected only on {item.collected}")
        elif due < facts.as_of:
            yield place_evidence(item, f"was due again on {due}")


def judge_finals(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    for item in _list_cited(facts):
        if item.status != "final":
            yield place_evidence(item, f"is {item.status}")


def judge_habits_running(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Late and absent ones fail; where no habit is known at all, nobody can say."""
    path = f"{facts.system.characteristics.source.path.rpartition('/')[0]}/evidence.yaml"
    if not facts.habits:
        yield ReadinessPlace("no habit is known for this profile", path, 1, is_unknown=True)
    for item in facts.habits:
        if item.standing != RUNNING:
            message = f"{item.habit.title}: {item.standing}, {item.because}"
            yield ReadinessPlace(message, path, 1)


def judge_recurring(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Each of the objectives cites a current artifact that shows that it happens."""
    for entry in list_cited_objectives(facts.status):
        if entry.label not in point.objectives or entry.judged.rating == NOT_APPLICABLE:
            continue
        shows = [item for item in entry.items if can_show_operation(item)]
        if any(not explain_not_current(item, facts.as_of) for item in shows):
            continue
        why = (
            explain_not_current(shows[0], facts.as_of)
            if shows
            else "no record of its happening is cited"
        )
        yield place_objective(facts, entry.result, entry.judged, why)


def judge_often_unmet(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Each is met, covered, and looked at by somebody other than its owner."""
    rows = {row.objective: row for row in _list_results(facts)}
    for result in facts.status.results:
        if result.requirement.label not in point.requirements or result.not_applicable:
            continue
        if not result.met:
            yield place_requirement(facts, result, _explain_unmet(result))
            continue
        for item in result.objectives:
            if item.rating not in (COVERED, NOT_APPLICABLE):
                why = "an exception excuses it" if item.needs_exception else item.reason
                place = place_objective(facts, result, item, why)
                yield replace(place, is_unknown=item.needs_exception)
        yield from _look_twice(facts, result, rows)


def _list_results(facts: ReadinessInput) -> tuple[ObjectiveResult, ...]:
    return facts.system.assessment.results if facts.system.assessment else ()


def _explain_unmet(result: RequirementResult) -> str:
    item = result.open_objectives[0] if result.open_objectives else None
    letters = "".join(f"[{entry.objective.letter}]" for entry in result.open_objectives)
    return f"not met {letters}: {item.reason or item.state}" if item else "not met"


def _look_twice(
    facts: ReadinessInput, result: RequirementResult, rows: Mapping[str, ObjectiveResult]
) -> Iterator[ReadinessPlace]:
    """Results of somebody else's, by a method of looking; objectives that lack one for the same
    reason are one line.
    """
    owner = facts.find_owner(result)
    reasons: dict[str, list[JudgedObjective]] = {}
    for item in result.objectives:
        row = rows.get(item.objective.label)
        if row is not None and row.result == "not-met":
            message = f"the self-assessment of {row.date}: not met"
            yield place_objective(facts, result, item, message)
        elif item.rating == COVERED and (why := _explain_one_look(row, owner)):
            reasons.setdefault(why, []).append(item)
    for why, items in reasons.items():
        letters = "".join(f"[{item.objective.letter}]" for item in items)
        place = place_requirement(facts, result, f"{why} {letters}", is_unknown=True)
        yield replace(place, line=items[0].answer.source.line or 1)


def _explain_one_look(row: ObjectiveResult | None, owner: str) -> str:
    """Why nobody has looked a second time, "" if somebody has."""
    if row is None:
        return "assessment.yaml has no second look at"
    if row.assessor == owner:
        return f"{owner} answers for it, and alone has assessed"
    if not any(method in _LOOKED for method in row.method):
        return "asked about, and neither examined nor tested:"
    return ""
