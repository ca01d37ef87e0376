"""Files under temporary names: written, taken for what they are, thrown away."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

from ..lazy_patterns import make_pattern

# Hidden, so that no reader of a folder takes it for one of its files
_TEMPORARY = ".attestle-"
_LITTER = make_pattern(re.escape(_TEMPORARY) + r"[0-9a-f]+\Z")
# Outputs go anywhere, also where a command writes under another lock: each sweeps its own
_OUTPUT = ".attestle-out-"
# Bytes as they are, on Windows too
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def replace_file(target: Path, data: bytes, start: str = _TEMPORARY) -> None:
    """One file, whole or not at all; nothing is left under a temporary name."""
    temporary = name_temporary(target.parent, start)
    try:
        write_file(temporary, data, like=target)
        os.replace(temporary, target)
    finally:
        discard(temporary)


def write_output(target: Path, data: bytes) -> None:
    """A document for people, whole or not at all."""
    replace_file(target, data, _OUTPUT)


def name_temporary(folder: Path, start: str = _TEMPORARY) -> Path:
    return folder / f"{start}{secrets.token_hex(6)}"


def write_file(path: Path, data: bytes, like: Path | None = None) -> None:
    """A new file, safe on disk; with the permissions of `like` if that exists."""
    handle = os.open(path, _NEW_FILE, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    if like is not None and like.exists():
        path.chmod(stat.S_IMODE(like.stat().st_mode))


def name_output(folder: Path) -> Path:
    """The temporary name of an output that is written piece by piece."""
    return name_temporary(folder, _OUTPUT)


def find_litter(root: Path, files: Iterable[str]) -> list[Path]:
    """What a killed run left under temporary names, in every folder on the way to the files.

    No link on the way is followed.
    """
    folders = {
        folder for path in files for folder in (root / path).parents if folder.is_relative_to(root)
    }
    litter: list[Path] = []
    plain: set[Path] = set()
    for folder in sorted(folders):
        if folder != root and (folder.parent not in plain or folder.is_symlink()):
            continue
        plain.add(folder)
        with contextlib.suppress(OSError):
            litter += [folder / name for name in os.listdir(folder) if is_litter(name)]
    return litter


def sweep_outputs(folder: Path) -> None:
    """Remove what a killed run left of outputs, in a folder in which no other run writes any."""
    for name in os.listdir(folder):
        if name.startswith(_OUTPUT):
            discard(folder / name)


def is_litter(name: str) -> bool:
    """Whether a file or folder has a temporary name of ours."""
    # folders of many systems hold a thousand other names
    return name.startswith(_TEMPORARY) and _LITTER.match(name) is not None


def discard(path: Path) -> None:
    """Remove a temporary file or folder, as far as it can be removed; never through a link."""
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
