"""The runner of published tests of profile resolution, on tests that are made here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus_profiles import check_profiles
from profile_documents import GARDEN, make_catalog, make_control, make_profile, pick

Tree = dict[str, Any]


def write_test(folder: Path, name: str, profile: Tree, expected: Tree | None) -> None:
    results = folder / "tests/output-expected"
    results.mkdir(parents=True, exist_ok=True)
    (folder / "tests/catalogs").mkdir(exist_ok=True)
    (folder / "tests/catalogs/garden.json").write_text(json.dumps(GARDEN))
    (folder / f"tests/{name}.json").write_text(json.dumps(profile))
    if expected is not None:
        (results / f"{name}_RESOLVED.json").write_text(json.dumps(expected))


def run_tests(folder: Path) -> tuple[int, list[str]]:
    *_, (_, number, wrong) = check_profiles(folder)
    return number, wrong


PROFILE = make_profile(pick("b-1", "b-2", href="catalogs/garden.json"))
RIGHT = make_catalog(controls=[make_control("b-1"), make_control("b-2")])


def test_the_expected_catalog_passes(tmp_path: Path) -> None:
    write_test(tmp_path, "right", PROFILE, RIGHT)
    assert run_tests(tmp_path) == (1, [])


@pytest.mark.parametrize(
    ("expected", "why"),
    [
        (make_catalog(controls=[make_control("b-1")]), "outline of 2 for 1: control b-2"),
        (
            make_catalog(controls=[make_control("b-2"), make_control("b-1")]),
            "outline control b-1 for control b-2",
        ),
        (
            make_catalog(controls=[make_control("b-1", prose="Not so."), make_control("b-2")]),
            "content",
        ),
        (
            make_catalog(
                controls=[make_control("b-1"), make_control("b-2")],
                **{"back-matter": {"resources": [{"uuid": "u"}]}},
            ),
            "content of 2 for 3",
        ),
        (None, "there is no expected catalog"),
    ],
)
def test_another_one_fails_and_says_where(expected: Tree | None, why: str, tmp_path: Path) -> None:
    write_test(tmp_path, "wrong", PROFILE, expected)
    number, (text,) = run_tests(tmp_path)
    assert number == 1
    assert text.startswith("tests/wrong.json: ")
    assert why in text


def test_nesting_is_compared_where_the_structure_is_kept(tmp_path: Path) -> None:
    item = pick("a-2", "a-2.1", href="catalogs/garden.json")
    child, params = make_control("a-2.1"), [{"id": "ga_prm", "label": "the group's"}]
    group = {"id": "ga", "title": "GA", "params": params}
    flat = [make_control("a-2"), child]
    for name, controls in (("nested", [make_control("a-2", child)]), ("level", flat)):
        expected = make_catalog({**group, "controls": controls})
        write_test(tmp_path, name, make_profile(item, merge={"as-is": True}), expected)
    number, (text,) = run_tests(tmp_path)
    assert number == 2
    assert text.startswith("tests/level.json: outline")


def test_a_profile_that_should_be_refused_must_be(tmp_path: Path) -> None:
    write_test(tmp_path, "req-broken-import", PROFILE, None)
    write_test(tmp_path, "broken_profile", make_profile({"href": "catalogs/none.json"}), None)
    number, (text,) = run_tests(tmp_path)
    assert number == 2
    assert text == "tests/req-broken-import.json: resolves, and should be refused"


def test_what_is_not_compared_is_named_with_the_reason(tmp_path: Path) -> None:
    write_test(tmp_path, "req-merge-keep1", PROFILE, None)
    (what, number, wrong), (_, judged, _) = check_profiles(tmp_path)
    assert what == "req-merge-keep1 not compared: no expected catalog"
    assert (number, wrong, judged) == (0, [], 0)
