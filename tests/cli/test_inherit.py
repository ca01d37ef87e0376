"""Components taken from a component-definition, matrices of providers and lists of assets, through
the real commands.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import ROOT, Run, edit, snapshot

DEFINITION = "component-definitions/keystile-identity/component-definition.json"
MFA = "ssp/demo/controls/IA/3.5.3.md"
EXAMPLE = "ssp/example-enclave"
PLAN = "system-security-plans/example-enclave/system-security-plan.json"
MATRIX = "ssp/example-enclave/providers/stratoforge.csv"
INVENTORY = "ssp/example-enclave/inventory.csv"
Rows = tuple[tuple[str, ...], ...]


def new_system(root: Path, run: Run, *more: str) -> Path:
    words = (
        "title",
        "description",
        "organization",
        "information-type",
        "information-description",
        "user",
        "owner-role",
        "owner-title",
    )
    given = (
        part for word in words for part in (f"--{word}", "it" if word == "owner-role" else "Demo")
    )
    done = run(root, "new", "system", "demo", *given, *more)
    assert done.exit_code == 0, done.output
    return root


FEW = ("03.01.01", "03.01.08", "03.05.03", "03.05.11")  # keystile-identity answers each of them


@pytest.fixture(scope="module")
def _narrow(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """A blank system over a few requirements of the real catalog, and definitions to take from."""
    root: Path = tmp_path_factory.mktemp("narrow") / "workspace"
    for part in (
        ".trestle",
        "catalogs",
        "component-definitions/keystile-identity",
        "component-definitions/stratoforge-cloud",
    ):
        shutil.copytree(ROOT / part, root / part)
    tree = json.loads((ROOT / "profiles/cmmc-level-2/profile.json").read_bytes())
    [imported] = tree["profile"]["imports"]
    imported["include-controls"] = [{"with-ids": [f"SP_800_171r2_{number}" for number in FEW]}]
    (root / "profiles/few").mkdir(parents=True)
    (root / "profiles/few/profile.json").write_text(json.dumps(tree))
    return new_system(root, run, "--profile", "few")


@pytest.fixture
def demo(_narrow: Path, tmp_path: Path) -> Path:
    """A copy of it, to change."""
    return shutil.copytree(_narrow, tmp_path / "workspace")


def take(root: Path, run: Run, *more: str) -> Any:
    return run(
        root,
        "new",
        "component",
        "demo",
        "idp",
        "--from",
        "keystile-identity",
        "--owner",
        "it",
        *more,
    )


def findings(root: Path, run: Run, code: str) -> list[dict[str, Any]]:
    return [
        item
        for item in json.loads(run(root, "validate", "--format", "json").stdout)["findings"]
        if item["code"] == code
    ]


def change_source(
    root: Path, old: str = "asks for two factors", new: str = "demands two factors"
) -> None:
    edit(root, DEFINITION, old, new)


# --- components
# -------------------------------------------------------------------------------------------------------------------------


def test_a_component_is_taken_into_a_system(copy: Path, run: Run) -> None:
    demo = new_system(copy, run)
    before = snapshot(demo)
    done = take(demo, run)
    assert done.exit_code == 0, done.output
    assert "21 answers taken over" in done.output
    written = {path for path, data in snapshot(demo).items() if before.get(path) != data}
    assert len(written) == 22
    text = (demo / "ssp/demo/components/idp.md").read_text()
    assert 'title: "Keystile Workforce Identity"' in text
    assert 'category: "spa"' in text
    assert 'definition: "keystile-identity"' in text
    assert "It is not meant to hold CUI." in text
    section = (demo / MFA).read_text().split("@component idp -->\n")[1]
    assert section.startswith("- Objectives: c, d\n- Taken from: keystile-identity ")
    assert findings(demo, run, "SYN002") == []
    assert run(demo, "ssp", "generate", "demo").output == "nothing to change\n"


def test_options_go_before_what_the_definition_says(demo: Path, run: Run) -> None:
    assert (
        take(
            demo, run, "--title", "Our sign-in", "--category", "cui", "--description", "Signs in."
        ).exit_code
        == 0
    )
    text = (demo / "ssp/demo/components/idp.md").read_text()
    assert 'title: "Our sign-in"' in text
    assert 'category: "cui"' in text
    assert text.endswith("\nSigns in.\n")
    assert "## Our sign-in <!-- @component idp -->" in (demo / MFA).read_text()


def test_without_a_definition_everything_is_asked_for(demo: Path, run: Run) -> None:
    done = run(
        demo, "new", "component", "demo", "gate", user_input="Gate\nservice\nspa\nit\nA gate.\n"
    )
    assert done.exit_code == 0, done.output
    assert 'title: "Gate"' in (demo / "ssp/demo/components/gate.md").read_text()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "keystile-identty",
            (
                'there is no component-definition "keystile-identty"; did you mean'
                ' "keystile-identity"?'
            ),
        ),
        (
            "keystile-identity/Keystile Workforce Identiy",
            (
                'has no component "Keystile Workforce Identiy"; did you mean "Keystile Workforce'
                ' Identity"?'
            ),
        ),
        ("quillhaven-soc2", "quillhaven-soc2 describes no component"),
        ("../x", "there is no component-definition"),
    ],
)
def test_a_definition_that_is_not_there_writes_nothing(
    demo: Path, run: Run, name: str, expected: str
) -> None:
    controls = "component-definitions/quillhaven-soc2"
    shutil.copytree(ROOT / controls, demo / controls)
    before = snapshot(demo)
    done = run(demo, "new", "component", "demo", "idp", "--from", name, "--owner", "it")
    assert done.exit_code == 2
    assert expected in done.output
    assert snapshot(demo) == before


def test_a_definition_that_breaks_the_schema_writes_nothing(demo: Path, run: Run) -> None:
    tree = json.loads((demo / DEFINITION).read_bytes())
    tree["component-definition"]["components"][0]["control-implementations"] = [
        {"implemented-requirements": [{}]}
    ]
    (demo / DEFINITION).write_text(json.dumps(tree))
    before = snapshot(demo)
    done = take(demo, run)
    assert done.exit_code == 1
    assert "cannot be used" in done.output
    assert snapshot(demo) == before


def test_a_section_that_is_there_stays(demo: Path, run: Run) -> None:
    path = demo / MFA
    path.write_text(
        path.read_text().replace(
            "## [a]", "## Sign-in <!-- @component idp -->\n\nOur own words.\n\n## [a]"
        )
    )
    (demo / "ssp/demo/components").mkdir()
    (demo / "ssp/demo/components/idp.md").write_text(
        "---\nuuid: 7d3a7a51-7a31-4f0e-9a5d-1d1b7cb6f001\ntitle: x\ntype: service\ncategory:"
        " spa\nowner: it\n---\n\nText.\n"
    )
    assert "exists already" in take(demo, run).output
    edit(
        demo,
        "ssp/demo/components/idp.md",
        "owner: it\n",
        "owner: it\ndefinition: keystile-identity\n",
    )
    [found] = findings(demo, run, "SYN002")
    assert (found["path"], found["line"]) == ("ssp/demo/components/idp.md", 7)
    assert run(demo, "ssp", "generate", "demo").exit_code == 0
    text = path.read_text()
    assert "Our own words." in text
    assert text.count("@component idp") == 1
    assert "@component idp" in (demo / "ssp/demo/controls/AC/3.1.8.md").read_text()


def test_a_change_of_the_source_is_seen_and_followed(demo: Path, run: Run) -> None:
    take(demo, run)
    change_source(demo)
    [found] = findings(demo, run, "SYN002")
    assert found["path"] == MFA
    assert '"rule asks for" here, "rule demands" there' in found["message"]
    assert found["hint"] == "write that here, or run: attestle ssp generate demo"
    assert run(demo, "ssp", "generate", "demo", "--check").exit_code == 3
    assert run(demo, "ssp", "generate", "demo").output == f"wrote {MFA}\n"
    assert "demands two factors" in (demo / MFA).read_text()
    assert findings(demo, run, "SYN002") == []


def test_an_override_stays_and_is_settled_by_the_mark(demo: Path, run: Run) -> None:
    take(demo, run)
    edit(demo, MFA, "A rule asks for two factors", "In our tenant a rule asks for two factors")
    assert findings(demo, run, "SYN002") == [], "an override of a source that stays is no news"
    change_source(demo)
    [found] = findings(demo, run, "SYN002")
    assert "the section was edited" in found["message"]
    before = snapshot(demo)
    assert run(demo, "ssp", "generate", "demo").output == "nothing to change\n"
    assert snapshot(demo) == before
    line = found["hint"].partition("write: ")[2].partition(";")[0]
    text = (demo / MFA).read_text()
    old = next(item for item in text.split("\n") if item.startswith("- Taken from: "))
    edit(demo, MFA, old, line)
    assert findings(demo, run, "SYN002") == []


def test_a_deleted_section_is_taken_anew(demo: Path, run: Run) -> None:
    take(demo, run)
    before = (demo / MFA).read_text()
    start, end = before.index("## Keystile Workforce Identity"), before.index("## [a]")
    (demo / MFA).write_text(before[:start] + before[end:])
    [found] = findings(demo, run, "SYN002")
    assert "answers 3.5.3, where Keystile Workforce Identity has no section yet" in found["message"]
    run(demo, "ssp", "generate", "demo")
    assert (demo / MFA).read_text() == before


def test_an_answer_that_the_source_withdraws(demo: Path, run: Run) -> None:
    take(demo, run)
    tree = json.loads((demo / DEFINITION).read_bytes())
    part = tree["component-definition"]["components"][0]["control-implementations"][0]
    part["implemented-requirements"] = [
        item
        for item in part["implemented-requirements"]
        if item["control-id"] != "SP_800_171r2_03.05.03"
    ]
    (demo / DEFINITION).write_text(json.dumps(tree))
    [found] = findings(demo, run, "SYN002")
    assert "does not answer it any more" in found["message"]
    run(demo, "ssp", "generate", "demo")
    assert "<!-- @retired component idp -->" in (demo / MFA).read_text()
    assert findings(demo, run, "SYN002") == []


@pytest.mark.parametrize(
    ("definition", "code"), [("keystile-identty", "REF008"), ("keystile-identity/Gate", "REF012")]
)
def test_a_name_that_leads_nowhere_has_its_line(
    demo: Path, run: Run, definition: str, code: str
) -> None:
    take(demo, run)
    edit(
        demo,
        "ssp/demo/components/idp.md",
        'definition: "keystile-identity"',
        f'definition: "{definition}"',
    )
    [found] = findings(demo, run, code)
    assert (found["path"], found["line"]) == ("ssp/demo/components/idp.md", 10)
    assert "did you mean" in found["hint"] or "one of" in found["hint"]
    assert run(demo, "ssp", "generate", "demo").output == "nothing to change\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('definition: "keystile-identity"\n', "", "names no definition"),
        (
            'definition: "keystile-identity"',
            'definition: "stratoforge-cloud"',
            "but its component is taken from stratoforge-cloud",
        ),
    ],
)
def test_a_section_from_elsewhere_than_its_component(
    demo: Path, run: Run, old: str, new: str, expected: str
) -> None:
    take(demo, run)
    edit(demo, "ssp/demo/components/idp.md", old, new)
    found = [item for item in findings(demo, run, "SYN002") if expected in item["message"]]
    assert len(found) == len(FEW)
    before = snapshot(demo / "ssp/demo/controls")
    run(demo, "ssp", "generate", "demo")
    after = snapshot(demo / "ssp/demo/controls")
    assert all(
        before[path] == after[path] for path in before if "@component idp" in before[path].decode()
    ), "what was taken from elsewhere is left alone"


def test_where_it_is_taken_from_reaches_the_plan(demo: Path, run: Run) -> None:
    take(demo, run)
    assert run(demo, "ssp", "assemble", "demo").exit_code == 0
    assert run(demo, "ssp", "assemble", "demo", "--check").exit_code == 0
    body = json.loads((demo / "system-security-plans/demo/system-security-plan.json").read_bytes())[
        "system-security-plan"
    ]
    parts = [
        part
        for item in body["control-implementation"]["implemented-requirements"]
        for part in item["by-components"]
    ]
    assert len(parts) == len(FEW)
    assert all(
        any(
            prop["name"] == "taken-from" and prop["value"].startswith("keystile-identity ")
            for prop in part["props"]
        )
        for part in parts
    )
    assert {
        prop["value"]
        for item in body["system-implementation"]["components"]
        for prop in item.get("props", ())
        if prop["name"] == "definition"
    } == {"keystile-identity"}


def test_answers_to_criteria_are_shown_where_they_stand(example: Path, run: Run) -> None:
    text = run(example, "catalog", "show", "cc6.2").output
    assert "Keystile Workforce Identity (keystile-identity): An account comes into being" in text
    shown = json.loads(run(example, "catalog", "show", "3.10.2", "--format", "json").stdout)[
        "components"
    ]
    assert [(item["definition"], item["component"]) for item in shown] == [
        ("stratoforge-cloud", "Stratoforge Government Cloud")
    ]


def test_the_definitions_come_with_the_example_only(tmp_path: Path, run: Run) -> None:
    run(tmp_path, "init", str(tmp_path / "with"), "--example")
    run(tmp_path, "init", str(tmp_path / "without"))
    assert (tmp_path / "with" / DEFINITION).exists()
    assert not (tmp_path / "without" / DEFINITION).exists()


def test_an_emptied_section_reaches_no_document_and_what_customers_get_outlives_a_refresh(
    demo: Path, run: Run
) -> None:
    take(demo, run)
    sign_in = demo / "ssp/demo/controls/IA/3.5.11.md"
    text = sign_in.read_text()
    start = text.index("\n", text.index("- Taken from:")) + 1
    sign_in.write_text(text[:start] + "\n\n" + text[text.index("## ", start) :])
    edit(demo, MFA, "- Taken from:", "- Provides: Asks for two factors.\n- Taken from:")
    change_source(demo)
    assert run(demo, "ssp", "generate", "demo").exit_code == 0
    assert "demands two factors" in (demo / MFA).read_text()
    assert "\n- Provides: Asks for two factors.\n" in (demo / MFA).read_text()
    assert run(demo, "ssp", "assemble", "demo").exit_code == 0
    plan = json.loads((demo / "system-security-plans/demo/system-security-plan.json").read_bytes())[
        "system-security-plan"
    ]
    controls = {
        item["control-id"] for item in plan["control-implementation"]["implemented-requirements"]
    }
    assert "SP_800_171r2_03.05.11" not in controls
    assert "SP_800_171r2_03.05.03" in controls


# --- settings
# ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("known-tools = [", "OSC010"),
        ('known-tools = "Okta"', "OSC011"),
        ("known-tools = [1]", "OSC011"),
    ],
)
def test_settings_that_cannot_be_read(tiny: Path, run: Run, text: str, code: str) -> None:
    (tiny / "attestle.toml").write_text(text)
    [found] = findings(tiny, run, code)
    assert (found["path"], found["line"]) == ("attestle.toml", 1)


# --- matrices
# ---------------------------------------------------------------------------------------------------------------------------


def table(path: Path, rows: Rows) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path.write_text(out.getvalue())
    return str(path)


def workbook(path: Path, rows: Rows) -> str:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    for row in rows:
        page.append(row)
    made.save(path)
    return str(path)


def matrix(root: Path) -> dict[str, dict[str, str]]:
    return {
        row["objective"]: row for row in csv.DictReader(io.StringIO((root / MATRIX).read_text()))
    }


def bring(root: Path, run: Run, file: str, *more: str) -> Any:
    return run(root, "import", "matrix", file, "--provider", "stratoforge", *more)


ROWS: Rows = (
    ("Acme Government Cloud: customer responsibility matrix",),
    (
        "Control ID",
        "Assessment Objective",
        "Responsibility",
        "CSP Responsibility",
        "Customer Responsibility",
        "Evidence",
        "Date",
    ),
    ("AC.L2-3.1.2", "[a]", "Customer", "", "Writes the matrix of roles.", "", "9 November 2026"),
    (
        "3.8.9",
        "a",
        "Customer/CSP",
        "Encrypts\nthe backups.",
        "Chooses the keys.",
        "ev-comms-key-register",
        "2026-11-09",
    ),
)


@pytest.mark.parametrize("write", [table, workbook])
def test_a_matrix_of_objectives(copy: Path, run: Run, tmp_path: Path, write: Any) -> None:
    file = write(tmp_path / f"crm.{'csv' if write is table else 'xlsx'}", ROWS)
    done = bring(copy, run, file, "--replace")
    assert done.exit_code == 0, done.output
    assert "1 rows of the matrix added, 1 updated" in done.output
    assert matrix(copy)["3.1.2[a]"] == {
        "objective": "3.1.2[a]",
        "responsibility": "organisation",
        "provider-does": "",
        "organisation-does": "Writes the matrix of roles.",
        "evidence": "",
        "date": "2026-11-09",
    }
    assert matrix(copy)["3.8.9[a]"]["provider-does"] == "Encrypts the backups."
    assert matrix(copy)["3.8.9[a]"]["responsibility"] == "shared"
    before = snapshot(copy)
    assert "nothing to change" in bring(copy, run, file).output
    assert snapshot(copy) == before


def test_a_row_for_a_requirement_is_spread_and_one_for_an_objective_goes_before_it(
    copy: Path, run: Run, tmp_path: Path
) -> None:
    rows = (
        ("Requirement", "Responsibility", "CSP Responsibility", "Customer Responsibility"),
        ("3.4.1", "Shared", "Its half.", "Our half."),
        ("3.4.1[b]", "CSP", "All of it.", ""),
    )
    done = bring(copy, run, table(tmp_path / "crm.csv", rows))
    assert done.exit_code == 0, done.output
    assert "6 objectives from 2 rows" in done.output
    assert "5 of them from rows that speak of a whole requirement" in done.output
    found = {
        key: row["provider-does"] for key, row in matrix(copy).items() if key.startswith("3.4.1[")
    }
    assert found == {
        f"3.4.1[{letter}]": "All of it." if letter == "b" else "Its half." for letter in "abcdef"
    }


def test_a_row_for_a_requirement_does_not_take_the_place_of_finer_rows(
    copy: Path, run: Run, tmp_path: Path
) -> None:
    before = matrix(copy)
    done = bring(
        copy,
        run,
        table(
            tmp_path / "crm.csv",
            (
                ("Requirement", "Responsibility", "CSP Responsibility"),
                ("3.10.5", "CSP", "Does it all."),
            ),
        ),
    )
    assert "3.10.5[b], 3.10.5[c]: the matrix has rows of their own, which stay" in done.output
    after = matrix(copy)
    assert after["3.10.5[b]"] == before["3.10.5[b]"]
    assert after["3.10.5[a]"]["provider-does"] == "Does it all."
    newer = table(
        tmp_path / "crm2.csv",
        (("Requirement", "Responsibility", "CSP Responsibility"), ("3.4.1", "CSP", "Old.")),
    )
    bring(copy, run, newer, "--replace")
    bring(
        copy,
        run,
        table(
            tmp_path / "crm3.csv",
            (("Requirement", "Responsibility", "CSP Responsibility"), ("3.4.1", "CSP", "New.")),
        ),
        "--replace",
    )
    assert {
        row["provider-does"] for key, row in matrix(copy).items() if key.startswith("3.4.1[")
    } == {"New."}


def test_marks_in_columns_say_who_is_responsible(copy: Path, run: Run, tmp_path: Path) -> None:
    rows = (
        ("Practice", "Provider", "Customer", "Shared"),
        ("3.1.9[a]", "X", "", ""),
        ("3.1.9[b]", "", "x", ""),
        ("3.1.22[a]", "", "", "X"),
        ("3.1.22[b]", "", "", ""),
    )
    done = bring(copy, run, table(tmp_path / "crm.csv", rows))
    assert done.exit_code == 1
    found = matrix(copy)
    assert [found[key]["responsibility"] for key in ("3.1.9[a]", "3.1.9[b]", "3.1.22[a]")] == [
        "provider",
        "organisation",
        "shared",
    ]
    assert found["3.1.9[a]"]["provider-does"] == ""
    assert "the row does not say who is responsible; 3.1.22[b] was not taken" in done.output


def test_the_columns_of_fedramp(copy: Path, run: Run, tmp_path: Path) -> None:
    rows = (
        (
            "Control ID",
            "Can Be Inherited from CSP",
            "Specific Inheritance and Customer Agency/CSP Responsibilities",
        ),
        ("3.1.9[a]", "Yes", ""),
        ("3.1.9[b]", "Partial", "Show it."),
        ("3.1.22[a]", "No", "All."),
    )
    assert bring(copy, run, table(tmp_path / "crm.csv", rows)).exit_code == 0
    assert [
        matrix(copy)[key]["responsibility"] for key in ("3.1.9[a]", "3.1.9[b]", "3.1.22[a]")
    ] == ["provider", "shared", "organisation"]


def test_rows_that_cannot_be_placed_are_told_by_their_number(
    copy: Path, run: Run, tmp_path: Path
) -> None:
    rows = (
        ("Objective", "Responsibility", "Evidence", "Date"),
        ("3.99.1[a]", "CSP", "", ""),
        ("3.1.9[a]", "whoever", "", ""),
        ("3.1.9[b]", "CSP", "no-such", "03/04/2026"),
        ("3.1.9[b]", "OSC", "", ""),
        ("3.1.22[a]", "N/A", "", ""),
        ("Total", "", "", ""),
    )
    done = bring(copy, run, table(tmp_path / "crm.csv", rows))
    assert done.exit_code == 1
    assert "2 rows were not taken: 2-3" in done.output
    for text in (
        '"3.99.1[a]" is no requirement or objective',
        '1 row says "whoever", which is no known responsibility: not taken (row 3)',
        'no evidence item "no-such"',
        '"03/04/2026" is not a day',
        "3.1.9[b]: an earlier row says something else; what leaves more to the organisation was"
        " taken (organisation)",
        "3.1.22[a] is not applicable to the provider",
    ):
        assert text in done.output, text
    assert findings(copy, run, "REF003") == []


@pytest.mark.parametrize("kind", ["matrix", "leveraged"])
def test_a_provider_that_is_not_there(copy: Path, run: Run, tmp_path: Path, kind: str) -> None:
    before = snapshot(copy)
    done = run(copy, "import", kind, table(tmp_path / "crm.csv", ROWS), "--provider", "stratofrge")
    assert done.exit_code == 2
    assert 'no provider "stratofrge"; did you mean "stratoforge"?' in done.output
    assert snapshot(copy) == before


def exporting(root: Path, path: Path) -> str:
    """The example's plan, as the plan of a system that others build on."""
    tree = json.loads(
        (root / "system-security-plans/example-enclave/system-security-plan.json").read_bytes()
    )
    items = {
        item["control-id"]: item
        for item in tree["system-security-plan"]["control-implementation"][
            "implemented-requirements"
        ]
    }

    def export(holder: dict[str, Any], provided: str = "", left: str = "") -> None:
        part = holder["by-components"][0]
        part["export"] = {
            key: [{"uuid": f"11111111-1111-4111-8111-11111111111{number}", "description": text}]
            for number, (key, text) in enumerate(
                (("provided", provided), ("responsibilities", left))
            )
            if text
        }

    statements = {
        item["statement-id"]: item for item in items["SP_800_171r2_03.10.02"]["statements"]
    }
    export(statements["SP_800_171r2_03.10.02_obj.a"], "Guards the halls.", "Guards its own rooms.")
    export(
        next(item for item in items["SP_800_171r2_03.04.01"]["statements"]),
        left="Keeps its own list.",
    )
    export(items["SP_800_171r2_03.13.04"], "Keeps customers apart.")
    path.write_text(json.dumps(tree))
    return str(path)


