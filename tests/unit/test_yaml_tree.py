"""The quick way through YAML says what the careful one does."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.formats import yaml12, yaml_tree
from conftest import examples
from tables import check_each

DEEPEST = 5
TEXTS = (
    "", "a", "null", "~", "a: 1", "a: [1, 2.5, 0x1f, 0o17, .5, 1e3, -1, +1, no, True, 'true', \"1\", !x 1]", "a: ! 1",
    "a: 12345678901234567890123", "a: &b [1]\nc: *b", "&a b: 1", "? [a]\n: 1", "a: 1\na: 2", "a: 1\n---\nb: 2", "a: {b: {c: {d: {e: 1}}}}",
    "a: {b: {c: {d: {e: {f: 1}}}}}", "[[[[[1]]]]]", "[[[[[[1]]]]]]", "[[[[[[]]]]]]", "a: !!str 1", "a:\n\t- b", "a: 'b", "- a\n- b: c\n  d:\n  - e\n",
    "a: |\n  b\n  c\nd: >\n  e\n", "...", "--- a\n...\n", "a: .nan", "'': 1", "a: ''",
)  # fmt: skip


def read_both(text: str) -> None:
    careful = yaml12.read_yaml(text, deepest=DEEPEST)
    value, problems = yaml_tree.read_yaml_tree(text, DEEPEST)
    assert (repr(value), problems) == (repr(careful.value), careful.problems)
    pointers = {*careful.lines, "/a/none", "/none", "/a/0/none"}
    lines = yaml_tree.find_yaml_lines(text, pointers, 3)
    if not careful.problems:
        assert {key: lines[key] - 2 for key in careful.lines} == careful.lines


@check_each("text", TEXTS)
def test_both_ways_agree(text: str) -> None:
    read_both(text)


@settings(max_examples=examples(400), deadline=None)
@given(st.text(alphabet="ab:-[]{},'\"&*!|>?#\n  10.~", max_size=30))
def test_both_ways_agree_on_any_text(text: str) -> None:
    read_both(text)


TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 999) | st.text("ab /~:1\n", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("ab /~", max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=examples(200), deadline=None)
@given(TREES)
def test_what_is_written_is_read_with_its_lines(tree: Any) -> None:
    text = yaml.safe_dump(tree)
    value, problems = yaml_tree.read_yaml_tree(text, 100)
    assert problems == ()
    assert json.dumps(value, sort_keys=True) == json.dumps(tree, sort_keys=True)
    lines = yaml12.read_yaml(text, deepest=100).lines
    assert yaml_tree.find_yaml_lines(text, lines) == lines
    for pointer in lines:
        # one by one: what is not asked for is stepped over
        assert yaml_tree.find_yaml_lines(text, [pointer]) == {pointer: lines[pointer]}
        nearest = yaml_tree.find_yaml_lines(text, [f"{pointer}/none"])
        assert nearest == {f"{pointer}/none": lines[pointer]}


def test_a_pointer_into_no_yaml_is_at_the_beginning() -> None:
    assert yaml_tree.find_yaml_lines("a: 1\nb: [", ["/b/0"]) == {"/b/0": 1}
    assert yaml_tree.find_yaml_lines("", ["", "/a"]) == {"": 1, "/a": 1}
