"""Revisions whose content is not at hand, and texts that must not act where reports are shown."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from conftest import Run

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
ANSWER = "ssp/demo/controls/AC/3.1.1.md"


def git(folder: Path, *args: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    name = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    return subprocess.run(
        ["git", "-C", str(folder), *name, *args],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    ).stdout.strip()


@pytest.fixture
def repository(tiny: Path) -> Path:
    git(tiny, "init", "-q")
    (tiny / "attestle.toml").write_text('[validate]\nignore = ["SSP009"]\n', encoding="utf-8")
    git(tiny, "add", "-A")
    git(tiny, "commit", "-q", "-m", "base")
    return tiny


@pytest.mark.parametrize("path", [ANSWER, "profiles/mini/profile.json"])
def test_a_damaged_repository_is_told(path: str, repository: Path, run: Run) -> None:
    name = git(repository, "rev-parse", f"HEAD:{path}")
    (repository / f".git/objects/{name[:2]}/{name[2:]}").unlink()
    result = run(repository, "diff", "HEAD")
    assert result.exit_code == 2, result.output
    assert f"git does not have the content of {path} as of " in result.output
    assert "without --filter" in result.output


def test_a_clone_without_files_is_told(repository: Path, run: Run, tmp_path: Path) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(
        tmp_path,
        "clone",
        "-q",
        "--no-checkout",
        "--filter=blob:none",
        f"file://{repository}",
        str(clone),
    )
    shutil.copytree(repository / ".trestle", clone / ".trestle")
    result = run(clone, "diff", "HEAD")
    assert result.exit_code == 2, result.output
    assert "without --filter" in result.output


def test_settings_of_a_damaged_revision_are_told(repository: Path, run: Run) -> None:
    name = git(repository, "rev-parse", "HEAD:attestle.toml")
    (repository / f".git/objects/{name[:2]}/{name[2:]}").unlink()
    result = run(repository, "validate", "--settings-from", "HEAD", "--no-cache")
    assert result.exit_code == 2, result.output
    assert "without --filter" in result.output


def test_names_and_texts_in_markdown_reports_do_not_act(tiny: Path, run: Run) -> None:
    system, answer = tiny / "ssp/demo/system.md", tiny / ANSWER
    hostile = "X <!-- y --> @team [a](http://a.example) ![p](q.png)"
    text = system.read_text(encoding="utf-8")
    system.write_text(text.replace("name: Demo Enclave", f'name: "{hostile}"'), encoding="utf-8")
    text = answer.read_text(encoding="utf-8")
    answer.write_text(
        text.replace("- Missing: the plotter asks for no account", f"- Missing: {hostile}"),
        encoding="utf-8",
    )
    for command in ("status", "gap"):
        page = run(tiny, command, "demo", "--format", "md").output
        assert "X " in page
        assert "@team" not in page
        acting = [
            (token.type, token.content)
            for block in MarkdownIt("commonmark").enable("table").parse(page)
            for token in block.children or ()
            if token.type in ("link_open", "image", "html_inline")
        ]
        # breaks within a cell, and what parts a sign from its word, are ours
        own = {text for _, text in acting if not re.fullmatch(r'<a id="[\w.-]+">|</a>|', text)}
        assert own <= {"<br>", "<!-- -->"}, command
