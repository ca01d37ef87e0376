"""The merge driver of a clone: its entry in the clone's own settings, and the merge of two commits
without touching the checkout.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from . import revisions
from .git import COMMAND, clean_environment

NAME = "attestle"
DRIVER = "attestle merge-driver %O %A %B %P"
_TITLE = "assemble OSCAL documents from the merged markdown"
_COMMIT = re.compile(r"[0-9a-f]{40,64}\Z")
_AUTHOR = (
    "-c",
    "user.name=attestle",
    "-c",
    "user.email=attestle@localhost",
    "-c",
    "commit.gpgSign=false",
)


def _git(root: Path, *words: str) -> tuple[int, str]:
    try:
        done = subprocess.run(
            [*COMMAND, "-C", str(root), *words],
            capture_output=True,
            check=False,
            timeout=60,
            stdin=subprocess.DEVNULL,
            env=clean_environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return 128, ""
    return done.returncode, done.stdout.decode("utf-8", "replace").strip()


def find_repository(folder: Path) -> Path | None:
    """The top of the git checkout that holds a folder, None outside one."""
    failed, top = _git(folder, "rev-parse", "--show-toplevel")
    return None if failed or not top else Path(top)


def is_top(root: Path) -> bool:
    top = find_repository(root)
    return top is not None and os.path.realpath(top) == os.path.realpath(root)


def set_driver(root: Path) -> bool:
    """Name the driver in the settings of this clone, unless it is named there; whether it is there
    now.
    """
    if _git(root, "config", "--local", "--get", f"merge.{NAME}.driver")[1]:
        return True
    return not any(
        _git(root, "config", "--local", f"merge.{NAME}.{key}", value)[0]
        for key, value in (("name", _TITLE), ("driver", DRIVER))
    )


@contextlib.contextmanager
def merge_heads(root: Path, other: str) -> Iterator[Path | None]:
    """A folder with the workspace as HEAD merged with `other` has it; None if anything beside
    assembled documents needs a person.

    Assembled documents are HEAD's in it. Only git's objects are written.
    """
    tree = ""
    if _COMMIT.match(other):
        failed, told = _git(
            root,
            "-c",
            f"merge.{NAME}.driver=true",
            "merge-tree",
            "--write-tree",
            "--no-messages",
            "HEAD",
            other,
        )  # git 2.38 or newer
        tree = "" if failed else told
    failed, commit = (
        _git(root, *_AUTHOR, "commit-tree", tree, "-m", "merged")
        if _COMMIT.match(tree)
        else (1, "")
    )
    if failed:
        yield None
        return
    with revisions.checkout_revision(root, commit) as folder:
        yield folder
