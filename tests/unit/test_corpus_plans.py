"""The runner over published plans, on plans that are made here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import corpus
import corpus_plans
from attestle.uuids import fold_tree, fold_uuid
from conftest import ROOT

Tree = dict[str, Any]
PLANS = ROOT / "tests/data/plans"
WHAT = "leaves there after import and assembly: "


def read_plan(name: str = "harbour") -> Tree:
    tree: Tree = json.loads((PLANS / f"{name}.json").read_bytes())
    return tree


def write_plan(folder: Path, tree: Tree, name: str = "plan.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(tree))
    return path


@pytest.mark.parametrize("has_catalog", [True, False])
def test_a_plan_is_tried_with_the_catalog_of_the_folder_or_one_of_its_controls(
    tmp_path: Path, has_catalog: bool
) -> None:
    if has_catalog:
        shutil.copyfile(PLANS / "catalog.json", tmp_path / "catalog.json")
    shutil.copyfile(PLANS / "harbour.json", tmp_path / "plan.json")
    # JSON is YAML
    shutil.copyfile(PLANS / "trestle.json", tmp_path / "plan.yaml")
    first, second = corpus_plans.check_plans(tmp_path)
    assert (first[0], first[2]) == (f"{WHAT}plan.json", [])
    assert (second[0], second[2]) == (f"{WHAT}plan.yaml", [])
    assert first[1] > second[1] > 30


def test_what_breaks_the_schema_is_no_fault_of_ours(tmp_path: Path) -> None:
    tree = read_plan()
    tree["system-security-plan"]["metadata"]["role"] = []
    write_plan(tmp_path, tree)
    [(what, number, wrong)] = corpus_plans.check_plans(tmp_path)
    assert 'unknown field "role"' in what
    assert (number, wrong) == (0, [])


def test_a_plan_that_cannot_be_taken_in_is_wrong(tmp_path: Path) -> None:
    tree = read_plan()
    write_plan(tmp_path, tree)
    # two controls that would have one file
    control = {"id": "ac-1", "title": "One"}
    metadata = tree["system-security-plan"]["metadata"]
    controls = [control, {**control, "id": "AC-1"}]
    body = {"uuid": tree["system-security-plan"]["uuid"], "metadata": metadata}
    write_plan(tmp_path, {"catalog": {**body, "controls": controls}}, "catalog.json")
    [(what, number, wrong)] = corpus_plans.check_plans(tmp_path)
    assert (what, number) == ("plans imported: plan.json", 1)
    assert "cannot be answered" in wrong[0]


def test_a_value_that_went_is_told_as_often_as_it_went() -> None:
    before = read_plan()["system-security-plan"]
    after = json.loads(json.dumps(before))
    role = after["metadata"]["roles"].pop()
    after["metadata"]["last-modified"] = "2030-01-01T00:00:00Z"
    assert corpus_plans.list_lost(before, after) == [
        f"/metadata/roles/{key} {value}" for key, value in role.items()
    ]
    assert corpus_plans.list_lost(before, before) == []


def test_a_folder_without_plans_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(corpus_plans.check_plans(tmp_path)) == [("there is no System Security Plan", 0, [])]
    assert corpus_plans.check_plans in corpus.PARTS
    monkeypatch.setattr("sys.argv", ["corpus.py", str(tmp_path / "none")])
    assert corpus.main() == 2
    assert "NOTHING WAS TRIED" in capsys.readouterr().err


UPPER = "5A1E0A52-6C1D-4A8E-9A53-000000000043"


@pytest.mark.parametrize(
    ("tree", "number"),
    [
        ({"uuid": UPPER}, 1),
        ({"party-uuids": [UPPER, fold_uuid(UPPER), UPPER]}, 2),
        ({"member-of-organizations": [UPPER]}, 1),
        ({"links": [{"href": f"#{UPPER}"}]}, 1),
        ({"props": [{"name": "leveraged-authorization-uuid", "value": UPPER}]}, 1),
        ({"props": [{"name": "asset-id", "value": UPPER}]}, 0),
        ({"title": UPPER, "description": f"See #{UPPER}.", "id": UPPER}, 0),
        ({"links": [{"href": UPPER}, {"href": f"https://example.org/#{UPPER}"}]}, 0),
        ({"uuid": "AC-1", "count": 3, "remarks": None}, 0),
    ],
)
def test_only_what_is_a_uuid_by_its_key_is_folded(tree: Tree, number: int) -> None:
    before = json.dumps(tree)
    folded, counted = fold_tree(tree)
    assert counted == number
    assert json.dumps(tree) == before
    assert (folded is tree) == (number == 0)
    assert json.dumps(folded).count(UPPER) == before.count(UPPER) - number
    assert fold_tree(folded) == (folded, 0)
