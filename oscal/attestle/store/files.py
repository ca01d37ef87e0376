"""Reading that stays inside the workspace, writing that is whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..errors import InternalError, UsageError, WorkspaceError
from ..findings import Finding, Severity
from .atomic_writes import StagedWrite, discard, find_litter, replace_file, sync_folder

# A larger file is refused, since it would be held in memory several times over
MAX_BYTES = 64 * 1024 * 1024
LOCK = ".trestle/attestle.lock"
NO_FOLDER = "it is not a folder"
# No symbolic link as the last part, and no waiting for the writer of a pipe
READ_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
# What tells that a file is still the one that was read
_Identity = tuple[int, ...]
# What this process last read of each file (None: it was not there), so that no edit made since is
# overwritten.
_LAST_READ: dict[Path, _Identity | None] = {}


class Unreadable(WorkspaceError):
    """A file that must not or cannot be read; the text says why."""

    def __init__(self, why: str, path: str) -> None:
        super().__init__(why, [Finding("OSC006", Severity.ERROR, path, f"cannot be read: {why}")])


def read(root: Path, path: str, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file below `root`, never through a symbolic link.

    Raises FileNotFoundError or Unreadable.
    """
    full = _resolve_inside(root, path)
    data, _LAST_READ[full] = _read_file(full, path, limit)
    if data is None:
        raise FileNotFoundError(path)
    return data


def _read_file(
    full: Path, path: str, limit: int = MAX_BYTES
) -> tuple[bytes | None, _Identity | None]:
    """Bytes and identity of a file; None and None if there is none."""
    handle = _open_file(full, path)
    if handle is None:
        return None, None
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise Unreadable("it is not a regular file", path)
        if facts.st_size <= limit:
            with os.fdopen(os.dup(handle), "rb") as file:
                data = file.read(limit + 1)  # it may have grown since
            if len(data) <= limit:
                return data, _identify(facts)
        raise Unreadable(f"it is larger than {limit // (1024 * 1024)} MB", path)
    except OSError as error:
        raise Unreadable(error.strerror or str(error), path) from error
    finally:
        os.close(handle)


def _open_file(full: Path, path: str) -> int | None:
    """A descriptor; None if there is no such file."""
    try:
        return os.open(full, READ_FLAGS)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return None
        # ELOOP is what O_NOFOLLOW says of a link
        why = "it is a symbolic link" if error.errno == errno.ELOOP else error.strerror
        raise Unreadable(why or str(error), path) from error
    except UnicodeEncodeError as error:
        raise Unreadable("its name cannot be written on this machine", path) from error


def _identify(facts: os.stat_result) -> _Identity:
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns


def _resolve_inside(root: Path, path: str) -> Path:
    """Refuse `..`, absolute paths and symbolic links on the way."""
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or "\0" in path or "\\" in path:
        raise Unreadable("the path leaves the workspace", path)
    current = root
    try:
        for part in parts[:-1]:
            current = current / part
            if current.is_symlink():
                raise Unreadable(f"{part} is a symbolic link", path)
    except (OSError, UnicodeEncodeError) as error:
        # a name too long for the file system, or not in its encoding
        raise Unreadable("its name is not usable on this machine", path) from error
    return current / parts[-1]


def exists(root: Path, path: str) -> bool:
    """Whether there is a regular file, and no link, where `read` would look."""
    try:
        full = _resolve_inside(root, path)
        is_regular = full.is_file() and not full.is_symlink()
    except (Unreadable, OSError, UnicodeEncodeError):
        return False
    if not is_regular and not full.is_symlink():
        _LAST_READ[full] = None
    return is_regular


def list_names(root: Path, folder: str) -> tuple[str, ...]:
    """Sorted names in a folder, without hidden ones.

    Empty if there is none that may be read; `explain_no_folder` says why.
    """
    if explain_no_folder(root, folder):
        return ()
    try:
        return tuple(sorted(name for name in os.listdir(root / folder) if not name.startswith(".")))
    except OSError:
        return ()


