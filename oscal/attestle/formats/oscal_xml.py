"""OSCAL XML of any model to the tree that JSON of the same document gives.

What stands where is a table built from OSCAL's own definitions. What has no place in the tree is a
problem, never silence; what a value must look like is left to the schema, as for JSON.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..lazy_dataclasses import dataclass
from ..nearest import ask_nearest
from ..trees import Tree
from .problems import Problem, Unsayable
from .xml_definitions import (
    NAMESPACE,
    XmlChild,
    XmlDefinition,
    find_child,
    find_definitions,
    find_root_model,
    find_stated_version,
    load_definitions,
)
from .xml_markup import BLOCKS, MarkupWriter, name_element
from .xml_source import ElementPlaces, find_root, parse_xml

if TYPE_CHECKING:
    from lxml import etree

# What the namespaces of every version of OSCAL begin with
_FAMILY = "csrc.nist.gov/ns/oscal"
# Attributes of this namespace speak to tools about the file, such as where its schema lies
_SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
# More digits are no number that JSON holds exactly; they stay text, which the schema refuses
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}\Z")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")
# Data types that XML Schema reads without the blanks around them
_TRIMMED = ("date", "date-time-with-timezone", "uri", "uri-reference")


@dataclass(frozen=True, slots=True)
class XmlDocument:
    """The tree, None if the file is no OSCAL XML, and what is wrong with the file.

    A tree with problems lacks what they are about. `left_out` is sound, and markdown has no place
    for it.
    """

    tree: Tree | None
    problems: tuple[Problem, ...]
    left_out: tuple[Unsayable, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mistake:
    """What is wrong at an element, or at an attribute of it."""

    element: etree._Element
    attribute: str
    message: str
    hint: str
    pointer: str


def looks_like_oscal(beginning: bytes) -> bool:
    """Whether a file begins like OSCAL XML, be it broken, or in no namespace by mistake."""
    root = find_root(beginning)
    if root is None:
        return _FAMILY.encode() in beginning
    return root.name in load_definitions()[0] and (not root.namespace or _FAMILY in root.namespace)


def read_xml(data: bytes) -> XmlDocument:
    """The tree of an OSCAL document, and every problem with its line and column."""
    root, problems = parse_xml(data)
    if root is None:
        return XmlDocument(None, problems)
    model = find_root_model(root)
    if not model:
        return XmlDocument(None, (_report_root(root, data),))
    reader = _Reader(find_definitions(find_stated_version(root)))
    body = reader.read_object(root, load_definitions()[0][model], f"/{model}")
    mistakes = _place_mistakes(reader.mistakes, root, data)
    return XmlDocument({model: body}, mistakes, tuple(reader.left_out))


def _report_root(root: etree._Element, data: bytes) -> Problem:
    models, name = load_definitions()[0], name_element(root)
    line, column = ElementPlaces(root, data).find(root)
    if name not in models:
        hint = f"one of: {', '.join(models)}"
        return Problem("OSC003", f'"{name}" is no OSCAL model', line, column, hint)
    return Problem(
        "OSC003",
        f"<{name}> is {_name_namespace(root)}, not in that of OSCAL",
        line,
        column,
        f'write <{name} xmlns="{NAMESPACE}" ...>',
    )


def _name_namespace(element: etree._Element) -> str:
    namespace = str(element.tag).rpartition("}")[0].removeprefix("{")
    return f'in the namespace "{namespace}"' if namespace else "in no namespace"


def _place_mistakes(
    mistakes: list[_Mistake], root: etree._Element, data: bytes
) -> tuple[Problem, ...]:
    """OSC002, each where it stands. Only a file that has one is gone through for places."""
    if not mistakes:
        return ()
    places = ElementPlaces(root, data)
    return tuple(
        Problem(
            "OSC002",
            item.message,
            *places.find(item.element, item.attribute),
            item.hint,
            item.pointer,
        )
        for item in mistakes
    )


class _Reader:
    """Elements to objects and values; what has no place becomes a mistake."""

    def __init__(self, definitions: Mapping[str, XmlDefinition]) -> None:
        self._definitions = definitions
        self.mistakes: list[_Mistake] = []
        self.left_out: list[Unsayable] = []
        self._pointer = ""
        self._markup = MarkupWriter(NAMESPACE, self._report_markup, self._leave_out)

    def read_object(self, element: etree._Element, name: str, pointer: str) -> Tree:
        """An object in the order of its definition."""
        definition = self._definitions[name]
        tree = self._read_flags(element, definition.flags, pointer)
        if definition.value is not None:
            key, data_type = definition.value
            tree[key] = self._read_value(element, data_type, f"{pointer}/{key}")
            return tree
        self._refuse_text(element, pointer)
        found = self._sort_children(element, definition, pointer)
        for child in definition.children:
            elements = found.get(child.key)
            if elements:
                tree[child.key] = self._read_child(child, elements, f"{pointer}/{child.key}")
        return tree

    def _report(
        self, element: etree._Element, pointer: str, message: str, hint: str = "", flag: str = ""
    ) -> None:
        self.mistakes.append(_Mistake(element, flag, message, hint, pointer))

    def _leave_out(self, what: str) -> None:
        self.left_out.append(Unsayable(self._pointer, what))

    def _report_markup(
        self, element: etree._Element, attribute: str, message: str, hint: str
    ) -> None:
        self._report(element, self._pointer, message, hint, attribute)

    def _read_flags(self, element: etree._Element, flags: Mapping[str, str], pointer: str) -> Tree:
        for name in element.attrib:
            if name not in flags and not str(name).startswith(_SCHEMA_INSTANCE):
                where = name_element(element)
                message = f'<{where}> has no attribute "{_show_name(str(name))}"'
                self._report(element, pointer, message, ask_nearest(str(name), flags), str(name))
        return {
            name: _convert(element.attrib[name], data_type)
            for name, data_type in flags.items()
            if name in element.attrib
        }

    def _refuse_text(self, element: etree._Element, pointer: str) -> None:
        """Text between the children, where only elements may stand."""
        strays = [element] if (element.text or "").strip() else []
        strays += [child for child in element if (child.tail or "").strip()]
        if strays:
            # the element before the first of them is as near to it as places are known
            message = f"text stands directly in <{name_element(element)}>"
            hint = "put it into the element that it belongs to"
            self._report(strays[0], pointer, message, hint)

    def _sort_children(
        self, element: etree._Element, definition: XmlDefinition, pointer: str
    ) -> dict[str, list[etree._Element]]:
        """The child elements by the key they have in JSON;
        what is strange or out of order is told.
        """
        found: dict[str, list[etree._Element]] = {}
        misplaced: set[str] = set()
        last: tuple[int, etree._Element] = (-1, element)
        for item in element:
            child = find_child(item, definition)
            if child is None:
                self._report_unknown(item, element, definition, pointer)
                continue
            found.setdefault(child.key, []).append(item)
            if child.place >= last[0]:
                last = (child.place, item)
            elif child.key not in misplaced:
                # once of each key: the others stand beside it
                misplaced.add(child.key)
                name, before = name_element(item), name_element(last[1])
                message = f"<{name}> stands behind <{before}>, and OSCAL wants it before"
                self._report(item, pointer, message, f"move it before the first <{before}>")
        return found

    def _report_unknown(
        self,
        item: etree._Element,
        parent: etree._Element,
        definition: XmlDefinition,
        pointer: str,
    ) -> None:
        name, where = name_element(item), name_element(parent)
        if item.tag != f"{{{NAMESPACE}}}{name}":
            message = f"<{name}> is {_name_namespace(item)}, not in that of OSCAL"
            self._report(item, pointer, message, f"OSCAL has no place for it in <{where}>")
            return
        # blocks of markup are near to any short name
        names = [known for known in definition.by_element if known not in BLOCKS]
        message = f"<{name}> cannot stand in <{where}>"
        self._report(item, pointer, message, ask_nearest(name, names))

    def _read_child(self, child: XmlChild, elements: list[etree._Element], pointer: str) -> Any:
        """What stands under a key."""
        if child.form == "bare":
            self._pointer = pointer
            return self._markup.write_blocks(elements)
        if child.form != "list":
            self._report_repeats(elements, pointer)
        if child.form == "one":
            return self._read_item(child, elements[0], pointer)
        if child.form == "grouped":
            elements = self._open_group(child, elements[0], pointer)
        return [
            self._read_item(child, item, f"{pointer}/{index}")
            for index, item in enumerate(elements)
        ]

    def _report_repeats(self, elements: list[etree._Element], pointer: str) -> None:
        for item in elements[1:]:
            message = f"<{name_element(item)}> stands again, and OSCAL has one here"
            self._report(item, pointer, message, "keep one of them")

    def _open_group(
        self, child: XmlChild, group: etree._Element, pointer: str
    ) -> list[etree._Element]:
        """The elements of a list that has an element of its own around it."""
        self._read_flags(group, {}, pointer)
        self._refuse_text(group, pointer)
        inside = XmlDefinition({}, None, (child,), {child.element: child}, {})
        return self._sort_children(group, inside, pointer).get(child.key, [])

    def _read_item(self, child: XmlChild, element: etree._Element, pointer: str) -> Any:
        if child.definition is not None:
            return self.read_object(element, child.definition, pointer)
        self._read_flags(element, {}, pointer)
        return self._read_value(element, child.data_type, pointer)

    def _read_value(self, element: etree._Element, data_type: str, pointer: str) -> Any:
        self._pointer = pointer
        if data_type == "markup-line":
            return self._markup.write_line(element)
        if data_type == "markup-multiline":
            return self._markup.write_content(element)
        for item in element:
            message = f"<{name_element(item)}> stands in <{name_element(element)}>"
            self._report(item, pointer, f"{message}, which holds plain text", "remove it")
        return _convert(element.text or "", data_type)


def _show_name(attribute: str) -> str:
    return attribute.rpartition("}")[2]


def _convert(text: str, data_type: str) -> Any:
    """Text as the value that JSON has; text that is no such value stays for the schema to
    refuse.
    """
    if data_type == "boolean":
        return _BOOLEANS.get(text.strip(), text)
    if data_type.endswith("integer") and _INTEGER.match(text.strip()):
        return int(text)
    if data_type == "decimal" and _DECIMAL.match(text.strip()):
        return int(text) if _INTEGER.match(text.strip()) else float(text)
    if data_type == "base64":
        return "".join(text.split())
    return text.strip() if data_type in _TRIMMED else text
