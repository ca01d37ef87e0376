"""Missing uuids: where they are derived from, and that nothing but them is put into a file."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import attestle
from attestle.api.statuses import judge_status
from attestle.api.validation.file_repairs import repair_files
from attestle.authoring.uuid_insertion import insert_uuids
from attestle.errors import InternalError, WorkspaceError
from attestle.findings import Severity
from attestle.store import oscal_documents, systems
from conftest import AS_OF, Run, edit, snapshot
from tables import check_each

BARE = ("system.md", "people.yaml", "evidence.yaml", "boundary.md", "poam/flow-rules.md")
STAMP = "2026-11-24T00:00:00+00:00"
A, B = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
DEMO = "ssp/demo"
PLAN = "system-security-plans/demo/system-security-plan.json"
REGISTER = f"{DEMO}/evidence.yaml"
# A uuid as it is put into YAML
_ADDED = rb"uuid: [0-9a-f-]{36}(?:, |\r?\n *)"
ITEM = f"{DEMO}/poam/first.md"
# Everything that may have a uuid, in the layouts that people and programs write
FILES = {
    "components/scanner.md": (
        "---\ntitle: Scanner\ntype: software\ncategory: out-of-scope\nowner: it\n"
        "cryptographic-modules:\n  - name: Library\n    status: active\n    used-for: TLS\n"
        "---\n\nScans.\n"
    ),
    "providers/hoster.md": (
        "---\ntitle: Hoster\ncloud: false\nservices: [Racks]\nowner: it\n---\n\nHosts.\n"
    ),
    "poam/first.md": (
        "---\ntitle: First\nkind: remediation\nweakness: w\nobjectives:\n- 3.1.1[b]\nowner: it\n"
        "systems-affected: [this-system]\nresource-estimate: r\nhow-identified: h\n"
        "identified: 2026-01-05\nrequired-artifact: a\ncompletion-criteria: c\n"
        "scheduled-completion: 2026-12-01\nmilestones:\n- title: Start\n  date: 2026-10-01\n"
        "  changes: [{date: 2026-08-01, was: 2026-09-01, why: late}]\n"
        "- title: Start\n  date: 2026-11-01\nreviews:\n  -   date: 2026-02-01\n"
        "      progress: none\n---\n\nText.\n"
    ),
    "exceptions/drawings.md": (
        "---\r\ntitle: Drawings\r\nkind: accepted-risk\r\nscope: [3.1.1]\r\n---\r\n\r\nPaper.\r\n"
    ),
    "inventory.csv": (
        "id,name,category,component,owner,location,cui,justification\r\n"
        'AST-1,"A ""big"" one,\r\nold",out-of-scope,,it,"Room 1",,none of it\r\n'
        ",,,,,,,\r\nAST-2,Two,out-of-scope,,it,,,none of it\r\n"
    ),
    "engagement.yaml": (
        "soc2:\n  report-type: type-2\n  criteria: [security]\n  opinion: qualified\n"
        "  auditor: A\n  system-in-description: true\n  period: {start: 2025-07-01, end: 2026-06-30}\n"
        "  deviations:\n    - criterion: CC6.1\n      description: d\n"
        "  carve-outs:\n    - {provider: hoster, services: Racks and power.}\n"
        "acceptances:\n  - customer: C\n    accepts: x\n    date: 2026-01-01\n    location: y\n"
        "cmmc:\n  target-level: 2\n  assessment-type: c3pao\n"
    ),
}


def read(root: Path) -> systems.SystemReading:
    return systems.read_system(root, "demo", oscal_documents.make_href_reader(root))


def drop_uuids(text: str) -> str:
    """A file as somebody writes it who knows of no uuid."""
    text = re.sub(r"^([ ]*- )uuid: [0-9a-f-]{36}\n +", r"\1", text, flags=re.M)
    return re.sub(r"^ *uuid: [0-9a-f-]{36}\n", "", text, flags=re.M)


@pytest.fixture
def bare(tiny: Path) -> Path:
    """The small workspace, in which nothing that people write has a uuid."""
    for path in (tiny / DEMO).rglob("*.[my][da]*"):
        path.write_text(drop_uuids(path.read_text(encoding="utf-8")), encoding="utf-8")
    for name, text in FILES.items():
        (tiny / DEMO / name).write_bytes(text.encode())
    register, boundary = tiny / REGISTER, tiny / DEMO / "boundary.md"
    boundary.write_bytes(b"\xef\xbb\xbf" + boundary.read_bytes())
    with register.open("a", encoding="utf-8") as file:
        file.write("  # by hand\n  - {id: ev-two, title: Two, location: b}\n")
    return tiny


# --- what is put in


@check_each(
    ("path", "before", "uuids", "after"),
    [
        ("a.yaml", "---\nx:\n  - id: b\n", {"/x/0": A}, f"---\nx:\n  - uuid: {A}\n    id: b\n"),
        ("a.md", "---\nid: x\n---\n\nT\n", {"": A}, f"---\nuuid: {A}\nid: x\n---\n\nT\n"),
        ("a.md", "---\n---\n\nT\n", {"": A}, f"---\nuuid: {A}\n---\n\nT\n"),
        ("a.md", "---\n# c\n---\n", {"": A}, f"---\nuuid: {A}\n# c\n---\n"),
        ("a.yaml", "x: [{}]\n", {"/x/0": A}, f"x: [{{uuid: {A}}}]\n"),
        ("a.yaml", "x: [{ id: b }]\n", {"/x/0": A}, f"x: [{{uuid: {A},  id: b }}]\n"),
        (
            "a.yaml",
            "x:\r\n- id: b # c\r\n- id: c\n",
            {"/x/0": A, "/x/1": B},
            f"x:\r\n- uuid: {A}\r\n  id: b # c\r\n- uuid: {B}\r\n  id: c\n",
        ),
        ("a.yaml", "x:\n- uuid:\n  id: b\n", {"/x/0": A}, f"x:\n- uuid: {A}\n  id: b\n"),
        ("a.yaml", "uuid:   # c\r\nid: b\r\n", {"": A}, f"uuid: {A}   # c\r\nid: b\r\n"),
        ("a.md", "---\nid: x\nuuid: ''\n---\n", {"": A}, f"---\nid: x\nuuid: {A}\n---\n"),
        ("a.yaml", "x: [{id: b, uuid: ~}]\n", {"/x/0": A}, f"x: [{{id: b, uuid: {A}}}]\n"),
        ("a.yaml", "\ufeffid: x\n", {"": A}, f"\ufeffuuid: {A}\nid: x\n"),
        # the parser counts these as line ends
        ("a.yaml", 'a: "\x85\u2028"\nb: {c: d}\n', {"/b": A}, f'a: "\x85\u2028"\nb: {{uuid: {A}, c: d}}\n'),
        ("i.csv", "id, uuid ,n\na,,b\n,,\nc,  ,d\n", {"2": A, "4": B}, f"id, uuid ,n\na,{A},b\n,,\nc,{B},d\n"),
        ("i.csv", 'uuid,id\n"",a\n', {"2": A}, f"uuid,id\n{A},a\n"),
        ("i.csv", "id,n\na,b\n,\n\nc,d", {"2": A, "5": B}, f"uuid,id,n\n{A},a,b\n,\n\n{B},c,d"),
        (
            "i.csv",
            '"id","n"\r\n"a","b ""x"",\r\ny"\r\nc,"d"\r\n',
            {"2": A, "4": B},
            f'uuid,"id","n"\r\n{A},"a","b ""x"",\r\ny"\r\n{B},c,"d"\r\n',
        ),
        # a row of another length is told elsewhere, and keeps its cells below their headings
        ("i.csv", "id,n\na\nb,c\n", {"3": A}, f"uuid,id,n\n,a\n{A},b,c\n"),
    ],
)  # fmt: skip
def test_only_the_uuid_is_put_in(path: str, before: str, uuids: dict[str, str], after: str) -> None:
    assert insert_uuids(path, before.encode(), uuids).decode() == after


def test_a_place_that_is_not_there_is_refused() -> None:
    with pytest.raises(InternalError, match=r"a\.yaml is laid out"):
        insert_uuids("a.yaml", b"x: {id: b}\n", {"/x/id": A})


# --- what they are derived from


def test_everything_without_a_uuid_is_a_note_and_can_be_worked_on(bare: Path) -> None:
    found = [item for item in attestle.validate(bare, as_of=AS_OF) if item.code == "SSP019"]
    paths = {item.path.removeprefix(f"{DEMO}/") for item in found}
    assert paths >= {*FILES, *BARE}
    assert {item.severity for item in found} == {Severity.NOTE}
    assert {item.hint for item in found} == {"nothing needs to be done: assembly fills it in"}
    reading = read(bare)
    assert sum(len(uuids) for uuids in reading.missing.values()) == len(found)
    assert judge_status(bare, as_of=AS_OF)


def test_two_machines_fill_in_the_same(bare: Path, tmp_path: Path) -> None:
    other = shutil.copytree(bare, tmp_path / "elsewhere")
    changed = attestle.assemble(bare, stamp=STAMP).changed
    assert {f"{DEMO}/{name}" for name in FILES} <= set(changed)
    attestle.assemble(other, stamp=STAMP)
    assert snapshot(bare) == snapshot(other)
    assert not read(bare).missing
    assert attestle.assemble(bare, check=True).changed == ()
    errors = [item for item in attestle.validate(bare, as_of=AS_OF) if item.is_error]
    assert not [item for item in errors if item.path.startswith("system-security-plans/")]


def test_assembly_touches_nothing_but_the_uuids(bare: Path) -> None:
    before = snapshot(bare / DEMO)
    attestle.assemble(bare, stamp=STAMP)
    for name, data in snapshot(bare / DEMO).items():
        added = rb"^(?:uuid|[0-9a-f-]{36})," if name.endswith(".csv") else _ADDED
        left = re.sub(added, b"", data, flags=re.M)
        assert left == before[name], name


def test_repairs_write_what_assembly_writes(bare: Path, tmp_path: Path) -> None:
    other = shutil.copytree(bare, tmp_path / "elsewhere")
    attestle.assemble(bare, stamp=STAMP)
    repair_files(other)
    assert snapshot(bare / DEMO) == snapshot(other / DEMO)


def test_what_stands_above_an_item_does_not_change_its_uuid(bare: Path) -> None:
    before = read(bare).missing[REGISTER]
    edit(bare, REGISTER, "  # by hand\n", "  - {id: ev-new, title: New, location: c}\n")
    after = read(bare).missing[REGISTER]
    assert len(after) == len(before) + 1
    assert set(before.values()) < set(after.values())


def test_a_uuid_that_went_along_with_a_renamed_file_is_not_given_again(bare: Path) -> None:
    repair_files(bare)
    item = bare / ITEM
    first = item.read_text(encoding="utf-8")
    item.rename(item.with_name("second.md"))
    item.write_text(FILES["poam/first.md"], encoding="utf-8")
    repair_files(bare)
    assert not [item for item in attestle.validate(bare, as_of=AS_OF) if item.code == "REF006"]
    uuids = re.findall(r"uuid: (\S+)", item.read_text(encoding="utf-8"))
    assert len(set(uuids)) == len(uuids)
    assert not set(uuids) & set(re.findall(r"uuid: (\S+)", first))


def test_the_uuid_of_the_system_comes_from_its_plan(tiny: Path) -> None:
    """With another one the whole plan would be somebody else's."""
    system = tiny / DEMO / "system.md"
    plan = json.loads((tiny / PLAN).read_bytes())["system-security-plan"]["uuid"]
    system.write_text(drop_uuids(system.read_text(encoding="utf-8")), encoding="utf-8")
    assert repair_files(tiny) == (f"{DEMO}/system.md",)
    assert f"\nuuid: {plan}\n" in system.read_text(encoding="utf-8")


