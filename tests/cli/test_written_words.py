"""Words as teams and word processors write them, through the commands: nothing bad becomes good on the
way, what is meant is taken, and each word that nobody knows is told once.
"""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Run, edit, snapshot

FILE = "ssp/demo/controls/AC/3.1.1.md"
PLAN = "system-security-plans/demo/system-security-plan.json"
DAY = ("--as-of", "2026-11-24")
STATE = "- State: implemented\n"


def table(path: Path, *rows: tuple[str, ...]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def validate(run: Run, root: Path, *more: str) -> list[dict[str, Any]]:
    done = run(root, "validate", "--format", "json", *DAY, *more)
    found: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return found


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A workspace that holds the catalogs and nothing else."""
    for part in (".trestle", "catalogs"):
        shutil.copytree(ROOT / part, tmp_path / "workspace" / part)
    return tmp_path / "workspace"


def read_props(root: Path) -> dict[str, dict[str, str]]:
    """The props of each control of the set, by its id."""
    tree = json.loads((root / "component-definitions/acme/component-definition.json").read_text())
    controls = tree["component-definition"]["components"]
    props = [{item["name"]: item["value"] for item in control["props"]} for control in controls]
    return {item["soc2-control"]: item for item in props}


def test_no_bad_status_becomes_operating_and_each_unknown_word_is_told_once(
    library: Path, tmp_path: Path, run: Run
) -> None:
    words = (
        "Not implemented",
        "Failing",
        "Wobbly",
        "unhealthy",
        "Live",
        "Wobbly",
        "",
    )
    rows = [(f"AC-{number}", f"Text {number}.", "CC6.1", word) for number, word in enumerate(words)]
    file = table(tmp_path / "c.csv", ("Control ID", "Control Description", "TSC", "Status"), *rows)
    done = run(library, "import", "controls", file, "--name", "acme")
    assert done.exit_code == 0, done.output
    statuses = [props.get("status", "") for props in read_props(library).values()]
    bad = "not-operating"
    assert statuses == [bad, bad, bad, bad, "operating", bad, ""]
    told = " ".join(done.output.split())
    assert told.count("Wobbly") == 1
    assert '2 rows say "Wobbly", which is no known status: read as not operating' in told
    assert "(rows 4, 7)" in told
    assert "1 control has no status, so nothing says that it operates (row 8)" in told


def test_a_list_without_statuses_says_nothing_of_what_operates(
    library: Path, tmp_path: Path, run: Run
) -> None:
    head = ("Control ID", "Control Description", "TSC", "Results of Tests")
    rows = (
        ("AC-1", "One.", "CC6.1", "No exceptions noted"),
        ("AC-2", "Two.", "CC6.1", "See the appendix"),
        ("AC-3", "Three.", "CC6.1", ""),
    )
    done = run(
        library, "import", "controls", table(tmp_path / "c.csv", head, *rows), "--name", "acme"
    )
    told = " ".join(done.output.split())
    assert "2 controls have no status, so nothing says that they operate (rows 3, 4)" in told
    assert 'says "See the appendix", which is no known result of a test' in told
    assert not any("status" in props for props in read_props(library).values())


def test_a_cell_that_says_no_marks_no_criterion(library: Path, tmp_path: Path, run: Run) -> None:
    head = ("Control ID", "Control Description", "CC6.1", "CC6.2", "CC6.3")
    file = table(tmp_path / "c.csv", head, ("AC-1", "One.", "x", "not mapped", "\u2717"))
    assert run(library, "import", "controls", file, "--name", "acme").exit_code == 0
    text = (library / "component-definitions/acme/component-definition.json").read_text()
    assert ('"cc6.1"' in text, '"cc6.2"' in text, '"cc6.3"' in text) == (True, False, False)


def test_states_are_taken_with_what_they_lack_and_the_file_says_so(
    tiny: Path, tmp_path: Path, run: Run
) -> None:
    edit(tiny, FILE, "- Missing: the plotter asks for no account\n", "")
    rows = (("3.1.1[a]", "N/A - no user has an account"), ("3.1.1[b]", "Partially Met"))
    # the states of the file are somebody's own
    file = table(tmp_path / "s.csv", ("Objective", "Status"), *rows)
    done = run(tiny, "import", "states", file, "--replace")
    assert done.exit_code == 0, done.output
    text = (tiny / FILE).read_text(encoding="utf-8")
    assert (
        "- State: not-applicable\n- Evidence: ev-roster\n- Rationale: no user has an account\n"
        in text
    )
    assert "- State: partial\n\n" in text
    assert run(tiny, "ssp", "assemble").exit_code == 0
    found = [item for item in validate(run, tiny) if item["code"] == "SSP010"]
    assert [item["severity"] for item in found] == ["warning", "warning"]
    # an applicable objective without what it needs is none that counts
    report = json.loads(run(tiny, "status", "--format", "json", *DAY).stdout)
    [blocker] = [item for item in report["blockers"] if item["requirement"] == "3.1.1"]
    assert "a" in blocker["objectives"]


def test_words_that_are_no_states_are_told_once_and_point_to_exceptions(
    tiny: Path, tmp_path: Path, run: Run
) -> None:
    rows = (("3.1.1[a]", "Temporary Deficiency"), ("3.1.1[b]", "Shared"), ("3.1.3[a]", "shared"))
    # the states of the file are somebody's own
    file = table(tmp_path / "s.csv", ("Objective", "Status"), *rows)
    done = run(tiny, "import", "states", file, "--replace")
    assert done.exit_code == 1
    told = " ".join(done.output.split())
    assert '2 rows say "Shared", which is no known state: not taken (rows 3, 4)' in told
    assert "kind temporary-deficiency" in told
    assert "- State: not-implemented\n" in (tiny / FILE).read_text(encoding="utf-8")


def test_a_status_of_evidence_that_nobody_knows_is_a_draft(
    tiny: Path, tmp_path: Path, run: Run
) -> None:
    head = ("Evidence ID", "Title", "Location", "Status")
    rows = [
        (f"e-{n}", f"T{n}", "x", word)
        for n, word in enumerate(("Not final", "Odd", "odd", "Approved"))
    ]
    done = run(tiny, "import", "evidence", table(tmp_path / "e.csv", head, *rows))
    assert done.exit_code == 0
    register = (tiny / "ssp/demo/evidence.yaml").read_text(encoding="utf-8")
    assert register.partition("id: e-0")[2].count("status: draft") == 3
    assert '2 rows say "Odd", which is no known status: taken as draft' in " ".join(
        done.output.split()
    )


def test_fields_as_people_write_them_count_and_are_told_nowhere(tiny: Path, run: Run) -> None:
    known = validate(run, tiny)
    for line in (
        "- Status: Met\n",
        "\u2013\u00a0**State:** In place\n",
        "* state\uff1aIMPLEMENTED\n",
    ):
        text = (tiny / FILE).read_text(encoding="utf-8")
        edit(tiny, FILE, STATE, line)
        assert [item["code"] for item in validate(run, tiny)] == [item["code"] for item in known]
        (tiny / FILE).write_text(text, encoding="utf-8")


def test_assembly_writes_the_words_and_nothing_else(tiny: Path, run: Run) -> None:
    assert run(tiny, "ssp", "assemble").exit_code == 0
    before = snapshot(tiny)
    edit(tiny, FILE, STATE, "- **Status:** Done\n")
    # the documents are the same, so a check finds nothing to do
    assert run(tiny, "ssp", "assemble", "--check").exit_code == 0
    done = run(tiny, "ssp", "assemble")
    assert (done.exit_code, f"wrote {FILE}" in done.output) == (0, True)
    assert snapshot(tiny) == before


def test_fix_writes_the_words_and_gives_a_bare_state_its_bullet(tiny: Path, run: Run) -> None:
    before = snapshot(tiny)
    edit(tiny, FILE, STATE, "\u2014 Status: \u2714\n")
    edit(tiny, FILE, "- State: partial\n", "State: Largely implemented\n")
    assert run(tiny, "validate", "--fix", *DAY).exit_code in (0, 1)
    assert snapshot(tiny)[FILE] == before[FILE]


def test_no_hint_of_a_file_offers_more_than_was_written(tiny: Path, run: Run) -> None:
    for word in ("Half way there", "uninherited", "Sort of implemented", "implemented?"):
        edit(tiny, FILE, STATE, f"- State: {word}\n")
        [told] = [item for item in validate(run, tiny) if item["code"] in ("SSP005", "SSP009")]
        assert told["code"] == "SSP005"
        assert told["hint"].startswith("one of: implemented, inherited,"), told
        edit(tiny, FILE, f"- State: {word}\n", STATE)
    edit(tiny, FILE, STATE, "")
    [told] = [item for item in validate(run, tiny) if item["code"] == "SSP009"]
    assert "not-implemented" in told["hint"]
    edit(tiny, "ssp/demo/poam/flow-rules.md", "kind: poam", "kind: not-poam")
    [told] = [item for item in validate(run, tiny) if item["code"] == "OSC011"]
    assert told["hint"].startswith("one of: ")
