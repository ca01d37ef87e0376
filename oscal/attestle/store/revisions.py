"""A workspace as it was at a revision, read from git's objects into a folder of its own.

Nothing is checked out. Neither attributes, filters nor hooks of the checkout have a part in it, so
what is compared is what was committed.
"""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..errors import UsageError
from .git import (
    COMMAND,
    FETCH_WHOLE,
    REGULAR_MODE,
    SLOWEST_GIT,
    clean_environment,
    explain_failure,
    locate_repository,
)
from .layout import IGNORED, IMPORTS, MARKER, MODELS, SSP, TEXTS

WORKING_TREE = ""
# All that findings come from, but for the settings: both sides are judged by those of today
_WANTED = (SSP, IMPORTS, TEXTS, IGNORED, *MODELS)
SHOWN_DIGITS = 12  # of the name of a commit
# Larger files are left out: nothing of that size is read as a document
_MOST_BYTES = 256 * 1024 * 1024


def run_git(root: Path, *args: str, given: bytes | None = None) -> bytes:
    try:
        done = subprocess.run(
            [*COMMAND, *locate_repository(root), *args],
            input=given,
            capture_output=True,
            check=False,
            timeout=SLOWEST_GIT,
            env=clean_environment(),
        )
    except FileNotFoundError as error:
        raise UsageError("git is not on the PATH; revisions are read from git") from error
    except subprocess.TimeoutExpired as error:
        raise UsageError("git did not answer within a minute") from error
    if done.returncode:
        raise UsageError(f"git: {explain_failure(done.stderr)}")
    return done.stdout


def resolve_revision(root: Path, rev: str) -> str:
    """The commit that a revision names."""
    if rev.startswith("-"):
        raise UsageError(f'"{rev}" is no revision')
    try:
        return (
            run_git(
                root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}"
            )
            .decode()
            .strip()
        )
    except UsageError as error:
        raise UsageError(
            f'git knows no revision "{rev}"; is {root} in a git repository, and was it fetched?'
        ) from error


@contextlib.contextmanager
def checkout_revision(root: Path, rev: str) -> Iterator[Path]:
    """A folder with the workspace as it was at `rev`; gone when the block is left.

    "" is the workspace as it stands.
    """
    if rev == WORKING_TREE:
        yield root
        return
    commit = resolve_revision(root, rev)
    with tempfile.TemporaryDirectory(prefix="attestle-") as name:
        folder = Path(name)
        (folder / MARKER).mkdir()
        for path, data in _walk_files(root, commit):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        yield folder


def _walk_files(root: Path, commit: str) -> Iterator[tuple[str, bytes]]:
    """Regular files of the folders that matter, by path from the workspace root."""
    entries = list(_walk_entries(root, commit))
    names = "".join(f"{identity}\n" for _, identity in entries).encode()
    out = run_git(root, "cat-file", "--batch", given=names)
    # each object as a line "<id> <type> <length>", its bytes, and a line feed
    place = 0
    for path, _ in entries:
        end = out.index(b"\n", place)
        facts = out[place:end].split()
        if len(facts) != 3 or facts[1] != b"blob":
            raise _refuse_missing(path, commit)
        length = int(facts[2])
        yield path, out[end + 1 : end + 1 + length]
        place = end + 1 + length + 1


def _walk_entries(root: Path, commit: str) -> Iterator[tuple[str, str]]:
    """Path from the workspace root and object of each file; links and modules are left out."""
    # the workspace may be a folder of the repository
    prefix = run_git(root, "rev-parse", "--show-prefix").decode().strip()
    listing = run_git(root, "ls-tree", "-r", "-z", "-l", "--full-tree", commit)
    for line in filter(None, listing.split(b"\0")):
        facts, _, raw = line.partition(b"\t")
        mode, kind, identity, size = facts.decode().split()
        path = raw.decode("utf-8", "surrogateescape")
        inside = path.removeprefix(prefix)
        if kind != "blob" or not mode.startswith(REGULAR_MODE):
            continue
        if not path.startswith(prefix) or not _is_wanted(inside):
            continue
        if not size.isdecimal():  # git says BAD of an object that it does not have
            raise _refuse_missing(inside, commit)
        if int(size) <= _MOST_BYTES:
            yield inside, identity


def _refuse_missing(path: str, commit: str) -> UsageError:
    return UsageError(
        f"git does not have the content of {path} as of {commit[:SHOWN_DIGITS]}; {FETCH_WHOLE}"
    )


def _is_wanted(path: str) -> bool:
    """Whether a path is below a folder that matters; a tree made by hand may hold `..`."""
    return path.partition("/")[0] in _WANTED and ".." not in path.split("/")
