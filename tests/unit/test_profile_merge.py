"""How what the imports bring is combined and arranged."""

from __future__ import annotations

from typing import Any

import pytest

from attestle.formats.profile_resolution import ResolvedProfile
from profile_documents import (
    AS_IS,
    find_control,
    list_codes,
    make_catalog,
    make_control,
    make_group,
    make_profile,
    outline,
    pick,
    resolve,
)

Tree = dict[str, Any]
USE_FIRST = {"combine": {"method": "use-first"}}
OTHER = make_catalog(make_group("h1", make_control("a-1", prose="Otherwise."), make_control("h-1")))


@pytest.mark.parametrize(
    "merge", [None, {}, {"flat": {}}, {"combine": {"method": "keep"}}, {"as-is": False}]
)
def test_flat_has_neither_groups_nor_nesting(merge: Tree | None) -> None:
    resolved = resolve(make_profile(pick("b-1", "a-2", "a-2.1"), merge=merge))
    assert outline(resolved) == ["a-2", "a-2.1", "b-1"]


def test_as_is_keeps_groups_whole_and_drops_those_without_a_control() -> None:
    resolved = resolve(make_profile(pick("a-1", "a-2", "a-2.1"), merge=AS_IS))
    assert outline(resolved) == ["ga:", "[ga_prm]", "a-1", "a-2", ".a-2.1"]


def test_a_control_moves_up_to_the_place_of_the_parent_that_is_not_taken() -> None:
    resolved = resolve(make_profile(pick("a-1", "a-2.1.1"), merge=AS_IS))
    assert outline(resolved) == ["ga:", "[ga_prm]", "a-1", "a-2.1.1"]


def test_a_group_that_asks_to_be_kept_stays_without_controls() -> None:
    keep = [{"name": "keep", "value": "always"}]
    inner = {"id": "inner", "title": "Inner", "props": keep}
    catalog = make_catalog(
        make_group("g1", make_control("c-1")), {"id": "outer", "title": "O", "groups": [inner]}
    )
    resolved = resolve(make_profile(pick("c-1", href="c"), merge=AS_IS), c=catalog)
    assert outline(resolved) == ["g1:", "c-1", "outer:", "inner:"]


def test_imports_of_one_source_come_together_in_its_order() -> None:
    low = make_profile(pick("b-1", "a-2.1"), merge=AS_IS)
    profile = make_profile({"href": "low"}, pick("a-1", "a-2"), merge=AS_IS)
    expected = ["ga:", "[ga_prm]", "a-1", "a-2", ".a-2.1", "gb:", "b-1"]
    assert outline(resolve(profile, low=low)) == expected


def test_sources_follow_each_other_in_the_order_of_the_imports() -> None:
    profile = make_profile(pick("h-1", href="other"), pick("b-1"), merge=AS_IS)
    assert outline(resolve(profile, other=OTHER)) == ["h1:", "h-1", "gb:", "b-1"]


@pytest.mark.parametrize(
    ("merge", "expected"),
    [
        (None, ["a-1", "a-2", "a-1", "a-2"]),
        (AS_IS, ["ga:", "[ga_prm]", "a-1", "a-1", "a-2", "a-2"]),
    ],
)
def test_keep_keeps_both_of_an_id_with_a_warning(merge: Tree | None, expected: list[str]) -> None:
    resolved = resolve(make_profile(pick("a-1", "a-2"), pick("a-1", "a-2"), merge=merge))
    assert outline(resolved) == expected
    assert list_codes(resolved) == [("PRO004", "/profile/imports")]
    assert not resolved.problems[0].is_error


def test_what_comes_twice_keeps_its_own_nested_controls() -> None:
    profile = make_profile(pick("a-2", "a-2.1"), pick("a-2", "a-2.1"), merge=AS_IS)
    assert outline(resolve(profile)) == ["ga:", "[ga_prm]", "a-2", ".a-2.1", "a-2", ".a-2.1"]


@pytest.mark.parametrize(
    ("merge", "expected"),
    [
        (USE_FIRST, ["a-1", "h-1", "b-1"]),
        ({**USE_FIRST, **AS_IS}, ["h1:", "a-1", "h-1", "gb:", "b-1"]),
    ],
)
def test_use_first_takes_the_first_of_an_id(merge: Tree, expected: list[str]) -> None:
    profile = make_profile({"href": "other"}, pick("a-1", "b-1"), merge=merge)
    resolved = resolve(profile, other=OTHER)
    assert outline(resolved) == expected
    assert find_control(resolved, "a-1")["parts"][0]["prose"] == "Otherwise."
    assert not resolved.problems


def test_a_clash_further_down_is_told_once_and_there() -> None:
    low = make_profile(pick("a-1"), pick("a-1"))
    resolved = resolve(make_profile({"href": "low"}, merge=AS_IS), low=low)
    assert list_codes(resolved) == [("PRO004", "/profile/imports")]
    assert not resolved.own


def test_groups_of_one_id_from_two_catalogs_stay_apart_with_a_warning() -> None:
    other = make_catalog(make_group("ga", make_control("x-1")))
    resolved = resolve(make_profile(pick("a-1"), {"href": "other"}, merge=AS_IS), other=other)
    assert outline(resolved) == ["ga:", "[ga_prm]", "a-1", "ga:", "x-1"]
    (problem,) = resolved.problems
    assert problem.code == "PRO004"
    assert "1 group stands" in problem.message


