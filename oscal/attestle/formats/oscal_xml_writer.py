"""An OSCAL tree of any model as XML: what the reader of it gives back is the tree again.

The same tree is the same bytes. What XML cannot say is written as near to it as it comes, and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from ..lazy_dataclasses import dataclass
from ..trees import Tree
from .markup_xml import (
    drop_unholdable,
    escape_text,
    write_attribute,
    write_markup_blocks,
    write_markup_line,
)
from .oscal_markdown import INSERT
from .problems import Unsayable
from .shown_prose import show_prose
from .xml_definitions import (
    NAMESPACE,
    XmlChild,
    XmlDefinition,
    find_definitions,
    load_definitions,
)
from .xml_markup import MarkupWriter

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_STEP = "  "
# A paragraph that means in markdown, in XML and in XML's markup the same: no sign of any of them,
# no line end, no two blanks in a row, and nothing that begins a block
_PLAIN = (
    r"[^\W\d_](?:[^\x00-\x20*_`~^\"\\\[\]<>&{}$|\x7f-\x9f\ue000-\uf8ff\ufffe\uffff\s]"
    r"| (?=\S))*"
)
_PLAIN_LINE = re.compile(_PLAIN)
_PLAIN_BLOCKS = re.compile(rf"{_PLAIN}(?:\n\n{_PLAIN})*")
# What a code host may take for a bare address
_MAY_LINK = re.compile(r"://|www\.|\w@\w")
_NO_ADDRESS = "a bare address with signs that have to be escaped"
_NOT_BACK = "markup that does not come back as it is written"


@dataclass(frozen=True, slots=True)
class WrittenXml:
    """The document, what of it XML cannot say, and what a reader gets for each text of markup.

    `changed` are the pointers of texts that a reader gets otherwise than they were, of the same
    meaning.
    """

    data: bytes
    unsayable: tuple[Unsayable, ...]
    changed: Mapping[str, str]


def write_xml(tree: Tree) -> WrittenXml:
    """A tree that fits the schema of its model."""
    model = next(key for key in tree if key in load_definitions()[0])
    stated = tree[model].get("metadata", {}).get("oscal-version", "")
    writer = _Writer(find_definitions(str(stated)))
    text = writer.write_object(model, load_definitions()[0][model], tree[model], f"/{model}", "")
    text = text.replace(f"<{model}", f'<{model} xmlns="{NAMESPACE}"', 1)
    return WrittenXml((_HEAD + text).encode(), tuple(writer.unsayable), writer.changed)


class _Writer:
    """Objects and values to elements, in the order of their definitions."""

    def __init__(self, definitions: Mapping[str, XmlDefinition]) -> None:
        self._definitions = definitions
        self.unsayable: list[Unsayable] = []
        self.changed: dict[str, str] = {}
        self._known: dict[tuple[str, bool, str], _Markup] = {}

    def write_object(self, element: str, name: str, tree: Tree, pointer: str, pad: str) -> str:
        definition = self._definitions[name]
        flags = "".join(self._write_flags(definition, tree, pointer))
        if definition.value is not None:
            key, data_type = definition.value
            text = self._write_value(tree[key], data_type, f"{pointer}/{key}")
            return f"{pad}<{element}{flags}>{text}</{element}>\n"
        inside = "".join(
            self._write_child(child, tree[child.key], f"{pointer}/{child.key}", pad + _STEP)
            for child in sorted(definition.children, key=lambda child: child.place)
            if child.key in tree and child.key not in definition.flags
        )
        if not inside:
            return f"{pad}<{element}{flags}/>\n"
        return f"{pad}<{element}{flags}>\n{inside}{pad}</{element}>\n"

    def _write_flags(self, definition: XmlDefinition, tree: Tree, pointer: str) -> Iterator[str]:
        for flag in definition.flags:
            if flag in tree:
                text = self._read_text(tree[flag], f"{pointer}/{flag}")
                yield write_attribute(flag, text)

    def _write_child(self, child: XmlChild, value: Any, pointer: str, pad: str) -> str:
        """What stands under a key."""
        if child.form == "bare":
            blocks = self._write_markup(value, pointer, pad, is_line=False)
            if not blocks:
                self._tell(pointer, "a text that shows nothing")
            return blocks
        if child.form == "one":
            return self._write_item(child, value, pointer, pad)
        inner = pad + _STEP if child.form == "grouped" else pad
        items = "".join(
            self._write_item(child, item, f"{pointer}/{index}", inner)
            for index, item in enumerate(value)
        )
        return f"{pad}<{child.key}>\n{items}{pad}</{child.key}>\n" if inner != pad else items

    def _write_item(self, child: XmlChild, value: Any, pointer: str, pad: str) -> str:
        name = child.element
        if child.definition is not None:
            return self.write_object(name, child.definition, value, pointer, pad)
        if child.data_type != "markup-multiline":
            text = self._write_value(value, child.data_type, pointer)
            return f"{pad}<{name}>{text}</{name}>\n"
        blocks = self._write_markup(value, pointer, pad + _STEP, is_line=False)
        return f"{pad}<{name}>\n{blocks}{pad}</{name}>\n" if blocks else f"{pad}<{name}/>\n"

    def _write_value(self, value: Any, data_type: str, pointer: str) -> str:
        if data_type == "markup-line":
            return self._write_markup(value, pointer, "", is_line=True)
        return escape_text(self._read_text(value, pointer))

    def _read_text(self, value: Any, pointer: str) -> str:
        """A value as XML has it; a number without an exponent."""
        if isinstance(value, str):
            return drop_unholdable(value, lambda what: self._tell(pointer, what))
        if isinstance(value, bool):
            return "true" if value else "false"
        return format(Decimal(repr(value)), "f")

    def _tell(self, pointer: str, what: str) -> None:
        told = Unsayable(pointer, what)
        if told not in self.unsayable[-20:]:
            self.unsayable.append(told)

    def _write_markup(self, text: str, pointer: str, pad: str, *, is_line: bool) -> str:
        markup = self._known.get((text, is_line, pad))
        if markup is None:
            markup = self._known[text, is_line, pad] = _convert_markup(text, pad, is_line=is_line)
        for what in markup.unsayable:
            self._tell(pointer, what)
        if markup.back != text:
            self.changed[pointer] = markup.back
        return markup.xml


@dataclass(frozen=True, slots=True)
class _Markup:
    """A text as XML, what a reader makes of that again, and what it cannot say."""

    xml: str
    back: str
    unsayable: tuple[str, ...] = ()


def _convert_markup(text: str, pad: str, *, is_line: bool) -> _Markup:
    """Most texts are plain, which is quicker to see than to parse."""
    bare = INSERT.sub("x", text) if "{{" in text else text
    if (_PLAIN_LINE if is_line else _PLAIN_BLOCKS).fullmatch(bare):
        xml, back = text, text
        if bare is not text:
            xml = INSERT.sub(r'<insert type="\1" id-ref="\2"/>', text)
            back = INSERT.sub(r"{{ insert: \1, \2 }}", text)
        return _Markup(xml if is_line else _wrap_paragraphs(xml, pad), back)
    found: dict[str, None] = {}
    xml = _write_markup(text, pad, found, is_line=is_line)
    back = _read_markup(xml, is_line=is_line)
    # what was told already stands in the XML otherwise than in the text
    if not found and back != text:
        again: dict[str, None] = {}
        if _write_markup(back, pad, again, is_line=is_line) != xml or again:
            found[_NOT_BACK] = None
        elif show_prose(back, is_line=is_line) != show_prose(text, is_line=is_line):
            found[_NO_ADDRESS if _MAY_LINK.search(text) else _NOT_BACK] = None
    return _Markup(xml, back, tuple(found))


def _wrap_paragraphs(xml: str, pad: str) -> str:
    return "".join(f"{pad}<p>{text}</p>\n" for text in xml.split("\n\n"))


def _write_markup(text: str, pad: str, found: dict[str, None], *, is_line: bool) -> str:
    def note(what: str) -> None:
        found[what] = None

    if is_line:
        return write_markup_line(text, note)
    return write_markup_blocks(text, note, pad)


def _read_markup(xml: str, *, is_line: bool) -> str:
    """The markdown that a reader makes of the content of an element."""
    from lxml import etree

    element = etree.fromstring(f'<p xmlns="{NAMESPACE}">{xml}</p>')
    writer = MarkupWriter(NAMESPACE, lambda *_: None)
    return writer.write_line(element) if is_line else writer.write_content(element)
