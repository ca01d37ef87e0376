"""Authored files with the uuids that they lack; nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..authoring.uuid_insertion import insert_uuids
from ..store import files


def fill_uuids(root: Path, missing: Mapping[str, Mapping[str, str]]) -> dict[str, bytes | None]:
    """The files that lack some, as they should stand, by path."""
    return {
        path: insert_uuids(path, files.read(root, path), uuids) for path, uuids in missing.items()
    }
