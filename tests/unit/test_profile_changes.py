"""What a profile changes: parameters that it sets, and controls that it alters."""

from __future__ import annotations

from typing import Any

import pytest

from attestle.formats.profile_resolution import ResolvedProfile
from attestle.formats.resolved_baseline import is_withdrawn
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
OSCAL = "http://csrc.nist.gov/ns/oscal"
OURS = "https://house.example/ns"
ADDS = "/profile/modify/alters/0/adds/0"


def make_prop(name: str, **more: str) -> Tree:
    return {"name": name, "value": "x", **more}


def make_part(identity: str, *parts: Tree, **more: Any) -> Tree:
    item = {"id": identity, "name": "item", **more}
    return {**item, "parts": list(parts)} if parts else item


STATEMENT = make_part(
    "c-1_smt", make_part("c-1_smt.a", props=[make_prop("label")]), make_part("c-1_smt.b")
)
CONTROL: Tree = {
    "id": "c-1",
    "title": "C-1",
    "params": [{"id": "p1", "label": "one"}, {"id": "p2", "label": "two"}],
    "props": [
        make_prop("label"),
        make_prop("extra", ns=OSCAL),
        make_prop("extra", ns=OURS),
        make_prop("extra"),
        {**make_prop("extra"), "class": "special"},
    ],
    "links": [{"href": "#x", "rel": "related"}],
    "parts": [STATEMENT],
    "controls": [{"id": "c-1.1", "title": "C-1.1", "parts": [make_part("c-1.1_smt")]}],
}
RICH = make_catalog(
    make_group("g", CONTROL, params=[{"id": "g_prm"}]), params=[{"id": "loose_prm"}]
)
NEW: Tree = {
    "params": [{"id": "new"}],
    "props": [make_prop("new")],
    "links": [{"href": "#new"}],
    "parts": [make_part("new")],
}


def modify(merge: Tree, *ids: str, **directives: Any) -> ResolvedProfile:
    item = pick(*ids, href="rich") if ids else {"href": "rich"}
    return resolve(make_profile(item, merge=merge, modify=directives), rich=RICH)


def alter(*adds: Tree, removes: tuple[Tree, ...] = (), control: str = "c-1") -> ResolvedProfile:
    directive = {"control-id": control, "adds": list(adds), "removes": list(removes)}
    return modify(AS_IS, alters=[{key: value for key, value in directive.items() if value}])


def set_values(*names: str) -> Tree:
    return {"set-parameters": [{"param-id": name, "values": ["daily"]} for name in names]}


def set_parameter(param: Tree, *settings: Tree) -> Tree:
    """The parameter of a control after these settings."""
    catalog = make_catalog(make_group("g", make_control("c-1", params=[param])))
    directives = {"set-parameters": [{"param-id": param["id"], **item} for item in settings]}
    resolved = resolve(make_profile({"href": "one"}, modify=directives), one=catalog)
    assert not resolved.problems
    found: Tree = find_control(resolved, "c-1")["params"][0]
    return found


def test_a_setting_replaces_single_things_and_adds_to_lists() -> None:
    def describe(word: str) -> Tree:
        single = dict.fromkeys(("class", "depends-on", "label", "usage"), word)
        lists = {
            "props": [make_prop(word)],
            "links": [{"href": f"#{word}"}],
            "constraints": [{"description": word}],
            "guidelines": [{"prose": word}],
        }
        return {**single, "values": [word], **lists}

    old, new = describe("old"), describe("new")
    lists = ("props", "links", "constraints", "guidelines")
    assert set_parameter({"id": "p", **old}, new) == {
        **new,
        "id": "p",
        **{key: old[key] + new[key] for key in lists},
    }


def test_a_prop_of_the_same_uuid_is_replaced() -> None:
    param = {"id": "p", "props": [make_prop("one", uuid="u1"), make_prop("two", uuid="u2")]}
    setting = {"props": [make_prop("three", uuid="u1"), make_prop("four")]}
    names = [item["name"] for item in set_parameter(param, setting)["props"]]
    assert names == ["two", "three", "four"]


def test_values_take_the_place_of_a_choice_and_the_other_way_round() -> None:
    choice = {"select": {"choice": ["a", "b"]}}
    assert set_parameter({"id": "p", **choice}, {"values": ["a"]}) == {"id": "p", "values": ["a"]}
    assert set_parameter({"id": "p", "values": ["a"]}, choice) == {"id": "p", **choice}


