"""One writing command at a time, and what one that was killed was writing."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import InternalError, UsageError
from ..lazy_dataclasses import dataclass
from .temporary_files import find_litter

LOCK = ".trestle/attestle.lock"
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
# More is no list of ours
_MOST_BYTES = 4 * 1024 * 1024
# Seconds that a process waits for others of its own command, and between two looks
_PATIENCE = 120
_PAUSE = 0.01
# Whether other processes of the same command write in the workspace too
_has_siblings = False


@dataclass(frozen=True, slots=True)
class WriteLock:
    """A lock that is held; its file lists what is being written, for whoever finds it later."""

    root: Path
    # None where the lock has no file of its own
    handle: int | None = None

    def find_litter(self) -> list[Path]:
        """What a killed run left under temporary names."""
        return find_litter(self.root, _parse_paths(self._read()))

    @contextlib.contextmanager
    def note(self, paths: Iterable[str]) -> Iterator[None]:
        """Say what is being written, as long as it is. Raises InternalError."""
        try:
            self._write(json.dumps(list(paths)).encode())
        except OSError as error:
            raise _refuse_lock(error) from error
        try:
            yield
        finally:
            # where this cannot be said the next run looks in vain
            with contextlib.suppress(OSError):
                self._write(b"")

    def _write(self, data: bytes) -> None:
        if self.handle is not None and stat.S_ISREG(os.fstat(self.handle).st_mode):
            os.ftruncate(self.handle, 0)
            os.pwrite(self.handle, data, 0)

    def _read(self) -> bytes:
        if self.handle is None or not stat.S_ISREG(os.fstat(self.handle).st_mode):
            return b""
        return os.pread(self.handle, _MOST_BYTES, 0)


def expect_siblings() -> None:
    """From now on this process waits where another one writes: it may be of the same command."""
    global _has_siblings
    _has_siblings = True


def has_unfinished_write(root: Path) -> bool:
    """Whether a run was killed while it wrote."""
    try:
        facts = os.lstat(root / LOCK)
    except OSError:
        return False
    return stat.S_ISREG(facts.st_mode) and facts.st_size > 0


def _parse_paths(data: bytes) -> list[str]:
    """The paths of a list; anybody may have written it, so none that leads out."""
    try:
        paths = json.loads(data)
    except ValueError:
        return []
    return [
        path
        for path in (paths if isinstance(paths, list) else ())
        if isinstance(path, str) and not path.startswith("/") and ".." not in path.split("/")
    ]


@contextlib.contextmanager
def lock(root: Path) -> Iterator[WriteLock]:
    """The lock of a workspace; it goes when the process goes."""
    folder = root / ".trestle"
    if folder.is_symlink():
        raise UsageError(".trestle is a symbolic link; nothing is written through it")
    try:
        folder.mkdir(exist_ok=True)
        handle = os.open(root / LOCK, _FLAGS, 0o644)
    except OSError as error:
        raise _refuse_lock(error) from error
    try:
        _lock_handle(handle)
        yield WriteLock(root, handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def lock_folder(folder: Path) -> Iterator[WriteLock]:
    """The lock of a folder that is no workspace yet: nothing is made in it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        yield WriteLock(folder)
        return
    try:
        _lock_handle(handle)
        yield WriteLock(folder)
    finally:
        os.close(handle)


@contextlib.contextmanager
def wait_for_folder(folder: Path) -> Iterator[bool]:
    """One writer of outputs in a folder at a time; False where that cannot be had here."""
    try:
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield False
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:  # a network folder that locks files only
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _lock_handle(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: best effort, no lock
        return
    patient_until = time.monotonic() + (_PATIENCE if _has_siblings else 0)
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if time.monotonic() < patient_until:
                time.sleep(_PAUSE)
                continue
            raise UsageError(
                "another attestle command is writing in this workspace; try again when it is done"
            ) from error
        return


def _refuse_lock(error: OSError) -> InternalError:
    return InternalError(f"cannot write {LOCK}: {error.strerror}; nothing was written")
