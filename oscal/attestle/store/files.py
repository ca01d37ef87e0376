"""Reading that stays inside the workspace, writing that is whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ..errors import InternalError, UsageError, WorkspaceError
from ..findings import Finding, Severity
from .atomic_writes import StagedWrite, describe_edit
from .layout import MARKER
from .stop_signals import hold_signals
from .temporary_files import discard, find_litter, sweep_outputs, sync_folder, write_output
from .write_lock import WriteLock, has_unfinished_write, lock, wait_for_folder
from .write_steps import EditedError, FileVersion, Identity, identify

# A larger file is refused, since it would be held in memory several times over
MAX_BYTES = 64 * 1024 * 1024
NO_FOLDER = "it is not a folder"
# No symbolic link as the last part, and no waiting for the writer of a pipe
READ_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
# What this process last read of each file (None: it was not there), so that no edit made since is
# overwritten: its identity, and a hash of its content.
_LAST_READ: dict[Path, tuple[Identity, int] | None] = {}
# The names that a folder had when this process last listed it: what is written under another name
# is meant to be new.
_LISTED: dict[Path, frozenset[str]] = {}
# What this process wrote, in order
_WRITTEN: list[str] = []


class Unreadable(WorkspaceError):
    """A file that must not or cannot be read; the text says why."""

    def __init__(self, why: str, path: str) -> None:
        super().__init__(why, [Finding("OSC006", Severity.ERROR, path, f"cannot be read: {why}")])


def read(root: Path, path: str, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file below `root`, never through a symbolic link.

    Raises FileNotFoundError or Unreadable.
    """
    full = _resolve_inside(root, path)
    version = _read_file(full, path, limit)
    _LAST_READ[full] = _fingerprint(version)
    if version.data is None:
        raise FileNotFoundError(path)
    return version.data


def _fingerprint(version: FileVersion) -> tuple[Identity, int] | None:
    """What is remembered of a file that was read."""
    return (version.identity, hash(version.data)) if version.identity else None


def _read_file(full: Path, path: str, limit: int = MAX_BYTES) -> FileVersion:
    handle = _open_file(full, path)
    if handle is None:
        return FileVersion(None, None)
    try:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise Unreadable("it is not a regular file", path)
        if facts.st_size <= limit:
            with os.fdopen(os.dup(handle), "rb") as file:
                data = file.read(limit + 1)  # it may have grown since
            if len(data) <= limit:
                return FileVersion(data, identify(facts))
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


def _resolve_inside(root: Path, path: str) -> Path:
    """Refuse `..`, absolute paths and symbolic links on the way."""
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or "\0" in path or "\\" in path:
        raise Unreadable("the path leaves the workspace", path)
    way = str(root)
    try:
        for part in parts[:-1]:
            way = f"{way}/{part}"
            if _is_link(way):
                raise Unreadable(f"{part} is a symbolic link", path)
    except (OSError, UnicodeEncodeError) as error:
        # a name too long for the file system, or not in its encoding
        raise Unreadable("its name is not usable on this machine", path) from error
    return root / path


