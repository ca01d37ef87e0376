"""Keys on the disk: a new one never takes the place of another,
and a private one is its owner's.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ..errors import InternalError, UsageError
from . import files
from .folders import find_checkout, normalize_path
from .git import COMMAND, SLOWEST_GIT, clean_environment
from .temporary_files import discard, sync_folder

# This command of git takes no pathspecs, and refuses what is said of them
_GIT = tuple(word for word in COMMAND if word != "--literal-pathspecs")
_PRIVATE, _PUBLIC = 0o600, 0o644
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
# A file of more is no key
MOST_KEY_BYTES = 64 * 1024


def save_keys(folder: Path, private: Mapping[str, bytes], public: Mapping[str, bytes]) -> None:
    """All of them or none.

    Raises UsageError where one would take the place of a file, or git would take a private one in.
    """
    place = normalize_path(folder)
    if link := files.find_link(place):
        raise UsageError(f"{link} is a symbolic link; nothing is written through it")
    _refuse_checkout(place, private)
    made: list[Path] = []
    try:
        place.mkdir(parents=True, exist_ok=True)
        for contents, mode in ((private, _PRIVATE), (public, _PUBLIC)):
            for name, data in contents.items():
                _write_new(place / name, data, mode)
                made.append(place / name)
        sync_folder(place)
    except FileExistsError as error:
        _discard_all(made)
        raise UsageError(f"{error.filename} is there; keys are never replaced") from error
    except OSError as error:
        _discard_all(made)
        raise InternalError(f"cannot write to {folder}: {error.strerror}") from error


def _write_new(path: Path, data: bytes, mode: int) -> None:
    handle = os.open(path, _NEW, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _discard_all(paths: list[Path]) -> None:
    for path in paths:
        discard(path)


def _refuse_checkout(place: Path, private: Mapping[str, bytes]) -> None:
    """A private key in a repository is a private key of everybody who clones it."""
    checkout = find_checkout(place)
    if checkout is None:
        return
    for name in private:
        if not _is_ignored(checkout, place / name):
            raise UsageError(
                f"{place / name} lies in a git repository that does not ignore it; name a folder"
                " outside, or add it to .gitignore first"
            )


def _is_ignored(checkout: Path, path: Path) -> bool:
    """Whether git leaves a file out; where git does not answer, it may take it in."""
    try:
        done = subprocess.run(
            [*_GIT, "-C", str(checkout), "check-ignore", "--quiet", "--no-index", str(path)],
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SLOWEST_GIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
