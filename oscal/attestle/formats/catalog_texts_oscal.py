"""The texts of an OSCAL catalog, also of one that breaks the schema: ids are read, not judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..model.published_texts import TextKind, TextUnit
from .catalog_texts_places import TextPlaces
from .resolved_baseline import OBJECTIVE_PARTS


def list_texts(catalog: Mapping[str, Any], places: TextPlaces) -> Iterator[tuple[TextUnit, str]]:
    for control in _walk_controls(catalog):
        names = _list_names(control)
        for part in _list_trees(control, "parts"):
            if part.get("name") == "statement":
                yield from _read_statement(part, names, places)
        yield from _read_objectives(control, names, places)


def _walk_controls(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for group in _list_trees(node, "groups"):
        yield from _walk_controls(group)
    for control in _list_trees(node, "controls"):
        yield control
        yield from _walk_controls(control)


def _list_trees(node: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    found = node.get(key)
    return (item for item in (found if isinstance(found, list) else ()) if isinstance(item, dict))


def _list_names(node: Mapping[str, Any]) -> list[str]:
    """Its id, and every label that it prints."""
    labels = (
        prop.get("value") for prop in _list_trees(node, "props") if prop.get("name") == "label"
    )
    return [name for name in (node.get("id"), *labels) if isinstance(name, str) and name.strip()]


def _read_statement(
    part: Mapping[str, Any], names: list[str], places: TextPlaces
) -> Iterator[tuple[TextUnit, str]]:
    """As one text where ours is one; else each item by itself."""
    whole = _find_unit([*_list_names(part), *names], TextKind.STATEMENT, places)
    items = [item for item in _walk_parts(part) if item is not part]
    placed = [(_find_unit(_list_names(item), TextKind.ITEM, places), item) for item in items]
    for unit, item in placed:
        if unit is not None and _read_prose(item):
            yield unit, _read_prose(item)
    if whole is not None:
        rest = [item for unit, item in placed if unit is None]
        yield whole, " ".join(filter(None, map(_read_prose, (part, *rest))))


def _walk_parts(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield part
    for inner in _list_trees(part, "parts"):
        yield from _walk_parts(inner)


def _read_prose(part: Mapping[str, Any]) -> str:
    prose = part.get("prose")
    return prose if isinstance(prose, str) else ""


def _find_unit(names: list[str], kind: TextKind, places: TextPlaces) -> TextUnit | None:
    return next(filter(None, (places.find(name, kind) for name in names)), None)


def _read_objectives(
    control: Mapping[str, Any], names: list[str], places: TextPlaces
) -> Iterator[tuple[TextUnit, str]]:
    """Those that hold no others; one whose id says nothing is found by its letter, or its place."""
    leaves = [
        part
        for top in _list_trees(control, "parts")
        if top.get("name") in OBJECTIVE_PARTS
        for part in _walk_parts(top)
        if part.get("name") in OBJECTIVE_PARTS and not _has_objectives(part)
    ]
    for place, part in enumerate(leaves):
        own = _list_names(part)
        letters = [*own, chr(ord("a") + place)]
        combined = [f"{name}[{letter.strip('[]().')}]" for name in names for letter in letters]
        unit = _find_unit([*own, *combined], TextKind.OBJECTIVE, places)
        if unit is not None and _read_prose(part):
            yield unit, _read_prose(part)


def _has_objectives(part: Mapping[str, Any]) -> bool:
    return any(inner.get("name") in OBJECTIVE_PARTS for inner in _list_trees(part, "parts"))
