"""Paths as code hosts want them: from the top of the repository."""

from __future__ import annotations

from pathlib import Path

from ..store import folders


def find_prefix(root: Path) -> str:
    """The workspace's folder in its git repository, with a slash.

    "" at the top and without a repository.
    """
    top = folders.find_checkout(root)
    inside = root.relative_to(top).as_posix() if top else "."
    return "" if inside == "." else f"{inside}/"
