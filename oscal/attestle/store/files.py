"""Reading that stays inside the workspace, writing that is whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import InternalError, UsageError, WorkspaceError
from ..findings import Finding, Severity

MAX_BYTES = 64 * 1024 * 1024
LOCK = ".trestle/attestle.lock"
_TEMPORARY = ".attestle-"
NO_FOLDER = "it is not a folder"
_LITTER = re.compile(re.escape(_TEMPORARY) + r"[0-9a-f]+\Z")
# What this process last read of each file (None: it was not there), so that no edit made since is
# overwritten.
_SEEN: dict[Path, tuple[int, ...] | None] = {}


class Unreadable(WorkspaceError):
    """A file that must not or cannot be read; the text says why."""

    def __init__(self, why: str, path: str) -> None:
        super().__init__(why, [Finding("OSC006", Severity.ERROR, path, f"cannot be read: {why}")])


def read(root: Path, path: str, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file below `root`, never through a symbolic link.

    Raises FileNotFoundError or Unreadable.
    """
    full = _inside(root, path)
    data, _SEEN[full] = _read(full, path, limit)
    if data is None:
        raise FileNotFoundError(path)
    return data


def _read(
    full: Path, path: str, limit: int = MAX_BYTES
) -> tuple[bytes | None, tuple[int, ...] | None]:
    """Bytes and identity of a file; None and None if there is none."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(full, flags)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return None, None
        raise Unreadable(
            "it is a symbolic link" if error.errno == errno.ELOOP else error.strerror or str(error),
            path,
        ) from error
    except UnicodeEncodeError as error:
        raise Unreadable("its name cannot be written on this machine", path) from error
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise Unreadable("it is not a regular file", path)
        if facts.st_size <= limit:
            with os.fdopen(os.dup(handle), "rb") as file:
                data = file.read(limit + 1)
            if len(data) <= limit:
                return data, _identity(facts)
        raise Unreadable(f"it is larger than {limit // (1024 * 1024)} MB", path)
    except OSError as error:
        raise Unreadable(error.strerror or str(error), path) from error
    finally:
        os.close(handle)


def _identity(facts: os.stat_result) -> tuple[int, ...]:
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns


def _inside(root: Path, path: str) -> Path:
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
    except (
        OSError,
        UnicodeEncodeError,
    ) as error:  # a name too long for the file system, or not in its encoding
        raise Unreadable("its name is not usable on this machine", path) from error
    return current / parts[-1]


def exists(root: Path, path: str) -> bool:
    """Whether there is a regular file, and no link, where `read` would look."""
    try:
        full = _inside(root, path)
        found = full.is_file() and not full.is_symlink()
    except (Unreadable, OSError, UnicodeEncodeError):
        return False
    if not found and not full.is_symlink():
        _SEEN[full] = None
    return found


def list_names(root: Path, folder: str) -> tuple[str, ...]:
    """Sorted names in a folder, without hidden ones; empty if there is none that may be read
    (`why_no_folder` says why).
    """
    if explain_no_folder(root, folder):
        return ()
    try:
        return tuple(sorted(name for name in os.listdir(root / folder) if not name.startswith(".")))
    except OSError:
        return ()


def explain_no_folder(root: Path, folder: str) -> str:
    """Why something that stands where a folder is expected is not read; "" if it is fine or not
    there.
    """
    try:
        full = _inside(root, folder)
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
        raise UsageError(
            "another attestle command is writing in this workspace; try again when it is done"
        ) from error


def find_changes(root: Path, files: Mapping[str, bytes | None]) -> dict[str, bytes | None]:
    """Those of `files` (None = must not exist) that differ from what is on disk."""
    return {path: data for path, data in files.items() if _now(root, path) != data}


def _now(root: Path, path: str) -> bytes | None:
    try:
        return _read(_inside(root, path), path)[0]
    except Unreadable as error:
        raise UsageError(f"{path}: {error}; nothing was written") from error


def save(root: Path, files: Mapping[str, bytes | None]) -> tuple[str, ...]:
    """Write what differs, all or nothing: everything is on disk under temporary names before the
    first rename.
    """
    if not find_changes(root, files) and not _litter(root, files):
        return ()
    with lock(root):
        for left in _litter(root, files):
            _discard(left)
        _refuse_edited(root, files)
        todo = find_changes(root, files)
        write = _Write({_inside(root, path): _now(root, path) for path in todo})
        try:
            for path, data in todo.items():
                write.stage(root, _inside(root, path), data)
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
        except BaseException:
            write.undo()
            raise
        for path in todo:
            _SEEN.pop(root / path, None)
        try:
            for folder in {target.parent for _, target in write.moves}:
                _sync_folder(folder)
        except OSError as error:
            raise InternalError(
                f"everything is written, but {error.filename or root} may not be safe on disk:"
                f" {error.strerror}"
            ) from error
        return tuple(todo)


def _refuse_edited(root: Path, files: Iterable[str]) -> None:
    """What somebody changed after this process read it is not overwritten."""
    for path in files:
        full = root / path
        if full in _SEEN and _SEEN[full] != (
            _identity(os.lstat(full)) if os.path.lexists(full) else None
        ):
            raise UsageError(
                f"{path} was changed by somebody else while this command ran; nothing was written,"
                " run it again"
            )


@dataclass
class _Write:
    """Files under temporary names and the renames that put them in place.

    `old` holds what stands there, to go back to.
    """

    old: dict[Path, bytes | None]
    moves: list[tuple[Path, Path]] = field(default_factory=list)  # temporary name, target
    removed: list[Path] = field(default_factory=list)
    _new: dict[Path, Path] = field(default_factory=dict)  # a folder to come: its temporary name
    _done: list[Path] = field(default_factory=list)
    _gone: list[Path] = field(default_factory=list)  # temporary names of what was removed

    def stage(self, root: Path, target: Path, data: bytes | None) -> None:
        """A file in a folder that is not there yet comes with its folder, in one rename."""
        if data is None:
            self.removed.append(target)
            return
        missing = next(
            (
                folder
                for folder in reversed(target.parents)
                if folder.is_relative_to(root) and not folder.exists()
            ),
            None,
        )
        if missing is None:
            temporary = _temporary(target.parent)
            self.moves.append((temporary, target))
            _write(temporary, data, like=target)
            return
        if missing not in self._new:
            self._new[missing] = _temporary(missing.parent)
            self.moves.append((self._new[missing], missing))
        temporary = self._new[missing] / target.relative_to(missing)
        temporary.parent.mkdir(parents=True, exist_ok=True)
        _write(temporary, data)
        _sync_folder(temporary.parent)

    def apply(self) -> None:
        for temporary, target in self.moves:
            os.replace(temporary, target)
            self._done.append(target)
        for target in self.removed:
            alone = target.exists() and os.listdir(target.parent) == [target.name]
            gone = (
                target.parent if alone else target
            )  # a folder goes with its last file, in one step
            temporary = _temporary(gone.parent)
            os.replace(gone, temporary)
            self._done.append(target)
            self._gone.append(temporary)
        for temporary in self._gone:
            _discard(temporary)

    def undo(self) -> list[str]:
        """Take everything back; the names of what resists."""
        for temporary in (*(temporary for temporary, _ in self.moves), *self._gone):
            _discard(temporary)
        resisting = []
        for target in reversed(self._done):
            before = self.old.get(target)
            try:
                if before is None:
                    _discard(target)
                    continue
                target.parent.mkdir(exist_ok=True)
                temporary = _temporary(target.parent)
                try:
                    _write(temporary, before, like=target)
                    os.replace(temporary, target)
                finally:
                    _discard(temporary)
            except OSError:
                resisting.append(target.name)
        return resisting


def _temporary(folder: Path) -> Path:
    return folder / f"{_TEMPORARY}{secrets.token_hex(6)}"


def _write(path: Path, data: bytes, like: Path | None = None) -> None:
    """A new file, safe on disk; with the permissions of `like` if that exists."""
    with open(path, "xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if like is not None and like.exists():
        path.chmod(stat.S_IMODE(like.stat().st_mode))


def _litter(root: Path, files: Iterable[str]) -> list[Path]:
    """What a killed run left under temporary names, in every folder on the way to the files."""
    folders = {
        folder for path in files for folder in (root / path).parents if folder.is_relative_to(root)
    }
    found = []
    for folder in sorted(folders):
        with contextlib.suppress(OSError):
            found += [folder / name for name in os.listdir(folder) if _LITTER.match(name)]
    return found


def _discard(path: Path) -> None:
    """Remove a temporary file or folder, as far as it can be removed; never through a link."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def save_outside(folder: Path, outputs: Mapping[str, bytes]) -> None:
    """Write documents into a folder that need not be in a workspace: each whole, under its own
    plain name.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in outputs.items():
            target = _inside(folder, name)
            if target.is_symlink():
                raise UsageError(
                    f"{name} in {folder} is a symbolic link; it is not written through"
                )
            temporary = _temporary(folder)
            try:
                _write(temporary, data, like=target)
                os.replace(temporary, target)
            finally:
                _discard(temporary)
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
