"""One test over a table tries every row and names those that fail."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tables import check_each


def test_every_row_is_tried_and_each_that_fails_is_named() -> None:
    tried = []

    @check_each("number, word", [(1, "one"), (2, "two"), pytest.param(3, "three", id="third")])
    def check(number: int, word: str) -> None:
        tried.append(number)
        assert number == 2, f"{word} is not two"

    with pytest.raises(BaseExceptionGroup, match="2 of 3 rows fail: 1-one, third") as caught:
        check()
    assert tried == [1, 2, 3]
    assert [str(item).split("\n")[0] for item in caught.value.exceptions] == [
        "one is not two",
        "three is not two",
    ]


def test_a_row_that_fails_by_word_or_by_accident_is_one_that_fails() -> None:
    @check_each("word", ["a", "b", "c"], ids=["first", "second", "third"])
    def check(word: str) -> None:
        if word == "a":
            pytest.fail("no a")
        assert {"b": 1}[word]

    with pytest.raises(BaseExceptionGroup, match="2 of 3 rows fail: first, third"):
        check()


@check_each("word", ["a", "b"], ids=str.upper)
@check_each("number", range(3))
def test_tables_are_multiplied_and_fixtures_given(word: str, number: int, tmp_path: Path) -> None:
    file = tmp_path / f"{word}{number}"
    assert not file.exists()
    file.touch()
    assert len([*tmp_path.iterdir()]) == "ab".index(word) * 3 + number + 1


def test_the_arguments_of_the_table_are_no_fixtures() -> None:
    signature = inspect.signature(test_tables_are_multiplied_and_fixtures_given)
    assert [*signature.parameters] == ["tmp_path"]


def test_a_table_without_rows_is_no_test() -> None:
    with pytest.raises(AssertionError, match="proves nothing"):
        check_each("word", [])(lambda word: None)()
    with pytest.raises(AssertionError, match="proves nothing"):
        check_each("word", tuple)(lambda word: None)()
    with pytest.raises(AssertionError, match="not all taken"):
        check_each("other", [1])(lambda word: None)
