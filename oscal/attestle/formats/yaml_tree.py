"""YAML documents of any size: the values in one pass, and the lines only where they are asked for.

What YAML may hold is the matter of yaml12: what this does not read at once is left to it, so that a
file is refused in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ..lazy_modules import LazyModule
from ..trees import escape_token
from . import yaml12
from .problems import Problem

if TYPE_CHECKING:
    import yaml
else:
    yaml = LazyModule("yaml")

# How null, booleans and numbers begin; "" is in it as well
_NO_TEXT = "~nNtTfF+-.0123456789"
_NextEvent = Callable[[], Any]


class _NotPlain(Exception):
    """The file holds what the quick way does not read."""


def read_yaml_tree(text: str, deepest: int) -> tuple[Any, tuple[Problem, ...]]:
    """The value of one document, or None with the problems, exactly as `read_yaml` gives them."""
    try:
        return _read_plain(yaml12.find_loader()(text).get_event, deepest), ()
    except (_NotPlain, yaml.YAMLError):
        read = yaml12.read_yaml(text, deepest=deepest)
        return read.value, read.problems


def _read_plain(get_event: _NextEvent, deepest: int) -> Any:
    get_event()  # the stream
    if get_event().__class__ is yaml.StreamEndEvent:
        return None
    value = _read_value(get_event(), get_event, deepest)
    get_event()  # the end of the document
    if get_event().__class__ is not yaml.StreamEndEvent:
        raise _NotPlain
    return value


def _read_value(event: Any, get_event: _NextEvent, left: int) -> Any:
    """A value; `left` is how many levels may still stand in it."""
    if left < 0:
        raise _NotPlain
    if event.__class__ is yaml.ScalarEvent:
        return _read_scalar(event)
    if event.__class__ is yaml.AliasEvent or event.anchor or event.tag is not None:
        raise _NotPlain
    if event.__class__ is yaml.MappingStartEvent:
        return _read_mapping(get_event, left - 1)
    items: list[Any] = []
    event = get_event()
    while event.__class__ is not yaml.SequenceEndEvent:
        items.append(_read_value(event, get_event, left - 1))
        event = get_event()
    return items


def _read_mapping(get_event: _NextEvent, left: int) -> dict[str, Any]:
    """The inner loop of every document in YAML.

    Classes are compared, since isinstance is slower and the parser makes no others; most values are
    scalars, which it reads itself.
    """
    result: dict[str, Any] = {}
    scalar, end = yaml.ScalarEvent, yaml.MappingEndEvent
    event = get_event()
    while event.__class__ is not end:
        if event.__class__ is not scalar or event.anchor or event.tag is not None:
            raise _NotPlain
        key = event.value
        if key in result:
            raise _NotPlain
        event = get_event()
        if event.__class__ is scalar and left >= 0:
            result[key] = _read_scalar(event)
        else:
            result[key] = _read_value(event, get_event, left)
        event = get_event()
    return result


def _read_scalar(event: Any) -> Any:
    if event.anchor or event.tag is not None:
        raise _NotPlain
    value = event.value
    # only what begins like one of these is anything but text
    if event.style or value[:1] not in _NO_TEXT:
        return value
    return yaml12.resolve_plain(value)


def find_yaml_lines(text: str, pointers: Iterable[str], first_line: int = 1) -> dict[str, int]:
    """The line of each pointer, or of its nearest parent that is there; 1 in what is no YAML."""
    pointers = set(pointers)
    walk = _LineWalk(yaml12.find_loader()(text).get_event, pointers, first_line)
    try:
        walk.run()
    except yaml.YAMLError:
        walk.lines.clear()
    return {pointer: walk.find(pointer) for pointer in pointers}


class _AllFound(Exception):
    """Every pointer has its line; the rest of the file says nothing more."""


class _LineWalk:
    """Descends only to what is wanted, and ends with the last of it."""

    def __init__(self, get_event: _NextEvent, pointers: set[str], first_line: int) -> None:
        self._get_event = get_event
        self._first = first_line
        self._missing = set(pointers)
        self._parents: set[str] = set()
        for pointer in pointers:
            while pointer:
                pointer = pointer.rpartition("/")[0]
                self._parents.add(pointer)
        self.lines: dict[str, int] = {}

    def find(self, pointer: str) -> int:
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer, 1)

    def run(self) -> None:
        self._get_event()
        if self._get_event().__class__ is yaml.StreamEndEvent:
            return
        try:
            self._visit(self._get_event(), "", None)
        except _AllFound:
            return

    def _visit(self, event: Any, pointer: str, key: Any) -> None:
        """A value; its line is that of its key, if it has one."""
        is_parent = pointer in self._parents
        if is_parent or pointer in self._missing:
            self.lines[pointer] = int((key or event).start_mark.line) + self._first
            self._missing.discard(pointer)
            if not self._missing:
                raise _AllFound
        kind = event.__class__
        if kind is yaml.MappingStartEvent and is_parent:
            self._visit_mapping(pointer)
        elif kind is yaml.SequenceStartEvent and is_parent:
            self._visit_sequence(pointer)
        elif kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
            self._skip()

    def _visit_mapping(self, pointer: str) -> None:
        key = self._get_event()
        while key.__class__ is not yaml.MappingEndEvent:
            if key.__class__ is not yaml.ScalarEvent:
                raise yaml.YAMLError("a key that is no word")
            self._visit(self._get_event(), f"{pointer}/{escape_token(key.value)}", key)
            key = self._get_event()

    def _visit_sequence(self, pointer: str) -> None:
        event, index = self._get_event(), 0
        while event.__class__ is not yaml.SequenceEndEvent:
            self._visit(event, f"{pointer}/{index}", None)
            event, index = self._get_event(), index + 1

    def _skip(self) -> None:
        """To the end of a mapping or list that nobody asks for."""
        opening = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
        closing = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
        depth, get_event = 1, self._get_event
        while depth:
            kind = get_event().__class__
            if kind in opening:
                depth += 1
            elif kind in closing:
                depth -= 1
