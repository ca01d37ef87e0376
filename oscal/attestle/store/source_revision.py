"""The revision that a document is made from: the commit that last changed anything of it.

Files are compared with what was committed by their bytes alone, so that no filter, hook or
attribute of the checkout has a part in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from ..errors import UsageError
from . import files
from .git import REGULAR_MODE
from .revisions import SHOWN_DIGITS, run_git

UNVERSIONED = "not under version control"
UNCOMMITTED = "+ uncommitted changes"
# git's name of an object of so many digits -> the digest that makes it
_DIGESTS = {40: "sha1", 64: "sha256"}


def read_source_revision(root: Path, paths: tuple[str, ...]) -> str:
    """`1f3c9a0b7d42`, `1f3c9a0b7d42 + uncommitted changes` or `not under version control`.

    `paths` are files and folders from the root. In a clone without its history every file seems to
    be of the oldest commit there, so HEAD is named.
    """
    try:
        shallow, head = run_git(root, "rev-parse", "--is-shallow-repository", "HEAD").split()
        commit = head.decode()
        if shallow != b"true":
            commit = run_git(root, "log", "-1", "--format=%H", "--", *paths).decode().strip()
        changed = bool(commit) and _is_changed(root, paths)
    except UsageError:  # no git, no repository, or one without a commit
        return UNVERSIONED
    if not commit:
        return UNVERSIONED
    return f"{commit[:SHOWN_DIGITS]}{f' {UNCOMMITTED}' if changed else ''}"


def _is_changed(root: Path, paths: tuple[str, ...]) -> bool:
    others = run_git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *paths)
    return bool(others) or any(
        not _has_object(root, path, name) for path, name in _list_committed(root, paths)
    )


def _list_committed(root: Path, paths: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Path and object of every regular file of HEAD."""
    listed = run_git(root, "ls-tree", "-r", "-z", "HEAD", "--", *paths).decode("utf-8", "replace")
    for entry in filter(None, listed.split("\0")):
        facts, _, path = entry.partition("\t")
        mode, _, name = facts.split()
        if mode.startswith(REGULAR_MODE):
            yield path, name


def _has_object(root: Path, path: str, name: str) -> bool:
    """Whether a file is what was committed, also where a checkout turned its line ends."""
    try:
        data = files.read(root, path)
    except (FileNotFoundError, files.Unreadable):
        return False
    return any(_name_object(found, len(name)) == name for found in (data, _turn_ends(data)))


def _turn_ends(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def _name_object(data: bytes, digits: int) -> str:
    digest = hashlib.new(_DIGESTS[digits], usedforsecurity=False)
    digest.update(b"blob %d\0" % len(data))
    digest.update(data)
    return digest.hexdigest()
