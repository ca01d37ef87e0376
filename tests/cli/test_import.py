"""`attestle import controls|states|evidence` on what teams have: what can be placed is placed,
every other row is told, nothing is lost.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
import json
import os
import re
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import yaml

from attestle.formats import frontmatter, sections
from building import shipped
from conftest import NO_HANG, ROOT, Run, edit, is_long, snapshot

Rows = Iterable[tuple[Any, ...]]
SSP = "ssp/example-enclave"
# A table as long as anybody has, or a fifth of it in a fifth of the time.
MANY = 50_000 if is_long() else 10_000
IN_TIME = NO_HANG * MANY / 50_000
DEFINITION = "component-definitions/acme/component-definition.json"


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Without the record of what an import wrote, which is not what anybody reads."""
    return {
        path
        for path in {*before, *after}
        if before.get(path) != after.get(path) and not path.endswith("/imported.csv")
    }


def table(path: Path, rows: Rows, *, encoding: str = "utf-8", sign: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return str(path)


def workbook(
    path: Path,
    rows: Rows,
    merged: tuple[str, ...] = (),
    *,
    sheet: str = "Controls",
    before: str = "",
) -> str:
    """A workbook as an auditor leaves it; `before` is a sheet that comes first and holds no table."""
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    if before:
        page.title = before
        page["A1"] = "Read me first"
        page = made.create_sheet(sheet)
    page.title = sheet
    for row in rows:
        page.append(row)
    for area in merged:
        page.merge_cells(area)
    made.save(path)
    return str(path)


def placed(root: Path, name: str = "acme") -> dict[str, dict[str, Any]]:
    """Controls by id: text, criteria, our properties."""
    tree = json.loads(
        (root / f"component-definitions/{name}/component-definition.json").read_bytes()
    )
    found = {}
    for item in tree["component-definition"]["components"]:
        props: dict[str, list[str]] = {}
        for prop in item.get("props", ()):
            props.setdefault(prop["name"], []).append(prop["value"])
        criteria = [
            entry["control-id"]
            for part in item.get("control-implementations", ())
            for entry in part["implemented-requirements"]
        ]
        found[props["soc2-control"][0]] = {
            "uuid": item["uuid"],
            "title": item["title"],
            "text": item["description"],
            "criteria": criteria,
            **props,
        }
    return found


@pytest.fixture(scope="module")
def _fresh(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    root: Path = tmp_path_factory.mktemp("fresh") / "workspace"
    assert run(root.parent, "init", str(root)).exit_code == 0
    new = (
        "--title",
        "Demo",
        "--description",
        "It does things.",
        "--organization",
        "Demo Organisation",
        "--information-type",
        "CUI",
        "--information-description",
        "Drawings",
        "--user",
        "Engineers",
        "--owner-role",
        "system-owner",
        "--owner-title",
        "Owner",
    )
    assert run(root, "new", "system", "demo", *new).exit_code == 0
    return root


@pytest.fixture
def fresh(_fresh: Path, tmp_path: Path) -> Path:
    """A new workspace with a system `demo` that states nothing."""
    return shutil.copytree(_fresh, tmp_path / "fresh")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A workspace that holds the catalogs and nothing else: all that a list of controls needs."""
    root = tmp_path / "workspace"
    shutil.copytree(ROOT / ".trestle", root / ".trestle")
    shutil.copytree(ROOT / "catalogs", root / "catalogs")
    return root


HEAD = ("Control ID", "Control Description", "Trust Services Criteria", "Control Owner")
TWO = (
    HEAD,
    ("AC-1", "Access is granted on request.", "CC6.1, CC6.2", "IT"),
    ("AC-2", "Access is reviewed.", "CC6.3", "IT"),
)


# --- controls
# ---------------------------------------------------------------------------------------------------------------------------


EXPORTS: dict[str, Rows] = {
    "platform": (
        ("ID", "Name", "Description", "Owner", "Status", "SOC 2", "Tests"),
        ("AC-1", "Access requests", "Access is granted on request.", "it@acme.example", "OK", "CC6.1;CC6.2", "3"),
    ),
    "platform with frameworks": (
        ("Control Number", "Control Name", "Control Description", "Control Status", "Framework Requirements", "Assignee"),
        ("AC-1", "Access requests", "Access is granted on request.", "Implemented", "SOC 2: CC6.1, SOC 2: CC6.2", "IT"),
    ),
    "auditor": (
        ("Acme, Inc.",),
        ("Section IV: controls and tests of controls",),
        (),
        ("Control #", "Control Activity Specified by the Service Organization", "Criteria Reference", "Test of Control", "Results of Tests"),
        ("AC-1", "Access is granted on request.", "CC6.1/CC6.2", "Inspected a sample of requests", "No exceptions noted."),
    ),
    "matrix": (("Control ID", "Control", "CC6.1", "CC6.2", "CC6.3", "A1.1"), ("AC-1", "Access is granted on request.", "X", "\u2713", "", "-")),
    "categories": (
        ("Ref", "Control Activity", "Security", "Availability", "Confidentiality"),
        ("AC-1", "Access is granted on request.", "CC6.1 - CC6.2", "n/a", ""),
    ),
    "a row for each criterion": (
        ("TSC Ref", "Control Ref", "Control Statement"),
        ("CC6.1", "AC-1", "Access is granted on request."),
        ("CC6.2", "AC-1", "Access is granted  on request."),
    ),
    "gone on": (("Control ID", "Description", "TSC"), ("AC-1", "Access is granted on request.", "CC6.1"), ("", "", "CC 6.2.1")),
    "two rows of headings": (("Control", "", "SOC 2", ""), ("ID", "Description", "Criteria", "Owner"), ("AC-1", "Access is granted on request.", "CC6.1-6.2", "IT")),
    "wording of the criteria": (
        ("Control ID", "Description", "Criteria"),
        ("AC-1", "Access is granted on request.", "CC6.1: The entity implements logical access security software, infrastructure, and more\nCC6.2: Prior to issuing credentials"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "xlsx", "utf-16", "semicolon"])
@pytest.mark.parametrize("name", EXPORTS)
def test_exports_and_workbooks_in_every_shape(
    library: Path, tmp_path: Path, run: Run, name: str, form: str
) -> None:
    rows = EXPORTS[name]
    if form == "xlsx":
        file = workbook(tmp_path / "c.xlsx", rows)
    else:
        file = table(
            tmp_path / "c.csv",
            rows,
            encoding="utf-16" if form == "utf-16" else "utf-8",
            sign=";" if form == "semicolon" else ",",
        )
    result = run(library, "import", "controls", file, "--name", "acme")
    assert result.exit_code == 0, result.output
    [control] = placed(library).values()
    assert control["criteria"] == ["cc6.1", "cc6.2"]
    assert control["text"] == "Access is granted on request."


def test_merged_cells_over_rows_of_criteria_are_one_control(
    library: Path, tmp_path: Path, run: Run
) -> None:
    rows = (
        ("Acme controls", None, None, None),
        HEAD,
        ("AC-1", "Access is granted.", "CC6.1", "IT"),
        (None, None, "CC6.2", None),
        (None, None, "CC6.3", None),
        ("AC-2", "Access is reviewed.", "CC6.3", "IT"),
    )
    result = run(
        library,
        "import",
        "controls",
        workbook(tmp_path / "c.xlsx", rows, ("A1:D1", "A3:A5", "B3:B5", "D3:D5")),
        "--name",
        "acme",
    )
    assert result.exit_code == 0, result.output
    assert "2 controls from 4 rows" in result.output
    assert placed(library)["AC-1"]["criteria"] == ["cc6.1", "cc6.2", "cc6.3"]
    assert placed(library)["AC-1"]["source-row"] == ["3"]
    assert "merged cells" in result.output


def test_rows_of_one_control_are_united_and_what_differs_is_told(
    library: Path, tmp_path: Path, run: Run
) -> None:
    rows = (
        ("Control ID", "Description", "TSC", "Owner", "Test Result", "Evidence"),
        ("AC-1", "Access is granted.", "CC6.1", "IT", "No exceptions noted", "tickets"),
        ("AC-1", "Access is granted.", "CC6.2", "Security", "Exception noted: 1 of 25", "list"),
        ("AC-1", "", "CC6.3", "", "", ""),
        ("AC-1", "Something else altogether.", "CC7.1", "IT", "", ""),
    )
    result = run(library, "import", "controls", table(tmp_path / "c.csv", rows), "--name", "acme")
    assert result.exit_code == 1
    [control] = placed(library).values()
    assert control["criteria"] == ["cc6.1", "cc6.2", "cc6.3"]
    assert control["owner"] == ["IT"]
    assert control["evidence"] == ["tickets", "list"]
    assert control["test-result"] == ["No exceptions noted; Exception noted: 1 of 25"], (
        "a deviation in the second row is not lost"
    )
    assert '"Security" was not taken' in result.output
    assert "stands in row 2 already with another description" in result.output
    assert "1 rows were not taken: 5" in result.output


def test_ids_that_a_spreadsheet_made_numbers_are_told(
    library: Path, tmp_path: Path, run: Run
) -> None:
    rows = (
        HEAD,
        (1.1, "First.", "CC6.1", "IT"),
        (1.2, "Second.", "CC6.2", "IT"),
        (1.1, "Tenth.", "CC6.3", "IT"),
    )
    result = run(
        library, "import", "controls", workbook(tmp_path / "c.xlsx", rows), "--name", "acme"
    )
    assert result.exit_code == 1
    assert "1.10 is 1.1" in result.output
    made = openpyxl.load_workbook(tmp_path / "c.xlsx")
    for row in (2, 3, 4):
        made["Controls"].cell(row, 1).number_format = "0.00"
    made["Controls"]["A4"] = 1.15
    made.save(tmp_path / "c.xlsx")
    assert (
        run(library, "import", "controls", str(tmp_path / "c.xlsx"), "--name", "shown").exit_code
        == 0
    )
    assert list(placed(library, "shown")) == ["1.10", "1.20", "1.15"]


def test_captions_totals_blank_rows_and_repeated_headings_are_passed_over(
    library: Path, tmp_path: Path, run: Run
) -> None:
    rows = (
        HEAD,
        ("Logical access", "", "", ""),
        *TWO[1:],
        (),
        ("", "", "", ""),
        HEAD,
        ("CH-1", "Changes are approved.", "CC8.1", "Dev"),
        ("Total: 3", "", "", ""),
    )
    result = run(
        library, "import", "controls", table(tmp_path / "c.csv", rows), "--name", "acme", "--all"
    )
    assert result.exit_code == 0, result.output
    assert list(placed(library)) == ["AC-1", "AC-2", "CH-1"]
    assert '"Logical access" is no control' in result.output
    assert '"Total: 3" is no control' in result.output


def test_what_is_wrong_in_a_row_is_told_by_number_and_the_rest_is_placed(
    library: Path, tmp_path: Path, run: Run
) -> None:
    rows = (
        (*HEAD, "Status"),
        ("AC-1", "Good.", "CC6.1", "IT", "Operating"),
        ("", "No id.", "CC6.1", "IT", ""),
        ("AC-3", "Wrong criteria.", "CC6.12, CC61, CC6.2", "IT", ""),
        ("AC-4", "None.", "", "IT", "Somehow"),
        ("AC-5", "", "", "IT", ""),
        ("AC-6", "x" * 32_768, "CC6.1", "IT", ""),
    )
    result = run(library, "import", "controls", table(tmp_path / "c.csv", rows), "--name", "acme")
    assert result.exit_code == 1
    assert list(placed(library)) == ["AC-1", "no-id-94b4", "AC-3", "AC-4"]
    assert placed(library)["AC-3"]["criteria"] == ["cc6.2"]
    for words in (
        "1 row has no control id: it has one made of its title (row 3)",
        '"CC6.12", "CC61" are no criteria',
        '"AC-4" names no criterion',
        '1 row says "Somehow", which is no known status: read as not operating (row 5)',
        "2 controls have no status, so nothing says that they operate (rows 3, 4)",
        "has no description and no criteria",
        "32768 characters",
        "2 rows were not taken: 6-7",
        "4 controls from 6 rows",
    ):
        assert words in result.output, words


def test_importing_again_changes_nothing_and_a_changed_row_changes_in_place(
    library: Path, tmp_path: Path, run: Run
) -> None:
    file = table(tmp_path / "c.csv", TWO)
    assert (
        run(
            library, "import", "controls", file, "--name", "acme", "--title", "Controls of Acme"
        ).exit_code
        == 0
    )
    before, first = snapshot(library), placed(library)
    result = run(library, "import", "controls", file, "--name", "acme")
    assert result.exit_code == 0
    assert "nothing to change" in result.output
    assert snapshot(library) == before
    table(
        tmp_path / "c.csv",
        (
            HEAD,
            ("AC-2", "Access is reviewed each quarter.", "CC6.3, CC6.2", "Security"),
            ("AC-3", "New.", "CC6.6", "IT"),
        ),
    )
    result = run(library, "import", "controls", file, "--name", "acme")
    assert result.exit_code == 0
    after = placed(library)
    assert list(after) == ["AC-1", "AC-2", "AC-3"]
    assert after["AC-1"] == first["AC-1"], "a control that the file no longer has stays as it was"
    assert "1 controls of earlier imports are not in this file and stay: AC-1" in result.output
    assert after["AC-2"]["uuid"] == first["AC-2"]["uuid"]
    assert (after["AC-2"]["text"], after["AC-2"]["owner"], after["AC-2"]["criteria"]) == (
        "Access is reviewed each quarter.",
        ["Security"],
        ["cc6.3", "cc6.2"],
    )
    assert (
        json.loads((library / DEFINITION).read_bytes())["component-definition"]["metadata"]["title"]
        == "Controls of Acme"
    ), "the title given earlier stays"
    changed = {path for path, data in snapshot(library).items() if before.get(path) != data}
    assert changed == {DEFINITION}


def test_what_other_tools_wrote_stays(library: Path, tmp_path: Path, run: Run) -> None:
    file = table(tmp_path / "c.csv", TWO)
    assert run(library, "import", "controls", file, "--name", "acme").exit_code == 0
    tree = json.loads((library / DEFINITION).read_bytes())
    body = tree["component-definition"]
    body["metadata"]["remarks"] = "Reviewed."
    own = {
        "uuid": "11111111-1111-4111-8111-111111111111",
        "type": "software",
        "title": "Directory",
        "description": "Signs people in.",
    }
    body["components"].insert(0, own)
    control = body["components"][1]
    control["remarks"] = "Seen by the auditor."
    control["links"] = [{"href": "https://tickets.example/1", "rel": "reference"}]
    control["props"].append({"name": "reviewer", "ns": "https://other.example", "value": "Sam"})
    implementation = control["control-implementations"][0]
    implementation["implemented-requirements"][0]["remarks"] = "Agreed."
    added = {
        "uuid": "22222222-2222-4222-8222-222222222222",
        "control-id": "cc7.1",
        "description": "Also this one.",
    }
    implementation["implemented-requirements"].append(added)
    control["control-implementations"].append(
        {
            **implementation,
            "uuid": "33333333-3333-4333-8333-333333333333",
            "implemented-requirements": [added],
        }
    )
    (library / DEFINITION).write_text(json.dumps(tree, indent=4), encoding="utf-8")
    before = snapshot(library)
    assert "nothing to change" in run(library, "import", "controls", file, "--name", "acme").output
    assert snapshot(library) == before, "another tool's layout is no reason to write"
    table(tmp_path / "c.csv", (HEAD, ("AC-1", "Access is granted.", "CC6.1, CC6.6", "IT"), TWO[2]))
    assert run(library, "import", "controls", file, "--name", "acme").exit_code == 0
    after = json.loads((library / DEFINITION).read_bytes())["component-definition"]
    assert after["metadata"]["remarks"] == "Reviewed."
    assert after["components"][0] == own
    new = after["components"][1]
    assert (new["remarks"], new["links"], new["props"][-1]) == (
        control["remarks"],
        control["links"],
        control["props"][-1],
    )
    assert new["description"] == "Access is granted."
    first, second = new["control-implementations"]
    assert [item["control-id"] for item in first["implemented-requirements"]] == [
        "cc6.1",
        "cc6.6",
        "cc7.1",
    ]
    assert first["implemented-requirements"][0]["remarks"] == "Agreed."
    assert first["implemented-requirements"][2] == added
    assert second["implemented-requirements"] == [added]


def test_the_result_is_sound_oscal(library: Path, tmp_path: Path, run: Run) -> None:
    rows = (*TWO, ("AC \u00e9/\x013", 'Odd "signs" <b> \u2028 and\nlines', "CC6.1", " \u00a0 "))
    assert (
        run(
            library, "import", "controls", table(tmp_path / "c.csv", rows), "--name", "acme"
        ).exit_code
        == 0
    )
    report = json.loads(run(library, "validate", "--format", "json").stdout)
    assert not [item for item in report["findings"] if item["path"] == DEFINITION], report


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--map", "text=Control Description"), '"text" is no field'),
        (("--map", "description=Descr"), 'there is no column "Descr"'),
        (("--map", "description"), "is not FIELD=HEADING"),
        (("--sheet", "Other"), 'there is no sheet "Other"'),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    library: Path, tmp_path: Path, run: Run, args: tuple[str, ...], words: str
) -> None:
    before = snapshot(library)
    for file in (table(tmp_path / "c.csv", TWO), workbook(tmp_path / "c.xlsx", TWO)):
        result = run(library, "import", "controls", file, "--name", "acme", *args)
        assert result.exit_code == 2, result.output
        assert words in result.output
    assert snapshot(library) == before


def test_columns_and_sheets_can_be_named(library: Path, tmp_path: Path, run: Run) -> None:
    rows = (
        ("Key", "Wording", "Points", "Control Description"),
        ("AC-1", "Mine.", "CC6.1", "Not mine."),
    )
    file = workbook(tmp_path / "c.xlsx", rows, sheet="Data", before="Cover")
    given = ("--map", "control=key", "--map", "Description=Wording", "--map", "criteria=Points")
    result = run(library, "import", "controls", file, "--name", "acme", *given, "--sheet", "Data")
    assert result.exit_code == 0, result.output
    assert placed(library)["AC-1"]["text"] == "Mine."
    assert "columns not used: Control Description" in result.output


def test_the_first_sheet_with_the_columns_is_read(library: Path, tmp_path: Path, run: Run) -> None:
    result = run(
        library,
        "import",
        "controls",
        workbook(tmp_path / "c.xlsx", TWO, before="Cover"),
        "--name",
        "acme",
    )
    assert result.exit_code == 0, result.output
    assert 'the sheet "Controls" was read' in result.output


@pytest.mark.parametrize(
    "kind", ["empty", "heading", "columns", "missing", "folder", "fifo", "binary"]
)
def test_what_cannot_be_read_writes_nothing(
    tiny: Path, tmp_path: Path, run: Run, kind: str
) -> None:
    file = tmp_path / "c.csv"
    code = 1
    if kind == "empty":
        file.write_bytes(b"")
    elif kind == "heading":
        table(file, (HEAD,))
    elif kind == "columns":
        table(file, (("a", "b"), ("1", "2")))
    elif kind == "binary":
        file.write_bytes(bytes(range(256)))
    elif kind == "folder":
        file.mkdir()
        code = 2
    elif kind == "fifo":
        os.mkfifo(file)
        code = 2
    else:
        code = 2
    before = snapshot(tiny)
    for args in (
        ("controls", str(file), "--name", "acme"),
        ("states", str(file)),
        ("evidence", str(file)),
    ):
        result = run(tiny, "import", *args)
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
    assert snapshot(tiny) == before


def test_a_bad_name_is_wrong_usage_and_a_file_may_stand_in_the_workspace(
    library: Path, run: Run
) -> None:
    file = table(library / "c.csv", TWO)
    for name in ("../evil", "Acme", "a/b", "con"):
        assert run(library, "import", "controls", file, "--name", name).exit_code == 2, name
    assert run(library, "import", "controls", file, "--name", "acme").exit_code == 0


def test_many_thousand_rows_of_controls(library: Path, tmp_path: Path, run: Run) -> None:
    made = xlsxwriter.Workbook(str(tmp_path / "c.xlsx"), {"constant_memory": True})
    page = made.add_worksheet("Controls")
    page.write_row(0, 0, HEAD)
    for number in range(1, MANY):
        text = f"CC{number}" if number % 2 else "CC6.1"
        page.write_row(number, 0, (f"AC-{number % 300}", f"Description {number % 300}", text, "IT"))
    made.close()
    started = time.process_time()
    result = run(library, "import", "controls", str(tmp_path / "c.xlsx"), "--name", "acme")
    assert time.process_time() - started < IN_TIME
    assert result.exit_code == 0, result.output[-500:]
    assert f"300 controls from {MANY - 1} rows" in result.output
    assert len(result.output) < 60_000


# --- states
# -----------------------------------------------------------------------------------------------------------------------------


def ssp_errors(root: Path, run: Run) -> list[dict[str, Any]]:
    result = run(root, "validate", "--format", "json", "--as-of", "2026-11-24")
    found = json.loads(result.stdout)["findings"]
    return [
        item for item in found if item["severity"] == "error" and item["path"].startswith("ssp/")
    ]


STATES = ("Objective", "Status", "Gap", "Evidence")
FILE = f"{SSP}/controls/AC/3.1.1.md"
TINY_FILE = "ssp/demo/controls/AC/3.1.1.md"  # [a] is implemented, [b] partial and the last


def status(root: Path, run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        run(root, "status", "--format", "json", "--as-of", "2026-11-24").stdout
    )
    return found


def lines_changed(before: bytes, after: bytes) -> tuple[list[str], list[str]]:
    """Lines that went and lines that came."""
    found = list(difflib.ndiff(before.decode().split("\n"), after.decode().split("\n")))
    return [line[2:] for line in found if line.startswith("- ")], [
        line[2:] for line in found if line.startswith("+ ")
    ]


def test_only_the_lines_of_fields_change(copy: Path, tmp_path: Path, run: Run) -> None:
    edit(
        copy,
        FILE,
        "- State: implemented\n- Evidence: ev-access-service-accounts\n\nEleven",
        "* State: implemented\n* Evidence:\n    ev-access-service-accounts\n\n\n  <!-- kept"
        " -->\nEleven",
    )
    before = snapshot(copy)
    rows = (
        STATES,
        ("AC.L2-3.1.1[b]", "Partially Met", "the build farm is not listed", "ev-inventory"),
        ("3.1.1[a]", "Met", "", "ev-access-roster"),
    )
    result = run(copy, "import", "states", table(tmp_path / "s.csv", rows), "--replace")
    assert result.exit_code == 0, result.output
    after = snapshot(copy)
    assert changed(before, after) == {FILE}
    gone, came = lines_changed(before[FILE], after[FILE])
    assert gone == ["* State: implemented", "* Evidence:", "    ev-access-service-accounts"]
    assert came == [
        "* State: partial",
        "* Evidence: ev-access-service-accounts, ev-inventory",
        "- Missing: the build farm is not listed",
    ]
    assert run(copy, "import", "states", str(tmp_path / "s.csv")).exit_code == 0
    assert snapshot(copy) == after
    objective = [item for item in status(copy, run)["blockers"] if item["requirement"] == "3.1.1"]
    assert objective
    assert objective[0]["objectives"] == ["b"]


@pytest.mark.parametrize(
    "written",
    [
        "3.1.1[b]",
        "AC.L2-3.1.1[b]",
        "ac.l2-3.1.1[B]",
        "03.01.01[b]",
        "3.1.1 (b)",
        "3.1.1b",
        "3.1.1.b",
        "AC.L2-3.1.1.b",
        "3.1.1 [ b ]: processes are known",
        "SP_800_171r2_03.01.01_obj.b",
        "\u00a03.1.1[b]",
    ],
)
def test_objectives_in_every_spelling(tiny: Path, tmp_path: Path, run: Run, written: str) -> None:
    result = run(
        tiny,
        "import",
        "states",
        "--replace",
        table(tmp_path / "s.csv", (STATES, (written, "partial", "something", ""))),
    )
    assert result.exit_code == 0, result.output
    assert "- State: partial\n- Missing: something\n" in (tiny / TINY_FILE).read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    "rows",
    [
        (
            ("Practice", "Objective", "Status", "Gap"),
            ("AC.L2-3.1.1", "[b]", "Partial", "something"),
        ),
        (("Requirement", "Letter", "State", "Missing"), ("3.1.1", "b", "Partial", "something")),
        (
            ("Control ID", "Assessment Objective", "State", "Missing"),
            ("3.1.1", "Determine if: [b] processes are identified;", "Partial", "something"),
        ),
        (
            ("Objective", "State", "Missing"),
            ("3.1.1[b]", "Partial", "something"),
            ("3.1.1[b]", "Partial", "something"),
        ),
    ],
)
def test_objectives_over_two_columns(tiny: Path, tmp_path: Path, run: Run, rows: Rows) -> None:
    result = run(tiny, "import", "states", "--replace", table(tmp_path / "s.csv", rows))
    assert result.exit_code == 0, result.output
    assert "- Missing: something\n" in (tiny / TINY_FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("MET", "implemented"),
        ("Fully Implemented", "implemented"),
        ("Y", "implemented"),
        ("not met", "not-implemented"),
        ("Non-Compliant", "not-implemented"),
        ("Other Than Satisfied", "not-implemented"),
        ("in progress", "planned"),
        ("POA&M", "planned"),
        ("Partially  Implemented", "partial"),
        ("N/A", "not-applicable"),
        ("not-applicable", "not-applicable"),
        ("Not_Implemented", "not-implemented"),
    ],
)
def test_words_for_states(tiny: Path, tmp_path: Path, run: Run, word: str, state: str) -> None:
    before = "planned" if state == "partial" else "partial"
    edit(tiny, TINY_FILE, "- State: partial", f"- State: {before}")
    rows = (
        ("Objective", "State", "Missing", "Rationale", "Approved by", "Approved on"),
        (
            "3.1.1[b]",
            word,
            # what is met and lacks something would be partial
            "" if state == "implemented" else "x",
            "y",
            "Security" if state == "not-applicable" else "",
            "9 Nov 2026" if state == "not-applicable" else "",
        ),
    )
    result = run(tiny, "import", "states", table(tmp_path / "s.csv", rows), "--replace")
    assert result.exit_code == 0, result.output
    text = (tiny / TINY_FILE).read_text(encoding="utf-8")
    section = text[text.index("@objective b") :]
    assert f"- State: {state}\n" in section


def test_what_is_unknown_is_told_with_the_nearest_word(
    copy: Path, tmp_path: Path, run: Run
) -> None:
    before = snapshot(copy)
    rows = (
        (
            "Objective",
            "State",
            "Missing",
            "Evidence",
            "Provider",
            "Approved by",
            "Approved on",
            "Rationale",
        ),
        ("3.1.1[z]", "implemented", "", "", "", "", "", ""),
        ("3.1.1", "implemented", "", "", "", "", "", ""),
        ("3.1.1[a]", "implementd", "", "", "", "", "", ""),
        ("3.1.1[b]", "partial", "", "", "", "", "", ""),
        ("3.1.1[c]", "not applicable", "", "", "", "Somebody", "2026-01-01", "none here"),
        ("3.1.1[d]", "not applicable", "", "", "", "system-owner", "03/04/2026", "none here"),
        ("3.1.1[e]", "inherited", "", "", "stratoforg", "", "", ""),
        ("9.9.9[a]", "implemented", "", "", "", "", "", ""),
        ("", "implemented", "", "", "", "", "", ""),
    )
    result = run(copy, "import", "states", table(tmp_path / "s.csv", rows), "--replace")
    assert result.exit_code == 1
    after = snapshot(copy)
    assert changed(before, after) == {FILE}
    assert after[FILE].count(b"- State: not-applicable\n") == 2
    assert after[FILE].count(b"- Rationale: none here\n") == 2
    assert b"- State: inherited\n" in after[FILE]
    assert not ssp_errors(copy, run)
    for words in (
        '1 row says "implementd", which is no known state: not taken (row 4)',
        "implemented, inherited, alternative, partial, planned, not-implemented, not-applicable",
        '"Somebody" is no role',
        '"03/04/2026" is not a day',
        'no provider "stratoforg"',
        '"9.9.9[a]" is no objective of cmmc-level-2',
        "4 rows were not taken: 2, 4, 9-10",
    ):
        assert words in result.output, words
    result = run(
        copy,
        "import",
        "states",
        table(
            tmp_path / "t.csv",
            (STATES, ("3.1.1[a]", "implemented", "", "ev-access-rostr; nowhere to be found")),
        ),
    )
    assert result.exit_code == 0
    assert 'did you mean "ev-access-roster"?' in result.output
    assert "1 draft items added to evidence.yaml: ev-nowhere-to-be-found" in result.output
    after = snapshot(copy)
    register = after[f"{SSP}/evidence.yaml"].decode()
    assert '    title: "nowhere to be found"\n' in register
    assert '    status: draft\n    objectives: ["3.1.1[a]"]\n' in register
    assert not ssp_errors(copy, run)


def test_a_state_may_have_what_it_needs_in_the_file(copy: Path, tmp_path: Path, run: Run) -> None:
    assert (
        run(
            copy,
            "import",
            "states",
            table(tmp_path / "s.csv", (STATES, ("3.1.1[b]", "partial", "the build farm", ""))),
            "--replace",
        ).exit_code
        == 0
    )
    result = run(
        copy,
        "import",
        "states",
        table(tmp_path / "s.csv", (STATES, ("3.1.1[b]", "planned", "", ""))),
    )
    assert result.exit_code == 0, result.output
    result = run(
        copy,
        "import",
        "states",
        table(tmp_path / "s.csv", (STATES, ("3.1.1[b]", "met", "n/a", ""))),
    )
    assert result.exit_code == 0
    assert 'its missing "the build farm" went from the file' in result.output
    assert "Missing" not in (copy / FILE).read_text(encoding="utf-8")


def test_inherited_needs_a_row_of_the_matrix(copy: Path, tmp_path: Path, run: Run) -> None:
    found = []
    for path in sorted((copy / SSP / "providers").glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            found += [
                (path.stem, row["objective"])
                for row in csv.DictReader(file)
                if row["responsibility"] in ("provider", "shared")
            ]
    slug, inherited = found[0]
    rows = (
        ("Objective", "State", "Inherited from"),
        (inherited, "Inherited", slug.upper()),
        ("3.12.4[a]", "inherited", slug),
    )
    result = run(copy, "import", "states", table(tmp_path / "s.csv", rows), "--replace")
    assert result.exit_code == 1
    assert f"3.12.4[a] is inherited from {slug}, whose matrix has no row for it" in result.output
    assert "1 objectives from 2 rows" in result.output
    assert not ssp_errors(copy, run)


def test_a_section_that_lacks_is_added_in_the_order_of_letters(
    copy: Path, tmp_path: Path, run: Run
) -> None:
    text = (copy / FILE).read_text(encoding="utf-8")
    start, end = text.index("## [c]"), text.index("## [d]")
    (copy / FILE).write_text(text[:start] + text[end:], encoding="utf-8")
    rows = (
        ("Objective", "State", "Implementation"),
        (
            "3.1.1[c]",
            "Met",
            "Devices are listed.\n\n## A heading <!-- @objective x -->\n\n- a list",
        ),
    )
    assert run(copy, "import", "states", table(tmp_path / "s.csv", rows)).exit_code == 0
    after = (copy / FILE).read_text(encoding="utf-8")
    section = (
        "## [c] <!-- @objective c -->\n- State: implemented\n\nDevices are listed.\n\n\\## A"
        " heading <!-- @objective x -->\n\n- a list\n\n"
    )
    assert after == text[:start] + section + text[end:]
    assert run(copy, "import", "states", str(tmp_path / "s.csv")).exit_code == 0
    assert (copy / FILE).read_text(encoding="utf-8") == after


def test_a_file_that_lacks_is_made(copy: Path, tmp_path: Path, run: Run) -> None:
    (copy / FILE).unlink()
    rows = (
        ("Objective", "State", "Missing", "Owner"),
        ("3.1.1[f]", "Not Met", "nothing is written down", "security-officer"),
    )
    result = run(copy, "import", "states", table(tmp_path / "s.csv", rows))
    assert result.exit_code == 0, result.output
    text = (copy / FILE).read_text(encoding="utf-8")
    assert "owner: security-officer\n" in text
    assert (
        "## [f] <!-- @objective f -->\n- State: not-implemented\n- Missing: nothing is written"
        " down\n" in text
    )
    assert [text.index(f"@objective {letter}") for letter in "abcdef"] == sorted(
        text.index(f"@objective {letter}") for letter in "abcdef"
    )


def test_prose_is_never_written_over(copy: Path, tmp_path: Path, run: Run) -> None:
    before = snapshot(copy)
    rows = (("Objective", "State", "Implementation"), ("3.1.1[a]", "implemented", "Another text."))
    result = run(copy, "import", "states", table(tmp_path / "s.csv", rows))
    assert "3.1.1[a] is described already" in result.output
    assert snapshot(copy) == before


def test_the_owner_goes_into_a_file_that_names_none(copy: Path, tmp_path: Path, run: Run) -> None:
    edit(copy, FILE, "owner: it-operations\n", "")
    rows = (
        ("Objective", "State", "Owner"),
        ("3.1.1[a]", "met", "security-officer"),
        ("3.1.1[b]", "met", ""),
        ("3.1.2[a]", "met", "security-officer"),
        ("3.1.3[a]", "met", "Pat Person"),
        ("3.1.3[b]", "met", "Pat Person"),
        ("3.1.5[a]", "met", "security-officer"),
        ("3.1.5[b]", "met", "it-operations"),
    )
    before = snapshot(copy)
    result = run(copy, "import", "states", table(tmp_path / "s.csv", rows))
    assert result.exit_code == 0, result.output
    after = snapshot(copy)
    assert after[FILE] == before[FILE].replace(
        b'requirement: "3.1.1"\n', b'requirement: "3.1.1"\nowner: security-officer\n'
    )
    assert changed(before, after) == {FILE}
    assert "the owner of the sheet, security-officer, was not taken" in result.output
    assert "the owner of the sheet, pat-person, was not taken" in result.output
    assert (
        "the rows of 3.1.5 name several owners (it-operations, security-officer)" in result.output
    )


def test_rows_without_a_state_and_captions_are_passed_over(
    copy: Path, tmp_path: Path, run: Run
) -> None:
    rows = (
        STATES,
        ("Access Control (AC)", "", "", ""),
        ("3.1.1[a]", "", "", ""),
        ("3.1.1[b]", "met", "", ""),
        ("Total", "", "", "1"),
    )
    result = run(copy, "import", "states", table(tmp_path / "s.csv", rows))
    assert result.exit_code == 0, result.output
    assert "no state and nothing else to place; passed over (row 3)" in result.output
    result = run(
        copy,
        "import",
        "states",
        table(tmp_path / "s.csv", (STATES, ("3.1.1[a]", "", "something is missing", ""))),
    )
    assert result.exit_code == 1
    assert "no state; 3.1.1[a] was not taken" in result.output


def test_ids_that_became_dates_are_told(tiny: Path, tmp_path: Path, run: Run) -> None:
    result = run(
        tiny,
        "import",
        "states",
        workbook(tmp_path / "s.xlsx", (STATES, (dt.date(2001, 1, 3), "met", "", ""))),
    )
    assert result.exit_code == 1
    assert "format the column as text" in result.output


def test_two_rows_that_disagree_are_told(copy: Path, tmp_path: Path, run: Run) -> None:
    rows = (
        STATES,
        ("3.1.1[b]", "met", "", "ev-inventory"),
        ("3.1.1[b]", "met", "", "ev-access-roster"),
        ("3.1.1[b]", "partial", "x", ""),
    )
    result = run(copy, "import", "states", table(tmp_path / "s.csv", rows), "--replace")
    assert result.exit_code == 0, result.output
    assert (
        "3.1.1[b]: row 2 says implemented and row 4 partial; the worse one, partial, was taken"
        in result.output
    )
    assert "- State: partial\n" in (copy / FILE).read_text(encoding="utf-8")
    assert "- Evidence: ev-access-service-accounts, ev-inventory, ev-access-roster\n" in (
        copy / FILE
    ).read_text(encoding="utf-8")


def test_all_320_objectives_from_one_sheet_agree_with_status(
    copy: Path, tmp_path: Path, run: Run
) -> None:
    labels = list(shipped().objective_labels)
    assert len(labels) == 320
    words = ("Met", "Partially Met", "Planned", "Not Met")
    rows = [("Objective", "State", "Missing", "Evidence")]
    rows += [
        (label, words[index % 4], "" if index % 4 == 0 else "to be done", "ev-ssp")
        for index, label in enumerate(labels)
    ]
    file = workbook(tmp_path / "s.xlsx", rows, sheet="Objectives", before="Instructions")
    original = snapshot(copy)
    result = run(copy, "import", "states", file, "--replace")
    assert result.exit_code == 0, result.output[-2000:]
    assert "320 objectives from 320 rows" in result.output
    before = snapshot(copy)
    fields = re.compile(
        rb"- (?:State|Evidence|Provider|Missing|Rationale|Approved|Note): .*\n(?:[ \t]+\S.*\n)*"
    )
    for path, data in before.items():
        if path.startswith(f"{SSP}/controls/"):
            assert fields.sub(b"", data) == fields.sub(b"", original[path]), path
    assert not [path for path in changed(original, before) if "/controls/" not in path]
    assert run(copy, "import", "states", file).exit_code == 0
    assert snapshot(copy) == before
    met = {label for index, label in enumerate(labels) if index % 4 == 0}
    for file_ in (copy / SSP / "exceptions").glob("*.md"):
        file_.unlink()
    blockers = {
        f"{item['requirement']}[{letter}]"
        for item in status(copy, run)["blockers"]
        for letter in item["objectives"]
    }
    assert blockers == set(labels) - met
    assert run(copy, "ssp", "generate", "--check").exit_code == 0, (
        "what the import writes is what generate would write"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\nProse at once.\n", "- State: implemented\n\nProse at once.\n"),
        ("\n\n- State is in the text\n", "- State: implemented\n\n- State is in the text\n"),
        (
            "\n- Somebody: a list\n- of prose\n",
            "- State: implemented\n\n- Somebody: a list\n- of prose\n",
        ),
        ("\n    indented code\n", "- State: implemented\n\n    indented code\n"),
        (
            "\n- State: planned\n- Missing: a\n  b\nText without a blank line.\n",
            "- State: implemented\nText without a blank line.\n",
        ),
        (
            "\n* Note: kept\n* State: planned\n* Missing: x\n\nText.\n",
            "* Note: kept\n* State: implemented\n\nText.\n",
        ),
        ("\n", "- State: implemented\n\n"),
        ("\n\n\n\n", "- State: implemented\n\n\n\n"),
    ],
)
@pytest.mark.parametrize("letter", ["a", "b"])
def test_fields_go_between_the_heading_and_whatever_follows(
    tiny: Path, tmp_path: Path, run: Run, old: str, new: str, letter: str
) -> None:
    text = (tiny / TINY_FILE).read_text(encoding="utf-8")
    marker = f"<!-- @objective {letter} -->"
    start = text.index(marker) + len(marker)
    rest = "" if letter == "b" else "\n" + text[text.index("## [b]") :]
    (tiny / TINY_FILE).write_text(text[:start] + old + rest, encoding="utf-8")

    def prose() -> list[tuple[str, str]]:
        parts = frontmatter.split_front_matter((tiny / TINY_FILE).read_text(encoding="utf-8"))
        return [(item.title, item.prose) for item in sections.read_sections(parts.body).sections]

    before = prose()
    result = run(
        tiny,
        "import",
        "states",
        table(tmp_path / "s.csv", (("Objective", "State"), (f"3.1.1[{letter}]", "met"))),
        "--replace",
    )
    assert result.exit_code == 0, result.output
    after = (tiny / TINY_FILE).read_text(encoding="utf-8")
    assert prose() == before
    assert after == text[:start] + "\n" + new + rest
    assert run(tiny, "import", "states", str(tmp_path / "s.csv")).exit_code == 0
    assert (tiny / TINY_FILE).read_text(encoding="utf-8") == after


def test_a_system_that_states_nothing_yet(fresh: Path, tmp_path: Path, run: Run) -> None:
    root = fresh
    rows = [("Objective", "State", "Missing", "How it is met")]
    for index, label in enumerate(shipped().objective_labels):
        state = ("Not met", "all of it") if index % 3 else ("Met", "")
        rows.append((label, *state, "- Done by\n\n  hand." if index % 2 else ""))
    result = run(root, "import", "states", table(tmp_path / "s.csv", rows))
    assert result.exit_code == 0, result.output[-2000:]
    assert run(root, "ssp", "generate", "--check").exit_code == 0
    # the sheet claims an inventory, and there is none yet
    assert [item["code"] for item in ssp_errors(root, run)] == ["BND019"]
    before = snapshot(root)
    assert run(root, "import", "states", str(tmp_path / "s.csv")).exit_code == 0
    assert snapshot(root) == before
    text = (root / "ssp/demo/controls/AC/3.1.1.md").read_text(encoding="utf-8")
    assert (
        "- State: not-implemented\n- Missing: all of it\n\n- Done by\n\n  hand.\n\n## [c]" in text
    )


def test_many_thousand_rows_of_states(tiny: Path, tmp_path: Path, run: Run) -> None:
    rows = [
        STATES,
        *((f"3.1.{number}[q]", "implmented", "", f"ev-{number}") for number in range(MANY)),
    ]
    file = table(tmp_path / "s.csv", rows)
    started = time.process_time()
    result = run(tiny, "import", "states", file)
    assert time.process_time() - started < IN_TIME
    assert result.exit_code == 1
    assert f"{MANY} rows were not taken: 2-{MANY + 1}" in result.output
    assert len(result.output) < 60_000


# --- evidence
# ---------------------------------------------------------------------------------------------------------------------------


REGISTER = f"{SSP}/evidence.yaml"
EVIDENCE = (
    "Evidence ID",
    "Title",
    "Location",
    "Owner",
    "Collected",
    "Frequency",
    "Objectives",
    "Criteria",
)


def register_of(data: bytes) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in yaml.load(data, Loader=yaml.BaseLoader)["evidence"]}  # noqa: S506 - gives texts only


def items(root: Path) -> dict[str, dict[str, Any]]:
    return register_of((root / REGISTER).read_bytes())


def test_new_items_are_added_and_the_rest_stays_byte_for_byte(
    copy: Path, tmp_path: Path, run: Run
) -> None:
    before = snapshot(copy)
    rows = (
        EVIDENCE,
        (
            "E-1",
            'Roster: "all" # people',
            "https://grc.example/1",
            "IT Operations",
            "9 Nov 2026",
            "Quarterly",
            "AC.L2-3.1.1[a]; 3.1.2",
            "CC6.1 - CC6.3",
        ),
        ("", "\u00dcbersicht", "share: x", "it-operations", "46335", "90 days", "", ""),
        ("", "\u65e5\u672c", "share: y", "", "", "", "", ""),
    )
    result = run(copy, "import", "evidence", workbook(tmp_path / "e.xlsx", rows))
    assert result.exit_code == 0, result.output
    after = snapshot(copy)
    assert changed(before, after) == {REGISTER}
    assert after[REGISTER].startswith(before[REGISTER])
    found = items(copy)
    assert found["e-1"]["title"] == 'Roster: "all" # people'
    assert (found["e-1"]["owner"], found["e-1"]["collected"], found["e-1"]["cadence"]) == (
        "it-operations",
        "2026-11-09",
        "120",
    )
    assert found["e-1"]["objectives"] == ["3.1.1[a]", "3.1.2[a]", "3.1.2[b]"]
    assert found["e-1"]["criteria"] == ["CC6.1", "CC6.2", "CC6.3"]
    assert (found["ev-ubersicht"]["collected"], found["ev-ubersicht"]["cadence"]) == (
        "2026-11-09",
        "90",
    )
    assert "ev-item" in found
    assert len({item["uuid"] for item in found.values()}) == len(found)
    assert not ssp_errors(copy, run)
    assert "nothing to change" in run(copy, "import", "evidence", str(tmp_path / "e.xlsx")).output
    assert snapshot(copy) == after


def test_an_update_changes_only_the_lines_it_must(copy: Path, tmp_path: Path, run: Run) -> None:
    edit(
        copy,
        REGISTER,
        "    collected: 2026-11-09\n    cadence: 92\n    status: final\n    objectives: [\n     "
        ' "3.1.1[c]"',
        "    collected: 2026-11-09   # by script\n    cadence: 92\n    status: final\n   "
        ' objectives: [\n      "3.1.1[c]"',
    )
    before = (copy / REGISTER).read_bytes()
    old = items(copy)["ev-inventory"]
    listed = "; ".join([*old["objectives"], "3.4.1[a]"])
    head = ("ID", "Title", "Location", "Collected", "From", "To", "Objectives", "Criteria", "Notes")
    row = (
        "EV-Inventory",
        old["title"],
        old["location"],
        "2026-11-20",
        "2026-10-01",
        "2026-10-31",
        listed,
        "cc6.1, CC3.2, CC2.1",
        "",
    )
    result = run(copy, "import", "evidence", table(tmp_path / "e.csv", (head, row)), "--replace")
    assert result.exit_code == 0, result.output
    assert "0 items added, 1 updated" in result.output
    gone, came = lines_changed(before, (copy / REGISTER).read_bytes())
    assert "    collected: 2026-11-20   # by script" in came
    assert "    period: {start: 2026-10-01, end: 2026-10-31}" in came
    assert "    criteria: [CC6.1, CC3.2, CC2.1]" in came
    assert sum("3.4.1[a]" in line for line in came) == 1
    assert len(gone) <= 5
    new = items(copy)["ev-inventory"]
    assert new["objectives"] == [*old["objectives"], "3.4.1[a]"]
    assert new["period"] == {"start": "2026-10-01", "end": "2026-10-31"}
    others, now = register_of(before), items(copy)
    del others["ev-inventory"], now["ev-inventory"]
    assert now == others
    assert not ssp_errors(copy, run)
    after = (copy / REGISTER).read_bytes()
    row = (*row[:5], "2026-11-30", "3.4.1[a]", *row[7:])
    result = run(copy, "import", "evidence", table(tmp_path / "e.csv", (head, row)), "--replace")
    assert result.exit_code == 0
    assert "not in the sheet and no longer listed" in result.output
    assert items(copy)["ev-inventory"]["objectives"] == ["3.4.1[a]"]
    gone, came = lines_changed(after, (copy / REGISTER).read_bytes())
    assert "    period: {start: 2026-10-01, end: 2026-11-30}" in came


LAYOUTS = {
    "block": """# The register.
evidence:
- uuid: {uuid}
  # why it is called so
  id: ev-one
  title: >-
    A title over
    two lines
  location: 'share: one'  # moved in May
  period:
    start: 2026-01-01
    end: 2026-03-31  # quarter
  objectives:
  - 3.1.1[a]
  # the next one is new
  - 3.1.1[b]
  criteria: []

# The end.
""",
    "indented": """evidence:   # all of it
    -   id: ev-one
        uuid: {uuid}
        "title": "A title over two lines"
        location: "share: one"
        objectives:
            - "3.1.1[a]"   # first
            - '3.1.1[b]'
        status: draft
    # between
    -   id: ev-two
        uuid: {other}
        title: Two
        location: share
""",
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_and_comments_of_the_register_stay(
    copy: Path, tmp_path: Path, run: Run, layout: str
) -> None:
    text = LAYOUTS[layout].format(
        uuid="b1be38dd-154e-4a79-857c-c517f126b886", other="c1be38dd-154e-4a79-857c-c517f126b886"
    )
    for path in (copy / SSP / "controls").rglob("*.md"):
        path.unlink()
    for folder in ("poam", "exceptions"):
        for path in (copy / SSP / folder).glob("*.md"):
            path.unlink()
    for path in (copy / SSP / "providers").glob("*.csv"):
        path.write_text(
            "".join(
                line for line in path.read_text(encoding="utf-8").splitlines(keepends=True)[:1]
            ),
            encoding="utf-8",
        )
    (copy / REGISTER).write_text(text, encoding="utf-8")
    head = ("ID", "Title", "Location", "Owner", "From", "To", "Objectives", "Criteria")
    file = table(
        tmp_path / "e.csv",
        (
            head,
            (
                "ev-one",
                "A title over two lines",
                "share: one",
                "",
                "",
                "",
                "3.1.1[a], 3.1.1[b]",
                "",
            ),
        ),
    )
    before = snapshot(copy)
    result = run(copy, "import", "evidence", file)
    assert result.exit_code == 0, result.output
    assert snapshot(copy) == before
    rows = (
        head,
        (
            "ev-one",
            "Another: title",
            "share: two",
            "security-officer",
            "2026-01-01",
            "2026-06-30",
            "3.1.1[b], 3.1.1[c]",
            "CC6.1",
        ),
        ("", "New", "there", "", "", "", "", ""),
    )
    result = run(copy, "import", "evidence", table(tmp_path / "e.csv", rows), "--replace")
    assert result.exit_code == 0, result.output
    after = (copy / REGISTER).read_text(encoding="utf-8")
    for comment in [
        line[line.index("#") :] for line in text.split("\n") if "#" in line and "first" not in line
    ]:
        assert comment in after
    found = items(copy)
    assert (found["ev-one"]["title"], found["ev-one"]["location"], found["ev-one"]["owner"]) == (
        "Another: title",
        "share: two",
        "security-officer",
    )
    assert found["ev-one"]["objectives"] == ["3.1.1[b]", "3.1.1[c]"]
    assert found["ev-one"]["criteria"] == ["CC6.1"]
    assert found["ev-one"]["period"] == {"start": "2026-01-01", "end": "2026-06-30"}
    assert found["ev-new"]["title"] == "New"
    assert not [item for item in ssp_errors(copy, run) if item["path"] == REGISTER]


@pytest.mark.parametrize(
    "text", [None, "evidence: []\n", "# none yet\nevidence: []  # fill in\n", "# only a comment\n"]
)
def test_a_register_that_is_empty_or_not_there(
    fresh: Path, tmp_path: Path, run: Run, text: str | None
) -> None:
    root = fresh
    register = root / "ssp/demo/evidence.yaml"
    register.unlink(missing_ok=True)
    if text is not None:
        register.write_text(text, encoding="utf-8")
    result = run(
        root,
        "import",
        "evidence",
        table(tmp_path / "e.csv", (("Title", "Location"), ("Roster", "share"))),
    )
    assert result.exit_code == 0, result.output
    after = register.read_text(encoding="utf-8")
    assert after.startswith((text or "").partition("evidence")[0])
    assert ("fill in" in after) == ("fill in" in (text or ""))
    assert [item["id"] for item in yaml.safe_load(after)["evidence"]] == ["ev-roster"]
    assert not ssp_errors(root, run)


def test_ids_made_from_titles_are_unique_and_found_again(
    copy: Path, tmp_path: Path, run: Run
) -> None:
    known = items(copy)["ev-inventory"]
    rows = (
        ("Title", "Location"),
        ("SSP", "a"),
        ("Access review", "2026/Q1"),
        ("Access review", "2026/Q2"),
        ("Access review", "2026/Q2"),
        ("Inventory", "b"),
        (known["title"], "moved"),
    )
    result = run(copy, "import", "evidence", table(tmp_path / "e.csv", rows), "--replace")
    assert result.exit_code == 0, result.output
    assert "4 items added, 1 updated" in result.output
    found = items(copy)
    assert found["ev-ssp"]["title"].startswith("System security plan"), (
        "an item of that id, but another title, is another item"
    )
    assert found["ev-ssp-2"]["title"] == "SSP"
    assert (found["ev-access-review-2"]["location"], found["ev-access-review-3"]["location"]) == (
        "2026/Q1",
        "2026/Q2",
    )
    assert found["ev-inventory"]["location"] == "moved", "an item is known by its title too"
    assert found["ev-inventory-2"]["title"] == "Inventory"
    before = snapshot(copy)
    assert run(copy, "import", "evidence", str(tmp_path / "e.csv")).exit_code == 0
    assert snapshot(copy) == before


def test_a_row_for_each_objective_is_one_item(copy: Path, tmp_path: Path, run: Run) -> None:
    rows = (
        ("Evidence ID", "Artifact", "Link", "Assessment Objectives", "Owner"),
        ("e-9", "Roster", "share", "3.1.1[a]", "it-operations"),
        ("e-9", "Roster", "share", "3.1.1[b]", ""),
        ("e-9", "Another", "share", "3.1.1[c]", ""),
        ("", "", "share", "", ""),
        ("", "Title alone", "", "", ""),
    )
    result = run(copy, "import", "evidence", table(tmp_path / "e.csv", rows))
    assert result.exit_code == 1
    assert items(copy)["e-9"]["objectives"] == ["3.1.1[a]", "3.1.1[b]"]
    assert 'the item "e-9" stands in row 2 already and says something else' in result.output
    assert "3 rows were not taken: 4-6" in result.output


def test_what_is_wrong_about_an_item_is_told_and_left_out(
    copy: Path, tmp_path: Path, run: Run
) -> None:
    rows = (
        (
            "ID",
            "Title",
            "Location",
            "Owner",
            "Collected",
            "Cadence",
            "Status",
            "SHA-256",
            "Objectives",
            "Criteria",
            "From",
            "To",
        ),
        (
            "e-1",
            "One",
            "x",
            "Pat Person",
            "03/04/2026",
            "sometimes",
            "odd",
            "abc",
            "3.1.99, nonsense",
            "CC6.99",
            "2026-12-31",
            "2026-01-01",
        ),
    )
    result = run(copy, "import", "evidence", table(tmp_path / "e.csv", rows), "--all")
    assert result.exit_code == 0
    assert set(items(copy)["e-1"]) == {"uuid", "id", "title", "location", "status", "owner"}
    assert items(copy)["e-1"]["status"] == "draft"
    for words in (
        '"Pat Person" was no role',
        '"03/04/2026" is not a day',
        '"sometimes" is no cadence',
        '1 row says "odd", which is no known status: taken as draft (row 2)',
        "no SHA-256",
        '"3.1.99" is no objective',
        '"nonsense"',
        'no criterion "CC6.99"',
        "the period was left out",
    ):
        assert words in result.output, words


IN_BRACES = (
    "  - {uuid: b1be38dd-154e-4a79-857c-c517f126b886, id: ev-one, title: One, location: there}"
)
ANNOTATED = """  - uuid: b1be38dd-154e-4a79-857c-c517f126b886
    id: ev-one
    title: Two
    location: there
    objectives: [
      "3.1.1[a]",  # why
    ]"""


@pytest.mark.parametrize("item", [IN_BRACES, ANNOTATED])
def test_what_only_a_person_can_change_is_left_and_told(
    copy: Path, tmp_path: Path, run: Run, item: str
) -> None:
    with (copy / REGISTER).open("a", encoding="utf-8") as file:
        file.write(item + "\n")
    before = snapshot(copy)
    rows = (("ID", "Title", "Location", "Objectives"), ("ev-one", "Two", "there", "3.1.1[b]"))
    result = run(copy, "import", "evidence", table(tmp_path / "e.csv", rows))
    assert result.exit_code == 1, result.output
    assert "in a way that only a person can change" in result.output
    assert "1 rows were not taken: 2" in result.output
    assert snapshot(copy) == before


def test_many_thousand_rows_of_evidence(tiny: Path, tmp_path: Path, run: Run) -> None:
    many_items = MANY * 9 // 50
    rows = [
        ("ID", "Title", "Location", "Objectives", "Owner"),
        *(
            (
                f"e-{number % many_items}",
                f"Artifact {number % many_items}",
                "share",
                f"3.1.{number}[a]",
                "nobody",
            )
            for number in range(MANY)
        ),
    ]
    file = table(tmp_path / "e.csv", rows)
    started = time.process_time()
    result = run(tiny, "import", "evidence", file)
    assert time.process_time() - started < IN_TIME
    assert result.exit_code == 0, result.output[-500:]
    assert f"{many_items} items added" in result.output
    assert len(result.output) < 60_000
