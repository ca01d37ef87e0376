"""Puts the keys of a raw OSCAL tree into the order of its model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from .. import data

_Keys = tuple[tuple[str, str | None], ...]


def sort_keys(model: str, tree: dict[str, Any]) -> dict[str, Any]:
    """A copy with the keys as OSCAL orders them; unknown keys come last, in the order they had."""
    roots, definitions = _load_order()
    return _arrange_keys(tree, (("$schema", None), (model, roots[model])), definitions)


@cache
def _load_order() -> tuple[Mapping[str, str], Mapping[str, _Keys]]:
    table = json.loads(data.read_data("schema/order.json"))
    keys = {
        name: tuple((key, child) for key, child, _ in rows) for name, rows in table["defs"].items()
    }
    return table["roots"], keys


def _arrange_keys(
    node: dict[str, Any], keys: _Keys, definitions: Mapping[str, _Keys]
) -> dict[str, Any]:
    result = {}
    for key, child in keys:
        if key in node:
            value = node[key]
            result[key] = (
                value if child is None else _arrange_value(value, definitions[child], definitions)
            )
    if len(result) < len(node):
        result.update({key: value for key, value in node.items() if key not in result})
    return result


def _arrange_value(value: Any, keys: _Keys, definitions: Mapping[str, _Keys]) -> Any:
    """One object or a list of them; whatever else a faulty document has there stays as it is."""
    if isinstance(value, dict):
        return _arrange_keys(value, keys, definitions)
    if isinstance(value, list):
        return [
            _arrange_keys(item, keys, definitions) if isinstance(item, dict) else item
            for item in value
        ]
    return value
