"""A folder of documents to hand over: written whole or not at all, in the place of an earlier one.

A list in it says which files are ours. A folder that holds anything else is left alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from ..errors import InternalError, UsageError
from . import files, layout
from .exchange import exchange_files
from .folders import list_files_below, normalize_path
from .stop_signals import hold_signals
from .temporary_files import discard, name_temporary, sync_folder, write_file
from .write_lock import wait_for_folder

LIST = ".attestle-portable.json"
# No name that a write of the workspace takes for litter: it may stand beside its folders
_TEMPORARY = ".attestle-portable-"
# Hashes of other files would make a list of this size
_MOST_BYTES = 16 * 1024 * 1024


def is_current(folder: Path, outputs: Mapping[str, bytes]) -> bool:
    """Whether exactly these files stand there."""
    place = normalize_path(folder)
    return place.is_dir() and _read_list(place) == _hash_outputs(outputs)


def save_folder(folder: Path, outputs: Mapping[str, bytes], root: Path) -> None:
    """Write the files, each by its path from the folder, unless all is as it should be.

    Raises UsageError for a folder that holds other things, or that is part of what the workspace at
    `root` is made of.
    """
    place = normalize_path(folder)
    _refuse_place(place, folder, root)
    if is_current(place, outputs):
        return
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with wait_for_folder(place.parent) as is_alone, hold_signals() as raise_if_stopped:
            if is_alone:
                _sweep(place.parent)
            temporary = name_temporary(place.parent, _TEMPORARY)
            try:
                _write_files(temporary, outputs)
                raise_if_stopped()
                _put_in_place(temporary, place)
            finally:
                discard(temporary)
            sync_folder(place.parent)
    except OSError as error:
        raise InternalError(
            f"cannot write {folder}: {error.strerror}; nothing half-written is left"
        ) from error


def _refuse_place(place: Path, folder: Path, root: Path) -> None:
    if link := files.find_link(place):
        raise UsageError(f"{link} is a symbolic link; nothing is written through it")
    if place.is_relative_to(root) and _is_taken(place.relative_to(root).parts):
        raise UsageError(f"{folder} is part of the workspace; name another folder")
    if not os.path.lexists(place):
        return
    if place.is_symlink() or not place.is_dir():
        raise UsageError(f"{folder} is no folder; name another one")
    if os.listdir(place) and not _is_earlier_output(place):
        raise UsageError(
            f"{folder} holds what was not written by --portable, or was changed since; name an"
            " empty folder"
        )


def _is_taken(parts: tuple[str, ...]) -> bool:
    """Whether a path in a workspace is where its own files stand, or the workspace itself."""
    top = (*parts, "")[0]
    return not top or top.startswith(".") or top in (layout.SSP, *layout.MODELS)


def _is_earlier_output(place: Path) -> bool:
    """Whether each file is as it was written, and nothing stands beside them."""
    listed = _read_list(place)
    if not listed:
        return False
    wanted = {place / path for path in listed} | {place / LIST}
    allowed = wanted | {above for path in wanted for above in path.parents}
    standing = (
        Path(here, name) for here, inner, names in os.walk(place) for name in (*inner, *names)
    )
    return all(path in allowed for path in standing)


def _read_list(place: Path) -> dict[str, str]:
    """The hash of each file by its path; none where one of them is not what it was."""
    try:
        listed = json.loads(files.read(place, LIST, _MOST_BYTES))["files"]
        kept = {
            str(path): str(digest)
            for path, digest in listed.items()
            if _hash_bytes(files.read(place, path)) == digest
        }
    except (FileNotFoundError, files.Unreadable, ValueError, TypeError, KeyError, AttributeError):
        return {}
    return kept if len(kept) == len(listed) == len(list_files_below(place)) - 1 else {}


def _hash_outputs(outputs: Mapping[str, bytes]) -> dict[str, str]:
    return {path: _hash_bytes(data) for path, data in sorted(outputs.items())}


def _hash_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write_files(temporary: Path, outputs: Mapping[str, bytes]) -> None:
    listed = {"files": _hash_outputs(outputs)}
    whole = {**outputs, LIST: (json.dumps(listed, indent=2) + "\n").encode()}
    for path, data in whole.items():
        target = temporary / path
        target.parent.mkdir(parents=True, exist_ok=True)
        write_file(target, data)
    for here, _, _ in os.walk(temporary):
        sync_folder(Path(here))


def _put_in_place(temporary: Path, place: Path) -> None:
    """Where one stands already, both change places, and the earlier one goes with its name.

    Unless somebody saved something in it in the meantime: then it goes back.
    """
    if not place.exists():
        os.rename(temporary, place)
        return
    earlier = temporary
    if not exchange_files(temporary, place):
        earlier = name_temporary(place.parent, _TEMPORARY)
        _rename_both(temporary, place, earlier)
    if os.listdir(earlier) and not _is_earlier_output(earlier):
        discard(place)
        os.rename(earlier, place)
        raise UsageError(f"{place} was changed by somebody else meanwhile; nothing was written")
    discard(earlier)


def _rename_both(temporary: Path, place: Path, earlier: Path) -> None:
    """The same in two steps, where the system has no call for it."""
    os.rename(place, earlier)
    try:
        os.rename(temporary, place)
    except OSError:
        os.rename(earlier, place)
        raise


def _sweep(folder: Path) -> None:
    """Remove what a killed run left; no other run writes here now."""
    for name in os.listdir(folder):
        if name.startswith(_TEMPORARY):
            discard(folder / name)
