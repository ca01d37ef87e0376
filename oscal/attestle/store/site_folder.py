"""The folder of a site: empty before, or one that an earlier run made, of which a file in it says
what that run wrote. Nothing else in it is touched.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..errors import UsageError
from . import files, folders

# What stands in a folder that a site was written to: SHA-256 and path of each of its files
MARKER = ".attestle-site"
# What a site can have had: a marker that somebody else wrote names nothing else that would go
_ENDINGS = (".html", ".js", ".ics", "robots.txt")
_HEAD = "# Files that attestle wrote here; it removes them when the site has them no more."


def save_site(folder: Path, made: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write a site; the files of an earlier run that somebody has changed since, which stay.

    Raises UsageError for a folder with anything in it that no earlier run wrote.
    """
    place = folders.normalize_path(folder)
    before = _read_marker(place, folder)
    _refuse_strange(place, folder, before, made)
    # first what is new is noted besides what is old: a run that stops leaves nothing
    # of unknown origin
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in made.items()}
    files.save_outside(folder, {MARKER: _write_marker({**before, **hashes}), **made})
    kept = tuple(_remove_stale(place, before, made))
    files.save_outside(folder, {MARKER: _write_marker(hashes)})
    return kept


def _read_marker(place: Path, folder: Path) -> dict[str, str]:
    """Hashes by path; empty where no site was written."""
    marker = place / MARKER
    if not os.path.lexists(marker):
        return {}
    if marker.is_symlink():
        raise UsageError(f"{folder / MARKER} is a symbolic link; nothing was written")
    found: dict[str, str] = {}
    for line in files.read_outside(marker).decode(errors="replace").splitlines():
        digest, _, path = line.partition("  ")
        if path and not line.startswith("#"):
            found[path] = digest
    return found


def _write_marker(hashes: Mapping[str, str]) -> bytes:
    lines = [f"{digest}  {path}" for path, digest in sorted(hashes.items())]
    return "\n".join((_HEAD, *lines, "")).encode()


def _refuse_strange(
    place: Path, folder: Path, before: Mapping[str, str], made: Mapping[str, bytes]
) -> None:
    """What no run wrote is somebody's own, and a page would stand over it."""
    if not os.path.lexists(place):
        return
    if not place.is_dir():
        raise UsageError(f"{folder} is no folder; give another one with --out")
    if not os.path.lexists(place / MARKER):
        if os.listdir(place):
            raise UsageError(
                f"{folder} is not empty, and no site of attestle; give an empty folder, or a new"
                " one, with --out"
            )
        return
    strange = [path for path in made if path not in before and os.path.lexists(place / path)]
    if strange:
        raise UsageError(
            f"{folder / strange[0]} was not written by attestle, and the site has a file of that"
            " name; move it away, or give another folder with --out"
        )


def _remove_stale(
    place: Path, before: Mapping[str, str], made: Mapping[str, bytes]
) -> Iterator[str]:
    """Take away what the site has no more; what somebody changed since is told and stays."""
    for path, digest in before.items():
        if path in made or not path.endswith(_ENDINGS):
            continue
        try:
            data = files.read(place, path)
        except (FileNotFoundError, files.Unreadable):
            continue
        if hashlib.sha256(data).hexdigest() != digest:
            yield path
            continue
        os.unlink(place / path)
        with contextlib.suppress(OSError):  # others stand in it
            if "/" in path:
                os.rmdir((place / path).parent)
