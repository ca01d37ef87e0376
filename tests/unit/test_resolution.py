"""Our profile resolution beside trestle's, which is the reference, and what only ours tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from attestle.formats.profile_resolution import resolve_profile, walk_controls
from attestle.model.derived_ids import derive_uuid
from conftest import ROOT
from profile_documents import make_profile, pick, resolve

Tree = dict[str, Any]
PROFILES = (
    "cmmc-level-1",
    "cmmc-level-2",
    "soc2-security",
    "soc2-security-availability-confidentiality",
)


def reader(root: Path) -> Any:
    def fetch(href: str) -> Tree | None:
        path = root / href.removeprefix("trestle://")
        return (
            json.loads(path.read_bytes())
            if href.startswith("trestle://") and path.exists()
            else None
        )

    return fetch


def by_trestle(root: Path, name: str, values: bool = False) -> dict[str, Tree]:
    """The resolved controls; with `values` the texts have each parameter's value in its place."""
    from trestle.core.control_interface import ParameterRep
    from trestle.core.profile_resolver import ProfileResolver

    resolved = ProfileResolver.get_resolved_profile_catalog(
        root,
        f"trestle://profiles/{name}/profile.json",
        param_rep=(ParameterRep.VALUE_OR_STRING_NONE if values else ParameterRep.LEAVE_MOUSTACHE),
    )
    tree = json.loads(resolved.oscal_serialize_json())["catalog"]
    return {control["id"]: control for control in _controls(tree)}


def _controls(node: Tree) -> Iterator[Tree]:
    for control in node.get("controls", ()):
        yield control
        yield from _controls(control)
    for group in node.get("groups", ()):
        yield from _controls(group)


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.filterwarnings("ignore")
def test_same_controls_as_trestle(name: str) -> None:
    ours = resolve_profile(f"trestle://profiles/{name}/profile.json", reader(ROOT))
    assert not ours.problems
    theirs = by_trestle(ROOT, name, values=True)
    found = {control["id"]: control for _, control in walk_controls(ours.groups)}
    assert found == theirs


def profile(key: str, imports: list[Tree], **modify: Any) -> Tree:
    metadata = {
        "title": key,
        "last-modified": "2026-01-01T00:00:00+00:00",
        "version": "1",
        "oscal-version": "1.2.1",
    }
    body = {
        "uuid": derive_uuid("test", key),
        "metadata": metadata,
        "imports": imports,
        "merge": {"as-is": True},
    }
    return {"profile": {**body, **({"modify": modify} if modify else {})}}


