"""`profile resolve`: valid OSCAL on the output, what is odd beside it, and the day never matters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from attestle.conformance.constraint_walk import check_constraints
from attestle.conformance.schema import check_schema
from conftest import Run
from profile_documents import make_profile, pick

Tree = dict[str, Any]
MINI = "trestle://catalogs/mini/catalog.json"
FIRST, SECOND = "SP_800_171r2_03.01.01", "SP_800_171r2_03.01.03"
OWN_UUID = "3f2c1c1e-0000-4000-8000-000000000001"


def write_profile(root: Path, name: str, profile: Tree) -> None:
    folder = root / f"profiles/{name}"
    folder.mkdir()
    body = {"uuid": OWN_UUID, **profile["profile"]}
    (folder / "profile.json").write_text(json.dumps({"profile": body}, indent=2))


def resolve(root: Path, run: Run, name: str = "extra") -> tuple[Tree, str]:
    """The catalog, after a look at whether it is valid, and what stands on the error output."""
    result = run(root, "profile", "resolve", name)
    assert result.exit_code == 0, result.output
    tree: Tree = json.loads(result.stdout)
    assert list(check_schema("catalog", tree)) == []
    assert list(check_constraints("catalog", tree)) == []
    assert run(root, "profile", "resolve", name).stdout == result.stdout
    catalog: Tree = tree["catalog"]
    return catalog, result.stderr


INSERTION = {"include-all": {}, "order": "descending"}
CUSTOM = {"groups": [{"id": "own", "title": "Our own", "insert-controls": [INSERTION]}]}


@pytest.mark.parametrize(
    ("merge", "controls", "groups"),
    [
        (None, [FIRST, SECOND], []),
        ({"as-is": True}, [], [[FIRST, SECOND]]),
        ({"custom": CUSTOM}, [], [[SECOND, FIRST]]),
    ],
)
def test_every_structure_is_valid_oscal(
    merge: Tree | None, controls: list[str], groups: list[list[str]], tiny: Path, run: Run
) -> None:
    write_profile(tiny, "extra", make_profile(pick(FIRST, SECOND, href=MINI), merge=merge))
    catalog, errors = resolve(tiny, run)
    assert [item["id"] for item in catalog.get("controls", ())] == controls
    found = [[item["id"] for item in group["controls"]] for group in catalog.get("groups", ())]
    assert found == groups
    assert errors == ""


def test_the_metadata_say_what_was_resolved_and_by_what(tiny: Path, run: Run) -> None:
    roles = [{"id": "creator", "title": "Creator"}]
    write_profile(tiny, "low", make_profile(pick(FIRST, href=MINI), merge={"as-is": True}))
    low = "trestle://profiles/low/profile.json"
    stated = {"roles": roles, "oscal-version": "1.1.2"}
    write_profile(tiny, "extra", make_profile({"href": low}, metadata=stated))
    catalog, _ = resolve(tiny, run)
    metadata = catalog["metadata"]
    assert metadata["roles"] == roles
    assert metadata["props"] == [{"name": "resolution-tool", "value": "attestle"}]
    assert metadata["links"] == [
        {"href": "trestle://profiles/extra/profile.json", "rel": "source-profile"},
        {"href": low, "rel": "source-profile"},
    ]
    # the catalog below is of 1.2.1
    assert metadata["oscal-version"] == "1.2.1"


def test_a_warning_goes_beside_the_catalog_and_an_error_in_its_place(tiny: Path, run: Run) -> None:
    settings = {"set-parameters": [{"param-id": "nobody", "values": ["daily"]}]}
    write_profile(tiny, "extra", make_profile(pick(FIRST, href=MINI), modify=settings))
    catalog, errors = resolve(tiny, run)
    assert [item["id"] for item in catalog["controls"]] == [FIRST]
    assert "PRO003" in errors
    assert '"nobody"' in errors
    wrong = make_profile(pick(FIRST, href=MINI), merge={"flat": {}, "as-is": True})
    write_profile(tiny, "wrong", wrong)
    result = run(tiny, "profile", "resolve", "wrong")
    assert result.exit_code != 0
    assert result.stdout == ""
    assert "more than one structure" in result.stderr


def test_what_breaks_oscal_is_told_once_when_a_workspace_is_judged(tiny: Path, run: Run) -> None:
    merge = {"combine": {"method": "merge"}, "flat": {}}
    write_profile(tiny, "extra", make_profile(pick(FIRST, href=MINI), merge=merge))
    result = run(tiny, "validate", "--format", "json")
    codes = [
        item["code"] for item in json.loads(result.stdout)["findings"] if "extra" in item["path"]
    ]
    assert codes == ["OSC018"]
    assert "OSC018" in resolve(tiny, run)[1]
