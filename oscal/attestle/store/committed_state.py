"""The committed state of a workspace laid into a folder of its own, to make a package from.

Git's objects are read, and nothing is checked out: neither attributes, filters nor hooks have a
part in it. What git is told to leave out, evidence above all, is taken as it stands on the
disk, since no commit could hold it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from ..errors import UsageError
from ..lazy_dataclasses import dataclass
from . import files, folders
from .evidence_files import EVIDENCE
from .git import COMMAND, FETCH_WHOLE, REGULAR_MODE, clean_environment, locate_repository
from .layout import MARKER, MODELS, SETTINGS, SSP, TEXTS
from .revisions import SHOWN_DIGITS, resolve_revision, run_git
from .workspace_settings import read_workspace_settings

_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class CommittedState:
    """The folder, the commit that it is of, and when that was made; `beside` are the files that no
    commit holds.
    """

    folder: Path
    commit: str
    moment: str
    beside: tuple[str, ...]


@contextlib.contextmanager
def lay_out_commit(
    root: Path, ignored: Sequence[str] = (), revision: str = "HEAD"
) -> Iterator[CommittedState]:
    """The files of a commit that anything is made from; below the folders `ignored` also what git
    is told to leave out. The folder is gone when the block is left.

    Raises UsageError where there is no commit.
    """
    commit = resolve_revision(root, revision)
    with make_private_folder() as folder:
        _write_files(root, commit, folder, _choose_paths(root, commit))
        beside = tuple(_list_ignored(root, ignored))
        for path in beside:
            _link_file(root / path, folder / path)
        yield CommittedState(folder, commit, _find_moment(root, commit), beside)


@contextlib.contextmanager
def lay_out_tree(root: Path) -> Iterator[Path]:
    """A copy of the files as they stand, for what changes them before anything is made of them."""
    with make_private_folder() as folder:
        is_wanted = _choose_paths(root, "")
        for path in filter(is_wanted, folders.list_files_below(root)):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.split("/")[2:3] == [EVIDENCE]:
                _link_file(root / path, target)  # large, and never changed
            else:
                target.write_bytes(files.read(root, path))
        yield folder


@contextlib.contextmanager
def make_private_folder() -> Iterator[Path]:
    """A folder that nobody else can read, marked as a workspace; gone when the block is left."""
    with tempfile.TemporaryDirectory(prefix="attestle-") as name:
        folder = Path(os.path.realpath(name))
        (folder / MARKER).mkdir()
        yield folder


def shorten_commit(commit: str) -> str:
    return commit[:SHOWN_DIGITS]


def _choose_paths(root: Path, commit: str) -> Callable[[str], bool]:
    """What is read of a workspace: its folders, and files that its settings name."""
    settings = read_workspace_settings(root, commit).settings
    named = [path for path in (settings.template, settings.baseline, *settings.fonts) if path]
    tops = (*MODELS, SSP, TEXTS, SETTINGS, *(path.strip("/") for path in named))

    def is_wanted(path: str) -> bool:
        parts = path.split("/")
        return ".." not in parts and any(path == top or path.startswith(f"{top}/") for top in tops)

    return is_wanted


def _write_files(root: Path, commit: str, folder: Path, is_wanted: Callable[[str], bool]) -> None:
    """Content comes from git one object after the other, in pieces."""
    entries = list(_list_entries(root, commit, is_wanted))
    with tempfile.TemporaryFile() as names:
        names.write("".join(f"{identity}\n" for _, identity in entries).encode())
        names.seek(0)
        try:
            process = subprocess.Popen(
                [*COMMAND, *locate_repository(root), "cat-file", "--batch"],
                stdin=names,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=clean_environment(),
            )
        except FileNotFoundError as error:
            raise UsageError(
                "git is not on the PATH; what is committed is read from git"
            ) from error
        with process:
            stream = process.stdout or io.BytesIO()
            for path, _ in entries:
                _write_object(stream, path, folder / path)


def _list_entries(
    root: Path, commit: str, is_wanted: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """Path from the workspace root and object of each file; links and modules are left out."""
    # the workspace may be a folder of the repository
    prefix = run_git(root, "rev-parse", "--show-prefix").decode().strip()
    listing = run_git(root, "ls-tree", "-r", "-z", "--full-tree", commit)
    for line in filter(None, listing.split(b"\0")):
        facts, _, raw = line.partition(b"\t")
        mode, kind, identity = facts.decode().split()
        path = raw.decode("utf-8", "surrogateescape")
        if kind != "blob" or not mode.startswith(REGULAR_MODE) or not path.startswith(prefix):
            continue
        if is_wanted(inside := path.removeprefix(prefix)):
            yield inside, identity


def _write_object(stream: IO[bytes], path: str, target: Path) -> None:
    """One object as git gives it: a line with its length, its bytes, and a line feed."""
    facts = stream.readline().split()
    if len(facts) != 3 or facts[1] != b"blob":
        raise UsageError(f"git does not have the content of {path}; {FETCH_WHOLE}")
    target.parent.mkdir(parents=True, exist_ok=True)
    left = int(facts[2])
    with target.open("xb") as file:
        while left:
            piece = stream.read(min(_PIECE, left))
            if not piece:
                raise UsageError(f"git stopped in the middle of {path}")
            file.write(piece)
            left -= len(piece)
    stream.read(1)


def _list_ignored(root: Path, tops: Sequence[str]) -> Iterator[str]:
    """Regular files below the folders that the ignore files of the workspace name."""
    if not tops:
        return
    listed = run_git(
        root, "ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--", *tops
    )
    for raw in sorted(filter(None, listed.split(b"\0"))):
        path = raw.decode("utf-8", "surrogateescape")
        if files.exists(root, path):
            yield path


def _link_file(path: Path, target: Path) -> None:
    """Under another name of the same file where the disk can do that; evidence may be large."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def _find_moment(root: Path, commit: str) -> str:
    """When the commit was made, as OSCAL writes an instant."""
    seconds = int(run_git(root, "log", "-1", "--format=%ct", commit).decode().strip())
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()


def find_commit_of_day(root: Path, day: dt.date) -> str:
    """The last commit on the way to HEAD that was made by the end of the day, in UTC.

    The way is that of first parents: what a branch held before it was merged was not yet in force.
    Raises UsageError where there is none.
    """
    listed = run_git(root, "log", "--first-parent", "--format=%H %ct", "HEAD").decode()
    for line in listed.splitlines():
        commit, _, seconds = line.partition(" ")
        if dt.datetime.fromtimestamp(int(seconds), dt.UTC).date() <= day:
            return commit
    raise UsageError(f"no commit was made by the end of {day}")
