"""Where git notes that another commit is the present one, to be looked at again and again."""

from __future__ import annotations

from pathlib import Path

from ..errors import UsageError
from .revisions import run_git

# HEAD changes with the branch, the log of it with every commit; where there is no log a commit is
# seen with the next change of a file
_NAMES = ("HEAD", "logs/HEAD")


def find_head_files(root: Path) -> tuple[str, ...]:
    """Absolute paths; none without a repository."""
    asked = [part for name in _NAMES for part in ("--git-path", name)]
    try:
        listed = run_git(root, "rev-parse", *asked).decode("utf-8", "surrogateescape")
    except UsageError:
        return ()
    return tuple(str(root / line) for line in listed.splitlines())
