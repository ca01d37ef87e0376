"""The normal form of uuids: small letters, since RFC 4122 reads both cases alike."""

from __future__ import annotations

import re
from typing import Any

_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_LENGTH = 36
# What OSCAL has of the data type uuid is called so, but for one
_UUID_KEYS = ("uuid", "uuids", "member-of-organizations")


def fold_uuid(value: str) -> str:
    """A uuid in small letters; any other text as it is."""
    # the length and one dash tell it well enough before the pattern: this is asked of every key
    if len(value) == _LENGTH and value[8] == "-" and _UUID.fullmatch(value):
        return value.lower()
    return value


def fold_tree(node: Any, key: str = "") -> tuple[Any, int]:
    """An OSCAL tree with its uuids in normal form, and how many of them were not.

    Only what is a uuid by its key or as a prop by its name, and hrefs to a resource, are read; a
    text that happens to be one stays as it is. What has none to change comes back itself, not as a
    copy.
    """
    if isinstance(node, dict):
        value_key = str(node.get("name", "value"))
        folded = {
            name: fold_tree(value, value_key if name == "value" else name)
            for name, value in node.items()
        }
        number = sum(count for _, count in folded.values())
        return ({name: value for name, (value, _) in folded.items()} if number else node), number
    if isinstance(node, list):
        items = [fold_tree(value, key) for value in node]
        number = sum(count for _, count in items)
        return ([value for value, _ in items] if number else node), number
    if not isinstance(node, str):
        return node, 0
    value = _fold_text(key, node)
    return value, int(value != node)


def _fold_text(key: str, value: str) -> str:
    if key.endswith(_UUID_KEYS):
        return fold_uuid(value)
    if key == "href" and value.startswith("#"):
        return f"#{fold_uuid(value[1:])}"
    return value
