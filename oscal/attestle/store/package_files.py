"""Package files on the disk: opened by who verifies, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from ..errors import InternalError, UsageError
from . import files, layout
from .folders import normalize_path
from .stop_signals import hold_signals
from .temporary_files import discard, name_output, sweep_outputs, sync_folder
from .write_lock import wait_for_folder

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@contextlib.contextmanager
def open_package(path: Path) -> Iterator[BinaryIO]:
    """A file that the user named, read in any order. Raises UsageError for no regular file."""
    try:
        handle = os.open(path, _READ)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UsageError(f"{path} is not a regular file")
    with os.fdopen(handle, "rb") as file:
        yield file


def find_size(path: Path) -> int:
    """Of a file that the user named; 0 where there is none."""
    return path.stat().st_size if path.is_file() else 0


def open_inside(root: Path, path: str) -> BinaryIO:
    """A file below a root that is too large to be read at once; never through a symbolic link."""
    if not files.exists(root, path):
        raise FileNotFoundError(path)
    handle = os.open(root / path, files.READ_FLAGS | getattr(os, "O_BINARY", 0))
    return os.fdopen(handle, "rb")


def refuse_place(path: Path, root: Path, is_package: Callable[[BinaryIO], bool]) -> None:
    """Raises UsageError where a package cannot go: through a link, into what the workspace is made
    of, in place of a file that is none.
    """
    place = normalize_path(path)
    if link := files.find_link(place.parent):
        raise UsageError(f"{link} is a symbolic link; nothing is written through it")
    top = place.relative_to(root).parts[0] if place.is_relative_to(root) else ""
    if top.startswith(".") or top in (layout.SSP, layout.TEXTS, *layout.MODELS):
        raise UsageError(f"{path} is part of the workspace; name another place")
    if not os.path.lexists(place):
        return
    if place.is_symlink() or not place.is_file():
        raise UsageError(f"{path} is no file; name another one")
    with open_package(place) as file:
        if not is_package(file):
            raise UsageError(f"{path} is there and is no package; name another file")


def save_beside(path: Path, data: bytes, is_ours: Callable[[bytes], bool], limit: int) -> None:
    """Write a file of at most `limit` bytes that belongs to a package, in place of such
    a one alone.

    Raises UsageError where something else stands: a package, a key, whatever somebody keeps.
    """
    if os.path.lexists(path):
        is_small = path.is_file() and path.stat().st_size <= limit
        if path.is_symlink() or not is_small or not is_ours(files.read_outside(path)):
            raise UsageError(f"{path} is there and is another file; name a new one")
    files.save_outside(path.absolute().parent, {path.name: data})


def save_package(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """What `write` writes, under its name only when all of it is safe on the disk."""
    place = normalize_path(path)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with wait_for_folder(place.parent) as is_alone:
            if is_alone:
                sweep_outputs(place.parent)
            temporary = name_output(place.parent)
            try:
                with temporary.open("xb") as file:
                    write(file)
                    file.flush()
                    os.fsync(file.fileno())
                with hold_signals():
                    os.replace(temporary, place)
            finally:
                discard(temporary)
            sync_folder(place.parent)
    except OSError as error:
        raise InternalError(
            f"cannot write {path}: {error.strerror}; nothing half-written is left"
        ) from error
