"""Builds the JSON Schemas of the authored files from their pydantic models, for the tool itself and
for editors.

python tools/build_authored.py [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from content.authored.models import FILES
from generated import main

TARGET = ROOT / "oscal/attestle/data/authored"


def tidy(node: Any) -> Any:
    """Drop titles, defaults and the null branches: a key that is not needed is left out, never
    empty.
    """
    if isinstance(node, list):
        return [tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "anyOf" in node and {"type": "null"} in node["anyOf"]:
        rest = [item for item in node["anyOf"] if item != {"type": "null"}]
        outer = {key: value for key, value in node.items() if key != "anyOf"}
        node = {**(rest[0] if len(rest) == 1 else {"anyOf": rest}), **outer}
    if len(node.get("anyOf", ())) == 2:
        node = _split_by_type(node)
    if "patternProperties" in node:
        node = {**node, "additionalProperties": False}
    return {
        key: _tidy_value(key, value)
        for key, value in node.items()
        if key != "default" and not (key == "title" and isinstance(value, str))
    }


def _split_by_type(node: dict[str, Any]) -> dict[str, Any]:
    """A list or one word: told apart by the type of the value,
    so that errors are of one of them.
    """
    word, items = sorted(node["anyOf"], key=lambda choice: "items" in choice)
    if "const" not in word or "items" not in items:
        return node
    outer = {key: value for key, value in node.items() if key != "anyOf"}
    return {**outer, "if": {"type": "string"}, "then": {"const": word["const"]}, "else": items}


def _tidy_value(key: str, value: Any) -> Any:
    if key in ("properties", "$defs"):
        return {name: tidy(schema) for name, schema in value.items()}
    if key == "description":
        return " ".join(value.split())  # docstrings are wrapped in the source, not in the schema
    return tidy(value)


def outputs() -> dict[Path, bytes]:
    """The schema of each kind of file."""
    result = {}
    for name, model in FILES:
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **tidy(model.model_json_schema(by_alias=True)),
        }
        result[TARGET / f"{name}.json"] = (
            json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        ).encode()
    return result


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