def without_exports(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: without_exports(value) for key, value in tree.items() if key != "export"}
    return [without_exports(item) for item in tree] if isinstance(tree, list) else tree


def offering(root: Path, run: Run) -> Path:
    """The example with what it provides to its customers in two more places, assembled."""
    edit(
        root,
        f"{EXAMPLE}/controls/PE/3.10.3.md",
        "@objective a -->\n",
        "@objective a -->\n- Leaves: Escort your own visitors.\n",
    )
    edit(
        root,
        f"{EXAMPLE}/controls/IA/3.5.3.md",
        "@component keystile -->\n",
        "@component keystile -->\n- Provides: Asks for two factors.\n- Leaves: Hand out keys.\n",
    )
    assert run(root, "ssp", "assemble").exit_code == 0
    return root / PLAN


def exports(file: Path) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """By control or statement, of those that have one."""
    plan = json.loads(file.read_bytes())["system-security-plan"]
    holders = [
        holder
        for item in plan["control-implementation"]["implemented-requirements"]
        for holder in (item, *item.get("statements", ()))
    ]
    return {
        holder.get("statement-id") or holder["control-id"]: part["export"]
        for holder in holders
        for part in holder.get("by-components", ())
        if "export" in part
    }


def test_what_a_plan_of_ours_provides_is_a_matrix_for_its_customers(copy: Path, run: Run) -> None:
    file = offering(copy, run)
    found = exports(file)
    both = found["SP_800_171r2_03.05.03"]
    assert both["responsibilities"][0]["provided-uuid"] == both["provided"][0]["uuid"]
    assert set(found["SP_800_171r2_03.10.03_obj.a"]) == {"responsibilities"}
    assert run(copy, "validate", "--as-of", "2026-11-24").exit_code == 0
    done = run(copy, "import", "leveraged", str(file), "--provider", "palisade-watch")
    assert done.exit_code == 0, done.output
    rows = {
        row["objective"]: row
        for row in csv.DictReader(
            io.StringIO((copy / f"{EXAMPLE}/providers/palisade-watch.csv").read_text())
        )
    }
    assert (rows["3.10.3[a]"]["responsibility"], rows["3.10.3[a]"]["organisation-does"]) == (
        "organisation",
        "Escort your own visitors.",
    )
    letters = [key for key in rows if key.startswith("3.5.3[")]
    assert letters
    for key in letters:
        assert (
            rows[key]["responsibility"],
            rows[key]["provider-does"],
            rows[key]["organisation-does"],
        ) == (
            "shared",
            "Asks for two factors.",
            "Hand out keys.",
        )
    assert rows["3.8.3[a]"]["responsibility"] == "shared"


