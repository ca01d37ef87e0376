"""What the tables of older OSCAL releases say by a slip that a later release corrected, and what is
read instead. docs/conformance.md lists it.
"""

from __future__ import annotations

import re
from typing import Any

from metapath import Unknown, parse
from oscal_releases import CURRENT, Release, rank_version, read_release

Tree = dict[str, Any]

_NAMESPACE = "has-oscal-namespace('http://csrc.nist.gov/ns/oscal')"
# A prop or part on the way to a value, with or without a predicate, that asks for no namespace
_WITHOUT_NAMESPACE = re.compile(r"(?<![\w-])(prop|part)(?![\w-]|\[has-oscal-namespace)\[?")
_HASHES = {
    "^[0-9a-fA-F]{28}$": "^[0-9a-fA-F]{56}$",
    "^[0-9a-fA-F]{32}$": "^[0-9a-fA-F]{64}$",
    "^[0-9a-fA-F]{48}$": "^[0-9a-fA-F]{96}$",
    "^[0-9a-fA-F]{64}$": "^[0-9a-fA-F]{128}$",
}
_PORT_RANGES = {
    "exists(@start) and exists(@end)": "",
    "exists(@start) and not(exists(@end))": "exists(@end)",
    "not(exists(@start)) and exists(@end)": "exists(@start)",
    "@start <= @end": "not(@start > @end)",
}
_RANGE_IDS = {
    "exists(@end)": "oscal-component-protocol-port-range-has-end",
    "exists(@start)": "oscal-component-protocol-port-range-has-start",
    "not(@start > @end)": "oscal-component-protocol-port-range-starts-before-end",
}

_STATEMENT = ("control", "has-cardinality", "part[@name='statement']")
_WITH_STATEMENT: Tree = {
    "id": "oscal-catalog-control-require-statement-when-not-withdrawn",
    "owner": "control",
    "type": "expect",
    "target": ".",
    "test": "prop[@name='status']/@value='withdrawn' or part[@name='statement']",
}

# For readers: the releases, what they say, what is read instead
LISTED = (
    ("1.0.0 to 1.0.6", "vocabularies of props and parts that hold in every namespace",
     "in OSCAL's own only, as since 1.1.0: a namespace of one's own is what `ns` is for"),
    ("1.1.0 to 1.1.2", "hashes of as many digits as the algorithm has bytes",
     "twice as many, as since 1.1.3: a byte is two digits"),
    ("1.1.0 to 1.1.2", "port ranges that have both a start and an end and lack one of them",
     "start and end are there, and in order, as since 1.1.3"),
    ("1.1.0 to 1.1.2", "references by `provided-by` to a key with its `#`",
     "to the uuid behind it, as the other links"),
    ("1.0.0 to 1.1.3", "errors that are warnings since a later release", "warnings"),
    ("1.0.0 to 1.1.3", "the namespace of what a profile removes as a token, which no namespace is",
     "any text of one line; a URI since 1.2.0"),
    ("1.0.0 to 1.0.6", "an index of what by-components of requirements provide, without those of"
     " statements", "of both, as since 1.1.0"),
    ("1.2.0", "a coverage and a confidence score without a key for their value",
     "the key that the coverage has since 1.2.1; a score of its category and percentage alone"),
    ("1.0.0", "props of a result under the key `prop`", "under `prop` or `props`, as since 1.0.2"),
    ("1.0.0", "withdrawn controls without a statement", "a withdrawn control needs none, as since"
     " 1.0.2"),
    ("1.0.0", "a country code of a letter and `2`", "of two letters, as since 1.0.4"),
    ("1.0.0 to 1.1.0", "constraints on what no place of the release has, or on a value of what has"
     " none", "nothing"),
)  # fmt: skip


