"""Elements of WordprocessingML as light values; text is escaped and cleaned in one place, when they
become bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from ...lazy_dataclasses import dataclass
from ..prose import clean_text

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
TWIPS_PER_INCH = 1440
EMU_PER_INCH = 914400


@dataclass(slots=True)
class Node:
    """One element; `tag` and attribute names carry their prefix."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def find(self, tag: str) -> Node | None:
        return next(
            (child for child in self.children if isinstance(child, Node) and child.tag == tag), None
        )

    def all(self, tag: str) -> Iterator[Node]:
        return (child for child in self.children if isinstance(child, Node) and child.tag == tag)


def w(name: str, /, *children: Node | str | None, **attrs: object) -> Node:
    """An element of the main namespace; None among the children is left out, and attributes take
    the prefix too.
    """
    return Node(
        f"w:{name}",
        {f"w:{key}": str(value) for key, value in attrs.items()},
        [child for child in children if child is not None],
    )


def node(tag: str, attrs: dict[str, object], *children: Node | str) -> Node:
    return Node(tag, {key: str(value) for key, value in attrs.items()}, list(children))


def text(value: str) -> Node:
    return Node("w:t", {"xml:space": "preserve"}, [value])


def write_part(root: Node) -> bytes:
    """A whole part, with the namespaces on its root."""
    root.attrs = (
        {f"xmlns:{prefix}": uri for prefix, uri in NAMESPACES.items()}
        | {"mc:Ignorable": "w14"}
        | root.attrs
    )
    pieces: list[str] = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']
    _write(root, pieces)
    return "".join(pieces).encode("utf-8", "replace")


def _write(item: Node, pieces: list[str]) -> None:
    attrs = "".join(
        f' {key}="{escape(value, attribute=True)}"' for key, value in item.attrs.items()
    )
    if not item.children:
        pieces.append(f"<{item.tag}{attrs}/>")
        return
    pieces.append(f"<{item.tag}{attrs}>")
    for child in item.children:
        if isinstance(child, str):
            pieces.append(escape(child))
        else:
            _write(child, pieces)
    pieces.append(f"</{item.tag}>")


def escape(value: str, *, attribute: bool = False) -> str:
    value = clean_text(value)
    if "&" in value or "<" in value or ">" in value:
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return value.replace('"', "&quot;").replace("\n", " ") if attribute else value


def paragraph(style: str, runs: Iterable[Node], *properties: Node) -> Node:
    """A paragraph in a named style; `properties` in the order of the schema."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), *runs)


def run(value: str, style: str = "", *properties: Node) -> Node:
    """A run of text, in a character style where one is named."""
    settings = ([w("rStyle", val=style)] if style else []) + list(properties)
    return w("r", w("rPr", *settings) if settings else None, text(value))


def line_break() -> Node:
    return w("r", w("br"))


def tab() -> Node:
    return w("r", w("tab"))


def field_runs(instruction: str, result: str) -> list[Node]:
    """A complex field with the result a reader sees until Word works it out anew."""
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", Node("w:instrText", {"xml:space": "preserve"}, [f" {instruction} "])),
        w("r", w("fldChar", fldCharType="separate")),
        w("r", text(result)),
        w("r", w("fldChar", fldCharType="end")),
    ]
