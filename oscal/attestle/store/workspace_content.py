"""What a workspace of a portfolio holds, as one key that changes with it, and when it last changed.

Nothing is written into it. A key costs a look at every file; only what changed since is read.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from ..errors import UsageError
from ..formats import settings_file
from . import file_states, files, folders, layout, package_files
from .cache import Cache, make_key
from .git_ownership import find_foreign
from .revisions import resolve_revision, run_git

# A commit of more than this is not laid out: it would fill the disk of whoever only looks at it
MOST_BYTES = 1024 * 1024 * 1024
MOST_FILES = 20_000
# A package of more is not read
MOST_PACKAGE = 1024 * 1024 * 1024
_PIECE = 1024 * 1024
# How a value begins that is an absolute path, in JSON (also with its escapes), XML and YAML
_PLACE = re.compile(
    rb"""["'][ ]?(?:/|%2[fF]|\\/|\\u002[fF])|[fF][iI][lL][eE]:|^[^"'{\n]*[:-][ ]+/""", re.M
)


def make_folder_key(root: Path, answers: Cache) -> str:
    """Of all that judging reads below a folder, and of the commit that its days come from; "" where
    it reads more than can be told.
    """
    known = file_states.KnownHashes(answers, root)
    state = file_states.hash_state(root, (*layout.READ_FOLDERS, *list_named(root)), known)
    return make_key("folder", state.key(), find_head(root)) if state.complete else ""


def names_places(root: Path) -> bool:
    """Whether a document may refer to a file by where that stands on this machine: it leads into
    one workspace, and out of a copy of it.
    """
    return any(
        _PLACE.search(_read(root, f"{top}/{path}"))
        for top in layout.MODELS
        if not (root / top).is_symlink()
        for path in folders.list_files_below(root / top)
    )


def _read(root: Path, path: str) -> bytes:
    try:
        return files.read(root, path)
    except (FileNotFoundError, files.Unreadable):
        return b""


def list_named(root: Path) -> tuple[str, ...]:
    """Files that the settings name and findings rest on."""
    try:
        settings = settings_file.read_settings(files.read(root, layout.SETTINGS))[0]
    except (FileNotFoundError, files.Unreadable):
        return ()
    named = (settings.baseline, *settings.fonts)
    return tuple(path.strip("/") for path in named if path and ".." not in path.split("/"))


def make_commit_key(root: Path, revision: str) -> str:
    """Raises UsageError for a revision that there is not, or that may be of another repository."""
    _refuse_foreign(root)
    prefix = run_git(root, "rev-parse", "--show-prefix").decode("utf-8", "replace").strip()
    return make_key("commit", resolve_revision(root, revision), prefix)


def _refuse_foreign(root: Path) -> None:
    if foreign := find_foreign(root):
        raise UsageError(f"{foreign} leads git out of it, maybe into what is somebody else's")


def make_package_key(path: Path) -> str:
    """Raises UsageError for what is no file, or too large to be read."""
    total = hashlib.sha256()
    with package_files.open_package(path) as file:
        if os.fstat(file.fileno()).st_size > MOST_PACKAGE:
            raise UsageError(f"it is larger than {MOST_PACKAGE // 1024**2} MB")
        while piece := file.read(_PIECE):
            total.update(piece)
    return make_key("package", total.hexdigest())


def make_bytes_key(data: bytes) -> str:
    return make_key("bytes", hashlib.sha256(data).hexdigest())


def find_head(root: Path) -> str:
    """The commit that is checked out, "" without one of its own."""
    if find_foreign(root):
        return ""
    try:
        return run_git(root, "rev-parse", "--verify", "--quiet", "HEAD").decode().strip()
    except UsageError:
        return ""


def find_last_day(root: Path, commit: str, system: str) -> str:
    """The day of the last commit that changed what people edit of a system, as YYYY-MM-DD;
    "" without one.
    """
    if not commit:
        return ""
    try:
        folder = layout.system_folder_path(system)
        found = run_git(root, "log", "-1", "--format=%cs", commit, "--", folder)
    except UsageError:  # objects are missing, or git took too long
        return ""
    return found.decode("ascii", "replace").strip()


def refuse_large_commit(root: Path, revision: str) -> None:
    """Raises UsageError for a commit that is too large to be laid out, or of another repository."""
    _refuse_foreign(root)
    commit = resolve_revision(root, revision)
    listed = run_git(root, "ls-tree", "-r", "-z", "-l", commit).split(b"\0")
    sizes = [line.partition(b"\t")[0].split()[-1] for line in listed if line]
    total = sum(int(size) for size in sizes if size.isdigit())
    if total > MOST_BYTES or len(sizes) > MOST_FILES:
        raise UsageError(
            f"its {len(sizes)} files have {total // 1024**2} MB, more than is laid out"
            f" ({MOST_FILES} files, {MOST_BYTES // 1024**2} MB)"
        )
