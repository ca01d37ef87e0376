"""Defects that published catalogs are known to have, and which nothing of ours depends on.

A catalog is taken in as its publisher made it, so what is odd about it is listed and left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..lazy_dataclasses import dataclass
from .resolved_baseline import OBJECTIVE_PARTS, get_prop

# Relations that NIST writes with "_" in one catalog and with "-" or other words in the next
_RELATIONS = {"incorporated_into": "incorporated-into", "addressed_by": "moved-to"}
_BARE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\Z")
_SHORT_NUMBER = re.compile(r"\.[0-9]\Z")
_UNVERSIONED = re.compile(r"SP_800_[0-9]+_[0-9]")


@dataclass(frozen=True, slots=True)
class KnownDefect:
    """`what` is odd, in how many places, and the first of them."""

    what: str
    number: int
    example: str


def find_defects(catalog: Mapping[str, Any]) -> tuple[KnownDefect, ...]:
    """Each kind of defect that the catalog has; the schema is not asked here."""
    nodes = list(_walk_nodes(catalog))
    found = []
    for what, list_places in _KINDS:
        places = list(list_places(catalog, nodes))
        if places:
            found.append(KnownDefect(what, len(places), places[0]))
    return tuple(found)


_Node = Mapping[str, Any]


def _walk_nodes(node: _Node) -> Iterator[_Node]:
    """Groups, controls and parts in the order of the catalog."""
    for key in ("groups", "controls", "parts"):
        for child in node.get(key, ()):
            yield child
            yield from _walk_nodes(child)


def _list_bare_links(catalog: _Node, nodes: list[_Node]) -> Iterator[str]:
    for node in nodes:
        hrefs = (str(link.get("href", "")) for link in node.get("links", ()))
        yield from (f"{node.get('id')} -> {href}" for href in hrefs if _BARE.match(href))


def _list_lost_links(catalog: _Node, nodes: list[_Node]) -> Iterator[str]:
    known = {node.get("id") for node in nodes}
    known |= {item.get("uuid") for item in catalog.get("back-matter", {}).get("resources", ())}
    for node in nodes:
        for link in node.get("links", ()):
            href = str(link.get("href", ""))
            if href.startswith("#") and href[1:] not in known:
                yield f"{node.get('id')} -> {href}"


def _list_odd_relations(catalog: _Node, nodes: list[_Node]) -> Iterator[str]:
    for node in nodes:
        for link in node.get("links", ()):
            if link.get("rel") in _RELATIONS:
                yield f"{node.get('id')}: {link['rel']}"


def _list_unordered(catalog: _Node, nodes: list[_Node]) -> Iterator[str]:
    groups = [node for node in catalog.get("groups", ()) if isinstance(node, dict)]
    order = [get_prop(group, "sort-id") or str(group.get("id", "")) for group in groups]
    for before, group, key in zip(order, groups[1:], order[1:], strict=False):
        if key < before:
            yield f"{group.get('id')} behind {before}"


def _list_short_numbers(catalog: _Node, nodes: list[_Node]) -> Iterator[str]:
    for node in nodes:
        name = str(node.get("id", ""))
        if node.get("name") in OBJECTIVE_PARTS and _SHORT_NUMBER.search(name):
            yield name


def _list_unversioned(catalog: _Node, nodes: list[_Node]) -> Iterator[str]:
    for node in nodes:
        name = str(node.get("id", ""))
        if "title" in node and _UNVERSIONED.match(name):
            yield name


_KINDS: tuple[tuple[str, Callable[[_Node, list[_Node]], Iterator[str]]], ...] = (
    ("links of withdrawn controls that are a bare number", _list_bare_links),
    ("links to ids that the catalog does not have", _list_lost_links),
    ("relations spelled with an underscore", _list_odd_relations),
    ("groups out of order", _list_unordered),
    ("numbers of objectives with one digit instead of two", _list_short_numbers),
    ("ids that do not say of which revision they are", _list_unversioned),
)
