"""What stands where in OSCAL XML: the table that is built from OSCAL's own definitions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from .. import data as shipped_data
from ..lazy_dataclasses import dataclass
from .xml_markup import BLOCKS, name_element

if TYPE_CHECKING:
    from lxml import etree

NAMESPACE = "http://csrc.nist.gov/ns/oscal/1.0"
# Attributes that a release had where later ones have elements: release -> definition -> data types
_EARLIER_FLAGS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "1.2.0": {"confidence-score": {"category": "string", "percentage": "decimal"}}
}
# The keys in JSON of elements that later releases have under another one
_EARLIER_KEYS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    release: {"result": {"props": "prop"}} for release in ("1.0.0", "1.0.1")
}


@dataclass(frozen=True, slots=True)
class XmlChild:
    """A child element: its name, the key in JSON, and what it holds.

    Either the definition of an object or the data type of a value. `form` is one, list, grouped
    (in an element of the key's name) or bare (markup without an element of its own). `place` is
    where it stands among its siblings; alternatives share one.
    """

    element: str
    key: str
    definition: str | None
    data_type: str
    form: str
    place: int


@dataclass(frozen=True, slots=True)
class XmlDefinition:
    """What an object has: attributes with their data types, a value under a key, children."""

    flags: Mapping[str, str]
    value: tuple[str, str] | None
    children: tuple[XmlChild, ...]
    by_element: Mapping[str, XmlChild]
    by_key: Mapping[str, XmlChild]


@cache
def load_definitions() -> tuple[Mapping[str, str], Mapping[str, XmlDefinition]]:
    """The definition of each model, and every definition by its name."""
    table = json.loads(shipped_data.read_data("schema/xml.json"))
    return table["roots"], {name: _load_definition(rows) for name, rows in table["defs"].items()}


def _load_definition(rows: Mapping[str, Any]) -> XmlDefinition:
    children = tuple(
        XmlChild(element, key, definition, data_type or "", form, place)
        for element, key, definition, data_type, form, place in rows.get("model", ())
    )
    value = tuple(rows["value"]) if "value" in rows else None
    return _make_definition(dict(rows.get("flags", ())), value, children)


def _make_definition(
    flags: Mapping[str, str], value: tuple[str, str] | None, children: tuple[XmlChild, ...]
) -> XmlDefinition:
    by_element: dict[str, XmlChild] = {}
    for child in children:
        # the blocks of bare markup stand where its element would
        names = BLOCKS if child.form == "bare" else [_name_outer_element(child)]
        by_element.update(dict.fromkeys(names, child))
    return XmlDefinition(
        flags, value, children, by_element, {child.key: child for child in children}
    )


def _name_outer_element(child: XmlChild) -> str:
    """The element that stands among the siblings."""
    return child.key if child.form == "grouped" else child.element


def find_stated_version(root: etree._Element) -> str:
    """The version that a document states, "" if none."""
    return root.findtext(f"{{{NAMESPACE}}}metadata/{{{NAMESPACE}}}oscal-version") or ""


def find_definitions(version: str) -> Mapping[str, XmlDefinition]:
    """Every definition by its name, as the version has it that a document states."""
    release = version.strip().removeprefix("v")
    earlier = {
        name: replace(
            load_definitions()[1][name], flags={**load_definitions()[1][name].flags, **more}
        )
        for name, more in _EARLIER_FLAGS.get(release, {}).items()
    }
    for name, keys in _EARLIER_KEYS.get(release, {}).items():
        definition = load_definitions()[1][name]
        children = tuple(
            replace(child, key=keys.get(child.key, child.key)) for child in definition.children
        )
        earlier[name] = _make_definition(definition.flags, definition.value, children)
    return {**load_definitions()[1], **earlier} if earlier else load_definitions()[1]


def find_root_model(root: etree._Element) -> str:
    """The model of a document by its root element, "" if it is none of OSCAL."""
    name = name_element(root)
    return name if root.tag == f"{{{NAMESPACE}}}{name}" and name in load_definitions()[0] else ""


def find_child(item: etree._Element, definition: XmlDefinition) -> XmlChild | None:
    """What an element is among the children of an object; None if it is none of them."""
    tag = str(item.tag)
    prefix = f"{{{NAMESPACE}}}"
    return definition.by_element.get(tag[len(prefix) :]) if tag.startswith(prefix) else None
