"""A plan knows what keeps it from being final, and a slip in one file does not stop the rest."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from conftest import Run, edit

DAY = ("--as-of", "2026-11-24")
ANSWER = "ssp/demo/controls/AC/3.1.3.md"
SYSTEM = "ssp/demo/system.md"
APPROVALS = """approvals:
  - {role: system-owner, name: Owner, date: 2026-10-02, version: "1.0"}
  - {role: security-officer, name: Officer, date: 2026-10-02, version: "1.0"}
"""


def approve(root: Path, text: str = APPROVALS) -> None:
    edit(root, SYSTEM, "interconnections:\n", f"{text}interconnections:\n")


def render(run: Run, root: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, the markdown of the plan ("" where none was written), what was printed."""
    out = root / "out"
    result = run(root, "render", "demo", "--to", "md", "--out", str(out), *DAY, *words)
    made = out / "demo-ssp.md"
    return result.exit_code, made.read_text() if made.exists() else "", result.output


def test_a_plan_that_nobody_approved_is_a_draft(tiny: Path, run: Run) -> None:
    code, text, _ = render(run, tiny)
    assert code == 0
    assert text.splitlines()[2] == "**DRAFT: not approved**"
    assert text.count("**DRAFT: not approved**") == 2, "at the top and at the end"


def test_an_approved_plan_is_final(tiny: Path, run: Run) -> None:
    approve(tiny)
    code, text, said = render(run, tiny, "--final")
    assert (code, "DRAFT" in text) == (0, False), said
    assert render(run, tiny)[1] == text


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('version: "1.0"}\n  - {role: sec', 'version: "0.9"}\n  - {role: sec', "approved by: "),
        ("security-officer", "it", "not approved by: "),
        ("2026-10-02, version", "2027-10-02, version", "not approved by: "),
        ("version: ", "of: poam, version: ", "not approved by: "),
    ],
)
def test_an_approval_counts_for_its_version_its_role_and_its_day(
    tiny: Path, run: Run, old: str, new: str, words: str
) -> None:
    assert old in APPROVALS
    approve(tiny, APPROVALS.replace(old, new, 1))
    code, text, _ = render(run, tiny)
    assert code == 0
    assert words in text.splitlines()[2]


def test_settings_name_who_approves(tiny: Path, run: Run) -> None:
    approve(tiny, APPROVALS.splitlines(keepends=True)[0] + APPROVALS.splitlines(keepends=True)[1])
    assert render(run, tiny, "--final")[0] == 1
    with (tiny / "attestle.toml").open("a") as file:
        file.write('\n[approvals]\nplan = ["system-owner"]\n')
    assert render(run, tiny, "--final")[0] == 0


def test_final_refuses_with_the_list_and_writes_nothing(tiny: Path, run: Run) -> None:
    approve(tiny, "")
    text = (tiny / ANSWER).read_text()
    (tiny / ANSWER).write_text(re.sub(r"^- State: .*\n", "", text, count=1, flags=re.M))
    code, written, said = render(run, tiny, "--final")
    assert (code, written) == (1, "")
    assert "3.1.3 has no state for [a]" in said
    assert "version 1.0 of the plan is not approved by system-owner" in said
    assert "the plan is not final: 1 of " in said
    assert " objectives not answered, not approved; nothing was written" in said


def test_silence_is_counted_in_words(tiny: Path, run: Run) -> None:
    text = (tiny / ANSWER).read_text()
    (tiny / ANSWER).write_text(re.sub(r"^- State: .*\n", "", text, count=1, flags=re.M))
    _, text, _ = render(run, tiny)
    assert re.match(
        r"\*\*DRAFT: 1 of \d+ objectives not answered, not approved\*\*", text.splitlines()[2]
    )


