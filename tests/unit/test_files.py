"""Reading stays inside the workspace; writing is whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from attestle.errors import InternalError, UsageError
from attestle.store import files, write_lock


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".trestle").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / "a/one.txt").write_bytes(b"one")
    return tmp_path


@pytest.mark.parametrize("path", ["../x", "/etc/hostname", "a/../../x", "a\\one.txt", "a/\0"])
def test_paths_that_leave(root: Path, path: str) -> None:
    with pytest.raises(files.Unreadable):
        files.read(root, path)


def test_links_fifos_and_large_files_are_refused(root: Path) -> None:
    (root / "a/link").symlink_to("/etc/hostname")
    (root / "b").symlink_to(root / "a")
    os.mkfifo(root / "a/pipe")
    (root / "a/large").write_bytes(b"x" * 100)
    for path in ("a/link", "b/one.txt", "a/pipe"):
        with pytest.raises(files.Unreadable):
            files.read(root, path)
    with pytest.raises(files.Unreadable, match="larger"):
        files.read(root, "a/large", limit=10)
    with pytest.raises(FileNotFoundError):
        files.read(root, "a/absent")


def test_save_writes_what_differs_and_nothing_else(root: Path) -> None:
    before = (root / "a/one.txt").stat().st_mtime_ns
    assert files.save(root, {"a/one.txt": b"one", "c/d/two.txt": b"two"}) == ("c/d/two.txt",)
    assert (root / "a/one.txt").stat().st_mtime_ns == before
    assert files.save(root, {"c/d/two.txt": None}) == ("c/d/two.txt",)
    assert not (root / "c/d").exists()
    assert not list(root.rglob(".attestle-*"))


def test_save_never_writes_through_a_link(root: Path) -> None:
    (root / "outside").write_bytes(b"safe")
    (root / "a/link").symlink_to(root / "outside")
    with pytest.raises(UsageError):
        files.save(root, {"a/link": b"evil"})
    assert (root / "outside").read_bytes() == b"safe"


@pytest.mark.parametrize("fail_at", [1, 2, 3, 4])
def test_a_failing_disk_leaves_the_old_files(
    root: Path, monkeypatch: pytest.MonkeyPatch, fail_at: int
) -> None:
    """The n-th fsync fails: before the first rename everything is as it was, and no litter stays."""
    calls = 0
    real = os.fsync

    def failing(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == fail_at:
            raise OSError(28, "No space left on device", str(root))
        real(handle)

    monkeypatch.setattr(os, "fsync", failing)
    outputs = {f"a/{name}.txt": name.encode() for name in ("one", "two", "three")}
    outputs["a/one.txt"] = b"changed"
    if fail_at <= 3:
        with pytest.raises(InternalError):
            files.save(root, outputs)
        assert (root / "a/one.txt").read_bytes() == b"one"
        assert not (root / "a/two.txt").exists()
    else:
        with pytest.raises(InternalError):
            files.save(root, outputs)
        assert (root / "a/one.txt").read_bytes() == b"changed"
    assert not list(root.rglob(".attestle-*"))


def test_litter_of_a_killed_run_goes_with_the_next(root: Path) -> None:
    (root / "a/.attestle-dead").write_bytes(b"half")
    files.save(root, {"a/two.txt": b"two"})
    assert not (root / "a/.attestle-dead").exists()


def test_two_writers(root: Path) -> None:
    with write_lock.lock(root), pytest.raises(UsageError, match="another attestle command"):
        files.save(root, {"a/two.txt": b"two"})
    assert not (root / "a/two.txt").exists()
