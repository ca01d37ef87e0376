"""What the first commands of a newcomer say: nothing twice, nothing that leads astray."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from conftest import Run

CONTROLS = (
    ("Control register", "", "", "", ""),
    ("Ctl ref", "What we do", "SOC 2", "Accountable person", "Result of test"),
    ("BW-01", "Staff accounts come from an approved ticket only", "CC6.1; CC6.2", "Ivo Marsh",
     "No exceptions noted"),
    ("BW-02", "Leavers lose all access on their last day", "CC6.2", "Pia Lund",
     "1 of 25 selections lacked approval"),
)  # fmt: skip
# Every family once, so that many folders are written
STATES = (
    ("Req.", "Yes", "Partly", "No", "What we found", "Who", "Shown by"),
    *(
        (f"3.{family}.1", "", "x", "", f"laptops are left, {family}", "Pia Lund", "policy.pdf")
        for family in range(1, 15)
    ),
)


def _save(path: Path, rows: tuple[tuple[str, ...], ...], *merged: str) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for area in merged:
        page.merge_cells(area)
    book.save(path)


@pytest.fixture(scope="module")
def acme(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root: Path = tmp_path_factory.mktemp("first") / "acme"
    assert run(root.parent, "init", str(root)).exit_code == 0
    texts = ("--title", "--description", "--organization", "--information-description")
    options = [word for name in texts for word in (name, "Brightwater")]
    assert run(root, "new", "system", "enclave", *options).exit_code == 0
    _save(root / "controls.xlsx", CONTROLS, "A1:E1")
    _save(root / "states.xlsx", STATES)
    return root


def test_ids_owners_and_results_of_a_register_are_found_and_its_title_is_no_matter(
    run: Run, acme: Path
) -> None:
    told = run(
        acme, "import", "controls", str(acme / "controls.xlsx"), "--name", "bw", "--dry-run"
    ).output
    told = " ".join(told.split())
    for column in ("Ctl ref -> control", "Accountable person -> owner", "SOC 2 -> criteria"):
        assert column in told
    assert "merged" not in told
    assert "columns not used" not in told


def test_what_was_found_who_answers_and_what_shows_it_come_with_the_state(
    run: Run, acme: Path
) -> None:
    result = run(acme, "import", "states", str(acme / "states.xlsx"))
    lines = result.output.splitlines()
    assert result.exit_code == 0, result.output
    # one line for all families, each thing said once
    assert [line for line in lines if line.startswith("wrote 14 files")] == [
        "wrote 14 files in ssp/enclave/controls (list them with -v)"
    ]
    assert len({line.strip() for line in lines}) == len(lines)
    text = next((acme / "ssp/enclave/controls/AC").glob("3.1.1.md")).read_text()
    assert "- Missing: laptops are left, 1" in text
    assert re.search(r"^owner: pia-lund$", text, re.M)
    assert "policy" in re.findall(r"^- Evidence: (.*)$", text, re.M)[0]


def test_rows_are_numbered_only_where_each_of_them_is_known(run: Run, acme: Path) -> None:
    rows = (("Requirement", "Responsibility"), ("3.1.1", "whoever"), ("3.1.2", "whoever"))
    _save(acme / "matrix.xlsx", rows)
    words = ("--title", "Cloud", "--service", "hosting", "--owner", "system-owner", "--cloud")
    run(acme, "new", "provider", "enclave", "cloud", *words, "--description", "Hosting.")
    lines = run(
        acme, "import", "matrix", str(acme / "matrix.xlsx"), "--provider", "cloud"
    ).output.splitlines()
    assert "2 rows were not taken: 2-3" in lines


def test_the_next_command_can_be_typed_from_where_the_last_one_was(run: Run, acme: Path) -> None:
    files = (str(acme / "controls.xlsx"), "--name", "other")
    told = run(acme, "import", "controls", *files).output.splitlines()
    assert told[-1] == f"next: attestle --root {acme} gap"


def test_the_one_system_may_be_left_out_before_ids(run: Run, acme: Path) -> None:
    run(acme, "import", "states", str(acme / "states.xlsx"))
    assert run(acme, "confirm", "3.1.1").output.splitlines()[-1] == "6 objectives confirmed"
    assert run(acme, "confirm", "enclave", "3.3.1").output.splitlines()[-1].endswith("confirmed")
    wrong = run(acme, "confirm", "3.1.999")
    assert wrong.exit_code == 2
    assert 'no requirement or objective "3.1.999"' in wrong.output


def test_a_question_shows_what_is_taken_where_nothing_is_typed(run: Run, acme: Path) -> None:
    words = ("--title", "B", "--description", "B", "--organization", "B")
    said = run(acme, "new", "system", "other", *words, user_input="\nDrawings\n\n\n\n").output
    assert "A kind of information it holds [Controlled Unclassified Information]:" in said
    run(acme, "remove", "system", "other", "--yes")


def test_a_refused_name_is_told_in_the_form_that_is_taken(run: Run, acme: Path) -> None:
    for given, form in (("IT Lead", "it-lead"), ("Änne O'Neil", "anne-o-neil"), ("...", "example")):
        told = run(acme, "new", "role", given, "--title", "x").output
        assert f"such as {form}" in told
    told = run(acme, "new", "person", "ana", "--name", "Ana", "--email", "x").output
    assert "is not an e-mail address" in told


def test_an_item_of_the_plan_of_action_is_removed_by_its_requirement(run: Run, acme: Path) -> None:
    run(acme, "import", "states", str(acme / "states.xlsx"))
    assert run(acme, "poam", "sync").exit_code == 0
    done = run(acme, "remove", "poam", "3.1.1")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == "0 files written, 1 removed"
    missing = run(acme, "remove", "poam", "3.1.1")
    assert missing.exit_code == 2
    assert "in the plan of action" in missing.output
