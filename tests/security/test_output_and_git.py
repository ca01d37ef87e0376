"""What is printed obeys nobody, and git starts no program that the checkout names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attestle.cli import output
from attestle.formats import labels, prose_headings, sections
from attestle.formats.text_file import decode_text
from attestle.model import prose_gaps
from attestle.model.baseline import make_baseline
from attestle.model.frameworks import find_unit_key, fold_spelling
from attestle.model.parameters import list_inserted
from attestle.rules import answer_rules
from attestle.store.json_positions import find_json_positions
from attestle.store.source_revision import UNVERSIONED, read_source_revision
from building import shipped
from conftest import NO_HANG, is_long

COMMANDS = (
    "::error file=a::b",
    "  ::set-output name=x::y",
    "##[error]x",
    "##vso[task.setvariable]x",
    "a\n::stop-commands::t",
    "a\r::error::b",
    "\u2028::error::b",
)


@pytest.mark.parametrize("text", COMMANDS)
def test_commands_to_a_runner(text: str) -> None:
    shown = output.make_safe(text)
    assert not [line for line in shown.splitlines() if line.lstrip().startswith("::")]
    assert "##[" not in shown
    assert "##vso[" not in shown


def test_what_is_no_command_stays() -> None:
    for text in (
        "std::vector",
        "see: a::b",
        "## Heading",
        "a # b",
        "3.1.1[a]",
        "line one\nline two",
    ):
        assert output.make_safe(text) == text


def test_json_stays_the_same_value(capsys: pytest.CaptureFixture[str]) -> None:
    value = {
        "a": "\x1b[31m ##[error] \u202e\x85\x7f",
        "b": ["::error::x", "\n::error::y"],
        "é": "ü",
    }
    output.emit_json(value)
    printed = capsys.readouterr().out
    assert json.loads(printed) == value
    assert not any(character in printed for character in "\x1b\u202e\x85\x7f")
    assert "##[" not in printed


def test_git_starts_nothing_and_is_not_led_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signed commit, and a checkout whose settings name a program wherever git would start one."""
    evil = tmp_path / "evil.sh"
    evil.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\ncat >/dev/null\n")
    evil.chmod(0o755)
    root = tmp_path / "checkout"
    (root / "ssp").mkdir(parents=True)
    (root / "ssp/a").write_text("a")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)

    def git(*args: str, data: str = "") -> str:
        command = ["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b", *args]
        return subprocess.run(
            command, input=data, capture_output=True, text=True, check=True
        ).stdout.strip()

    git("init", "-q")
    git("add", ".")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----"
    person = "a <a@b> 1700000000 +0000"
    tree = git("write-tree")
    commit = git(
        "hash-object",
        "-t",
        "commit",
        "-w",
        "--stdin",
        data=f"tree {tree}\nauthor {person}\ncommitter {person}\n{signature}\n\nsigned ☃\n",
    )
    git("update-ref", "HEAD", commit)
    for name in (
        "gpg.program",
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "diff.external",
        "core.alternateRefsCommand",
        "core.editor",
    ):
        git("config", name, str(evil))
    for name, value in (
        ("log.showSignature", "true"),
        ("color.ui", "always"),
        ("log.date", "relative"),
        ("core.hooksPath", str(tmp_path)),
        ("filter.evil.clean", str(evil)),
        ("filter.evil.process", str(evil)),
    ):
        git("config", name, value)
    (root / ".git/info/attributes").write_text("* filter=evil diff=evil\n")
    os.utime(root / "ssp/a", (1, 1))  # what git has not seen yet it would hash through the filter
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert read_source_revision(root, ("ssp",)) == commit[:12]
    assert not (tmp_path / "started").exists()
    assert read_source_revision(tmp_path, ("ssp",)) == UNVERSIONED
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_source_revision(root, ("ssp",)) == UNVERSIONED


