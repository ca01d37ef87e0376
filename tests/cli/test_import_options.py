"""Options that all imports of spreadsheets share, and what an import says."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from conftest import ROOT, Run

ROWS = (
    "Control,What is done,TSC,Who\n"
    'AC-1,Access is granted.,"CC6.1, ISO A.5.15",IT\n'
    'AC-2,Access is reviewed.,"CC6.2, ISO A.5.16",IT\n'
    'AC-3,Changes are approved.,"CC8.1, ISO A.8.32",Dev\n'
)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    shutil.copytree(ROOT / ".trestle", root / ".trestle")
    shutil.copytree(ROOT / "catalogs", root / "catalogs")
    (root / "c.csv").write_text(ROWS, encoding="utf-8")
    return root


def test_import_is_tried_kept_and_done_again(library: Path, run: Run) -> None:
    file, target = str(library / "c.csv"), library / "component-definitions/acme"
    words = ("import", "controls", file, "--name", "acme")
    tried = run(library, *words, "--dry-run", "--map", "owner=D", "--save-map", "ours")
    assert tried.exit_code == 0, tried.output
    assert tried.output.index("I read c.csv, row 1 is the heading") == 0
    assert "Who -> owner" in " ".join(tried.output.split())
    assert "would write component-definitions/acme" in tried.output
    assert not target.exists()
    assert not (library / "imports").exists()
    done = run(library, *words, "--map", "owner=D", "--save-map", "ours")
    assert " gap" in done.output
    assert 'owner: "Who"' in (library / "imports/ours.yaml").read_text(encoding="utf-8")
    again = run(library, *words, "--like", "ours")
    assert again.exit_code == 0, again.output
    assert "nothing to change" in again.output
    (library / "c.csv").write_text(ROWS.replace("Who", "Team"), encoding="utf-8")
    missing = run(library, *words, "--like", "ours")
    assert missing.exit_code == 2
    assert 'imports/ours.yaml does not fit c.csv: there is no column "Who"' in missing.output
    assert run(library, *words, "--like", "theirs").exit_code == 2


def test_report_holds_every_row(library: Path, run: Run) -> None:
    report = library / "rows.json"
    run(
        library,
        "import",
        "controls",
        str(library / "c.csv"),
        "--name",
        "a",
        "--report",
        str(report),
    )
    rows = json.loads(report.read_bytes())["rows"]
    assert [row["row"] for row in rows] == [2, 3, 4]
    assert {row["fate"] for row in rows} <= {"taken", "taken-with-doubt"}
    wrong = run(
        library, "import", "controls", str(library / "c.csv"), "--name", "b", "--report", "x.txt"
    )
    assert wrong.exit_code == 2
    assert not (library / "component-definitions/b").exists()


def test_row_is_told_by_its_kind_of_message_and_refused_in_the_report(
    tiny: Path, tmp_path: Path, run: Run
) -> None:
    file, report = tmp_path / "s.csv", tmp_path / "rows.csv"
    lines = [
        "Objective,State",
        "3.1.1[a],implemented",
        "3.1.1[b],frobnicated",
        "3.1.3[a],frobnicated",
        "9.9.8,partial",
        "9.9.9,partial",
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run(tiny, "import", "states", str(file), "--report", str(report))
    assert done.exit_code == 1
    assert 'error: rows 5-6: "9.9.8", "9.9.9" is no objective' in done.output
    assert 'error: 2 rows say "frobnicated"' in done.output
    assert "OSC012" not in done.output
    assert "4 rows were not taken: 3-6" in done.output
    with report.open(encoding="utf-8-sig", newline="") as text:
        rows = [(row["row"], row["fate"], row["about"]) for row in csv.DictReader(text)]
    assert rows == [
        ("2", "taken", "3.1.1[a]"),
        ("3", "refused", "3.1.1[b]"),
        ("4", "refused", "3.1.3[a]"),
        ("5", "refused", "9.9.8"),
        ("6", "refused", "9.9.9"),
    ]
    every = run(tiny, "import", "states", str(file), "--all")
    assert 'error: row 6: "9.9.9" is no objective' in every.output


def test_sheets_that_are_named_are_read_one_after_the_other(
    library: Path, tmp_path: Path, run: Run
) -> None:
    book, heads = Workbook(tmp_path / "b.xlsx"), ("Control", "What is done", "TSC")
    for name, identity in (("One", "X-1"), ("Two", "X-2"), ("Three", "X-3")):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, heads)
        sheet.write_row(1, 0, (identity, f"Access {name} is granted.", "CC6.1"))
    book.close()
    words = ("import", "controls", str(tmp_path / "b.xlsx"), "--name", "acme")
    done = run(library, *words, "--sheet", "One", "--sheet", "Three", "--save-map", "two")
    assert done.exit_code == 0, done.output
    assert "2 controls from 2 rows" in done.output
    path = "component-definitions/acme/component-definition.json"
    text = (library / path).read_text(encoding="utf-8")
    assert "X-1" in text
    assert "X-2" not in text
    assert "nothing to change" in run(library, *words, "--like", "two").output


def test_kind_of_a_file_is_found_out(library: Path, run: Run) -> None:
    found = run(library, "import", str(library / "c.csv"))
    assert "c.csv looks like controls" in found.output
    assert "c.csv --name NAME" in found.output
    done = run(library, "import", str(library / "c.csv"), "--name", "acme")
    assert done.exit_code == 0, done.output
    # a list of what is done and by whom could be of other kinds: then it is a trial
    is_trial = "this is a trial" in done.output
    assert (library / "component-definitions/acme").exists() != is_trial


APPLIED = (
    "ref_id,name,description,domain,status,category,priority,effort,owner\n"
    "ACC-1,Access requests,New access to production is asked for in a ticket and approved.,Global,"
    "in_progress,technical,1,M,it@northlane.example\n"
    "ACC-2,Access reviews,The owners of systems review all access rights each quarter.,Global,"
    "active,technical,2,S,it@northlane.example\n"
)


def test_a_list_of_applied_controls_is_no_plan_of_action(library: Path, run: Run) -> None:
    (library / "a.csv").write_text(APPLIED, encoding="utf-8")
    found = run(library, "import", str(library / "a.csv"))
    assert "a.csv looks like controls" in found.output
