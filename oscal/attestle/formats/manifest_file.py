"""`manifest.json` of a package as text: the one way to write it, and whether it has its shape."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema_rs

from .. import data
from . import strict_json

# The longest part of a wrong value that is repeated in a message
_LONGEST_SHOWN = 200


def write_manifest_tree(tree: dict[str, Any]) -> bytes:
    return strict_json.write_json(tree)


def read_manifest_tree(raw: bytes) -> tuple[dict[str, Any], str]:
    """The tree and "", or nothing and what is wrong with it: no JSON, another shape, other bytes
    than would be written of it.
    """
    tree, problems = strict_json.read_json(raw)
    if problems:
        return {}, problems[0].message
    error = next(iter(_make_validator().iter_errors(tree)), None)
    if error is not None:
        place = "/".join(map(str, error.instance_path)) or "the whole"
        return {}, f"{place}: {error.message[:_LONGEST_SHOWN]}"
    if write_manifest_tree(tree) != raw:
        return {}, "it is not written as attestle writes it"
    return tree, ""


@cache
def _make_validator() -> Any:
    return jsonschema_rs.validator_for(json.loads(data.read_data("package/manifest.json")))
