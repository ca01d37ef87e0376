"""The columns of a sheet of states: which of them hold the state, and what stands in none."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from random import Random

import pytest

from attestle.formats.sheet_records import Records
from attestle.formats.sheet_search import find_table
from attestle.formats.state_cells import (
    find_worst,
    list_words,
    read_letter_heading,
    split_letters,
)
from attestle.model.answers import STATE_OF
from attestle.model.words import read_state
from attestle.sheet_import.states_sheet import IMPORTER
from conftest import is_long

LETTERS = "abcdef"


def write(*rows: Sequence[str], sign: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign).writerows(rows)
    return out.getvalue().encode()


def find(*rows: Sequence[str]) -> Records:
    return find_table(write(*rows), IMPORTER.want_columns({}))


def list_states(found: Records) -> list[str]:
    return [record["state"] for record in found.records]


@pytest.mark.parametrize(
    ("heading", "letter"),
    [
        ("a", "a"),
        ("[b]", "b"),
        ("(C)", "c"),
        ("Objective d", "d"),
        ("AO [e]", "e"),
        ("Status f", "f"),
        ("[a] Status", "a"),
        ("b Met / Not Met", "b"),
        ("Assessment Objective A", "a"),
        ("Notes", ""),
        ("Status", ""),
        ("A control", ""),
        ("AC", ""),
        ("Plan b of the team", ""),
    ],
)
def test_headings_that_are_letters(heading: str, letter: str) -> None:
    assert read_letter_heading(heading) == letter


def test_bare_letters_head_a_column_for_each_objective() -> None:
    found = find(
        ("Requirement", "a", "b", "c", "Comments"),
        ("3.1.1", "Met", "Not Met", "Met", "b is open"),
        ("3.1.2", "Met", "Met", "", ""),
    )
    assert [split_letters(text) for text in list_states(found)] == [
        {"a": "Met", "b": "Not Met", "c": "Met"},
        {"a": "Met", "b": "Met"},
    ]
    assert not found.unused


def test_yes_and_no_below_letters_answer_for_them() -> None:
    found = find(("Req", "a", "b"), ("3.1.1", "Y", "N"), ("3.1.2", "N", "Y"), ("3.1.3", "Y", ""))
    assert split_letters(list_states(found)[0]) == {"a": "Y", "b": "N"}


def test_a_wording_beside_its_state_is_no_state() -> None:
    found = find(
        ("Req", "Objective a", "Status a", "Objective b", "Status b"),
        ("3.1.1", "users are identified", "Met", "processes are identified", "Not Met"),
        ("3.1.2", "transactions are defined", "Met", "functions are defined", "Met"),
    )
    assert split_letters(list_states(found)[0]) == {"a": "Met", "b": "Not Met"}


def test_a_lone_letter_of_something_else_is_no_state() -> None:
    found = find(("Requirement", "Status", "a"), ("3.1.1", "Met", "blue"), ("3.1.2", "Met", "red"))
    assert list_states(found) == ["Met", "Met"]


def test_of_two_years_the_later_counts_and_the_other_fills_nothing_in() -> None:
    found = find(
        ("Requirement", "Self-assessment 2025", "Self-assessment 2026"),
        ("3.1.1[a]", "Met", "Not Met"),
        ("3.1.1[b]", "Met", ""),
        ("3.1.1[c]", "Not Met", "Met"),
    )
    assert list_states(found) == ["Not Met", "", "Met"]
    assert found.unused == ("Self-assessment 2025",)


@pytest.mark.parametrize(
    "headings",
    [
        ("Status", "Assessor Finding"),
        ("State", "Status"),
        ("First look", "Second look"),
    ],
)
def test_of_two_columns_of_states_the_worse_counts(headings: tuple[str, str]) -> None:
    found = find(
        ("Requirement", *headings),
        ("3.1.1[a]", "Met", "Not Met"),
        ("3.1.1[b]", "Met", "Met"),
        ("3.1.1[c]", "Not Met", "Met"),
    )
    worst = [
        find_worst(read_state(word) for word in list_words(text)) for text in list_states(found)
    ]
    assert worst == ["not-implemented", "implemented", "not-implemented"]
    words = " ".join(problem.message for problem in found.problems)
    assert f'"{headings[0]}" and "{headings[1]}" were read for state' in words or (
        f'"{headings[1]}" and "{headings[0]}" were read for state' in words
    )


def test_a_column_that_the_user_names_is_read_alone() -> None:
    rows = (
        ("Requirement", "First", "Second"),
        ("3.1.1", "Met", "Not Met"),
        ("3.1.2", "Met", "Met"),
    )
    found = find_table(write(*rows), IMPORTER.want_columns({"state": "First"}))
    assert list_states(found) == ["Met", "Met"]


def test_yes_and_no_below_any_heading_are_no_state() -> None:
    found = find(
        ("Requirement", "Documented", "Automated"),
        ("3.1.1[a]", "Yes", "No"),
        ("3.1.1[b]", "Yes", "Yes"),
        ("3.1.1[c]", "Yes", "No"),
    )
    assert not found.records
    assert any('"Documented" (yes or no)' in problem.hint for problem in found.problems)


WORDS = ("Met", "Not Met", "N/A", "Partially Met", "Implemented", "Not implemented", "Planned")
LOOKS = ("{}", "[{}]", "({})", "Objective {}", "AO {}", "Status {}", "[{}] Status", "Obj. {}")


def test_columns_of_letters_in_many_looks_are_read_and_never_better_than_written() -> None:
    tries = 80 if is_long() else 8
    failures = []
    for seed in range(tries):
        random = Random(seed)
        look = random.choice(LOOKS)
        upper = random.random() < 0.5
        letters = LETTERS[: random.randint(2, 6)]
        truth = [
            {letter: random.choice(WORDS) for letter in letters if random.random() < 0.8}
            for _ in range(random.randint(3, 12))
        ]
        head = ["Requirement", *(look.format(one.upper() if upper else one) for one in letters)]
        rows = [
            [f"3.1.{number}", *(row.get(letter, "") for letter in letters)]
            for number, row in enumerate(truth, 1)
        ]
        if random.random() < 0.5:
            head.append("Comments")
            rows = [[*row, random.choice(("", "see the wiki"))] for row in rows]
        sign = random.choice((",", ";", "\t"))
        found = find_table(write(head, *rows, sign=sign), IMPORTER.want_columns({}))
        read = [split_letters(record["state"]) for record in found.records]
        filled = [row for row in truth if row or len(truth) == len(read)]
        if read != filled:
            failures.append((seed, head, rows[:2], read[:2]))
        for written, got in zip(filled, read, strict=False):
            for letter, word in got.items():
                rank = STATE_OF[read_state(word)].rank
                assert rank <= STATE_OF[read_state(written[letter])].rank, (seed, written, got)
    assert len(failures) <= tries * 0.05, failures


def test_a_first_row_of_words_that_are_headings_too_is_a_row() -> None:
    found = find(
        ("Requirement", "Status", "Finding"),
        ("3.1.1", "Implemented", "Met"),
        ("3.1.2", "Planned", "Not Met"),
    )
    assert [record["objective"] for record in found.records] == ["3.1.1", "3.1.2"]
