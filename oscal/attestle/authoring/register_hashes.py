"""Hashes put into the evidence register, which keeps its comments, order and layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import WorkspaceError
from ..formats import yaml12
from ..lazy_dataclasses import dataclass

# The key with its sign, and the value in any quotes; a comment behind it stays
_HASH = re.compile(r"""(["']?sha256["']?[ \t]*:[ \t]*)("[^"]*"|'[^']*'|[^\s,}#]+)""")


Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _RegisteredPlace:
    """A place of an item as the register has it: where its keys stand, and its hash."""

    pointer: str
    key: Key
    sha256: str | None


def set_hashes(text: str, hashes: Mapping[Key, str]) -> str:
    """The register with `sha256` of the places named, by item id and location; only those lines
    change.

    Raises WorkspaceError where its layout does not let it.
    """
    places = _list_places(text)
    todo = [place for place in places if _differs(place, hashes)]
    wanted = [(place.key, hashes[place.key] if place in todo else place.sha256) for place in places]
    for beside_location in (True, False):  # not beside it where a location takes several lines
        result = _edit(text, todo, hashes, beside_location=beside_location)
        if [(item.key, item.sha256) for item in _list_places(result)] == wanted:
            return result
    raise WorkspaceError(
        "evidence.yaml is laid out so that no hash can be put in; write each key and value on"
        f" one line, beginning with {todo[0].key[0]}"
    )


def _list_places(text: str) -> list[_RegisteredPlace]:
    value = yaml12.read_yaml(text).value
    found = value.get("evidence") if isinstance(value, dict) else None
    places = []
    for index, item in enumerate(found if isinstance(found, list) else ()):
        if not isinstance(item, dict):
            continue
        pointer, identity = f"/evidence/{index}", str(item.get("id", ""))
        places += list(_read_places(item, identity, pointer))
    return places


def _read_places(item: dict[str, Any], identity: str, pointer: str) -> Iterator[_RegisteredPlace]:
    if "location" in item:
        key = (identity, str(item["location"]))
        yield _RegisteredPlace(pointer, key, item.get("sha256"))
    several = item.get("locations")
    for index, place in enumerate(several if isinstance(several, list) else ()):
        if isinstance(place, dict):
            key = (identity, str(place.get("location", "")))
            yield _RegisteredPlace(f"{pointer}/locations/{index}", key, place.get("sha256"))


def _differs(place: _RegisteredPlace, hashes: Mapping[Key, str]) -> bool:
    value = hashes.get(place.key)
    return value is not None and str(place.sha256 or "").lower() != value


def _edit(
    text: str,
    places: Sequence[_RegisteredPlace],
    hashes: Mapping[Key, str],
    *,
    beside_location: bool,
) -> str:
    document = yaml12.read_yaml(text)
    lines = text.split("\n")
    for place in reversed(places):
        if place.pointer not in document.starts:
            continue
        field = f"sha256: {hashes[place.key]}"
        row, column = document.starts[place.pointer]
        if place.sha256 is not None:
            row = document.lines[f"{place.pointer}/sha256"] - 1
            lines[row] = _HASH.sub(rf"\g<1>{hashes[place.key]}", lines[row])
        elif lines[row][column : column + 1] == "{":
            lines[row] = f"{lines[row][: column + 1]}{field}, {lines[row][column + 1 :]}"
        elif beside_location:
            at = document.lines.get(f"{place.pointer}/location", row + 1)
            lines.insert(at, f"{' ' * column}{field}")
        else:
            lines[row] = f"{lines[row][:column]}{field}\n{' ' * column}{lines[row][column:]}"
    return "\n".join(lines)
