"""Line and column of a JSON pointer; computed only for files that have findings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from ..formats.problems import escape

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def positions(data: bytes, pointers: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Where the value of each pointer begins, (line, column) from 1; a pointer that is not there gets its nearest parent's."""
    wanted = set(pointers)
    for pointer in tuple(wanted):
        while pointer:
            pointer = pointer.rpartition("/")[0]
            wanted.add(pointer)
    offsets = _offsets(data, wanted)
    result = {}
    for pointer in wanted:
        found = pointer
        while found not in offsets and found:
            found = found.rpartition("/")[0]
        offset = offsets.get(found, 0)
        line_start = data.rfind(b"\n", 0, offset) + 1
        result[pointer] = (data.count(b"\n", 0, offset) + 1, len(data[line_start:offset].decode("utf-8", "replace")) + 1)
    return result


def _offsets(data: bytes, wanted: set[str]) -> dict[str, int]:
    """One pass over the tokens with a stack of pointers. For a member the offset of its key is given."""
    found: dict[str, int] = {}
    stack: list[list[object]] = []  # [pointer, index or None, key or None, key offset]
    for match in _TOKEN.finditer(data):
        token = match[0]
        first = token[:1]
        top = stack[-1] if stack else None
        if first in b"}]":
            stack.pop()
            continue
        if first == b",":
            if top is not None and top[1] is not None:
                top[1] = int(str(top[1])) + 1
            elif top is not None:
                top[2] = None
            continue
        if first == b":":
            continue
        if top is not None and top[1] is None and top[2] is None:
            top[2], top[3] = _text(token), match.start()
            continue
        pointer, offset = _here(top, match.start())
        if pointer in wanted:
            found.setdefault(pointer, offset)
        if first == b"{":
            stack.append([pointer, None, None, 0])
        elif first == b"[":
            stack.append([pointer, 0, None, 0])
    return found


def _here(top: list[object] | None, start: int) -> tuple[str, int]:
    if top is None:
        return "", start
    if top[1] is not None:
        return f"{top[0]}/{top[1]}", start
    return f"{top[0]}/{escape(str(top[2]))}", int(str(top[3]))


def _text(token: bytes) -> str:
    return str(json.loads(token))
