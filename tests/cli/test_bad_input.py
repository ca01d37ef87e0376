"""Bad input as a careless editor makes it: each defect is told with its file, line and the way out,
alone, and nothing is written.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, TINY, Run, edit, snapshot

DAY = ("--as-of", "2026-11-24")
SYSTEM = "ssp/demo"
FILE = f"{SYSTEM}/controls/AC/3.1.1.md"
REGISTER = f"{SYSTEM}/evidence.yaml"
PEOPLE = f"{SYSTEM}/people.yaml"
FACTS = f"{SYSTEM}/system.md"
ASSETS = f"{SYSTEM}/inventory.csv"
PLAN = "system-security-plans/demo/system-security-plan.json"


@dataclass(frozen=True)
class Defect:
    """In `path` the first `old` becomes `new` (without `old` the whole file does).

    The line is that of `at`, None for a whole file.
    """

    path: str
    old: str | bytes
    new: str | bytes
    code: str
    at: str | bytes | None
    words: str
    id: str

    def apply(self, root: Path) -> int | None:
        """Change the file; the line to expect."""
        file = root / self.path
        data = file.read_bytes()
        old, new, at = (
            _bytes(self.old),
            _bytes(self.new),
            None if self.at is None else _bytes(self.at),
        )
        assert old in data, f"{self.path} has no {self.old!r}"
        changed = data.replace(old, new, 1) if old else new
        file.write_bytes(changed)
        return None if at is None else changed[: changed.index(at)].count(b"\n") + 1


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def defect(
    path: str,
    old: str | bytes,
    new: str | bytes,
    code: str,
    at: str | bytes | None,
    words: str,
    name: str,
) -> Any:
    return pytest.param(Defect(path, old, new, code, at, words, name), id=name)


DEVIATION = """  deviations:
    - uuid: 7c1f5a52-3b0e-4f0a-9a39-0d2a3e0f7c11
      criterion: cc6.11
      description: One account was closed late.
  system-in-description:"""
ERRORS = (
    # sections and fields
    defect(FILE, "@objective b -->", "@objective a -->", "SSP003", "## [b]", "join the two texts", "section-twice"),
    defect(FILE, "@objective b -->", "@objectiv b -->", "SSP002", "@objectiv b", 'did you mean "objective"?', "unknown-kind"),
    defect(FILE, "@objective b -->", "@objective -->", "SSP002", "@objective -->", "@objective LETTER", "marker-without-letter"),
    defect(FILE, "@objective b -->", "@objective z -->", "SSP006", "@objective z", "its letters are a, b", "unknown-letter"),
    defect(FILE, "@objective b -->", "@objective [b] -->", "SSP006", "@objective [b]", 'did you mean "b"?', "letter-in-brackets"),
    defect(FILE, "- Objectives: a", "- Objectives: a, x", "SSP006", "Objectives: a, x", '"x"', "unknown-letter-in-list"),
    defect(FILE, "@component doorkeeper", "@component doorkeper", "REF002", "@component doorkeper", 'did you mean "doorkeeper"?', "unknown-component"),
    defect(FILE, "- State: ", "- Stat: ", "SSP004", "- Stat: ", 'did you mean "State"?', "misspelt-field"),
    defect(FILE, "- State: implemented", "- State: implementd", "SSP005", "implementd", 'did you mean "implemented"?', "misspelt-state"),
    defect(FILE, "- State: implemented", "- State: shared", "SSP005", "State: shared", "one of: implemented", "unknown-state"),
    defect(FILE, "- State: implemented", "- State:", "SSP005", "- State:", "is empty", "empty-state"),
    defect(FILE, "- State: implemented", "- State: implemented\n- State: implemented", "SSP004", "implemented\n- Ev", "keep one", "state-twice"),
    defect(FILE, "ev-roster", "ev-rostr", "REF003", "ev-rostr", 'did you mean "ev-roster"?', "unknown-evidence"),
    defect(FILE, "- State: implemented", "- State: implemented\n- Provider: cloudharbr", "REF004", "- Provider", 'did you mean "cloudharbor"?', "unknown-provider"),
    defect(FILE, "\n## ", "\nHello.\n\n## ", "SSP001", "Hello.", "move it into a section", "text-before-sections"),
    # front matter and names of files
    defect(FILE, "owner: it", "owner: itt", "REF001", "owner:", 'did you mean "it"?', "unknown-role"),
    defect(FILE, "owner: it", "ownr: it", "OSC011", "ownr:", 'did you mean "owner"?', "unknown-key"),
    defect(FILE, 'requirement: "3.1.1"', "requirement: 3.1", "OSC011", "requirement:", 'put it in quotes: "3.1"', "number-for-text"),
    defect(FILE, 'requirement: "3.1.1"', 'requirement: "3.1.99"', "SSP007", "requirement:", 'did you mean "3.1.1"?', "unknown-requirement"),
    defect(FILE, 'requirement: "3.1.1"', 'requirement: "3.1.3"', "SSP007", "requirement:", "the file is named 3.1.1", "other-requirement"),
    defect(FILE, "owner:", "\towner:", "OSC010", "\towner:", "indent with blanks, not tabs", "tab"),
    defect(FILE, "---\n# ", "# ", "OSC010", "---", "not closed", "front-matter-not-closed"),
    # bytes
    defect(FILE, "", "", "OSC006", "", "the file is empty", "empty"),
    defect(FILE, "- State: implemented", b"- State: implemented\n- Note: caf\xe9", "OSC006", b"caf\xe9", "Windows-1252", "windows-1252"),
    defect(FILE, "- State", "- St\0ate", "OSC006", "- St\0ate", "NUL", "nul"),
    defect(FILE, "- State: implemented\n", "<<<<<<< HEAD\n- State: planned\n=======\n- State: partial\n>>>>>>> them\n", "OSC004", "<<<<<<<", "keep one side", "conflict"),
    defect(REGISTER, "", "version https://git-lfs.github.com/spec/v1\noid sha256:aa\n", "OSC005", "version", "git lfs pull", "lfs-pointer"),
    defect(PEOPLE, "", "organization: x\n".encode("utf-16"), "OSC006", b"", "UTF-16", "utf-16"),
    defect(ASSETS, "", b"PK\x03\x04\x14\x00", "OSC006", b"", "save it as plain text, a table as CSV", "spreadsheet"),
    # YAML and types
    defect(FACTS, "\nprofile: ", "\nprofile: mini-with-criteria\nprofile: ", "OSC010", "profile: mini\n", "stands twice", "key-twice"),
    defect(FACTS, "\nprofile: mini", "\nprofile: minii", "REF008", "profile: minii", 'did you mean "mini"?', "unknown-profile"),
    defect(FACTS, "\nname: ", "\nname: Demo: the ", "OSC010", "name: Demo:", "put the value in quotes", "colon-in-value"),
    defect(FACTS, "\nssp-review-days: 3", "\nssp-review-days: x3", "OSC011", "ssp-review-days", "a whole number", "text-for-number"),
    defect(FACTS, "\nssp-reviewed: 2", "\nssp-reviewed: 20261102 # 2", "OSC011", "ssp-reviewed", "write YYYY-MM-DD", "day-as-number"),
    defect(FACTS, "\nversion: ", "\nversion: 1.10 # ", "OSC011", "version: 1.10", 'put it in quotes: "1.10"', "version-as-number"),
    defect(PEOPLE, "organization: demo-inc\n", "organization: &q demo-inc\n", "OSC010", "&q", "write the value out", "anchor"),
    defect(PEOPLE, "\nroles:", "\n---\nroles:", "OSC010", "---\nroles", "more than one YAML document", "two-documents"),
    defect(PEOPLE, "roles: [it]", "roles: [it]\n    privileged: yes", "OSC011", "privileged: yes", "write true", "yes-for-true"),
    defect(PEOPLE, "held-by: [demo-inc]", "held-by: demo-inc", "OSC011", "held-by: demo", "write it as a list", "text-for-list"),
    defect(PEOPLE, "  CA: security", "  CA: securit", "REF001", "  CA:", 'did you mean "security"?', "unknown-family-owner"),
    defect(PEOPLE, "held-by: [demo-inc]", "held-by: [demo-ink]", "REF001", "demo-ink]", "demo-inc", "unknown-party"),
    defect(REGISTER, "title: ", "title: @", "OSC010", "title: @", "put the value in quotes", "yaml-at-sign"),
    defect(REGISTER, "collected: 2", "collected: on 2", "OSC011", "collected: on", "write YYYY-MM-DD", "no-day"),
    defect(REGISTER, "cadence: 9", "cadence: -9", "OSC011", "cadence: -9", "write a number from 1", "negative"),
    defect(REGISTER, "cadence: 90", "cadence: 90\n    status: finall", "OSC011", "finall", 'did you mean "final"?', "unknown-value"),
    defect(REGISTER, "criteria: [", "criteria: [cc99.1, ", "REF005", "cc99.1", "criterion", "unknown-criterion"),
    defect(REGISTER, "    owner: ", "    owner: x", "REF001", "owner: x", "did you mean", "unknown-owner-of-evidence"),
    defect(REGISTER, '"3.1.1[a]"', '"3.1.1[q]"', "REF005", "3.1.1[q]", "objective", "unknown-objective"),
    defect(f"{SYSTEM}/engagement.yaml", "  system-in-description:", DEVIATION, "REF005", "cc6.11", 'did you mean "CC6.1"?', "unknown-criterion-of-deviation"),
    defect(f"{SYSTEM}/engagement.yaml", "report-type: type-2", "report-type: 2", "OSC011", "report-type", "one of: type-1, type-2", "type-2-as-number"),
    defect(f"{SYSTEM}/components/doorkeeper.md", "\ntitle: ", "\ntype: x\ntitle: ", "OSC010", "type: service", "stands twice", "component-key-twice"),
    defect(f"{SYSTEM}/poam/flow-rules.md", "kind: poam", "kind: poan", "OSC011", "kind:", 'did you mean "poam"?', "poam-kind"),
    defect(f"{SYSTEM}/poam/flow-rules.md", "[file-store]", "[file-stor]", "REF002", "file-stor]", "file-store", "poam-component"),
    # CSV
    defect(ASSETS, "category", "Category", "OSC012", "Category", 'did you mean "category"?', "renamed-column"),
    defect(ASSETS, "", "uuid;id;name;category;component;owner;location;cui;justification\n", "OSC012", "uuid", "with commas", "semicolons"),
    defect(f"{SYSTEM}/providers/cloudharbor.csv", "2026-09-01", "01.09.2026", "OSC012", "01.09.2026", "write YYYY-MM-DD", "matrix-day"),
    defect(f"{SYSTEM}/providers/cloudharbor.csv", "3.", "33.13.11[a],shared,They,We,,2026-09-01\n3.", "REF005", "33.", "did you mean", "matrix-objective"),
)  # fmt: skip
WARNINGS = (
    defect(FILE, "", "# 3.1.1\n", "OSC010", "# 3.1.1", 'requirement: "3.1.1"', "no-front-matter"),
    defect(FILE, "## [b]", " ## [b]", "SSP016", " ## [b]", "a marker that is not read", "marker-indented"),
    defect(FILE, "@objective b -->", "@objective b --", "SSP016", "@objective b --", "a marker that is not read", "marker-not-closed"),
    defect(FILE, "@objective b -->", "objective b -->", "SSP016", "<!-- objective b", "a marker that is not read", "marker-without-at"),
    defect(FILE, "- State: implemented", "\n- State: implemented", "SSP017", "- State", "remove the blank line", "field-after-blank-line"),
    defect(PEOPLE, "  AC: it", "  AX: it", "BND005", "organization", 'the profile has no family "AX"', "unknown-family"),
)  # fmt: skip

# What is read as it is meant
TAKEN = (
    defect(FILE, "## [b]", "### [b]", "SSP016", "### [b]", "a marker that is not read", "marker-behind-h3"),
    defect(FILE, "## [b]", "##[b]", "SSP016", "##[b]", "a marker that is not read", "marker-without-blank"),
    defect(FILE, "- State: implemented", "State: implemented", "SSP017", "State: impl", "as: - State: implemented", "field-without-bullet"),
    defect(FILE, "- State: implemented", "**State:** implemented", "SSP017", "**State", "as: - State: implemented", "field-in-bold"),
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(TINY, tmp_path_factory.mktemp("bad") / "workspace")


@pytest.fixture
def mended(shared: Path) -> Iterator[Callable[[Defect], int | None]]:
    """Plant a defect in the shared workspace; it is taken out afterwards."""
    kept: dict[Path, bytes] = {}

    def plant(item: Defect) -> int | None:
        kept.setdefault(shared / item.path, (shared / item.path).read_bytes())
        return item.apply(shared)

    yield plant
    for path, data in kept.items():
        path.write_bytes(data)


def report(run: Run, root: Path, *args: str) -> list[dict[str, Any]]:
    findings: list[dict[str, Any]] = json.loads(
        run(root, "validate", "--format", "json", *DAY, *args).stdout
    )["findings"]
    return findings


def errors(run: Run, root: Path) -> list[dict[str, Any]]:
    return [item for item in report(run, root) if item["severity"] == "error"]


def place(item: dict[str, Any]) -> tuple[str, str, int | None]:
    return item["code"], item["path"], item["line"]


@pytest.mark.parametrize("item", ERRORS)
def test_an_error_is_told_alone_and_nothing_is_written(
    item: Defect, shared: Path, mended: Callable[[Defect], int | None], run: Run
) -> None:
    line = mended(item)
    before = snapshot(shared)
    found = errors(run, shared)
    assert [place(entry) for entry in found] == [(item.code, item.path, line)], found
    assert item.words in f"{found[0]['message']} {found[0]['hint']}"
    assert found[0]["hint"]
    result = run(shared, "ssp", "assemble")
    assert result.exit_code == 1, result.output
    assert item.code in result.stderr
    assert snapshot(shared) == before


@pytest.mark.parametrize("item", WARNINGS)
def test_a_likely_mistake_is_told(
    item: Defect, shared: Path, mended: Callable[[Defect], int | None], run: Run
) -> None:
    line = mended(item)
    found = [entry for entry in report(run, shared) if entry["code"] == item.code]
    assert [place(entry) for entry in found] == [(item.code, item.path, line)], found
    assert item.words in f"{found[0]['message']} {found[0]['hint']}"


@pytest.mark.parametrize("item", TAKEN)
def test_what_can_mean_one_thing_only_is_taken(
    item: Defect, shared: Path, mended: Callable[[Defect], int | None], run: Run
) -> None:
    mended(item)
    assert [entry for entry in report(run, shared) if entry["severity"] != "note"] == []


def test_all_defects_are_told_in_one_run(tiny: Path, run: Run) -> None:
    picked = [
        item.values[0]
        for item in ERRORS
        if item.id
        in {
            "misspelt-state",
            "poam-kind",
            "matrix-day",
            "unknown-owner-of-evidence",
            "unknown-criterion-of-deviation",
        }
    ]
    assert len(picked) == 5
    expected = {(item.code, item.path, item.apply(tiny)) for item in picked}
    edit(tiny, FILE, "owner: it\n", "ownr: it\n")
    edit(tiny, FILE, "@objective b -->", "@objective q -->")
    (tiny / SYSTEM / "providers/Palisade Watch.md").write_text("---\n---\n", encoding="utf-8")
    expected |= {
        ("OSC011", FILE, 3),
        (
            "SSP006",
            FILE,
            (tiny / FILE).read_text(encoding="utf-8").split("@objective q")[0].count("\n") + 1,
        ),
    }
    expected |= {("OSC012", f"{SYSTEM}/providers/Palisade Watch.md", None)}
    before = snapshot(tiny)
    assert {place(entry) for entry in errors(run, tiny)} == expected
    result = run(tiny, "ssp", "assemble")
    assert result.exit_code == 1
    assert all(f"{code}  " in result.stderr for code, _, _ in expected)
    assert "8 errors in ssp/demo; nothing was written" in result.stderr
    assert snapshot(tiny) == before


MOVED = (
    ("evidence.yaml", "evidence.yml", "REF008", "evidence.yaml", "rename evidence.yml to evidence.yaml"),
    ("system.md", "System.md", "REF008", "system.md", "rename System.md to system.md"),
    ("components", "component", "REF008", "components", "rename component to components"),
    ("components/doorkeeper.md", "components/doorkeeper.txt", "OSC012", "components/doorkeeper.txt", "rename it to doorkeeper.md"),
    ("providers/cloudharbor.md", "providers/cloudharbor.markdown", "OSC012", "providers/cloudharbor.csv", "cloudharbor.md"),
    ("controls/AC/3.1.1.md", "controls/AC/3.1.1.markdown", "SSP007", "controls/AC/3.1.1.markdown", "rename it to 3.1.1.md"),
    ("controls/AC/3.1.1.md", "controls/3.1.1.md", "SSP007", "controls/3.1.1.md", "move it to ssp/demo/controls/AC/3.1.1.md"),
    ("controls/AC/3.1.1.md", "controls/CA/3.1.1.md", "SSP007", "controls/CA/3.1.1.md", "move it to ssp/demo/controls/AC/3.1.1.md"),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "path", "words"), MOVED)
def test_a_wrong_name_is_told_with_the_right_one(
    tiny: Path, run: Run, old: str, new: str, code: str, path: str, words: str
) -> None:
    (tiny / SYSTEM / old).rename(tiny / SYSTEM / new)
    found = errors(run, tiny)
    assert (code, f"{SYSTEM}/{path}") in {(item["code"], item["path"]) for item in found}, found
    assert any(words in item["hint"] for item in found), found
    assert len(found) <= 2, "no one is blamed for naming what stands in that file"
    assert run(tiny, "ssp", "assemble").exit_code == 1


def test_a_copied_requirement_file_does_not_win(tiny: Path, run: Run) -> None:
    name = f"{SYSTEM}/controls/AC/3.1.1 (tiny).md"
    shutil.copy(tiny / FILE, tiny / name)
    [found] = errors(run, tiny)
    assert found["path"] == name
    assert "then delete this file" in found["hint"]


@pytest.mark.parametrize("name", ["", "/controls", "/controls/AC", "/components", "/evidence.yaml"])
def test_a_link_is_told_once_and_not_followed(
    tiny: Path, run: Run, tmp_path: Path, name: str
) -> None:
    path = tiny / f"{SYSTEM}{name}"
    path.rename(tmp_path / "outside")
    path.symlink_to(tmp_path / "outside")
    before = (tiny / PLAN).read_bytes()
    [found] = errors(run, tiny)
    assert (found["code"], found["path"]) == ("OSC006", f"{SYSTEM}{name}")
    assert "symbolic link" in found["message"]
    assert run(tiny, "ssp", "assemble").exit_code == 1
    assert (tiny / PLAN).read_bytes() == before


def test_a_folder_and_a_file_in_each_others_place(tiny: Path, run: Run) -> None:
    shutil.rmtree(tiny / SYSTEM / "components")
    (tiny / SYSTEM / "components").write_text("x", encoding="utf-8")
    (tiny / REGISTER).unlink()
    (tiny / REGISTER).mkdir()
    assert {(item["code"], item["path"]) for item in errors(run, tiny)} == {
        ("OSC006", f"{SYSTEM}/components"),
        ("OSC006", REGISTER),
    }


def test_a_system_folder_without_a_system(tiny: Path, run: Run) -> None:
    (tiny / "ssp/second").mkdir()
    [found] = errors(run, tiny)
    assert found["path"] == "ssp/second/system.md"
    assert "attestle new system second" in found["hint"]
    (tiny / "ssp/second").rename(tiny / "ssp/Second One")
    assert {item["code"] for item in errors(run, tiny)} == {"OSC012", "REF008"}
    assert "ssp/Second One" in run(tiny, "status").stderr
    assert "name one of" in run(tiny, "ssp", "generate").stderr


def test_missing_catalogs_are_told_as_such(tiny: Path, run: Run) -> None:
    shutil.rmtree(tiny / "catalogs")
    found = errors(run, tiny)
    assert {item["code"] for item in found} == {"REF008"}
    assert not [item for item in found if item["path"].startswith("ssp/")], "no answer is blamed"
    assert run(tiny, "status").exit_code == 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"system-security-plan": []}',
        '{"system-security-plan": null}',
        '{"system-security-plan": {"metadata": 3}}',
    ],
)
def test_a_broken_document_stops_assembling_without_a_crash(
    tiny: Path, run: Run, content: str
) -> None:
    (tiny / PLAN).write_text(content, encoding="utf-8")
    before = snapshot(tiny)
    assert run(tiny, "validate", PLAN).exit_code in (1, 2)
    result = run(tiny, "ssp", "assemble")
    assert result.exit_code == 1, result.output
    assert snapshot(tiny) == before


@pytest.mark.parametrize("content", [b"evidence: [", b"evidence:\n  - id: caf\xe9\n", b""])
def test_a_broken_register_is_no_empty_one(tiny: Path, run: Run, content: bytes) -> None:
    (tiny / REGISTER).write_bytes(content)
    for command in (("evidence", "check"), ("evidence", "hash", "--write")):
        result = run(tiny, *command)
        assert result.exit_code == 1, result.output
        assert REGISTER in result.stderr
    result = run(
        tiny,
        "new",
        "evidence",
        "demo",
        "ev-new",
        "--title",
        "T",
        "--owner",
        "it",
        "--location",
        "here",
    )
    assert result.exit_code == (0 if not content else 1 if b"\xe9" in content else 2), result.output
    assert content in (tiny / REGISTER).read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        "{}",
        '{"catalog": 3}',
        '{"catalog": {"groups": [3]}}',
        '{"catalog": {"metadata": {"title": "x"}, "groups": [{"controls": [{}]}]}}',
    ],
)
def test_a_catalog_of_the_wrong_shape_is_no_crash(tiny: Path, run: Run, content: str) -> None:
    (tiny / "catalogs/mini/catalog.json").write_text(content, encoding="utf-8")
    for command in (
        ("validate",),
        ("status",),
        ("catalog", "list"),
        ("catalog", "show", "3.1.1"),
        ("profile", "resolve", "mini"),
        ("ssp", "assemble"),
    ):
        result = run(tiny, *command)
        assert result.exit_code == 1, (command, result.output)
        assert "something went wrong" not in result.stderr


def test_windows_files_make_the_same_documents(tiny: Path, run: Run) -> None:
    """A byte order mark and CRLF in every authored file change nothing."""
    for path in (tiny / SYSTEM).rglob("*"):
        if path.suffix in (".md", ".yaml", ".csv") and "evidence/" not in path.as_posix():
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert errors(run, tiny) == []
    assert run(tiny, "ssp", "assemble", "--check").exit_code == 0


def test_documents_that_are_removed_are_told(tiny: Path, run: Run) -> None:
    shutil.rmtree(tiny / SYSTEM / "controls")
    result = run(tiny, "ssp", "assemble")
    assert result.exit_code == 0, result.output
    assert f"removed {PLAN}" in result.stdout
    assert not (tiny / PLAN).exists()


def test_generate_keeps_what_was_written_into_its_own_section(tiny: Path, run: Run) -> None:
    assert run(tiny, "ssp", "generate").exit_code == 0
    notes = (
        "> My quote",
        "- **Mine** and more",
        "- **[a]** We say so",
        "Plain words",
        "*A summary of mine",
    )
    text = (tiny / FILE).read_text(encoding="utf-8")
    (tiny / FILE).write_text(
        text.replace("It is met when", "\n\n".join(notes) + "\n\nIt is met when", 1),
        encoding="utf-8",
    )
    assert run(tiny, "ssp", "generate").exit_code == 0
    after = (tiny / FILE).read_text(encoding="utf-8")
    assert all(note in after for note in notes)
    assert "@draft" in after
    assert run(tiny, "ssp", "generate", "--check").exit_code == 0


def test_errors_come_first_when_not_all_is_shown(copy: Path, run: Run) -> None:
    system = copy / "ssp/example-enclave"
    shutil.rmtree(system / "controls/SC")
    for path in sorted((system / "controls").rglob("*.md")):
        path.write_text(
            path.read_text(encoding="utf-8").replace("- Evidence: ", "- Note: "), encoding="utf-8"
        )
    edit(system, "poam/camera-replacement.md", "kind: operational", "kind: operationel")
    shown = run(copy, "validate", *DAY).stdout
    assert shown.index("operationel") < shown.index("x  warning  EVD004")
    assert "with: attestle validate --full" in shown


WRONG_USAGE = (
    (("validate", "--select", "FOO"), 'no code begins with "FOO"'),
    (("validate", "--select", ""), "no code begins with"),
    (("validate", "--ignore", "SSP99"), "did you mean"),
    (("status", "--owner", "it-operation"), 'did you mean "it-operations"?'),
    (("status", "--as-of", "2026-13-01"), '"2026-13-01" is not a day; write YYYY-MM-DD'),
    (("evidence", "check", "--as-of", "now"), "write YYYY-MM-DD"),
    (("validate", "nowhere.md"), 'there is no file or folder "nowhere.md"'),
    (("catalog", "list", "nist"), "there is no catalog or profile"),
    (("explain", "SSQ001"), "did you mean"),
    (("status", "example-enclav"), 'did you mean "example-enclave"?'),
)  # fmt: skip


@pytest.mark.parametrize(("args", "words"), WRONG_USAGE)
def test_wrong_usage_is_told(example: Path, run: Run, args: tuple[str, ...], words: str) -> None:
    result = run(example, *args)
    assert result.exit_code == 2, result.output
    assert words in result.stderr


def test_codes_may_be_written_in_any_way(example: Path, run: Run) -> None:
    report_ = json.loads(
        run(example, "validate", "--format", "json", *DAY, "--select", "evd004,ssp").stdout
    )
    assert {item["code"] for item in report_["findings"]} <= {"EVD004"} | {
        f"SSP{number:03}" for number in range(1, 30)
    }
    assert run(example, "explain", "ssp").stdout.count("\n") > 10


def test_paths_are_those_of_the_shell(
    tiny: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(tiny, FILE, "owner: it\n", "owner: nobody\n")
    monkeypatch.chdir(tiny / SYSTEM / "controls/CA")
    from click.testing import CliRunner

    from attestle.cli.root import root as command

    def here(*args: str) -> Any:
        return CliRunner().invoke(command, ["validate", *DAY, *args], prog_name="attestle")

    assert here("../AC").exit_code == 1
    assert here("../AC/3.1.1.md").exit_code == 1
    assert here("../AC/3.1.3.md").exit_code == 0
    assert here(".").exit_code == 0
    assert here("../../../..").exit_code == 1
    assert here("../../../../..").exit_code == 2
    (tiny / "README.md").write_text("x", encoding="utf-8")
    assert "is not checked" in here("../../../../README.md").stderr


def test_fix_stays_in_the_paths_given(tiny: Path, run: Run) -> None:
    for name in ("3.1.1", "3.1.3"):
        path = tiny / SYSTEM / f"controls/AC/{name}.md"
        path.write_text(
            path.read_text(encoding="utf-8").replace(
                "@objective a -->\n", "@objective a -->\n\n", 1
            ),
            encoding="utf-8",
        )
    untouched = (tiny / SYSTEM / "controls/AC/3.1.3.md").read_bytes()
    assert "fixed" in run(tiny, "validate", "--fix", str(tiny / FILE)).stderr
    assert (tiny / SYSTEM / "controls/AC/3.1.3.md").read_bytes() == untouched


def test_a_question_without_an_answer_writes_nothing(tiny: Path, run: Run) -> None:
    before = snapshot(tiny)
    result = run(tiny, "new", "poam", "demo", "item", "--objective", "3.1.1[a]", user_input="")
    assert result.exit_code == 2
    assert "nothing was written" in result.stderr
    assert snapshot(tiny) == before


def test_new_says_what_is_still_wrong(tiny: Path, run: Run) -> None:
    options = (
        "--title",
        "X",
        "--type",
        "service",
        "--category",
        "spa",
        "--owner",
        "nobody",
        "--description",
        "D",
    )
    result = run(tiny, "new", "component", "demo", "extra", *options)
    assert result.exit_code == 0
    assert 'unknown role "nobody"' in result.stderr


def test_the_way_on_after_init_can_be_pasted(tmp_path: Path, run: Run) -> None:
    assert "cd '" in run(tmp_path, "init", str(tmp_path / "a b")).stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_no_crash_of_ours(example: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "attestle", "status"],
            cwd=example,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=_env(),
        )
    assert done.returncode == 4
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_a_pipe_that_is_closed_early_in_any_locale(example: Path, locale: str) -> None:
    script = (
        f'"{sys.executable}" -m attestle catalog show 3.1.1 | head -n 1; test "${{PIPESTATUS[0]}}"'
        " -eq 0"
    )
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=example,
        capture_output=True,
        check=False,
        env={**_env(), "LC_ALL": locale},
    )
    assert done.returncode == 0, done.stderr
    assert b"3.1.1" in done.stdout
    assert done.stderr == b""


def _env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "oscal"), "NO_COLOR": "1"}


def test_every_command_has_help(run: Run, example: Path) -> None:
    import click

    from attestle.cli.root import root as command

    def walk(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        context = click.Context(group)
        for name in group.list_commands(context):
            found = group.get_command(context, name)
            assert found is not None
            assert found.help, (*path, name)
            yield (*path, name)
            if isinstance(found, click.Group):
                yield from walk(found, (*path, name))

    for path in walk(command, ()):
        result = run(example, *path, "--help")
        assert result.exit_code == 0, path
        assert "Usage: attestle" in result.stdout
