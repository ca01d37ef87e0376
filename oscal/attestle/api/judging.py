"""A system judged on a day; its evidence hashed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ..assess.status import Status, evaluate
from ..author.register import with_hashes
from ..errors import WorkspaceError
from ..findings import Finding
from ..model.workspace import Work
from ..rules import STRUCTURE, check
from ..rules.facts import Facts
from ..store import evidence_files, files, layout
from .loading import load_work, located, one_system, today, unread


def status(
    root: Path, name: str | None = None, as_of: dt.date | None = None
) -> tuple[Status, tuple[Finding, ...]]:
    """A system judged on a day, with what was found wrong while reading it and in what its files
    name.
    """
    work, found = load_work(root, name)
    day = as_of or today()
    return evaluate(work.system, work.baseline, day), located(
        root, [*found, *check(Facts(one_system(root, work), day, unread(found)), STRUCTURE)]
    )


def evidence_hashes(root: Path, name: str | None = None) -> tuple[Work, dict[str, str]]:
    """SHA-256 (lower-case hex) of every local file of the register, by item id."""
    work, found = load_work(root, name)
    register = f"{layout.system_folder(work.system.name)}/evidence.yaml"
    errors = [item for item in found if item.is_error and item.path == register]
    if errors:
        raise WorkspaceError(f"{register} cannot be read", errors)
    hashes = {
        item.id: evidence_files.sha256_of(root, work.system.name, item)
        for item in work.system.evidence
    }
    return work, {key: value for key, value in hashes.items() if value is not None}


def register_hashes(root: Path, work: Work, hashes: dict[str, str]) -> tuple[str, ...]:
    """Write the hashes into evidence.yaml, keeping its comments and layout."""
    path = f"{layout.system_folder(work.system.name)}/evidence.yaml"
    return files.save(root, {path: with_hashes(files.read(root, path).decode(), hashes).encode()})
