"""`import ssp`: a plan of any tool becomes files, and assembling them gives the same plan: every
id, every field, every text.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import NIST, ROOT, TINY, Run, edit

PLANS = ROOT / "tests/data/plans"
LOW = "NIST_SP-800-53_rev5_LOW-baseline-resolved-profile_catalog-min.json"
EXAMPLES = (
    "ifa_ssp-example",
    "oscal_leveraged-example_ssp",
    "oscal_leveraging-example_ssp",
    "ssp-example",
)
OURS = "urn:attestle:oscal"
Tree = dict[str, Any]


def workspace(root: Path, catalog: Path) -> Path:
    """A workspace with a catalog and a profile that takes all of it."""
    (root / ".trestle").mkdir(parents=True)
    (root / ".trestle/config.ini").write_text("[task]\n")
    for kind, name, data in (
        ("catalogs", "catalog", catalog.read_bytes()),
        ("profiles", "profile", (PLANS / "profile.json").read_bytes()),
    ):
        folder = root / kind / "harbour"
        folder.mkdir(parents=True)
        (folder / f"{name}.json").write_bytes(data)
    return root


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    return workspace(tmp_path / "harbour", PLANS / "catalog.json")


def document(root: Path, name: str) -> Path:
    return root / f"system-security-plans/{name}/system-security-plan.json"


def body(path: Path) -> Tree:
    tree: Tree = json.loads(path.read_bytes())["system-security-plan"]
    return tree


def leaves(node: Any, place: str = "") -> Iterator[tuple[str, object]]:
    """Every value with its place; objects of a list by their id, or by all that they are."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{place}/{key}")
    elif isinstance(node, list):
        for item in node:
            name = json.dumps(item, sort_keys=True)
            if isinstance(item, dict):
                keys = (
                    ("title",)
                    if place.endswith("/information-types")
                    else ("uuid", "role-id", "id", "param-id", "component-uuid")
                )
                name = next((str(item[key]) for key in keys if key in item), name)
            yield from leaves(item, f"{place}/[{name}]")
    else:
        yield place, node


def lost(before: Tree, after: Tree) -> list[tuple[str, object]]:
    there = set(leaves(after))
    return [
        leaf
        for leaf in leaves(before)
        if leaf not in there and leaf[0] != "/metadata/last-modified"
    ]


def added(before: Tree, after: Tree) -> list[tuple[str, object]]:
    """But for props of our own namespace."""
    there = set(leaves(before))
    return [
        leaf
        for leaf in leaves(after)
        if leaf not in there and OURS not in leaf[0] and leaf[0] != "/metadata/last-modified"
    ]


def taken(run: Run, root: Path, file: Path, name: str = "gate", *options: str) -> str:
    result = run(root, "-v", "import", "ssp", str(file), "--name", name, *options)
    assert result.exit_code == 0, result.output
    return result.output


def assembled(run: Run, root: Path, name: str = "gate") -> Tree:
    result = run(root, "ssp", "assemble", name)
    assert result.exit_code == 0, result.output
    again = run(root, "ssp", "assemble", name, "--check")
    assert again.exit_code == 0, again.output
    return body(document(root, name))


def test_everything_of_another_tools_plan_is_in_what_its_files_assemble_to(
    harbour: Path, run: Run
) -> None:
    before = body(PLANS / "harbour.json")
    taken(run, harbour, PLANS / "harbour.json")
    after = assembled(run, harbour)
    assert lost(before, after) == []
    assert [place for place, _ in added(before, after)] == [
        "/system-characteristics/system-information/information-types/[Ships]/uuid"
    ]
    assert [
        item["control-id"] for item in after["control-implementation"]["implemented-requirements"]
    ] == ["ac-2", "ac-1", "ac-2.1", "ac-2.3", "zz-9"]


def test_what_trestle_assembled_comes_back_the_same(harbour: Path, run: Run) -> None:
    before = body(PLANS / "trestle.json")
    taken(run, harbour, PLANS / "trestle.json")
    after = assembled(run, harbour)
    assert lost(before, after) == []
    assert [place for place, _ in added(before, after)] == [
        "/system-characteristics/system-information/information-types/[REPLACE_ME]/uuid"
    ]


