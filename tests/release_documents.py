"""One document for each OSCAL release and model that has every field of it, made of the tables of
the release: what is right by it must be no error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

from conftest import ROOT

sys.path.insert(0, str(ROOT / "tools"))

from oscal_releases import CURRENT, Release, list_neighbours, read_release
from release_mends import mend_release

Tree = dict[str, Any]

RELEASES = tuple(sorted((*list_neighbours(), CURRENT)))
# Things of a kind have one uuid, so that what names one finds it
UUIDS = {
    kind: f"6f4a2c1e-8d3b-4b7a-9c55-0000000000{number:02x}"
    for number, kind in enumerate(
        ("party", "location", "component", "user", "inventory-item", "activity", "task",
         "observation", "risk", "finding", "response", "resource", "provided", "responsibility",
         "authorization", "statement", "platform", "poam-item")
    )
}  # fmt: skip
_NAMED_BY = {
    "party-uuid": "party", "party-uuids": "party", "member-of-organizations": "party",
    "location-uuids": "location", "component-uuid": "component", "risk-uuid": "risk",
    "observation-uuid": "observation", "finding-uuid": "finding", "activity-uuid": "activity",
    "task-uuid": "task", "response-uuid": "response", "provided-uuid": "provided",
    "responsibility-uuid": "responsibility", "subject-uuid": "component", "actor-uuid": "party",
    "implementation-statement-uuid": "statement", "subject-placeholder-uuid": "component",
}  # fmt: skip
_VALUES: dict[str, Any] = {
    "base64": "QUJD", "boolean": True, "date": "2026-01-02",
    "date-time-with-timezone": "2026-01-02T03:04:05+00:00", "decimal": 0.5,
    "email-address": "who@example.com", "markup-line": "A line", "markup-multiline": "A text",
    "non-negative-integer": 1, "positive-integer": 1, "string": "word", "token": "word",
    "uri": "https://example.com/a", "uri-reference": "https://example.com/b",
}  # fmt: skip
OWN = "urn:example:house"
# Where a constraint asks for one of a few values; of what is one of its kind the first has its uuid
_SPECIAL: dict[tuple[str, str], str] = {
    **{(kind, "uuid"): UUIDS[kind] for kind in UUIDS},
    ("system-component", "uuid"): UUIDS["component"],
    ("metadata/party", "uuid"): UUIDS["party"],
    ("metadata/location", "uuid"): UUIDS["location"],
    ("by-component/export/provided", "uuid"): UUIDS["provided"],
    ("metadata/party", "type"): "organization",
    ("address", "country"): "US",
    ("defined-component", "type"): "service",
    ("system-component", "type"): "service",
    ("hash", "value"): "0a" * 28,
    ("characterization/facet", "name"): "likelihood",
    ("property", "ns"): OWN,
    ("part", "ns"): OWN,
    ("assessment-part", "ns"): OWN,
}
# Values that are right by each release, though later ones ask for more
_PLAIN = {"filename": "a.txt", "by-ns": OWN, "by-item-name": "part"}
# Deprecated with an error in all releases but the first
_NEVER = ("depends-on",)
# A nested thing of the same kind as its holder is there so often
_DEPTH = 1


@cache
def read_meant(version: str) -> Release:
    """A release as it is read here."""
    release = read_release(version)
    return release if version == CURRENT else mend_release(release)


def make_document(version: str, model: str) -> Tree:
    """Every field of the model; of alternatives each once, where a list has room for them."""
    made: Tree = json.loads(_write_document(version, model))
    return made


@cache
def _write_document(version: str, model: str) -> str:
    maker = _Maker(read_meant(version))
    body = maker.make(read_meant(version).structure["roots"][model], (), 0)
    body["metadata"]["oscal-version"] = version
    for node in walk_objects(body):
        _satisfy_constraints(node)
    return json.dumps({model: body})


def _satisfy_constraints(node: Tree) -> None:
    """What the constraints of every release ask for, beyond the shape of an object."""
    for holder, entry in _ASKED_FOR.items():
        for item in _list_objects(node.get(holder)):
            item.setdefault("props", []).append(dict(entry))
    for control in _list_objects(node.get("controls")):
        statement = {"id": f"{control['id']}_smt", "name": "statement", "prose": "Do it."}
        control.setdefault("parts", []).append(statement)
    for objective in _list_objects(node.get("objectives-and-methods")):
        objective["parts"] += [
            {"name": "objective", "props": [{"name": "method-id", "value": "m"}]},
            {"name": "assessment", "props": [{"name": "method", "value": "TEST"}],
             "parts": [{"name": "objects", "prose": "plans"}]},
        ]  # fmt: skip


# By the list that holds objects, a prop that each of them must have
_ASKED_FOR: dict[str, Tree] = {
    "implemented-components": {"name": "asset-id", "value": "A-1"},
    "activities": {"name": "method", "value": "TEST"},
}


def _list_objects(value: Any) -> list[Tree]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


class _Maker:
    def __init__(self, release: Release) -> None:
        self.definitions: dict[str, Tree] = release.structure["definitions"]
        self.number = 0xFFFF  # so that counted uuids are no others
        self.taken: set[str] = set()
        self.words = {
            item["owner"]: item["values"][0]
            for item in release.constraints
            if item["type"] == "allowed-values" and item.get("target", ".") == "."
        }

    def make(self, name: str, above: tuple[str, ...], turn: int) -> Tree:
        """An object of a definition; `turn` chooses among alternatives."""
        definition = self.definitions[name]
        result: Tree = {}
        for flag in definition.get("flags", ()):
            if flag["name"] in _NEVER:
                continue
            result[flag["name"]] = self._value(flag["def"], flag["name"], name)
        if definition["kind"] == "field":
            result[definition["json-value-key"]] = self._value(name, "value", name)
        chosen = self._choose(definition, turn)
        for item in definition.get("model", ()):
            key = item.get("group-as", item["name"])
            if key not in chosen or (key == "props" and "prop" in result):
                continue
            value = self._fill(item, key, (*above, name))
            if value is not None:
                result[key] = value
        return result

    def _choose(self, definition: Tree, turn: int) -> set[str]:
        items = definition.get("model", ())
        keys = [item.get("group-as", item["name"]) for item in items if "choice" in item]
        plain = {item.get("group-as", item["name"]) for item in items if "choice" not in item}
        return plain | ({keys[turn % len(keys)]} if keys else set())

    def _fill(self, item: Tree, key: str, above: tuple[str, ...]) -> Any:
        child = item["def"]
        is_object = self._is_object(child)
        if above.count(child) > _DEPTH and not item["min"]:
            return None
        turns = self._count_choices(child) if is_object and "group-as" in item else 1
        values = [
            self.make(child, above, turn) if is_object else self._value(child, key, above[-1])
            for turn in range(turns)
        ]
        return values if "group-as" in item else values[0]

    def _is_object(self, name: str) -> bool:
        definition = self.definitions[name]
        return definition["kind"] == "assembly" or bool(definition.get("flags"))

    def _count_choices(self, name: str) -> int:
        return max(1, sum("choice" in item for item in self.definitions[name].get("model", ())))

    def _value(self, name: str, key: str, holder: str) -> Any:
        kind = self.definitions[name].get("as-type", "string")
        self.number += 1
        if (holder, key) in _SPECIAL:
            return self._take_once(_SPECIAL[holder, key])
        if key in _PLAIN:
            return _PLAIN[key]
        if key in _NAMED_BY:
            return UUIDS[_NAMED_BY[key]]
        if key == "role-id" or key == "role-ids" or (key == "id" and holder == "metadata/role"):
            return "keeper"
        if holder.endswith("-impact") or holder == "impact":
            return "fips-199-low" if kind == "string" else _VALUES[kind]
        if name in self.words:
            return self.words[name]
        if kind == "uuid":
            return f"6f4a2c1e-8d3b-4b7a-9c55-{self.number:012x}"
        return f"w{self.number}" if kind == "token" else _VALUES[kind]

    def _take_once(self, value: str) -> str:
        """A uuid is given once; what comes after it gets another."""
        if value not in UUIDS.values():
            return value
        if value in self.taken:
            return f"6f4a2c1e-8d3b-4b7a-9c55-{self.number:012x}"
        self.taken.add(value)
        return value


def walk_objects(tree: Any) -> Iterator[Tree]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
