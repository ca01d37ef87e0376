"""Which files of a workspace are sent to who judges it elsewhere."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from ..errors import UsageError
from . import files, layout
from .workspace_content import MOST_FILES, list_named

_MOST_TOGETHER = 256 * 1024 * 1024


def list_shipped(root: Path, most: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every file that judging reads, by path from the root, and every folder. Raises UsageError for
    what is neither a file nor a folder, and for more than a shipment holds.
    """
    found: list[str] = []
    folders: list[str] = []
    total = 0
    waiting = [*layout.READ_FOLDERS, *list_named(root)]
    while waiting:
        path = waiting.pop()
        facts = _look(root, path)
        if facts is None:
            continue
        if stat.S_ISDIR(facts.st_mode):
            folders.append(path)
            waiting += [f"{path}/{name}" for name in os.listdir(root / path)]
            continue
        if not stat.S_ISREG(facts.st_mode):
            raise UsageError(f"{path} is no file; let those who judge read it where it stands")
        found.append(path)
        total += facts.st_size
        if facts.st_size > most or total > _MOST_TOGETHER or len(found) > MOST_FILES:
            raise UsageError(
                f"it is larger than the {MOST_FILES} files, or {most // 1024**2} MB, that are"
                " shipped"
            )
    return tuple(sorted(found)), tuple(sorted(folders))


def _look(root: Path, path: str) -> os.stat_result | None:
    try:
        return os.lstat(root / path)
    except FileNotFoundError:
        return None


def read_shipped(root: Path, path: str) -> bytes:
    """Raises UsageError for what cannot be read."""
    try:
        return files.read(root, path)
    except (FileNotFoundError, files.Unreadable) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
