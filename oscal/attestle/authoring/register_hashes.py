"""Changes to the evidence register that keep its comments, order and layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..errors import WorkspaceError
from ..formats import yaml12

_HASH = re.compile(r"""(["']?sha256["']?[ \t]*:[ \t]*)("[^"]*"|'[^']*'|[^\s,}#]+)""")


def set_hashes(text: str, hashes: Mapping[str, str]) -> str:
    """The register with `sha256` of the named items set; only those lines change.

    Raises WorkspaceError where its layout does not let it.
    """
    items = _items(text)
    wanted = [
        {**item, "sha256": hashes[item["id"]]} if _differs(item, hashes) else item for item in items
    ]
    result = _edited(text, items, hashes, beside_location=True)
    if _items(result) != wanted:  # a location of several lines
        result = _edited(text, items, hashes, beside_location=False)
    if _items(result) != wanted:
        first = next(item["id"] for item in items if _differs(item, hashes))
        raise WorkspaceError(
            "evidence.yaml is laid out so that no hash can be put in; write each key and value on"
            f" one line, beginning with {first}"
        )
    return result


def _items(text: str) -> list[dict[str, Any]]:
    value = yaml12.read_yaml(text).value
    found = value.get("evidence") if isinstance(value, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _differs(item: Mapping[str, Any], hashes: Mapping[str, str]) -> bool:
    value = hashes.get(item.get("id", ""))
    return value is not None and str(item.get("sha256", "")).lower() != value


def _edited(
    text: str, items: list[dict[str, Any]], hashes: Mapping[str, str], *, beside_location: bool
) -> str:
    document = yaml12.read_yaml(text)
    lines = text.split("\n")
    for index, item in reversed(list(enumerate(items))):
        pointer = f"/evidence/{index}"
        if not _differs(item, hashes) or pointer not in document.starts:
            continue
        field = f"sha256: {hashes[item['id']]}"
        row, column = document.starts[pointer]
        if "sha256" in item:
            row = document.lines[f"{pointer}/sha256"] - 1
            lines[row] = _HASH.sub(rf"\g<1>{hashes[item['id']]}", lines[row])
        elif lines[row][column : column + 1] == "{":
            lines[row] = f"{lines[row][: column + 1]}{field}, {lines[row][column + 1 :]}"
        elif beside_location:
            lines.insert(
                document.lines.get(f"{pointer}/location", row + 1), f"{' ' * column}{field}"
            )
        else:
            lines[row] = f"{lines[row][:column]}{field}\n{' ' * column}{lines[row][column:]}"
    return "\n".join(lines)
