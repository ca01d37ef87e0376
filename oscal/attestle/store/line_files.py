"""Files of lines that grow while a command runs, outside any workspace."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from ..errors import InternalError, UsageError
from . import files
from .folders import make_folder, normalize_path

_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
# Records of many thousand workspaces
_MOST_BYTES = 512 * 1024 * 1024


def read_lines(path: Path) -> list[bytes] | None:
    """None where there is no file yet. Raises UsageError for what is none of ours to read."""
    try:
        handle = os.open(path, os.O_RDONLY | _NO_LINK)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(file.fileno())
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > _MOST_BYTES:
            raise UsageError(f"{path} is no file that a run can be kept in")
        return file.read().splitlines()


def begin_lines(path: Path, line: bytes) -> None:
    """A new file with its first line, in a folder that is made where there is none."""
    place = normalize_path(path)
    if link := files.find_link(place.parent):
        raise UsageError(f"{link} is a symbolic link; nothing is written through it")
    make_folder(place.parent)
    append_line(place, line)


def append_line(path: Path, line: bytes) -> None:
    """At once, so that a run that is ended has lost nothing; readable by the user alone. A line
    that was cut off before it is closed.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _NO_LINK, 0o600)
        with os.fdopen(handle, "r+b") as file:
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                line = line if file.read(1) == b"\n" else b"\n" + line
            file.write(line)
    except OSError as error:
        raise InternalError(f"cannot write {path}: {error.strerror}") from error
