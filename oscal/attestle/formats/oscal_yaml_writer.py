"""An OSCAL tree as YAML that people read and any reader of YAML takes alike, 1.1 or 1.2.

Prose stands in block scalars: line by line where it has lines, else folded at words. Text that some
reader could take for anything but text is in quotes. The same tree is the same bytes.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

# Text without quotes: it begins with a letter and has no sign that YAML reads
_PLAIN = re.compile(r"""[^\W\d_](?:[\w./()+@%'";=?&~*#-]|[ ,](?=[\w(])|:(?=[\w/]))*""")
# What a reader of YAML 1.1 or 1.2 takes for something else
_WORDS = re.compile(r"(?:y|n|yes|no|on|off|true|false|null)\Z", re.IGNORECASE)
# What a block scalar would lose or turn into another line end
_NO_BLOCK = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# As wide as the lines of a text are folded, its indentation not counted
_WIDTH = 100
_NARROWEST = 40


def write_yaml_document(tree: Any) -> bytes:
    """A mapping, list or value as a document of its own."""
    return "".join(_write_node(tree, 0)).lstrip("\n").encode()


def _write_node(value: Any, indent: int) -> Iterator[str]:
    """What stands behind a key or a dash, with the line end; `indent` is that of what is below."""
    if isinstance(value, dict) and value:
        yield "\n"
        yield from _write_mapping(value, indent)
    elif isinstance(value, list) and value:
        yield "\n"
        for item in value:
            yield f"{' ' * indent}-"
            yield from _write_item(item, indent)
    elif isinstance(value, str):
        yield f" {_write_text(value, indent)}\n"
    else:
        yield f" {_write_number(value) if isinstance(value, float) else json.dumps(value)}\n"


def _write_mapping(value: dict[str, Any], indent: int) -> Iterator[str]:
    for key, item in value.items():
        yield f"{' ' * indent}{_write_key(key)}:"
        yield from _write_node(item, indent + 2)


def _write_item(item: Any, indent: int) -> Iterator[str]:
    """The first key of a mapping stands on the line of its dash."""
    if isinstance(item, dict) and item:
        first, *rest = _write_mapping(item, indent + 2)
        yield f" {first.lstrip(' ')}"
        yield from rest
    else:
        yield from _write_node(item, indent + 2)


def _write_number(value: float) -> str:
    """Without an exponent, which readers of YAML 1.1 take for text."""
    text = format(Decimal(repr(value)), "f")
    return text if "." in text else f"{text}.0"


def _write_key(key: str) -> str:
    return key if _PLAIN.fullmatch(key) and not _WORDS.match(key) else _quote(key)


def _write_text(text: str, indent: int) -> str:
    if "\n" in text.strip("\n") and not _NO_BLOCK.search(text):
        return _write_literal(text, indent)
    width = max(_WIDTH - indent, _NARROWEST)
    if len(text) > width and not _NO_BLOCK.search(text) and "\n" not in text:
        folded = _fold(text, width, indent)
        if folded:
            return folded
    if _PLAIN.fullmatch(text) and not _WORDS.match(text):
        return text
    return _quote(text)


def _quote(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _write_literal(text: str, indent: int) -> str:
    """Line by line. Where the first begins with a blank the indentation has to be said."""
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    said = "2" if text[0] in " \t\n" else ""
    chomping = "-" if not ends else "" if ends == 1 else "+"
    pad = " " * indent
    lines = [pad + line if line else "" for line in body.split("\n")] + [""] * (ends - 1)
    return f"|{said}{chomping}\n" + "\n".join(lines)


def _fold(text: str, width: int, indent: int) -> str:
    """Lines broken where one blank stands alone between words; "" where that would change it."""
    if "  " in text or "\t" in text or text != text.strip():
        return ""
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    if " ".join(lines) != text:
        return ""
    pad = " " * indent
    return ">-\n" + "\n".join(pad + line for line in lines)
