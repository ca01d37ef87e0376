"""How high the lines of a template's styles are, so that the contents name the right pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from .docx_styles import STYLES, Style
from .docx_template_styles import TemplateStyles
from .ooxml import Node

# Of a style that says nothing, and of documents that say nothing either
_SIZE = 20
_LINE = 240
# Beyond these no line fits a page: such a figure is taken for a slip
_MOST_SIZE = 200
_MOST_SPACE = 6000


def measure_styles(template: TemplateStyles) -> Mapping[str, Style]:
    """Every style with its own sizes, or with those that it has in the template."""
    nodes = {item.attrs["w:styleId"]: item for item in template.further} | dict(template.own)
    return {
        key: _measure(style, [*_list_chain(key, nodes), template.defaults])
        if key in template.own
        else style
        for key, style in STYLES.items()
    }


def _list_chain(key: str, nodes: Mapping[str, Node]) -> Iterator[Node]:
    """A style and what it is based on; a circle ends where it closes."""
    seen: set[str] = set()
    while key in nodes and key not in seen:
        seen.add(key)
        yield nodes[key]
        based = nodes[key].find("w:basedOn")
        key = based.attrs["w:val"] if based else ""


def _measure(style: Style, chain: list[Node | None]) -> Style:
    read = _SizeReader([item for item in chain if item is not None])
    exact = read.find("w:pPr", "w:spacing", "w:lineRule") in ("exact", "atLeast")
    return replace(
        style,
        size=read.measure("w:rPr", "w:sz", "w:val", _SIZE, _MOST_SIZE),
        before=read.measure("w:pPr", "w:spacing", "w:before", 0, _MOST_SPACE),
        after=read.measure("w:pPr", "w:spacing", "w:after", 0, _MOST_SPACE),
        line=_LINE if exact else read.measure("w:pPr", "w:spacing", "w:line", _LINE, _MOST_SPACE),
        left=read.measure("w:pPr", "w:ind", "w:left", 0, _MOST_SPACE),
        bold=read.find("w:rPr", "w:b", "w:val") not in ("", "0", "false"),
    )


class _SizeReader:
    """What the first of several styles, or the document, says of a property."""

    def __init__(self, chain: list[Node]) -> None:
        self.chain = chain

    def find(self, settings: str, name: str, attribute: str) -> str:
        for item in self.chain:
            holder = item.find(f"{settings}Default") if item.tag == "w:docDefaults" else item
            properties = holder.find(settings) if holder else None
            found = properties.find(name) if properties else None
            if found is not None and (attribute in found.attrs or name == "w:b"):
                return found.attrs.get(attribute, "1")
        return ""

    def measure(self, settings: str, name: str, attribute: str, none: int, most: int) -> int:
        value = self.find(settings, name, attribute)
        return int(value) if value.isdecimal() and int(value) <= most else none
