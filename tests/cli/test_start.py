"""`attestle start`: from an empty folder to a score, by commands that it prints."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from attestle.api.first_steps import read_beginning
from attestle.cli import start
from attestle.cli.root import root as command
from attestle.cli.start_questions import Questions
from attestle.cli.start_report import ask_report
from attestle.cli.start_steps import QUESTIONS
from attestle.errors import UsageError
from conftest import ROOT

Start = Callable[..., Result]
DEFENCE = {
    "asks": "defence",
    "clause": "yes",
    "information": "fci",
    "environment": "mixed",
    "decided-by": "Ann Orr",
    "organization": "Hollow Ltd",
    "description": "Where drawings are worked on.",
    "information-description": "Drawings of the prime.",
    "report": "type-2",
    "period-start": "2025-01-01",
    "period-end": "2025-12-31",
    "auditor": "Hollow CPA",
    "carve-outs": "Cloud Host=hosting",
    "controls": "soc2.csv",
    "states": "states.csv",
    "inventory": "assets.csv",
}


@pytest.fixture
def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Run it in a folder with a few sheets; answers as a file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "soc2.csv").write_text("id,description,criteria\nAC-1,Approved by owners,CC6.1\n")
    (tmp_path / "states.csv").write_text("objective,state\n3.1.1[a],implemented\n")
    (tmp_path / "assets.csv").write_text("id,name,category,owner\npc-1,PC,cui,system-owner\n")

    def run(**answers: Any) -> Result:
        lines = "".join(f"{key}: {value}\n" for key, value in answers.items())
        (tmp_path / "answers.yaml").write_text(lines)
        return CliRunner().invoke(command, ["start", "--answers", "answers.yaml"])

    return run


def test_a_team_with_a_contract_gets_a_system_and_the_reason_for_no_score(begin: Start) -> None:
    result = begin(**{**DEFENCE, "information": "cui"})
    assert result.exit_code == 0, result.output
    assert read_beginning(Path("compliance")).profile == "cmmc-level-2"
    assert "Contract language is there" in result.output
    assert "without a System Security Plan (3.12.4)" in result.output
    made = read_beginning(Path("compliance"))
    assert made.has_report
    assert made.has_controls
    assert made.has_states
    assert made.has_assets
    gap = CliRunner().invoke(command, ["--root", "compliance", "gap"])
    assert "situation: Contract language is there" in " ".join(gap.output.split())
    assert "decided by Ann Orr" in " ".join(gap.output.split())
    said = Path("compliance/ssp/enclave/engagement.yaml").read_text()
    # nobody said what the opinion is, nor whether the system is in the description
    assert 'opinion: "pending"' in said
    assert "system-in-description: false" in said


def test_what_it_does_can_be_typed_by_hand(begin: Start, tmp_path: Path) -> None:
    printed = begin(**DEFENCE).output.splitlines()
    assert any("no score here" in line for line in printed)
    lines = [line.removeprefix("$ attestle ") for line in printed if line.startswith("$ ")]
    made = read_beginning(Path("compliance"))
    Path("compliance").rename(tmp_path / "by-questions")
    for line in lines:
        assert CliRunner().invoke(command, shlex.split(line)).exit_code == 0, line
    assert read_beginning(Path("compliance")) == made
    assert made.profile == "cmmc-level-1"
    both = [
        {path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file()}
        for top in (tmp_path / "by-questions", Path("compliance"))
    ]
    assert both[0] == both[1]


def test_running_it_again_goes_on_and_asks_for_what_lacks(begin: Start, tmp_path: Path) -> None:
    first = {key: DEFENCE[key] for key in ("asks", "clause", "information", "environment")}
    result = begin(**first)
    assert result.exit_code == 1  # no organisation, so no system
    assert "No system is made yet" in result.output
    (tmp_path / "bad.csv").write_text("colour,size\nred,2\n")
    again = begin(**{**DEFENCE, "controls": "bad.csv"})
    assert again.exit_code == 1
    assert "$ attestle -q init" not in again.output
    # a file that is not taken stops nothing
    assert "not done, or not whole: import controls" in again.output
    assert read_beginning(Path("compliance")).has_assets
    third = begin(**DEFENCE)
    assert third.exit_code == 0, third.output
    commands = [line for line in third.output.splitlines() if line.startswith("$ ")]
    assert [line.split()[4:6] for line in commands] == [["import", "controls"]]


def test_commercial_only_ends_without_a_system(begin: Start) -> None:
    answers = {"asks": "commercial", "clause": "no", "information": "neither"}
    result = begin(**answers, environment="one", controls="soc2.csv")
    assert result.exit_code == 0, result.output
    assert "No CMMC system is made" in result.output
    assert "objectives of CMMC are reached by a SOC 2 control" in result.output
    made = read_beginning(Path("compliance"))
    assert made.has_controls
    assert not made.system
    remove = ["--root", "compliance", "remove", "controls"]
    assert CliRunner().invoke(command, [*remove, "soc3"]).exit_code == 2
    gone = CliRunner().invoke(command, [*remove, "soc2"])
    assert gone.exit_code == 0, gone.output
    assert "1 control is out" in gone.output
    assert not read_beginning(Path("compliance")).has_controls


@pytest.mark.parametrize("status", ["", "operating"])
def test_its_figures_are_those_of_the_gap_analysis(
    begin: Start, tmp_path: Path, status: str
) -> None:
    rows = (
        "AC-1,New accounts need a ticket approved by the owner of the system,CC6.2",
        "VM-1,Vulnerability scans of all hosts run every week and findings are repaired,CC7.1",
    )
    lines = ["id,description,criteria,status", *(f"{row},{status}" for row in rows)]
    (tmp_path / "soc2.csv").write_text("\n".join(lines))
    told = begin(asks="commercial", clause="no", information="neither", controls="soc2.csv").output
    [said] = re.findall(r"(\d+) of 320 objectives of CMMC .*: (\d+) strong, (\d+) partial", told)
    gap = CliRunner().invoke(command, ["--root", "compliance", "gap"]).output
    [shown] = re.findall(r"SOC 2 reuse of 320 objectives: (\d+) strong, (\d+) partial", gap)
    assert said[1:] == shown
    assert int(said[0]) == sum(map(int, shown)) > 0
    is_told = "Nothing says that 2 of your 2 controls operate" in " ".join(told.split())
    assert is_told == (not status)


def test_one_role_for_everything_does_not_hide_the_owners_of_controls(tmp_path: Path) -> None:
    root, sheet = tmp_path / "ws", tmp_path / "c.csv"
    head = "id,description,criteria,owner,status"
    row = "AC-1,Each access request for a new account is approved before access is given,CC6.2,Desk Lead,active"
    sheet.write_text(f"{head}\n{row}\n")
    texts = {"title": "Core", "description": "A", "organization": "Quill", "user": "Staff"}
    texts |= {"information-type": "Drawings", "information-description": "Of parts"}
    texts |= {"owner-role": "system-owner", "owner-title": "System Owner"}
    options = [word for key, value in texts.items() for word in (f"--{key}", value)]

    def run(*words: str) -> str:
        done = CliRunner().invoke(command, ["--root", str(root), *words])
        assert done.exit_code == 0, done.output
        return " ".join(done.output.split())

    def list_owners() -> set[str]:
        requirements = json.loads(run("gap", "--format", "json"))["requirements"]
        return {item["project"]["owner"] for item in requirements if item["project"]}

    CliRunner().invoke(command, ["init", str(root)])
    run("import", "controls", str(sheet), "--name", "acme")
    told = run("new", "system", "core", *options)
    assert "System Owner stands for every requirement" in told
    assert "the owners of your controls (Desk Lead) become roles" in told
    assert list_owners() == {"Desk Lead", "system-owner"}
    run("new", "role", "core", "desk", "--title", "The desk")
    assert list_owners() == {"system-owner"}, "somebody began to divide the work"


def test_nothing_known_is_read_as_the_most_that_could_be_asked(begin: Start) -> None:
    result = begin(asks="not known")
    assert "Contract language is there, or cannot be ruled out" in result.output
    assert "it is taken as CUI" in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"ask": "both"}, 'did you mean "asks"'),
        ({"asks": "everybody"}, "is none of"),
        ({"asks": "both", "controls": "no-such.csv"}, "is no file"),
    ],
)
def test_wrong_answers_are_refused(begin: Start, answers: dict[str, str], words: str) -> None:
    result = begin(**answers)
    assert result.exit_code == 2, result.output
    assert words in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("key", "word", "words"),
    [
        ("period-end", "2024-12-31", "before the first day"),
        ("period-start", "soon", "write YYYY-MM-DD"),
        ("carve-outs", "Cloud Host", "NAME=SERVICES"),
        ("criteria", "security, speed", "none of"),
        ("opinion", "good", "none of"),
    ],
)
def test_a_wrong_answer_about_the_report_is_refused(key: str, word: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        ask_report(Questions({**DEFENCE, key: word}))


def test_what_nobody_knows_of_a_report_is_no_opinion_and_no_report() -> None:
    known = {"report": "type-1", "auditor": "Hollow CPA"}
    options = ask_report(Questions(known)).options
    assert options[options.index("--opinion") + 1] == "pending"
    assert "--not-in-description" in options
    assert "--report-date" not in options
    assert ask_report(Questions({"report": "type-2"})).options == ()
    assert ask_report(Questions({"auditor": "Hollow CPA"})).options == ()


def test_without_a_terminal_it_asks_for_the_file(begin: Start) -> None:
    for words in (["start"], ["init"]):
        result = CliRunner().invoke(command, words)
        assert result.exit_code == 2
    assert "--answers FILE" in CliRunner().invoke(command, ["start"]).output


def test_questions_fit_a_terminal_and_a_stop_says_how_to_go_on(begin: Start) -> None:
    @click.command()
    @click.pass_context
    def ask(ctx: click.Context) -> None:
        ctx.obj = {"folder": None}
        start.begin(ctx)

    typed = "2\n7\nyes\nfci\n?\n\n\n\n\nHollow Ltd\nIt does.\nDrawings\n"
    result = CliRunner().invoke(ask, input=typed)
    assert result.exit_code == 2
    assert '"7" is none of: yes, no, not-known' in result.output
    assert "Go on with: attestle --root compliance start" in result.output
    assert read_beginning(Path("compliance")).system == "enclave"
    asked = [line for line in result.output.splitlines() if re.match(r"\d+\. |   ", line)]
    assert len(asked) > 30
    assert max(map(len, asked)) <= 80


def test_the_guide_has_every_key_of_a_file_of_answers() -> None:
    page = (ROOT / "docs/guides/start.md").read_text(encoding="utf-8")
    assert [key for key in QUESTIONS if f"`{key}`" not in page] == []


def test_a_provider_of_which_nobody_knows_says_so_in_its_file(begin: Start) -> None:
    begin(**DEFENCE)
    said = Path("compliance/ssp/enclave/providers/cloud-host.md").read_text()
    assert "cloud: true" in said
    assert "Nobody has said yet whether it is a cloud service provider" in said


def test_the_end_or_an_import_of_states_gives_the_score_once_and_what_rests_on_rows(
    begin: Start, tmp_path: Path
) -> None:
    (tmp_path / "states.csv").write_text("requirement,state\n3.1.1,met\n3.12.4,met\n")
    output = begin(**{**DEFENCE, "information": "cui"}).output
    told = " ".join(output.split())
    assert told.count("score none: no review of the plan is recorded") == 1
    assert "2 of the 2 requirements met rest on rows of a sheet" in told
    system = Path("compliance/ssp/enclave/system.md")
    system.write_text(system.read_text().replace("---\n", "---\nssp-reviewed: 2026-01-02\n", 1))
    again = ["--root", "compliance", "import", "states", "states.csv", "--replace"]
    (tmp_path / "states.csv").write_text("requirement,state\n3.1.1,met\n3.1.2,met\n3.12.4,met\n")
    lines = CliRunner().invoke(command, again).output.splitlines()
    assert [line for line in lines if re.fullmatch(r"score as claimed: -\d+ of 110", line)]
    assert lines[-1] == "next: attestle --root compliance status"
