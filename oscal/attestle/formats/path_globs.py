"""Paths and globs inside a workspace, as settings write them."""

from __future__ import annotations

import fnmatch
import re
from functools import cache

# A limit far above any path of a workspace, so that no glob takes long to match
LONGEST_PATH = 500


def is_inside(path: str, *, empty: bool = False) -> bool:
    """Whether a path from the root stays below it; an empty one does if that is allowed."""
    if not path:
        return empty
    return (
        len(path) <= LONGEST_PATH
        and not path.startswith("/")
        and "\\" not in path
        and "\0" not in path
        and ".." not in path.split("/")
    )


def matches_path(glob: str, path: str) -> bool:
    """Whether a glob names a path or a folder above it.

    `*` and `?` stay in one name, `**` stands for any number of names.
    """
    wanted = (*(part for part in glob.split("/") if part not in ("", ".")), "**")
    names = path.split("/")
    part, name = 0, 0
    retry: tuple[int, int] | None = None  # behind the last `**`, and how many names it has taken
    while name < len(names):
        if part < len(wanted) and wanted[part] == "**":
            part, retry = part + 1, (part + 1, name)
        elif part < len(wanted) and _compile_name(wanted[part]).match(names[name]):
            part, name = part + 1, name + 1
        elif retry is not None:
            retry = retry[0], retry[1] + 1
            part, name = retry
        else:
            return False
    return all(rest == "**" for rest in wanted[part:])


@cache
def _compile_name(glob: str) -> re.Pattern[str]:
    """Of one name. The groups that fnmatch makes are atomic, so no name takes long."""
    return re.compile(fnmatch.translate(glob))
