"""Every key of the files has its place in OSCAL and comes back from there; every prop of our
namespace is in docs/reference/oscal.md.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from attestle.api import assembly, plan_imports
from attestle.api.sound_systems import load_sound
from attestle.api.validation.reports import validate
from attestle.formats.soc2_controls import write_controls
from attestle.model.authored_values import StatedNone
from attestle.model.derived_ids import NAMESPACE
from attestle.model.soc2 import Soc2Control
from attestle.model.system import System
from building import bare
from conftest import AS_OF, ROOT, TINY, edit
from filled_system import FOLDER, write_filled_system

STAMP = "2026-11-24T00:00:00+00:00"
PAGE = ROOT / "docs/reference/oscal.md"
PLAN, POAM = "system-security-plan", "plan-of-action-and-milestones"
MODELS = (PLAN, POAM, "assessment-plan", "assessment-results")
FOLDERS = {PLAN: "system-security-plans", POAM: POAM, MODELS[2]: "assessment-plans", MODELS[3]: MODELS[3]}  # fmt: skip
# Which part of the model a file is
PARTS = {
    "system.md": "characteristics",
    "people.yaml": "people",
    "engagement.yaml": "engagement",
    "boundary.md": "boundary",
    "network.md": "network",
    "data-flow.md": "data_flow",
    "components/": "components",
    "inventory.csv": "assets",
    "providers/": "providers",
    "evidence.yaml": "evidence",
    "poam/": "poam",
    "exceptions/": "exceptions",
    "assessment.yaml": "assessment",
}
VARIANTS = pytest.mark.parametrize("variant", [0, 1])


def clear_documents(root: Path) -> Path:
    for folder in FOLDERS.values():
        shutil.rmtree(root / folder)
    return root


def document(root: Path, model: str) -> Path:
    return root / FOLDERS[model] / "demo" / f"{model}.json"


@cache
def assembled(base: Path, variant: int) -> Path:
    """A workspace whose one system has every key, with its documents; nobody changes it."""
    root = clear_documents(shutil.copytree(TINY, base / f"filled-{variant}"))
    write_filled_system(root, variant)
    assembly.assemble(root, "demo", stamp=STAMP)
    return root


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("places")


def take_in(root: Path, target: Path, *, poam: bool = True) -> Path:
    new = clear_documents(shutil.copytree(TINY, target))
    shutil.rmtree(new / "ssp")
    plan_imports.import_ssp(
        new,
        "demo",
        "plan.json",
        document(root, PLAN).read_bytes(),
        poam=("poam.json", document(root, POAM).read_bytes()) if poam else None,
    )
    return new


def list_rows(heading: str) -> list[list[str]]:
    """The rows of the table under a heading of the page, without the marks of code."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip().replace("`", "") for cell in row] for row in rows[2:]]


def list_differences(one: Any, two: Any, path: str = "") -> Iterator[str]:
    if isinstance(one, dict) and isinstance(two, dict):
        for key in {**one, **two}:
            yield from list_differences(one.get(key), two.get(key), f"{path}.{key}".strip("."))
    elif isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        for item, other in zip(one, two, strict=True):
            yield from list_differences(item, other, path)
    elif one != two:
        yield path


def compare(one: System, two: System) -> set[tuple[str, str]]:
    """File and key of everything in which the systems differ."""
    return {
        (file, path.replace("_", "-"))
        for file, part in PARTS.items()
        for path in list_differences(bare(getattr(one, part)), bare(getattr(two, part)))
    }


@VARIANTS
def test_every_key_comes_back_but_those_of_the_table(
    base: Path, tmp_path: Path, variant: int
) -> None:
    root = assembled(base, variant)
    new = take_in(root, tmp_path / "new")
    before, after = load_sound(root, "demo").system, load_sound(new, "demo").system
    without_place = {(file, key) for file, key, _ in list_rows("Keys without a place")}
    assert {
        (file, key) if (file, key) in without_place else (file, key.partition(".")[0])
        for file, key in compare(before, after)
    } <= without_place
    stated = before.characteristics.interconnections
    assert isinstance(after.characteristics.interconnections, StatedNone) == isinstance(
        stated, StatedNone
    )
    assert isinstance(stated, StatedNone) == (variant == 1), "both are tried"


@VARIANTS
def test_the_documents_are_the_same_once_they_are_assembled_again(
    base: Path, tmp_path: Path, variant: int
) -> None:
    root = assembled(base, variant)
    new = take_in(root, tmp_path / "new")
    assembly.assemble(new, "demo", stamp="2027-01-01T00:00:00+00:00")
    for model in (PLAN, POAM):
        assert document(new, model).read_bytes() == document(root, model).read_bytes()


@VARIANTS
def test_no_finding_is_in_the_documents(base: Path, variant: int) -> None:
    root = assembled(base, variant)
    found = validate(root, as_of=AS_OF)
    assert [str(item) for item in found if item.path.endswith(".json")] == []


def test_every_key_of_the_table_has_its_reason() -> None:
    for file, key, reason in list_rows("Keys without a place"):
        assert file in PARTS, file
        assert key, reason
        assert reason, key


def list_props(tree: Any, holder: str = "") -> Iterator[tuple[str, str]]:
    """Name and holder of every prop of ours."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "props":
                yield from ((item["name"], holder) for item in value if item.get("ns") == NAMESPACE)
            yield from list_props(value, key)
    elif isinstance(tree, list):
        for item in tree:
            yield from list_props(item, holder)


def list_written(paths: Iterator[Path]) -> set[tuple[str, str]]:
    trees = (json.loads(path.read_bytes()) for path in paths)
    return {
        pair for tree in trees for root, body in tree.items() for pair in list_props(body, root)
    }


def check_page(heading: str, written: set[tuple[str, str]]) -> None:
    """The rows and what is written are the same; a row `name.*` is of every name below it."""
    rows = {name: set(holders.split(", ")) for name, holders, _ in list_rows(heading)}
    found: dict[str, set[str]] = {}
    for name, holder in written:
        whole = next(
            (row for row in rows if row.endswith(".*") and name.startswith(row[:-1])), name
        )
        found.setdefault(whole, set()).add(holder)
    assert found == rows


def test_the_page_lists_the_props_of_the_documents(base: Path, tmp_path: Path) -> None:
    roots = [ROOT, assembled(base, 0), assembled(base, 1), write_rare_system(tmp_path)]
    check_page(
        "Props of the four documents of a system",
        list_written(
            path for root in roots for name in FOLDERS.values() for path in root.glob(f"{name}/*/*")
        ),
    )


def test_the_page_lists_the_props_of_content() -> None:
    folders = ("catalogs", "mapping-collections", "component-definitions", "profiles")
    # no control of the example names a point of focus
    focused = Soc2Control("0", "AC-1", "Lock", "Locks.", ("cc6.1",), points=("cc6.1.2",))
    tree = write_controls("acme", "Acme", "1", [focused], "2026-11-25T00:00:00+00:00")
    control = {"props": tree["component-definition"]["components"][0]["props"]}
    check_page(
        "Props of catalogs, mappings and component definitions",
        list_written(path for name in folders for path in ROOT.glob(f"{name}/*/*.json"))
        | set(list_props(control, "components")),
    )


def write_rare_system(tmp_path: Path) -> Path:
    """What stands in a prop only where OSCAL refuses the value, or where a part is missing."""
    root = clear_documents(shutil.copytree(TINY, tmp_path / "rare"))
    edit(root, f"{FOLDER}/system.md", "  - id: DEMO-1\n", "  - id: DEMO-1\n    scheme: our own\n")
    approval = "approvals:\n  - {role: nobody, name: X, date: 2026-10-01, version: '1'}\n"
    edit(root, f"{FOLDER}/system.md", "interconnections:\n", f"{approval}interconnections:\n")
    edit(root, f"{FOLDER}/people.yaml", "name: Demo Inc.\n", 'name: Demo Inc.\n    email: "a@ b"\n')
    register = root / FOLDER / "evidence.yaml"
    text = register.read_text(encoding="utf-8")
    register.write_text(re.sub(r"location: evidence/.*", "location: a drawer", text, count=1))
    labels = load_sound(root, "demo").baseline.objective_labels
    results = "".join(
        f'  - uuid: {number:08x}-0000-4000-8000-000000000000\n    objective: "{label}"\n'
        "    result: met\n    assessor: security\n    date: 2026-10-01\n    method: [test]\n"
        for number, label in enumerate(sorted(labels), 1)
    )
    (root / FOLDER / "assessment.yaml").write_text(f"results:\n{results}")
    assembly.assemble(root, "demo", stamp=STAMP)
    return root


def test_lines_of_other_tools_stay_beside_ours(base: Path, tmp_path: Path) -> None:
    root = shutil.copytree(assembled(base, 0), tmp_path / "shared")
    path = document(root, PLAN)
    tree = json.loads(path.read_bytes())
    metadata = tree[PLAN]["metadata"]
    asset = tree[PLAN]["system-implementation"]["inventory-items"][0]
    theirs = {
        "revisions": {"version": "0.1", "remarks": "theirs"},
        "document-ids": {"identifier": "theirs"},
    }
    for key, entry in theirs.items():
        metadata[key].append(entry)
    metadata["parties"][0]["external-ids"].append({"scheme": "https://x.example", "id": "theirs"})
    asset["props"].append({"name": "ipv6-address", "value": "::1"})
    path.write_text(json.dumps(tree))
    edit(root, f"{FOLDER}/inventory.csv", "10.0.0.7", "")
    assembly.assemble(root, "demo", stamp=STAMP)
    body = json.loads(path.read_bytes())[PLAN]
    for key, entry in theirs.items():
        assert body["metadata"][key][-1] == entry
    assert body["metadata"]["parties"][0]["external-ids"][-1]["id"] == "theirs"
    named = [item["name"] for item in body["system-implementation"]["inventory-items"][0]["props"]]
    assert "ipv6-address" in named, "theirs"
    assert "ipv4-address" not in named, "ours, of a cell that is empty now"


def test_a_filled_cell_takes_the_place_of_the_prop_in_an_imported_plan(
    base: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(assembled(base, 0), tmp_path / "theirs")
    path = document(root, PLAN)
    tree = json.loads(path.read_bytes())
    props = tree[PLAN]["system-implementation"]["inventory-items"][0]["props"]
    for prop in props:
        prop.pop("class", None)
    path.write_text(json.dumps(tree))
    new = take_in(root, tmp_path / "new")

    def list_models() -> list[str]:
        assembly.assemble(new, "demo", stamp=STAMP)
        body = json.loads(document(new, PLAN).read_bytes())[PLAN]
        written = body["system-implementation"]["inventory-items"][0]["props"]
        return [item["value"] for item in written if item["name"] == "hardware-model"]

    assert load_sound(new, "demo").system.assets[0].model == ""
    assert list_models() == ["a model"]
    inventory = new / FOLDER / "inventory.csv"
    header, row = inventory.read_text().splitlines()[:2]
    if "model" not in header:
        header, row = f"{header},model", f"{row},another"
    inventory.write_text(f"{header}\n{row}\n")
    assert list_models() == ["another"]


def test_an_edit_of_one_record_replaces_its_list_only(base: Path, tmp_path: Path) -> None:
    new = take_in(assembled(base, 0), tmp_path / "new")
    purpose = load_sound(new, "demo").system.characteristics.connections[0].purpose
    edit(new, f"{FOLDER}/system.md", f'"{purpose}"', '"another purpose"')
    before = json.loads(document(new, PLAN).read_bytes())[PLAN]["system-characteristics"]
    assembly.assemble(new, "demo", stamp=STAMP)
    after = json.loads(document(new, PLAN).read_bytes())[PLAN]["system-characteristics"]
    changed = [pair for pair in zip(before["props"], after["props"], strict=True) if len({*map(str, pair)}) > 1]  # fmt: skip
    [(old, edited)] = changed
    assert (old["value"], edited["value"]) == (purpose, "another purpose")


def test_a_plan_of_action_of_another_plan_is_refused(base: Path, tmp_path: Path) -> None:
    root = assembled(base, 0)
    other = clear_documents(shutil.copytree(TINY, tmp_path / "other"))
    shutil.rmtree(other / "ssp")
    strange = json.loads(document(root, POAM).read_bytes())
    strange[POAM]["uuid"] = "0b1c3d4e-0000-4000-8000-000000000001"
    with pytest.raises(Exception, match="not the plan of action that attestle wrote"):
        plan_imports.import_ssp(
            other, "demo", "p", document(root, PLAN).read_bytes(),
            poam=("strange.json", json.dumps(strange).encode()),
        )  # fmt: skip
    assert not (other / "ssp").exists()


def test_the_plan_of_action_of_the_workspace_is_taken(base: Path, tmp_path: Path) -> None:
    root = shutil.copytree(assembled(base, 0), tmp_path / "lost")
    expected = bare(load_sound(root, "demo").system.poam)
    shutil.rmtree(root / "ssp")
    plan_imports.import_ssp(root, "demo", "p", document(root, PLAN).read_bytes())
    assert bare(load_sound(root, "demo").system.poam) == expected
