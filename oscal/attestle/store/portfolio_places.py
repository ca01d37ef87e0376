"""Where the workspaces of a portfolio are: folders, repositories at a revision, packages.

Nothing in them is read here, so that none can stop the others.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..errors import UsageError
from ..model.portfolio import FOLDER, PACKAGE, REPOSITORY, PortfolioPlace
from . import files, git
from .layout import MARKER

# The revision of a repository that is named without one
HEAD = "HEAD"
# A list of more than so many bytes was hardly meant
_MOST_LIST = 16 * 1024 * 1024


def read_list(path: Path) -> list[str]:
    """The paths that a list names, each from the folder of the list. Raises UsageError."""
    lines = split_list(files.read_outside(path, _MOST_LIST))
    return [os.path.join(path.parent, line) for line in lines]


def split_list(data: bytes) -> list[str]:
    """One path a line; what begins with # is a comment."""
    text = data.decode("utf-8-sig", "surrogateescape")
    # a name may have every other character at which Python ends a line
    lines = (line.strip(" \t\r") for line in text.split("\n"))
    return [line for line in lines if line and not line.startswith("#")]


def find_places(
    names: Iterable[str],
) -> tuple[tuple[PortfolioPlace, ...], tuple[tuple[str, str], ...]]:
    """The places in order, each once; and of those named again the label that they had before."""
    found: dict[tuple[str, str, str], PortfolioPlace] = {}
    repeated: list[tuple[str, str]] = []
    for place in map(find_place, names):
        key = (place.path, place.kind, place.revision)
        if key in found:
            repeated.append((place.label, found[key].label))
        found.setdefault(key, place)
    return tuple(found.values()), tuple(repeated)


def find_place(name: str) -> PortfolioPlace:
    """What stands under a name: all of it is a path, or else what is before its last `@` is."""
    label = os.path.normpath(name) if name else name
    try:
        if not name:
            raise ValueError
        if not os.path.lexists(name) and "@" in name:
            path, _, revision = name.rpartition("@")
            if revision and os.path.isdir(path):
                return _find_revision(label, path, revision)
        return _find_whole(label, name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no path"
        kind = "permission" if isinstance(error, PermissionError) else "absent"
        return PortfolioPlace(label, os.path.abspath(label), "", "", kind, reason)


def _find_revision(label: str, path: str, revision: str) -> PortfolioPlace:
    return PortfolioPlace(label, os.path.realpath(path), REPOSITORY, revision)


def _find_whole(label: str, name: str) -> PortfolioPlace:
    full = os.path.realpath(name)
    mode = os.stat(full).st_mode
    if stat.S_ISREG(mode):
        return PortfolioPlace(label, full, PACKAGE)
    if not stat.S_ISDIR(mode):
        words = "it is neither a folder nor a package"
        return PortfolioPlace(label, full, "", "", "absent", words)
    # raises where the folder cannot be looked into
    names = set(os.listdir(full))
    if MARKER in names:
        return PortfolioPlace(label, full, FOLDER)
    if git.is_bare(Path(full)):
        return PortfolioPlace(label, full, REPOSITORY, HEAD)
    words = f"it is no workspace: there is no {MARKER} folder in it"
    return PortfolioPlace(label, full, "", "", "absent", words)


def list_paths(paths: Iterable[str], list_file: Path | None, given: bytes | None) -> Iterator[str]:
    """Those of the command, then those of the list; `given` is what came in the place of a file."""
    yield from paths
    if given is not None:
        yield from split_list(given)
    elif list_file is not None:
        yield from read_list(list_file)


def is_writable_apart(path: Path, places: Iterable[PortfolioPlace]) -> bool:
    """Whether a file would stand in none of the workspaces."""
    full = Path(os.path.realpath(path))
    return not any(
        full.is_relative_to(place.path) for place in places if place.kind in (FOLDER, REPOSITORY)
    )


def refuse_inside(path: Path, places: Iterable[PortfolioPlace]) -> None:
    """Raises UsageError where something would be written into a workspace of the portfolio."""
    if not is_writable_apart(path, places):
        raise UsageError(
            f"{path} is in a workspace of the portfolio, where nothing is written; name a place"
            " outside"
        )