def test_settings_of_one_parameter_apply_in_their_sequence() -> None:
    param = set_parameter({"id": "p"}, {"values": ["a"], "label": "l"}, {"values": ["b"]})
    assert param == {"id": "p", "values": ["b"], "label": "l"}


@pytest.mark.parametrize("merge", [AS_IS, {"flat": {}}])
def test_parameters_of_groups_and_catalogs_can_be_set_and_then_stay(merge: Tree) -> None:
    resolved = modify(merge, **set_values("g_prm", "loose_prm"))
    assert not resolved.problems
    params = [param for group in resolved.groups for param in group["params"]]
    assert {param["id"]: param["values"] for param in params} == {
        "g_prm": ["daily"],
        "loose_prm": ["daily"],
    }


def test_an_unknown_target_is_a_warning_and_the_rest_is_done() -> None:
    alters = [{"control-id": "c-9", "adds": [{"props": [make_prop("new")]}]}]
    resolved = modify(AS_IS, alters=alters, **set_values("p9", "p1"))
    assert list_codes(resolved) == [
        ("PRO003", "/profile/modify/set-parameters/0/param-id"),
        ("PRO003", "/profile/modify/alters/0/control-id"),
    ]
    assert not any(problem.is_error for problem in resolved.problems)
    assert find_control(resolved, "c-1")["params"][0]["values"] == ["daily"]


def test_a_parameter_of_a_control_that_is_not_selected_is_unknown() -> None:
    resolved = modify(AS_IS, "c-1.1", **set_values("p1"))
    assert list_codes(resolved) == [("PRO003", "/profile/modify/set-parameters/0/param-id")]
    assert outline(resolved) == ["g:", "[g_prm]", "c-1.1"]


def test_both_controls_of_an_id_are_changed() -> None:
    item = pick("c-1", href="rich")
    alters = [{"control-id": "c-1", "removes": [{"by-item-name": "prop"}]}]
    changes = {**set_values("p1"), "alters": alters}
    resolved = resolve(make_profile(item, item, modify=changes), rich=RICH)
    controls = resolved.groups[0]["controls"]
    assert [control["params"][0].get("values") for control in controls] == [["daily"]] * 2
    assert not any("props" in control for control in controls)


@pytest.mark.parametrize("by_id", [{}, {"by-id": "c-1"}])
@pytest.mark.parametrize(
    ("position", "first"),
    [({"position": "starting"}, True), ({"position": "ending"}, False), ({}, False)],
)
def test_additions_to_a_control_come_first_or_last(
    position: Tree, first: bool, by_id: Tree
) -> None:
    resolved = alter({**NEW, **position, **by_id, "title": "Renamed"})
    assert not resolved.problems
    control = find_control(resolved, "c-1")
    for key, new in NEW.items():
        assert control[key] == (new + CONTROL[key] if first else CONTROL[key] + new)
    assert control["title"] == "Renamed"


@pytest.mark.parametrize(("position", "index"), [("before", 0), ("after", -1), ("elsewhere", -1)])
def test_a_position_that_a_whole_control_has_not_is_read_as_one_inside(
    position: str, index: int
) -> None:
    resolved = alter({"position": position, "props": [make_prop("new")]})
    assert find_control(resolved, "c-1")["props"][index]["name"] == "new"
    assert list_codes(resolved) == [("PRO005", f"{ADDS}/position")]


@pytest.mark.parametrize(
    ("position", "expected"), [("before", ["p1", "new", "p2"]), ("after", ["p1", "p2", "new"])]
)
def test_before_and_after_a_parameter_are_beside_it(position: str, expected: list[str]) -> None:
    resolved = alter({"by-id": "p2", "position": position, "params": [{"id": "new"}]})
    control = find_control(resolved, "c-1")
    assert [param["id"] for param in control["params"]] == expected
    assert not resolved.problems


