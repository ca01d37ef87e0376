"""The committed state laid into a folder: what a commit holds, and what it is told to leave out."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from pathlib import Path

import pytest

from attestle.errors import UsageError
from attestle.iso_days import add_days
from attestle.store.committed_state import find_commit_of_day, lay_out_commit, lay_out_tree
from conftest import snapshot
from packed import commit

SYSTEM = "ssp/demo"
EVIDENCE = f"{SYSTEM}/evidence"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace that is a folder of its repository, with much that is not of it."""
    folder = tmp_path / "repository/workspace"
    for path, data in {
        ".trestle/config.ini": b"",
        "attestle.toml": b'[render]\ntemplate = "templates/plan.docx"\n',
        "templates/plan.docx": b"template",
        "templates/other.docx": b"not named",
        f"{SYSTEM}/system.md": b"committed\r\n",
        f"{EVIDENCE}/kept.csv": b"1,2\n",
        "catalogs/mini/catalog.json": b"{}\n",
        "secrets/key.pem": b"private",
        "README.md": b"read me",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / f"{SYSTEM}/link.md").symlink_to("/etc/hostname")
    (tmp_path / "repository/outside.md").write_text("outside of the workspace")
    (folder / ".gitignore").write_text(f"/{EVIDENCE}/*.bin\n")
    (folder / ".gitattributes").write_text("*.md text eol=lf\n*.csv filter=never\n")
    commit(tmp_path / "repository")
    return folder


def test_what_is_read_is_what_was_committed(root: Path) -> None:
    (root / f"{SYSTEM}/system.md").write_text("edited")
    (root / f"{SYSTEM}/new.md").write_text("new")
    before = snapshot(root)
    with lay_out_commit(root) as state:
        found = snapshot(state.folder)
        assert len(state.commit) == 40
        assert state.moment == "2026-11-20T08:00:00+00:00"
        assert state.folder.stat().st_mode & 0o077 == 0
        folder = state.folder
    assert not folder.exists()
    assert snapshot(root) == before
    assert sorted(found) == [
        "attestle.toml",
        "catalogs/mini/catalog.json",
        f"{EVIDENCE}/kept.csv",
        f"{SYSTEM}/system.md",
        "templates/plan.docx",
    ]
    assert found[f"{SYSTEM}/system.md"].startswith(b"committed")


def test_what_git_leaves_out_is_taken_from_the_disk(root: Path) -> None:
    (root / f"{EVIDENCE}/recording.bin").write_bytes(b"x" * 3_000_000)
    (root / f"{EVIDENCE}/not-committed.csv").write_bytes(b"3,4\n")
    (root / f"{EVIDENCE}/link.bin").symlink_to("/etc/hostname")
    with lay_out_commit(root, [EVIDENCE]) as state:
        assert state.beside == (f"{EVIDENCE}/recording.bin",)
        assert (state.folder / f"{EVIDENCE}/recording.bin").stat().st_size == 3_000_000
        assert not (state.folder / f"{EVIDENCE}/not-committed.csv").exists()
        assert not (state.folder / f"{EVIDENCE}/link.bin").exists()
    with lay_out_commit(root) as state:
        assert state.beside == ()


def test_without_a_commit_there_is_no_state(tmp_path: Path) -> None:
    (tmp_path / "ssp").mkdir()
    for _ in range(2):
        with pytest.raises(UsageError), lay_out_commit(tmp_path):
            pass
        subprocess.run(["git", "-C", str(tmp_path), "init", "-q"], check=True)


def test_a_copy_is_never_the_file_itself(root: Path) -> None:
    """It is changed afterwards, and the files of the workspace are not."""
    (root / f"{SYSTEM}/system.md").write_text("edited")
    with lay_out_tree(root) as folder:
        copied = folder / f"{SYSTEM}/system.md"
        assert copied.read_text() == "edited"
        assert not os.path.samefile(copied, root / f"{SYSTEM}/system.md")
        assert not (folder / "secrets").exists()
        copied.write_text("changed")
    assert (root / f"{SYSTEM}/system.md").read_text() == "edited"


def test_the_commit_of_a_day_is_found_to_the_ends_of_the_calendar(root: Path) -> None:
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()
    assert find_commit_of_day(root, dt.date.max) == head
    with pytest.raises(UsageError, match="0001-01-01"):
        find_commit_of_day(root, dt.date.min)


def test_a_day_before_the_calendar_is_its_first() -> None:
    assert add_days(dt.date.min, -7) == dt.date.min
    assert add_days(dt.date.max, 7) == dt.date.max
