"""A key that stands twice in an object is found whatever the texts of a document hold."""

from __future__ import annotations

import json

import pytest

from attestle.formats.strict_json import read_json


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a" : 1, "b": {"c": 2, "c"\n:3}}',
        '[{"a": "b\\": c", "d": [{"e": 1,"e":2}]}]',
        '{"\\u0061": 1, "a": 2}',
    ],
)
def test_a_key_that_stands_twice(text: str) -> None:
    value, [problem] = read_json(text.encode())
    assert value is None
    assert problem.message.endswith("stands twice in one object")


@pytest.mark.parametrize(
    "value",
    [
        {"a": '"b": 1, "b": 2', "c": '"\n :'},
        {"a": {"a": {"a": []}}},
        [{"a": 1}, {"a": 1}],
        {"": '":', ":": ""},
    ],
)
def test_what_only_looks_like_keys(value: object) -> None:
    for indent in (None, 2):
        assert read_json(json.dumps(value, indent=indent).encode()) == (value, ())


@pytest.mark.parametrize(("depth", "is_sound"), [(100, True), (102, False), (900, False)])
def test_levels_are_counted(depth: int, is_sound: bool) -> None:
    text = "[" * depth + "]" * depth
    assert (read_json(text.encode())[1] == ()) == is_sound
