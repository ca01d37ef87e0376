"""Files put in their place by renames, so that they are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

# Hidden, so that no reader of a folder takes it for one of its files
_TEMPORARY = ".attestle-"
_LITTER = re.compile(re.escape(_TEMPORARY) + r"[0-9a-f]+\Z")


@dataclass
class StagedWrite:
    """Files under temporary names and the renames that put them in place.

    `old` holds what stands there, to go back to.
    """

    old: dict[Path, bytes | None]
    # temporary name, target
    moves: list[tuple[Path, Path]] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    # a folder to come: its temporary name
    _new_folders: dict[Path, Path] = field(default_factory=dict)
    # targets that are in their new state
    _placed: list[Path] = field(default_factory=list)
    # temporary names of what was removed
    _set_aside: list[Path] = field(default_factory=list)

    def stage(self, root: Path, target: Path, data: bytes | None) -> None:
        """A file in a folder that is not there yet comes with its folder, in one rename."""
        if data is None:
            self.removed.append(target)
            return
        missing = _find_missing_folder(root, target)
        if missing is None:
            temporary = _name_temporary(target.parent)
            self.moves.append((temporary, target))
            _write_file(temporary, data, like=target)
            return
        if missing not in self._new_folders:
            self._new_folders[missing] = _name_temporary(missing.parent)
            self.moves.append((self._new_folders[missing], missing))
        temporary = self._new_folders[missing] / target.relative_to(missing)
        temporary.parent.mkdir(parents=True, exist_ok=True)
        _write_file(temporary, data)
        sync_folder(temporary.parent)

    def apply(self) -> None:
        """Put everything in its place; only then what was removed is thrown away."""
        for temporary, target in self.moves:
            os.replace(temporary, target)
            self._placed.append(target)
        for target in self.removed:
            # a folder goes with its last file, in one step
            is_last = target.exists() and os.listdir(target.parent) == [target.name]
            leaving = target.parent if is_last else target
            temporary = _name_temporary(leaving.parent)
            os.replace(leaving, temporary)
            self._placed.append(target)
            self._set_aside.append(temporary)
        for temporary in self._set_aside:
            discard(temporary)

    def undo(self) -> list[str]:
        """Take everything back; the names of what resists."""
        for temporary in (*(temporary for temporary, _ in self.moves), *self._set_aside):
            discard(temporary)
        resisting = []
        for target in reversed(self._placed):
            before = self.old.get(target)
            try:
                if before is None:
                    discard(target)
                else:
                    target.parent.mkdir(exist_ok=True)
                    replace_file(target, before)
            except OSError:
                resisting.append(target.name)
        return resisting


def _find_missing_folder(root: Path, target: Path) -> Path | None:
    """The topmost folder on the way to a file that is not there yet."""
    for folder in reversed(target.parents):
        if folder.is_relative_to(root) and not folder.exists():
            return folder
    return None


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
    with open(path, "xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if like is not None and like.exists():
        path.chmod(stat.S_IMODE(like.stat().st_mode))


def find_litter(root: Path, files: Iterable[str]) -> list[Path]:
    """What a killed run left under temporary names, in every folder on the way to the files."""
    folders = {
        folder for path in files for folder in (root / path).parents if folder.is_relative_to(root)
    }
    litter = []
    for folder in sorted(folders):
        with contextlib.suppress(OSError):
            litter += [folder / name for name in os.listdir(folder) if _LITTER.match(name)]
    return litter


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
