"""Steps with their days in one cell, as programs and people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from attestle.sheet_import.milestone_cells import WrittenStep, read_changes, read_steps

DUE = dt.date(2026, 12, 18)


@pytest.mark.parametrize(
    "cell",
    [
        "Keys signed 2026-12-18",
        "2026-12-18 Keys signed (open)",
        "2026-12-18: Keys signed (overdue)",
        "1. Keys signed - 12/18/2026",
        "Milestone 1: Keys signed by December 18, 2026",
        "Keys signed (18 Dec 2026)",
        "Keys signed, due 12/18/2026;",
    ],
)
def test_a_step_and_its_day(cell: str) -> None:
    assert read_steps(cell) == (WrittenStep("Keys signed", DUE),)


def test_a_step_that_is_done_has_both_days() -> None:
    done = dt.date(2026, 12, 10)
    [step] = read_steps("2026-12-18 Keys signed (completed 2026-12-10)")
    assert step == WrittenStep("Keys signed", DUE, done)


@pytest.mark.parametrize("cell", ["Keys not completed 2026-12-18", "Keys done", "To be done"])
def test_nothing_is_done_without_its_day(cell: str) -> None:
    assert [step.completed for step in read_steps(cell)] == [None]


def test_a_day_of_two_meanings_is_no_day() -> None:
    [step] = read_steps("Keys signed 03/04/2026")
    assert (step.date, step.has_doubt) == (None, True)


@pytest.mark.parametrize("cell", ["1. One\n2. Two", "1) One 2) Two", "One; Two", "One\n\nTwo"])
def test_several_steps_of_a_cell(cell: str) -> None:
    assert [step.title for step in read_steps(cell)] == ["One", "Two"]


def test_moves_of_our_own_register_come_back_and_other_words_stay() -> None:
    changes, others = read_changes("Keys: was 2026-11-01 until 2026-11-12: late\nmoved twice")
    assert [(item.what, str(item.was), item.why) for item in changes] == [
        ("Keys", "2026-11-01", "late")
    ]
    assert others == "moved twice"
    assert read_changes("no day has moved") == ((), "")
