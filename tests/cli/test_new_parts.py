"""`attestle new` for what is no file of its own kind: engagement, scope, people."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Run

REPORT = (
    *("--report-type", "type-2", "--period-start", "2025-01-01", "--period-end", "2025-12-31"),
    *("--criteria", "security,availability", "--opinion", "qualified", "--auditor", "Hollow CPA"),
    *("--not-in-description", "--carve-out", "cloudhost=hosting", "--deviation", "CC6.2=two late"),
)


def text(tiny: Path, name: str) -> str:
    return (tiny / "ssp" / "demo" / name).read_text(encoding="utf-8")


def test_what_an_engagement_has_is_added_part_by_part(tiny: Path, run: Run) -> None:
    folder = tiny / "ssp" / "demo"
    (folder / "engagement.yaml").unlink(missing_ok=True)
    assert run(tiny, "new", "engagement", "--situation", "A bid names the clause").exit_code == 0
    path = folder / "engagement.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# kept\n", encoding="utf-8")
    result = run(tiny, "new", "engagement", *REPORT)
    assert result.exit_code == 0, result.output
    both = text(tiny, "engagement.yaml")
    assert "# kept" in both
    assert 'situation: "A bid names the clause"' in both
    assert 'report-type: "type-2"' in both
    assert 'provider: "cloudhost"' in both
    again = run(tiny, "new", "engagement", *REPORT)
    assert again.exit_code == 2
    assert "says soc2 already" in again.output
    assert run(tiny, "new", "engagement", user_input="none\n").exit_code == 2
    assert text(tiny, "engagement.yaml") == both


def test_an_acceptance_is_added_behind_the_others(tiny: Path, run: Run) -> None:
    for customer in ("Acme Prime", "Beta Prime"):
        given = ("--customer", customer, "--accepts", "the SOC 2 report", "--date", "2026-01-05")
        assert run(tiny, "new", "acceptance", *given).exit_code == 0
    assert text(tiny, "engagement.yaml").index("Acme") < text(tiny, "engagement.yaml").index("Beta")
    wrong = run(tiny, "new", "acceptance", "--customer", "C", "--accepts", "a", "--date", "soon")
    assert wrong.exit_code == 2


@pytest.mark.parametrize("part", ["boundary", "network", "data-flow"])
def test_a_part_that_nobody_described_stays_undescribed(tiny: Path, run: Run, part: str) -> None:
    path = tiny / "ssp" / "demo" / f"{part}.md"
    path.unlink(missing_ok=True)
    assert run(tiny, "new", part, user_input="\n").exit_code == 0
    assert text(tiny, f"{part}.md").partition("---\n\n")[2].strip() == ""
    assert run(tiny, "new", part, "--text", "x").exit_code == 2
    assert run(tiny, "new", part, "--text", "x", "--diagram", "a.svg").exit_code == 2


def test_a_person_holds_a_role_besides_others(tiny: Path, run: Run) -> None:
    before = text(tiny, "people.yaml")
    assert run(tiny, "new", "role", "build-lead", "--title", "Build lead").exit_code == 0
    held = ("--name", "Ann Orr", "--email", "ann@hollow.example", "--role", "build-lead")
    assert run(tiny, "new", "person", "ann-orr", *held).exit_code == 0
    after = text(tiny, "people.yaml")
    assert "ann-orr" in after
    assert set(before.splitlines()) <= set(after.splitlines())
    assert run(tiny, "new", "role", "build-lead", "--title", "Again").exit_code == 2
    assert run(tiny, "new", "person", "ben", "--name", "Ben", "--role", "bild-lead").exit_code == 2
    assert run(tiny, "new", "role", "x", "--title", "X", "--held-by", "nobody").exit_code == 2


def test_the_only_system_may_be_left_out_and_help_needs_none(tiny: Path, run: Run) -> None:
    name = "demo"
    assert run(tiny, "new", "role", name, "first", "--title", "F").exit_code == 0
    assert run(tiny, "new", "role", "--title", "S", "second").exit_code == 0
    assert run(tiny, "new", "role", "word", "--help").exit_code == 0
    assert run(tiny, "new", "role", "--title", "none").exit_code == 2


def test_an_option_of_the_root_says_where_it_stands(tiny: Path, run: Run) -> None:
    result = run(tiny, "status", "-q")
    assert result.exit_code == 2
    assert "-q stands before the command: attestle -q status" in result.output
    assert "stands before" not in run(tiny, "status", "--quite").output


def test_several_systems_are_named_with_the_way_to_name_one(tiny: Path, run: Run) -> None:
    assert run(tiny, "new", "system", "second", "--from", "demo", "--title", "S").exit_code == 0
    result = run(tiny, "ssp", "generate")
    assert result.exit_code == 2
    assert "name one of: demo, second, behind the command" in result.output
