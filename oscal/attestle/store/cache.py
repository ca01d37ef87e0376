"""Answers of earlier runs, by the content that they rest on.

They stand in the user's own cache folder and never in a checkout.
An answer that cannot be read, or is not what was written, is as good as none. Nothing depends on
what is kept here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

from ..findings import Finding, Severity
from ..lazy_dataclasses import dataclass
from . import files

# The number changes with the form of the entries; others are then not found
_FOLDER = "attestle/findings-1"
_PORTFOLIO_FOLDER = "attestle/portfolio-1"
# An entry of more bytes is neither written nor read
_MOST_ENTRY = 8 * 1024 * 1024
# What the hash of its payload and the line feed add to an entry, rounded up
_ENTRY_OVERHEAD = 100
# The cache beyond either is pruned
MOST_BYTES = 64 * 1024 * 1024
MOST_ENTRIES = 2000
# What is kept of more systems than these has no room: each would put out another
MOST_SYSTEMS = 64
_TEMPORARY = ".new-"


def make_key(*parts: str | bytes) -> str:
    """One key of parts that cannot be taken for other parts."""
    total = hashlib.sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        total.update(len(raw).to_bytes(8, "big"))
        total.update(raw)
    return total.hexdigest()


def pack_findings(
    findings: Iterable[Finding], rests_on: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Findings as they are kept, with the hashes of other files that they rest on."""
    rows = [
        [
            item.code,
            item.severity,
            item.path,
            item.message,
            item.pointer,
            item.hint,
            item.line,
            item.column,
            item.owner,
        ]
        for item in findings
    ]
    return {"findings": rows, "rests-on": dict(rests_on or {})}


def unpack_findings(
    value: Any, hashes: Mapping[str, str] | None = None
) -> tuple[Finding, ...] | None:
    """The findings of an answer.

    None if it is none, or another file that it rests on is not what it was.
    """
    current = hashes if hashes is not None else {}
    try:
        if any(current.get(path, "") != old for path, old in value["rests-on"].items()):
            return None
        return tuple(
            Finding(code, Severity(severity), *rest) for code, severity, *rest in value["findings"]
        )
    except (TypeError, ValueError, KeyError, AttributeError):
        return None


@dataclass(frozen=True, slots=True)
class Bounds:
    """Beyond either a cache is pruned."""

    size: int = MOST_BYTES
    entries: int = MOST_ENTRIES


# Portfolios of many hundred workspaces, with an answer of each and the stamps of its files
_OF_PORTFOLIOS = Bounds(512 * 1024 * 1024, 20_000)


class Cache:
    """Answers by key. Without a folder it holds nothing and takes nothing.

    Where it `prunes` itself, every answer that is put costs a look at the whole folder.
    """

    def __init__(
        self, folder: Path | None, bounds: Bounds | None = None, *, prunes: bool = True
    ) -> None:
        self._folder = folder
        self._bounds = bounds or Bounds()
        self._prunes = prunes

    @property
    def usable(self) -> bool:
        return self._folder is not None

    def get(self, name: str) -> Any:
        """What was put under this key, None if there is nothing sound."""
        if self._folder is None:
            return None
        path = self._folder / name
        try:
            value = _parse(_unseal(name, _read_entry(path)))
            os.utime(path)  # what was asked for last goes last
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        return value

    def put(self, entries: Mapping[str, Any]) -> None:
        """Each whole or not at all; where it cannot be written nothing happens."""
        if self._folder is None or not entries:
            return
        with contextlib.suppress(OSError):
            for name, value in entries.items():
                payload = _write(value)
                if len(payload) < _MOST_ENTRY - _ENTRY_OVERHEAD:
                    _write_entry(self._folder, name, _seal(name, payload))
            if self._prunes:
                _prune(self._folder, self._bounds)

    def prune(self) -> None:
        """Down to its bounds, where it does not do so by itself."""
        if self._folder is not None:
            with contextlib.suppress(OSError):
                _prune(self._folder, self._bounds)


def _write(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value).encode()  # as ASCII, names that are not UTF-8 too


def _parse(payload: bytes) -> Any:
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        return json.loads(payload)  # which has names that are not UTF-8


def _read_entry(path: Path) -> bytes:
    """The bytes of an entry; none of what is no regular file or too large."""
    handle = os.open(path, files.READ_FLAGS)
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(file.fileno())
        is_sound = stat.S_ISREG(facts.st_mode) and facts.st_size <= _MOST_ENTRY
        return file.read() if is_sound else b""


def _seal(name: str, payload: bytes) -> bytes:
    """The payload below a hash of it and its key, which tells whether it is what was written."""
    return hashlib.sha256(name.encode() + payload).hexdigest().encode() + b"\n" + payload


def _unseal(name: str, content: bytes) -> bytes:
    """The payload; ValueError for what was not written as it is under this key."""
    payload = content.partition(b"\n")[2]
    if not payload or _seal(name, payload) != content:
        raise ValueError("not what was written")
    return payload


def _write_entry(folder: Path, name: str, content: bytes) -> None:
    """Whole or not at all; not synced, since nothing depends on it."""
    temporary = folder / f"{_TEMPORARY}{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(temporary, flags, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(temporary, folder / name)
    except BaseException:  # a stop too
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _prune(folder: Path, bounds: Bounds) -> None:
    """Beyond the bounds the answers that were asked for longest ago go, down to three quarters."""
    with os.scandir(folder) as listed:
        entries = sorted(
            (facts.st_mtime_ns, facts.st_size, entry.path)
            for entry in listed
            if (facts := entry.stat(follow_symlinks=False))
        )
    size, count = sum(entry[1] for entry in entries), len(entries)
    most, number = bounds.size, bounds.entries
    if size <= most and count <= number:
        return
    for _, entry_size, path in entries:
        # to below the bounds, so that not every run has to prune
        if size <= most * 3 // 4 and count <= number * 3 // 4:
            break
        with contextlib.suppress(OSError):
            os.unlink(path)
        size, count = size - entry_size, count - 1


def open_cache(checkout: Path) -> Cache:
    """The user's cache.

    None if it cannot be used, belongs to others, or lies in the checkout that is being checked.
    """
    return Cache(_open_folder(_FOLDER, checkout))


def open_portfolio_cache(checkout: Path) -> Cache:
    """The same of what is known of whole workspaces, which does not prune itself."""
    return Cache(_open_folder(_PORTFOLIO_FOLDER, checkout), _OF_PORTFOLIOS, prunes=False)


def _open_folder(name: str, checkout: Path) -> Path | None:
    home = os.environ.get("XDG_CACHE_HOME", "")
    base = home if os.path.isabs(home) else os.path.join(os.path.expanduser("~"), ".cache")
    if not os.path.isabs(base):
        return None
    try:
        folder = Path(os.path.realpath(os.path.join(base, name)))
        tops = _list_tops(Path(os.path.realpath(checkout)))
        if any(folder.is_relative_to(top) for top in tops):
            return None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        facts = os.stat(folder)
    except (OSError, ValueError):
        return None
    return None if _is_foreign(facts) else folder


def _is_foreign(facts: os.stat_result) -> bool:
    """Whether others own a folder or may write into it; without users, as on Windows, never."""
    if not hasattr(os, "geteuid"):
        return False
    return facts.st_uid != os.geteuid() or bool(facts.st_mode & 0o022)


def _list_tops(folder: Path) -> list[Path]:
    """The folder, and the repository that it is in."""
    return [folder, *(top for top in folder.parents if os.path.lexists(top / ".git"))]
