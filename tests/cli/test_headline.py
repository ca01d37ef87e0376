"""The first screen: status and gap end with the headline, fit it, and say what is next."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest

from conftest import Run, copy_example, edit

DAY = ("--as-of", "2026-11-24")
MOST_LINES = 60


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_example(tmp_path_factory.mktemp("headline") / "workspace")


@pytest.fixture(scope="module")
def fresh(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A system of 320 objectives that nobody has answered."""
    root = tmp_path_factory.mktemp("fresh") / "new"
    assert run(root.parent, "init", str(root)).exit_code == 0
    facts = ("--title", "Enclave", "--description", "It keeps drawings.", "--organization", "Acme")
    more = (
        "--information-type",
        "CUI",
        "--information-description",
        "Drawings.",
        "--user",
        "Staff",
    )
    done = run(root, "new", "system", "enclave", *facts, *more)
    assert done.exit_code == 0, done.output
    return root


@pytest.mark.parametrize("columns", ["80", "100", ""])
@pytest.mark.parametrize("command", ["status", "gap"])
def test_it_fits_a_screen_and_wraps_between_words(
    run: Run,
    example: Path,
    fresh: Path,
    command: str,
    columns: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for root in (example, fresh):
        lines = run(root, command, *DAY).stdout.splitlines()
        assert len(lines) <= MOST_LINES
        assert max(map(len, lines)) <= int(columns or 100)
        if not columns:
            assert len(run(root, command, *DAY, "--full").stdout.splitlines()) > len(lines)


def test_without_a_plan_the_reason_stands_in_the_headline(run: Run, fresh: Path) -> None:
    for command in ("status", "gap"):
        text = " ".join(run(fresh, command, *DAY).stdout.split())
        assert "without a System Security Plan (3.12.4) there is no score" in text
        assert "the other requirements alone give -203" in text
        assert "320 objectives: 0 stated, 0 answered in words, 0 evidenced" in text
        assert "110 requirements not answered at all" in text
    text = run(fresh, "status", *DAY).stdout
    # 3.12.4 without which there is no score, then the dearest
    assert text.index("3.12.4   System Security Plan") < text.index("-5  3.1.1 ")


def test_a_full_status_ends_with_the_headline_too(run: Run, example: Path) -> None:
    text = run(example, "status", *DAY, "--full").stdout
    assert text.index("not met (") < text.index("score (of 110)")


def test_habits_are_running_late_or_absent(run: Run, example: Path, fresh: Path) -> None:
    found = json.loads(run(example, "status", *DAY, "--format", "json").stdout)["habits"]
    assert {item["habit"]: item["standing"] for item in found} == {
        "access-reviews": "running",
        "terminations": "late",
        "change": "running",
        "incidents": "running",
        "risk-decisions": "late",
    }
    empty = json.loads(run(fresh, "gap", *DAY, "--format", "json").stdout)["habits"]
    assert {item["standing"] for item in empty} == {"absent"}


def test_the_headline_says_what_exceptions_carry(run: Run, example: Path, fresh: Path) -> None:
    for command in ("status", "gap"):
        text = " ".join(run(example, command, *DAY).stdout.split())
        assert "8 points count as met only through an exception: 3.14.1, 3.14.5" in text
        assert "through an exception" not in run(fresh, command, *DAY).stdout
    text = " ".join(run(example, "gap", *DAY).stdout.split())
    assert "47 points (8 met through an exception), in 5 projects" in text


def test_the_next_work_names_the_controls_that_fit(run: Run, example: Path, fresh: Path) -> None:
    text = run(example, "gap", *DAY).stdout
    assert "3.4.8    Application Execution Policy: partially covered [c]; see EP-03" in text
    # nothing is missing that nobody has imported
    assert "]; see" not in run(fresh, "gap", *DAY).stdout
    assert "no control of yours" not in run(fresh, "gap", *DAY).stdout


def test_before_there_is_a_system_controls_show_the_habits(run: Run, fresh: Path) -> None:
    root = fresh.parent / "controls"
    assert run(fresh.parent, "init", str(root)).exit_code == 0
    sheet = fresh.parent / "controls.csv"
    sheet.write_text(
        "ID,Title,Description,Criteria,Status,Test Result\n"
        "A-1,Access review,Managers review access each quarter.,CC6.3,Operating,No exceptions noted\n"
        "A-2,Leavers,Accounts of leavers are closed.,CC6.2,Operating,1 exception noted\n"
        "A-3,Change approval,Each change needs approval.,CC8.1,Operating,\n"
        "A-4,Incident register,Each incident gets an incident record.,CC7.4,,\n",
        encoding="utf-8",
    )
    assert run(root, "import", "controls", str(sheet), "--name", "soc2").exit_code == 0
    found = json.loads(run(root, "gap", *DAY, "--format", "json").stdout)["habits"]
    assert {item["habit"]: item["standing"] for item in found} == {
        "access-reviews": "running",
        "terminations": "unproven",
        "change": "running",
        "incidents": "unproven",
        "risk-decisions": "absent",
    }
    screen = run(root, "gap", *DAY).stdout
    assert "habits that carry over from SOC 2, by your controls" in screen
    assert "access reviews  running  A-1 Access review" in screen
    assert len(screen.splitlines()) <= MOST_LINES
    # a system of which no evidence is registered yet shows no more
    facts = ("--title", "E", "--description", "D.", "--organization", "O", "--user", "Staff")
    more = ("--information-type", "CUI", "--information-description", "Drawings.")
    assert run(root, "new", "system", "enclave", *facts, *more).exit_code == 0
    assert json.loads(run(root, "gap", *DAY, "--format", "json").stdout)["habits"] == found
    text = run(root, "plan", "--questions", *DAY).stdout
    assert "access reviews: running (A-1 Access review)" in text
    # status knows no controls, and says so instead of calling each habit absent
    screen = run(root, "status", *DAY).stdout
    assert "no artifact is registered that shows them; attestle gap judges the controls" in screen
    assert "access reviews" not in screen
    # what the report says of a control counts here as well
    report = ("--report-type", "type-2", "--period-start", "2025-09-01")
    covers = ("--period-end", "2026-08-31", "--criteria", "security", "--opinion", "unqualified")
    signed = ("--auditor", "F", "--in-description")
    exception = ("--deviation", "CC6.3=One review was late.")
    done = run(root, "new", "engagement", "enclave", *report, *covers, *signed, *exception)
    assert done.exit_code == 0, done.output
    screen = run(root, "gap", *DAY).stdout
    assert "access reviews  unproven the auditor noted a deviation for CC6.3" in screen
    assert "change          running" in screen


def test_several_systems_are_a_line_each(run: Run, tmp_path: Path) -> None:
    root = copy_example(tmp_path / "workspace")
    assert run(root, "new", "system", "second", "--from", "example-enclave").exit_code == 0
    lines = run(root, "status", *DAY).stdout.splitlines()
    assert len(lines) == 6
    assert lines[-2].split()[:2] == ["example-enclave", "98"]
    found = json.loads(run(root, "status", *DAY, "--format", "json").stdout)["systems"]
    alone = json.loads(run(root, "status", "example-enclave", *DAY, "--format", "json").stdout)
    assert found[0] == alone
    assert [item["system"] for item in found] == ["example-enclave", "second"]
    assert run(root, "status", *DAY, "--require", "final").exit_code == 1


def test_projects_of_json_sheets_and_lines_are_the_same(
    run: Run, example: Path, tmp_path: Path
) -> None:
    projects = json.loads(run(example, "gap", *DAY, "--format", "json").stdout)["projects"]
    done = run(example, "gap", *DAY, "--to", "xlsx", "--out", str(tmp_path))
    assert done.exit_code == 0, done.output
    [file] = tmp_path.iterdir()
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    titles = [row[1].value for row in book["Timeline"].iter_rows()]
    text = run(example, "plan", *DAY).stdout
    for item in projects:
        assert item["title"] in titles
        assert f"{item['order']}. {item['title']}" in text
    cells = [cell for row in book["Budget"].iter_rows() for cell in row]
    formulas = [str(cell.value) for cell in cells if str(cell.value).startswith("=")]
    assert any("Budget'!$B$" in text for text in formulas)
    # nothing is filled in for the team
    rates = [row for row in book["Budget"].iter_rows() if str(row[0].value).startswith("Rate")]
    assert len(rates) == 5
    assert all(row[1].value is None for row in rates)


def test_questions_name_the_gaps_and_one_firm_for_both(run: Run, tmp_path: Path) -> None:
    root = copy_example(tmp_path / "workspace")
    text = " ".join(run(root, "plan", "--questions", *DAY).stdout.split())
    assert "SOC 2 auditor: Fernbrook Assurance LLP" in text
    assert "terminations: late" in text
    assert "no adviser has the name of the auditor" in text
    edit(
        root,
        "ssp/example-enclave/engagement.yaml",
        "Larkfield Compliance Advisers",
        "Fernbrook Assurance",
    )
    assert "ONE FIRM IS NAMED FOR BOTH" in run(root, "plan", "--questions", *DAY).stdout
    edit(root, "ssp/example-enclave/engagement.yaml", "Fernbrook Assurance,", "Fernbrook Advisory,")
    assert "may belong together" in run(root, "plan", "--questions", *DAY).stdout


def test_another_table_is_laid_beside_the_crosswalk(
    run: Run, example: Path, tmp_path: Path
) -> None:
    file = tmp_path / "theirs.csv"
    file.write_text(
        'TSC,800-171,Objectives\n"CC6.1, CC6.2",3.1.1,\nA1.1,3.1.1,\nCC6.3,3.1.2,"a, z"\nCC99.9,3.1.3,\n'
    )
    done = run(example, "crosswalk", "check", "--against", str(file), "--format", "json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    pairs = {(one["requirement"], one["criterion"]): one["standing"] for one in found["pairs"]}
    assert pairs["3.1.1", "cc6.1"] == "agree"
    assert pairs["3.1.1", "a1.1"] == "only theirs"
    assert pairs["3.1.2", "cc6.3"] == "letters differ"
    assert found["counts"]["only ours"] == sum(word == "only ours" for word in pairs.values())
    assert found["unread"] == [{"row": 5, "cells": "CC99.9 - 3.1.3"}]
    again = run(
        example, "crosswalk", "check", "--against",
        str(next((example / "mapping-collections").glob("*/*.json"))), "--format", "json",
    )  # fmt: skip
    counts = json.loads(again.stdout)["counts"]
    assert counts["agree"] == sum(counts.values()) > 0
    out = tmp_path / "out"
    done = run(
        example, "crosswalk", "check", "--against", str(file), "--to", "xlsx", "--out", str(out)
    )
    assert done.exit_code == 0, done.output
    [made] = out.iterdir()
    assert openpyxl.load_workbook(made).sheetnames[-3:] == ["Summary", "Pairs", "Not read"]
    assert run(example, "crosswalk", "check", "--to", "xlsx").exit_code == 2
