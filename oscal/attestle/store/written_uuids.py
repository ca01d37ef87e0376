"""The uuids that stand in files, found without a parser: what two systems share is among them.

A look at a thousand systems has to take less than reading one of them does. A uuid that is written
in escapes is not seen.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ..uuids import fold_uuid
from . import files, layout
from .loose_files import read_beginning

# Answers have no uuids of their own, artifacts are no text
_WITHOUT = frozenset(("controls", "evidence", "diagrams"))
# A document begins with its uuid where it was assembled
_BEGINNING = 4096


@cache
def _compile_uuid() -> re.Pattern[bytes]:
    return re.compile(rb"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


@cache
def _compile_beginning() -> re.Pattern[bytes]:
    return re.compile(rb'\A\s*\{\s*"[a-z-]+"\s*:\s*\{\s*"uuid"\s*:\s*"([^"\\]*)"')


def list_written(root: Path, system: str) -> tuple[frozenset[str], bytes]:
    """The uuids in the authored files of a system, in small letters, and its `system.md`."""
    found: set[bytes] = set()
    description = b""
    folder = root / layout.system_folder_path(system)
    for place in _walk_files(folder):
        # what cannot be read has nothing that another system could share
        data = read_beginning(Path(place), files.MAX_BYTES)
        found.update(_compile_uuid().findall(data))
        if place == str(folder / "system.md"):
            description = data
    return frozenset(fold_uuid(uuid.decode()) for uuid in found), description


def find_document_uuid(root: Path, path: str) -> str:
    """The uuid with which a document in JSON begins, "" where it begins otherwise."""
    data = read_beginning(root / path, _BEGINNING)
    begins = _compile_beginning().match(data)
    return fold_uuid(begins.group(1).decode(errors="replace")) if begins else ""


def _walk_files(folder: Path) -> Iterator[str]:
    """Links are not followed, as in every reading of a workspace."""
    if folder.is_symlink():
        return
    for top, folders, names in os.walk(folder):
        if top == str(folder):
            folders[:] = [name for name in folders if name not in _WITHOUT]
        yield from (f"{top}/{name}" for name in names)
