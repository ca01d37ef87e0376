"""The Word file of one's own that the settings of a workspace name as the house style."""

from __future__ import annotations

from pathlib import Path

from ..formats import settings_file
from . import files, layout

# Far above a template with pictures; what is larger is a document
MOST_BYTES = 16 * 1024 * 1024


def read_template_path(root: Path) -> str:
    """The path that the settings name, "" if none.

    What is wrong with the settings is told by whoever reads them as such.
    """
    try:
        return settings_file.read_settings(files.read(root, layout.SETTINGS))[0].template
    except (FileNotFoundError, files.Unreadable):
        return ""


def read_template_bytes(root: Path, path: str) -> bytes:
    """Raises FileNotFoundError, and `files.Unreadable` for what is too large or outside."""
    return files.read(root, path, MOST_BYTES)
