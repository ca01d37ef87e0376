"""Catalogs that are not SP 800-171 r2 go through every command.

`tests/data/second-framework` holds a catalog of our own words with all that such catalogs have:
controls outside groups, nested controls, group ids like `a5`, determinations, statement parts
without objectives, controls with neither, and parameters.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from conftest import ROOT, Run, edit

DATA = ROOT / "tests/data/second-framework"
DAY = "2026-11-24"
TEXTS = {
    "--title": "Two", "--organization": "Example", "--description": "A system.",
    "--information-type": "CUI", "--information-description": "Drawings.", "--user": "Staff",
    "--owner-role": "it", "--owner-title": "IT",
}  # fmt: skip
KEYS = "ssp/two/controls/SP_800_171_03.01/03.01.02.md"
DRILL = "ssp/two/controls/A5/A.5.7.md"
WELCOME = "ssp/two/controls/ORG-SUB/ORG-9.md"
RULES = "ssp/two/controls/OTHER/HR-01.md"


def make_system(run: Run, root: Path, name: str, profile: str) -> Path:
    options = [text for pair in TEXTS.items() for text in pair]
    done = run(root, "new", "system", name, "--profile", profile, *options)
    assert done.exit_code == 0, done.output
    return root


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The shipped content and the catalog of our own, in git."""
    root = tmp_path / "workspace"
    for part in (".trestle", "catalogs", "profiles", "mapping-collections"):
        shutil.copytree(ROOT / part, root / part)
    shutil.copytree(DATA, root, dirs_exist_ok=True)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


@pytest.fixture
def two(run: Run, workspace: Path) -> Path:
    return make_system(run, workspace, "two", "second")


def commit(root: Path) -> None:
    for command in (["add", "-A"], ["commit", "-q", "-m", "state"]):
        name = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", "-C", str(root), *name, *command], check=True)


def succeed(run: Run, root: Path, *args: str) -> str:
    done = run(root, *args)
    assert done.exit_code == 0, done.output
    return done.output


def read_json(run: Run, root: Path, *args: str) -> Any:
    return json.loads(succeed(run, root, *args, "--format", "json"))


def find_codes(run: Run, root: Path) -> dict[str, list[str]]:
    """Codes of what `validate` finds in the files of answers and the documents, with places."""
    found: dict[str, list[str]] = {}
    for item in json.loads(run(root, "validate", "--format", "json", "--as-of", DAY).output)[
        "findings"
    ]:
        found.setdefault(item["code"], []).append(f"{item['path']}:{item['line']}")
    return found


def answer(root: Path, path: str, marker: str, fields: str, text: str) -> None:
    edit(root, path, f"<!-- @{marker} -->\n", f"<!-- @{marker} -->\n{fields}\n\n{text}\n")


def answer_some(root: Path) -> None:
    register = "evidence:\n  - uuid: 00000000-0000-4000-8000-000000000001\n    id: ev-keys\n"
    register += "    title: List of keys\n    owner: it\n    location: the safe\n"
    register += f"    collected: {DAY}\n    objectives: ['A.3.1.2.A[1]', hr-1, 'a.5.7[A.1]']\n"
    (root / "ssp/two/evidence.yaml").write_text(register, encoding="utf-8")
    done = "- State: implemented\n- Evidence: ev-keys"
    answer(root, KEYS, "objective a[01]", done, "The list of keys is on page 1.")
    answer(root, DRILL, "statement a5.7_smt.a.1", done, "Signs show the way to the yard.")
    answer(root, RULES, "statement hr-1_smt", done, "The rules hang at the door of the canteen.")


def list_ratings(run: Run, root: Path) -> dict[str, Any]:
    found: dict[str, Any] = read_json(run, root, "status", "two", "--as-of", DAY)
    return found