@pytest.mark.parametrize("name", EXAMPLES)
def test_nists_examples_come_back_with_every_field(tmp_path: Path, run: Run, name: str) -> None:
    if not NIST.is_dir():
        pytest.skip("NIST's examples are not here: name their folder in ATTESTLE_NIST_EXAMPLES")
    root = workspace(tmp_path / "nist", NIST / LOW)
    before = body(NIST / f"{name}.json")
    output = taken(run, root, NIST / f"{name}.json", "gate", "--profile", "harbour")
    after = assembled(run, root)
    assert lost(before, after) == []
    assert added(before, after) == []
    for index, item in enumerate(before["control-implementation"]["implemented-requirements"]):
        folder = root / f"ssp/gate/controls/{item['control-id'][:2].upper()}"
        told = f"/control-implementation/implemented-requirements/{index}" in output
        assert told or (folder / f"{item['control-id'].upper()}.md").is_file()


def test_texts_stand_in_the_files_byte_for_byte(harbour: Path, run: Run) -> None:
    taken(run, harbour, PLANS / "harbour.json")
    text = (harbour / "ssp/gate/controls/AC/AC-2.md").read_text(encoding="utf-8")
    for line in (
        "| a \\| b | c |",
        "\\## Not a section <!-- @component gate -->",
        "  - nested",
        "> quote",
        "<!-- comment -->",
        "trailing  ",
        "- State: partial",
        "- Evidence: roster",
        "- Missing: Two kinds are missing.",
        "## a. log-keeper <!-- @statement ac-2_smt.a log-keeper -->",
    ):
        assert f"\n{line}\n" in text
    first = (harbour / "ssp/gate/controls/AC/AC-1.md").read_text(encoding="utf-8")
    for line in (
        "## Whole requirement <!-- @statement ac-1_smt -->",
        "## 2. opening-the-gate <!-- @statement ac-1_smt.a.2 opening-the-gate -->",
        '    - "pilots: all"',
    ):
        assert f"\n{line}\n" in first
    assert "  The gate." in (harbour / "ssp/gate/system.md").read_text(encoding="utf-8")


def test_what_has_no_place_is_counted_and_listed(harbour: Path, run: Run) -> None:
    output = taken(run, harbour, PLANS / "harbour.json")
    for words in (
        'the role "ISSO_Role"',
        'AC-2 has no part "ac-2_stmt.z"',
        "the profile harbour has no zz-9",
        "the plan has no component",
        "the marks of an unresolved merge",
        "the picture is not at hand",
        "a resource that is no evidence",
    ):
        assert words in output


def test_an_edit_changes_its_place_alone(harbour: Path, run: Run) -> None:
    taken(run, harbour, PLANS / "harbour.json")
    before = assembled(run, harbour)
    edit(
        harbour,
        "ssp/gate/controls/AC/AC-2.md",
        "Logs know the accounts.",
        "Logs know *all* accounts.",
    )
    edit(harbour, "ssp/gate/components/log-keeper.md", "Keeps logs.", "Keeps all logs.")
    edit(harbour, "ssp/gate/people.yaml", 'name: "Ada Keeper"', 'name: "Ada Gate"')
    edit(harbour, "ssp/gate/system.md", 'version: "2.10"', 'version: "2.11"')
    after = assembled(run, harbour)
    assert sorted(str(value) for _, value in lost(before, after)) == [
        "2.10",
        "Ada Keeper",
        "Keeps logs.",
        "Logs know the accounts.",
    ]
    assert sorted(str(value) for _, value in added(before, after)) == [
        "2.11",
        "Ada Gate",
        "Keeps all logs.",
        "Logs know *all* accounts.",
    ]


