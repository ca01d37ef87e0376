"""How far SOC 2 evidence reaches: every reason to grade down, alone and together, and what no grade
may ever do.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.crosswalk.grades import Reach, find_category, find_reaches, grade_down
from attestle.model.authored_values import Period
from attestle.model.crosswalk_maps import Map, Reuse
from attestle.model.engagement import Deviation, Soc2Report
from attestle.model.soc2 import OPERATING, Soc2Control
from building import DAY
from conftest import examples

STRONG, PARTIAL, HABIT = Reuse.STRONG, Reuse.PARTIAL, Reuse.HABIT_ONLY
GOOD = Soc2Report(
    uuid="r", report_type="type-2", criteria=("security", "availability"), opinion="unqualified", auditor="An auditor", system_in_description=True,
    period=Period(dt.date(2025, 10, 1), dt.date(2026, 9, 30)),
)  # fmt: skip


def control(identity: str = "AC-01", *criteria: str, **more: Any) -> Soc2Control:
    return Soc2Control(
        uuid=f"u-{identity}",
        id=identity,
        title="Access",
        description="Somebody does it.",
        criteria=criteria or ("cc6.1",),
        **{"status": OPERATING, **more},
    )


def edge(reuse: Reuse = STRONG, criterion: str = "cc6.1", **more: Any) -> Map:
    return Map(criterion, "r1", "lead", reuse, more.pop("letters", ("a",)), "because", **more)


def one(
    report: Soc2Report | None,
    which: Soc2Control | None = None,
    how: Map | None = None,
    others: tuple[Soc2Control, ...] = (),
) -> Reach:
    mine = which or control()
    found = [
        item
        for item in find_reaches([how or edge()], (mine, *others), report, DAY)
        if item.control is mine
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("reuse", [STRONG, PARTIAL, HABIT])
def test_a_good_report_and_a_tested_control_keep_the_grade_of_the_crosswalk(reuse: Reuse) -> None:
    found = one(GOOD, how=edge(reuse))
    assert (found.reuse, found.limits) == (reuse, ())


def test_without_a_report_nothing_is_graded_down() -> None:
    assert one(None).reuse is STRONG


DOWN: list[tuple[str, dict[str, Any], str]] = [
    ("type 1", {"report_type": "type-1", "period": None, "as_of": dt.date(2026, 6, 1)}, "Type 1"),
    (
        "unfinished period",
        {"period": Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))},
        "ends only on 2026-12-31",
    ),
    ("qualified", {"opinion": "qualified"}, "qualified"),
    ("pending", {"opinion": "pending"}, "not given an opinion"),
    (
        "deviation of the criterion",
        {"deviations": (Deviation("d", "cc6.1", "late"),)},
        "deviation for CC6.1",
    ),
    (
        "deviation of the control",
        {"deviations": (Deviation("d", "cc6.2", "late", "AC-01: access"),)},
        "deviation of AC-01",
    ),
    (
        "deviation of a control nobody imported",
        {"deviations": (Deviation("d", "cc6.1", "late", "The access control"),)},
        "deviation for CC6.1",
    ),
]
CAPPED: list[tuple[str, dict[str, Any], str]] = [
    (
        "lapsed period",
        {"period": Period(dt.date(2024, 11, 1), dt.date(2025, 11, 23))},
        "2025-11-23, more than a year ago",
    ),
    ("adverse", {"opinion": "adverse"}, "adverse"),
    ("disclaimer", {"opinion": "disclaimer"}, "disclaimed"),
    (
        "system outside the description",
        {"system_in_description": False},
        "outside the report's system description",
    ),
    (
        "criteria not in the report",
        {"criteria": ("availability",)},
        "security is not in the report",
    ),
]


@pytest.mark.parametrize(
    ("change", "word"), [item[1:] for item in DOWN], ids=[item[0] for item in DOWN]
)
def test_a_weaker_report_takes_one_step(change: dict[str, Any], word: str) -> None:
    report = replace(GOOD, **change)
    for before, after in ((STRONG, PARTIAL), (PARTIAL, HABIT), (HABIT, HABIT)):
        found = one(report, how=edge(before))
        assert found.reuse is after
        assert len(found.limits) == 1
        assert word in found.limits[0].reason


@pytest.mark.parametrize(
    ("what", "reuse", "words"),
    [
        ({"status": "designed"}, PARTIAL, ["does not operate yet"]),
        ({"status": "not-operating"}, HABIT, ["AC-01 does not operate"]),
        ({"status": "inherited"}, HABIT, ["somebody else performs AC-01, and not you"]),
        ({"status": ""}, PARTIAL, ["nothing says that AC-01 operates"]),
        ({"status": "", "result": "No exceptions noted"}, STRONG, []),
        (
            {"status": "", "result": "Exception noted"},
            HABIT,
            ["nothing says", "deviation of AC-01"],
        ),
        ({"result": "The control was not suitably designed"}, PARTIAL, ["deviation of AC-01"]),
        ({"result": "Not tested"}, PARTIAL, ["not tested"]),
        ({"result": "See the appendix"}, PARTIAL, ["words that are not known"]),
        ({"result": "Pass"}, STRONG, []),
    ],
)
def test_only_a_control_that_is_said_to_operate_keeps_the_grade(
    what: dict[str, str], reuse: Reuse, words: list[str]
) -> None:
    found = one(GOOD, control(**what))
    assert found.reuse is reuse
    assert all(word in limit.reason for word, limit in zip(words, found.limits, strict=True)), (
        found.limits
    )


@pytest.mark.parametrize(
    ("change", "word"), [item[1:] for item in CAPPED], ids=[item[0] for item in CAPPED]
)
def test_a_report_that_was_not_made_for_this_leaves_a_habit(
    change: dict[str, Any], word: str
) -> None:
    report = replace(GOOD, **change)
    for before in (STRONG, PARTIAL, HABIT):
        found = one(report, how=edge(before))
        assert found.reuse is HABIT
        assert [word in limit.reason and limit.cap for limit in found.limits] == [True]


def test_an_old_report_of_type_1_lapses_too() -> None:
    found = one(replace(GOOD, report_type="type-1", period=None, as_of=dt.date(2025, 6, 1)))
    assert found.reuse is HABIT
    assert any("dated on 2025-06-01" in limit.reason for limit in found.limits)


@pytest.mark.parametrize(
    ("end", "limits"),
    [
        (DAY, 0),
        (DAY + dt.timedelta(days=1), 1),
        (DAY - dt.timedelta(days=365), 0),
        (DAY - dt.timedelta(days=366), 1),
    ],
)
def test_the_days_on_which_a_period_counts(end: dt.date, limits: int) -> None:
    assert (
        len(one(replace(GOOD, period=Period(end - dt.timedelta(days=300), end))).limits) == limits
    )


def test_a_deviation_touches_only_what_it_is_about() -> None:
    report = replace(GOOD, deviations=(Deviation("d", "cc6.1", "late", "AC-02: leavers"),))
    other = control("AC-02")
    assert one(report, others=(other,)).reuse is STRONG, "the auditor named another control"
    assert one(report, other).reuse is PARTIAL
    by_criterion = replace(GOOD, deviations=(Deviation("d", "cc6.2", "late"),))
    assert one(by_criterion).reuse is STRONG
    assert one(by_criterion, control("AC-01", "cc6.2"), edge(criterion="cc6.2")).reuse is PARTIAL


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"status": "designed"}, "designed"),
        ({"result": "Not tested: did not occur"}, "not tested"),
        ({"result": "Exception noted: 1 of 25 late"}, "deviation of AC-01"),
    ],
)
def test_a_weaker_control_takes_one_step(more: dict[str, Any], word: str) -> None:
    found = one(GOOD, control(**more))
    assert found.reuse is PARTIAL
    assert [word in limit.reason for limit in found.limits] == [True]


def test_a_retired_control_reaches_nothing() -> None:
    assert find_reaches([edge()], (control(status="retired"),), GOOD, DAY) == ()


def test_reasons_add_up_and_end_at_a_habit() -> None:
    report = replace(GOOD, opinion="qualified", report_type="type-1")
    assert one(report).reuse is HABIT
    assert len(one(report, control(status="designed")).limits) == 3
    assert grade_down(Reuse.NONE, one(report).limits) is Reuse.NONE


@pytest.mark.parametrize(
    ("criterion", "name"),
    [
        ("cc6.1", "security"),
        ("a1.2", "availability"),
        ("c1.1", "confidentiality"),
        ("pi1.5", "processing-integrity"),
        ("p8.1", "privacy"),
        ("x1.1", ""),
    ],
)
def test_the_category_of_a_criterion(criterion: str, name: str) -> None:
    assert find_category(criterion) == name


def test_the_best_reach_comes_first_and_a_lead_before_a_supporting_one() -> None:
    maps = [edge(PARTIAL, "cc6.2"), replace(edge(STRONG, "cc6.3"), role="supporting"), edge(STRONG)]
    controls = (control("AC-01", "cc6.1", "cc6.2", "cc6.3"),)
    assert [item.map.criterion for item in find_reaches(maps, controls, GOOD, DAY)] == [
        "cc6.1",
        "cc6.3",
        "cc6.2",
    ]


CRITERIA = ("cc6.1", "cc6.2", "a1.2", "p8.1")
DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2028, 1, 1))
CONTROLS = st.lists(
    st.builds(
        control, st.sampled_from([f"C-{number}" for number in range(6)]), st.sampled_from(CRITERIA),
        status=st.sampled_from(["operating", "designed", "retired", "something else"]),
        result=st.sampled_from(["", "No exceptions noted", "Exception noted", "Not tested", "?"]),
    ),
    max_size=8, unique_by=lambda item: item.id,
)  # fmt: skip
REPORTS = st.one_of(
    st.none(),
    st.builds(
        Soc2Report, uuid=st.just("r"), report_type=st.sampled_from(["type-1", "type-2"]),
        criteria=st.lists(st.sampled_from(["security", "availability", "privacy"]), unique=True).map(tuple),
        opinion=st.sampled_from(["unqualified", "qualified", "adverse", "disclaimer", "pending"]), auditor=st.just("An auditor"),
        system_in_description=st.booleans(), period=st.one_of(st.none(), st.builds(Period, DAYS, DAYS)), as_of=st.one_of(st.none(), DAYS),
        deviations=st.lists(
            st.builds(Deviation, st.just("d"), st.sampled_from(CRITERIA), st.just("late"), st.sampled_from([None, "", "C-1: x", "c-2", "another"])), max_size=3
        ).map(tuple),
    ),
)  # fmt: skip
MAPS = st.lists(
    st.builds(edge, st.sampled_from([STRONG, PARTIAL, HABIT]), st.sampled_from(CRITERIA)),
    max_size=5,
)


@settings(max_examples=examples(), deadline=None)
@given(MAPS, CONTROLS, REPORTS, DAYS)
def test_grading_only_ever_lowers_and_always_says_why(
    maps: list[Map], controls: list[Soc2Control], report: Soc2Report | None, day: dt.date
) -> None:
    for found in find_reaches(maps, controls, report, day):
        assert found.map.criterion in found.control.criteria
        assert found.reuse.rank >= found.map.reuse.rank
        assert (found.reuse is found.map.reuse) == (not found.limits or found.map.reuse is HABIT)
        assert found.reuse is not Reuse.NONE, "a habit stays one"
        assert all(limit.reason for limit in found.limits)


@settings(max_examples=examples(), deadline=None)
@given(MAPS, CONTROLS, REPORTS, DAYS)
def test_one_more_control_never_lowers_what_reaches(
    maps: list[Map], controls: list[Soc2Control], report: Soc2Report | None, day: dt.date
) -> None:
    def best(some: list[Soc2Control]) -> int:
        return min(
            (found.reuse.rank for found in find_reaches(maps, some, report, day)),
            default=Reuse.NONE.rank,
        )

    for number in range(len(controls)):
        assert best(controls[: number + 1]) <= best(controls[:number])
