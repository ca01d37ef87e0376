"""What stands on disk, as hashes that change with it: of a workspace, and of this program itself.

A file that nobody touched since it was last hashed is not read again: its identity, size and times
tell. Where they could mislead, they are not asked.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import field
from pathlib import Path
from typing import Any

from .. import data
from ..lazy_dataclasses import dataclass
from . import files
from .cache import Cache, make_key

# A workspace with more files and folders is not remembered as a whole
_MOST_FILES = 20_000
# Folders and endings of the package on which no finding rests, and those that decide them
_NOT_RULES = ("__pycache__", "explain", "templates", "content")
_RULE_FILES = (".py", ".json", ".txt")
# What judges or reads for the rules and is installed apart from this package
LIBRARIES = ("jsonschema_rs", "lxml", "markdown_it", "mdit_py_plugins", "orjson", "yaml")
# The coarsest clock of a file system (FAT): what was written within it can change once more and
# bear the same time
_CLOCK_STEP = 2_000_000_000
# Elsewhere the time of the last change can be set by whoever changes a file
_HAS_CHANGE_TIME = os.name == "posix"
_Stamp = tuple[int, ...]
# By the folder of the package
_RULE_SETS: dict[str, str] = {}


@dataclass(slots=True)
class FileState:
    """What stands below some folders.

    By path what it is and its content's hash, and what tells that nobody changed it since.
    """

    hashes: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, _Stamp] = field(default_factory=dict)
    complete: bool = True

    def key(self, tops: tuple[str, ...] = (), without: str = "") -> str:
        """One for all that stands there, or that is or is below the files and folders given; but
        for what is below a folder left out.
        """
        starts, left_out = tuple(f"{top}/" for top in tops), f"{without}/"
        return make_key(
            *(
                part
                for path, what in sorted(self.hashes.items())
                if not tops or path in tops or path.startswith(starts)
                if not without or not path.startswith(left_out)
                for part in (path, what)
            )
        )


class KnownHashes:
    """Hashes of files by what tells that nobody changed them, as an earlier run left them."""

    def __init__(self, answers: Cache, root: Path, part: str = "") -> None:
        """`part` is what of the workspace is hashed where that is not all."""
        self._answers = answers
        self._name = make_key("stamps", os.path.realpath(root), *filter(None, (part,)))
        before = answers.get(self._name) if _HAS_CHANGE_TIME else None
        self._before: dict[str, list[Any]] = before if isinstance(before, dict) else {}
        self._now: dict[str, list[Any]] = {}

    def find_hash(self, path: str, stamp: _Stamp) -> str:
        """ "" where it has to be read."""
        row = self._before.get(path)
        if not isinstance(row, list) or row[:-1] != list(stamp) or not isinstance(row[-1], str):
            return ""
        self._now[path] = row
        return row[-1]

    def note_hash(self, path: str, stamp: _Stamp, value: str) -> None:
        """What was read just now, under the stamp that was taken before."""
        if _is_settled(stamp):
            self._now[path] = [*stamp, value]

    def save(self) -> None:
        if self._now != self._before and _HAS_CHANGE_TIME:
            self._answers.put({self._name: self._now})


def _is_settled(stamp: _Stamp) -> bool:
    """Whether whatever happens to the file from now on gives it another time."""
    return max(stamp[-2:]) < time.time_ns() - _CLOCK_STEP


def hash_state(root: Path, tops: Iterable[str], known: KnownHashes | None = None) -> FileState:
    """Everything below the folders and files given, hidden names too.

    Links are not followed: of each it counts where it leads, and what kind of thing stands there.
    """
    state = FileState()
    for top in tops:
        _hash_below(root, top, state, known)
    if known is not None and state.complete:
        known.save()
    return state


def is_unchanged(root: Path, state: FileState) -> bool:
    """Whether every file and folder still is the one that was hashed."""
    return all(_read_stamp(root, path) == stamp for path, stamp in state.stamps.items())


def list_stamps(root: Path, tops: Iterable[str]) -> dict[str, _Stamp]:
    """What stands below the files and folders given, without a look into any file."""
    stamps: dict[str, _Stamp] = {}
    waiting = list(tops)
    while waiting and len(stamps) <= _MOST_FILES:
        path = waiting.pop()
        stamp = stamps[path] = _read_stamp(root, path)
        if stamp and stat.S_ISDIR(stamp[0]):
            with contextlib.suppress(OSError):
                waiting += [f"{path}/{name}" for name in os.listdir(f"{root}/{path}")]
    return stamps


def read_place_stamp(place: str) -> _Stamp:
    """The same of a file anywhere, which may be no file of the workspace."""
    try:
        return _make_stamp(os.lstat(place))
    except (OSError, ValueError):
        return ()


def _read_stamp(root: Path, path: str) -> _Stamp:
    """What changes with a file, or with the names in a folder; empty if there is nothing."""
    try:
        return _make_stamp(os.lstat(f"{root}/{path}"))
    except (OSError, ValueError):
        return ()


def _make_stamp(facts: os.stat_result) -> _Stamp:
    return (
        facts.st_mode,
        facts.st_dev,
        facts.st_ino,
        facts.st_size,
        facts.st_mtime_ns,
        facts.st_ctime_ns,
    )


def _hash_below(root: Path, top: str, state: FileState, known: KnownHashes | None) -> None:
    waiting = [top]
    while waiting and state.complete:
        path = waiting.pop()
        stamp = state.stamps[path] = _read_stamp(root, path)
        if len(state.stamps) > _MOST_FILES:
            state.complete = False
        if not stamp:
            state.hashes[path] = "nothing"
        elif stat.S_ISDIR(stamp[0]):
            state.hashes[path] = f"folder {stamp[0]:o}"
            try:
                waiting += [f"{path}/{name}" for name in os.listdir(f"{root}/{path}")]
            except OSError:
                state.complete = False
        elif stat.S_ISREG(stamp[0]):
            state.hashes[path] = _hash_file(root, path, stamp, known)
        else:
            state.hashes[path] = f"special {stamp[0]:o}{_describe_target(f'{root}/{path}')}"


def _describe_target(path: str) -> str:
    """Of a link alone: a system is listed, and its link told, only where that leads to a folder."""
    try:
        target = os.readlink(path)
    except OSError:
        return ""
    try:
        return f" {target} {stat.S_IFMT(os.stat(path).st_mode):o}"
    except (OSError, ValueError):
        return f" {target}"


def _hash_file(root: Path, path: str, stamp: _Stamp, known: KnownHashes | None) -> str:
    before = known.find_hash(path, stamp) if known is not None else ""
    if before:
        return before
    try:
        content = files.read(root, path)
    except (FileNotFoundError, files.Unreadable) as error:
        return f"unreadable {error} {stamp[3]}"  # with its size
    value = hashlib.sha256(content).hexdigest()
    if known is not None:
        known.note_hash(path, stamp, value)
    return value


def hash_rule_set(answers: Cache | None = None) -> str:
    """Changes with everything that findings come from.

    This package's code and data, the schema engine, the readers of files, Python. With `answers`
    nothing is read that nobody touched since it was last hashed. What a process loaded stays what
    it is, whatever is installed meanwhile, and so does its hash.
    """
    package = str(data.HERE.parent)
    if package not in _RULE_SETS:
        _RULE_SETS[package] = _hash_package(package, answers)
    return _RULE_SETS[package]


def _hash_package(package: str, answers: Cache | None) -> str:
    stamps = {path: _make_stamp(os.stat(path)) for path in _list_rule_files(package)}
    facts = _describe_libraries()
    name = make_key("rule set", package)
    held = make_key(facts, repr(sorted(stamps.items())))
    before = answers.get(name) if answers is not None and _HAS_CHANGE_TIME else None
    if isinstance(before, list) and before[:1] == [held] and isinstance(before[-1], str):
        return before[-1]
    total = hashlib.sha256(facts.encode())
    for path in sorted(stamps):
        total.update(os.path.relpath(path, package).replace(os.sep, "/").encode())
        with open(path, "rb") as file:
            total.update(hashlib.sha256(file.read()).digest())
    value = total.hexdigest()
    if answers is not None and all(map(_is_settled, stamps.values())):
        answers.put({name: [held, value]})
    return value


def _describe_libraries() -> str:
    """Python, the schema engine and the readers: these by size and time of the file that each
    begins with, since a library is large, and replaced rather than edited.
    """
    facts = [str(sys.version_info[:3])]
    for name in LIBRARIES:
        library = importlib.util.find_spec(name)
        if library is not None and library.origin:
            stamp = os.stat(library.origin)
            facts.append(f"{name} {stamp.st_size} {stamp.st_mtime_ns}")
    return "; ".join(facts)


def _list_rule_files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as listed:
        for entry in listed:
            if entry.is_dir():
                if entry.name not in _NOT_RULES:
                    yield from _list_rule_files(entry.path)
            elif entry.name.endswith(_RULE_FILES):
                yield entry.path