def test_systems_without_a_plan_are_told_apart_by_name(bare: Path) -> None:
    (bare / PLAN).unlink()
    first = read(bare).missing[f"{DEMO}/system.md"][""]
    system = bare / DEMO / "system.md"
    text = system.read_text(encoding="utf-8")
    system.write_text(re.sub(r"^name: .*$", "name: Another", text, flags=re.M), encoding="utf-8")
    assert read(bare).missing[f"{DEMO}/system.md"][""] != first


def test_a_system_file_that_cannot_be_read_gives_no_uuids(bare: Path) -> None:
    """Where it can be read others would be derived."""
    (bare / DEMO / "system.md").write_text("---\nname: [\n---\n", encoding="utf-8")
    assert repair_files(bare) == ()


def test_another_slip_in_a_file_keeps_its_error(bare: Path) -> None:
    edit(bare, ITEM, "date: 2026-10-01", "date: 2026-02-30")
    found = [item for item in attestle.validate(bare, as_of=AS_OF) if item.path == ITEM]
    assert ("OSC011", True) in {(item.code, item.is_error) for item in found}
    with pytest.raises(WorkspaceError):
        attestle.assemble(bare, stamp=STAMP)


@pytest.mark.parametrize("written", ["uuid:", "uuid: ''", "uuid: ~"])
@pytest.mark.parametrize("name", ["components/doorkeeper.md", "system.md"])
def test_a_key_without_a_value_is_as_good_as_none(tiny: Path, name: str, written: str) -> None:
    file = tiny / DEMO / name
    sound = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"^uuid: .*$", written, sound, flags=re.M), encoding="utf-8")
    found = [item for item in attestle.validate(tiny, as_of=AS_OF) if item.code != "SYN001"]
    assert [(item.code, item.severity, item.line) for item in found] == [
        ("SSP019", Severity.NOTE, 2)
    ]
    attestle.assemble(tiny, stamp=STAMP)
    key = re.compile(r"^uuid: [0-9a-f-]{36}$", re.M)
    assert key.sub("", file.read_text(encoding="utf-8"), count=1) == key.sub("", sound, count=1)
    assert attestle.validate(tiny, as_of=AS_OF) == ()


