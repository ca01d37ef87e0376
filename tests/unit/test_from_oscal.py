"""A plan read as a system: what the files give back is what was read, whatever the document holds,
and reading it never ends in a crash.
"""

from __future__ import annotations

import copy
import json
import random
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from attestle.api import plan_imports
from attestle.api.sound_systems import load_sound
from attestle.assembly.imported_plan import Rebased, add_information_type_uuids
from attestle.errors import ToolkitError
from attestle.formats.oscal_values import SlugNames, fold_line, is_placeable, settle_line_ends
from attestle.formats.profile_resolution import resolve_profile
from attestle.formats.resolved_baseline import read_baseline
from attestle.model.baseline import Baseline
from attestle.model.system import Source
from attestle.plan_import.plan_reader import read_system
from conftest import ROOT

PLANS = ROOT / "tests/data/plans"
Tree = dict[str, Any]


def plan(name: str) -> Tree:
    tree: Tree = json.loads((PLANS / f"{name}.json").read_bytes())["system-security-plan"]
    return tree


@cache
def harbour() -> Baseline:
    def fetch(href: str) -> Tree | None:
        tree: Tree = json.loads((PLANS / f"{href.rpartition('/')[2]}").read_bytes())
        return tree

    return read_baseline(
        "harbour", resolve_profile("trestle://profiles/harbour/profile.json", fetch)
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "harbour"
    for path in (".trestle", "catalogs/harbour", "profiles/harbour"):
        (root / path).mkdir(parents=True)
    (root / "catalogs/harbour/catalog.json").write_bytes((PLANS / "catalog.json").read_bytes())
    (root / "profiles/harbour/profile.json").write_bytes((PLANS / "profile.json").read_bytes())
    return root


def bare(value: Any) -> Any:
    """Without where it stands, and components and the like by id: files have an order of their own."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            item.name: bare(getattr(value, item.name))
            for item in fields(value)
            if not isinstance(getattr(value, item.name), Source)
            and item.name not in ("lines", "source", "found")
        }
    if isinstance(value, tuple):
        return sorted(
            (bare(item) for item in value),
            key=lambda item: str(item.get("slug", "")) if isinstance(item, dict) else "",
        )
    if hasattr(value, "items"):
        return {key: bare(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize("name", ["harbour", "trestle"])
def test_the_files_give_back_the_system_that_was_read(workspace: Path, name: str) -> None:
    expected = read_system(add_information_type_uuids(plan(name)), harbour(), "gate").system
    plan_imports.import_ssp(
        workspace, "gate", f"{name}.json", (PLANS / f"{name}.json").read_bytes()
    )
    loaded = load_sound(workspace, "gate").system
    for part in (
        "characteristics",
        "people",
        "components",
        "assets",
        "providers",
        "evidence",
        "boundary",
        "network",
        "data_flow",
    ):
        assert bare(getattr(loaded, part)) == bare(getattr(expected, part)), part
    for control, answer in expected.answers.items():
        there = loaded.answers[control]
        assert there.parameters == answer.parameters
        for kind in ("objectives", "statements"):
            told = {
                key: replace(item, title="")
                for key, item in getattr(there, kind).items()
                if item.state or item.prose or item.by_component
            }
            assert bare(told) == bare(
                {key: replace(item, title="") for key, item in getattr(answer, kind).items()}
            )
        assert [
            bare(item) for item in there.components if item.prose or item.status != "implemented"
        ] == [bare(item) for item in answer.components]


def nodes(tree: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for key, value in list(
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    ):
        found.append((tree, key))
        found.extend(nodes(value))
    return found


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_plan_is_refused_in_words_or_read(workspace: Path, seed: int) -> None:
    dice = random.Random(seed)
    tree = {"system-security-plan": copy.deepcopy(plan("harbour"))}
    for _ in range(dice.randint(1, 3)):
        holder, key = dice.choice(nodes(tree["system-security-plan"]))
        if dice.random() < 0.4:
            del holder[key]
        else:
            holder[key] = dice.choice(
                [
                    None,
                    3,
                    "",
                    [],
                    {},
                    [[]],
                    "\u0085 x\x7f",
                    "<<<<<<< a\n=======\n>>>>>>> b",
                    {"a": 1},
                ]
            )
    try:
        plan_imports.import_ssp(
            workspace, "gate", "plan.json", json.dumps(tree).encode(), "harbour"
        )
    except ToolkitError:
        assert not (workspace / "ssp").exists(), "nothing half-written"
        return
    assert load_sound(workspace, "gate")


def test_the_document_stands_where_nothing_was_edited() -> None:
    theirs = {"system-implementation": {"users": [{"uuid": "u1", "title": "A", "remarks": "kept"}]}}
    ours = {
        "system-implementation": {
            "users": [{"uuid": "u1", "title": "B"}, {"uuid": "u2", "title": "made up"}]
        }
    }
    base = {
        "system-implementation": {
            "users": [{"uuid": "u1", "title": "A"}, {"uuid": "u2", "title": "made up"}]
        }
    }
    assert Rebased(base, base, theirs).tree == theirs
    assert Rebased(ours, base, theirs).tree["system-implementation"]["users"] == [
        {"uuid": "u1", "title": "B", "remarks": "kept"}
    ]
    assert Rebased({"system-implementation": {}}, base, theirs).tree == {}
    new = {"uuid": "u3", "title": "C"}
    assert (
        Rebased(
            {"system-implementation": {"users": [*base["system-implementation"]["users"], new]}},
            base,
            theirs,
        ).tree["system-implementation"]["users"][-1]
        == new
    )


def test_what_the_document_did_without_is_written_once_something_refers_to_it() -> None:
    role = {"id": "owner", "title": "Owner"}
    base = {"metadata": {"roles": [role]}}
    ours = {
        "metadata": {"roles": [role]},
        "system-implementation": {
            "components": [{"uuid": "c", "responsible-roles": [{"role-id": "owner"}]}]
        },
    }
    assert Rebased(base, base, {"metadata": {}}).tree == {}
    assert Rebased(ours, base, {"metadata": {}}).tree["metadata"]["roles"] == [role]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("A Name!", "a-name"),
        ("7 of 9", "part-7-of-9"),
        ("", "part"),
        ("con", "part-con"),
        ("\u00dc", "part"),
        ("x" * 99, "x" * 60),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    names = SlugNames("part")
    assert names.new(text) == slug
    assert names.new(text) == f"{slug}-2"


def test_values() -> None:
    assert fold_line(" a\n b\x7fc\u0085 d ") == "a b c d"
    assert settle_line_ends("a\r\r\nb\rc\r") == "a\nb\rc"
    assert is_placeable("=======\ntitle")
    assert not is_placeable("\ud800")
    assert not is_placeable("\0")
    assert not is_placeable("<<<<<<< a\n=======\n>>>>>>> b")
