"""An author's markdown as a tree of blocks with flat runs of text, the same for every form.

Values only: `prose_parser` reads them. What GitHub shows of a text has a node here; comments never
show, and tags beyond a small list are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from ..lazy_dataclasses import dataclass

# XML 1.0 cannot hold most of C0; C1, bidi embeddings and overrides can hide text from a reader.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

Script = Literal["", "sub", "sup"]
AlertKind = Literal["note", "tip", "important", "warning", "caution"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one manner.

    `href` is its link, as the author wrote it, and `title` that of the link; `script` sets it below
    or above the line; `key` is a key to press.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    strike: bool = False
    code: bool = False
    href: str = ""
    script: Script = ""
    key: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A hard line break."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in a line: `src` as the author wrote it, `href` the link around it."""

    src: str
    alt: str
    title: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in a line: its source with the dollars around it. It is shown as it was typed, in
    the manner of code; only markdown for a code host can do better.
    """

    text: str


@dataclass(frozen=True, slots=True)
class NoteMark:
    """Refers to a footnote: the note of that number, from 1, of `Footnotes` at the tree's end."""

    number: int


Inline = Run | Break | Image | Formula | NoteMark
Line = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: Line


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is that of the author's text; `settle_headings` makes it one of the document."""

    level: int
    line: Line


@dataclass(frozen=True, slots=True)
class CodeBlock:
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class FormulaBlock:
    """A formula by itself: its source without the dollars. Shown as code is."""

    text: str


@dataclass(frozen=True, slots=True)
class ThematicBreak:
    """A thematic break."""


@dataclass(frozen=True, slots=True)
class ProseTable:
    """`align` is left, center, right or "" per column;
    every row has as many cells as the header.
    """

    align: tuple[str, ...]
    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """A quotation that GitHub draws as a note, a tip, a warning: its kind stands above it as a
    word.
    """

    kind: AlertKind
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks that fold away under their summary where a page can fold; on paper all is shown, the
    summary in bold above.
    """

    summary: Line
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class List:
    """`start` is None for bullets.

    `checks` has one place per item where any of them is a task: whether it is done, None for an
    item that is no task. Empty for a list without tasks.
    """

    start: int | None
    items: tuple[tuple[Block, ...], ...]
    checks: tuple[bool | None, ...] = ()

    def find_check(self, place: int) -> bool | None:
        """Whether the task at a place is done; None for what is no task."""
        return self.checks[place] if self.checks else None


@dataclass(frozen=True, slots=True)
class Footnotes:
    """The notes of a text in the order of their numbers; the last block of a tree, if there is any
    note.
    """

    notes: tuple[tuple[Block, ...], ...]


Block = (
    Paragraph
    | Heading
    | CodeBlock
    | FormulaBlock
    | ThematicBreak
    | ProseTable
    | Quote
    | Alert
    | Details
    | List
    | Footnotes
)


def clean_text(text: str) -> str:
    """Without characters that XML cannot hold or that reorder what a reader sees."""
    return text if text.isascii() and text.isprintable() else _UNSAFE.sub("", text)


def plain_text(line: Line) -> str:
    """The text of a line without its manner."""
    return "".join(map(_inline_text, line))


def _inline_text(item: Inline) -> str:
    match item:
        case Run() | Formula():
            return item.text
        case Image():
            return item.alt
        case NoteMark():
            return ""
        case Break():
            return " "


def walk_blocks(tree: Sequence[Block]) -> Iterator[Block]:
    """Every block of a tree with those within it, in reading order.

    As deep as the parser lets anything nest, which Python's own stack bears.
    """
    for block in tree:
        yield block
        match block:
            case Quote() | Alert() | Details():
                yield from walk_blocks(block.blocks)
            case List():
                for item in block.items:
                    yield from walk_blocks(item)
            case Footnotes():
                for note in block.notes:
                    yield from walk_blocks(note)


def walk_lines(tree: Sequence[Block]) -> Iterator[Line]:
    """Every line of text in a tree."""
    for block in walk_blocks(tree):
        match block:
            case Paragraph() | Heading():
                yield block.line
            case Details():
                yield block.summary
            case ProseTable():
                yield from block.header
                for row in block.rows:
                    yield from row


def settle_headings(tree: Sequence[Block], below: int) -> dict[int, int]:
    """The level in the document of each heading of a tree, by `id` of its block.

    They stand below the heading of level `below`, in the order that the author gave them, and no
    level is left out between one and the next.
    """
    levels: dict[int, int] = {}
    above: list[int] = []
    for block in walk_blocks(tree):
        if not isinstance(block, Heading):
            continue
        while above and above[-1] >= block.level:
            above.pop()
        above.append(block.level)
        levels[id(block)] = below + len(above)
    return levels


def split_notes(tree: Sequence[Block]) -> tuple[Sequence[Block], tuple[tuple[Block, ...], ...]]:
    """The blocks without the footnotes, and the notes."""
    if tree and isinstance(tree[-1], Footnotes):
        return tree[:-1], tree[-1].notes
    return tree, ()
