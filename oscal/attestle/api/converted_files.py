"""What was converted, put where it was asked for: all of it or nothing, and over nobody's file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import UsageError
from ..model.counted_names import name_some
from ..store import files, folders
from ..store.write_lock import lock_folder


def save_converted(
    folder: Path, outputs: Mapping[str, bytes], *, force: bool, check: bool
) -> tuple[str, ...]:
    """The files that changed, or would with `check`, by their path from the folder.

    Raises UsageError, unless `force`, where another file stands at one of the paths.
    """
    place = folders.normalize_path(folder)
    _refuse_place(folder, place)
    before = {path: files.read_current(place, path) for path in outputs}
    changed = tuple(path for path, data in outputs.items() if before[path] != data)
    if check or not changed:
        return changed
    if not force:
        _refuse_taken(folder, [path for path in changed if before[path] is not None])
    folders.make_folder(place)
    return files.save(place, dict(outputs), lock_folder)


def _refuse_place(folder: Path, place: Path) -> None:
    if link := files.find_link(place):
        raise UsageError(f"{link} is a symbolic link; nothing is written through it")
    if folders.exists(place) and not folders.is_folder(place):
        raise UsageError(f"{folder} is no folder; name another one")


def _refuse_taken(folder: Path, taken: list[str]) -> None:
    if taken:
        raise UsageError(
            f"in {folder} stands already: {name_some(taken)}; nothing was written; name another"
            " place, or take --force to replace what stands there"
        )
