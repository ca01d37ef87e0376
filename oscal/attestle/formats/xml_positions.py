"""Line and column of pointers into the tree of an OSCAL XML document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..trees import unescape_token
from .xml_definitions import (
    NAMESPACE,
    XmlChild,
    find_definitions,
    find_root_model,
    find_stated_version,
    load_definitions,
)
from .xml_markup import BLOCKS
from .xml_source import ElementPlaces, parse_xml

if TYPE_CHECKING:
    from lxml import etree


def find_xml_positions(data: bytes, pointers: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Line and column of what each pointer into the tree stands for, or of its nearest parent."""
    root, _ = parse_xml(data)
    model = find_root_model(root) if root is not None else ""
    if root is None or not model:
        return dict.fromkeys(pointers, (1, 1))
    places, walk = ElementPlaces(root, data), _PointerWalk(root, model)
    return {pointer: places.find(*walk.find(pointer)) for pointer in pointers}


class _PointerWalk:
    """Goes from the root along pointers, and remembers the lists that it has seen."""

    def __init__(self, root: etree._Element, model: str) -> None:
        self._root = root
        self._model = model
        self._definitions = find_definitions(find_stated_version(root))
        self._lists: dict[tuple[etree._Element, str], list[etree._Element]] = {}

    def find(self, pointer: str) -> tuple[etree._Element, str]:
        """The element, and the attribute of it or "", that a pointer into the tree stands for.

        As far as the pointer leads somewhere.
        """
        first, *tokens = [unescape_token(token) for token in pointer.split("/")[1:]] or [""]
        if first != self._model:
            return self._root, ""
        return self._descend(self._root, load_definitions()[0][first], tokens)

    def _descend(
        self, element: etree._Element, name: str, tokens: list[str]
    ) -> tuple[etree._Element, str]:
        """From an element that the definition is of."""
        key, *rest = tokens or [""]
        definition = self._definitions[name]
        if key in definition.flags:
            return element, key
        child = definition.by_key.get(key)
        index = int(rest.pop(0)) if rest and rest[0].isdigit() else 0
        elements = self._list_elements(element, child) if child else []
        if child is None or index >= len(elements):
            return element, ""
        if child.definition is None:
            return elements[index], ""
        return self._descend(elements[index], child.definition, rest)

    def _list_elements(self, element: etree._Element, child: XmlChild) -> list[etree._Element]:
        place = (element, child.key)
        if place not in self._lists:
            names = BLOCKS if child.form == "bare" else (child.element,)
            tags = {f"{{{NAMESPACE}}}{name}" for name in names}
            group = element.find(f"{{{NAMESPACE}}}{child.key}")
            parent = group if child.form == "grouped" and group is not None else element
            self._lists[place] = [item for item in parent if item.tag in tags]
        return self._lists[place]
