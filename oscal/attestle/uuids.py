"""The normal form of uuids: small letters, since RFC 4122 reads both cases alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .lazy_patterns import make_pattern

_UUID = make_pattern(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_LENGTH = 36
# and of an href to a resource; texts of other lengths are not looked at
_LENGTHS = (_LENGTH, _LENGTH + 1)
# What OSCAL has of the data type uuid is called so, but for one
_UUID_KEYS = ("uuid", "uuids", "member-of-organizations")


def fold_uuid(value: str) -> str:
    """A uuid in small letters; any other text as it is."""
    # the length and one dash tell it well enough before the pattern: this is asked of every key
    if len(value) == _LENGTH and value[8] == "-" and _UUID.fullmatch(value):
        return value.lower()
    return value


def fold_tree(tree: Any) -> tuple[Any, int]:
    """An OSCAL tree with its uuids in normal form, and how many of them were not.

    Only what is a uuid by its key or as a prop by its name, and hrefs to a resource, are read; a
    text that happens to be one stays as it is. A tree with none to change comes back itself.
    """
    number = _count_unfolded(tree)
    return (_fold_node(tree, "") if number else tree), number


def _count_unfolded(tree: Any) -> int:
    """A loop and no recursion: every validation walks the documents of each system so."""
    number = 0
    waiting: list[tuple[str, Any]] = [("", tree)]
    while waiting:
        key, node = waiting.pop()
        if isinstance(node, dict):
            for name, value in node.items():
                # most values are texts of other lengths
                if not isinstance(value, str):
                    waiting.append((name_value(node, name), value))
                elif len(value) in _LENGTHS:
                    number += _fold_text(name_value(node, name), value) != value
        elif isinstance(node, list):
            for value in node:
                if not isinstance(value, str):
                    waiting.append((key, value))
                else:
                    number += _fold_text(key, value) != value
    return number


def name_value(node: Mapping[str, Any], key: str) -> str:
    """What says of which kind a value of an object is: its key;
    of a prop's value the prop's name.
    """
    return str(node.get("name", key)) if key == "value" else key


def _fold_node(node: Any, key: str) -> Any:
    if isinstance(node, dict):
        return {name: _fold_node(value, name_value(node, name)) for name, value in node.items()}
    if isinstance(node, list):
        return [_fold_node(value, key) for value in node]
    return _fold_text(key, node) if isinstance(node, str) else node


def _fold_text(key: str, value: str) -> str:
    if key.endswith(_UUID_KEYS):
        return fold_uuid(value)
    if key == "href" and value.startswith("#"):
        return f"#{fold_uuid(value[1:])}"
    return value
