"""Pictures as files beside a document whose form holds none itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from ..formats.picture_kinds import is_picture, name_picture_kind
from .document_model import DocumentModel


def name_picture_files(document: DocumentModel) -> dict[str, str]:
    """Where each picture goes that anybody can show: path from the document's folder, by workspace
    path. Nothing where the document has no folder for them.
    """
    if not document.picture_folder:
        return {}
    names: dict[str, str] = {}
    for path, data in sorted(document.pictures.items()):
        if is_picture(data) or name_picture_kind(data):
            names[path] = f"{document.picture_folder}/{_find_free_name(path, names)}"
    return names


def _find_free_name(path: str, taken: Mapping[str, str]) -> str:
    """The path as one name; another number for each that comes to the same."""
    plain = PurePosixPath(path.replace("/", "-").lstrip(".-") or "picture")
    used = {PurePosixPath(name).name.casefold() for name in taken.values()}
    name, number = plain.name, 1
    while name.casefold() in used:
        number += 1
        name = f"{plain.stem}-{number}{plain.suffix}"
    return name


def list_picture_files(document: DocumentModel) -> dict[str, bytes]:
    """The bytes of those files, by path from the document's folder."""
    return {name: document.pictures[path] for path, name in name_picture_files(document).items()}