@pytest.mark.parametrize(
    ("anchor", "position", "expected"),
    [
        ("c-1_smt", "before", ["new", "c-1_smt", ["c-1_smt.a", "c-1_smt.b"]]),
        ("c-1_smt", "after", ["c-1_smt", ["c-1_smt.a", "c-1_smt.b"], "new"]),
        ("c-1_smt", "starting", ["c-1_smt", ["new", "c-1_smt.a", "c-1_smt.b"]]),
        ("c-1_smt", "ending", ["c-1_smt", ["c-1_smt.a", "c-1_smt.b", "new"]]),
        ("c-1_smt.b", "before", ["c-1_smt", ["c-1_smt.a", "new", "c-1_smt.b"]]),
        ("c-1_smt.a", "after", ["c-1_smt", ["c-1_smt.a", "new", "c-1_smt.b"]]),
        ("c-1_smt.a", "ending", ["c-1_smt", ["c-1_smt.a", ["new"], "c-1_smt.b"]]),
    ],
)
def test_a_part_goes_beside_or_inside_a_part_at_any_depth(
    anchor: str, position: str, expected: list[Any]
) -> None:
    resolved = alter({"by-id": anchor, "position": position, "parts": [make_part("new")]})
    assert list_part_ids(find_control(resolved, "c-1")) == expected
    assert not resolved.problems


def list_part_ids(node: Tree) -> list[Any]:
    """The ids of its parts, each followed by the list of those inside it."""
    ids: list[Any] = []
    for item in node.get("parts", ()):
        ids.append(item["id"])
        if "parts" in item:
            ids.append(list_part_ids(item))
    return ids


def test_props_beside_an_object_go_to_what_holds_it() -> None:
    resolved = alter(
        {"by-id": "c-1_smt.a", "position": "after", "props": [make_prop("inner")]},
        {"by-id": "p2", "position": "before", "props": [make_prop("outer")]},
        {"by-id": "p2", "position": "starting", "props": [make_prop("own")]},
    )
    control = find_control(resolved, "c-1")
    assert control["parts"][0]["props"] == [make_prop("inner")]
    assert control["props"][0] == make_prop("outer")
    assert control["params"][1]["props"] == [make_prop("own")]
    assert not resolved.problems


@pytest.mark.parametrize(
    ("addition", "key"),
    [
        ({"by-id": "p1", "parts": [make_part("new")]}, "parts"),
        ({"by-id": "p1", "title": "A title"}, "title"),
        ({"by-id": "c-1_smt", "params": [{"id": "new"}]}, "params"),
        ({"by-id": "c-1_smt.a", "position": "before", "params": [{"id": "new"}]}, "params"),
        ({"by-id": "c-1_smt", "position": "after", "title": "A title"}, "title"),
    ],
)
def test_what_the_target_cannot_hold_is_told_and_left_out(addition: Tree, key: str) -> None:
    resolved = alter({**addition, "props": [make_prop("new")]})
    assert list_codes(resolved) == [("PRO005", f"{ADDS}/{key}")]
    without = {name: value for name, value in addition.items() if name != key}
    assert resolved.groups == alter({**without, "props": [make_prop("new")]}).groups


def test_an_unknown_target_of_an_addition_is_told() -> None:
    resolved = alter({"by-id": "c-1_smt.z", "props": [make_prop("new")]})
    assert list_codes(resolved) == [("PRO003", f"{ADDS}/by-id")]
    assert find_control(resolved, "c-1")["props"] == CONTROL["props"]


def test_an_alter_of_a_parent_reaches_nested_controls_by_id() -> None:
    resolved = alter(
        {"by-id": "c-1.1_smt", "position": "after", "parts": [make_part("new")]},
        {"by-id": "c-1.1", "props": [make_prop("inside")]},
        {"by-id": "c-1.1", "position": "before", "props": [make_prop("outside")]},
    )
    assert not resolved.problems
    nested = find_control(resolved, "c-1.1")
    assert list_part_ids(nested) == ["c-1.1_smt", "new"]
    assert nested["props"] == [make_prop("inside")]
    assert find_control(resolved, "c-1")["props"][0] == make_prop("outside")


def test_removals_of_an_alter_come_before_its_additions() -> None:
    addition = {"by-id": "c-1.1_smt", "position": "after", "parts": [make_part("new")]}
    resolved = alter(addition, removes=({"by-id": "c-1.1_smt"},))
    assert list_codes(resolved) == [("PRO003", f"{ADDS}/by-id")]
    assert "parts" not in find_control(resolved, "c-1.1")


