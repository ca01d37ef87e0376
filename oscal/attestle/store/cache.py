"""Answers of earlier runs, by the content that they rest on: in the user's own cache folder and
never in a checkout.

An answer that cannot be read, or is not what was written, is as good as none. Nothing depends on
what is kept here.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import secrets
import stat
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import data
from ..findings import Finding, Severity
from . import files

_FOLDER = "attestle/findings-1"
_MOST_ENTRY = 8 * 1024 * 1024
MOST_BYTES = 64 * 1024 * 1024
MOST_ENTRIES = 2000
_MOST_FILES = 20_000
_TEMPORARY = ".new-"


def make_key(*parts: str | bytes) -> str:
    """One key of parts that cannot be taken for other parts."""
    total = hashlib.sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        total.update(len(raw).to_bytes(8, "big"))
        total.update(raw)
    return total.hexdigest()


def hash_rule_set() -> str:
    """Changes with everything that findings come from: this package's code and data, the schema
    engine, Python.
    """
    package = data.HERE.parent
    total = hashlib.sha256(str(sys.version_info[:3]).encode())
    engine = importlib.util.find_spec("jsonschema_rs")
    if engine is not None and engine.origin:
        facts = os.stat(engine.origin)
        total.update(f"{facts.st_size} {facts.st_mtime_ns}".encode())
    for folder, names, found in os.walk(package):
        names[:] = sorted(
            name for name in names if name not in ("__pycache__", "explain", "templates", "content")
        )
        for name in sorted(found):
            if name.endswith((".py", ".json")):
                path = Path(folder, name)
                total.update(path.relative_to(package).as_posix().encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
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
    """The findings of an answer; None if it is none, or another file that it rests on is not what
    it was.
    """
    try:
        if any((hashes or {}).get(path, "") != one for path, one in value["rests-on"].items()):
            return None
        return tuple(
            Finding(code, Severity(severity), *rest) for code, severity, *rest in value["findings"]
        )
    except (TypeError, ValueError, KeyError, AttributeError):
        return None


@dataclass(slots=True)
class FileState:
    """What stands below some folders: by path what it is and its content's hash, and what tells
    that nobody changed it since.
    """

    hashes: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, tuple[int, ...]] = field(default_factory=dict)
    complete: bool = True

    def key(self) -> str:
        return make_key(
            *(part for path, what in sorted(self.hashes.items()) for part in (path, what))
        )


def hash_state(root: Path, tops: Iterable[str]) -> FileState:
    """Everything below the folders and files given, hidden names too; links are named and not
    followed.
    """
    found = FileState()
    for top in tops:
        _note(root, top, found)
    return found


def is_unchanged(root: Path, found: FileState) -> bool:
    """Whether every file and folder still is the one that was hashed."""
    return all(_stamp(root, path) == stamp for path, stamp in found.stamps.items())


def _stamp(root: Path, path: str) -> tuple[int, ...]:
    try:
        facts = os.lstat(root / path)
    except (OSError, ValueError):
        return ()
    return (
        facts.st_mode,
        facts.st_dev,
        facts.st_ino,
        facts.st_size,
        facts.st_mtime_ns,
        facts.st_ctime_ns,
    )


def _note(root: Path, top: str, found: FileState) -> None:
    waiting = [top]
    while waiting and found.complete:
        path = waiting.pop()
        stamp = found.stamps[path] = _stamp(root, path)
        if len(found.stamps) > _MOST_FILES:
            found.complete = False
        if not stamp:
            found.hashes[path] = "nothing"
        elif stat.S_ISDIR(stamp[0]):
            found.hashes[path] = f"folder {stamp[0]:o}"
            try:
                waiting += [f"{path}/{name}" for name in os.listdir(root / path)]
            except OSError:
                found.complete = False
        elif stat.S_ISREG(stamp[0]):
            found.hashes[path] = _hash(root, path, stamp)
        else:
            found.hashes[path] = f"special {stamp[0]:o}"


def _hash(root: Path, path: str, stamp: tuple[int, ...]) -> str:
    try:
        content = files.read(root, path)
    except (FileNotFoundError, files.Unreadable) as error:
        return f"unreadable {error} {stamp[3]}"
    return hashlib.sha256(content).hexdigest()


class Cache:
    """Answers by key. Without a folder it holds nothing and takes nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @property
    def usable(self) -> bool:
        return self._folder is not None

    def get(self, name: str) -> Any:
        """What was put under this key, None if there is nothing sound."""
        if self._folder is None:
            return None
        path = self._folder / name
        try:
            handle = os.open(
                path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
            )
            with os.fdopen(handle, "rb") as file:
                facts = os.fstat(file.fileno())
                content = (
                    file.read()
                    if stat.S_ISREG(facts.st_mode) and facts.st_size <= _MOST_ENTRY
                    else b""
                )
            sum_, _, payload = content.partition(b"\n")
            if not payload or hashlib.sha256(name.encode() + payload).hexdigest().encode() != sum_:
                raise ValueError("not what was written")
            value = json.loads(payload)
            os.utime(path)
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
                payload = json.dumps(value).encode()  # as ASCII, names that are not UTF-8 too
                if len(payload) < _MOST_ENTRY - 100:
                    self._write(
                        self._folder,
                        name,
                        hashlib.sha256(name.encode() + payload).hexdigest().encode()
                        + b"\n"
                        + payload,
                    )
            _prune(self._folder)

    def _write(self, folder: Path, name: str, content: bytes) -> None:
        temporary = folder / f"{_TEMPORARY}{secrets.token_hex(8)}"
        try:
            handle = os.open(
                temporary,
                os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0),
                0o600,
            )
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(temporary, folder / name)
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise


def _prune(folder: Path) -> None:
    """Beyond the bounds the answers that were asked for longest ago go, down to three quarters."""
    with os.scandir(folder) as listed:
        found = sorted(
            (facts.st_mtime_ns, facts.st_size, entry.path)
            for entry in listed
            if (facts := entry.stat(follow_symlinks=False))
        )
    total = sum(size for _, size, _ in found)
    if total <= MOST_BYTES and len(found) <= MOST_ENTRIES:
        return
    left = len(found)
    for _, size, path in found:
        if total <= MOST_BYTES * 3 // 4 and left <= MOST_ENTRIES * 3 // 4:
            break
        with contextlib.suppress(OSError):
            os.unlink(path)
        total, left = total - size, left - 1


def open_cache(checkout: Path) -> Cache:
    """The user's cache; none if it cannot be used, belongs to others, or lies in the checkout that
    is being checked.
    """
    home = os.environ.get("XDG_CACHE_HOME", "")
    base = home if os.path.isabs(home) else os.path.join(os.path.expanduser("~"), ".cache")
    if not os.path.isabs(base):
        return Cache(None)
    try:
        folder = Path(os.path.realpath(os.path.join(base, _FOLDER)))
        if any(folder.is_relative_to(top) for top in _tops(Path(os.path.realpath(checkout)))):
            return Cache(None)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        facts = os.stat(folder)
    except (OSError, ValueError):
        return Cache(None)
    foreign = hasattr(os, "geteuid") and (facts.st_uid != os.geteuid() or facts.st_mode & 0o022)
    return Cache(None if foreign else folder)


def _tops(folder: Path) -> list[Path]:
    """The folder, and the repository that it is in."""
    return [folder, *(top for top in folder.parents if os.path.lexists(top / ".git"))]