def test_an_export_follows_its_fields_and_leaves_what_others_export(copy: Path, run: Run) -> None:
    file = offering(copy, run)
    tree = json.loads(file.read_bytes())
    identity, theirs = (
        "SP_800_171r2_03.10.03_obj.a",
        {"uuid": "22222222-1111-4111-8111-111111111111", "description": "Theirs."},
    )
    for item in tree["system-security-plan"]["control-implementation"]["implemented-requirements"]:
        for statement in item.get("statements", ()):
            if statement["statement-id"] == identity:
                statement["by-components"][0]["export"] |= {
                    "remarks": "Kept.",
                    "provided": [theirs],
                }
    file.write_text(json.dumps(tree))
    before = exports(file)[identity]["responsibilities"][0]["uuid"]
    edit(
        copy,
        f"{EXAMPLE}/controls/PE/3.10.3.md",
        "- Leaves: Escort your own visitors.\n",
        "- Leaves: Escort them.\n",
    )
    edit(
        copy,
        f"{EXAMPLE}/controls/IA/3.5.3.md",
        "- Provides: Asks for two factors.\n- Leaves: Hand out keys.\n",
        "",
    )
    assert run(copy, "ssp", "assemble").exit_code == 0
    found = exports(file)
    assert "SP_800_171r2_03.05.03" not in found
    assert found[identity]["provided"] == [theirs]
    assert [
        (item["uuid"], item["description"]) for item in found[identity]["responsibilities"]
    ] == [(before, "Escort them.")]
    assert found[identity] | {"remarks": "Kept."} == found[identity]
    edit(copy, f"{EXAMPLE}/controls/PE/3.10.3.md", "- Leaves: Escort them.\n", "")
    assert run(copy, "ssp", "assemble").exit_code == 0
    assert exports(file)[identity] == {"provided": [theirs], "remarks": "Kept."}
    assert run(copy, "ssp", "assemble", "--check").exit_code == 0


