"""Text, YAML, JSON and CSV as they are read: what is refused, where, and what is kept."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attestle.formats import csv_tables, labels, strict_json, yaml12
from attestle.formats.text_file import decode_text
from building import shipped
from conftest import examples
from tables import check_each


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n", "OSC004", 2),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "OSC005", 1),
        (b"one\ntwo\0\n", "OSC006", 2),
        (b"one\n\xff\n", "OSC006", 2),
    ],
)
def test_text_that_is_refused(data: bytes, code: str, line: int) -> None:
    text = decode_text(data)
    assert text.text == ""
    assert [(item.code, item.line) for item in text.problems] == [(code, line)]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfa\r\nb", "a\nb"),
        (b"lone\rcr", "lone\rcr"),
        (b"Title\n=======\n", "Title\n=======\n"),
        (b"<<<<<<< only\n", "<<<<<<< only\n"),
        (b"x <<<<<<< a\n=======\n>>>>>>> b\n", "x <<<<<<< a\n=======\n>>>>>>> b\n"),
    ],
)
def test_text_that_is_taken(data: bytes, text: str) -> None:
    assert (decode_text(data).text, decode_text(data).problems) == (text, ())


@check_each(
    ("text", "value"),
    [
        ("n", "n"),
        ("yes", "yes"),
        ("off", "off"),
        ("true", True),
        ("null", None),
        ("~", None),
        ("3.10", 3.1),
        ('"3.10"', "3.10"),
        ("012", 12),
        ("0o14", 12),
        ("2026-11-24", "2026-11-24"),
        ("1_000", "1_000"),
        ("0x1f", 31),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("12:30", "12:30"),
        ("- a\n- b", ["a", "b"]),
    ],
)
def test_yaml_is_version_1_2(text: str, value: object) -> None:
    assert yaml12.read_yaml(
        f"key: {text}" if not text.startswith("-") else f"key:\n{text}"
    ).value == {"key": value}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: &x 1\nb: *x\n", 1, "anchor"),
        ("a: !!python/object 1\n", 1, "tag"),
        ("a: 1\na: 2\n", 2, "stands twice"),
        ("a: 1\n---\nb: 2\n", 2, "more than one"),
        ("a: 1\n  b: 2\n", 2, "not valid YAML"),
        ("a:\n\t- b\n", 2, "not valid YAML"),
        ("? [a]\n: b\n", 1, "key must be"),
        ("a: " + "[" * 30 + "]" * 30, 1, "nested deeper"),
    ],
)
def test_yaml_that_is_refused(text: str, line: int, words: str) -> None:
    (problem,) = yaml12.read_yaml(text).problems
    assert problem.code == "OSC010"
    assert problem.line == line
    assert words in problem.message


def test_yaml_knows_its_lines() -> None:
    document = yaml12.read_yaml("a:\n  - b: 1\n    c: 2\n  - d\n", 10)
    assert document.lines["/a"] == 10
    assert document.lines["/a/0/c"] == 12
    assert document.lines["/a/1"] == 13


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b'{"a": NaN}', "not valid JSON"),
        (b'{"a": Infinity}', "not valid JSON"),
        (b'{"a": "\\ud800"}', "not valid JSON"),
        (b'{"a": "x\\u0000"}', "NUL"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b'{"a": 1', "not valid JSON"),
        (b"", "empty"),
        (b'{"a": 1,}', "not valid JSON"),
        (b"[" * 150 + b"]" * 150, "nested deeper"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"a": "\xff"}', "not valid JSON"),
    ],
)
def test_json_that_is_refused(data: bytes, words: str) -> None:
    tree, problems = strict_json.read_json(data)
    assert tree is None
    assert [item.code for item in problems] == ["OSC001"]
    assert words in problems[0].message


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@settings(max_examples=examples(), deadline=None)
@given(JSON)
def test_json_is_written_so_that_it_reads_back(tree: object) -> None:
    data = strict_json.write_json(tree)
    assert data.endswith(b"\n")
    assert strict_json.read_json(data) == (tree, ())
    assert json.loads(data) == tree
    assert strict_json.write_json(strict_json.read_json(data)[0]) == data


def test_csv_rows_have_their_lines() -> None:
    table = csv_tables.read_table('a,b\n1,"x\ny"\n\n3,4\n', ("a", "b"))
    assert not table.problems
    assert [(row.cells, row.line) for row in table.rows] == [
        ({"a": "1", "b": "x\ny"}, 2),
        ({"a": "3", "b": "4"}, 5),
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a,bb\n1,2\n", 1, "unknown column"),
        ("a\n1\n", 1, "is missing"),
        ("a,b,a\n1,2,3\n", 1, "stands twice"),
        ("a,b\n1\n", 2, "1 cells where the header has 2"),
        ('a,b\n1,"2\n', 2, "not valid CSV"),
        ('a,"b\n1,2\n', 2, "not valid CSV"),
        ("", 1, "is missing"),
    ],
)
def test_csv_that_is_refused(text: str, line: int, words: str) -> None:
    problems = csv_tables.read_table(text, ("a", "b")).problems
    assert any(
        words in item.message and item.line == line and item.code == "OSC012" for item in problems
    ), problems


@pytest.mark.parametrize(
    "written",
    ["3.1.1", "03.01.01", "AC.L2-3.1.1", "SP_800_171r2_03.01.01", " 3.1.1 ", "AC.L1-3.1.1"],
)
def test_spellings_of_a_requirement(written: str) -> None:
    found = labels.find_requirement(shipped(), written)
    assert found is not None
    assert found.label == "3.1.1"


@pytest.mark.parametrize(
    "written", ["3.1.1[a]", "03.01.01[a]", "AC.L2-3.1.1[a]", "SP_800_171r2_03.01.01_obj.a"]
)
def test_spellings_of_an_objective(written: str) -> None:
    found = labels.find_objective(shipped(), written)
    assert found is not None
    assert found[1].label == "3.1.1[a]"


@pytest.mark.parametrize(
    "written", ["3.1.1[z]", "3.99.1[a]", "3.1.1", "", "[a]", "SP_800_171r2_03.01.01_obj.z", "cc6.1"]
)
def test_what_names_no_objective(written: str) -> None:
    assert labels.find_objective(shipped(), written) is None


def test_a_requirement_with_one_objective_may_be_named_without_its_letter() -> None:
    found = labels.find_objective(shipped(), "3.13.11")
    assert found is not None
    assert found[1].label == "3.13.11[a]"
