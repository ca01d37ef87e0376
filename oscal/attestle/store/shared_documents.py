"""Documents that all systems of a workspace rest on, parsed once in a process that goes through
many of them.

Nothing stale is ever found: a document is known by its bytes. Nobody changes what is found here.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

R = TypeVar("R")
# Catalogs, profiles and mappings; what is of one system alone is asked for once
_FOLDERS = ("catalogs/", "profiles/", "mapping-collections/", "component-definitions/")
# Bytes of the documents that are kept: those of a workspace take two to four million
_MOST_BYTES = 24 * 1024 * 1024
_kept: dict[tuple[str, bytes], object] = {}
_is_open = False
_lock = threading.Lock()


def open_shelf() -> None:
    """From now on what is parsed is kept; a command about one system has no use for that."""
    global _is_open
    _is_open = True


def close_shelf() -> None:
    global _is_open
    _is_open = False
    _kept.clear()


@contextlib.contextmanager
def share_documents() -> Iterator[None]:
    """Within it; it stays so where it was so before."""
    was_open = _is_open
    open_shelf()
    try:
        yield
    finally:
        if not was_open:
            close_shelf()


def parse_once(path: str, data: bytes, parse: Callable[[str, bytes], R]) -> R:
    """What `parse` gives, which for such a document is always the same function."""
    if not _is_open or not path.startswith(_FOLDERS):
        return parse(path, data)
    key = (path, data)
    # another thread may drop it between two looks
    found = _kept.get(key)
    if found is not None:
        return found  # type: ignore[return-value]
    value = parse(path, data)
    with _lock:
        _drop_oldest(len(data))
        _kept[key] = value
    return value


def _drop_oldest(room: int) -> None:
    while _kept and sum(len(data) for _, data in _kept) + room > _MOST_BYTES:
        del _kept[next(iter(_kept))]