def test_what_the_files_give_up_leaves_the_document(harbour: Path, run: Run) -> None:
    taken(run, harbour, PLANS / "harbour.json")
    assembled(run, harbour)
    edit(
        harbour,
        "ssp/gate/controls/AC/AC-2.md",
        "## a. log-keeper <!-- @statement ac-2_smt.a log-keeper -->\n\nLogs know the accounts.\n",
        "",
    )
    edit(harbour, "ssp/gate/controls/AC/AC-2.md", "- Evidence: roster\n", "")
    [requirement] = [
        item
        for item in assembled(run, harbour)["control-implementation"]["implemented-requirements"]
        if item["control-id"] == "ac-2"
    ]
    [first, old] = requirement["statements"]
    assert [item["description"] for item in first["by-components"]][1:] == [""]
    assert [link["rel"] for link in first["by-components"][0]["links"]] == ["reference"]
    assert old["statement-id"] == "ac-2_stmt.z", "what the files never showed stays"


def test_a_new_answer_takes_the_ids_that_are_there(harbour: Path, run: Run) -> None:
    """trestle writes an empty answer of the whole system to every control: a text typed there is
    that answer's.
    """
    taken(run, harbour, PLANS / "trestle.json")
    before = assembled(run, harbour)
    edit(
        harbour,
        "ssp/gate/controls/AC/AC-1.md",
        "<!-- @component this-system -->\n- Status: planned\n",
        "<!-- @component this-system -->\n- Status: planned\n\nWe do it.",
    )
    after = assembled(run, harbour)
    assert [value for _, value in added(before, after)] == ["We do it."]


def test_without_its_document_the_plan_keeps_what_the_files_know(harbour: Path, run: Run) -> None:
    before = body(PLANS / "harbour.json")
    taken(run, harbour, PLANS / "harbour.json")
    document(harbour, "gate").unlink()
    after = assembled(run, harbour)
    assert after["uuid"] == before["uuid"]
    components = {
        item["title"]: item["uuid"] for item in before["system-implementation"]["components"]
    }
    whole = next(
        item
        for item in after["system-implementation"]["components"]
        if item["type"] == "this-system"
    )
    assert whole["uuid"] == components["The gate itself"]
    assert [item["uuid"] for item in after["metadata"]["parties"]][:2] == [
        item["uuid"] for item in before["metadata"]["parties"]
    ][:2]


def test_the_profile_is_named_or_found(harbour: Path, run: Run, tmp_path: Path) -> None:
    tree = json.loads((PLANS / "harbour.json").read_bytes())
    tree["system-security-plan"]["import-profile"]["href"] = "#11111111-1111-4111-8111-111111111111"
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(tree))
    result = run(harbour, "import", "ssp", str(file), "--name", "gate")
    assert result.exit_code == 2
    assert 'names its profile as "#11111111-1111-4111-8111-111111111111"' in result.output
    assert "--profile: harbour" in result.output
    assert not (harbour / "ssp").exists()
    tree["system-security-plan"]["back-matter"]["resources"].append(
        {
            "uuid": "11111111-1111-4111-8111-111111111111",
            "rlinks": [{"href": "../../profiles/harbour/profile.json"}],
        }
    )
    file.write_text(json.dumps(tree))
    taken(run, harbour, file)


def test_nothing_that_is_there_is_written_over(harbour: Path, run: Run) -> None:
    taken(run, harbour, PLANS / "harbour.json")
    again = run(harbour, "import", "ssp", str(PLANS / "trestle.json"), "--name", "gate")
    assert again.exit_code == 2
    assert "ssp/gate exists already" in again.output


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"catalog": {}}',
        '{"system-security-plan": []}',
        '{"system-security-plan": {"uuid": 3}}',
    ],
)
def test_what_is_no_plan_is_refused_in_words(
    harbour: Path, run: Run, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text)
    result = run(harbour, "import", "ssp", str(file), "--name", "gate", "--profile", "harbour")
    assert result.exit_code in (1, 2), result.output
    assert "Traceback" not in result.output
    assert not (harbour / "ssp").exists()


