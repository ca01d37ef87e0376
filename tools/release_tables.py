"""Writes tools/content/oscal-versions: how each OSCAL release differs from the next, from full
tables of the releases (`DIR/<release>/structure.json` and `constraints.json`).

Usage: python tools/release_tables.py DIR [--check]

Between releases definitions were renamed and constraints got ids, which changes no document: the
differences are told in the names of 1.2.1, so that only what differs for a document stands in them.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from generated import main
from oscal_releases import DIFFERENCES, Release, apply_difference, list_keyed, read_release

Tree = dict[str, Any]

# Each release with a table, and the next one, against which it is told
AGAINST = {
    "1.2.0": "1.2.1", "1.1.3": "1.2.0", "1.1.2": "1.1.3", "1.1.1": "1.1.2", "1.1.0": "1.1.1",
    "1.0.6": "1.1.0", "1.0.4": "1.0.6", "1.0.2": "1.0.4", "1.0.0": "1.0.2", "1.2.2": "1.2.1",
}  # fmt: skip
# Releases for which there is no table: the nearest lower one that has one
WITHOUT_TABLE = {"1.0.1": "1.0.0", "1.0.3": "1.0.2", "1.0.5": "1.0.4"}
# Names of data types before 1.1.3
_TYPES = {
    "dateTime": "date-time",
    "dateTime-with-timezone": "date-time-with-timezone",
    "base64Binary": "base64",
    "email": "email-address",
    "nonNegativeInteger": "non-negative-integer",
    "positiveInteger": "positive-integer",
}
_OSCAL = "http://csrc.nist.gov/ns/oscal"
# Of a definition, what no document depends on
_WITHOUT_EFFECT = ("module", "default")


def derive_all(tables: Path) -> dict[str, Tree]:
    """The difference of each release."""
    releases = {"1.2.1": read_release("1.2.1")}
    result = {}
    for version, neighbour in AGAINST.items():
        near = releases[neighbour]
        own = _rename(_read_table(tables / version, version), near)
        result[version] = _compare(own, near)
        releases[version] = apply_difference(near, version, result[version])
    return result


def _read_table(folder: Path, version: str) -> Release:
    structure = json.loads((folder / "structure.json").read_bytes())
    constraints = json.loads((folder / "constraints.json").read_bytes())["constraints"]
    for definition in structure["definitions"].values():
        if "as-type" in definition:
            definition["as-type"] = _TYPES.get(definition["as-type"], definition["as-type"])
    for constraint in constraints:
        if "datatype" in constraint:
            constraint["datatype"] = _TYPES.get(constraint["datatype"], constraint["datatype"])
    return Release(version, structure, constraints)


# Definitions by the names of the near release


def _rename(own: Release, near: Release) -> Release:
    """The release with its definitions called as the near one calls what stands in their place."""
    names = _match_definitions(own.structure, near.structure)
    definitions: Tree = {}
    while not definitions:
        definitions = _rename_definitions(own.structure, near.structure, names)
    roots = {model: names[root][0] for model, root in own.structure["roots"].items()}
    structure = own.structure | {"roots": roots, "definitions": definitions}
    constraints: dict[str, Tree] = {}
    for item in own.constraints:
        for new in names.get(item["owner"], [item["owner"]]):
            renamed = item | {"owner": new}
            constraints.setdefault(json.dumps(renamed, sort_keys=True), renamed)
    named = _name_constraints(list(constraints.values()), near.constraints)
    return Release(own.version, structure, named)


def _rename_definitions(own: Tree, near: Tree, names: dict[str, list[str]]) -> Tree:
    """The definitions by their new names; nothing, and names taken back, where two would be one."""
    result: Tree = {}
    origin: dict[str, str] = {}
    for old, definition in own["definitions"].items():
        for new in names.get(old, [old]):
            renamed = _rename_children(definition, new, names, near["definitions"])
            if _keep_effective(result.setdefault(new, renamed)) != _keep_effective(renamed):
                names[old] = [old]
                names[origin[new]] = [origin[new]]
                return {}
            origin.setdefault(new, old)
    return result


def _match_definitions(own: Tree, near: Tree) -> dict[str, list[str]]:
    """Old name -> the names of what stands at the same places of the near release."""
    met: dict[str, set[str]] = defaultdict(set)
    waiting = [
        (root, near["roots"][model])
        for model, root in own["roots"].items()
        if model in near["roots"]
    ]
    while waiting:
        old, new = waiting.pop()
        if new in met[old]:
            continue
        met[old].add(new)
        for part in ("flags", "model"):
            there = {item["name"]: item["def"] for item in near["definitions"][new].get(part, ())}
            waiting += [
                (item["def"], there[item["name"]])
                for item in own["definitions"][old].get(part, ())
                if item["name"] in there
            ]
    # A name that both have means the same thing
    same = {old for old in met if old in near["definitions"]}
    return {old: [old] if old in met[old] and old in same else sorted(new)
            for old, new in met.items()}  # fmt: skip


def _rename_children(definition: Tree, new: str, names: dict[str, list[str]], near: Tree) -> Tree:
    result = dict(definition)
    for part in ("flags", "model"):
        if part not in definition:
            continue
        there = {item["name"]: item["def"] for item in near.get(new, {}).get(part, ())}
        result[part] = [
            item | {"def": _choose_name(names.get(item["def"], [item["def"]]), there, item)}
            for item in definition[part]
        ]
    return result


def _choose_name(options: list[str], there: dict[str, str], item: Tree) -> str:
    wanted = there.get(item["name"], "")
    return wanted if wanted in options else options[0]


# Constraints by the ids of the near release


def _name_constraints(own: list[Tree], near: list[Tree]) -> list[Tree]:
    """Each with the id of the one that it became, by ever fewer things in common."""
    result = [dict(item) for item in own]
    for item in result:
        item.pop("id", None)
    waiting, free = list(range(len(result))), list(near)
    for measure in (_measure_whole, _measure_target, _measure_loose_target, _measure_test):
        partners: dict[str, list[Tree]] = defaultdict(list)
        for one in free:
            partners[measure(one)].append(one)
        left, taken = [], set()
        for number in waiting:
            found = partners[measure(result[number])]
            if not found:
                left.append(number)
                continue
            partner = found.pop(0)
            taken.add(id(partner))
            if "id" in partner:
                result[number]["id"] = partner["id"]
        waiting, free = left, [one for one in free if id(one) not in taken]
    for number in waiting:
        if "id" in own[number]:
            result[number]["id"] = own[number]["id"]
    return result


def _measure_whole(item: Tree) -> str:
    return json.dumps({key: value for key, value in item.items() if key != "id"}, sort_keys=True)


def _measure_target(item: Tree) -> str:
    words = item["values"] if item["type"] == "allowed-values" and "target" not in item else ()
    return json.dumps(
        [item["type"], item["owner"], item.get("target", "."), item.get("test"), item.get("name"),
         item.get("key-fields"), list(words)]
    )  # fmt: skip


def _measure_loose_target(item: Tree) -> str:
    target = re.sub(r"has-oscal-namespace\([^@]*?'\)\)?(?: and )?", "", item.get("target", "."))
    target = target.replace("[]", "").removesuffix("/@name")
    return json.dumps([item["type"], item["owner"], target, item.get("test")])


def _measure_test(item: Tree) -> str:
    return json.dumps([item["type"], item["owner"], item.get("target", ".")])


# What differs


def _compare(own: Release, near: Release) -> Tree:
    ours, theirs = own.structure["definitions"], near.structure["definitions"]
    definitions: Tree = {}
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in ours:
            definitions[name] = None
        elif name not in theirs:
            definitions[name] = _keep_effective(ours[name])
        elif change := _compare_definitions(ours[name], theirs[name]):
            definitions[name] = change
    roots, others = own.structure["roots"], near.structure["roots"]
    return {
        "release": own.version,
        "against": near.version,
        "models-missing": sorted(others.keys() - roots.keys()),
        "definitions": definitions,
        **_compare_constraints(own.constraints, near.constraints),
    }


def _keep_effective(definition: Tree) -> Tree:
    return {key: value for key, value in definition.items() if key not in _WITHOUT_EFFECT}


def _compare_definitions(ours: Tree, theirs: Tree) -> Tree:
    change: Tree = {}
    for attribute in sorted((ours.keys() | theirs.keys()) - set(_WITHOUT_EFFECT)):
        mine, other = ours.get(attribute), theirs.get(attribute)
        if attribute in ("flags", "model") and mine and other:
            known = [_sort(item) for item in other]
            listed = [item["name"] if _sort(item) in known else item for item in mine]
            if listed != [item["name"] for item in other]:
                change[attribute] = listed
        elif mine != other:
            change[attribute] = mine
    return change


def _sort(item: Tree) -> str:
    return json.dumps(item, sort_keys=True)


def _compare_constraints(own: list[Tree], near: list[Tree]) -> Tree:
    changes: Tree = {}
    more = dict(list_keyed(own))
    for key, item in list_keyed(near):
        change = _compare_attributes(more.pop(key), item) if key in more else None
        if change is None or change:
            changes[key] = change
    return {"constraints": changes, "constraints-more": list(more.values())}


def _compare_attributes(mine: Tree, other: Tree) -> Tree:
    change: Tree = {}
    for attribute in sorted(mine.keys() | other.keys()):
        one, two = mine.get(attribute), other.get(attribute)
        if one == two:
            continue
        if attribute in ("values", "deprecated") and one is not None:
            words = two or []
            less = [word for word in words if word not in one]
            added = [word for word in one if word not in words]
            change[attribute] = {"less": less} if less else {}
            change[attribute] |= {"more": added} if added else {}
            if not change[attribute]:
                del change[attribute]  # the order of words means nothing
        else:
            change[attribute] = one
    return change


def _check_whole(tables: Path, derived: dict[str, Tree]) -> Iterator[str]:
    """Releases that their differences do not give back."""
    releases = {"1.2.1": read_release("1.2.1")}
    for version, neighbour in AGAINST.items():
        near = releases[neighbour]
        wanted = _rename(_read_table(tables / version, version), near)
        releases[version] = made = apply_difference(near, version, derived[version])
        definitions = {
            name: _keep_effective(one) for name, one in wanted.structure["definitions"].items()
        }
        mine = {name: _keep_effective(one) for name, one in made.structure["definitions"].items()}
        same = mine == definitions and made.structure["roots"] == wanted.structure["roots"]
        if not same or _bag(made.constraints) != _bag(wanted.constraints):
            yield version


def _bag(constraints: Iterable[Tree]) -> list[str]:
    return sorted(
        json.dumps(
            {key: sorted(set(value)) if key in ("values", "deprecated") else value
             for key, value in item.items()},
            sort_keys=True,
        )
        for item in constraints
    )  # fmt: skip


def make_outputs(tables: Path) -> Callable[[], dict[Path, bytes]]:
    def outputs() -> dict[Path, bytes]:
        derived = derive_all(tables)
        lost = list(_check_whole(tables, derived))
        if lost:
            raise ValueError(f"the differences do not give back {', '.join(lost)}")
        files: Tree = {"releases": {"against": AGAINST, "without-table": WITHOUT_TABLE}} | derived
        return {DIFFERENCES / f"{name}.json": _encode(tree) for name, tree in files.items()}

    return outputs


def _encode(tree: Tree) -> bytes:
    """JSON with a line for each difference, so that a reader finds them."""
    lines = []
    for key, value in tree.items():
        if type(value) is dict and value:
            rows = [f"  {json.dumps(name)}: {_write(one)}" for name, one in value.items()]
            lines.append(f" {json.dumps(key)}: {{\n" + ",\n".join(rows) + "\n }")
        elif type(value) is list and value and type(value[0]) is dict:
            rows = [f"  {_write(one)}" for one in value]
            lines.append(f" {json.dumps(key)}: [\n" + ",\n".join(rows) + "\n ]")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value)}")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _write(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    sys.exit(main(make_outputs(Path(folders[0])), ROOT))
