"""Builds for each OSCAL release what ships of it: how its schemas and its compiled constraints
differ from those of 1.2.1, which ship whole.

Usage: python tools/build_versions.py [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from build_constraints import Structure, Table
from build_schema import Builder
from generated import main
from oscal_releases import CURRENT, list_judges, list_neighbours, rank_version, read_release
from release_mends import mend_release
from version_page import write_page

TARGET = ROOT / "oscal/attestle/data/versions"
PAGE = ROOT / "docs/conformance.md"

Tree = dict[str, Any]


def outputs() -> dict[Path, bytes]:
    """The list of the releases, and what differs of each."""
    base = _Compiled(CURRENT)
    result = {
        TARGET / "releases.json": _encode(_list_releases()),
        TARGET / f"{CURRENT}.json": _encode({"deprecated": base.deprecated}),
    }
    for version in list_neighbours():
        own = _Compiled(version)
        result[TARGET / f"{version}.json"] = _encode(
            {
                "schema": _compare_schemas(own, base),
                "constraints": _compare_tables(own.table, base.table),
                "deprecated": own.deprecated,
            }
        )
    result[PAGE] = write_page(PAGE.read_text(encoding="utf-8")).encode()
    return result


def _list_releases() -> Tree:
    """By whose rules each release is judged, and which model came with which release."""
    came: dict[str, str] = {}
    for version in sorted((*list_neighbours(), CURRENT), key=rank_version, reverse=True):
        for model in read_release(version).structure["roots"]:
            came[model] = version
    first = min(came.values(), key=rank_version)
    return {
        "judges": list_judges(),
        "came": {model: version for model, version in came.items() if version != first},
    }


class _Compiled:
    """What is built of a release."""

    def __init__(self, version: str) -> None:
        release = read_release(version)
        # 1.2.1 has its own mends, in constraint_words
        release = release if version == CURRENT else mend_release(release)
        builder = Builder(release.structure["definitions"], release.constraints)
        roots = release.structure["roots"]
        self.schemas = {model: builder.document(model, root) for model, root in roots.items()}
        self.table: Tree = Table(Structure(release.structure), release.constraints).data()
        self.deprecated = _compile_deprecated(release.structure, release.constraints)


def _compile_deprecated(structure: Tree, constraints: list[Tree]) -> Tree:
    """The words that the release calls deprecated, as a table of constraints that they break."""
    closed = [
        item | {"values": item["deprecated"], "allow-other": "no", "level": "WARNING"}
        for item in constraints
        if item.get("deprecated")
    ]
    table: Tree = Table(Structure(structure), closed).data()
    facts = [item | {"type": "deprecated"} for item in table["constraints"]]
    # those that speak of a thing in passing have no name for it, and forbid nothing
    rules = {
        name: [row for row in rows if facts[row[0]]["about"]]
        for name, rows in table["rules"].items()
    }
    return table | {"constraints": facts, "rules": rules}


def _compare_schemas(own: _Compiled, base: _Compiled) -> Tree:
    """Definitions that differ; what one model lacks and needs stands there too."""
    changes: Tree = {}
    for model, schema in own.schemas.items():
        theirs = base.schemas[model]
        if {**schema, "$defs": 0} != {**theirs, "$defs": 0}:
            raise ValueError(f"the root of {model} differs")
        for name, definition in schema["$defs"].items():
            if theirs["$defs"].get(name) != definition:
                changes[name] = definition
    for model, schema in own.schemas.items():
        merged = {**base.schemas[model]["$defs"], **changes}
        for name, definition in schema["$defs"].items():
            if merged[name] != definition:
                raise ValueError(f"{name} is not one thing in all models")
    return changes


def _compare_tables(own: Tree, base: Tree) -> Tree:
    """Rules by definition, numbered as in 1.2.1 and on from there."""
    known = {_sort(item): number for number, item in enumerate(base["constraints"])}
    more: list[Tree] = []
    numbers = []
    for item in own["constraints"]:
        key = _sort(item)
        if key not in known:
            known[key] = len(base["constraints"]) + len(more)
            more.append(item)
        numbers.append(known[key])
    rules = {
        name: [[numbers[number], ways, only] for number, ways, only in rows]
        for name, rows in own["rules"].items()
    }
    return {
        "constraints": more,
        "rules": _compare_entries(rules, base["rules"]),
        "children": _compare_entries(own["children"], base["children"]),
    }


def _compare_entries(own: Tree, base: Tree) -> Tree:
    """Entries that are other ones, and null for those that are not there."""
    changes = {name: value for name, value in own.items() if base.get(name) != value}
    return changes | dict.fromkeys(sorted(base.keys() - own.keys()))


def _sort(item: Tree) -> str:
    return json.dumps(item, sort_keys=True)


def _encode(value: object) -> bytes:
    return (json.dumps(value, sort_keys=True, separators=(",", ":")) + "\n").encode()


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
