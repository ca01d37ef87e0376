"""The fonts of one's own that the settings of a workspace name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ..formats import settings_file
from ..formats.font_files import FontFace, join_families, read_faces
from . import files, layout

ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
# Fonts of all of Unicode come in collections of this size
MOST_BYTES = 256 * 1024 * 1024


def read_named(root: Path) -> tuple[str, ...]:
    """Files and folders that the settings name.

    What is wrong with the settings is told by whoever reads them as such.
    """
    try:
        return settings_file.read_settings(files.read(root, layout.SETTINGS))[0].fonts
    except (FileNotFoundError, files.Unreadable):
        return ()


def list_font_files(root: Path) -> tuple[str, ...]:
    """Paths from the root: files that are named, and the fonts directly in a folder that is."""
    found = (path for name in read_named(root) for path in _list_files(root, name))
    return tuple(dict.fromkeys(found))


def _list_files(root: Path, name: str) -> Iterator[str]:
    folder = name.rstrip("/")
    if folder.lower().endswith(ENDINGS):
        yield folder
        return
    for item in files.list_names(root, folder):
        if item.lower().endswith(ENDINGS):
            yield f"{folder}/{item}"


def read_own_fonts(root: Path) -> dict[str, tuple[FontFace, ...]]:
    """The faces of those files by path, without what is no font."""
    read = ((path, _read_file(root, path)) for path in list_font_files(root))
    return {path: faces for path, faces in read if faces}


def read_own_characters(root: Path) -> frozenset[int]:
    """Every character that one of their families draws."""
    faces = (face for found in read_own_fonts(root).values() for face in found)
    return frozenset().union(*(family.characters for family in join_families(faces)))


@lru_cache(maxsize=64)
def _read_faces(data: bytes) -> tuple[FontFace, ...]:
    return read_faces(data)


def _read_file(root: Path, path: str) -> tuple[FontFace, ...]:
    try:
        return _read_faces(files.read(root, path, MOST_BYTES))
    except (FileNotFoundError, files.Unreadable):
        return ()