def test_new_files_have_a_section_for_all_that_can_be_answered(two: Path) -> None:
    def markers(path: str) -> list[str]:
        lines = (two / path).read_text(encoding="utf-8").split("\n")
        return [
            line.partition("<!-- @")[2].removesuffix(" -->") for line in lines if "<!-- @" in line
        ]

    first = ["reference", "component this-system"]
    part = "statement SP_800_171_03.01.02_smt"
    objectives = ["objective a[01]", "objective a[02]", "objective b", f"{part}.a", f"{part}.b"]
    assert markers(KEYS) == first + objectives
    parts = [f"statement a5.7_smt.{key}" for key in ("a", "a.1", "a.2", "b")]
    assert markers(DRILL) == first + parts
    assert markers(WELCOME) == [*first, "statement org-9_smt"]
    assert markers("ssp/two/controls/OTHER/hr-1.1.md") == [*first, "statement hr-1.1_smt"]
    people = (two / "ssp/two/people.yaml").read_text(encoding="utf-8")
    for family in ("A5", "ORG-SUB", "OTHER", "SP_800_171_03.01"):
        assert f'{family}: "it"' in people


def test_nothing_answered_is_met(run: Run, two: Path) -> None:
    assert set(find_codes(run, two)) == {"SSP008", "BND003", "BND019"}
    found = list_ratings(run, two)
    assert found["requirements"] == {"met": 0, "not_met": 6, "not_applicable": 0}
    assert {item["rating"] for item in found["blockers"]} == {"not-addressed"}
    assert found["objectives"]["not-addressed"] == 10
    assert found["scores"] == {"implemented": None, "assessor_ready": None, "maximum": None}
    assert found["conditional_eligible"] == {"implemented": False, "assessor_ready": False}
    assert found["to_conditional"] is None


def test_each_kind_of_unit_is_judged(run: Run, two: Path) -> None:
    answer_some(two)
    succeed(run, two, "ssp", "generate", "two")
    found = list_ratings(run, two)
    assert found["objectives"]["covered-and-evidenced"] == 3
    open_units = {item["requirement"]: item["objectives"] for item in found["blockers"]}
    assert open_units == {
        "HR-01(1)": ["whole"],
        "03.01.02": ["a[02]", "b"],
        "03.01.03": ["a"],
        "A.5.7": ["a.2", "b"],
        "ORG-9": ["whole"],
    }
    for form in ("text", "md"):
        assert "HR-01" in succeed(run, two, "status", "two", "--format", form)
    # the register spells its ids otherwise, and means the same
    codes = find_codes(run, two)
    assert not {"REF005", "EVD006", "SSP007"} & set(codes)
    unstated = [
        (DRILL, "a5.7_smt.a.2"),
        (DRILL, "a5.7_smt.b"),
        (KEYS, "e a[02]"),
        (KEYS, "e b -->"),
    ]
    assert codes["SSP009"] == [f"{path}:{line_of(two, path, key)}" for path, key in unstated]


@pytest.mark.parametrize("spelling", ["3.1.2", "03.01.02", " 03.1.02 ", "SP_800_171_03.01.02"])
def test_a_label_is_found_by_its_normal_form(run: Run, two: Path, spelling: str) -> None:
    edit(two, KEYS, 'requirement: "03.01.02"', f'requirement: "{spelling.strip()}"')
    assert "SSP007" not in find_codes(run, two)
    assert "03.01.02 Keys" in succeed(run, two, "catalog", "show", spelling, "--catalog", "second")


def test_parameters_are_shown_by_value_or_marked(run: Run, two: Path) -> None:
    text = (two / KEYS).read_text(encoding="utf-8")
    assert "count them every month; [Assignment: who is told]." in text
    assert "- **A.03.01.02.ODP.02** who is told" in text
    night = "[Selection (one or more): by day; by night, every [Assignment: days]]"
    assert night in (two / DRILL).read_text(encoding="utf-8")
    shown = succeed(run, two, "catalog", "show", "A.5.7", "--catalog", "second")
    assert night in shown
    assert "the place to meet" in shown
    values = "parameters:\n  a5.7_prm_2: ['by night, every {{ insert: param, a5.7_prm_1 }}']\n"
    edit(two, DRILL, "owner: it\n", f"owner: it\n{values}  a5.7_prm_1: [60 days]\n")
    succeed(run, two, "ssp", "generate", "two")
    assert "Train for fire by night, every 60 days:" in (two / DRILL).read_text(encoding="utf-8")
    out = two / "out"
    succeed(run, two, "render", "two", "--to", "md", "--to", "docx", "--out", str(out))
    written = (out / "two-ssp.md").read_text(encoding="utf-8")
    assert "Train for fire by night, every 60 days:" in written
    assert "**a5.7_prm_2:** by night, every 60 days" in written
    assert "insert: param" not in written
    word = "\n".join(item.text for item in Document(str(out / "two-ssp.docx")).paragraphs)
    assert "Train for fire by night, every 60 days:" in word
    assert "Welcome newcomers within [Assignment: number of days]." in word