def explain_no_folder(root: Path, folder: str) -> str:
    """Why something that stands where a folder is expected is not read.

    "" if it is fine or not there.
    """
    try:
        full = _resolve_inside(root, folder)
        mode = os.lstat(full).st_mode
    except Unreadable as error:
        return str(error)
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeEncodeError):
        return "its name is not usable on this machine"
    if stat.S_ISLNK(mode):
        return "it is a symbolic link, which is not followed"
    if not stat.S_ISDIR(mode):
        return NO_FOLDER
    return "" if os.access(full, os.R_OK | os.X_OK) else os.strerror(errno.EACCES)


@contextlib.contextmanager
def lock(root: Path) -> Iterator[None]:
    """One writing command at a time; the lock goes when the process goes."""
    folder = root / ".trestle"
    if folder.is_symlink():
        raise UsageError(".trestle is a symbolic link; nothing is written through it")
    try:
        folder.mkdir(exist_ok=True)
        handle = os.open(
            root / LOCK,
            os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0),
            0o644,
        )
    except OSError as error:
        raise InternalError(
            f"cannot write {LOCK}: {error.strerror}; nothing was written"
        ) from error
    try:
        _lock_handle(handle)
        yield
    finally:
        os.close(handle)


def _lock_handle(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: best effort, no lock
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise UsageError(
            "another attestle command is writing in this workspace; try again when it is done"
        ) from error


def find_changes(root: Path, files: Mapping[str, bytes | None]) -> dict[str, bytes | None]:
    """Those of `files` (None = must not exist) that differ from what is on disk."""
    return {path: data for path, data in files.items() if _read_current(root, path) != data}


def _read_current(root: Path, path: str) -> bytes | None:
    try:
        return _read_file(_resolve_inside(root, path), path)[0]
    except Unreadable as error:
        raise UsageError(f"{path}: {error}; nothing was written") from error


def save(root: Path, files: Mapping[str, bytes | None]) -> tuple[str, ...]:
    """Write what differs, all or nothing; the paths that were written.

    Everything is on disk under temporary names before the first rename.
    """
    if not find_changes(root, files) and not find_litter(root, files):
        return ()
    with lock(root):
        for path in find_litter(root, files):
            discard(path)
        _refuse_edited(root, files)
        changes = find_changes(root, files)
        write = StagedWrite(
            {_resolve_inside(root, name): _read_current(root, name) for name in changes}
        )
        _write_changes(root, write, changes)
        for name in changes:
            _LAST_READ.pop(root / name, None)
        _sync_targets(root, write)
        return tuple(changes)


def _write_changes(root: Path, write: StagedWrite, changes: Mapping[str, bytes | None]) -> None:
    """Stage everything, then put it in its place; whatever stops that takes all of it back."""
    try:
        for name, data in changes.items():
            write.stage(root, _resolve_inside(root, name), data)
        write.apply()
    except OSError as error:
        stuck = write.undo()
        what = (
            f"half of it is written: {', '.join(stuck)} could not be put back"
            if stuck
            else "nothing half-written is left"
        )
        raise InternalError(
            f"cannot write {error.filename or root}: {error.strerror}; {what}"
        ) from error
    except BaseException:  # an interrupt too
        write.undo()
        raise


def _sync_targets(root: Path, write: StagedWrite) -> None:
    """Renames are safe on disk only when their folders are."""
    try:
        for folder in {target.parent for _, target in write.moves}:
            sync_folder(folder)
    except OSError as error:
        raise InternalError(
            f"everything is written, but {error.filename or root} may not be safe on disk:"
            f" {error.strerror}"
        ) from error


def _refuse_edited(root: Path, files: Iterable[str]) -> None:
    """What somebody changed after this process read it is not overwritten."""
    for path in files:
        full = root / path
        if full not in _LAST_READ:
            continue
        current = _identify(os.lstat(full)) if os.path.lexists(full) else None
        if _LAST_READ[full] != current:
            raise UsageError(
                f"{path} was changed by somebody else while this command ran; nothing was written,"
                " run it again"
            )


def save_outside(folder: Path, outputs: Mapping[str, bytes]) -> None:
    """Write documents into any folder, which need not be in a workspace.

    Each whole, under its own plain name.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in outputs.items():
            target = _resolve_inside(folder, name)
            if target.is_symlink():
                raise UsageError(
                    f"{name} in {folder} is a symbolic link; it is not written through"
                )
            replace_file(target, data)
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
