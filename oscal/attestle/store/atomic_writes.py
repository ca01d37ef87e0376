"""Files put in their place by renames, so that they are written whole or not at all.

What a rename displaces is looked at before it is thrown away: if it is not what was read, somebody
saved it meanwhile, and it comes back.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import UsageError
from .exchange import exchange_files

# Hidden, so that no reader of a folder takes it for one of its files
_TEMPORARY = ".attestle-"
_LITTER = re.compile(re.escape(_TEMPORARY) + r"[0-9a-f]+\Z")
# Bytes as they are, on Windows too
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
# What a file system answers that has no hard links, or not of this file
_NO_LINK = frozenset(
    {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}
)
# What stands in the way of a folder that is to come
_TAKEN = frozenset({errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR})
# What tells that a file is still the one that was read
Identity = tuple[int, ...]


def identify(facts: os.stat_result) -> Identity:
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns


def identify_path(path: Path) -> Identity | None:
    """The identity of what stands there, a link as itself; None if there is nothing."""
    try:
        return identify(os.lstat(path))
    except (FileNotFoundError, NotADirectoryError):
        return None


def describe_edit(path: str) -> UsageError:
    """What a command says that finds a file changed since it was read."""
    return UsageError(
        f"{path} was changed by somebody else while this command ran; nothing was written,"
        " run it again"
    )


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A file as it was read; both None if there was none."""

    data: bytes | None
    identity: Identity | None

    def is_at(self, path: Path) -> bool:
        """Whether this still stands there: a file can change within one tick of its clock."""
        if identify_path(path) != self.identity:
            return False
        try:
            return self.identity is None or path.read_bytes() == self.data
        except FileNotFoundError:
            return False


