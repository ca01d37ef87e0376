"""Builds one JSON Schema per OSCAL model, the table of key orders and that of XML, from the
structure of OSCAL 1.2.1.

Usage: python tools/build_schema.py [--check]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from generated import main

SOURCE = ROOT / "tools/content/oscal-1.2.1"
TARGET = ROOT / "oscal/attestle/data/schema"

Schema = dict[str, Any]
Definitions = dict[str, Schema]

# XML's NCName without the characters beyond the first plane, as in the OSCAL schema.
_NAME_START = "_A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
_NAME = _NAME_START + r"\-\.0-9" + "\u00b7\u0300-\u036f\u203f-\u2040"
# Only days that exist. OSCAL's own pattern wants that too, but slips at leap days before 2000.
_CENTURY = "(?:19|2[0-9])"
_DAY = (
    f"(?:{_CENTURY}[0-9]{{2}}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    f"|(?:{_CENTURY}(?:0[48]|[2468][048]|[13579][26])|2[048]00)-02-29)"
)
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
_ZONE = "(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
# What RFC 3986 leaves out: blanks, controls, quotes, brackets, backslash and a % without its two
# digits.
# Letters of other scripts pass, because readers and trestle take them; signs that nobody
# sees do not.
_UNSEEN = r"\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_URI_CHARACTER = rf'(?:[^\s\x00-\x20\x7f{_UNSEEN}<>"{{}}|\\^`%]|%[0-9A-Fa-f]{{2}})'
_ATOM = r'[^\s@<>()\[\]\\,;:".]+'
_LABEL = r"[^\s@<>()\[\]\\,;:\".\-_](?:[^\s@<>()\[\]\\,;:\"._]*[^\s@<>()\[\]\\,;:\".\-_])?"


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^{pattern}$"}


_DATA_TYPES: Definitions = {
    "base64": _text("[0-9A-Za-z+/]+={0,2}"),
    "boolean": {"type": "boolean"},
    "date": _text(f"{_DAY}{_ZONE}?"),
    "date-time-with-timezone": _text(f"{_DAY}T{_TIME}{_ZONE}"),
    "decimal": {"type": "number"},
    "email-address": _text(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+"),
    "markup-line": _text(r"[^\n]+"),
    "markup-multiline": {"type": "string"},
    "non-negative-integer": {"type": "integer", "minimum": 0},
    "positive-integer": {"type": "integer", "minimum": 1},
    "string": _text(r"\S(?:.*\S)?"),
    "token": _text(f"[{_NAME_START}][{_NAME}]*"),
    "uri": _text(f"[A-Za-z][A-Za-z0-9+.-]*:{_URI_CHARACTER}+"),
    "uri-reference": _text(f"{_URI_CHARACTER}*"),
    "uuid": _text(
        "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}"
    ),
}


class Builder:
    """The definitions of OSCAL and the closed vocabularies that hold wherever a definition is
    used.
    """

    def __init__(self, definitions: Definitions, constraints: Iterable[Schema]) -> None:
        self.definitions = definitions
        self.vocabularies = dict(_closed_vocabularies(constraints))

    def document(self, model: str, root: str) -> Schema:
        """The schema of a whole file of the model."""
        reachable = sorted(self._reachable(root))
        data_types = sorted({self._data_type(name) for name in self._leaves(reachable)})
        shared = {
            **{_key(name): self.object(name) for name in reachable},
            **{f"type.{name}": _DATA_TYPES[name] for name in data_types},
        }
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "required": [model],
            "properties": {"$schema": {"type": "string"}, model: {"$ref": f"#/$defs/{_key(root)}"}},
            "additionalProperties": False,
            "$defs": shared,
        }

    def object(self, name: str) -> Schema:
        """The schema of an assembly, or of a field with flags."""
        properties: Schema = {}
        required = []
        for key, value, needed in self._properties(name):
            properties[key] = value
            if needed:
                required.append(key)
        result: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            result["required"] = required
        return {**result, **self._choices(name)}

    def order(self, name: str) -> list[list[Any]]:
        """The keys of an object as OSCAL orders them, each with the definition of the objects it
        holds.
        """
        definition = self.definitions[name]
        keys: list[list[Any]] = [
            [flag["name"], None, False] for flag in definition.get("flags", ())
        ]
        if definition["kind"] == "field":
            keys.append([definition["json-value-key"], None, False])
        for item in definition.get("model", ()):
            child = item["def"] if self._is_object(item["def"]) else None
            keys.append([_json_name(item), child, "group-as" in item])
        return keys

    def orders(self, roots: Iterable[str]) -> dict[str, list[list[Any]]]:
        """The key orders of every object that the roots can hold."""
        names = {name for root in roots for name in self._reachable(root)}
        return {name: self.order(name) for name in sorted(names)}

    def xml(self, roots: Iterable[str]) -> dict[str, Schema]:
        """What stands where in XML, for every object that the roots can hold."""
        names = {name for root in roots for name in self._reachable(root)}
        return {name: self._xml_object(name) for name in sorted(names)}

    def _xml_object(self, name: str) -> Schema:
        """Attributes, the value of a field, and the child elements in their order.

        A child is its element, the key it has in JSON, the definition of an object or the data type
        of a bare value, its form, and the place in the order: alternatives share one.
        """
        definition = self.definitions[name]
        result: Schema = {}
        if definition.get("flags"):
            result["flags"] = [
                [flag["name"], self._data_type(flag["def"])] for flag in definition["flags"]
            ]
        if definition["kind"] == "field":
            result["value"] = [definition["json-value-key"], self._data_type(name)]
        rows: list[list[Any]] = []
        places: dict[str, int] = {}
        for place, item in enumerate(definition.get("model", ())):
            child = item["def"] if self._is_object(item["def"]) else None
            kind = None if child else self._data_type(item["def"])
            # alternatives exclude each other, which the schema tells: they have no order
            place = places.setdefault(item.get("choice", str(place)), place)
            rows.append([item["name"], _json_name(item), child, kind, _xml_form(item), place])
        if rows:
            result["model"] = rows
        return result

    def _properties(self, name: str) -> Iterator[tuple[str, Schema, bool]]:
        definition = self.definitions[name]
        for flag in definition.get("flags", ()):
            yield flag["name"], self._leaf(flag["def"]), flag["required"]
        if definition["kind"] == "field":
            yield definition["json-value-key"], self._leaf(name), True
        for item in definition.get("model", ()):
            yield _json_name(item), self._item(item), item["min"] > 0 and "choice" not in item

    def _item(self, item: Schema) -> Schema:
        name = item["def"]
        one = {"$ref": f"#/$defs/{_key(name)}"} if self._is_object(name) else self._leaf(name)
        if "group-as" not in item:
            return one
        if item["in-json"] == "SINGLETON_OR_ARRAY":
            return {"if": {"type": "array"}, "then": {"minItems": 1, "items": one}, "else": one}
        return {"type": "array", "minItems": 1, "items": one}

    def _leaf(self, name: str) -> Schema:
        if name in self.vocabularies:
            return {"enum": list(self.vocabularies[name])}
        return {"$ref": f"#/$defs/type.{self._data_type(name)}"}

    def _choices(self, name: str) -> Schema:
        """At most one of the alternatives, told at the key that is too many; one where OSCAL asks
        for it.
        """
        keys = [
            _json_name(item) for item in self.definitions[name].get("model", ()) if "choice" in item
        ]
        if not keys:
            return {}
        forbidden = {
            key: {"properties": dict.fromkeys(keys[place + 1 :], False)}
            for place, key in enumerate(keys[:-1])
        }
        needed = any(
            item["min"] > 0 for item in self.definitions[name]["model"] if "choice" in item
        )
        return {
            "dependentSchemas": forbidden,
            **({"anyOf": [{"required": [key]} for key in keys]} if needed else {}),
        }

    def _is_object(self, name: str) -> bool:
        """A field without flags is its bare value in JSON."""
        definition = self.definitions[name]
        return definition["kind"] == "assembly" or bool(definition.get("flags"))

    def _data_type(self, name: str) -> str:
        return str(self.definitions[name].get("as-type", "string"))

    def _reachable(self, root: str) -> set[str]:
        found: set[str] = set()
        waiting = [root]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                children = (item["def"] for item in self.definitions[name].get("model", ()))
                waiting.extend(child for child in children if self._is_object(child))
        return found

    def _leaves(self, objects: Iterable[str]) -> Iterator[str]:
        for name in objects:
            definition = self.definitions[name]
            used = [flag["def"] for flag in definition.get("flags", ())]
            used += [
                item["def"]
                for item in definition.get("model", ())
                if not self._is_object(item["def"])
            ]
            used += [name] if definition["kind"] == "field" else []
            yield from (leaf for leaf in used if leaf not in self.vocabularies)


def _xml_form(item: Schema) -> str:
    """How often an item stands in XML: `bare` is markup without an element of its own, `grouped` a
    list within an element that has the name of its JSON key.
    """
    if item.get("in-xml") == "UNWRAPPED":
        return "bare"
    if item.get("in-xml") == "GROUPED":
        return "grouped"
    return "list" if "group-as" in item else "one"


def _json_name(item: Schema) -> str:
    return str(item.get("group-as", item["name"]))


def _key(name: str) -> str:
    """A definition's name without the slash that a JSON pointer would have to escape."""
    return name.replace("/", ".")


