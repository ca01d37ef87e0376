"""Whether the history of a workspace is its own: what git reads for it may lead into another one.

A folder that came from somebody else can bring a `.git` that names the repository of a third.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from . import files
from .git import is_bare

_GIT = ".git"
# What a small file of git has at most
_MOST_BYTES = 64 * 1024
# A submodule says in its settings where its checkout is
_WORKTREE = re.compile(r"^\s*worktree\s*=\s*(.+?)\s*$", re.MULTILINE)


def find_foreign(root: Path) -> str:
    """What leads git out of a workspace or a repository, "" where nothing does.

    A checkout whose history stands elsewhere, as a worktree or a submodule, is fine where that
    knows of it: nobody can write there that has not the right to. What is above the workspace
    belongs to who judges it.
    """
    if is_bare(root):
        return next(_list_foreign(root), "")
    place = root / _GIT
    try:
        mode = os.lstat(place).st_mode
    except OSError:
        return ""
    if stat.S_ISDIR(mode):
        return next((f"{_GIT}/{name}" for name in _list_foreign(place)), "")
    if stat.S_ISREG(mode) and _is_known_there(root, place):
        return ""
    return _GIT


def _is_known_there(root: Path, place: Path) -> bool:
    """Whether the folder that a `.git` file names says that it is of this checkout."""
    words = _read_small(place).strip()
    if not words.startswith("gitdir:"):
        return False
    folder = root / words.removeprefix("gitdir:").strip()
    back = _read_small(folder / "gitdir").strip()
    if back:
        return os.path.realpath(folder / back) == os.path.realpath(place)
    named = _WORKTREE.search(_read_small(folder / "config"))
    if named is None:
        return False
    return os.path.realpath(folder / named[1]) == os.path.realpath(root)


def _read_small(path: Path) -> str:
    """ "" of what is no file, or larger than such a file is."""
    try:
        handle = os.open(path, files.READ_FLAGS)
    except (OSError, ValueError):
        return ""
    with os.fdopen(handle, "rb") as file:
        is_file = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
        return file.read(_MOST_BYTES).decode("utf-8", "surrogateescape") if is_file else ""


def _list_foreign(store: Path) -> Iterator[str]:
    """What of a repository stands outside, or is neither a file nor a folder."""
    if os.path.lexists(store / "commondir"):
        yield "commondir"
    alternates = "objects/info/alternates"
    if os.path.lexists(store / alternates):
        yield alternates
    for name in ("objects", "refs", "HEAD", "config", "packed-refs"):
        if os.path.lexists(store / name) and not _is_plain(os.lstat(store / name)):
            yield name
    waiting = [os.path.join(store, "objects")]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif not entry.is_file(follow_symlinks=False):
                    yield os.path.relpath(entry.path, store)


def _is_plain(facts: os.stat_result) -> bool:
    return stat.S_ISREG(facts.st_mode) or stat.S_ISDIR(facts.st_mode)