class EditedError(Exception):
    """Somebody changed the file `path` since it was read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


@dataclass
class _FileStep:
    """A file to make, or one to take the place of what was read."""

    temporary: Path
    target: Path
    before: FileVersion
    # None as long as it is not whole
    own: Identity | None = None
    # where what stood at the target is now, None if nothing did
    displaced: Path | None = None

    def place(self) -> None:
        if not self.before.is_at(self.target):
            raise EditedError(self.target)
        if self.before.identity is None:
            _place_new(self.temporary, self.target)
        else:
            self._displace()

    def _displace(self) -> None:
        try:
            if exchange_files(self.temporary, self.target):
                self.displaced = self.temporary
                return
            # one name more for what is there, to look at it when it is replaced
            backup = _name_temporary(self.target.parent)
            if _link(self.target, backup):
                self.displaced = backup
            os.replace(self.temporary, self.target)
        except FileNotFoundError:
            raise EditedError(self.target) from None

    def is_sound(self) -> bool:
        """Whether nothing but what was read was displaced."""
        return self.displaced is None or self.before.is_at(self.displaced)

    def take_back(self) -> None:
        """What stood there stands there again; what somebody saved since stays. Raises OSError."""
        if identify_path(self.target) != self.own:
            return
        if self.displaced is not None:
            _put_back(self.displaced, self.target, self.own)
        elif self.before.data is not None:
            replace_file(self.target, self.before.data)
        else:
            self.target.unlink()

    def clean(self) -> None:
        discard(self.temporary)
        if self.displaced is not None:
            discard(self.displaced)


@dataclass
class _FolderStep:
    """A folder to come with everything in it, in one rename."""

    temporary: Path
    target: Path
    # by its path in the folder
    own: dict[Path, Identity | None] = field(default_factory=dict)

    def place(self) -> None:
        try:
            os.rename(self.temporary, self.target)
        except OSError as error:
            if error.errno in _TAKEN:
                raise EditedError(self.target) from None
            raise

    def is_sound(self) -> bool:
        return True

    def take_back(self) -> None:
        """Our files go, with the folders that are then empty; those of others stay."""
        for path, identity in self.own.items():
            if identify_path(self.target / path) == identity:
                (self.target / path).unlink()
        folders = {self.target / folder for path in self.own for folder in path.parents}
        for folder in sorted(folders, key=lambda folder: -len(folder.parts)):
            with contextlib.suppress(OSError):
                folder.rmdir()

    def clean(self) -> None:
        discard(self.temporary)


@dataclass
class _RemovalStep:
    """A file to remove; a folder goes with its last file."""

    target: Path
    before: FileVersion
    # what was moved, and to where
    _leaving: Path | None = None
    _aside: Path | None = None

    def place(self) -> None:
        if self.before.identity is None:
            return
        is_last = os.path.lexists(self.target) and _holds_only(self.target.parent, self.target.name)
        leaving = self.target.parent if is_last else self.target
        aside = _name_temporary(leaving.parent)
        try:
            os.rename(leaving, aside)
        except FileNotFoundError:
            raise EditedError(self.target) from None
        self._leaving, self._aside = leaving, aside

    def is_sound(self) -> bool:
        if self._aside is None or self._leaving == self.target:
            return self._aside is None or self.before.is_at(self._aside)
        name = self.target.name
        return self.before.is_at(self._aside / name) and _holds_only(self._aside, name)

    def take_back(self) -> None:
        if self._aside is None or self._leaving is None:
            return
        if self._leaving == self.target:
            _place_new(self._aside, self.target)
        else:
            os.rename(self._aside, self._leaving)
        self._aside = None

    def clean(self) -> None:
        if self._aside is not None:
            discard(self._aside)


_Step = _FileStep | _FolderStep | _RemovalStep


@dataclass
class StagedWrite:
    """Files under temporary names and the renames that put them in place.

    `before` holds what was read there, which alone may be displaced.
    """

    root: Path
    before: dict[Path, FileVersion]
    _steps: list[_Step] = field(default_factory=list)
    _removals: list[_Step] = field(default_factory=list)
    # by the folder to come
    _new_folders: dict[Path, _FolderStep] = field(default_factory=dict)
    # those that may be in place
    _begun: list[_Step] = field(default_factory=list)

    @property
    def changed_folders(self) -> set[Path]:
        """The folders in which a name changed."""
        return {step.target.parent for step in self._steps}

    def stage(self, target: Path, data: bytes | None) -> None:
        """A file in a folder that is not there yet comes with its folder, in one rename."""
        if data is None:
            self._removals.append(_RemovalStep(target, self.before[target]))
            return
        missing = _find_missing_folder(self.root, target)
        if missing is None:
            file = _FileStep(_name_temporary(target.parent), target, self.before[target])
            self._steps.append(file)
            _write_file(file.temporary, data, like=target)
            file.own = identify_path(file.temporary)
            return
        if missing not in self._new_folders:
            step = _FolderStep(_name_temporary(missing.parent), missing)
            self._new_folders[missing] = step
            self._steps.append(step)
        step = self._new_folders[missing]
        inside = target.relative_to(missing)
        temporary = step.temporary / inside
        temporary.parent.mkdir(parents=True, exist_ok=True)
        _write_file(temporary, data)
        step.own[inside] = identify_path(temporary)
        sync_folder(temporary.parent)

    def apply(self, raise_if_stopped: Callable[[], None]) -> None:
        """Put everything in its place; only then what was displaced is thrown away.

        Raises EditedError if anything displaced is not what was read.
        """
        for step in (*self._steps, *self._removals):
            raise_if_stopped()
            self._begun.append(step)
            step.place()
            self._refuse_edited(step)
        # an editor that had the file open may have written to what was displaced
        for step in self._begun:
            self._refuse_edited(step)
        raise_if_stopped()
        for step in self._begun:
            step.clean()

    def _refuse_edited(self, step: _Step) -> None:
        if not step.is_sound():
            raise EditedError(step.target)

    def undo(self) -> list[str]:
        """Take everything back; the names of what resists."""
        resisting: list[_Step] = []
        for step in reversed(self._begun):
            try:
                step.take_back()
            except (OSError, EditedError):
                resisting.append(step)
        for step in (*self._steps, *self._removals):
            # what resists keeps what it displaced, under its temporary name
            if step not in resisting:
                step.clean()
        return [step.target.name for step in resisting]


def _find_missing_folder(root: Path, target: Path) -> Path | None:
    """The topmost folder on the way to a file that is not there yet."""
    for folder in reversed(target.parents):
        if folder.is_relative_to(root) and not folder.exists():
            return folder
    return None


def _holds_only(folder: Path, name: str) -> bool:
    return os.listdir(folder) == [name]


def _place_new(temporary: Path, target: Path) -> None:
    """Give a file its name, unless somebody else has taken that. Raises EditedError."""
    try:
        is_linked = _link(temporary, target)
    except FileExistsError:
        raise EditedError(target) from None
    if is_linked:
        discard(temporary)
    elif os.path.lexists(target):
        raise EditedError(target)
    else:
        os.replace(temporary, target)


def _link(source: Path, target: Path) -> bool:
    """A second name for a file; False where the file system has no such thing."""
    try:
        os.link(source, target, follow_symlinks=False)
    except NotImplementedError:  # a system that follows links here; none is at `source`
        os.link(source, target)
    except OSError as error:
        if error.errno in _NO_LINK:
            return False
        raise
    return True


def _put_back(displaced: Path, target: Path, own: Identity | None) -> None:
    """Let the displaced file take the place of ours, and of nothing else."""
    if not exchange_files(displaced, target):
        os.replace(displaced, target)
    elif identify_path(displaced) != own:
        # saved between the look and the exchange
        exchange_files(displaced, target)


def replace_file(target: Path, data: bytes) -> None:
    """One file, whole or not at all; nothing is left under a temporary name."""
    temporary = _name_temporary(target.parent)
    try:
        _write_file(temporary, data, like=target)
        os.replace(temporary, target)
    finally:
        discard(temporary)


def _name_temporary(folder: Path) -> Path:
    return folder / f"{_TEMPORARY}{secrets.token_hex(6)}"


def _write_file(path: Path, data: bytes, like: Path | None = None) -> None:
    """A new file, safe on disk; with the permissions of `like` if that exists."""
    handle = os.open(path, _NEW_FILE, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    if like is not None and like.exists():
        path.chmod(stat.S_IMODE(like.stat().st_mode))


def find_litter(root: Path, files: Iterable[str]) -> list[Path]:
    """What a killed run left under temporary names, in every folder on the way to the files.

    No link on the way is followed.
    """
    folders = {
        folder for path in files for folder in (root / path).parents if folder.is_relative_to(root)
    }
    litter: list[Path] = []
    plain: set[Path] = set()
    for folder in sorted(folders):
        if folder != root and (folder.parent not in plain or folder.is_symlink()):
            continue
        plain.add(folder)
        with contextlib.suppress(OSError):
            litter += [folder / name for name in os.listdir(folder) if is_litter(name)]
    return litter


def is_litter(name: str) -> bool:
    """Whether a file or folder has a temporary name of ours."""
    return _LITTER.match(name) is not None


def discard(path: Path) -> None:
    """Remove a temporary file or folder, as far as it can be removed; never through a link."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
