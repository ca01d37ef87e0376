"""The tutorial and the first page: what they tell people to type is typed, word for word."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from attestle.cli.root import root as command
from conftest import ROOT

TUTORIAL = ROOT / "docs/guides/from-spreadsheet-to-plan.md"
README = ROOT / "README.md"
# The day on which it was written stands for the day on which it is read
WRITTEN = "2026-11-27"


def read_blocks(page: Path) -> Iterator[tuple[str, list[str]]]:
    text = page.read_text(encoding="utf-8").replace(WRITTEN, dt.date.today().isoformat())
    for match in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S):
        yield match[1], match[2].splitlines()


def read_steps(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each command line, and the lines that are shown of its output."""
    line, shown = "", list[str]()
    for text in (*lines, "$ "):
        if text.startswith("$ "):
            if line:
                yield line, shown
            line, shown = text[2:], []
        else:
            shown.append(text)


def check_shown(line: str, output: str, shown: list[str]) -> None:
    """Every line as it is printed and in order; `...` stands for lines between."""
    printed = [text.rstrip() for text in output.splitlines()]
    place, may_skip = 0, False
    for text in shown:
        if text == "...":
            may_skip = True
            continue
        assert text in printed[place:], f"{line}\nnot printed: {text}\n{output}"
        found = printed.index(text, place)
        assert may_skip or found == place, f"{line}\nlines before: {text}\n{output}"
        place, may_skip = found + 1, False
    assert may_skip or place == len(printed), f"{line}\nmore is printed:\n{output}"


def type_page(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Type the sessions of a page in a folder; the output of each command."""
    monkeypatch.chdir(folder)
    told = []
    for kind, lines in read_blocks(page):
        if kind == "yaml":
            path = Path("ssp/enclave/system.md")
            text = path.read_text(encoding="utf-8")
            added = "\n".join((*lines, "ssp-review-days:"))
            assert "\nssp-review-days:" in text
            path.write_text(text.replace("ssp-review-days:", added, 1), encoding="utf-8")
        for line, shown in read_steps(lines) if kind == "console" else ():
            for part in line.split(" && "):
                words = shlex.split(part)
                if words[0] == "cd":
                    monkeypatch.chdir(words[1])
                    continue
                assert words[0] == "attestle", line
                result = CliRunner().invoke(command, words[1:], prog_name="attestle")
                assert result.exit_code == 0, f"{line}\n{result.output}"
                check_shown(line, result.output, shown)
                told.append(result.output)
    return told


def test_the_tutorial_can_be_typed_word_for_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "tests/data/tutorial", tmp_path, dirs_exist_ok=True)
    told = type_page(TUTORIAL, tmp_path, monkeypatch)
    assert len(told) == 16
    assert (tmp_path / "brightwater/documents/enclave-ssp.docx").is_file()
    assert (tmp_path / "brightwater/documents/enclave-gap.xlsx").is_file()


def test_the_session_of_the_first_page_gives_a_number_in_six_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "tests/data/tutorial", tmp_path, dirs_exist_ok=True)
    told = type_page(README, tmp_path, monkeypatch)
    assert len(told) <= 6
    assert any("the other requirements alone give 18" in text for text in told)


def list_commands(page: Path) -> Iterator[list[str]]:
    """What stands as a command in a block or between back ticks."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^```(?:console)?\n(.*?)^```$", text, re.M | re.S):
        for line in block.splitlines():
            for part in line.removeprefix("$ ").split(" && "):
                if part.startswith("attestle "):
                    yield shlex.split(part, comments=True)[1:]
    for span in re.findall(r"`attestle ([^`\n]+)`", text):
        yield shlex.split(span)


def check_command(words: list[str]) -> None:
    """The command and its subcommand exist, and take the options and arguments that they get."""
    found: click.Command = command
    while words and words[0] in ("-q", "-v"):
        words = words[1:]
    while isinstance(found, click.Group) and words and not words[0].startswith("-"):
        child = found.get_command(click.Context(found), words[0])
        assert child is not None, f"no command: {' '.join(words)}"
        found, words = child, words[1:]
    if isinstance(found, click.Group) and words and found.name == "package":
        # what makes a package has no name that anybody types
        child = found.get_command(click.Context(found), "make")
        assert child is not None
        found = child
    # `gap` alone names a command; what it needs is not there
    _, rest, _ = found.make_parser(click.Context(found)).parse_args(list(words))
    assert not rest, f"{found.name} does not take: {' '.join(rest)}"


@pytest.mark.parametrize("page", [README, TUTORIAL], ids=lambda page: page.stem)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    commands = list(list_commands(page))
    assert len(commands) > 10
    for words in commands:
        check_command(words)


def test_a_command_that_is_not_there_would_be_seen() -> None:
    with pytest.raises(AssertionError, match="no command"):
        check_command(["conjure", "acme"])
    with pytest.raises(click.NoSuchOption):
        check_command(["gap", "--frobnicate"])
    with pytest.raises(AssertionError, match="does not take: acme"):
        check_command(["start", "acme"])
    with pytest.raises(AssertionError, match="not printed"):
        check_shown("attestle gap", "one\ntwo\n", ["three"])
    with pytest.raises(AssertionError, match="more is printed"):
        check_shown("attestle gap", "one\ntwo\n", ["one"])
