"""The renames of a write, one by one: each is taken back as it was made.

What a rename displaces is looked at before it is thrown away: if it is not what was read, somebody
saved it meanwhile, and it comes back.
"""

from __future__ import annotations

import contextlib
import errno
import os
from dataclasses import field
from pathlib import Path

from ..lazy_dataclasses import dataclass
from .exchange import exchange_files
from .temporary_files import discard, name_temporary, replace_file

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
class FileStep:
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
            backup = name_temporary(self.target.parent)
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
class FolderStep:
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
class RemovalStep:
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
        aside = name_temporary(leaving.parent)
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
