"""The differences between OSCAL releases, derived from full tables and applied again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from oscal_releases import DIFFERENCES, Release, apply_difference, read_release
from release_tables import AGAINST, make_outputs

Tree = dict[str, Any]


def write_tables(folder: Path) -> None:
    """The tables of each release as they are published: whole."""
    for version in AGAINST:
        release = read_release(version)
        place = folder / version
        place.mkdir()
        (place / "structure.json").write_text(json.dumps(release.structure), encoding="utf-8")
        constraints = {"constraints": release.constraints}
        (place / "constraints.json").write_text(json.dumps(constraints), encoding="utf-8")


def test_the_committed_differences_are_those_of_the_tables_that_they_give(tmp_path: Path) -> None:
    write_tables(tmp_path)
    for path, data in make_outputs(tmp_path)().items():
        assert json.loads(data) == json.loads(path.read_bytes()), path.name
    assert {path.stem for path in DIFFERENCES.iterdir()} == {*AGAINST, "releases"}


def test_a_definition_that_was_renamed_is_no_difference(tmp_path: Path) -> None:
    write_tables(tmp_path)
    for name in ("structure", "constraints"):
        path = tmp_path / f"1.2.2/{name}.json"
        text = path.read_text(encoding="utf-8").replace('"metadata/party"', '"person"')
        path.write_text(text, encoding="utf-8")
    made = json.loads(make_outputs(tmp_path)()[DIFFERENCES / "1.2.2.json"])
    assert made == json.loads((DIFFERENCES / "1.2.2.json").read_bytes())


def test_every_kind_of_difference_is_applied() -> None:
    near = Release(
        "2",
        {
            "roots": {"a": "A", "b": "B"},
            "definitions": {
                "A": {"kind": "assembly", "flags": [{"name": "x", "def": "@x"}]},
                "B": {"kind": "assembly", "as-type": "string"},
            },
        },
        [
            {"id": "words", "type": "allowed-values", "owner": "A", "values": ["one", "two"]},
            {"id": "gone", "type": "expect", "owner": "A", "test": "x"},
        ],
    )
    difference: Tree = {
        "models-missing": ["b"],
        "definitions": {
            "A": {"flags": ["x", {"name": "y", "def": "@y"}]},
            "B": None,
            "C": {"kind": "field"},
        },
        "constraints": {
            "words allowed-values A .": {
                "values": {"less": ["two"], "more": ["three"]},
                "allow-other": "yes",
            },
            "gone expect A . x": None,
        },
        "constraints-more": [{"id": "new", "type": "matches", "owner": "A"}],
    }
    made = apply_difference(near, "1", difference)
    assert made.structure == {
        "roots": {"a": "A"},
        "definitions": {
            "A": {"kind": "assembly", "flags": [{"name": "x", "def": "@x"}, {"name": "y", "def": "@y"}]},
            "C": {"kind": "field"},
        },
    }  # fmt: skip
    words, new = made.constraints
    assert (words["values"], words["allow-other"]) == (["one", "three"], "yes")
    assert new["id"] == "new"
