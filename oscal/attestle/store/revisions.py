"""A workspace as it was at a revision, read from git's objects into a folder of its own: nothing is
checked out.

Neither attributes, filters nor hooks of the checkout have a part in it, so what is compared is what
was committed.
"""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..errors import UsageError
from .git import COMMAND, clean_environment
from .layout import MARKER, MODELS, SSP

WORKING_TREE = ""
_MOST_BYTES = 256 * 1024 * 1024


def _git(root: Path, *args: str, given: bytes | None = None) -> bytes:
    try:
        done = subprocess.run(
            [*COMMAND, "-C", str(root), *args],
            input=given,
            capture_output=True,
            check=False,
            timeout=60,
            env=clean_environment(),
        )
    except FileNotFoundError as error:
        raise UsageError("git is not on the PATH; revisions are read from git") from error
    except subprocess.TimeoutExpired as error:
        raise UsageError("git did not answer within a minute") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(f"git: {lines[-1].removeprefix('fatal: ') if lines else 'failed'}")
    return done.stdout


def resolve_revision(root: Path, rev: str) -> str:
    """The commit that a revision names."""
    if rev.startswith("-"):
        raise UsageError(f'"{rev}" is no revision')
    try:
        return (
            _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}")
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
        for path, data in _files(root, commit):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        yield folder


def _files(root: Path, commit: str) -> Iterator[tuple[str, bytes]]:
    """Regular files of the folders that matter, by path from the workspace root; links and modules
    are left out.
    """
    prefix = _git(root, "rev-parse", "--show-prefix").decode().strip()
    wanted = (SSP, *MODELS)
    entries: list[tuple[str, str]] = []
    for line in _git(root, "ls-tree", "-r", "-z", "-l", "--full-tree", commit).split(b"\0"):
        if not line:
            continue
        facts, _, raw = line.partition(b"\t")
        mode, kind, identity, size = facts.decode().split()
        path = raw.decode("utf-8", "surrogateescape")
        inside = path.removeprefix(prefix)
        if (
            kind != "blob"
            or not mode.startswith("100")
            or not path.startswith(prefix)
            or inside.partition("/")[0] not in wanted
            or ".." in inside.split("/")
        ):
            continue
        if int(size) <= _MOST_BYTES:
            entries.append((inside, identity))
    out = _git(
        root,
        "cat-file",
        "--batch",
        given="".join(f"{identity}\n" for _, identity in entries).encode(),
    )
    place = 0
    for path, _ in entries:
        end = out.index(b"\n", place)
        length = int(out[place:end].split()[2])
        yield path, out[end + 1 : end + 1 + length]
        place = end + 1 + length + 1
