"""A tree of trestle's SSP markdown: every line is kept, and what trestle's own reader drops is told
at its line.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conftest import ROOT, Run

TREE = ROOT / "tests/data/trestle"
PLANS = ROOT / "tests/data/plans"


@pytest.fixture
def taken(tmp_path: Path, run: Run) -> tuple[Path, str]:
    root = tmp_path / "harbour"
    for path in (".trestle", "catalogs/harbour", "profiles/harbour"):
        (root / path).mkdir(parents=True)
    (root / ".trestle/config.ini").write_text("[task]\n")
    (root / "catalogs/harbour/catalog.json").write_bytes((PLANS / "catalog.json").read_bytes())
    (root / "profiles/harbour/profile.json").write_bytes((PLANS / "profile.json").read_bytes())
    result = run(root, "-v", "import", "ssp", str(TREE), "--name", "gate")
    assert result.exit_code == 0, result.output
    return root, result.output


def text(root: Path, path: str) -> str:
    return (root / "ssp/gate/controls" / path).read_text(encoding="utf-8")


def test_every_line_of_a_text_is_kept(taken: tuple[Path, str]) -> None:
    root, _ = taken
    source = (TREE / "ac/ac-1.md").read_text(encoding="utf-8")
    start = source.index("| role | may |")
    prose = source[start : source.index("\n\n#### Implementation Status: partial")]
    file = text(root, "AC/AC-1.md")
    assert (
        f"## Whole system <!-- @component this-system -->\n- Status: partial\n\n{prose}\n\n## "
        in file
    )
    assert "## Log keeper <!-- @component log-keeper -->\n\nLogs \\| keep.\n" in file
    assert (
        "<!-- @statement ac-1_smt.a log-keeper -->\n\nPart a by the logs.\n\n### An author's"
        " heading\n\nstill part a.\n" in file
    )


def test_what_has_no_section_becomes_a_draft(taken: tuple[Path, str]) -> None:
    root, _ = taken
    file = text(root, "AC/AC-1.md")
    for title, prose in (
        ("Text under no component", "A note that nobody owns."),
        ("Part (z), This System", "Of a part that is not there."),
        ("Remarks on the status of Log keeper", "since May"),
        ("From the header", "control-origination"),
    ):
        assert re.search(
            rf"## {re.escape(title)} <!-- @draft -->\n\n[^\n]*{re.escape(prose)}", file
        ), title
    assert 'parameters:\n  "ac-01_odp.01":\n    - "keepers"\n' in file
    assert "everyone" not in file


def test_what_trestle_would_drop_is_told_at_its_line(taken: tuple[Path, str]) -> None:
    _, output = taken
    lines = (TREE / "ac/ac-1.md").read_text(encoding="utf-8").split("\n")
    told = dict(re.findall(r"ac/ac-1\.md:(\d+): (.+)", output))
    expected = {
        "| role | may |": "a table",
        "```sh": "a code fence",
        "  - nested": "the nesting of a list",
        "> said": "a quote",
        "<!-- hidden -->": "a comment",
        "##### Small heading": "a heading, and the text before it",
        "after it  ": "a hard line break",
    }
    assert {
        lines[int(number) - 1]: words
        for number, words in told.items()
        if lines[int(number) - 1] in expected
    } == expected
    assert "ac/ac-1.md: text that stands under no component" in output
    assert "au/zz-9.md: the profile harbour has no zz-9; not read" in output


def test_the_system_assembles(taken: tuple[Path, str], run: Run) -> None:
    root, _ = taken
    result = run(root, "ssp", "assemble", "gate")
    assert result.exit_code == 0, result.output
    plan = json.loads((root / "system-security-plans/gate/system-security-plan.json").read_bytes())[
        "system-security-plan"
    ]
    requirements = plan["control-implementation"]["implemented-requirements"]
    assert [item["control-id"] for item in requirements] == ["ac-1", "au-6"]
    assert requirements[1]["by-components"][0]["description"] == "Read daily."
    assert "since May" not in json.dumps(plan)


def test_a_folder_without_controls_is_refused_in_words(
    taken: tuple[Path, str], run: Run, tmp_path: Path
) -> None:
    root, _ = taken
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other/readme.md").write_text("# Hello\n")
    assert (
        "holds no markdown"
        in run(root, "import", "ssp", str(tmp_path / "empty"), "--name", "x").output
    )
    result = run(
        root, "import", "ssp", str(tmp_path / "other"), "--name", "x", "--profile", "harbour"
    )
    assert result.exit_code == 2
    assert "no control's file" in result.output
