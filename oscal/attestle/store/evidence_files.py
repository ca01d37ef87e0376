"""The evidence register of a system, and which of the files that are named are at hand."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from ..formats.picture_kinds import is_picture
from ..model.system import EvidenceItem, EvidenceRegister, System
from . import files, layout
from .loader import Loader


def read_register(loader: Loader) -> tuple[EvidenceItem, ...]:
    register = loader.read_yaml("evidence.yaml", "evidence", EvidenceRegister)
    return tuple(_complete_item(loader, item) for item in register.evidence) if register else ()


def _complete_item(loader: Loader, item: EvidenceItem) -> EvidenceItem:
    """Criteria as they are printed; hash the local file of an item that registers a hash."""
    item = replace(
        item,
        criteria=tuple(text.strip().upper() for text in item.criteria),
    )
    if not item.sha256:
        return item
    return replace(item, file_sha256=hash_file(loader.root, loader.name, item))


def hash_file(root: Path, system: str, item: EvidenceItem) -> str | None:
    """SHA-256 of the item's local file, in lower-case hex.

    None if it has none or it is not at hand.
    """
    path = find_local_path(system, item.location)
    if path is None:
        return None
    try:
        return hashlib.sha256(files.read(root, path)).hexdigest()
    except (FileNotFoundError, files.Unreadable):
        return None


def find_local_path(system: str, location: str) -> str | None:
    """The path of a location inside the system's `evidence/` folder, None for links and places."""
    if not location.startswith("evidence/"):
        return None
    return f"{layout.system_folder_path(system)}/{location}"


def list_local_files(root: Path, system: System) -> frozenset[str]:
    """Which of the evidence files and diagrams that the system names are there."""
    paths = [find_local_path(system.name, item.location) for item in system.evidence]
    paths += _list_diagrams(system)
    return frozenset(path for path in paths if path and files.exists(root, path))


def list_false_pictures(root: Path, system: System) -> frozenset[str]:
    """Which of the diagrams that are there are no pictures that Word shows."""
    return frozenset(path for path in _list_diagrams(system) if _is_false_picture(root, path))


def _list_diagrams(system: System) -> list[str]:
    folder = layout.system_folder_path(system.name)
    parts = (system.boundary, system.network, system.data_flow)
    return [f"{folder}/{picture.file}" for part in parts if part for picture in part.diagrams]


def _is_false_picture(root: Path, path: str) -> bool:
    try:
        return not is_picture(files.read(root, path))
    except (FileNotFoundError, files.Unreadable):
        return False
