"""A newcomer's first week: files edited as the web editor saves them, and what the README promises
at each step.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Run, snapshot

FILE = "ssp/enclave/controls/AC/3.1.1.md"
SSP = "system-security-plans/enclave/system-security-plan.json"
TABLE = (
    "| group | who | note |\n|:--|--:|---|\n| `admins` | 6 | a \\| b |\n| users\t| 24 | <br> ünï 😀"
    " |\n\n- [ ] not a field: true\n  - State: neither is this"
)


@pytest.fixture(scope="module")
def _acme(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root: Path = tmp_path_factory.mktemp("new") / "acme"
    assert run(root.parent, "init", str(root)).exit_code == 0
    made = run(
        root,
        "new",
        "system",
        "enclave",
        "--title",
        "Acme Enclave",
        "--description",
        "Drawings.",
        "--organization",
        "Acme",
        "--information-type",
        "CUI",
        "--information-description",
        "Drawings of parts.",
        "--user",
        "Staff",
        "--owner-role",
        "owner",
        "--owner-title",
        "Owner",
    )
    assert made.exit_code == 0, made.output
    return root


@pytest.fixture
def acme(_acme: Path, tmp_path: Path) -> Path:
    """A new workspace with one system and nothing answered."""
    return shutil.copytree(_acme, tmp_path / "acme")


def save(root: Path, text: str, *, windows: bool = False, final: bool = True) -> None:
    """As a web editor saves: LF, or CRLF if the text was pasted so, with or without the last
    newline.
    """
    text = text.rstrip("\n") + ("\n" if final else "")
    (root / FILE).write_bytes((text.replace("\n", "\r\n") if windows else text).encode())


def typed(root: Path) -> str:
    return (root / FILE).read_bytes().decode().replace("\r\n", "\n")


def answer(text: str, letter: str, lines: str) -> str:
    """Type below the heading of an objective."""
    found = re.search(rf"^## .*<!-- @objective {letter} -->\n", text, re.M)
    assert found, letter
    return text[: found.end()] + lines + "\n" + text[found.end() :]


def findings(run: Run, root: Path, severity: str = "error") -> list[dict[str, Any]]:
    found = json.loads(run(root, "validate", "--format", "json").stdout)["findings"]
    return [item for item in found if item["severity"] == severity and item["path"] == FILE]


def prose(root: Path, letter: str) -> str:
    """What the assembled plan says about an objective."""
    plan = json.loads((root / SSP).read_text(encoding="utf-8"))["system-security-plan"]
    (requirement,) = plan["control-implementation"]["implemented-requirements"]
    (statement,) = [
        item
        for item in requirement["statements"]
        if item["statement-id"].endswith(f"_obj.{letter}")
    ]
    text: str = statement["by-components"][0]["description"]
    return text


def rating(run: Run, root: Path) -> dict[str, int]:
    loaded: dict[str, int] = json.loads(run(root, "status", "--format", "json").stdout)[
        "objectives"
    ]
    return loaded


def three_answers(root: Path) -> str:
    text = typed(root)
    for letter, words in (
        ("a", "The roster is in the directory."),
        ("b", "The list is in the repository."),
        ("c", "Devices enrol first."),
    ):
        text = answer(text, letter, f"- State: implemented\n\n{words}")
    save(root, text)
    return text


def test_three_answers_count_as_described_and_never_as_evidenced(run: Run, acme: Path) -> None:
    assert "nothing to assemble yet" in run(acme, "ssp", "assemble").stdout
    three_answers(acme)
    assert findings(run, acme) == []
    told = [item for item in findings(run, acme, "warning") if item["code"] == "EVD004"]
    assert len(told) == 3, "an answer without evidence is a warning with its line"
    assert all(item["line"] and item["hint"] for item in told)
    found = rating(run, acme)
    assert (found["present-but-undocumented"], found["covered-and-evidenced"]) == (
        3,
        0,
    ), "a rating is derived, never claimed"
    done = run(acme, "ssp", "assemble")
    assert (done.exit_code, f"wrote {SSP}" in done.stdout) == (0, True)
    assert prose(acme, "a") == "The roster is in the directory."
    assert run(acme, "ssp", "assemble", "--check").exit_code == 0


@pytest.mark.parametrize("windows", [False, True], ids=["LF", "CRLF"])
def test_a_pasted_table_is_kept_byte_for_byte(run: Run, acme: Path, windows: bool) -> None:
    text = three_answers(acme).replace("The list is in the repository.", TABLE)
    save(acme, text, windows=windows)
    assert findings(run, acme) == []
    assert run(acme, "ssp", "assemble").exit_code == 0
    assert prose(acme, "b") == TABLE
    before = snapshot(acme)
    assert run(acme, "ssp", "generate").exit_code == 0
    assert {path: data for path, data in snapshot(acme).items() if path != FILE} == {
        path: data for path, data in before.items() if path != FILE
    }
    assert TABLE in typed(acme), "a refresh touches no prose"


def test_text_at_the_end_belongs_to_the_last_section(run: Run, acme: Path) -> None:
    text = three_answers(acme).rstrip("\n")
    text = (
        answer(text + "\n", "f", "- State: planned\n- Missing: the gateway")
        + "\nA note that I put\nat the very end."
    )
    save(acme, text, final=False)
    assert findings(run, acme) == []
    assert run(acme, "ssp", "assemble").exit_code == 0
    assert prose(acme, "f").endswith("A note that I put\nat the very end.")
    assert "at the very end" not in prose(acme, "a")


def test_a_renamed_heading_keeps_its_answer(run: Run, acme: Path) -> None:
    text = three_answers(acme)
    (line,) = re.findall(r"^## .*<!-- @objective b -->$", text, re.M)
    before = rating(run, acme)
    assert run(acme, "ssp", "assemble").exit_code == 0
    documents = snapshot(acme)
    save(acme, text.replace(line, "## Our own words for service accounts <!-- @objective b -->"))
    assert findings(run, acme) == []
    assert rating(run, acme) == before
    assert run(acme, "ssp", "assemble").exit_code == 0
    after = snapshot(acme)
    assert [path for path in after if after[path] != documents.get(path)] == sorted([FILE, SSP]), (
        "the title is free: no document but the plan has it"
    )
    assert prose(acme, "b") == "The list is in the repository."
    pairs = zip(documents[SSP].decode().split("\n"), after[SSP].decode().split("\n"), strict=True)
    changed = [new.strip() for old, new in pairs if old != new and "last-modified" not in old]
    assert changed == ['"value": "Our own words for service accounts"']


def test_a_heading_without_its_mark_is_told_and_mended(run: Run, acme: Path) -> None:
    text = three_answers(acme)
    (line,) = re.findall(r"^## .*<!-- @objective b -->$", text, re.M)
    before = rating(run, acme)
    save(acme, text.replace(line, "## [b] Service accounts"))
    (told,) = [item for item in findings(run, acme, "warning") if item["code"] == "SSP016"]
    assert typed(acme).split("\n")[told["line"] - 1] == "## [b] Service accounts"
    assert "--fix" in told["hint"]
    assert (
        run(acme, "validate", "--fix", FILE if Path(FILE).exists() else str(acme / FILE)).exit_code
        == 0
    )
    assert "## [b] Service accounts <!-- @objective b -->" in typed(acme)
    assert "The list is in the repository." in typed(acme)
    assert rating(run, acme) == before


def test_a_wrong_state_names_file_line_and_the_way_out(run: Run, acme: Path) -> None:
    text = three_answers(acme)
    assert run(acme, "ssp", "assemble").exit_code == 0
    documents = (acme / SSP).read_bytes()
    save(acme, text.replace("- State: implemented", "- State: implemnted", 1))
    result = run(acme, "validate", "--format", "github")
    assert result.exit_code == 1
    (told,) = [line for line in result.stdout.splitlines() if line.startswith("::error ")]
    number = typed(acme).split("\n").index("- State: implemnted") + 1
    assert re.match(
        rf"::error file={re.escape(FILE)},line={number},(col=\d+,)?title=SSP005::", told
    )
    assert 'did you mean "implemented"?' in told
    refused = run(acme, "ssp", "assemble")
    assert (refused.exit_code, "nothing was written" in refused.output) == (1, True)
    assert (acme / SSP).read_bytes() == documents
    shown = run(acme, "explain", "SSP005")
    assert (shown.exit_code, "# SSP005" in shown.stdout) == (0, True)
    save(acme, text)
    assert run(acme, "validate").exit_code == 0


def test_new_files_name_their_schema_and_work_as_before(run: Run, acme: Path) -> None:
    told = ("--owner", "owner", "--description", "What it does.")
    made = {
        "ssp/enclave/components/okta.md": (
            "component",
            "enclave",
            "okta",
            "--title",
            "Okta",
            "--type",
            "service",
            "--category",
            "spa",
            *told,
        ),
        "ssp/enclave/providers/cloud.md": (
            "provider",
            "enclave",
            "cloud",
            "--title",
            "Cloud",
            "--no-cloud",
            "--service",
            "Mail",
            *told,
        ),
    }
    for words in made.values():
        done = run(acme, "new", *words)
        assert done.exit_code == 0, done.output
    done = run(
        acme,
        "new",
        "evidence",
        "enclave",
        "ev-roster",
        "--title",
        "Roster",
        "--owner",
        "owner",
        "--location",
        "the store",
        "--objective",
        "3.1.1[a]",
    )
    assert done.exit_code == 0, done.output
    for path in (
        *made,
        "ssp/enclave/system.md",
        "ssp/enclave/people.yaml",
        "ssp/enclave/evidence.yaml",
    ):
        lines = (acme / path).read_text(encoding="utf-8").splitlines()
        found = re.match(
            r"# yaml-language-server: \$schema=(.+)\Z", lines[1 if path.endswith(".md") else 0]
        )
        assert found, path
        schema = json.loads(((acme / path).parent / found[1]).resolve().read_text(encoding="utf-8"))
        assert schema["type"] == "object"
        assert (acme / path).read_text(encoding="utf-8").count("yaml-language-server") == 1
    shipped = {
        file.name: file.read_bytes()
        for file in (ROOT / "oscal/attestle/data/authored").glob("*.json")
    }
    written = {file.name: file.read_bytes() for file in (acme / ".attestle/schemas").iterdir()}
    assert written == shipped
    three_answers(acme)
    before = snapshot(acme)
    assert run(acme, "validate", "--fix").exit_code == 0
    assert snapshot(acme) == before
    assert run(acme, "ssp", "generate").exit_code == 0
    assert run(acme, "ssp", "assemble").exit_code == 0
    assert run(acme, "validate").exit_code == 0


def test_without_schemas_in_the_workspace_nothing_points_at_them(run: Run, copy: Path) -> None:
    words = (
        "--title",
        "T",
        "--type",
        "service",
        "--category",
        "crma",
        "--owner",
        "it-operations",
        "--description",
        "D.",
    )
    assert run(copy, "new", "component", "example-enclave", "new-thing", *words).exit_code == 0
    assert "yaml-language-server" not in (
        copy / "ssp/example-enclave/components/new-thing.md"
    ).read_text(encoding="utf-8")
