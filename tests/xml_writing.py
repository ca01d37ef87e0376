"""OSCAL trees written as XML, from the structure of OSCAL itself and not from the table that the
reader uses: what one of them has wrong, the other does not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from markdown_it import MarkdownIt

from conftest import ROOT

NAMESPACE = "http://csrc.nist.gov/ns/oscal/1.0"
STRUCTURE: dict[str, Any] = json.loads(
    (ROOT / "tools/content/oscal-1.2.1/structure.json").read_bytes()
)
DEFINITIONS: dict[str, Any] = STRUCTURE["definitions"]
# Markdown of each kind and the XML that it stands for
LINE = "Doors *and* `windows`"
LINE_XML = "Doors <em>and</em> <code>windows</code>"
BLOCKS = "First.\n\n- one\n- two"
BLOCKS_XML = "<p>First.</p><ul><li>one</li><li>two</li></ul>"
_VALUES: dict[str, Any] = {
    "markup-line": LINE,
    "markup-multiline": BLOCKS,
    "boolean": True,
    "non-negative-integer": 0,
    "positive-integer": 7,
    "decimal": 0.25,
    "uuid": "0f0f2f5e-3a54-4d2b-9d3c-0a6a5c3e7b11",
    "date-time-with-timezone": "2026-01-01T00:00:00Z",
    "uri": "https://example.com/a?b=1&c=2",
    "uri-reference": "#x",
    "base64": "QUJD",
}
Markup = Callable[[str, bool], str]


def write_known_markup(text: str, blocks: bool) -> str:
    """The XML of a text that `make_full_document` puts into a document."""
    return BLOCKS_XML if blocks else LINE_XML


_PAGE = MarkdownIt("commonmark", {"xhtmlOut": True}).enable("table")
_INSERT = re.compile(r"\{\{ insert: ([\w-]+), ([\w.-]+) \}\}")


def write_any_markup(text: str, blocks: bool) -> str:
    """The XML of any markdown, as a reader of CommonMark sees it."""
    page = _PAGE.render(text) if blocks else _PAGE.renderInline(text)
    page = re.sub(r"<pre><code[^>]*>", "<pre>", page).replace("</code></pre>", "</pre>")
    page = re.sub(r"</?t(?:head|body)>", "", page)
    page = re.sub(r' style="text-align:(\w+)"', r' align="\1"', page)
    return _INSERT.sub(r'<insert type="\1" id-ref="\2"/>', page)


def is_object(name: str) -> bool:
    definition = DEFINITIONS[name]
    return definition["kind"] == "assembly" or bool(definition.get("flags"))


def json_key(item: dict[str, Any]) -> str:
    return str(item.get("group-as", item["name"]))


def make_full_document(model: str, alternative: int) -> dict[str, Any]:
    """A document with every attribute and every element of its model, two of each list.

    Of alternatives the one of that number, or the last.
    """
    return {model: _make_object(STRUCTURE["roots"][model], alternative, ())}


def _make_object(name: str, alternative: int, above: tuple[str, ...]) -> dict[str, Any]:
    definition = DEFINITIONS[name]
    tree = {flag["name"]: _make_value(flag["def"]) for flag in definition.get("flags", ())}
    if definition["kind"] == "field":
        tree[definition["json-value-key"]] = _make_value(name)
    items = definition.get("model", ())
    options = [json_key(item) for item in items if "choice" in item]
    chosen = options[min(alternative, len(options) - 1)] if options else ""
    for item in items:
        key, child = json_key(item), item["def"]
        if ("choice" in item and key != chosen) or child in above:
            continue
        value = (
            _make_object(child, alternative, (*above, name, child))
            if is_object(child)
            else _make_value(child)
        )
        tree[key] = [value, value] if "group-as" in item else value
    return tree


def _make_value(name: str) -> Any:
    return _VALUES.get(DEFINITIONS[name].get("as-type", "string"), "a-word")


def write_xml(tree: dict[str, Any], markup: Markup = write_known_markup) -> bytes:
    """The document as XML, each element on a line of its own."""
    [(model, body)] = tree.items()
    text = _write_object(model, STRUCTURE["roots"][model], body, markup)
    text = text.replace(f"<{model}", f'<{model} xmlns="{NAMESPACE}"', 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _write_object(element: str, name: str, tree: dict[str, Any], markup: Markup) -> str:
    definition = DEFINITIONS[name]
    flags = "".join(
        f" {flag['name']}={quoteattr(_write_value(tree[flag['name']]))}"
        for flag in definition.get("flags", ())
        if flag["name"] in tree
    )
    if definition["kind"] == "field":
        value = tree[definition["json-value-key"]]
        return f"<{element}{flags}>{escape(_write_value(value))}</{element}>"
    inside = "\n".join(
        _write_item(item, tree[json_key(item)], markup)
        for item in definition.get("model", ())
        if json_key(item) in tree
    )
    return f"<{element}{flags}>\n{inside}\n</{element}>" if inside else f"<{element}{flags}/>"


def _write_item(item: dict[str, Any], value: Any, markup: Markup) -> str:
    values = value if isinstance(value, list) else [value]
    text = "\n".join(_write_child(item, one, markup) for one in values)
    if item.get("in-xml") == "GROUPED":
        return f"<{item['group-as']}>\n{text}\n</{item['group-as']}>"
    return text


def _write_child(item: dict[str, Any], value: Any, markup: Markup) -> str:
    name, child = item["name"], item["def"]
    if is_object(child):
        return _write_object(name, child, value, markup)
    kind = DEFINITIONS[child].get("as-type", "string")
    if not kind.startswith("markup"):
        return f"<{name}>{escape(_write_value(value))}</{name}>"
    text = markup(value, kind == "markup-multiline")
    return text if item.get("in-xml") == "UNWRAPPED" else f"<{name}>{text}</{name}>"


def _write_value(value: Any) -> str:
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return json.dumps(value) if isinstance(value, bool | int | float) else str(value)