def mend_release(release: Release) -> Release:
    """The release as it was meant."""
    built = {item["name"] for item in release.constraints if item["type"] == "index"
             and item.get("target", ".")}  # fmt: skip
    levels = {
        (item.get("id"), item["type"]): item["level"]
        for item in read_release(CURRENT).constraints
        if "level" in item and "id" in item
    }
    constraints = [
        mended
        | {"level": levels.get((mended.get("id"), mended["type"]), mended.get("level", "ERROR"))}
        for item in release.constraints
        if (mended := _mend_constraint(release, item))
        and (item["type"] != "index-has-key" or item["name"] in built)
    ]
    return Release(release.version, _mend_structure(release), constraints)


def _mend_structure(release: Release) -> Tree:
    """A list that had its element's name as key, beside the name that all others have."""
    definitions = {}
    for name, definition in release.structure["definitions"].items():
        if name == "modify/alter/remove/@by-ns" and definition.get("as-type") == "token":
            definition = definition | {"as-type": "string"}
        items = []
        for item in definition.get("model", ()):
            items.append(item)
            if item["name"] == item.get("group-as") == "prop":
                items.append(item | {"group-as": "props"})
        definitions[name] = definition | {"model": items} if items else definition
        if definition["kind"] == "field" and definition.get("flags"):
            definitions[name] = _name_value(name, definition)
    return release.structure | {"definitions": definitions}


def _name_value(name: str, field: Tree) -> Tree:
    """A field with flags needs a key for its value in JSON; without a value it is an assembly."""
    if "json-value-key" in field:
        return field
    if "as-type" not in field:
        return field | {"kind": "assembly"}
    later: str = read_release(CURRENT).structure["definitions"][name]["json-value-key"]
    return field | {"json-value-key": later}


def _mend_constraint(release: Release, item: Tree) -> Tree | None:
    if item["owner"] == "port-range" and item.get("test") in _PORT_RANGES:
        test = _PORT_RANGES[item["test"]]
        return item | {"test": test, "id": _RANGE_IDS[test]} if test else None
    if (item["owner"], item["type"], item.get("target")) == _STATEMENT:
        return _WITH_STATEMENT
    if item["owner"] == "hash" and rank_version(release.version) < (1, 1, 3):
        return item | {"regex": _HASHES.get(item.get("regex", ""), item.get("regex"))}
    if item["type"] in ("allowed-values", "matches") and "target" in item:
        item = item | {"target": _limit_to_namespace(item["target"])}
    if "key-fields" in item:
        return _mend_keys(item)
    if item.get("regex") == "[A-Z](2)":
        return item | {"regex": "[A-Z]{2}"}
    if item.get("max-occurs") == "unbounded":
        return {key: value for key, value in item.items() if key != "max-occurs"}
    return item


def _mend_keys(item: Tree) -> Tree | None:
    """The keys of 1.0.0 call a value by a function; an index without entries is none."""
    if not item.get("target", "."):
        return None
    own = "@value" if "/prop[" in item.get("target", ".") else "."
    keys = [key | {"target": own} if key["target"] == "value()" else key
            for key in item["key-fields"]]  # fmt: skip
    item = item | {"key-fields": keys}
    if item.get("target", ".").endswith("/by-component/export/provided"):
        item = item | {"target": "implemented-requirement//by-component/export/provided"}
    if item["type"] == "is-unique":
        return {key: value for key, value in item.items() if key != "name"}
    if item["type"] == "index-has-key" and item["key-fields"] == [{"target": "@href"}]:
        item = item | {"key-fields": [{"target": "@href", "pattern": "#(.*)"}]}
    return item


def _limit_to_namespace(target: str) -> str:
    def add(match: re.Match[str]) -> str:
        more = f"{_NAMESPACE} and " if match[0].endswith("[") else f"{_NAMESPACE}]"
        return f"{match[1]}[{more}"

    limited = _WITHOUT_NAMESPACE.sub(add, target)
    try:
        parse(limited)
    except Unknown:
        return target
    return limited
