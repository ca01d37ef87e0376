"""Readiness of score, plan of action, status, affirmation, and what contracts ask for beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from ..model.answers import CLAIMS
from ..model.authored_texts import AuthoredText, walk_authored_texts
from ..model.counted_names import name_some
from ..model.engagement import CmmcAim
from ..model.objective_answers import RequirementAnswer
from ..model.readiness_points import ReadinessPlace, ReadinessPoint
from .poam_entries import (
    find_clock,
    judge_standing,
    list_entries,
    list_overdue_milestones,
)
from .readiness_input import (
    ReadinessInput,
    place_engagement,
    place_plan,
    place_requirement,
)
from .readiness_scope import compile_words
from .status_clocks import AFFIRMED_EVERY_YEARS, add_years, find_expiry

# Labels that one finding names
_MOST_NAMED = 6


def judge_score(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """By what assessors can see: a final or a conditional status is possible."""
    status = facts.status
    if status.final[1] or status.conditional[1]:
        return
    score = status.scores.assessor_ready
    if score is None:
        yield place_plan(facts, "there is no score, since there is no current plan")
        return
    maximum = status.scores.maximum
    labels = [item.requirement.label for item in status.unready]
    yield place_plan(
        facts,
        f"{score} of {maximum} by what assessors can see allows no status; open:"
        f" {name_some(labels, _MOST_NAMED)}",
    )


def judge_poam(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Open requirements that 170.21 does not let stay open."""
    for result in facts.status.results:
        if not result.met:
            standing = judge_standing(facts.status, result)
            if not standing.is_allowed:
                yield place_requirement(facts, result, f"may not stay open: {standing.why}")


