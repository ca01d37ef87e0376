"""Files of a copy of a workspace that nobody else works on, changed without lock or history."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def rename_copied(folder: Path, path: str, place: str) -> None:
    """A file of any size under another name."""
    target = folder / place
    target.parent.mkdir(parents=True, exist_ok=True)
    (folder / path).replace(target)


def replace_copied(folder: Path, changes: Mapping[str, bytes | None]) -> None:
    """Write files anew, None for those that go. A file is never written in its place: the copy may
    be another name of somebody's own.
    """
    for path in changes:
        (folder / path).unlink(missing_ok=True)
    for path, data in changes.items():
        if data is not None:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
