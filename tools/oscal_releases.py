"""The structure and the constraints of each OSCAL release, put together from those of 1.2.1 and the
differences between one release and the next under tools/content/oscal-versions.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BASE = ROOT / "tools/content/oscal-1.2.1"
DIFFERENCES = ROOT / "tools/content/oscal-versions"
CURRENT = "1.2.1"

Tree = dict[str, Any]


@dataclass(frozen=True)
class Release:
    """What a release says: its structure and its constraints, in the words of 1.2.1."""

    version: str
    structure: Tree
    constraints: list[Tree]


def list_neighbours() -> dict[str, str]:
    """Each release that has a table, and the one that its table is told against."""
    result: dict[str, str] = json.loads((DIFFERENCES / "releases.json").read_bytes())["against"]
    return result


def list_judges() -> dict[str, str]:
    """Every release there ever was, and the one by whose rules it is judged."""
    known = json.loads((DIFFERENCES / "releases.json").read_bytes())
    own = {version: version for version in (*known["against"], CURRENT)}
    judges: dict[str, str] = own | known["without-table"]
    return dict(sorted(judges.items(), key=lambda pair: rank_version(pair[0])))


def rank_version(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@cache
def read_release(version: str) -> Release:
    """The whole of a release that has a table."""
    if version == CURRENT:
        return Release(
            version,
            json.loads((BASE / "structure.json").read_bytes()),
            json.loads((BASE / "constraints.json").read_bytes())["constraints"],
        )
    near = read_release(list_neighbours()[version])
    difference = json.loads((DIFFERENCES / f"{version}.json").read_bytes())
    return apply_difference(near, version, difference)


def apply_difference(near: Release, version: str, difference: Tree) -> Release:
    """The release that differs so from a near one."""
    definitions = deepcopy(near.structure["definitions"])
    for name, change in difference["definitions"].items():
        if change is None:
            del definitions[name]
        elif name in definitions:
            definitions[name] = _apply_to_definition(definitions[name], change)
        else:
            definitions[name] = change
    roots = {
        model: root
        for model, root in near.structure["roots"].items()
        if model not in difference["models-missing"]
    } | difference.get("models", {})
    structure = near.structure | {"roots": roots, "definitions": definitions}
    constraints = []
    for key, item in list_keyed(near.constraints):
        change = difference["constraints"].get(key, {})
        if change is not None:
            constraints.append(_apply_to_constraint(item, change))
    return Release(version, structure, constraints + deepcopy(difference["constraints-more"]))


def _apply_to_definition(old: Tree, change: Tree) -> Tree:
    result = dict(old)
    for attribute, value in change.items():
        if value is None:
            del result[attribute]
        elif attribute in ("flags", "model"):
            known = {item["name"]: item for item in old.get(attribute, ())}
            result[attribute] = [known[item] if type(item) is str else item for item in value]
        else:
            result[attribute] = value
    return result


def _apply_to_constraint(old: Tree, change: Tree) -> Tree:
    result = deepcopy(old)
    for attribute, value in change.items():
        if value is None:
            del result[attribute]
        elif attribute in ("values", "deprecated") and type(value) is dict:
            less = value.get("less", ())
            kept = [word for word in result.get(attribute, ()) if word not in less]
            result[attribute] = kept + value.get("more", [])
        else:
            result[attribute] = value
    return result


def list_keyed(constraints: list[Tree]) -> list[tuple[str, Tree]]:
    """Each constraint with what tells it from all others of its release."""
    seen: dict[str, int] = {}
    result = []
    for item in constraints:
        name = item.get("id") or f"{item['owner']} {item['type']}"
        place = f"{item['type']} {item['owner']} {item.get('target', '.')} {item.get('test', '')}"
        key = f"{name} {place}".strip()
        seen[key] = seen.get(key, 0) + 1
        result.append((key if seen[key] == 1 else f"{key} #{seen[key]}", item))
    return result