def test_an_alter_of_a_nested_control_is_its_own() -> None:
    addition = {"by-id": "c-1.1_smt", "position": "before", "parts": [make_part("new")]}
    resolved = alter(addition, control="c-1.1")
    assert list_part_ids(find_control(resolved, "c-1.1")) == ["new", "c-1.1_smt"]


@pytest.mark.parametrize(
    ("removal", "names"),
    [
        ({"by-name": "label"}, ["extra"] * 4),
        ({"by-name": "extra"}, ["label"]),
        ({"by-name": "extra", "by-class": "special"}, ["label", *["extra"] * 3]),
        ({"by-ns": OURS}, ["label", *["extra"] * 3]),
        ({"by-name": "extra", "by-ns": OSCAL}, ["label", "extra"]),
        ({"by-item-name": "prop"}, []),
        ({"by-item-name": "prop", "by-name": "label"}, ["extra"] * 4),
    ],
)
def test_a_removal_takes_what_matches_all_its_keys(removal: Tree, names: list[str]) -> None:
    resolved = alter(removes=(removal,))
    control = find_control(resolved, "c-1")
    assert [item["name"] for item in control.get("props", ())] == names
    assert len(control["params"]) == 2
    assert control["parts"][0]["id"] == "c-1_smt"
    assert not resolved.problems


@pytest.mark.parametrize(
    ("removal", "gone"),
    [
        ({"by-item-name": "param"}, "params"),
        ({"by-item-name": "link"}, "links"),
        ({"by-item-name": "part"}, "parts"),
        ({"by-id": "c-1_smt"}, "parts"),
    ],
)
def test_a_list_without_items_goes_too(removal: Tree, gone: str) -> None:
    control = find_control(alter(removes=(removal,)), "c-1")
    assert {"params", "links", "parts"} - control.keys() == {gone}


def test_a_removal_reaches_into_parts_and_leaves_nested_controls() -> None:
    resolved = alter(removes=({"by-id": "c-1_smt.b"}, {"by-name": "label"}))
    control = find_control(resolved, "c-1")
    assert list_part_ids(control) == ["c-1_smt", ["c-1_smt.a"]]
    assert "props" not in control["parts"][0]["parts"][0]
    everything = alter(removes=({"by-item-name": "part"},))
    assert list_part_ids(find_control(everything, "c-1.1")) == ["c-1.1_smt"]


@pytest.mark.parametrize(
    "removal",
    [
        {},
        {"by-name": "none"},
        {"by-item-name": "part", "by-name": "label"},
        {"by-id": "c-9"},
        {"by-item-name": "mapping"},
    ],
)
def test_a_removal_of_nothing_is_told(removal: Tree) -> None:
    resolved = alter(removes=(removal,))
    assert list_codes(resolved) == [("PRO005", "/profile/modify/alters/0/removes/0")]
    assert find_control(resolved, "c-1") == CONTROL


def test_what_one_profile_adds_another_can_change() -> None:
    adding = {"alters": [{"control-id": "c-1", "adds": [NEW]}]}
    low = make_profile({"href": "rich"}, merge=AS_IS, modify=adding)
    removal = {"by-id": "new", "by-item-name": "part"}
    changes = {**set_values("new"), "alters": [{"control-id": "c-1", "removes": [removal]}]}
    resolved = resolve(make_profile({"href": "low"}, modify=changes), rich=RICH, low=low)
    control = find_control(resolved, "c-1")
    assert control["params"][-1] == {"id": "new", "values": ["daily"]}
    assert list_part_ids(control) == ["c-1_smt", ["c-1_smt.a", "c-1_smt.b"]]
    assert not resolved.problems


def test_an_alter_that_names_no_control_changes_nothing_and_says_so() -> None:
    """OSCAL 1.0.0 asked for no control."""
    resolved = modify(AS_IS, alters=[{"adds": [NEW]}])
    assert list_codes(resolved) == [("PRO005", "/profile/modify/alters/0")]
    assert find_control(resolved, "c-1")["params"] == CONTROL["params"]


@pytest.mark.parametrize("word", ["withdrawn", "Withdrawn"])
def test_a_control_is_withdrawn_in_either_spelling(word: str) -> None:
    assert is_withdrawn({"props": [{"name": "status", "value": word}]})
    assert not is_withdrawn({"props": [{"name": "status", "value": "open"}]})
