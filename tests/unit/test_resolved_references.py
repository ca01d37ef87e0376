"""What of loose parameters and back matter stays: that which something refers to."""

from __future__ import annotations

from typing import Any

import pytest

from attestle.formats.resolved_baseline import read_baseline
from profile_documents import (
    AS_IS,
    make_catalog,
    make_control,
    make_group,
    make_profile,
    outline,
    pick,
    resolve,
)

Tree = dict[str, Any]
KEEP = [{"name": "keep", "value": "always"}]
FIRST, SECOND, THIRD = (f"7a0e5d3c-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))


def insert(name: str) -> str:
    return "{{ insert: param, " + name + " }}"


LOOSE = make_catalog(
    make_group(
        "g",
        make_control("c-1", prose=f"Do it {insert('top_prm')}."),
        make_control("c-2", prose=f"Do it {insert('g_prm')}."),
        make_control("c-3", prose=f"Do it {insert('c-4_prm')}."),
        make_control("c-4", params=[{"id": "c-4_prm", "label": f"every {insert('c-5_prm')}"}]),
        make_control("c-5", params=[{"id": "c-5_prm"}]),
        make_control("c-6"),
        params=[{"id": "g_prm"}, {"id": "unused_prm"}],
    ),
    params=[{"id": "top_prm"}, {"id": "kept_prm", "props": KEEP}, {"id": "spare_prm"}],
)


@pytest.mark.parametrize(
    ("ids", "loose"),
    [
        (("c-1",), ["[top_prm]", "[kept_prm]"]),
        (("c-2",), ["[kept_prm]", "[g_prm]"]),
        (("c-3",), ["[kept_prm]", "[c-4_prm]", "[c-5_prm]"]),
        (("c-3", "c-4", "c-5"), ["[kept_prm]"]),
        (("c-6",), ["[kept_prm]"]),
    ],
)
def test_a_loose_parameter_stays_if_something_refers_to_it(
    ids: tuple[str, ...], loose: list[str]
) -> None:
    resolved = resolve(make_profile(pick(*ids, href="c")), c=LOOSE)
    assert outline(resolved) == [*loose, *ids]


def test_a_group_that_stays_keeps_its_parameters() -> None:
    resolved = resolve(make_profile(pick("c-2", href="c"), merge=AS_IS), c=LOOSE)
    assert outline(resolved) == ["[kept_prm]", "g:", "[g_prm]", "[unused_prm]", "c-2"]


@pytest.mark.parametrize(
    "referring",
    [
        {"links": [{"href": "#spare_prm"}]},
        {"params": [{"id": "p", "props": [{"name": "aggregates", "value": "spare_prm"}]}]},
    ],
)
def test_links_and_aggregates_refer_too(referring: Tree) -> None:
    group = make_group("g", make_control("c-1", **referring))
    catalog = make_catalog(group, params=[{"id": "spare_prm"}])
    assert outline(resolve(make_profile({"href": "c"}), c=catalog)) == ["[spare_prm]", "c-1"]


def test_a_reference_that_a_change_makes_counts() -> None:
    part = {"name": "note", "prose": insert("spare_prm")}
    modify = {"alters": [{"control-id": "c-6", "adds": [{"parts": [part]}]}]}
    resolved = resolve(make_profile(pick("c-6", href="c"), modify=modify), c=LOOSE)
    assert outline(resolved) == ["[kept_prm]", "[spare_prm]", "c-6"]


def test_a_parameter_of_an_unselected_control_can_be_set_where_a_text_needs_it() -> None:
    modify = {"set-parameters": [{"param-id": "c-5_prm", "values": ["week"]}]}
    resolved = resolve(make_profile(pick("c-3", href="c"), modify=modify), c=LOOSE)
    assert not resolved.problems
    (requirement,) = read_baseline("top", resolved).requirements
    assert requirement.statement == "Do it [Assignment: every week]."


def make_resource(uuid: str, **more: Any) -> Tree:
    return {"uuid": uuid, "title": "A source", **more}


def keep_resources(control: Tree, resources: list[Tree], own: list[Tree]) -> list[Tree]:
    """What is left of the resources of a catalog and of a profile over it."""
    catalog = make_catalog(make_group("g", control), **{"back-matter": {"resources": resources}})
    profile = make_profile({"href": "c"}, **{"back-matter": {"resources": own}})
    return list(resolve(profile, c=catalog).list_resources())


@pytest.mark.parametrize(
    "control",
    [
        make_control("c-1", links=[{"href": f"#{FIRST}"}]),
        make_control("c-1", links=[{"href": f"#{FIRST.upper()}"}]),
        make_control("c-1", prose=f"As [it says](#{FIRST}) there."),
    ],
)
def test_a_resource_stays_if_something_refers_to_it(control: Tree) -> None:
    resources = [make_resource(FIRST), make_resource(SECOND)]
    assert keep_resources(control, resources, [make_resource(THIRD)]) == resources[:1]


def test_a_resource_stays_for_another_that_stays_and_for_its_own_wish() -> None:
    resources = [
        make_resource(FIRST, rlinks=[{"href": f"#{SECOND}"}]),
        make_resource(SECOND),
        make_resource(THIRD, props=KEEP),
    ]
    control = make_control("c-1", links=[{"href": f"#{FIRST}"}])
    assert keep_resources(control, resources, []) == resources
    assert keep_resources(make_control("c-1"), resources, []) == resources[2:]


@pytest.mark.parametrize(
    ("earlier", "later", "winner"),
    [
        ({}, {}, 1),
        ({"props": KEEP}, {}, 0),
        ({}, {"props": KEEP}, 1),
        ({"props": KEEP}, {"props": KEEP}, 1),
    ],
)
def test_of_one_uuid_the_later_wins_unless_only_the_earlier_is_kept(
    earlier: Tree, later: Tree, winner: int
) -> None:
    both = (
        make_resource(FIRST, description="earlier", **earlier),
        make_resource(FIRST.upper(), description="later", **later),
    )
    control = make_control("c-1", links=[{"href": f"#{FIRST}"}])
    assert keep_resources(control, [both[0]], [both[1]]) == [both[winner]]


def test_resources_come_in_the_order_of_the_imports_and_the_profile_last() -> None:
    def make_back_matter(uuid: str) -> Tree:
        return {"back-matter": {"resources": [make_resource(uuid, props=KEEP)]}}

    one = make_catalog(make_group("g", make_control("g-1")), **make_back_matter(SECOND))
    two = make_catalog(make_group("h", make_control("h-1")), **make_back_matter(FIRST))
    profile = make_profile({"href": "one"}, {"href": "two"}, **make_back_matter(THIRD))
    resolved = resolve(profile, one=one, two=two)
    assert [item["uuid"] for item in resolved.list_resources()] == [SECOND, FIRST, THIRD]
