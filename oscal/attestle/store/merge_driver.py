"""The merge driver of a clone: its entry in the clone's own settings, and the merge of two commits.

The merge does not touch the checkout.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from . import revisions
from .git import COMMAND, SLOWEST_GIT, clean_environment

NAME = "attestle"
DRIVER = "attestle merge-driver %O %A %B %P"
_TITLE = "assemble OSCAL documents from the merged markdown"
# SHA-1 or SHA-256
_COMMIT = re.compile(r"[0-9a-f]{40,64}\Z")
# The commit is thrown away; without these git asks for the user's name and key
_AUTHOR = (
    "-c",
    "user.name=attestle",
    "-c",
    "user.email=attestle@localhost",
    "-c",
    "commit.gpgSign=false",
)


def _run_git(root: Path, *words: str) -> tuple[int, str]:
    """Exit code and output; 128, as git itself says, where it cannot be run."""
    try:
        done = subprocess.run(
            [*COMMAND, "-C", str(root), *words],
            capture_output=True,
            check=False,
            timeout=SLOWEST_GIT,
            stdin=subprocess.DEVNULL,
            env=clean_environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return 128, ""
    return done.returncode, done.stdout.decode("utf-8", "replace").strip()


def find_repository(folder: Path) -> Path | None:
    """The top of the git checkout that holds a folder, None outside one."""
    failed, top = _run_git(folder, "rev-parse", "--show-toplevel")
    return None if failed or not top else Path(top)


def is_top(root: Path) -> bool:
    top = find_repository(root)
    return top is not None and os.path.realpath(top) == os.path.realpath(root)


def set_driver(root: Path) -> bool:
    """Name the driver in the settings of this clone, unless it is named there.

    Whether it is there now.
    """
    if _run_git(root, "config", "--local", "--get", f"merge.{NAME}.driver")[1]:
        return True
    return not any(
        _run_git(root, "config", "--local", f"merge.{NAME}.{key}", value)[0]
        for key, value in (("name", _TITLE), ("driver", DRIVER))
    )


@contextlib.contextmanager
def merge_heads(root: Path, other: str) -> Iterator[Path | None]:
    """A folder with the workspace as HEAD merged with `other` has it.

    None if anything beside assembled documents needs a person. Assembled documents are HEAD's in
    it. Only git's objects are written.
    """
    commit = _commit_merge(root, other) if _COMMIT.match(other) else ""
    if not commit:
        yield None
        return
    with revisions.checkout_revision(root, commit) as folder:
        yield folder


def _commit_merge(root: Path, other: str) -> str:
    """A commit of the merged tree, which nothing refers to; "" if the two cannot be merged."""
    # the driver "true" leaves HEAD's document; git 2.38 or newer
    driver = ("-c", f"merge.{NAME}.driver=true")
    merge = ("merge-tree", "--write-tree", "--no-messages", "HEAD", other)
    failed, tree = _run_git(root, *driver, *merge)
    if failed or not _COMMIT.match(tree):
        return ""
    failed, commit = _run_git(root, *_AUTHOR, "commit-tree", tree, "-m", "merged")
    return "" if failed else commit
