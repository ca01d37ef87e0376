"""What in an author's text leads somewhere, or will not print as a code host shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from markdown_it.token import Token

from ..lazy_dataclasses import dataclass
from .emoji_codes import list_unknown_codes
from .gfm_parser import AS_TYPED, is_too_deep, parse_tokens
from .html_tags import list_foreign_tags

ConstructKind = Literal[
    "tag", "formula", "drawing", "emoji", "nesting", "brackets", "link", "picture"
]
# Languages of a fence that a code host draws
DRAWINGS = ("mermaid", "math", "geojson", "topojson", "stl")
_FORMULAS = ("math_inline", "math_block")


@dataclass(frozen=True, slots=True)
class Construct:
    """`text` is the name of a tag, the target of a link, the language of a drawing; `line` counts
    from 0.
    """

    kind: ConstructKind
    line: int
    text: str = ""


def find_constructs(text: str) -> tuple[Construct, ...]:
    """In reading order; footnotes come last."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    tokens = parse_tokens(plain)
    if is_too_deep(tokens):
        return (Construct("nesting", 0),)
    return tuple(_walk_blocks(tokens))


def _walk_blocks(tokens: list[Token]) -> Iterator[Construct]:
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        match token.type:
            case "inline":
                yield from _walk_inlines(token.children or [], line)
            case "html_block":
                for offset, name in list_foreign_tags(token.content):
                    yield Construct("tag", line + token.content.count("\n", 0, offset), name)
            case "fence" if (language := token.info.partition(" ")[0].lower()) in DRAWINGS:
                yield Construct("drawing", line, language)
            case kind if kind in _FORMULAS:
                yield Construct("formula", line)


def _walk_inlines(tokens: list[Token], first: int) -> Iterator[Construct]:
    line = first
    for token in tokens:
        yield from _read_inline(token, line)
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        elif token.type != "text":
            line += token.content.count("\n")


def _read_inline(token: Token, line: int) -> Iterator[Construct]:
    match token.type:
        case "html_inline":
            for _, name in list_foreign_tags(token.content):
                yield Construct("tag", line, name)
        case "image":
            yield Construct("picture", line, str(token.attrGet("src") or ""))
        case "link_open":
            yield Construct("link", line, str(token.attrGet("href") or ""))
        case "text" if token.content == AS_TYPED:
            yield Construct("brackets", line)
        case "text":
            yield from (
                Construct("emoji", line, code) for code in list_unknown_codes(token.content)
            )
        case kind if kind in _FORMULAS:
            yield Construct("formula", line)