def test_generate_makes_the_files_of_a_plan_that_has_none(harbour: Path, run: Run) -> None:
    target = document(harbour, "gate")
    target.parent.mkdir(parents=True)
    shutil.copy(PLANS / "harbour.json", target)
    checked = run(harbour, "ssp", "generate", "gate", "--check")
    assert checked.exit_code == 3, checked.output
    assert not (harbour / "ssp").exists()
    result = run(harbour, "ssp", "generate", "gate")
    assert result.exit_code == 0, result.output
    assert lost(body(PLANS / "harbour.json"), assembled(run, harbour)) == []


def test_our_own_plan_comes_back_under_another_name(copy: Path, run: Run) -> None:
    """Where the workspace has not got it, with the ids that it had."""
    before = body(document(copy, "example-enclave"))
    shutil.rmtree(copy / "ssp/example-enclave")
    for folder in copy.glob("*/example-enclave"):
        shutil.rmtree(folder)
    taken(run, copy, document(ROOT, "example-enclave"), "twin")
    after = assembled(run, copy, "twin")
    gone = [
        (place, value)
        for place, value in lost(before, after)
        if f'"{OURS}"' not in place and not str(value).startswith("ssp/example-enclave")
    ]
    assert gone == []
    assert added(before, after) == []


def test_a_plan_that_the_workspace_has_gets_identities_of_its_own(tiny: Path, run: Run) -> None:
    """Twice, with matrices and evidence: neither copy has an error, nor have they one together."""
    file = document(TINY, "demo")
    for name in ("twin", "other"):
        done = run(tiny, "import", "ssp", str(file), "--name", name)
        assert done.exit_code == 0, done.output
        told = " ".join(done.output.split())
        assert f"uuids and the system id {name} of its own, since system-security-plans/" in told
        assembled(run, tiny, name)
    checked = run(tiny, "validate", "--as-of", "2026-11-24", "--format", "json")
    assert [
        item for item in json.loads(checked.stdout)["findings"] if item["severity"] == "error"
    ] == []
    plans = [body(document(tiny, name)) for name in ("demo", "twin", "other")]
    uuids = [
        {str(value) for place, value in leaves(plan) if place.endswith("/uuid")} for plan in plans
    ]
    assert len({len(of_plan) for of_plan in uuids}) == 1
    assert not any(one & other for one in uuids for other in uuids if one is not other)
    # the same file under the same name is the same system again
    first = (tiny / "ssp/twin/system.md").read_bytes()
    shutil.rmtree(tiny / "ssp/twin")
    shutil.rmtree(tiny / "system-security-plans/twin")
    assert run(tiny, "import", "ssp", str(file), "--name", "twin").exit_code == 0
    assert (tiny / "ssp/twin/system.md").read_bytes() == first


def test_a_matrix_comes_back_as_far_as_the_plan_inherits(copy: Path, run: Run) -> None:
    """A provider that names no matrix of its own has its rows only where answers rest on them."""
    page = copy / "ssp/example-enclave/providers/stratoforge.md"
    lines = re.sub(r"(?m)^matrix:\n(?: +.*\n)+", "", page.read_text(encoding="utf-8"))
    page.write_text(lines, encoding="utf-8")
    assembled(run, copy, "example-enclave")
    taken(run, copy, document(copy, "example-enclave"), "twin")
    name = "providers/stratoforge.csv"
    old, new = (
        {
            line["objective"]: [
                line[key] for key in ("responsibility", "provider-does", "organisation-does")
            ]
            for line in csv.DictReader((copy / "ssp" / system / name).read_text().splitlines())
        }
        for system in ("example-enclave", "twin")
    )
    assert len(new) == 38
    assert {key: old[key] for key in new} == new
    assert {old[key][0] for key in old.keys() - new.keys()} == {"organisation"}
    # an edit of a row changes the entry of the plan, and adds no second one
    path = copy / "ssp/twin" / name
    text = path.read_text()
    edit(copy, f"ssp/twin/{name}", new["3.1.3[e]"][1], "Applies what it is told.")
    before, after = body(document(copy, "twin")), assembled(run, copy, "twin")
    assert text != path.read_text()
    entries = [(place, value) for place, value in added(before, after) if "/inherited/" in place]
    assert [value for _, value in entries] == ["Applies what it is told."]
    assert not any("/uuid" in place for place, _ in entries)
