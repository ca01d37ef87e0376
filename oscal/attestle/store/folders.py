"""What stands at the paths that a user names, in a workspace or anywhere."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import UsageError
from . import files, write_lock
from .layout import MARKER
from .temporary_files import is_litter

# A folder of more documents was hardly meant: a home folder, a disk
_MOST_FILES = 5000
# Installed packages of JavaScript: thousands of JSON files, none of them somebody's document
_PACKAGES = "node_modules"


def normalize_path(path: Path) -> Path:
    """Absolute and without `..`. A link stays what it is, so its target is not what is named."""
    return Path(os.path.normpath(path.absolute()))


def find_real_path(path: Path) -> Path:
    """Where a path leads through the links on its way, as far as there is anything."""
    return path.resolve()


def exists(path: Path) -> bool:
    """Whether a file or folder stands there, behind a link too."""
    return path.exists()


def is_file(path: Path) -> bool:
    return path.is_file()


def is_folder(path: Path) -> bool:
    return path.is_dir()


def is_workspace(folder: Path) -> bool:
    """Whether a workspace begins at this folder."""
    return (folder / MARKER).is_dir()


def is_made(folder: Path) -> bool:
    """Whether a workspace stands here that is whole: what marks it is made last.

    A marker with nothing but a lock in it is what a stopped run leaves. One that is no folder is
    none of ours.
    """
    marker = folder / MARKER
    if not marker.exists():
        return False
    if marker.is_symlink() or not marker.is_dir():
        return True
    lock = Path(write_lock.LOCK).name
    return any(name != lock and not is_litter(name) for name in os.listdir(marker))


def list_taken_paths(root: Path, paths: Iterable[str]) -> list[str]:
    """Those of the paths at which anything stands, a link that leads nowhere too.

    What is written at the others is meant to be new: the store is asked, which remembers it.
    """
    return [path for path in paths if files.exists(root, path) or os.path.lexists(root / path)]


def make_folder(folder: Path) -> None:
    """The folder with those above it. Raises UsageError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make {folder}: {error.strerror}") from error


def discard_empty_folders(folder: Path) -> None:
    """A folder goes with the empty ones below it; one that holds anything stays."""
    if folder.is_symlink() or not folder.is_dir():
        return
    # links are not followed: what they lead to is somebody else's
    for place, _, _ in os.walk(folder, topdown=False):
        with contextlib.suppress(OSError):
            os.rmdir(place)


def find_checkout(folder: Path) -> Path | None:
    """The top of the git checkout that holds a folder, found without git; None outside one.

    `.git` is a file in a worktree or submodule.
    """
    return next(list_checkouts(folder), None)


def list_checkouts(folder: Path) -> Iterator[Path]:
    """The tops of every git checkout that holds a folder, the innermost first."""
    for top in (folder, *folder.parents):
        if os.path.lexists(top / ".git"):
            yield top


def find_files(folder: Path, endings: tuple[str, ...]) -> tuple[list[Path], list[Path]]:
    """The files of these endings in a folder and below it, and all others, folder by folder.

    Hidden folders and links are not followed. A workspace below is judged as such or not at all:
    UsageError, as for a folder of more files of these endings than anybody means.
    """
    found: list[Path] = []
    others: list[Path] = []
    for here, folders, names in os.walk(folder):
        if MARKER in folders:
            raise UsageError(f"{here} is a workspace; give it, or what is in it, by itself")
        # os.walk goes on into what is left in the list
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name != _PACKAGES
        )
        for name in sorted(names):
            if not name.startswith("."):
                (found if name.endswith(endings) else others).append(Path(here, name))
        if len(found) > _MOST_FILES:
            raise UsageError(
                f"there are more than {_MOST_FILES} files in {folder}; give a folder of OSCAL"
                " documents"
            )
    return found, others


def list_files_below(folder: Path) -> tuple[str, ...]:
    """Every regular file below a folder, hidden ones too, by its path from there with "/".

    Links are not followed and are no files.
    """
    found: list[str] = []
    for here, _, names in os.walk(folder):
        full = [Path(here, name) for name in names]
        found += [
            path.relative_to(folder).as_posix()
            for path in full
            if path.is_file() and not path.is_symlink()
        ]
    return tuple(sorted(found))


def read_markdown_files(folder: Path) -> dict[str, bytes]:
    """Every markdown file in a folder and below it, by its path from there."""
    return {
        path.relative_to(folder).as_posix(): files.read_outside(path)
        for path in sorted(folder.rglob("*.md"))
        if path.is_file()
    }