# a megabyte in the long form; on a quarter of it a quadratic reader takes a minute and more too
SIZE, MOST_SECONDS = (1_000_000, NO_HANG) if is_long() else (250_000, NO_HANG / 4)
LINES = {
    "blanks": "## " + " " * SIZE + "x", "opening and blanks": "## x <!-- @" + " " * SIZE + "x", "openings": "## " + "<!-- @" * (SIZE // 6),
    "hashes": "## " + "# " * (SIZE // 2) + "x", "hashes at the end": "# x" + " #" * (SIZE // 2) + "x", "backslashes": "\\" * SIZE + "## x",
    "item": "- " + " " * SIZE, "key": "- a" + " " * SIZE, "words": "- " + "a " * (SIZE // 2), "arrows": "## x <!-- @" + "--> " * (SIZE // 4) + "x",
    "marks": "<<<<<<< a\n=======\n" * (SIZE // 18), "ticks": "` ``" * (SIZE // 4), "fences": "~~~" * (SIZE // 3) + "`", "insert": "<insert" * (SIZE // 7),
    "zeros": "0" * SIZE, "dotted zeros": "3.1." + "0" * SIZE + "x", "brackets": "[a]" * (SIZE // 3) + "x", "colons": "\n::" * (SIZE // 3), "newlines": "\n" * SIZE,
    "inserts": "{{ insert: param, " * (SIZE // 18), "quotes": '{"a":"' + '\\"' * (SIZE // 2), "deep": "[" * SIZE,
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_every_reader_of_text_is_linear(name: str) -> None:
    """A line of 1 MB, made to be as bad as it can, takes far less than what a quadratic reader
    would. By default it is a quarter of that.
    """
    text = LINES[name]
    shipped()
    start = time.process_time()
    sections.read_sections(f"# h\n\n{text}\n")
    sections.read_sections(f"# h\n\n## x <!-- @objective a -->\n{text}\n")
    sections.unescape_prose(sections.escape_prose(f"{text}\n<!--"))
    list(prose_headings.find_headings(text, 1))
    decode_text(text.encode())
    for baseline in (shipped(), make_baseline("none", "None", ())):
        labels.normalize_objective(baseline, text)
        labels.normalize_label(baseline, text)
    fold_spelling(text)
    find_unit_key("3.1.1", "3.1.1" + text)
    list_inserted(text)
    for pattern in (answer_rules._FUTURE, answer_rules._PLACEHOLDER):
        pattern.sub(" ", text)
    prose_gaps.blank_code(text)
    prose_gaps.find_placeholder(f"todo {text}")
    prose_gaps.is_blank_prose(text)
    output.make_safe(text)
    find_json_positions(text.encode(), ["/a/0/b"])
    assert time.process_time() - start < MOST_SECONDS


def test_positions_of_many_findings_in_a_large_file() -> None:
    """10 MB and 10,000 pointers in about a second."""
    tree = {
        "catalog": {
            "groups": [
                {"id": f"g{number}", "title": "x" * 900, "props": [{"name": "a"}]}
                for number in range(10_000)
            ]
        }
    }
    data = json.dumps(tree, indent=2).encode()
    start = time.process_time()
    places = find_json_positions(
        data, [f"/catalog/groups/{number}/props/0/name" for number in range(10_000)]
    )
    assert places["/catalog/groups/1/props/0/name"] == (18, 13)
    assert time.process_time() - start < NO_HANG


def test_modules_of_the_workspace_are_not_imported(copy: Path) -> None:
    """The command works in a folder that holds a module of every name it imports."""
    for name in (
        "trestle_evil",
        "click",
        "yaml",
        "orjson",
        "json",
        "typing",
        "jsonschema_rs",
        "sitecustomize",
        "usercustomize",
        "attestle",
        "trestle",
    ):
        (copy / f"{name}.py").write_text("open('started', 'w').close()\n")
    command = Path(sys.executable).parent / "attestle"
    if not command.exists():
        pytest.skip("the console script is not installed")
    done = subprocess.run(
        [command, "validate", "--as-of", "2026-11-24"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not (copy / "started").exists()
