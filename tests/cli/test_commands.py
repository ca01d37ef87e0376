"""Exit codes, scaffolding and the manner of the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, Run

NEW_SYSTEM = (
    "new", "system", "demo", "--title", "Demo: a system", "--description", "It does\nthings.", "--organization", "Demo Organisation",
    "--information-type", "CUI", "--information-description", "Drawings", "--user", "Engineers", "--owner-role", "system-owner", "--owner-title", "Owner",
)  # fmt: skip


@pytest.fixture
def fresh(tmp_path: Path, run: Run) -> Path:
    root = tmp_path / "fresh"
    result = run(tmp_path, "init", str(root))
    assert result.exit_code == 0, result.output
    return root


def trestle_validate(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from trestle.cli import run; run()", "validate", "-a"]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, timeout=300
    )


def test_trestle_accepts_the_repository(copy: Path) -> None:
    done = trestle_validate(copy)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_trestle_accepts_a_new_workspace(fresh: Path, run: Run) -> None:
    assert run(fresh, *NEW_SYSTEM).exit_code == 0
    path = fresh / "ssp/demo/controls/AC/3.1.1.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "@objective a -->\n", "@objective a -->\n- State: implemented\n\nBy hand.\n", 1
        ),
        encoding="utf-8",
    )
    assert run(fresh, "ssp", "assemble").exit_code == 0
    done = trestle_validate(fresh)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_new_system_is_valid_and_states_nothing(fresh: Path, run: Run) -> None:
    result = run(fresh, *NEW_SYSTEM)
    assert result.exit_code == 0, result.output
    report = json.loads(run(fresh, "validate", "--format", "json").stdout)
    assert report["counts"]["error"] == 0
    assert "- State" not in "".join(
        path.read_text(encoding="utf-8") for path in (fresh / "ssp/demo/controls").rglob("*.md")
    )
    assert run(fresh, "ssp", "generate", "--check").exit_code == 0, (
        "new system writes what generate would write"
    )
    assembled = run(fresh, "ssp", "assemble")
    assert "nothing to assemble yet" in assembled.stdout
    status = json.loads(run(fresh, "status", "--format", "json").stdout)
    assert status["objectives"]["not-addressed"] == 320
    assert status["scores"]["implemented"] is None


def test_level_1_has_no_score(fresh: Path, run: Run) -> None:
    assert run(fresh, *NEW_SYSTEM, "--profile", "cmmc-level-1").exit_code == 0
    status = json.loads(run(fresh, "status", "--format", "json").stdout)
    assert status["scores"] == {"implemented": None, "assessor_ready": None, "maximum": None}
    assert status["to_conditional"] is None
    assert status["conditional_eligible"] == {"implemented": False, "assessor_ready": False}
    assert len(status["to_final"]) == 17


def test_every_kind_of_new_thing_is_valid(fresh: Path, run: Run) -> None:
    assert run(fresh, *NEW_SYSTEM).exit_code == 0
    owner = ("--owner", "system-owner")
    things = (
        (
            "component",
            "demo",
            "directory",
            "--title",
            "A: directory",
            "--type",
            "service",
            "--category",
            "spa",
            *owner,
            "--description",
            "Signs people in.",
        ),
        (
            "provider",
            "demo",
            "helper",
            "--title",
            "Helper",
            "--no-cloud",
            "--service",
            "monitoring",
            *owner,
            "--description",
            "Watches.",
        ),
        (
            "evidence",
            "demo",
            "ev-roster",
            "--title",
            "Roster",
            *owner,
            "--location",
            "share: roster",
            "--collected",
            "2026-11-01",
            "--objective",
            "3.1.1[a]",
        ),
        (
            "poam",
            "demo",
            "fix-it",
            "--title",
            "Fix",
            "--kind",
            "remediation",
            "--weakness",
            "none",
            "--objective",
            "AC.L2-3.1.1[a]",
            *owner,
            "--resource-estimate",
            "2 days",
            "--how-identified",
            "by us",
            "--required-artifact",
            "a list",
            "--completion-criteria",
            "listed",
            "--scheduled-completion",
            "2027-03-01",
        ),
        (
            "exception",
            "demo",
            "old-rig",
            "--title",
            "Rig",
            "--kind",
            "accepted-risk",
            "--scope",
            "3.1.1",
            "--rationale",
            "old",
        ),
    )
    for thing in things:
        result = run(fresh, "new", *thing)
        assert result.exit_code == 0, result.output
        again = run(fresh, "new", *thing)
        assert again.exit_code == (0 if thing[0] == "evidence" else 2)
    report = json.loads(run(fresh, "validate", "--format", "json").stdout)
    assert {item["code"] for item in report["findings"] if item["severity"] == "error"} == {
        "REF006"
    }, "only the evidence id given twice"


def test_new_asks_for_what_is_not_given(fresh: Path, run: Run) -> None:
    answers = "Demo\nIt does things.\nDemo Organisation\n\nDrawings\n\n\n\n"
    result = run(fresh, "new", "system", "asked", user_input=answers)
    assert result.exit_code == 0, result.output
    assert "Controlled Unclassified Information" in (fresh / "ssp/asked/system.md").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("name", ["Bad", "../up", "con", "a b", "-x", ""])
def test_names_that_cannot_be_files(fresh: Path, run: Run, name: str) -> None:
    result = (
        run(fresh, *NEW_SYSTEM[:2], "--", name)
        if name.startswith("-")
        else run(fresh, *NEW_SYSTEM[:2], name, *NEW_SYSTEM[3:])
    )
    assert result.exit_code == 2
    assert not list((fresh / "ssp").rglob("*"))


def test_wrong_usage_exits_2(tmp_path: Path, run: Run, example: Path) -> None:
    assert run(tmp_path, "validate").exit_code == 2
    assert run(example, "validte").exit_code == 2
    assert 'did you mean "validate"?' in run(example, "validte").stderr
    assert run(example, "status", "nowhere").exit_code == 2
    assert run(example, "status", "--as-of", "yesterday").exit_code == 2
    assert run(example, "explain", "SSP999").exit_code == 2
    assert run(example, "validate", str(tmp_path / "absent.md")).exit_code == 2


def test_init_refuses_a_folder_that_is_taken(fresh: Path, run: Run) -> None:
    again = run(fresh, "init", str(fresh))
    assert again.exit_code == 2
    assert "workspace already" in again.stderr


def test_init_with_the_example(tmp_path: Path, run: Run) -> None:
    root = tmp_path / "with-example"
    assert run(tmp_path, "init", str(root), "--example").exit_code == 0
    assert run(root, "validate", "--as-of", "2026-11-24").exit_code == 0
    assert run(root, "ssp", "assemble", "--check").exit_code == 0


def test_check_exits_3(copy: Path, run: Run) -> None:
    path = copy / "ssp/example-enclave/controls/AC/3.1.1.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    before = path.stat().st_mtime_ns
    result = run(copy, "ssp", "assemble", "--check")
    assert result.exit_code == 3
    assert "would change system-security-plans/example-enclave" in result.stdout
    assert path.stat().st_mtime_ns == before
    stale = json.loads(run(copy, "validate", "--format", "json", "--as-of", "2026-11-24").stdout)[
        "findings"
    ]
    assert [item["path"] for item in stale if item["code"] == "SYN001"] == [
        "system-security-plans/example-enclave/system-security-plan.json"
    ]


def test_help_needs_no_layer_below() -> None:
    """`--help` starts with click alone: no schema engine, no YAML, no OSCAL models."""
    code = (
        "import sys; sys.argv = ['attestle', '--help']\ntry:\n    from attestle.cli import main;"
        " main()\nexcept SystemExit: pass\n"
    )
    code += (
        "heavy = {'yaml', 'orjson', 'jsonschema_rs', 'pydantic', 'trestle', 'docx', 'lxml'} &"
        " set(sys.modules)\nassert not heavy, heavy"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "oscal"), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    assert "validate" in done.stdout


@pytest.mark.parametrize(
    "args",
    [
        ("validate",),
        ("status",),
        ("ssp", "assemble", "--check"),
        ("convert", "catalogs/soc2-tsc-2017/catalog.json", "-", "--to", "yaml"),
    ],
)
def test_daily_commands_import_neither_trestle_nor_pydantic(args: tuple[str, ...]) -> None:
    code = (
        f"import sys; sys.argv = ['attestle', *{args!r}]\ntry:\n    from attestle.cli import main;"
        " main()\nexcept SystemExit: pass\n"
    )
    code += (
        "heavy = {'pydantic', 'trestle', 'docx', 'lxml'} & set(sys.modules)\nassert not heavy,"
        " heavy"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "oscal"), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr


def test_a_crash_is_told_without_a_traceback(
    copy: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from attestle.api import statuses

    def broken(*_: object) -> object:
        raise RuntimeError("boom")

    monkeypatch.setattr(statuses, "judge_status", broken)
    result = run(copy, "status")
    assert result.exit_code == 4
    assert "Traceback" not in result.output
    assert ".log" in result.stderr


def test_control_sequences_of_a_document_do_not_reach_the_terminal(copy: Path, run: Run) -> None:
    path = copy / "ssp/example-enclave/controls/AC/3.1.1.md"
    text = path.read_text(encoding="utf-8").replace(
        "- State: implemented", "- State: \x1b]0;x\x07\u202eimpl", 1
    )
    path.write_text(text, encoding="utf-8")
    result = run(copy, "validate")
    assert result.exit_code == 1
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
    assert "\\u001b" in result.output
