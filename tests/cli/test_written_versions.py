"""Documents written in the OSCAL version that a receiver takes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import attestle
from attestle.conformance.schema import check_schema
from conftest import ROOT, Run, snapshot

MODELS = (
    "system-security-plan",
    "plan-of-action-and-milestones",
    "assessment-plan",
    "assessment-results",
)
FIRST, SECOND = "2026-11-24T00:00:00+00:00", "2026-11-25T00:00:00+00:00"
PLAN = "system-security-plans/demo/system-security-plan.json"


def set_version(root: Path, version: str) -> None:
    settings = root / "attestle.toml"
    lines = settings.read_text(encoding="utf-8").split("\n") if settings.exists() else []
    kept = [line for line in lines if not line.startswith("oscal-version")]
    settings.write_text("\n".join([f'oscal-version = "{version}"', *kept]), encoding="utf-8")


def read_stated(root: Path) -> dict[str, str]:
    """The version of each document below a folder, by its path."""
    stated = {}
    for path in sorted(root.glob("*/*/*.json")):
        tree = json.loads(path.read_bytes())
        model = next(key for key in tree if key != "$schema")
        stated[path.relative_to(root).as_posix()] = tree[model]["metadata"]["oscal-version"]
    return stated


def read_own(root: Path) -> set[str]:
    """The versions of the documents that are assembled."""
    return {version for path, version in read_stated(root).items() if "/demo/" in path}


def read_dates(root: Path) -> set[str]:
    """When the documents that are assembled changed last."""
    trees = [json.loads(path.read_bytes()) for path in root.glob("*/demo/*.json")]
    return {body["metadata"]["last-modified"] for tree in trees for body in tree.values()}


def edit_plan(root: Path, change: Any) -> None:
    tree = json.loads((root / PLAN).read_bytes())
    change(tree["system-security-plan"])
    (root / PLAN).write_text(json.dumps(tree, indent=2) + "\n", encoding="utf-8")


@pytest.mark.parametrize("version", ["1.1.2", "1.1.3"])
def test_the_settings_say_in_which_version_documents_are_assembled(
    version: str, tiny: Path
) -> None:
    before, [first] = snapshot(tiny), read_dates(tiny)
    set_version(tiny, version)
    assert {item.code for item in attestle.validate(tiny)} >= {"SYN001"}
    assert attestle.assemble(tiny, "demo", stamp=SECOND).uncarried == ()
    assert read_own(tiny) == {version}
    # what was written is what the files make: for the assembler, for the judge, on another day
    assert attestle.assemble(tiny, "demo", check=True, stamp="2027-01-01T00:00:00Z").changed == ()
    found = attestle.validate(tiny)
    assert [item for item in found if item.is_error or item.code in ("SYN001", "OSC007")] == []
    assert read_dates(tiny) == {SECOND}
    set_version(tiny, "1.2.1")
    attestle.assemble(tiny, "demo", stamp=first)
    assert read_dates(tiny) == {first}
    after = snapshot(tiny)
    assert {path for path in before if after[path] != before[path]} <= {"attestle.toml"}


def test_each_component_of_an_asset_repeats_its_id_where_the_version_asks_for_it(
    tiny: Path,
) -> None:
    set_version(tiny, "1.1.2")
    attestle.assemble(tiny, "demo", stamp=FIRST)
    body = json.loads((tiny / PLAN).read_bytes())["system-security-plan"]
    items = body["system-implementation"]["inventory-items"]
    for item in items:
        [own] = [prop["value"] for prop in item["props"] if prop["name"] == "asset-id"]
        for component in item.get("implemented-components", ()):
            assert component["props"] == [{"name": "asset-id", "value": own}]
    assert any(item.get("implemented-components") for item in items)


def test_what_of_others_the_version_cannot_carry_is_told_once(tiny: Path, run: Run) -> None:
    attestle.assemble(tiny, "demo", stamp=FIRST)

    def add_ports(body: Any) -> None:
        component = {
            "uuid": "0d7c9b62-5f7e-4f0e-8a0b-3e5c8f6d1a01",
            "type": "service",
            "title": "Relay",
            "description": "Relays mail.",
            "status": {"state": "operational"},
            "protocols": [
                {
                    "uuid": "0d7c9b62-5f7e-4f0e-8a0b-3e5c8f6d1a02",
                    "name": "smtp",
                    "port-ranges": [
                        {"start": 25, "end": 25, "transport": "TCP", "remarks": "inbound"}
                    ],
                }
            ],
        }
        body["system-implementation"]["components"].append(component)

    edit_plan(tiny, add_ports)
    set_version(tiny, "1.1.2")
    asked = run(tiny, "ssp", "assemble", "demo", "--check")
    assert asked.exit_code == 3
    done = run(tiny, "ssp", "assemble", "demo")
    for result in (asked, done):
        [line] = [text for text in result.stderr.split("\n") if text.startswith("not carried: ")]
        assert "/protocols/0/port-ranges/0/remarks has no place in OSCAL 1.1.2" in line
    again = run(tiny, "ssp", "assemble", "demo", "--check")
    assert (again.exit_code, "not carried" in again.output) == (0, False)
    tree = json.loads((tiny / PLAN).read_bytes())
    assert check_schema("system-security-plan", tree) == []
    assert "Relay" in (tiny / PLAN).read_text(encoding="utf-8")


@pytest.mark.parametrize("version", ["1.1.2", "1.1.3", "1.2.1"])
def test_a_portable_folder_is_in_the_version_asked_for(
    version: str, tiny: Path, tmp_path: Path, run: Run
) -> None:
    set_version(tiny, "1.1.3")
    folder = tmp_path / "portable"
    options = ("--portable", str(folder), "--oscal-version", version)
    assert run(tiny, "ssp", "assemble", "demo", *options).exit_code == 0
    assert read_own(folder) == {version}
    # what others wrote for an older version stays as they wrote it
    assert all(stated <= version for stated in read_stated(folder).values())
    assert [item for item in attestle.validate(folder) if item.is_error] == []
    assert run(tiny, "ssp", "assemble", "demo", *options, "--check").exit_code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--oscal-version", "1.1.2"), "goes with --portable"),
        (("--portable", "x", "--oscal-version", "1.0.4"), '"1.0.4" is not written'),
    ],
)
def test_a_version_that_is_not_written_is_wrong_usage(
    options: tuple[str, ...], said: str, tiny: Path, run: Run
) -> None:
    done = run(tiny, "ssp", "assemble", "demo", *options)
    assert done.exit_code == 2
    assert said in done.output


PLANS = ROOT / "tests/data/plans"


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """A workspace with the catalog and the profile of a plan of others."""
    root = tmp_path / "harbour"
    for kind, name in (("catalogs", "catalog"), ("profiles", "profile")):
        folder = root / kind / "harbour"
        folder.mkdir(parents=True)
        shutil.copy(PLANS / f"{name}.json", folder / f"{name}.json")
    (root / ".trestle").mkdir()
    (root / ".trestle/config.ini").write_text("[task]\n", encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("stated", "asked", "written"),
    [
        ("1.1.3", "", "1.1.3"),
        ("v1.1.3", "", "v1.1.3"),
        ("1.1.3", "1.1.2", "1.1.2"),
        ("1.1.3", "1.2.1", "1.2.1"),
        # 1.0 has no place for what we add to it
        ("1.0.4", "", "1.2.1"),
        ("1.0.0-milestone3", "", "1.2.1"),
        ("1.1.0-rc1", "", "1.1.0-rc1"),
    ],
)
def test_an_imported_plan_keeps_its_version_if_that_has_a_place_for_everything(
    stated: str, asked: str, written: str, harbour: Path, tmp_path: Path, run: Run
) -> None:
    tree = json.loads((PLANS / "harbour.json").read_bytes())
    tree["system-security-plan"]["metadata"]["oscal-version"] = stated
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(tree), encoding="utf-8")
    done = run(harbour, "import", "ssp", str(file), "--name", "demo")
    assert done.exit_code == 0, done.output
    if asked:
        set_version(harbour, asked)
    attestle.assemble(harbour, "demo", stamp=FIRST)
    plan = json.loads((harbour / PLAN).read_bytes())
    assert plan["system-security-plan"]["metadata"]["oscal-version"] == written
    assert check_schema("system-security-plan", plan) == []
    assert attestle.assemble(harbour, "demo", check=True, stamp=SECOND).changed == ()
