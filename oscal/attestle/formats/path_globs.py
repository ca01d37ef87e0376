"""Paths and globs inside a workspace, as settings write them."""

from __future__ import annotations

import fnmatch
import re
from collections import defaultdict
from collections.abc import Iterable
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


class GlobIndex:
    """Many globs, of which few are compared with a path: those that begin with its first names."""

    def __init__(self, globs: Iterable[str]) -> None:
        self._by_beginning: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
        for number, glob in enumerate(globs):
            self._by_beginning[_list_literal_names(glob)].append((number, glob))

    def list_matches(self, path: str) -> list[int]:
        """The places, in the order given, of the globs that name a path or a folder above it."""
        names = tuple(path.split("/"))
        return sorted(
            number
            for length in range(len(names) + 1)
            for number, glob in self._by_beginning.get(names[:length], ())
            if matches_path(glob, path)
        )


def _list_literal_names(glob: str) -> tuple[str, ...]:
    """The names that it begins with before the first that stands for others."""
    names = []
    for part in glob.split("/"):
        if any(sign in part for sign in "*?["):
            break
        if part not in ("", "."):
            names.append(part)
    return tuple(names)


@cache
def _compile_name(glob: str) -> re.Pattern[str]:
    """Of one name. The groups that fnmatch makes are atomic, so no name takes long."""
    return re.compile(fnmatch.translate(glob))
