"""How files begin that are not read as those of a workspace, to tell whether they are worth it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from .files import READ_FLAGS


def is_locked(path: Path) -> bool:
    """Whether there is a file that this user may not read."""
    return path.is_file() and not path.is_symlink() and not os.access(path, os.R_OK)


def read_beginning(path: Path, most: int) -> bytes:
    """The first bytes of a regular file, never through a symbolic link; none of anything else."""
    try:
        handle = os.open(path, READ_FLAGS)
    except (OSError, ValueError):
        return b""
    try:
        return os.read(handle, most) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
    except OSError:
        return b""
    finally:
        os.close(handle)