def test_parameters_are_checked_at_the_markdown(run: Run, two: Path) -> None:
    answer_some(two)
    assert find_codes(run, two)["SSP023"] == [f"{DRILL}:1", f"{KEYS}:1"]
    values = "parameters:\n  A.03.01.02.ODP.02: [the owner]\n  A.03.01.02.ODP.2: [nobody]\n"
    edit(two, KEYS, "owner: it\n", f"owner: it\n{values}")
    codes = find_codes(run, two)
    assert codes["SSP022"] == [f"{KEYS}:6"]
    assert codes["SSP023"] == [f"{DRILL}:1"]


def test_documents_and_the_way_back(run: Run, two: Path, tmp_path: Path) -> None:
    answer_some(two)
    succeed(run, two, "ssp", "assemble", "two")
    assert "nothing to change" in succeed(run, two, "ssp", "assemble", "two", "--check")
    path = two / "system-security-plans/two/system-security-plan.json"
    plan = json.loads(path.read_text(encoding="utf-8"))["system-security-plan"]
    stated = [
        statement["statement-id"]
        for item in plan["control-implementation"]["implemented-requirements"]
        for statement in item["statements"]
    ]
    assert stated == ["hr-1_smt", "obj-A.03.01.02.a.01", "a5.7_smt.a.1"]
    # a second workspace takes the plan in, and has the same answers
    other = tmp_path / "other"
    for part in (".trestle", "catalogs", "profiles"):
        shutil.copytree(two / part, other / part)
    succeed(run, other, "import", "ssp", str(path), "--name", "two")
    for file in (KEYS, DRILL, RULES, WELCOME):
        texts = [(root / file).read_text(encoding="utf-8") for root in (other, two)]
        assert len({text.partition("\n---\n")[2] for text in texts}) == 1
    assert list_ratings(run, other)["objectives"] == list_ratings(run, two)["objectives"]


def test_plan_of_action(run: Run, two: Path) -> None:
    answer_some(two)
    assert "03.01.02, 03.01.03, A.5.7, ORG-9" in succeed(run, two, "poam", "list", "two")
    written = succeed(run, two, "poam", "sync", "two", "--as-of", DAY)
    assert written.count("wrote ssp/two/poam/") == 5
    assert "not met and without" not in succeed(run, two, "poam", "list", "two")
    assert "POA002" not in find_codes(run, two)
    item = next((two / "ssp/two/poam").glob("r-03-01-02-*.md")).read_text(encoding="utf-8")
    assert '- "A.03.01.02.a[02]"\n  - "A.03.01.02.b"' in item
    slug = next((two / "ssp/two/poam").glob("r-org-9-*.md")).stem
    refused = run(two, "poam", "close", "two", slug, "--evidence", "ev-keys", "--on", DAY)
    assert refused.exit_code == 1
    assert "ORG-9 is still unstated" in refused.output
    done = "- State: implemented\n- Evidence: ev-keys"
    answer(two, WELCOME, "statement org-9_smt", done, "Cake on the first day.")
    succeed(run, two, "poam", "close", "two", slug, "--evidence", "ev-keys", "--on", DAY)
    succeed(run, two, "ssp", "assemble", "two")
    plan = two / "plan-of-action-and-milestones/two/plan-of-action-and-milestones.json"
    written_items = json.loads(plan.read_text(encoding="utf-8"))["plan-of-action-and-milestones"]
    targets = {
        item["target"]["target-id"]: item["target"]["type"] for item in written_items["findings"]
    }
    assert targets["org-9_smt"] == "statement-id"
    assert targets["obj-A.03.01.02.a.02"] == "objective-id"


def test_gap_diff_and_crosswalk(run: Run, two: Path) -> None:
    succeed(run, two, "ssp", "assemble", "two")
    commit(two)
    answer_some(two)
    shown = succeed(run, two, "diff", "HEAD", "--as-of", DAY)
    for label in ("A.03.01.02.a[01]", "HR-01", "A.5.7[a.1]"):
        assert label in shown
    for form in ("text", "json", "md"):
        written = succeed(run, two, "gap", "two", "--as-of", DAY, "--format", form)
        assert "No crosswalk leads to the requirements of second" in written
    files = ("--to", "xlsx", "--to", "html", "--to", "md", "--out", str(two / "gap"))
    succeed(run, two, "gap", "two", "--as-of", DAY, *files)
    assert "3.1.2" in succeed(run, two, "crosswalk", "show", "AC.L2-3.1.2")
    assert "ORG-9" in succeed(run, two, "crosswalk", "show", "ORG-9")


