"""Every file under `ssp/<system>/`, whatever it is, as bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..lazy_dataclasses import dataclass
from . import files, layout


@dataclass(frozen=True, slots=True)
class FolderContent:
    """Files by their path from the folder; `unread` are those that cannot be read, and why."""

    files: dict[str, bytes]
    unread: tuple[tuple[str, str], ...]


def read_folder(root: Path, system: str, is_wanted: Callable[[str], bool] = bool) -> FolderContent:
    """All files of a system that are wanted, in order, without hidden ones; links are not followed.

    `is_wanted` is asked with the path from the folder.
    """
    start = layout.system_folder_path(system)
    content: dict[str, bytes] = {}
    unread: list[tuple[str, str]] = []
    waiting = [""]
    while waiting:
        name = waiting.pop()
        path = f"{start}/{name}".removesuffix("/")
        if (root / path).is_dir() and not (root / path).is_symlink():
            below = files.list_names(root, path)
            waiting += [f"{name}/{item}".removeprefix("/") for item in reversed(below)]
            continue
        if name and not is_wanted(name):
            continue
        try:
            content[name] = files.read(root, path)
        except (FileNotFoundError, files.Unreadable) as error:
            unread.append((name, str(error)))
    return FolderContent(content, tuple(unread))
