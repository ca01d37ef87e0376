"""Values written as block YAML, and as the front matter of a markdown file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def write_scalar(value: object) -> str:
    """A value as YAML 1.2: text in double quotes, so that nothing in it can be read as anything
    else.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False, default=str)


def write_yaml(value: Any, indent: int = 0) -> str:
    """Block YAML of nested mappings and lists."""
    pad = " " * indent
    if isinstance(value, Mapping):
        return "".join(f"{pad}{key}:{_write_value(item, indent)}" for key, item in value.items())
    return "".join(f"{pad}- {_write_item(item, indent)}" for item in value)


def _write_item(value: Any, indent: int) -> str:
    """What stands behind the dash of an item; the first key of a mapping stands on its line."""
    if isinstance(value, Mapping):
        return write_yaml(value, indent + 2).lstrip()
    return f"{write_scalar(value)}\n"


def _write_value(value: Any, indent: int) -> str:
    """What stands behind the colon of a key."""
    if isinstance(value, Mapping | Sequence) and not isinstance(value, str):
        return " []\n" if not value else "\n" + write_yaml(value, indent + 2)
    return f" {write_scalar(value)}\n"


def write_markdown(front: Mapping[str, Any], body: str) -> bytes:
    """A file with front matter; empty values are left out."""
    return f"---\n{write_yaml(drop_empty(front))}---\n\n{body}\n".encode()


def drop_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [])}