def workspace(tmp_path: Path, **profiles: Tree) -> Path:
    (tmp_path / ".trestle").mkdir()
    control = {
        "id": "ac-1",
        "title": "One",
        "params": [{"id": "p1", "label": "how often"}],
        "parts": [
            {"id": "ac-1_smt", "name": "statement", "prose": "Do it {{ insert: param, p1 }}."}
        ],
        "controls": [
            {
                "id": "ac-1.1",
                "title": "Child",
                "parts": [{"id": "ac-1.1_smt", "name": "statement", "prose": "More."}],
            }
        ],
    }
    metadata = {
        "title": "Base",
        "last-modified": "2026-01-01T00:00:00+00:00",
        "version": "1",
        "oscal-version": "1.2.1",
    }
    controls = [
        control,
        {
            "id": "ac-2",
            "title": "Two",
            "parts": [{"id": "ac-2_smt", "name": "statement", "prose": "Do that."}],
        },
    ]
    catalog = {
        "catalog": {
            "uuid": derive_uuid("test", "catalog"),
            "metadata": metadata,
            "groups": [{"id": "ac", "title": "Access", "controls": controls}],
        }
    }
    for path, tree in {
        "catalogs/base/catalog.json": catalog,
        **{f"profiles/{name}/profile.json": tree for name, tree in profiles.items()},
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(json.dumps(tree), encoding="utf-8")
    return tmp_path


BASE = "trestle://catalogs/base/catalog.json"
WITH_IDS = [{"with-ids": ["ac-1", "ac-2"]}]


@pytest.mark.filterwarnings("ignore")
def test_alters_and_parameters_like_trestle(tmp_path: Path) -> None:
    adds = [
        {
            "position": "ending",
            "props": [{"name": "extra", "value": "yes"}],
            "parts": [{"id": "ac-1_new", "name": "note", "prose": "Added."}],
        }
    ]
    root = workspace(
        tmp_path,
        top=profile(
            "top",
            [{"href": BASE, "include-controls": WITH_IDS}],
            **{
                "set-parameters": [{"param-id": "p1", "values": ["daily"]}],
                "alters": [{"control-id": "ac-1", "adds": adds}],
            },
        ),
    )
    ours = {
        control["id"]: control
        for _, control in walk_controls(
            resolve_profile("trestle://profiles/top/profile.json", reader(root)).groups
        )
    }
    theirs = by_trestle(root, "top")
    assert ours["ac-1"]["params"] == theirs["ac-1"]["params"]
    assert ours["ac-1"]["props"] == theirs["ac-1"]["props"]
    assert ours["ac-1"]["parts"] == theirs["ac-1"]["parts"]


def test_a_profile_may_build_on_profiles_and_a_diamond_costs_each_once(tmp_path: Path) -> None:
    low = profile("low", [{"href": BASE, "include-all": {}}])
    left = profile(
        "left",
        [
            {
                "href": "trestle://profiles/low/profile.json",
                "include-controls": [{"with-ids": ["ac-1"]}],
            }
        ],
    )
    right = profile(
        "right",
        [
            {
                "href": "trestle://profiles/low/profile.json",
                "include-controls": [{"with-ids": ["ac-2"]}],
            }
        ],
    )
    top = profile(
        "top",
        [
            {"href": f"trestle://profiles/{name}/profile.json", "include-all": {}}
            for name in ("left", "right")
        ],
    )
    root = workspace(tmp_path, low=low, left=left, right=right, top=top)
    fetched: list[str] = []
    fetch = reader(root)

    def counting(href: str) -> Tree | None:
        fetched.append(href)
        tree: Tree | None = fetch(href)
        return tree

    resolved = resolve_profile("trestle://profiles/top/profile.json", counting)
    assert [control["id"] for _, control in walk_controls(resolved.groups)] == ["ac-1", "ac-2"]
    assert len(fetched) == len(set(fetched))


def test_profiles_that_import_each_other_are_told(tmp_path: Path) -> None:
    root = workspace(
        tmp_path,
        one=profile("one", [{"href": "trestle://profiles/two/profile.json", "include-all": {}}]),
        two=profile("two", [{"href": "trestle://profiles/one/profile.json", "include-all": {}}]),
    )
    resolved = resolve_profile("trestle://profiles/one/profile.json", reader(root))
    assert [item.code for item in resolved.problems] == ["PRO002"]


def test_what_doubles_at_every_step_is_refused_and_told_once() -> None:
    def twice(href: str) -> Tree:
        return make_profile({"href": href}, {"href": href})

    documents = {f"p{number}": twice(f"p{number - 1}") for number in range(1, 60)}
    documents["p0"] = make_profile(pick("a-1", "a-8"))
    resolved = resolve(twice("p59"), **documents)
    codes = [item.code for item in resolved.problems if not item.warning]
    assert codes == ["PRO001", "PRO002"]
    [refused] = [item for item in resolved.problems if item.code == "PRO002"]
    assert refused.message == "the imports bring more than 100000 controls and groups, from p17"
    assert resolved.groups == ()


def test_profiles_that_all_import_each_other_do_not_take_long() -> None:
    names = [f"p{number}" for number in range(18)]
    documents = {name: make_profile(*({"href": other} for other in names)) for name in names}
    resolved = resolve(make_profile({"href": "p0"}), **documents)
    assert {item.code for item in resolved.problems} == {"PRO002"}
    assert len(resolved.problems) == len(set(resolved.problems))


def test_matching_excluding_and_children(tmp_path: Path) -> None:
    root = workspace(
        tmp_path,
        some=profile(
            "some",
            [
                {
                    "href": BASE,
                    "include-controls": [{"matching": [{"pattern": "ac-*"}]}],
                    "exclude-controls": [{"with-ids": ["ac-2"]}],
                }
            ],
        ),
        child=profile(
            "child",
            [
                {
                    "href": BASE,
                    "include-controls": [{"with-child-controls": "yes", "with-ids": ["ac-1"]}],
                }
            ],
        ),
        wrong=profile("wrong", [{"href": BASE, "include-controls": [{"with-ids": ["ac-11"]}]}]),
    )

    def ids(name: str) -> list[str]:
        return [
            control["id"]
            for _, control in walk_controls(
                resolve_profile(f"trestle://profiles/{name}/profile.json", reader(root)).groups
            )
        ]

    assert ids("some") == ["ac-1", "ac-1.1"]
    assert ids("child") == ["ac-1", "ac-1.1"]
    (problem,) = resolve_profile("trestle://profiles/wrong/profile.json", reader(root)).problems
    assert (problem.code, problem.pointer) == (
        "PRO001",
        "/profile/imports/0/include-controls/0/with-ids/0",
    )
    assert 'did you mean "ac-1' in problem.hint


def test_a_missing_import_is_told(tmp_path: Path) -> None:
    root = workspace(
        tmp_path,
        top=profile("top", [{"href": "trestle://catalogs/none/catalog.json", "include-all": {}}]),
    )
    assert [
        item.code
        for item in resolve_profile("trestle://profiles/top/profile.json", reader(root)).problems
    ] == ["REF008"]


@pytest.mark.filterwarnings("ignore")
def test_a_profile_without_merge_is_flat_like_trestle_s(tmp_path: Path) -> None:
    flat = profile("flat", [{"href": BASE, "include-controls": WITH_IDS}])
    del flat["profile"]["merge"]
    root = workspace(tmp_path, flat=flat)
    ours = resolve_profile("trestle://profiles/flat/profile.json", reader(root))
    (level,) = ours.groups
    assert "title" not in level
    assert {control["id"]: control for control in level["controls"]} == by_trestle(root, "flat")


@pytest.mark.filterwarnings("ignore")
def test_additions_by_id_and_resources_like_trestle(tmp_path: Path) -> None:
    used, unused = "7a0e5d3c-0000-4000-8000-000000000001", "7a0e5d3c-0000-4000-8000-000000000002"
    adds = [
        {
            "by-id": "ac-1_smt",
            "position": "after",
            "parts": [{"id": "ac-1_new", "name": "note", "prose": f"See [it](#{used})."}],
        },
        {
            "by-id": "ac-1_smt",
            "position": "ending",
            "parts": [{"id": "ac-1_smt.a", "name": "item", "prose": "Inside."}],
        },
    ]
    top = profile(
        "top",
        [{"href": BASE, "include-controls": WITH_IDS}],
        alters=[{"control-id": "ac-1", "adds": adds}],
    )
    top["profile"]["back-matter"] = {
        "resources": [{"uuid": uuid, "title": "A source"} for uuid in (used, unused)]
    }
    root = workspace(tmp_path, top=top)
    resolved = resolve_profile("trestle://profiles/top/profile.json", reader(root))
    (ours,) = [item for _, item in walk_controls(resolved.groups) if item["id"] == "ac-1"]
    assert ours["parts"] == by_trestle(root, "top")["ac-1"]["parts"]
    assert [part["id"] for part in ours["parts"]] == ["ac-1_smt", "ac-1_new"]
    assert [resource["uuid"] for resource in resolved.list_resources()] == [used]
