"""Line and column of a pointer into JSON."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable

from ..lazy_patterns import make_pattern
from ..trees import escape_token

_SPACE = make_pattern(r"[ \t\n\r]*")
# Numbers stay text: how large they are is nothing to this
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


def find_json_positions(data: bytes, pointers: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Where the value of each pointer begins, (line, column) from 1.

    A pointer that is not there gets its nearest parent's.
    """
    text = data.decode("utf-8", "replace")
    wanted = set(pointers)
    for pointer in tuple(wanted):
        while pointer:
            pointer = pointer.rpartition("/")[0]
            wanted.add(pointer)
    offsets = _JsonWalk(text, wanted).offsets
    offset_of = {pointer: offsets.get(_find_present(pointer, offsets), 0) for pointer in wanted}
    places = _find_places(text, set(offset_of.values()))
    return {pointer: places[offset] for pointer, offset in offset_of.items()}


def _find_present(pointer: str, places: Container[str]) -> str:
    """The pointer, or its nearest parent that has a place; "" if none has."""
    while pointer and pointer not in places:
        pointer = pointer.rpartition("/")[0]
    return pointer


def _find_places(text: str, offsets: set[int]) -> dict[int, tuple[int, int]]:
    """Line and column of offsets, in one pass over the text."""
    places = {}
    line, line_start, before = 1, 0, 0
    for offset in sorted(offsets):
        line += text.count("\n", before, offset)
        line_start = max(line_start, text.rfind("\n", before, offset) + 1)
        places[offset] = (line, offset - line_start + 1)
        before = offset
    return places


class _JsonWalk:
    """Descends only to what is wanted; the decoder, which is fast, steps over every other value."""

    def __init__(self, text: str, wanted: set[str]) -> None:
        self._text = text
        self._wanted = wanted
        self._parents = {pointer.rpartition("/")[0] for pointer in wanted if pointer}
        self.offsets: dict[str, int] = {}
        try:
            start = self._skip_space(0)
            self._step_over("", start, start)
        except (ValueError, IndexError, RecursionError):
            return  # not JSON: what was found so far is given

    def _skip_space(self, at: int) -> int:
        match = _SPACE.match(self._text, at)
        return match.end() if match else at

    def _step_over(self, pointer: str, named: int, start: int) -> int:
        """The offset behind the value at `start`.

        For a member, `named` is the offset of its key.
        """
        if pointer in self._wanted:
            self.offsets.setdefault(pointer, named)
        opening = self._text[start]
        # nothing below is wanted
        if opening not in "{[" or pointer not in self._parents:
            return _DECODER.raw_decode(self._text, start)[1]
        at, index = self._skip_space(start + 1), 0
        while self._text[at] not in "}]":
            name, begin = str(index), at
            if opening == "{":
                key, end = _DECODER.raw_decode(self._text, at)
                name, begin = escape_token(str(key)), self._skip_space(self._skip_space(end) + 1)
            at = self._skip_space(self._step_over(f"{pointer}/{name}", at, begin))
            if self._text[at] == ",":
                at = self._skip_space(at + 1)
            index += 1
        return at + 1
