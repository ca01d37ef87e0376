"""Hashes put into the evidence register, which keeps its comments, order and layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..errors import WorkspaceError
from ..formats import yaml12

# The key with its sign, and the value in any quotes; a comment behind it stays
_HASH = re.compile(r"""(["']?sha256["']?[ \t]*:[ \t]*)("[^"]*"|'[^']*'|[^\s,}#]+)""")


def set_hashes(text: str, hashes: Mapping[str, str]) -> str:
    """The register with `sha256` of the named items set; only those lines change.

    Raises WorkspaceError where its layout does not let it.
    """
    items = _list_items(text)
    wanted = [
        {**item, "sha256": hashes[item["id"]]} if _lacks_hash(item, hashes) else item
        for item in items
    ]
    # a location of several lines has no line beside it: then the first line of the item
    for beside_location in (True, False):
        edited = _put_hashes(text, items, hashes, beside_location=beside_location)
        if _list_items(edited) == wanted:
            return edited
    first = next(item["id"] for item in items if _lacks_hash(item, hashes))
    raise WorkspaceError(
        "evidence.yaml is laid out so that no hash can be put in; write each key and value on"
        f" one line, beginning with {first}"
    )


def _list_items(text: str) -> list[dict[str, Any]]:
    register = yaml12.read_yaml(text).value
    items = register.get("evidence") if isinstance(register, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _lacks_hash(item: Mapping[str, Any], hashes: Mapping[str, str]) -> bool:
    """The item has another hash than the one given for it, or none."""
    value = hashes.get(item.get("id", ""))
    return value is not None and str(item.get("sha256", "")).lower() != value


def _put_hashes(
    text: str, items: list[dict[str, Any]], hashes: Mapping[str, str], *, beside_location: bool
) -> str:
    document = yaml12.read_yaml(text)
    lines = text.split("\n")
    # from the end, so that no line moves before it is used
    for index, item in reversed(list(enumerate(items))):
        pointer = f"/evidence/{index}"
        if not _lacks_hash(item, hashes) or pointer not in document.starts:
            continue
        key = f"sha256: {hashes[item['id']]}"
        row, column = document.starts[pointer]
        if "sha256" in item:
            row = document.lines[f"{pointer}/sha256"] - 1
            lines[row] = _HASH.sub(rf"\g<1>{hashes[item['id']]}", lines[row])
        elif lines[row][column : column + 1] == "{":
            lines[row] = f"{lines[row][: column + 1]}{key}, {lines[row][column + 1 :]}"
        elif beside_location:
            below = document.lines.get(f"{pointer}/location", row + 1)
            lines.insert(below, f"{' ' * column}{key}")
        else:
            lines[row] = f"{lines[row][:column]}{key}\n{' ' * column}{lines[row][column:]}"
    return "\n".join(lines)