def _is_link(place: str) -> bool:
    """Of what is not there it is none. Raises OSError for a name that cannot be."""
    try:
        return stat.S_ISLNK(os.lstat(place).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


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
    return _list_shown(root, folder, lambda entry: True)


def list_folders(root: Path, folder: str) -> tuple[str, ...]:
    """Those of `list_names` that are folders or links to one; of a thousand none is asked for by
    itself.
    """
    return _list_shown(root, folder, _is_folder)


def _list_shown(
    root: Path, folder: str, is_listed: Callable[[os.DirEntry[str]], bool]
) -> tuple[str, ...]:
    if explain_no_folder(root, folder):
        return ()
    try:
        with os.scandir(root / folder) as found:
            entries = list(found)
    except OSError:
        entries = []
    _LISTED[root / folder] = frozenset(entry.name for entry in entries)
    shown = (item for item in entries if not item.name.startswith("."))
    return tuple(sorted(item.name for item in shown if is_listed(item)))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Of a link that leads nowhere it is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


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


def find_changes(root: Path, files: Mapping[str, bytes | None]) -> dict[str, bytes | None]:
    """Those of `files` (None = must not exist) that differ from what is on disk."""
    return {path: data for path, data in files.items() if _read_current(root, path).data != data}


def read_current(root: Path, path: str) -> bytes | None:
    """The bytes as they are now, None if there is no file.

    Not remembered: what was edited since `read` is still not overwritten.
    """
    return _read_current(root, path).data


def _read_current(root: Path, path: str) -> FileVersion:
    try:
        return _read_file(_resolve_inside(root, path), path)
    except Unreadable as error:
        raise UsageError(f"{path}: {error}; nothing was written") from error


_Lock = Callable[[Path], contextlib.AbstractContextManager[WriteLock]]


def save(root: Path, files: Mapping[str, bytes | None], lock: _Lock = lock) -> tuple[str, ...]:
    """Write what differs, all or nothing; the paths that were written.

    Everything is on disk under temporary names before the first rename. What somebody changed
    since this process read it is not overwritten.
    """
    is_clean = not find_litter(root, files) and not has_unfinished_write(root)
    if is_clean and not find_changes(root, files):
        return ()
    with hold_signals() as raise_if_stopped, lock(root) as held:
        for path in (*find_litter(root, files), *held.find_litter()):
            discard(path)
        with held.note(files):
            versions = {path: _read_current(root, path) for path in files}
            _refuse_edited(root, versions)
            changes = {path: data for path, data in files.items() if versions[path].data != data}
            write = StagedWrite(root, {root / name: versions[name] for name in changes})
            _write_changes(write, changes, raise_if_stopped)
        for name in changes:
            _LAST_READ.pop(root / name, None)
            _LISTED.pop((root / name).parent, None)
        _WRITTEN.extend(changes)
        _sync_targets(root, write)
        return tuple(changes)


def list_written() -> tuple[str, ...]:
    """What this process wrote, in order."""
    return tuple(_WRITTEN)


def note_written(paths: Iterable[str]) -> None:
    """What another process wrote for this one."""
    _WRITTEN.extend(paths)


def forget_readings() -> None:
    """Nothing that was read until now is going to be written: another thing is looked at next."""
    _LAST_READ.clear()
    _LISTED.clear()


def _write_changes(
    write: StagedWrite, changes: Mapping[str, bytes | None], raise_if_stopped: Callable[[], None]
) -> None:
    """Stage everything, then put it in its place; whatever stops that takes all of it back."""
    try:
        for name, data in changes.items():
            raise_if_stopped()
            write.stage(write.root / name, data)
        write.apply(raise_if_stopped)
    except BaseException as error:  # an interrupt too
        stuck = write.undo()
        if isinstance(error, EditedError) and not stuck:
            raise describe_edit(error.path.relative_to(write.root).as_posix()) from error
        what = (
            f"half of it is written: {', '.join(stuck)} could not be put back"
            if stuck
            else "nothing half-written is left"
        )
        if isinstance(error, OSError):
            raise InternalError(
                f"cannot write {error.filename or write.root}: {error.strerror}; {what}"
            ) from error
        if stuck:
            raise InternalError(f"cannot write {write.root}: {what}") from error
        raise


def _sync_targets(root: Path, write: StagedWrite) -> None:
    """Renames are safe on disk only when their folders are."""
    try:
        for folder in write.changed_folders:
            sync_folder(folder)
    except OSError as error:
        raise InternalError(
            f"everything is written, but {error.filename or root} may not be safe on disk:"
            f" {error.strerror}"
        ) from error


def _refuse_edited(root: Path, versions: Mapping[str, FileVersion]) -> None:
    """What somebody changed after this process read it is not overwritten."""
    for path, version in versions.items():
        if _is_edited(root / path, version):
            raise describe_edit(path)


def _is_edited(full: Path, version: FileVersion) -> bool:
    if full in _LAST_READ:
        return _LAST_READ[full] != _fingerprint(version)
    was_absent = full.parent in _LISTED and full.name not in _LISTED[full.parent]
    return was_absent and version.identity is not None


def save_outside(folder: Path, outputs: Mapping[str, bytes]) -> None:
    """Write documents into any folder, which need not be in a workspace.

    Each whole, under its own plain name, or in a folder of its own below. In a workspace nothing is written through a link that
    stands there: a checkout may bring one.
    """
    place = Path(os.path.normpath(folder.absolute()))
    if link := find_link(place):
        raise UsageError(f"{link} is a symbolic link; nothing is written through it")
    try:
        place.mkdir(parents=True, exist_ok=True)
        with wait_for_folder(place) as is_alone:
            for part in {place, *(_resolve_inside(place, name).parent for name in outputs)}:
                if is_alone and part.is_dir() and not part.is_symlink():
                    sweep_outputs(part)
            for name, data in outputs.items():
                _save_output(place, folder, name, data)
    except OSError as error:
        raise InternalError(f"cannot write to {folder}: {error.strerror}") from error


def _save_output(place: Path, folder: Path, name: str, data: bytes) -> None:
    target = _resolve_inside(place, name)
    if target.is_symlink():
        raise UsageError(f"{name} in {folder} is a symbolic link; it is not written through")
    target.parent.mkdir(exist_ok=True)
    with hold_signals() as raise_if_stopped:
        raise_if_stopped()
        write_output(target, data)
        _WRITTEN.append((folder / name).as_posix())


def find_link(folder: Path) -> Path | None:
    """The topmost link on the way to a folder from the outermost workspace that it is in."""
    way = (folder, *folder.parents)
    # the innermost may be one that the link leads to
    roots = [depth for depth, top in enumerate(way) if (top / MARKER).is_dir()]
    inside = way[: max(roots, default=0)]
    return next((path for path in reversed(inside) if path.is_symlink()), None)


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