def test_a_slip_in_an_answer_leaves_out_that_answer_alone(tiny: Path, run: Run) -> None:
    edit(tiny, ANSWER, "---\n# ", "---\nlost words\n\n# ")
    (tiny / ANSWER).write_text((tiny / ANSWER).read_text().replace("requirement:", "requiremend:"))
    code, text, said = render(run, tiny)
    assert code == 1, "the workspace has a defect, as before"
    assert "the draft leaves out what cannot be read" in said
    own = text.split("\n#### 3.1.3 ")[1].split("\n#### ")[0]
    assert f"**Left out, because it cannot be read:** {ANSWER}, line" in own.replace("\\", "")
    assert "**State:** could not be read" in own
    assert "has not been answered" not in own
    assert "No answer has been written" not in own
    assert "- [x]" not in own
    assert (
        "Left out of these sums, wholly or in part, because it cannot be read:** the answer to 3.1.3*"
        in text
    )
    other = text.split("#### 3.1.1 ")[1].split("\n#### ")[0]
    assert "- [x]" in other
    assert "cannot be read" not in other
    assert f"| {ANSWER} |" in text.replace("\\", ""), "the errors stand in a list of their own"


def test_a_slip_elsewhere_is_said_in_its_chapter(tiny: Path, run: Run) -> None:
    (tiny / "ssp/demo/evidence.yaml").write_text("evidence: [")
    (tiny / "ssp/demo/network.md").write_text("no front matter")
    code, text, _ = render(run, tiny)
    assert code == 1
    network = text.split("### 2.2 ")[1].split("### ")[0]
    assert "Left out, because it cannot be read:" in network
    assert "has not been written" not in network
    assert "Left out, because it cannot be read:" in text.split("## Appendix C ")[1].split("## ")[0]
    assert "Left out" not in text.split("### 2.1 ")[1].split("### ")[0]


@pytest.mark.parametrize(
    "words", [("status", "demo"), ("render", "status", "demo"), ("gap", "demo")]
)
def test_figures_say_what_they_leave_out(tiny: Path, run: Run, words: tuple[str, ...]) -> None:
    (tiny / ANSWER).write_text("nothing to read")
    given = ("--out", str(tiny / "out")) if words[0] == "render" else ("--format", "md")
    result = run(tiny, *words, *given, *DAY)
    assert result.exit_code == 1
    text = result.stdout
    if words[0] == "render":
        text = (tiny / "out/demo-status.md").read_text()
    assert re.search(rf"[Ll]eft out.*because it cannot be read: {re.escape(ANSWER)}", text)


def test_what_writes_stays_strict(tiny: Path, run: Run) -> None:
    (tiny / ANSWER).write_text("nothing to read")
    for words in (("ssp", "assemble", "demo"), ("gap", "demo", "--draft")):
        result = run(tiny, *words)
        assert result.exit_code == 1
        assert "nothing was written" in result.output


def test_every_document_of_a_system_has_its_state(tiny: Path, run: Run) -> None:
    words = ("render", "status", "demo", "--out", str(tiny / "out"), *DAY)
    refused = run(tiny, *words, "--final")
    assert refused.exit_code == 1
    assert "the plan is not final: not approved; nothing was written" in refused.output
    assert run(tiny, *words).exit_code == 0
    assert "DRAFT: not approved" in (tiny / "out/demo-status.md").read_text()
    approve(tiny)
    assert run(tiny, *words, "--final").exit_code == 0
    assert "DRAFT" not in (tiny / "out/demo-status.md").read_text()


def test_what_is_of_no_system_is_never_final(tiny: Path, run: Run) -> None:
    result = run(tiny, "render", "crosswalk", "--final")
    assert result.exit_code == 2
    assert '"crosswalk" is of no system' in result.output


def test_the_word_file_says_draft_on_its_cover_and_on_every_page(tiny: Path, run: Run) -> None:
    run(tiny, "render", "demo", "--out", str(tiny / "out"), *DAY)
    with zipfile.ZipFile(io.BytesIO((tiny / "out/demo-ssp.docx").read_bytes())) as package:
        headers = [name for name in package.namelist() if "header" in name and name.endswith("xml")]
        assert len(headers) == 2
        for name in headers:
            assert "DRAFT: not approved" in package.read(name).decode()
        assert package.read("word/document.xml").decode().count("DRAFT: not approved") == 1
