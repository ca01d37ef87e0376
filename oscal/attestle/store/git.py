"""What git knows of a folder. A workspace without git simply has no history."""

from __future__ import annotations

import os
from pathlib import Path

from .layout import MARKER

# Settings of the checkout itself are not trusted: none of them may start a program or reach the
# network.
_SETTINGS = (
    "core.fsmonitor=",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "log.showSignature=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
)
COMMAND = (
    "git",
    "--no-pager",
    "--no-optional-locks",
    "--no-replace-objects",
    "--literal-pathspecs",
    *(part for item in _SETTINGS for part in ("-c", item)),
)
# The way out of a clone without the content of older revisions, or of a damaged one
FETCH_WHOLE = "fetch the repository without --filter, or clone it anew"
# Seconds after which git is taken to hang: it reads local objects only
SLOWEST_GIT = 60
# How git writes the mode of a regular file, executable or not; links and modules begin otherwise
REGULAR_MODE = "100"


def explain_failure(output: bytes) -> str:
    """The last line of what git said, with the way out where objects of the history are missing."""
    lines = output.decode("utf-8", "replace").strip().splitlines()
    reason = lines[-1].removeprefix("fatal: ") if lines else "failed"
    missing = any("promisor" in line or "missing" in line for line in lines)
    return f"{reason}; {FETCH_WHOLE}" if missing else reason


def clean_environment() -> dict[str, str]:
    """Without what a hook or a caller sets to point git elsewhere; nothing missing is fetched."""
    neutral = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return neutral | {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


# What a repository without a checkout has at its top
_OF_REPOSITORY = ("HEAD", "objects", "refs")


def is_bare(folder: Path) -> bool:
    """Whether a folder is a repository itself. A workspace that only looks like one as well is
    none: git must not take settings from a folder that came with a checkout (safe.bareRepository).
    """
    is_checkout = any((folder / name).exists() for name in (".git", MARKER))
    return not is_checkout and all((folder / name).exists() for name in _OF_REPOSITORY)


def locate_repository(folder: Path) -> tuple[str, str]:
    """The option that leads git to the repository of a workspace, or to a bare one."""
    return ("--git-dir" if is_bare(folder) else "-C", str(folder))
