"""Which framework when: the table that ships, and that what is not known is never read kindly."""

from __future__ import annotations

import itertools
import json

import pytest

from attestle.data import read_data
from attestle.formats.decision_table import SHIPPED, build_decision_table, read_decision_table
from attestle.model.decisions import (
    NOT_KNOWN,
    choose_scenario,
    describe_situation,
    list_notes,
)

TABLE = read_decision_table()
KEYS = [item.id for item in TABLE.questions]
ALL = [
    dict(zip(KEYS, words, strict=True))
    for words in itertools.product(*(item.answers for item in TABLE.questions))
]


def rank(answers: dict[str, str]) -> int:
    """A later scenario asks for more."""
    return TABLE.scenarios.index(choose_scenario(TABLE, answers))


def test_what_is_not_known_asks_for_as_much_as_the_worst_answer() -> None:
    for answers in ALL:
        for key in KEYS:
            assert rank({**answers, key: NOT_KNOWN}) >= rank(answers), (answers, key)


def test_every_scenario_can_be_reached_and_has_three_steps() -> None:
    assert {rank(answers) for answers in ALL} == set(range(len(TABLE.scenarios)))
    assert {len(item.steps) for item in TABLE.scenarios} == {3}


def test_no_clause_and_no_information_is_ever_called_commercial_only_if_somebody_looked() -> None:
    free = [answers for answers in ALL if not choose_scenario(TABLE, answers).has_system]
    assert free
    assert all(answers["clause"] == "no" for answers in free)
    assert all(answers["information"] == "neither" for answers in free)


def test_a_level_lower_than_two_needs_the_word_that_it_is_fci() -> None:
    lower = [word for word, profile in TABLE.profiles.items() if profile != "cmmc-level-2"]
    assert lower == ["fci"]
    assert set(TABLE.profiles) == set(TABLE.questions[KEYS.index("information")].answers)


def test_every_answer_that_is_not_known_is_told_and_the_situation_says_all() -> None:
    unknown = dict.fromkeys(KEYS, NOT_KNOWN)
    assert len(list_notes(TABLE, unknown)) == len(KEYS)
    words = describe_situation(TABLE, unknown)
    assert all(f"{key}: not known" in words for key in KEYS)
    assert "\n" not in words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"when": {"clause": ["maybe"]}}, "answers no question"),
        ({"when": {"weather": ["no"]}}, "answers no question"),
    ],
)
def test_a_table_that_asks_what_nobody_can_answer_is_refused(
    change: dict[str, object], words: str
) -> None:
    tree = json.loads(read_data(SHIPPED))
    tree["scenarios"][0] |= change
    with pytest.raises(ValueError, match=words):
        build_decision_table(tree)


def test_a_table_without_a_way_out_is_refused() -> None:
    tree = json.loads(read_data(SHIPPED))
    tree["scenarios"][-1]["when"] = {"clause": ["yes"]}
    with pytest.raises(ValueError, match="must fit"):
        build_decision_table(tree)
