"""What of a system is due on which day, and whom it concerns."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import building
from attestle.assess.due_days import list_calendar_entries
from attestle.assess.status_clocks import find_affirmation_day
from attestle.assess.system_status import evaluate_system
from attestle.model.calendar_entries import CalendarEntry
from attestle.model.documented_exceptions import DocumentedException
from attestle.model.engagement import Affirmation, CmmcAim, Engagement
from attestle.model.milestones import Milestone, PoamItem
from attestle.model.system import System
from building import CURRENT, DAY, DRAFT, answer

ITEM = PoamItem(
    uuid="p1",
    title="Fix it",
    kind="poam",
    weakness="w",
    objectives=("3.1.1[a]",),
    owner="engineering",
    systems_affected=(),
    resource_estimate="",
    how_identified="",
    identified=DAY,
    required_artifact="",
    completion_criteria="",
    scheduled_completion=dt.date(2027, 3, 1),
    slug="fix-it",
    milestones=(
        Milestone("m1", "First", dt.date(2027, 1, 1)),
        Milestone("m2", "Reached", dt.date(2026, 10, 1), completed=dt.date(2026, 9, 30)),
    ),
)


def make_system(**more: Any) -> System:
    return building.system(building.shipped(), **more)


def list_days(system: System, role: str | None = None) -> tuple[CalendarEntry, ...]:
    return list_calendar_entries(evaluate_system(system, building.shipped(), DAY), role)


def list_kind(system: System, kind: str) -> list[CalendarEntry]:
    return [item for item in list_days(system) if item.kind == kind]


def test_evidence_is_due_on_its_last_current_day_for_its_owner_and_those_it_shows() -> None:
    [entry] = list_kind(
        make_system(evidence=(replace(CURRENT, owner="collector"), DRAFT)), "evidence"
    )
    assert entry.day == DAY + dt.timedelta(days=355)
    assert entry.key == "ev"
    assert entry.roles == ("collector", "owner")
    assert len(entry.objectives) == 320


def test_evidence_that_lapsed_stands_on_the_day_it_did() -> None:
    [entry] = list_kind(make_system(evidence=(building.STALE,)), "evidence")
    assert entry.day == DAY - dt.timedelta(days=35)


def test_evidence_that_was_never_collected_has_no_day() -> None:
    assert not list_kind(make_system(evidence=(replace(CURRENT, collected=None),)), "evidence")


def test_open_items_and_milestones_that_are_not_reached() -> None:
    closed = replace(ITEM, uuid="p2", slug="closed", status="completed")
    system = make_system(poam=(ITEM, closed))
    assert [(item.key, item.day) for item in list_kind(system, "poam")] == [
        ("fix-it", dt.date(2027, 3, 1))
    ]
    [step] = list_kind(system, "milestone")
    assert (step.day, step.title) == (dt.date(2027, 1, 1), "Milestone of fix-it: First")
    assert step.roles == ("engineering",)


def test_an_item_is_due_when_the_conditional_status_ends_before_it() -> None:
    aim = CmmcAim("c", 2, "c3pao", dt.date(2026, 8, 1), "conditional", dt.date(2026, 8, 1))
    system = make_system(poam=(ITEM,), engagement=Engagement(cmmc=aim))
    [entry] = list_kind(system, "poam")
    assert entry.day == dt.date(2027, 1, 28)
    assert "Scheduled for 2027-03-01" in entry.detail
    [end] = list_kind(system, "status")
    assert end.day == dt.date(2027, 1, 28)


def test_an_exception_is_reviewed_by_its_approver_and_those_who_rest_on_it() -> None:
    item = DocumentedException(
        "x", "No scan", "enduring-exception", ("3.1.1[a]",), approver="board",
        review_date=dt.date(2027, 4, 30), slug="no-scan",
    )  # fmt: skip
    undated = replace(item, uuid="y", review_date=None)
    [entry] = list_kind(make_system(exceptions=(item, undated)), "exception")
    assert (entry.day, entry.roles) == (dt.date(2027, 4, 30), ("board", "owner"))


def test_the_plan_is_reviewed_by_who_answers_for_it() -> None:
    [entry] = list_kind(make_system(), "plan")
    assert (entry.day, entry.roles) == (DAY + dt.timedelta(days=365), ("owner",))
    unreviewed = make_system()
    facts = replace(unreviewed.characteristics, ssp_reviewed=None)
    assert not list_kind(replace(unreviewed, characteristics=facts), "plan")


def test_a_status_is_affirmed_on_its_day_and_every_year() -> None:
    day = dt.date(2026, 11, 1)
    aim = CmmcAim("c", 2, "c3pao", None, "final", dt.date(2026, 2, 28))
    assert find_affirmation_day(aim, day) == dt.date(2026, 2, 28)
    before = Affirmation(dt.date(2025, 2, 1), "", "", "")
    assert find_affirmation_day(replace(aim, affirmed=(before,)), day) == dt.date(2026, 2, 28)
    done = Affirmation(dt.date(2026, 3, 1), "", "", "")
    affirmed = replace(aim, affirmed=(done, before))
    assert find_affirmation_day(affirmed, day) == dt.date(2027, 3, 1)
    # on a day before it nobody had affirmed yet
    assert find_affirmation_day(affirmed, dt.date(2026, 2, 20)) == dt.date(2026, 2, 28)
    assert find_affirmation_day(replace(aim, status_date=None), day) is None


def test_a_lapsed_status_has_no_clock() -> None:
    aim = CmmcAim("c", 2, "c3pao", None, "lapsed", dt.date(2020, 1, 1))
    system = make_system(engagement=Engagement(cmmc=aim))
    assert not list_kind(system, "status")
    assert not list_kind(system, "affirmation")


def test_a_role_has_its_own_days_only() -> None:
    system = make_system(poam=(ITEM,))
    assert {item.kind for item in list_days(system, "engineering")} == {"poam", "milestone"}
    assert not list_days(system, "nobody")


def test_what_stays_the_same_thing_keeps_its_uid_when_its_day_and_words_move() -> None:
    moved = replace(
        ITEM,
        title="Other words",
        scheduled_completion=dt.date(2028, 1, 1),
        milestones=(replace(ITEM.milestones[0], title="Other", date=dt.date(2027, 6, 1)),),
    )
    before, after = list_days(make_system(poam=(ITEM,))), list_days(make_system(poam=(moved,)))
    assert {item.uid for item in before} == {item.uid for item in after}
    assert len({item.uid for item in before}) == len(before)


def test_an_answer_of_another_owner_is_that_ones() -> None:
    system = make_system(overrides={"3.1.1[a]": answer(evidence=("ev",))}, evidence=(CURRENT,))
    key = next(key for key, item in system.answers.items() if item.label == "3.1.1")
    answers = {**system.answers, key: replace(system.answers[key], owner="gatekeeper")}
    [entry] = list_kind(replace(system, answers=MappingProxyType(answers)), "evidence")
    assert "gatekeeper" in entry.roles