def test_sheet_of_states_with_its_own_labels(run: Run, two: Path) -> None:
    rows = [
        ("A.03.01.02.a[02]", "Planned", "count"),
        ("A.5.7[a.2] the place to meet", "Partially implemented", "a sign"),
        ("org-9", "Not implemented", "cake"),
        ("03.01.02", "Implemented", ""),
        ("X.99", "Implemented", ""),
    ]
    with (two / "states.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Assessment Objective", "State", "Missing"), *rows])
    done = run(two, "import", "states", str(two / "states.csv"), "--system", "two")
    assert (
        "1 row is for a whole requirement" in done.output
        or "rest on rows for whole requirements" in done.output
    )
    assert '"X.99" is no objective of second' in done.output
    for path, marker in (
        (KEYS, "objective a[02]"), (DRILL, "statement a5.7_smt.a.2"), (WELCOME, "statement org-9_smt"),
    ):  # fmt: skip
        text = (two / path).read_text(encoding="utf-8")
        assert f"<!-- @{marker} -->\n- State: " in text
    assert list_ratings(run, two)["objectives"]["partially-covered"] == 1


def test_catalog_list_and_show(run: Run, two: Path) -> None:
    assert "3 objectives" in succeed(run, two, "catalog", "list", "second")
    shown = read_json(run, two, "catalog", "show", "A.5.7", "--catalog", "second")
    assert [item["label"] for item in shown["items"]] == ["a.", "1.", "2.", "b."]


def test_trestle_takes_the_workspace(run: Run, two: Path) -> None:
    answer_some(two)
    succeed(run, two, "poam", "sync", "two", "--as-of", DAY)
    succeed(run, two, "ssp", "assemble", "two")
    done = subprocess.run(
        [str(Path(sys.executable).parent / "trestle"), "validate", "-a"],
        cwd=two,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_trust_services_criteria_as_a_system(run: Run, workspace: Path) -> None:
    root = make_system(run, workspace, "soc", "soc2-security")
    path = "ssp/soc/controls/CC6/CC6.1.md"
    answer(root, path, "statement cc6.1_smt", "- State: implemented", "Access needs a key.")
    codes = find_codes(run, root)
    assert codes["EVD004"] == [f"{path}:{line_of(root, path, 'cc6.1_smt')}"]
    found = read_json(run, root, "status", "soc")
    assert found["requirements"] == {"met": 1, "not_met": 32, "not_applicable": 0}
    assert found["scores"]["maximum"] is None
    assert succeed(run, root, "poam", "sync", "soc").count("wrote ") == 32
    succeed(run, root, "ssp", "assemble", "soc")
    succeed(run, root, "ssp", "assemble", "soc", "--check")
    out = root / "out"
    succeed(run, root, "render", "soc", "--to", "md", "--to", "docx", "--out", str(out))
    word = Document(str(out / "soc-ssp.docx"))
    lines = [item.text for item in word.paragraphs]
    assert any("one heading per criterion." in line for line in lines)
    assert "Access needs a key." in lines
    assert {item.rpartition("/")[0] for item in find_codes(run, root).get("POA002", [])} == set()


@pytest.mark.parametrize(
    "profile", sorted(path.name for path in (ROOT / "profiles").iterdir() if path.is_dir())
)
def test_each_shipped_profile_makes_a_system(run: Run, workspace: Path, profile: str) -> None:
    root = make_system(run, workspace, "one", profile)
    # a plan for FCI counts from the start, one for CUI once its scope is decided
    place = {"BND023"} if profile == "cmmc-level-1" else set()
    assert set(find_codes(run, root)) <= {"SSP008", "BND003", "BND019", "BND025", "SCO001", *place}
    assert read_json(run, root, "status", "one")["requirements"]["met"] == 0


def line_of(root: Path, path: str, marker: str) -> int:
    lines = (root / path).read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if marker in line)
