"""Which controls an import takes."""

from __future__ import annotations

from typing import Any

import pytest

from attestle.formats.control_selection import compile_pattern
from attestle.formats.profile_resolution import ResolvedProfile
from profile_documents import list_codes, make_profile, outline, resolve

Tree = dict[str, Any]
INCLUDE = "/profile/imports/0/include-controls"
RESOURCE = "7a0e5d3c-0000-4000-8000-000000000001"


def select(include: list[Tree], exclude: list[Tree] | None = None) -> ResolvedProfile:
    item: Tree = {"href": "garden", "include-controls": include}
    return resolve(make_profile({**item, **({"exclude-controls": exclude} if exclude else {})}))


def test_include_all_takes_every_control_and_nested_ones() -> None:
    resolved = resolve(make_profile({"href": "garden"}))
    assert outline(resolved) == ["a-1", "a-2", "a-2.1", "a-2.1.1", "b-1", "b-2"]


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ([{"with-ids": ["b-1", "a-2"]}], ["a-2", "b-1"]),
        ([{"with-ids": ["a-2"], "with-child-controls": "no"}], ["a-2"]),
        ([{"with-ids": ["a-2"], "with-child-controls": "yes"}], ["a-2", "a-2.1", "a-2.1.1"]),
        ([{"with-ids": ["a-2.1"]}], ["a-2.1"]),
        ([{"matching": [{"pattern": "?-1"}]}], ["a-1", "b-1"]),
        (
            [{"matching": [{"pattern": "a*"}]}, {"with-ids": ["a-1", "b-2"]}],
            ["a-1", "a-2", "a-2.1", "a-2.1.1", "b-2"],
        ),
    ],
)
def test_directives_add_up(include: list[Tree], expected: list[str]) -> None:
    resolved = select(include)
    assert outline(resolved) == expected
    assert not resolved.problems


@pytest.mark.parametrize(
    ("exclude", "expected"),
    [
        ([{"with-ids": ["a-2"]}], ["a-1", "a-2.1", "a-2.1.1"]),
        ([{"with-ids": ["a-2"], "with-child-controls": "yes"}], ["a-1"]),
        ([{"matching": [{"pattern": "a-2*"}]}], ["a-1"]),
    ],
)
def test_an_exclusion_wins_over_any_inclusion(exclude: list[Tree], expected: list[str]) -> None:
    include: list[Tree] = [{"matching": [{"pattern": "a*"}]}, {"with-ids": ["a-2"]}]
    assert outline(select(include, exclude)) == expected


@pytest.mark.parametrize(
    ("pattern", "matches", "differs"),
    [
        ("ac-*", ["ac-", "ac-1", "ac-1.2"], ["xac-1", "AC-1"]),
        ("ac-?", ["ac-1"], ["ac-", "ac-10"]),
        ("a[12]", ["a[12]"], ["a1", "a2"]),
        ("a.1", ["a.1"], ["ax1"]),
        ("^a", ["^a"], ["a", "a-1"]),
        ("*", ["", "a\nb"], []),
    ],
)
def test_only_star_and_question_mark_are_special(
    pattern: str, matches: list[str], differs: list[str]
) -> None:
    compiled = compile_pattern(pattern)
    assert all(compiled.match(text) for text in matches)
    assert not any(compiled.match(text) for text in differs)


@pytest.mark.parametrize(
    ("directive", "code", "place"),
    [
        ({"with-ids": ["a-9"]}, "PRO001", "/with-ids/0"),
        ({"matching": [{"pattern": "zz*"}]}, "PRO005", "/matching/0/pattern"),
        ({"matching": [{}]}, "PRO005", "/matching/0"),
        ({"matching": [{"pattern": ""}]}, "PRO005", "/matching/0"),
        ({"with-ids": ["b-1"], "with-parent-controls": "yes"}, "OSC002", "/with-parent-controls"),
    ],
)
def test_what_selects_nothing_is_told(directive: Tree, code: str, place: str) -> None:
    first: Tree = {"with-ids": ["a-1"]}
    resolved = select([first, directive])
    assert list_codes(resolved) == [(code, f"{INCLUDE}/1{place}")]
    assert resolved.problems[0].is_error == (code == "PRO001")
    assert outline(resolved)[0] == "a-1"


def test_a_key_that_an_import_does_not_have_is_told() -> None:
    resolved = resolve(make_profile({"href": "garden", "mapping": []}))
    assert list_codes(resolved) == [("OSC002", "/profile/imports/0/mapping")]


@pytest.mark.parametrize("names", [("garden.xml", "garden.json"), ("garden.xml",)])
def test_an_import_by_resource_takes_the_json_link_or_else_the_first(
    names: tuple[str, ...],
) -> None:
    resource = {"uuid": RESOURCE, "rlinks": [{"href": name} for name in names]}
    profile = make_profile({"href": f"#{RESOURCE}"}, **{"back-matter": {"resources": [resource]}})
    (problem,) = resolve(profile).problems
    assert (problem.code, problem.pointer) == ("REF008", "/profile/imports/0/href")
    assert f'"{names[-1]}"' in problem.message


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("*", "", True),
        ("**", "a-1", True),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("*ab*ab", "abab", True),
        ("*ab*ab", "aab", False),
        ("a*b?", "a-b-b1", True),
        ("*a*b*", "ba", False),
        ("a.*", "ab", False),
    ],
)
def test_several_stars_match_as_one_would_read_them(pattern: str, name: str, matches: bool) -> None:
    assert bool(compile_pattern(pattern).match(name)) is matches


def test_a_pattern_of_many_stars_does_not_take_long() -> None:
    # each way to share out the letters among the stars would be tried: more than the world has time
    resolved = select([{"matching": [{"pattern": "*a" * 40 + "*z"}]}])
    assert list_codes(resolved) == [("PRO005", f"{INCLUDE}/0/matching/0/pattern")]
    assert not compile_pattern("*a" * 40 + "*z").match("a" * 200)
