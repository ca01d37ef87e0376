"""Numbers with their noun, and lists of names that stay short."""

from __future__ import annotations

import pytest

from attestle.model.counted_names import count_things, name_some


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 zones"), (1, "1 zone"), (2, "2 zones"), (21, "21 zones")]
)
def test_a_noun_follows_its_number(number: int, said: str) -> None:
    assert count_things(number, "zone") == said


def test_a_plural_of_its_own_is_given() -> None:
    assert count_things(1, "party", "parties") == "1 party"
    assert count_things(3, "party", "parties") == "3 parties"


@pytest.mark.parametrize(
    ("names", "said"),
    [("", ""), ("a", "a"), ("abc", "a, b, c"), ("abcd", "a, b, c and 1 more")],
)
def test_only_the_first_names_are_told(names: str, said: str) -> None:
    assert name_some(tuple(names)) == said


def test_as_many_are_told_as_are_asked_for() -> None:
    assert name_some(["a", "b", "c"], 1) == "a and 2 more"
