"""What is printed as markdown to be sent on bears the marking of its system."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from conftest import Run, edit


@pytest.fixture
def checkout(tiny: Path) -> Path:
    name = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "First")):
        subprocess.run(("git", "-C", str(tiny), *name, *words), check=True, capture_output=True)
    return tiny


WORDS = (("status",), ("gap",), ("diff", "HEAD"))


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words[0])
def test_printed_markdown_begins_and_ends_with_the_marking(
    words: tuple[str, ...], checkout: Path, run: Run
) -> None:
    edit(checkout, "ssp/demo/system.md", "interconnections:\n", "marking: CUI\ninterconnections:\n")
    lines = run(checkout, *words, "--format", "md").stdout.strip().split("\n")
    assert (lines[0], lines[-1]) == ("**CUI**", "**CUI**")
    assert "CUI**" not in run(checkout, *words).stdout, "lines for a terminal are no document"
    (checkout / "attestle.toml").write_text(f'[marking]\n{words[0]} = "none"\n')
    assert "CUI**" not in run(checkout, *words, "--format", "md").stdout


def test_figures_without_a_word_of_an_author_bear_none(checkout: Path, run: Run) -> None:
    edit(checkout, "ssp/demo/system.md", "interconnections:\n", "marking: CUI\ninterconnections:\n")
    shown = run(checkout, "status", "--format", "md", "--for", "comment").stdout
    assert shown.startswith("## demo")
    assert "CUI**" not in run(checkout, "diff", "HEAD", "--short", "--format", "md").stdout
