"""A system judged on a day; its evidence hashed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from ..assess.system_status import Status, evaluate_system
from ..authoring.register_hashes import set_hashes
from ..errors import WorkspaceError
from ..findings import Finding
from ..model.workspace import Work
from ..store import evidence_files, files, layout
from .sound_systems import check_structure, load_work, today


def judge_status(
    root: Path, name: str | None = None, as_of: dt.date | None = None
) -> tuple[Status, tuple[Finding, ...]]:
    """A system judged on a day, with what is wrong in its files and in what these name."""
    work, found = load_work(root, name)
    day = as_of or today()
    status = evaluate_system(work.system, work.baseline, day)
    return status, check_structure(root, work, found, day)


def hash_evidence(root: Path, name: str | None = None) -> tuple[Work, dict[tuple[str, str], str]]:
    """SHA-256 (lower-case hex) of every local file and folder of the register, by item id and
    location.
    """
    work, found = load_work(root, name)
    register = layout.evidence_register_path(work.system.name)
    errors = [item for item in found if item.is_error and item.path == register]
    if errors:
        raise WorkspaceError(f"{register} cannot be read", errors)
    return work, {
        (item.id, location): value
        for item in work.system.evidence
        for location, value in evidence_files.hash_places(root, work.system.name, item).items()
    }


def write_hashes(root: Path, work: Work, hashes: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """Write the hashes into evidence.yaml, keeping its comments and layout."""
    path = layout.evidence_register_path(work.system.name)
    return files.save(root, {path: set_hashes(files.read(root, path).decode(), hashes).encode()})
