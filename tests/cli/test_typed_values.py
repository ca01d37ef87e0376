"""What a person typed is kept by every import, and told; `--replace` takes the other text, and tells
what stood there.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from attestle.api.sheet_imports import IMPORTS
from conftest import Run, edit, snapshot

TYPED = "a sentence that somebody typed"
SHEET = "another sentence of the sheet"
DEMO = "ssp/demo"
ANSWERS = f"{DEMO}/controls/AC/3.1.1.md"
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Case:
    """A field of a file, what stands there, and rows that say another thing in their line `row`."""

    kind: str
    path: str
    field: str
    old: str
    new: str
    rows: Rows
    subject: str = ""
    before: str = ""
    options: tuple[str, ...] = ()
    row: int = 2


STATES = ("Objective", "State", "Missing", "Note", "Rationale", "Approved by", "Approved on")
PLOTTER = "the plotter asks for no account"
EVIDENCE = ("ID", "Title", "Location", "Owner", "Note", "Collected", "Cadence", "Criteria")
ROSTER = ("ev-roster", "Roster of accounts", "evidence/roster.csv", "", "", "", "", "")
ASSETS = ("Asset ID", "Asset Name", "Category", "Location", "CUI", "Justification")
PRINTER = ("A-2", "Office printer", "OOS", "", "", "")
MATRIX = ("Objective", "Responsibility", "Provider does", "Organisation does", "Date")
CRYPTO = ("3.13.11[a]", "shared", "", "", "")
PROVIDER = ("--provider", "cloudharbor")


def put(row: tuple[str, ...], column: int, text: str) -> tuple[str, ...]:
    return (*row[:column], text, *row[column + 1 :])


def state_case(field: str, column: int, old: str, before: str, sheet: str = SHEET) -> Case:
    # without a text of its own, what is missing would be taken from the note
    missing = PLOTTER if field == "Note" else ""
    rows = (STATES, put(("3.1.1[b]", "partial", missing, "", "", "", ""), column, sheet))
    return Case("states", ANSWERS, field, old, sheet, rows, "3.1.1[b]", before)


def evidence_case(field: str, column: int, old: str, sheet: str = SHEET) -> Case:
    rows = (EVIDENCE, put(ROSTER, column, sheet))
    return Case("evidence", f"{DEMO}/evidence.yaml", field, old, sheet, rows, "ev-roster")


def asset_case(field: str, column: int, old: str, sheet: str = SHEET) -> Case:
    rows = (ASSETS, put(PRINTER, column, sheet))
    return Case("inventory", f"{DEMO}/inventory.csv", field, old, sheet, rows, "A-2")


def matrix_case(field: str, column: int, old: str, sheet: str = SHEET) -> Case:
    rows = (MATRIX, put(CRYPTO, column, sheet))
    path = f"{DEMO}/providers/cloudharbor.csv"
    return Case("matrix", path, field, old, sheet, rows, "3.13.11[a]", "", PROVIDER)


POAM = ("Item", "Weakness", "Requirement", "Owner", "Scheduled completion")
PEOPLE = ("Name", "Title", "Email", "Phone")


def item_case(field: str, column: int, old: str, sheet: str = SHEET) -> Case:
    name = "Enforce the paths of CUI\nflow-rules"
    weakness = "The file store accepts copies to any folder."
    row = (name, weakness, "3.1.3[a]", "it", "2027-02-26")
    path = f"{DEMO}/poam/flow-rules.md"
    return Case("poam", path, field, old, sheet, (POAM, put(row, column, sheet)), "flow-rules")


def person_case(field: str, column: int, old: str, sheet: str = SHEET) -> Case:
    rows = (PEOPLE, put(("Demo Inc.", "", "", ""), column, sheet))
    return Case("people", f"{DEMO}/people.yaml", field, old, sheet, rows, "demo-inc")


CASES = (
    state_case("Missing", 2, PLOTTER, ""),
    state_case("Missing", 2, TYPED, f"- Missing: {TYPED}"),
    state_case("Note", 3, TYPED, f"- Missing: {PLOTTER}\n- Note: {TYPED}"),
    state_case("Rationale", 4, TYPED, f"- Missing: {PLOTTER}\n- Rationale: {TYPED}"),
    evidence_case("title", 1, "Roster of accounts"),
    evidence_case("location", 2, "evidence/roster.csv"),
    evidence_case("owner", 3, "it", "security"),
    evidence_case("collected", 5, "2026-09-15", "2026-11-01"),
    evidence_case("cadence", 6, "90", "30"),
    asset_case("name", 1, "Office printer"),
    asset_case("category", 2, "out-of-scope", "crma"),
    asset_case("location", 3, "Office"),
    asset_case("justification", 5, "No path leads from the enclave to it"),
    matrix_case("responsibility", 1, "shared", "provider"),
    matrix_case("provider-does", 2, "Runs the cryptographic module"),
    matrix_case("organisation-does", 3, "Switches encryption on"),
    matrix_case("date", 4, "2026-09-01", "2026-10-02"),
    item_case("weakness", 1, "The file store accepts copies to any folder."),
    item_case("owner", 3, "it", "security"),
    item_case("scheduled-completion", 4, "2027-02-26", "2027-03-31"),
    person_case("email", 2, "desk@demo.example", "help@demo.example"),
)


def prepare(root: Path, case: Case) -> None:
    if case.kind == "people":
        edit(root, case.path, "    name: Demo Inc.", f"    name: Demo Inc.\n    email: {case.old}")
    if case.before:
        edit(root, ANSWERS, f"- Missing: {PLOTTER}", case.before)


def bring(root: Path, run: Run, case: Case, rows: Rows, *more: str) -> str:
    file = root.parent / "sheet.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    done = run(root, "import", case.kind, str(file), *case.options, *more)
    assert done.exit_code == 0, done.output
    return done.stderr


def test_every_import_into_authored_files_has_a_case() -> None:
    """Of SOC 2 controls the import itself writes the document, and a newer export is its text."""
    assert {*IMPORTS} - {case.kind for case in CASES} == {"controls"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind} {case.field} {case.old[:8]}")
def test_what_somebody_typed_is_kept_and_told(tiny: Path, run: Run, case: Case) -> None:
    prepare(tiny, case)
    before, new = snapshot(tiny), case.new
    said = bring(tiny, run, case, case.rows)
    assert snapshot(tiny) == before
    told = f'kept: {case.path}: {case.subject}: {case.field} "{case.old}"; the sheet says "{new}"'
    assert said.count("kept: ") == 1
    assert told in said
    assert f"warning: row {case.row}: " in said
    assert "take the sheet's with --replace" in said


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind} {case.field} {case.old[:8]}")
def test_what_is_replaced_is_told(tiny: Path, run: Run, case: Case) -> None:
    prepare(tiny, case)
    before, new = snapshot(tiny), case.new
    said = bring(tiny, run, case, case.rows, "--replace")
    after = snapshot(tiny)
    changed = [path for path in after if after[path] != before.get(path)]
    assert changed == sorted((case.path, f"{DEMO}/imported.csv"))
    assert after[case.path].count(new.encode()) > before[case.path].count(new.encode())
    place = f"replaced: {case.path}: row {case.row}: {case.subject}: "
    assert f'{place}{case.field} "{case.old}" is now "{new}"' in said
    assert "kept: " not in said
    for more in (("--replace",), ()):
        said = bring(tiny, run, case, case.rows, *more)
        assert "replaced: " not in said, "the same text is silent"
        assert "kept: " not in said
    assert snapshot(tiny) == after


# case -> a third value, which a newer sheet has
THIRD = {
    "2026-11-01": "2026-11-03",
    "30": "60",
    "security": "it",
    "crma": "spa",
    "provider": "organisation",
    "2026-10-02": "2026-10-04",
    "2027-03-31": "2027-04-30",
    "help@demo.example": "office@demo.example",
}


# where somebody typed the hash, the place stays with it
FOLLOWING = [case for case in CASES if case.field != "location" or case.kind != "evidence"]


@pytest.mark.parametrize(
    "case", FOLLOWING, ids=lambda case: f"{case.kind} {case.field} {case.old[:8]}"
)
def test_what_an_import_wrote_follows_the_next_sheet(tiny: Path, run: Run, case: Case) -> None:
    prepare(tiny, case)
    third = THIRD.get(case.new, "a third text")
    rows = tuple(tuple(third if cell == case.new else cell for cell in row) for row in case.rows)
    bring(tiny, run, case, case.rows, "--replace")
    said = bring(tiny, run, case, rows)
    place = f"replaced: {case.path}: row {case.row}: {case.subject}: "
    assert f'{place}{case.field} "{case.new}" is now "{third}"' in said
    assert "kept: " not in said
    written = snapshot(tiny)
    said = bring(tiny, run, case, rows)
    assert "kept: " not in said
    assert "replaced: " not in said
    assert snapshot(tiny) == written
    # what somebody puts there since is kept, also where the record is lost
    text = (tiny / case.path).read_text()
    lead = "," if case.path.endswith(".csv") else f"{case.field}: "
    edited = re.sub(rf'({lead}"?){third}(?![\w-])', rf"\g<1>{case.new}", text)
    assert edited != text
    (tiny / case.path).write_text(edited)
    for is_lost in (False, True):
        if is_lost:
            (tiny / DEMO / "imported.csv").unlink()
        typed = snapshot(tiny)
        said = bring(tiny, run, case, rows)
        assert f'{case.field} "{case.new}"; the sheet says "{third}"' in said
        assert "replaced: " not in said
        assert snapshot(tiny) == typed


def test_lists_lose_what_an_import_put_there_and_keep_what_somebody_did(
    tiny: Path, run: Run
) -> None:
    case = evidence_case("criteria", 7, "")
    path = tiny / DEMO / "evidence.yaml"
    bring(tiny, run, case, (EVIDENCE, put(ROSTER, 7, "CC6.3")))
    assert "criteria: [CC6.1, CC6.3]" in path.read_text()
    said = bring(tiny, run, case, (EVIDENCE, put(ROSTER, 7, "CC6.1")))
    assert "row 2: ev-roster: CC6.3 not in the sheet and no longer listed" in said
    assert "criteria: [CC6.1]" in path.read_text()
    bring(tiny, run, case, (EVIDENCE, put(ROSTER, 7, "CC6.3")))
    assert "criteria: [CC6.1, CC6.3]" in path.read_text(), "the first is somebody's own"


def test_things_that_a_newer_sheet_has_no_more_are_named(tiny: Path, run: Run) -> None:
    new = (("A-8", "Scanner", "SPA", "", "", ""), ("A-9", "Camera", "SPA", "", "", ""))
    case = asset_case("name", 1, "")
    bring(tiny, run, case, (ASSETS, *new))
    said = bring(tiny, run, case, (ASSETS, PRINTER, new[0]))
    assert "not in the sheet any more: A-9; left as it is" in said
    assert "A-1" not in said, "somebody else wrote it"
    assert "A-9,Camera" in (tiny / DEMO / "inventory.csv").read_text()
    said = bring(tiny, run, case, (ASSETS, PRINTER, new[0]), "--replace", "--dry-run")
    assert "A-9; to be taken out" in said
    assert "A-9,Camera" in (tiny / DEMO / "inventory.csv").read_text()
    edit(tiny, f"{DEMO}/inventory.csv", "Camera", "Door camera")
    assert "any more" not in bring(tiny, run, case, (ASSETS, PRINTER, new[0]))
    refused = ("A-8", "Scanner", "what it is", "", "", "")
    file = tiny.parent / "sheet.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows((ASSETS, PRINTER, refused))
    assert "any more" not in run(tiny, "import", "inventory", str(file)).stderr


GONE = {
    "inventory": (
        (ASSETS, PRINTER, ("A-9", "Camera", "SPA", "", "", "")),
        (ASSETS, PRINTER),
        "A-9",
        (),
    ),
    "evidence": (
        (EVIDENCE, ROSTER, ("ev-log", "Log", "logs", "", "", "", "", "")),
        (EVIDENCE, ROSTER),
        "ev-log",
        (),
    ),
    "matrix": (
        (MATRIX, CRYPTO, ("3.1.1[a]", "shared", "x", "y", "")),
        (MATRIX, CRYPTO),
        "3.1.1[a]",
        PROVIDER,
    ),
    "poam": (
        (POAM, ("First", "a gap", "3.1.3", "it", "2027-02-26"), ("Next", "x", "3.1.1", "it", "")),
        (POAM, ("First", "a gap", "3.1.3", "it", "2027-02-26")),
        "r-3-1-1-next",
        (),
    ),
}


@pytest.mark.parametrize("kind", GONE)
def test_with_replace_what_the_sheet_has_no_more_goes(tiny: Path, run: Run, kind: str) -> None:
    first, second, name, options = GONE[kind]
    case = Case(kind, "", "", "", "", first, options=options)
    bring(tiny, run, case, second)
    before = {
        path: data for path, data in snapshot(tiny).items() if not path.endswith("people.yaml")
    }
    bring(tiny, run, case, first)
    assert f"any more: {name}; left as it is" in bring(tiny, run, case, second)
    assert f"any more: {name}; to be taken out" in bring(tiny, run, case, second, "--replace")
    after = snapshot(tiny)
    assert {path: after.get(path) for path in before} == before
    assert "any more" not in bring(tiny, run, case, second)


def test_sheets_of_another_name_or_kind_take_nothing_away(tiny: Path, run: Run) -> None:
    case = evidence_case("title", 1, "")
    # a workbook has a sheet of states, whose artifacts become draft items, and one of artifacts
    states = (("Objective", "State", "Evidence"), ("3.1.1[a]", "Met", "Record of reviews"))
    bring(tiny, run, CASES[0], states)
    assert "Record of reviews" in (tiny / DEMO / "evidence.yaml").read_text()
    assert "any more" not in bring(tiny, run, case, (EVIDENCE, ROSTER))
    bring(tiny, run, case, GONE["evidence"][0])
    other = tiny.parent / "other.csv"
    other.write_text("ID,Title,Location\nev-roster,Roster of accounts,evidence/roster.csv\n")
    assert "any more" not in run(tiny, "import", "evidence", str(other)).stderr
    later = tiny.parent / "Sheet 2026-12.csv"
    later.write_text(other.read_text())
    assert "any more: ev-log" in run(tiny, "import", "evidence", str(later)).stderr


def test_parties_that_a_newer_sheet_has_no_more_stay_with_their_roles(tiny: Path, run: Run) -> None:
    head, ann, bo = ("Name", "Role"), ("Ann Ash", "IT"), ("Bo Birch", "Watch")
    case = Case("people", "", "", "", "", ())
    bring(tiny, run, case, (head, ann, bo))
    for more in ((), ("--replace",)):
        said = bring(tiny, run, case, (head, ann), *more)
        assert "any more: bo-birch; left as it is" in said
        assert "give the roles it holds to others" in said
    assert "bo-birch" in (tiny / DEMO / "people.yaml").read_text()


def test_with_replace_what_something_names_stays(tiny: Path, run: Run) -> None:
    first, second, _, _ = GONE["evidence"]
    case = evidence_case("title", 1, "")
    bring(tiny, run, case, first)
    edit(tiny, ANSWERS, f"- Missing: {PLOTTER}", f"- Missing: {PLOTTER}\n- Evidence: ev-log")
    file = tiny.parent / "sheet.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(second)
    done = run(tiny, "import", "evidence", str(file), "--replace")
    assert (
        "ev-log stays in ssp/demo/evidence.yaml: the evidence ev-log is still named" in done.output
    )
    assert "id: ev-log" in (tiny / DEMO / "evidence.yaml").read_text()


def test_a_text_that_is_the_same_but_for_blanks_is_silent(tiny: Path, run: Run) -> None:
    edit(tiny, ANSWERS, PLOTTER, PLOTTER.replace(" ", "  ", 1))
    edit(tiny, f"{DEMO}/inventory.csv", "Office printer", "Office  printer")
    before = snapshot(tiny)
    for case in (CASES[0], asset_case("name", 1, "")):
        row = put(case.rows[1], 2, PLOTTER) if case.kind == "states" else PRINTER
        for more in ((), ("--replace",)):
            assert bring(tiny, run, case, (case.rows[0], row), *more) == ""
    assert snapshot(tiny) == before


def test_several_fields_of_a_row_are_told_together(tiny: Path, run: Run) -> None:
    edit(tiny, ANSWERS, f"- Missing: {PLOTTER}", f"- Missing: {PLOTTER}\n- Note: {TYPED}")
    rows = (STATES, ("3.1.1[b]", "partial", SHEET, "its note", "", "", ""))
    said = bring(tiny, run, CASES[0], rows)
    assert said.count("kept: ") == 1
    assert f'Missing "{PLOTTER}"; the sheet says "{SHEET}"; Note "{TYPED}"' in said


def test_a_state_is_taken_and_what_it_takes_away_is_told_whole(tiny: Path, run: Run) -> None:
    long = "a sentence " + "that goes on " * 20 + "to its end"
    edit(tiny, ANSWERS, PLOTTER, long)
    case = CASES[0]
    said = bring(tiny, run, case, (STATES, ("3.1.1[b]", "met", "", "", "", "", "")), "--replace")
    place = f"replaced: {ANSWERS}: row 2: 3.1.1[b]"
    assert f'{place}: State "partial" is now "implemented"' in said
    assert f'{place} is implemented now; its missing "{long}" went from the file' in said


def test_a_list_is_added_to_and_what_the_sheet_lacks_is_told(tiny: Path, run: Run) -> None:
    rows = (EVIDENCE, put(ROSTER, 7, "CC6.3"))
    said = bring(tiny, run, evidence_case("criteria", 7, ""), rows)
    assert 'ev-roster: criteria "CC6.1"; the sheet says nothing' in said
    assert "criteria: [CC6.1, CC6.3]" in (tiny / DEMO / "evidence.yaml").read_text()
    said = bring(tiny, run, evidence_case("criteria", 7, ""), rows, "--replace")
    assert "row 2: ev-roster: CC6.1 not in the sheet and no longer listed" in said
    assert "criteria: [CC6.3]" in (tiny / DEMO / "evidence.yaml").read_text()


def test_a_hash_belongs_to_the_location_that_is_kept(tiny: Path, run: Run) -> None:
    head, row = (*EVIDENCE, "SHA-256"), ("ev-plan", "Record of the plan's review", "elsewhere")
    rows = (head, (*row, "", "", "", "", "", "a" * 64))
    bring(tiny, run, evidence_case("location", 2, ""), rows)
    assert "a" * 64 not in (tiny / DEMO / "evidence.yaml").read_text()
    bring(tiny, run, evidence_case("location", 2, ""), rows, "--replace")
    assert "a" * 64 in (tiny / DEMO / "evidence.yaml").read_text()


def test_a_place_follows_the_sheet_with_its_hash(tiny: Path, run: Run) -> None:
    head, row = (*EVIDENCE, "SHA-256"), ("ev-new", "A new record", "first", "", "", "", "", "")
    case = evidence_case("location", 2, "")
    bring(tiny, run, case, (head, (*row, "a" * 64)))
    bring(tiny, run, case, (head, (*put(row, 2, "second"), "b" * 64)))
    text = (tiny / DEMO / "evidence.yaml").read_text()
    assert ("a" * 64 in text, "b" * 64 in text, "location: second" in text) == (False, True, True)
    said = bring(tiny, run, case, (head, (*put(row, 2, "third"), "")))
    assert 'location "second"; the sheet says "third"' in said, "its hash would be another file's"


def test_uses_of_cui_stay_with_a_category_that_has_none(tiny: Path, run: Run) -> None:
    rows = (ASSETS, ("A-1", "File store", "SPA", "", "", ""))
    case = asset_case("cui", 4, "")
    said = bring(tiny, run, case, rows)
    assert (
        'category "cui"; the sheet says "spa"; cui "stores;transmits"; the sheet says nothing'
        in said
    )
    assert "A-1,File store,cui" in (tiny / DEMO / "inventory.csv").read_text()
    said = bring(tiny, run, case, rows, "--replace")
    assert 'row 2: A-1: cui "stores;transmits" is now nothing' in said


def test_an_owner_is_replaced_where_that_is_asked_for(tiny: Path, run: Run) -> None:
    edit(tiny, ANSWERS, "owner: it\n", "owner: it  # since May\n")
    rows = (("Objective", "State", "Owner"), ("3.1.1[a]", "met", "security"))
    said = bring(tiny, run, CASES[0], rows)
    assert "3.1.1 is owned by it; the owner of the sheet, security, was not taken" in said
    said = bring(tiny, run, CASES[0], rows, "--replace")
    assert f'replaced: {ANSWERS}: row 2: 3.1.1: owner "it" is now "security"' in said
    assert "\nowner: security  # since May\n" in (tiny / ANSWERS).read_text()


def test_a_row_of_another_side_says_nothing_of_a_row_that_is_kept(tiny: Path, run: Run) -> None:
    path = tiny / DEMO / "providers/cloudharbor.csv"
    edit(tiny, f"{DEMO}/providers/cloudharbor.csv", "Runs the cryptographic module", "")
    before = path.read_bytes()
    rows = (MATRIX, ("3.13.11[a]", "provider", SHEET, "", ""))
    bring(tiny, run, matrix_case("responsibility", 1, ""), rows)
    assert path.read_bytes() == before


def test_what_a_leveraged_plan_says_is_told_without_a_row(tiny: Path, run: Run) -> None:
    """Its exports stand in no rows."""
    assert run(tiny, "ssp", "assemble").exit_code == 0
    plan = tiny / "system-security-plans/demo/system-security-plan.json"
    tree = json.loads(plan.read_bytes())
    requirements = tree["system-security-plan"]["control-implementation"][
        "implemented-requirements"
    ]
    [control] = [item for item in requirements if item["control-id"].endswith("03.13.11")]
    part = next(
        part
        for holder in (control, *control.get("statements", ()))
        for part in holder.get("by-components", ())
    )
    part["export"] = {
        "provided": [{"uuid": "22222222-1111-4111-8111-111111111111", "description": SHEET}]
    }
    file = tiny.parent / "plan.json"
    file.write_text(json.dumps(tree))
    path = f"{DEMO}/providers/cloudharbor.csv"
    command = ("import", "leveraged", str(file), *PROVIDER)
    before = snapshot(tiny)
    kept = run(tiny, *command)
    assert f"kept: {path}: 3.13.11[a]: responsibility " in kept.stderr
    assert f'the sheet says "{SHEET}"' in kept.stderr
    assert snapshot(tiny)[path].splitlines()[1] == before[path].splitlines()[1]
    said = run(tiny, *command, "--replace").stderr
    assert f'replaced: {path}: 3.13.11[a]: provider-does "Runs the cryptographic module"' in said