def test_what_is_inherited_no_more_leaves_the_plan(copy: Path, run: Run) -> None:
    """Not only where the whole answer goes."""
    edit(copy, f"{EXAMPLE}/controls/PS/3.9.1.md", "- Provider: stratoforge\n", "")
    done = run(copy, "-v", "ssp", "assemble")
    assert "kept" not in done.output
    plan = json.loads((copy / PLAN).read_bytes())["system-security-plan"]
    [item] = [
        item
        for item in plan["control-implementation"]["implemented-requirements"]
        if item["control-id"] == "SP_800_171r2_03.09.01"
    ]
    assert "inherited" not in json.dumps(item)
    assert "satisfied" not in json.dumps(item)


def test_exports_of_ours_come_back_as_fields(copy: Path, run: Run) -> None:
    """From the document alone, in another workspace; what others export stays in the document."""
    file = offering(copy, run).rename(copy / "plan.json")
    for folder in ("ssp", "system-security-plans"):
        shutil.rmtree(copy / folder)
    assert run(copy, "import", "ssp", str(file), "--name", "again").exit_code == 0
    text = (copy / "ssp/again/controls/IA/3.5.3.md").read_text()
    assert "\n- Provides: Asks for two factors.\n- Leaves: Hand out keys.\n" in text
    assert (
        "\n- Leaves: Escort your own visitors.\n"
        in (copy / "ssp/again/controls/PE/3.10.3.md").read_text()
    )
    again = copy / "system-security-plans/again/system-security-plan.json"
    bare = [
        {key: [{**entry, "props": []} for entry in part[key]] for key in part}
        for part in exports(file).values()
    ]
    assert run(copy, "ssp", "assemble", "again").exit_code == 0
    assert [
        {key: [{**entry, "props": []} for entry in part[key]] for key in part}
        for part in exports(again).values()
    ] == bare
    edit(
        copy,
        "ssp/again/controls/IA/3.5.3.md",
        "- Provides: Asks for two factors.\n- Leaves: Hand out keys.\n",
        "",
    )
    edit(
        copy,
        "ssp/again/controls/PE/3.10.3.md",
        "- Leaves: Escort your own visitors.\n",
        "- Leaves: Escort them.\n",
    )
    assert run(copy, "ssp", "assemble", "again").exit_code == 0
    found = exports(again)
    assert "SP_800_171r2_03.05.03" not in found
    assert [
        item["description"] for item in found["SP_800_171r2_03.10.03_obj.a"]["responsibilities"]
    ] == ["Escort them."]


