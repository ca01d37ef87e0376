"""Paths as code hosts want them: from the top of the repository."""

from __future__ import annotations

import os
from pathlib import Path


def find_prefix(root: Path) -> str:
    """The workspace's folder in its git repository, with a slash; "" at the top and without a
    repository.
    """
    for folder in (root, *root.parents):
        if os.path.lexists(folder / ".git"):
            inside = root.relative_to(folder).as_posix()
            return "" if inside == "." else f"{inside}/"
    return ""
