"""Folders that others than its readers may read: where a site goes only if somebody means it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ..errors import UsageError
from ..store import folders, layout
from ..store.revisions import run_git
from ..store.workspace_settings import read_workspace_settings
from .repository_places import find_place

# Names of folders from which code hosts publish what is in them
_PUBLISHED = ("docs", "public", "site", "_site", "gh-pages")
# Those from which web servers do, wherever they stand
_SERVED = ("www", "htdocs", "public_html", "wwwroot")
# Branches that code hosts publish, whatever the folder is called that they are checked out in
_BRANCHES = ("gh-pages", "pages")
# How a repository is called that is published whole
_HOSTED = (".github.io", ".gitlab.io")
_ANOTHER = "another folder"
_OUTSIDE = "a folder outside of it"


def refuse_published(root: Path, folder: Path, environment: Mapping[str, str]) -> None:
    """Refuse a folder that may be published: by its name, or by the repository that it lies in.

    A plan says how a system is defended. Raises UsageError, with the way out.
    """
    for place in dict.fromkeys((folders.normalize_path(folder), folders.find_real_path(folder))):
        for reason, way_out in _list_reasons(root, place, environment):
            raise UsageError(
                f"{folder} lies in {reason}, and a plan says how a system is defended; give"
                f" {way_out}"
                " with --out, or --here if it shall be there"
            )


def is_published_name(name: str) -> bool:
    return _fold_name(name) in (*_PUBLISHED, *_SERVED)


def _fold_name(name: str) -> str:
    # Windows takes "docs." and "docs " for "docs"
    return name.casefold().rstrip(". ")


def _list_reasons(
    root: Path, place: Path, environment: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Why others may read it, and what to name instead."""
    tops = _list_tops(root, place)
    # a repository in a folder of another one is published with that
    inside = place.relative_to(tops[-1]).parts if tops else ()
    for name in filter(is_published_name, inside):
        yield f'"{name}", which hosts of repositories publish', _ANOTHER
    for name in place.parts:
        if _fold_name(name) in _SERVED:
            yield f'"{name}", which web servers publish', _ANOTHER
    for top in tops:
        if top.name.casefold().endswith(_HOSTED):
            yield f'"{top.name}", which hosts of repositories publish', _OUTSIDE
        branch = _find_branch(top)
        if branch in _BRANCHES:
            yield f'the branch "{branch}", which hosts of repositories publish', _OUTSIDE
        if who := _find_readers(root, place, top, environment):
            yield f"a repository that {who}", _OUTSIDE


def _list_tops(root: Path, place: Path) -> list[Path]:
    """Of the checkouts and of the workspace that hold a place, the innermost first."""
    own = folders.normalize_path(root)
    tops = {*folders.list_checkouts(place), *((own,) if place.is_relative_to(own) else ())}
    return sorted(tops, key=lambda top: len(top.parts), reverse=True)


def _find_branch(top: Path) -> str:
    """The branch that a checkout is on; "" where git cannot say."""
    try:
        return run_git(top, "symbolic-ref", "--quiet", "--short", "HEAD").decode().strip()
    except (UsageError, UnicodeDecodeError):
        return ""


def _find_readers(root: Path, place: Path, top: Path, environment: Mapping[str, str]) -> str:
    """Whether the repository at `top` is public, by the settings of the workspaces that the place
    is in, of this one where it is of the same repository, or by the run; "" where nothing says so.
    """
    own = folders.normalize_path(root)
    is_own = own.is_relative_to(top) or top.is_relative_to(own)
    ways = [way for way in (place, *place.parents) if way.is_relative_to(top)]
    roots = [*((own,) if is_own else ()), *filter(folders.is_workspace, ways)]
    for workspace in dict.fromkeys(roots):
        read = read_workspace_settings(workspace)
        # what the run knows is of the repository that it runs in
        found = find_place(read.settings, environment if workspace == own else {})
        if found.is_public:
            return f"anybody can read ({found.public_by})"
        # settings with an error name no baseline: of one that is not there the settings are sound
        if read.findings and not read.settings.baseline:
            return f"anybody may be able to read ({layout.SETTINGS}, which tells, has an error)"
    return ""