def test_exports_of_a_plan_that_the_workspace_has_are_edited_in_their_place(
    copy: Path, run: Run
) -> None:
    file = offering(copy, run)
    assert run(copy, "import", "ssp", str(file), "--name", "again").exit_code == 0
    again = copy / "system-security-plans/again/system-security-plan.json"
    before = exports(again)
    edit(copy, "ssp/again/controls/IA/3.5.3.md", "Asks for two factors.", "Asks for three.")
    edit(copy, "ssp/again/controls/PE/3.10.3.md", "- Leaves: Escort your own visitors.\n", "")
    assert run(copy, "ssp", "assemble", "again").exit_code == 0
    after = exports(again)
    [old], [new] = (found["SP_800_171r2_03.05.03"]["provided"] for found in (before, after))
    assert new["description"] == "Asks for three."
    assert (
        new["uuid"] == old["uuid"] != exports(file)["SP_800_171r2_03.05.03"]["provided"][0]["uuid"]
    )
    assert "SP_800_171r2_03.10.03_obj.a" not in after


def test_cryptographic_modules_of_a_plan_of_ours_come_back(copy: Path, run: Run) -> None:
    assert run(copy, "import", "ssp", str(copy / PLAN), "--name", "again").exit_code == 0
    component = (copy / "ssp/again/components/sentry-platform.md").read_text()
    told = (
        '    name: "Enclave Linux OpenTLS Provider"\n    certificate: "#90341"\n    status:'
        ' "active"\n    used-for: "TLS of web front end'
    )
    assert told in component
    assert 'name: "Lightwire TLS library"\n    status: "not-validated"\n' in component
    edit(
        copy,
        "ssp/again/components/sentry-platform.md",
        'status: "not-validated"',
        'status: "in-process"',
    )
    assert run(copy, "ssp", "assemble", "again").exit_code == 0

    def modules(name: str) -> list[str]:
        tree = json.loads(
            (copy / f"system-security-plans/{name}/system-security-plan.json").read_bytes()
        )["system-security-plan"]
        return [
            prop["value"]
            for item in tree["system-implementation"]["components"]
            for prop in item.get("props", ())
            if prop["name"] == "cryptographic-module"
        ]

    assert modules("again") == [
        value.replace(
            "Lightwire TLS library; no certificate; not-validated",
            "Lightwire TLS library; no certificate; in-process",
        )
        for value in modules("example-enclave")
    ]


