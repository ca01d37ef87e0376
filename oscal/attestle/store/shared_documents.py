"""Documents that all systems of a workspace rest on, parsed once in a process that goes through
many of them.

Nothing stale is ever found: a document is known by its bytes. Nobody changes what is found here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

R = TypeVar("R")
# Catalogs, profiles and mappings; what is of one system alone is asked for once
_FOLDERS = ("catalogs/", "profiles/", "mapping-collections/", "component-definitions/")
# Bytes of the documents that are kept: those of a workspace take two to four million
_MOST_BYTES = 24 * 1024 * 1024
_kept: dict[tuple[str, bytes], object] = {}
_is_open = False


def open_shelf() -> None:
    """From now on what is parsed is kept; a command about one system has no use for that."""
    global _is_open
    _is_open = True


def close_shelf() -> None:
    global _is_open
    _is_open = False
    _kept.clear()


def parse_once(path: str, data: bytes, parse: Callable[[str, bytes], R]) -> R:
    """What `parse` gives, which for such a document is always the same function."""
    if not _is_open or not path.startswith(_FOLDERS):
        return parse(path, data)
    key = (path, data)
    if key not in _kept:
        value = parse(path, data)
        _drop_oldest(len(data))
        _kept[key] = value
    return _kept[key]  # type: ignore[return-value]


def _drop_oldest(room: int) -> None:
    while _kept and sum(len(data) for _, data in _kept) + room > _MOST_BYTES:
        del _kept[next(iter(_kept))]