def test_two_structures_contradict_each_other() -> None:
    resolved = resolve(make_profile({"href": "garden"}, merge={"flat": {}, **AS_IS}))
    assert list_codes(resolved) == [("OSC002", "/profile/merge")]
    assert resolved.problems[0].is_error
    assert not resolved.groups


@pytest.mark.parametrize(("method", "code"), [("merge", "OSC018"), ("mix", "OSC013")])
def test_a_method_without_meaning_is_read_as_keep_and_told(method: str, code: str) -> None:
    resolved = resolve(make_profile(pick("a-1"), merge={"combine": {"method": method}}))
    assert outline(resolved) == ["a-1"]
    assert list_codes(resolved) == [(code, "/profile/merge/combine/method")]
    assert not resolved.problems[0].is_error


def arrange(custom: Tree, *imports: Tree) -> ResolvedProfile:
    return resolve(make_profile(*(imports or ({"href": "garden"},)), merge={"custom": custom}))


def test_custom_arranges_controls_in_groups_of_its_own() -> None:
    inner = {
        "id": "n2",
        "title": "N2",
        "insert-controls": [{"include-controls": [{"matching": [{"pattern": "b-*"}]}]}],
    }
    custom = {
        "insert-controls": [{"include-controls": [{"with-ids": ["a-1"]}]}],
        "groups": [
            {"id": "n1", "title": "N1", "groups": [inner]},
            {"id": "n3", "title": "N3", "params": [{"id": "n3_prm"}]},
        ],
    }
    resolved = arrange(custom)
    assert outline(resolved) == ["a-1", "n1:", "n2:", "b-1", "b-2", "n3:", "[n3_prm]"]
    assert not resolved.problems


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({}, ["b-2", "a-1", "a-2"]),
        ({"order": "keep"}, ["b-2", "a-1", "a-2"]),
        ({"order": "ascending"}, ["a-1", "a-2", "b-2"]),
        ({"order": "descending"}, ["b-2", "a-2", "a-1"]),
    ],
)
def test_insertions_come_in_the_order_that_is_asked_for(order: Tree, expected: list[str]) -> None:
    insertion = {**order, "include-all": {}}
    resolved = arrange({"insert-controls": [insertion]}, pick("b-2"), pick("a-2", "a-1"))
    assert outline(resolved) == expected


def test_an_insertion_excludes_and_takes_children() -> None:
    include = [{"with-ids": ["a-2"], "with-child-controls": "yes"}]
    insertion = {"include-controls": include, "exclude-controls": [{"with-ids": ["a-2.1"]}]}
    assert outline(arrange({"insert-controls": [insertion]})) == ["a-2", "a-2.1.1"]


def test_a_custom_group_of_an_included_id_takes_over_what_that_has() -> None:
    group = {
        "id": "ga",
        "title": "Ours",
        "params": [{"id": "own_prm"}],
        "insert-controls": [{"include-controls": [{"with-ids": ["b-1"]}]}],
    }
    resolved = arrange({"groups": [group]})
    assert outline(resolved) == ["ga:", "[ga_prm]", "[own_prm]", "b-1"]
    assert resolved.groups[0]["title"] == "GA"
    assert "insert-controls" not in resolved.groups[0]


@pytest.mark.parametrize(
    ("insertion", "code", "place"),
    [
        ({"include-controls": [{"with-ids": ["a-9"]}]}, "PRO003", "/include-controls/0/with-ids/0"),
        (
            {"include-controls": [{"matching": [{"pattern": "z*"}]}]},
            "PRO005",
            "/include-controls/0/matching/0/pattern",
        ),
        ({"include-all": {}, "order": "random"}, "OSC013", "/order"),
    ],
)
def test_an_insertion_of_nothing_is_a_warning(insertion: Tree, code: str, place: str) -> None:
    resolved = arrange({"groups": [{"id": "n", "title": "N", "insert-controls": [insertion]}]})
    pointer = f"/profile/merge/custom/groups/0/insert-controls/0{place}"
    assert list_codes(resolved) == [(code, pointer)]
    assert not resolved.problems[0].is_error


def test_a_control_inserted_twice_is_a_clash() -> None:
    insertion = {"include-controls": [{"with-ids": ["a-1"]}]}
    resolved = arrange({"insert-controls": [insertion, insertion]})
    assert outline(resolved) == ["a-1", "a-1"]
    assert [problem.code for problem in resolved.problems] == ["PRO004"]


def test_profiles_build_on_flat_and_custom_ones() -> None:
    flat = make_profile(pick("b-1", "a-2", "a-2.1"))
    insertion = {"include-all": {}, "order": "descending"}
    group = {"id": "n", "title": "N", "insert-controls": [insertion]}
    custom = make_profile({"href": "flat"}, merge={"custom": {"groups": [group]}})
    item = {"href": "custom", "exclude-controls": [{"with-ids": ["a-2.1"]}]}
    resolved = resolve(make_profile(item, merge=AS_IS), flat=flat, custom=custom)
    assert outline(resolved) == ["n:", "b-1", "a-2"]
    assert resolved.profiles == ("custom", "flat")
