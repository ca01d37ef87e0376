"""JSON as we read it, with nothing ambiguous, and as we write it: one tree, the same bytes."""

from __future__ import annotations

import json
from typing import Any

import orjson

from ..lazy_patterns import make_pattern
from .problems import Problem

# OSCAL nests groups, controls and parts; a hundred levels are beyond any document
MAX_DEPTH = 100
# Where a key ends; the same signs may stand within a text, which only counts too many
_KEY_ENDS = make_pattern(rb'"[ \t\n\r]*:')
_CONTAINERS = (dict, list)


class _Duplicate(ValueError):
    pass


def read_json(data: bytes) -> tuple[Any, tuple[Problem, ...]]:
    """The parsed value, or None with the problems.

    Duplicate keys, NaN, NUL, lone surrogates, BOM and depth are refused.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return None, (
            Problem(
                "OSC001",
                "the file begins with a byte order mark",
                1,
                1,
                "save it as UTF-8 without BOM",
            ),
        )
    try:
        tree = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return None, (_report_syntax(data, error),)
    if problem := _find_wrong_structure(data, tree):
        return None, (problem,)
    if b"\\u0000" in data and _holds_nul(tree):
        return None, (
            Problem(
                "OSC001",
                "a text holds the character NUL",
                data[: data.index(b"\\u0000")].count(b"\n") + 1,
            ),
        )
    return tree, ()


def read_sound_json(data: bytes) -> Any:
    """Bytes that were read without a problem before: nothing is looked for again."""
    return orjson.loads(data)


def _find_wrong_structure(data: bytes, tree: Any) -> Problem | None:
    """A key that stands twice in an object, of which the tree has only one, or too many levels."""
    number = _count_keys(tree, MAX_DEPTH)
    if number == len(_KEY_ENDS.findall(data)):
        return None  # none was lost; to look at each takes as long as reading twice
    try:
        json.loads(data, object_pairs_hook=_refuse_doubles)
    except _Duplicate as error:
        return Problem(
            "OSC001",
            f'the key "{error}" stands twice in one object',
            _find_double(data, str(error)),
            None,
            "keep one of them",
        )
    except RecursionError:
        number = None
    if number is None:
        return Problem("OSC001", f"nested deeper than {MAX_DEPTH} levels", 1)
    return None


def _report_syntax(data: bytes, error: orjson.JSONDecodeError) -> Problem:
    if not data.strip():
        return Problem("OSC001", "the file is empty", 1, 1, "restore it, or assemble it again")
    hint = (
        "the file seems to be cut off"
        if error.pos >= len(error.doc) - 1
        else "check the comma, quote or bracket just before"
    )
    return Problem("OSC001", f"not valid JSON: {error.msg}", error.lineno, error.colno, hint)


def _refuse_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Duplicate(key)
            seen.add(key)
    return result


def _find_double(data: bytes, key: str) -> int | None:
    """Only where the key occurs exactly twice in the file is its second place certain."""
    needle = json.dumps(key, ensure_ascii=False).encode()
    if data.count(needle) != 2:
        return None
    return data[: data.rindex(needle)].count(b"\n") + 1


def _count_keys(tree: Any, limit: int) -> int | None:
    """How many keys all objects have together; None of what is nested deeper than the limit."""
    number, level = 0, [tree]
    for _ in range(limit + 1):
        below: list[Any] = []
        for node in level:
            if node.__class__ is dict:
                number += len(node)
                below += node.values()
            elif node.__class__ is list:
                below += node
        if not below:
            return number
        level = [node for node in below if node.__class__ in _CONTAINERS]
    return None


def _holds_nul(tree: Any) -> bool:
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, str) and "\0" in node:
            return True
        if isinstance(node, dict):
            stack.extend(node)
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return False


def refuse_unwritable(tree: Any) -> None:
    """Raise TypeError for what JSON of ours cannot hold: large numbers, half characters, NUL."""
    if b"\\u0000" in orjson.dumps(tree) and _holds_nul(tree):
        raise TypeError("a text holds the character NUL")


def write_json(tree: Any) -> bytes:
    """Two blanks of indentation, UTF-8, keys in the order of the tree, a final newline."""
    return orjson.dumps(tree, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