def judge_poam_days(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """Milestones that are overdue, items without any, and the clock of a conditional status."""
    clock = find_clock(facts.status)
    for entry in list_entries(facts.status):
        item = entry.item
        if not entry.is_open:
            continue
        source = item.source
        for step in list_overdue_milestones(item, facts.as_of):
            message = f"{item.slug}: {step.title} was due on {step.date}"
            yield ReadinessPlace(message, step.source.path, step.source.line, owner=item.owner)
        if not item.milestones:
            message = f"{item.slug} has no milestone"
            yield ReadinessPlace(message, source.path, source.line or 1, owner=item.owner)
    if clock and clock.end and clock.end < facts.as_of and facts.status.unmet:
        yield place_engagement(
            facts, f"the {clock.days} days of the conditional status ended {clock.end}"
        )


def judge_assessment(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """None at all; results of days to come, or by nobody the plan knows."""
    assessment = facts.system.assessment
    if assessment is None or not assessment.results:
        folder = facts.system.characteristics.source.path.rpartition("/")[0]
        message = "no self-assessment is recorded"
        yield ReadinessPlace(message, f"{folder}/assessment.yaml", 1, is_unknown=True)
        return
    roles = {role.id for role in facts.system.people.roles}
    for row in assessment.results:
        if row.result == "not-met":
            message = f"{row.objective}: not met on {row.date}"
            yield ReadinessPlace(message, row.source.path, row.source.line, owner=row.assessor)
        elif row.assessor not in roles:
            message = f"{row.objective}: assessed by {row.assessor}, which is no role of the plan"
            yield ReadinessPlace(message, row.source.path, row.source.line)


def judge_aim(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    if facts.system.engagement.cmmc is None:
        message = "no level and no kind of assessment is recorded (cmmc)"
        yield place_engagement(facts, message, is_unknown=True)


def judge_affirmation(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """The clocks of the status that is recorded; without one there is nothing to affirm yet."""
    aim = facts.system.engagement.cmmc
    if aim is None or aim.status is None:
        yield place_engagement(facts, "no status is recorded", is_unknown=True)
    elif aim.status == "none":
        message = "there is no status yet, and so nothing to affirm"
        place = place_engagement(facts, message, is_unknown=True)
        yield replace(place, way_out="record the status and its day under cmmc once there is one")
    elif aim.status == "lapsed":
        yield place_engagement(facts, "the status has lapsed")
    else:
        yield from _judge_clocks(facts, aim)


def _judge_clocks(facts: ReadinessInput, aim: CmmcAim) -> Iterator[ReadinessPlace]:
    if aim.status_date is None:
        yield place_engagement(facts, f"the status is {aim.status}, and no day of it is recorded")
        return
    if aim.uid is None:
        message = "no unique identifier of the assessed system is recorded (uid)"
        yield place_engagement(facts, message, is_unknown=True)
    if aim.status == "conditional" and aim.conditional_status_date is None:
        message = (
            "the status is conditional, and no day of it is recorded (conditional-status-date)"
        )
        yield place_engagement(facts, message)
    end = find_expiry(aim)
    if end is not None and end < facts.as_of:
        yield place_engagement(facts, f"the {aim.status} status ended on {end}")
    yield from _judge_affirmed(facts, aim, aim.status_date)


def _judge_affirmed(
    facts: ReadinessInput, aim: CmmcAim, status_date: dt.date
) -> Iterator[ReadinessPlace]:
    days = sorted(item.date for item in aim.affirmed if status_date <= item.date <= facts.as_of)
    if not days:
        message = f"no affirmation of the status of {status_date} is recorded (affirmed)"
        yield place_engagement(facts, message)
        return
    for before, after in zip(days, [*days[1:], facts.as_of], strict=True):
        due = add_years(before, AFFIRMED_EVERY_YEARS)
        if due < after:
            yield place_engagement(facts, f"after {before} the next affirmation was due on {due}")


def judge_clause(facts: ReadinessInput, point: ReadinessPoint) -> Iterator[ReadinessPlace]:
    """What a clause of a contract asks for is said somewhere in the plan."""
    plan = facts.system.characteristics
    named = " ".join((*plan.contracts, *plan.laws))
    if point.clause not in named:
        message = f"neither contracts nor laws of system.md name {point.clause}"
        yield place_plan(facts, message, is_unknown=True)
        return
    texts = tuple(_walk_told(facts))
    yield from _list_withdrawn(facts, point, texts)
    patterns = [compile_words(words) for words in point.words]
    if any(all(pattern.search(item.text) for pattern in patterns) for item in texts):
        return
    asked = " and ".join(f'"{words[0]}"' for words in point.words)
    together = " together" if len(patterns) > 1 else ""
    yield place_plan(facts, f"no text of the plan names {asked}{together}, nor words like it")


def _walk_told(facts: ReadinessInput) -> Iterator[AuthoredText]:
    """What the plan tells of today: narratives, answers that claim to be done, connections, and
    what was decided. Items of the plan of action tell what is missing.
    """
    system, plan = facts.system, facts.system.characteristics
    open_files = {item.source.path for item in system.poam}
    open_files |= {item.source.path for item in system.exceptions}
    for text in walk_authored_texts(system):
        if text.answer is None and text.path not in open_files:
            yield text
    for answer in system.answers.values():
        yield from _walk_claimed(answer)
    for item in plan.interconnections:
        yield AuthoredText(plan.source.path, f"{item.title} {item.description}", item.source.line)
    for decision in plan.decisions:
        yield AuthoredText(plan.source.path, f"{decision.what} {decision.why}")


def _walk_claimed(answer: RequirementAnswer) -> Iterator[AuthoredText]:
    path = answer.source.path
    for part in answer.components:
        yield AuthoredText(path, part.prose, part.source.prose_line, answer)
    for section in (*answer.objectives.values(), *answer.statements.values()):
        if section.state in CLAIMS:
            yield AuthoredText(path, section.prose, section.lines.get("prose"), answer)
            for slug, text in section.by_component.items():
                yield AuthoredText(path, text, section.lines.get(f"prose of {slug}"), answer)


def _list_withdrawn(
    facts: ReadinessInput, point: ReadinessPoint, texts: tuple[AuthoredText, ...]
) -> Iterator[ReadinessPlace]:
    """Names of what is there no more, told at the first point that asks for such a name."""
    told = {word.casefold() for words in point.words for word in words}
    for item in facts.table.withdrawn:
        if not any(word.casefold() in told for word in item.instead):
            continue
        pattern = compile_words(item.words)
        for text in texts:
            match = pattern.search(text.text)
            if match:
                line = text.line and text.line + text.text.count("\n", 0, match.start())
                yield ReadinessPlace(f'"{match.group()}" is named: {item.says}', text.path, line)
