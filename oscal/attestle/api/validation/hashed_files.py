"""Which files of a workspace a kept answer can rest on: those that are hashed."""

from __future__ import annotations

from ...model.workspace import Work
from ...store import layout
from ...store.evidence_files import list_prose_paths


def names_others(work: Work) -> bool:
    """Whether a text has a link or picture whose file is not among those that are hashed."""
    hashed = tuple(f"{folder}/" for folder in (*layout.MODELS, layout.SSP))
    return any(not path.startswith(hashed) for path in list_prose_paths(work.system))
