"""NIST's CPRT export: elements with an id, a type and a text, and relationships between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..model.published_texts import TextKind, TextUnit
from .catalog_texts_places import TextPlaces

_ID, _TYPE, _TEXT = "element_identifier", "element_type", "text"
# What stands about a requirement is no text of it
_ABOUT = re.compile(
    r"discuss|guid|examine|interview|test|method|reference|odp|param|family|withdraw|suppl"
    r"|assessment.?objects?\Z",
    re.I,
)
_DETERMINES = re.compile(r"determin|objective", re.I)
_ASKS = re.compile(r"requirement|statement|control", re.I)
_LAST = re.compile(r"(?:[.\[(])([a-z](?:[.\[(]?[0-9]+[\])]?)?)[\])]?\Z", re.I)
# So deep an export is wrapped: response, elements, elements
_DEEPEST = 4


def find_export(tree: Any, depth: int = 0) -> dict[str, Any] | None:
    """The object of an export that holds its elements, wherever that is wrapped in."""
    if not isinstance(tree, dict) or depth > _DEEPEST:
        return None
    elements = tree.get("elements")
    if isinstance(elements, list) and any(_is_element(item) for item in elements):
        return tree
    inner = (find_export(value, depth + 1) for value in tree.values())
    return next((found for found in inner if found is not None), None)


def _is_element(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get(_ID), str)


def describe_export(export: Mapping[str, Any]) -> tuple[str, str]:
    """Title and version of the first document that an export names."""
    documents = export.get("documents")
    named = documents if isinstance(documents, list) else []
    first = next((item for item in named if isinstance(item, dict)), {})
    title = str(first.get("name") or first.get("doc_identifier") or "")
    return title, str(first.get("version") or "")


def list_texts(export: Mapping[str, Any], places: TextPlaces) -> Iterator[tuple[TextUnit, str]]:
    partners = _index_relationships(export)
    for element in export["elements"]:
        if not _is_element(element) or not isinstance(element.get(_TEXT), str):
            continue
        kind_word = str(element.get(_TYPE) or "")
        if _ABOUT.search(kind_word) or not element[_TEXT].strip():
            continue
        unit = _find_unit(element[_ID], kind_word, partners, places)
        if unit is not None:
            yield unit, element[_TEXT]


def _find_unit(
    written: str, kind_word: str, partners: Mapping[str, list[str]], places: TextPlaces
) -> TextUnit | None:
    """By the element's own id, else by what it is related to: there ids are spelled otherwise."""
    kind = TextKind.OBJECTIVE if _DETERMINES.search(kind_word) else None
    unit = places.find(written, kind)
    if unit is not None or not (kind or _ASKS.search(kind_word)):
        return unit
    last = _LAST.search(written)
    for partner in partners.get(written, ()):
        name = f"{partner}[{last[1]}]" if kind and last else partner
        unit = places.find(name, kind or TextKind.STATEMENT)
        if unit is not None:
            return unit
    return None


def _index_relationships(export: Mapping[str, Any]) -> dict[str, list[str]]:
    """By element, the ids of what it hangs on; NIST spells both sides in several ways."""
    index: dict[str, list[str]] = {}
    rows = export.get("relationships")
    for row in rows if isinstance(rows, list) else ():
        ends = (f"{side}_{_ID}" for side in ("source", "dest"))
        source, target = (row.get(end) if isinstance(row, dict) else None for end in ends)
        if isinstance(source, str) and isinstance(target, str):
            index.setdefault(target, []).append(source)
    return index