def test_what_a_leveraged_plan_exports(copy: Path, run: Run, tmp_path: Path) -> None:
    file = exporting(copy, tmp_path / "plan.json")
    report, before = tmp_path / "rows.csv", snapshot(copy)
    tried = run(copy, "import", "leveraged", file, "--provider", "stratoforge", "--dry-run",
                "--report", str(report))  # fmt: skip
    assert "would write" in tried.output
    assert snapshot(copy) == before
    assert "taken" in report.read_text(encoding="utf-8-sig")
    done = run(copy, "import", "leveraged", file, "--provider", "stratoforge", "--replace")
    assert done.exit_code == 0, done.output
    found = matrix(copy)
    assert (found["3.10.2[a]"]["responsibility"], found["3.10.2[a]"]["organisation-does"]) == (
        "shared",
        "Guards its own rooms.",
    )
    assert (found["3.4.1[a]"]["responsibility"], found["3.4.1[a]"]["organisation-does"]) == (
        "organisation",
        "Keeps its own list.",
    )
    assert (found["3.13.4[a]"]["responsibility"], found["3.13.4[a]"]["provider-does"]) == (
        "provider",
        "Keeps customers apart.",
    )
    assert found["3.4.1[a]"]["date"]
    assert (
        "nothing to change"
        in run(copy, "import", "leveraged", file, "--provider", "stratoforge").output
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda tree: {"catalog": {}}, "it is no system security plan"),
        (without_exports, "exports nothing"),
        (lambda tree: {"system-security-plan": {}}, "OSC002"),
    ],
)
def test_a_plan_that_cannot_be_leveraged(
    copy: Path, run: Run, tmp_path: Path, change: Any, expected: str
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(
        json.dumps(
            change(
                json.loads(
                    (
                        copy / "system-security-plans/example-enclave/system-security-plan.json"
                    ).read_bytes()
                )
            )
        )
    )
    before = snapshot(copy)
    done = run(copy, "import", "leveraged", str(path), "--provider", "stratoforge")
    assert done.exit_code == 1
    assert expected in done.output
    assert snapshot(copy) == before


def test_a_plan_of_another_framework_is_told_control_by_control(
    copy: Path, run: Run, tmp_path: Path
) -> None:
    file = Path(exporting(copy, tmp_path / "plan.json"))
    file.write_text(file.read_text().replace("SP_800_171r2_03.13.04", "ac-2"))
    done = run(copy, "import", "leveraged", str(file), "--provider", "stratoforge")
    assert done.exit_code == 1
    assert '"ac-2[a]" is no requirement or objective of cmmc-level-2' in done.output


# --- inventory
# --------------------------------------------------------------------------------------------------------------------------


def test_a_list_of_assets(copy: Path, run: Run, tmp_path: Path) -> None:
    rows = (
        (
            "Asset Tag",
            "Asset Name",
            "CMMC Category",
            "Owner",
            "Location",
            "CUI",
            "Product",
            "Justification",
        ),
        ("AST-036", "Shredder, cross-cut", "CUI Asset", "", "", "", "", ""),
        (
            "AST-060",
            "Label printer",
            "Security Protection Asset",
            "IT-Operations",
            "Room 2A",
            "No",
            "wardline",
            "",
        ),
        (
            "AST-061",
            "Tablet",
            "CUI",
            "it-operations",
            "Room 2B",
            "Stores, process",
            "Riverside Office",
            "",
        ),
        (
            "AST-062",
            "Coffee machine",
            "OOS",
            "it-operations",
            "Kitchen",
            "",
            "",
            "It has no network",
        ),
        ("AST-063", "Scanner", "sort of", "it-operations", "", "", "", ""),
        ("AST-064", "Camera", "SPA", "Camera Crew", "", "", "", ""),
    )
    file = table(tmp_path / "assets.csv", rows)
    done = run(copy, "import", "inventory", file, "--replace")
    assert done.exit_code == 1
    assert "4 assets added, 1 updated" in done.output
    assert "1 rows were not taken: 6" in done.output
    found = {row["id"]: row for row in csv.DictReader(io.StringIO((copy / INVENTORY).read_text()))}
    assert found["AST-036"]["name"] == "Shredder, cross-cut"
    assert (found["AST-036"]["owner"], found["AST-036"]["cui"]) == (
        "facilities",
        "processes",
    ), "what a list leaves empty stays"
    assert (
        found["AST-060"]["owner"],
        found["AST-060"]["component"],
        found["AST-060"]["category"],
    ) == ("it-operations", "wardline", "spa")
    assert (found["AST-061"]["cui"], found["AST-061"]["component"]) == (
        "stores;processes",
        "riverside-office",
    )
    assert found["AST-062"]["category"] == "out-of-scope"
    assert found["AST-064"]["owner"] == "camera-crew", "to be confirmed in people.yaml"
    assert len({row["uuid"] for row in found.values()}) == len(found)
    assert "nothing to change" in run(copy, "import", "inventory", file).output
    assert run(copy, "validate", "--as-of", "2026-11-24").exit_code == 0
