"""An assembly known from before says what one says that is done anew."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from attestle.cli.root import root as command
from conftest import edit

PLAN = "system-security-plans/demo/system-security-plan.json"
ANSWER = "ssp/demo/controls/AC/3.1.1.md"
NOTHING = "nothing to change: the documents are what the markdown makes"


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def assemble(root: Path, *options: str, cache: Path | None = None) -> tuple[int, str, str]:
    """Exit code and all that is printed."""
    env = dict(os.environ) | ({"XDG_CACHE_HOME": str(cache)} if cache else {})
    words = ["--root", str(root), "-v", "ssp", "assemble", *options]
    done = CliRunner().invoke(command, words, prog_name="attestle", env=env)
    return done.exit_code, done.stdout, done.stderr


def look(root: Path, tmp_path: Path, *options: str) -> tuple[int, str, str]:
    """With what is kept, twice, and with nothing: all say the same. Nothing may be written."""
    empty = tmp_path / "empty"
    anew = assemble(root, *options, cache=empty)
    shutil.rmtree(empty, ignore_errors=True)
    assert assemble(root, *options) == anew
    assert assemble(root, *options) == anew
    return anew


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_nothing_to_change_is_known_from_before(
    tiny: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    before = {path: path.read_bytes() for path in tiny.rglob("*") if path.is_file()}
    assert NOTHING in look(tiny, tmp_path, *options)[1]
    assert before == {path: path.read_bytes() for path in tiny.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (ANSWER, "State: implemented", "State: planned"),
        (PLAN, '"title": "', '"title": "Another '),
        ("ssp/demo/people.yaml", "title: ", "title: The "),
        ("profiles/mini/profile.json", '"title": "', '"title": "Another '),
    ],
)
def test_an_edit_is_seen(tiny: Path, tmp_path: Path, path: str, old: str, new: str) -> None:
    sound = look(tiny, tmp_path, "--check")
    whole = (tiny / path).read_text(encoding="utf-8")
    assert old in whole
    (tiny / path).write_text(whole.replace(old, new), encoding="utf-8")
    changed = look(tiny, tmp_path, "--check")
    (tiny / path).write_text(whole, encoding="utf-8")
    assert look(tiny, tmp_path, "--check") == sound
    assert changed != sound or path.startswith("profiles/")


def test_an_edit_is_assembled_and_known_afterwards(tiny: Path, tmp_path: Path) -> None:
    assert NOTHING in assemble(tiny)[1]
    edit(tiny, ANSWER, "State: implemented", "State: planned\n- Missing: the second half")
    assert f"wrote {PLAN}" in assemble(tiny)[1]
    assert NOTHING in look(tiny, tmp_path)[1]


def test_words_of_fields_are_written_though_no_document_changes(tiny: Path, tmp_path: Path) -> None:
    """For `--check` they are no change, and what that found says nothing of them."""
    edit(tiny, ANSWER, "State: implemented", "State: done")
    assert NOTHING in look(tiny, tmp_path, "--check")[1]
    assert f"wrote {ANSWER}" in assemble(tiny)[1]
    assert "State: implemented" in (tiny / ANSWER).read_text(encoding="utf-8")
    assert NOTHING in look(tiny, tmp_path)[1]


def test_what_others_wrote_is_told_each_time(tiny: Path, tmp_path: Path) -> None:
    edit(tiny, PLAN, '"metadata": {', '"metadata": {\n      "remarks": "theirs",')
    assert assemble(tiny)[0] == 0
    assert '"theirs"' in (tiny / PLAN).read_text(encoding="utf-8")
    for options in ((), ("--check",)):
        told = look(tiny, tmp_path, *options)[1]
        assert NOTHING in told
        assert "kept, written by others: system-security-plan/metadata/remarks" in told


def test_a_file_elsewhere_that_a_text_names_is_looked_at_again(tiny: Path, kept: Path) -> None:
    """It is not among what is hashed, so nothing that rests on it is kept."""
    (tiny / "elsewhere.md").write_text("There.\n", encoding="utf-8")
    text = (tiny / ANSWER).read_text(encoding="utf-8")
    (tiny / ANSWER).write_text(f"{text}\nSee [there](../../../../elsewhere.md).\n", "utf-8")
    assemble(tiny)
    assemble(tiny, "--check")
    before = {path.name for path in kept.rglob("*") if path.is_file()}
    (tiny / "elsewhere.md").unlink()
    again = assemble(tiny, "--check")
    assert again == assemble(tiny, "--check", cache=kept.parent / "empty")
    assert {path.name for path in kept.rglob("*") if path.is_file()} == before


def test_an_entry_of_another_form_is_no_answer(tiny: Path, kept: Path) -> None:
    wanted = assemble(tiny, "--check")
    assert NOTHING in wanted[1]
    for path in kept.rglob("*"):
        if path.is_file():
            path.write_bytes(b"broken\n[1]")
    assert assemble(tiny, "--check") == wanted
