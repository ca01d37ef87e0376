"""`--to` writes files and `--format` prints, by the same rules in every command that does both."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from attestle.api.rendering import SUBJECTS
from attestle.render.registry import list_forms
from conftest import Run, snapshot
from document_text import read_docx_text, read_pdf_text

DAY = ("--as-of", "2026-11-24")
# a command that prints -> its words, and the kind of document that it writes
BOTH = {
    "gap": (("gap",), "gap"),
    "status": (("status",), "status"),
    "diff": (("diff", "HEAD"), "diff"),
}
WRITING = {**BOTH, "export": (("crosswalk", "export"), "crosswalk")}


@pytest.fixture
def repository(tiny: Path) -> Path:
    """The small workspace under version control, with one answer changed since."""
    settings = (
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@acme.example",
        "-c",
        "commit.gpgsign=false",
    )
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "begin")):
        subprocess.run(["git", *settings, *words], cwd=tiny, check=True, capture_output=True)
    path = next((tiny / "ssp/demo/controls").rglob("3.1.1.md"))
    path.write_text(f"{path.read_text(encoding='utf-8')}\nneedle-sentence\n", encoding="utf-8")
    return tiny


def test_diff_is_written_as_files(repository: Path, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = [word for form in list_forms("diff") for word in ("--to", form)]
    result = run(repository, "diff", "HEAD", *words, *DAY, "--out", str(out))
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        f"wrote {out}/demo-diff.{form}" for form in list_forms("diff")
    ]
    made = snapshot(out)
    texts = (
        made["demo-diff.md"].decode(),
        read_docx_text(made["demo-diff.docx"]),
        read_pdf_text(made["demo-diff.pdf"]),
    )
    for text in texts:
        assert "needle-sentence" in text
        assert "HEAD .. working tree" in text
        assert "2026-11-24" in text


@pytest.mark.parametrize("command", BOTH)
def test_a_form_of_files_is_no_format_of_the_terminal(tiny: Path, run: Run, command: str) -> None:
    result = run(tiny, *BOTH[command][0], "--format", "docx")
    assert result.exit_code == 2
    assert '"docx" is a file; write: --to docx' in result.output


@pytest.mark.parametrize("command", WRITING)
def test_a_format_of_the_terminal_is_no_file(tiny: Path, run: Run, command: str) -> None:
    words, kind = WRITING[command]
    result = run(tiny, *words, "--to", "json")
    assert result.exit_code == 2
    assert (
        f'"{kind}" does not come as json; it comes as {", ".join(list_forms(kind))}'
        in result.output
    )
    assert ("on the terminal: --format json" in result.output) is (command in BOTH)


@pytest.mark.parametrize("command", BOTH)
def test_both_at_once_are_refused(tiny: Path, run: Run, tmp_path: Path, command: str) -> None:
    out = tmp_path / "out"
    words = BOTH[command][0]
    result = run(tiny, *words, "--to", "md", "--format", "json", "--out", str(out))
    assert result.exit_code == 2
    assert "--to writes files and --format is for the terminal" in result.output
    assert not out.exists()


@pytest.mark.parametrize(
    "words", [("status", "--owner", "system-owner"), ("diff", "HEAD", "--short")], ids=" ".join
)
def test_what_narrows_the_terminal_narrows_no_file(
    tiny: Path, run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    result = run(tiny, *words, "--to", "md", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert "are of what is printed; a file says all" in result.output


def test_status_and_render_write_the_same_bytes(tiny: Path, run: Run, tmp_path: Path) -> None:
    for name, words in (("a", ("status",)), ("b", ("render", "status"))):
        result = run(tiny, *words, "--to", "docx", *DAY, "--out", str(tmp_path / name))
        assert "wrote " in result.stdout, result.output
    assert snapshot(tmp_path / "a") == snapshot(tmp_path / "b")


@pytest.mark.parametrize("command", WRITING)
def test_the_help_names_every_form(tiny: Path, run: Run, command: str) -> None:
    words, kind = WRITING[command]
    told = " ".join(run(tiny, *words, "--help").output.split())
    assert f"Write a file: {', '.join(list_forms(kind))};" in told


def test_the_help_of_render_names_every_kind_with_its_forms(tiny: Path, run: Run) -> None:
    told = " ".join(run(tiny, "render", "--help").output.split())
    for kind in SUBJECTS:
        assert f"{kind} ({', '.join(list_forms(kind))})" in told
    assert "all is the binder: every one of them in pdf, docx, xlsx, html and md" in told