def _closed_vocabularies(constraints: Iterable[Schema]) -> Iterator[tuple[str, list[str]]]:
    """Only those that hold without any condition;
    the conditional ones are no matter of a schema.
    """
    for rule in constraints:
        own = rule["type"] == "allowed-values" and rule.get("target", ".") == "."
        if own and rule.get("allow-other") != "yes" and rule.get("level", "ERROR") == "ERROR":
            yield rule["owner"], rule["values"]


def _encode(value: object) -> bytes:
    return (json.dumps(value, sort_keys=True, separators=(",", ":")) + "\n").encode()


def outputs() -> dict[Path, bytes]:
    """The schema of each model, the key orders, and what stands where in XML."""
    structure = json.loads((SOURCE / "structure.json").read_bytes())
    constraints = json.loads((SOURCE / "constraints.json").read_bytes())["constraints"]
    builder = Builder(structure["definitions"], constraints)
    roots = structure["roots"]
    result = {
        TARGET / f"{model}.json": _encode(builder.document(model, root))
        for model, root in roots.items()
    }
    result[TARGET / "order.json"] = _encode(
        {"roots": roots, "defs": builder.orders(roots.values())}
    )
    result[TARGET / "xml.json"] = _encode({"roots": roots, "defs": builder.xml(roots.values())})
    return result


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