# --- on the command line


def test_check_counts_a_missing_uuid_as_a_change(bare: Path, run: Run) -> None:
    before = snapshot(bare)
    done = run(bare, "ssp", "assemble", "--check")
    assert done.exit_code == 3
    assert f"would change {ITEM}" in done.stdout.splitlines()
    assert snapshot(bare) == before
    assert run(bare, "ssp", "assemble").exit_code == 0
    assert run(bare, "ssp", "assemble", "--check").exit_code == 0


def test_a_note_fails_no_run(tiny: Path, run: Run) -> None:
    people = tiny / DEMO / "people.yaml"
    people.write_text(drop_uuids(people.read_text(encoding="utf-8")), encoding="utf-8")
    run(tiny, "ssp", "assemble")
    people.write_text(drop_uuids(people.read_text(encoding="utf-8")), encoding="utf-8")
    chosen = ("validate", "--select", "SSP019", "--fail-on", "warning")
    assert run(tiny, *chosen).exit_code == 0
    report = json.loads(run(tiny, *chosen, "--format", "json").stdout)
    assert report["counts"] == {
        "error": 0,
        "warning": 0,
        "note": len(report["findings"]),
        "accepted": 0,
    }
    assert report["findings"][0]["severity"] == "note"
    assert run(tiny, "validate", "--fail-on", "note").exit_code == 2
    left_out = run(tiny, "validate", "--ignore", "SSP019", "--format", "json")
    assert json.loads(left_out.stdout)["suppressed"] == len(report["findings"])


def test_a_baseline_knows_notes(tiny: Path, run: Run, tmp_path: Path) -> None:
    people = tiny / DEMO / "people.yaml"
    people.write_text(drop_uuids(people.read_text(encoding="utf-8")), encoding="utf-8")
    known = str(tmp_path / "known.json")
    run(tiny, "validate", "--write-baseline", known)
    done = run(tiny, "validate", "--baseline", known, "--format", "json")
    assert json.loads(done.stdout)["counts"]["note"] == 0


def test_a_kept_answer_keeps_its_notes(tiny: Path, run: Run) -> None:
    people = tiny / DEMO / "people.yaml"
    people.write_text(drop_uuids(people.read_text(encoding="utf-8")), encoding="utf-8")
    first, second = (run(tiny, "validate", "--format", "json").stdout for _ in range(2))
    assert first == second
    assert json.loads(first)["counts"]["note"] > 0


def test_a_note_is_explained_as_one(run: Run) -> None:
    assert "\nSeverity: note\n" in run(Path(), "explain", "SSP019").stdout
    assert "SSP019  note     an authored" in run(Path(), "explain", "SSP01").stdout
