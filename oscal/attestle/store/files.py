"""Reading that stays inside the workspace, writing that is whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..errors import InternalError, UsageError

MAX_BYTES = 64 * 1024 * 1024
LOCK = ".trestle/attestle.lock"
_TEMPORARY = ".attestle-"


class Unreadable(Exception):
    """A file that must not or cannot be read; the text says why."""


def read(root: Path, path: str, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file below `root`, never through a symbolic link. Raises FileNotFoundError or Unreadable."""
    full = _inside(root, path)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(full, flags)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            raise FileNotFoundError(path) from error
        raise Unreadable("it is a symbolic link" if error.errno == errno.ELOOP else error.strerror or str(error)) from error
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise Unreadable("it is not a regular file")
        if facts.st_size > limit:
            raise Unreadable(f"it is larger than {limit // (1024 * 1024)} MB")
        with os.fdopen(os.dup(handle), "rb") as file:
            return file.read()
    finally:
        os.close(handle)


def _inside(root: Path, path: str) -> Path:
    """Refuse `..`, absolute paths and symbolic links on the way."""
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or "\0" in path or "\\" in path:
        raise Unreadable("the path leaves the workspace")
    current = root
    for part in parts[:-1]:
        current = current / part
        if current.is_symlink():
            raise Unreadable(f"{part} is a symbolic link")
    return current / parts[-1]


def exists(root: Path, path: str) -> bool:
    try:
        return _inside(root, path).is_file()
    except Unreadable:
        return False


def names(root: Path, folder: str) -> tuple[str, ...]:
    """Sorted names in a folder, without hidden ones; empty if there is no such folder or it is a link."""
    full = root / folder
    if full.is_symlink() or not full.is_dir():
        return ()
    return tuple(sorted(name for name in os.listdir(full) if not name.startswith(".")))


@contextlib.contextmanager
def lock(root: Path) -> Iterator[None]:
    """One writing command at a time; the lock goes when the process goes."""
    folder = root / ".trestle"
    folder.mkdir(exist_ok=True)
    handle = os.open(root / LOCK, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        _take(handle)
        yield
    finally:
        os.close(handle)


def _take(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: best effort, no lock
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise UsageError("another attestle command is writing in this workspace; try again when it is done") from error


def changed(root: Path, files: Mapping[str, bytes | None]) -> dict[str, bytes | None]:
    """Those of `files` (None = must not exist) that differ from what is on disk."""
    result: dict[str, bytes | None] = {}
    for path, data in files.items():
        try:
            current: bytes | None = read(root, path)
        except FileNotFoundError:
            current = None
        except Unreadable as error:
            raise UsageError(f"{path}: {error}") from error
        if current != data:
            result[path] = data
    return result


def save(root: Path, files: Mapping[str, bytes | None]) -> tuple[str, ...]:
    """Write what differs, all or nothing: everything is on disk under temporary names before the first rename."""
    with lock(root):
        todo = changed(root, files)
        staged: list[tuple[str, Path, Path]] = []
        try:
            for folder in {_inside(root, path).parent for path in todo}:
                _sweep(folder)
            for path, data in todo.items():
                if data is not None:
                    staged.append((path, *_stage(root, path, data)))
            for _, temporary, target in staged:
                os.replace(temporary, target)
            for path in (path for path, data in todo.items() if data is None):
                _remove(root, path)
            for folder in {target.parent for _, _, target in staged}:
                _sync_folder(folder)
        except OSError as error:
            raise InternalError(f"cannot write {error.filename or root}: {error.strerror}; nothing half-written is left") from error
        finally:
            for _, temporary, _ in staged:
                temporary.unlink(missing_ok=True)
        return tuple(todo)


def _stage(root: Path, path: str, data: bytes) -> tuple[Path, Path]:
    target = _inside(root, path)
    if target.is_symlink():
        raise UsageError(f"{path} is a symbolic link; it is not written through")
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.parent / f"{_TEMPORARY}{secrets.token_hex(6)}"
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    if target.exists():
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))
    return temporary, target


def _sweep(folder: Path) -> None:
    """Temporary files that a killed run left behind; the lock says that nobody is using them."""
    for left in folder.glob(f"{_TEMPORARY}*"):
        left.unlink(missing_ok=True)


def _remove(root: Path, path: str) -> None:
    target = _inside(root, path)
    target.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # not empty: somebody else's file stands there
        target.parent.rmdir()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def save_outside(folder: Path, outputs: Mapping[str, bytes]) -> None:
    """Write documents into a folder that need not be in a workspace: each whole, under its own plain name."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in outputs.items():
            temporary, target = _stage(folder, name, data)
            os.replace(temporary, target)
    except OSError as error:
        raise InternalError(f"cannot write to {folder}: {error.strerror}") from error


def read_outside(path: Path, limit: int = MAX_BYTES) -> bytes:
    """A file that the user named, anywhere: a regular one of bearable size. Raises UsageError."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode):
            raise UsageError(f"{path} is not a regular file")
        if facts.st_size > limit:
            raise UsageError(f"{path} is larger than {limit // (1024 * 1024)} MB")
        return file.read()
