"""Files that are in no workspace: how one begins, to tell whether it is worth reading."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def read_beginning(path: Path, most: int) -> bytes:
    """The first bytes of a regular file, never through a symbolic link; none of anything else."""
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        )
    except (OSError, ValueError):
        return b""
    try:
        return os.read(handle, most) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
    except OSError:
        return b""
    finally:
        os.close(handle)
