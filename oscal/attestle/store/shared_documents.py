"""Documents that all systems of a workspace rest on, parsed once in a process that goes through
many of them.

Nothing stale is ever found: a document is known by its bytes. Nobody changes what is found here.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

R = TypeVar("R")
Fetch = Callable[[str], dict[str, Any] | None]
# Catalogs, profiles and mappings; what is of one system alone is asked for once
_FOLDERS = ("catalogs/", "profiles/", "mapping-collections/", "component-definitions/")
# Bytes of the documents that are kept: those of a workspace take two to four million
_MOST_BYTES = 24 * 1024 * 1024
_kept: dict[tuple[str, bytes], object] = {}
# What is made of documents: a workspace has a baseline or two, and what helps from one crosswalk
_MOST_RESULTS = 12
_results: list[tuple[tuple[str, ...], dict[str, dict[str, Any] | None], object]] = []
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
    _results.clear()


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


def derive_once(key: tuple[str, ...], fetch: Fetch, derive: Callable[[Fetch], R]) -> R:
    """What `derive` makes of documents that it fetches, and of nothing else but the key.

    It is made again where one of the documents is another than it was.
    """
    if not _is_open:
        return derive(fetch)
    for known, asked, result in tuple(_results):
        if known == key and all(_is_same(fetch(href), tree) for href, tree in asked.items()):
            return result  # type: ignore[return-value]
    noted: dict[str, dict[str, Any] | None] = {}

    def note(href: str) -> dict[str, Any] | None:
        noted[href] = fetch(href)
        return noted[href]

    value = derive(note)
    with _lock:
        _results[:] = [(key, noted, value), *_results[: _MOST_RESULTS - 1]]
    return value


def _is_same(one: Any, other: Any) -> bool:
    """Whether two trees are written alike: for `==` alone, 1 is true.

    Documents that were parsed once are the same objects nearly everywhere.
    """
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(_is_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    return bool(one == other)
