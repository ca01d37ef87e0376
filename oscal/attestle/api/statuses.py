"""A system judged on a day; its evidence hashed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ..assess.system_status import Status, evaluate_system
from ..authoring.register_hashes import set_hashes
from ..errors import WorkspaceError
from ..findings import Finding
from ..model.workspace import Work
from ..rules import STRUCTURE, run_rules
from ..rules.rule_input import RuleInput
from ..store import evidence_files, files, layout
from .sound_systems import list_unread_paths, load_work, locate_findings, today, view_system


def judge_status(
    root: Path, name: str | None = None, as_of: dt.date | None = None
) -> tuple[Status, tuple[Finding, ...]]:
    """A system judged on a day, with what was found wrong while reading it and in what its files
    name.
    """
    work, found = load_work(root, name)
    day = as_of or today()
    return evaluate_system(work.system, work.baseline, day), locate_findings(
        root,
        [
            *found,
            *run_rules(
                RuleInput(view_system(root, work), day, list_unread_paths(found)), STRUCTURE
            ),
        ],
    )


def hash_evidence(root: Path, name: str | None = None) -> tuple[Work, dict[str, str]]:
    """SHA-256 (lower-case hex) of every local file of the register, by item id."""
    work, found = load_work(root, name)
    register = f"{layout.system_folder_path(work.system.name)}/evidence.yaml"
    errors = [item for item in found if item.is_error and item.path == register]
    if errors:
        raise WorkspaceError(f"{register} cannot be read", errors)
    hashes = {
        item.id: evidence_files.hash_file(root, work.system.name, item)
        for item in work.system.evidence
    }
    return work, {key: value for key, value in hashes.items() if value is not None}


def write_hashes(root: Path, work: Work, hashes: dict[str, str]) -> tuple[str, ...]:
    """Write the hashes into evidence.yaml, keeping its comments and layout."""
    path = f"{layout.system_folder_path(work.system.name)}/evidence.yaml"
    return files.save(root, {path: set_hashes(files.read(root, path).decode(), hashes).encode()})
