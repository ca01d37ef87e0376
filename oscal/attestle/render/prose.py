"""An author's markdown as a tree of blocks with flat runs of text, the same for every form.

Comments never show, raw HTML is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

DEEPEST = 60
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_BREAK = re.compile(r"<br\s*/?>\Z", re.I)
# XML 1.0 cannot hold most of C0; C1, bidi embeddings and overrides can hide text from a reader.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

_OPENING = (
    "blockquote_open",
    "bullet_list_open",
    "ordered_list_open",
    "list_item_open",
    "table_open",
)
_CLOSING = tuple(name.replace("open", "close") for name in _OPENING)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one manner. `href` is its link, as the author wrote it."""

    text: str
    strong: bool = False
    emphasis: bool = False
    strike: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A hard line break."""


@dataclass(frozen=True, slots=True)
class Image:
    src: str
    alt: str


Inline = Run | Break | Image
Line = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: Line


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    line: Line


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


@dataclass(frozen=True, slots=True)
class Table:
    """`align` is left, center, right or "" per column; every row has as many cells as the header."""

    align: tuple[str, ...]
    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class List:
    """`start` is None for bullets."""

    start: int | None
    items: tuple[tuple[Block, ...], ...]


Block = Paragraph | Heading | Code | Rule | Table | Quote | List


def clean(text: str) -> str:
    """Without characters that XML cannot hold or that reorder what a reader sees."""
    return text if text.isascii() and text.isprintable() else _UNSAFE.sub("", text)


def blocks(markdown: str) -> tuple[Block, ...]:
    """The blocks of a text.

    What is nested deeper than anyone reads is shown as it was typed, so that no word is lost.
    """
    text = clean(markdown.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        return ()
    tokens = _parser().parse(text)
    if any(token.level >= DEEPEST for token in tokens):
        return (Code(text.strip("\n")),)
    return _tree(tokens)


def plain(line: Line) -> str:
    """The text of a line without its manner."""
    return "".join(
        item.text if isinstance(item, Run) else item.alt if isinstance(item, Image) else " "
        for item in line
    )


def highest_heading(tree: Sequence[Block]) -> int:
    """The level of the top heading, 1 if there is none."""
    return min((block.level for block in tree if isinstance(block, Heading)), default=1)


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": DEEPEST + 10}).enable(["table", "strikethrough"])


@dataclass(slots=True)
class _Open:
    """A container whose end has not been seen."""

    token: Token
    blocks: list[Block] = field(default_factory=list)
    items: list[tuple[Block, ...]] = field(default_factory=list)
    rows: list[list[Line]] = field(default_factory=list)
    align: list[str] = field(default_factory=list)


def _tree(tokens: Sequence[Token]) -> tuple[Block, ...]:
    """One pass with a stack of its own, so that depth costs no recursion."""
    stack = [_Open(Token("root", "", 0))]
    line: Line = ()
    for token in tokens:
        if token.type in _OPENING:
            stack.append(_Open(token))
        elif token.type in _CLOSING:
            _close(stack)
        elif token.type == "inline":
            line = tuple(_merged(_inlines(token.children or [])))
        elif token.type in ("tr_open", "th_open", "td_open", "th_close", "td_close"):
            _table_token(token, stack[-1], line)
        else:
            stack[-1].blocks.extend(_leaf(token, line))
        if token.nesting < 0 or token.type in ("th_open", "td_open"):
            line = ()
    return tuple(stack[0].blocks)


def _leaf(token: Token, line: Line) -> Iterator[Block]:
    match token.type:
        case "paragraph_close" if line:
            yield Paragraph(line)
        case "heading_close" if line:
            yield Heading(int(token.tag[1]), line)
        case "fence" | "code_block":
            words = token.info.split()
            yield Code(token.content.removesuffix("\n"), words[0] if words else "")
        case "hr":
            yield Rule()
        case "html_block":
            yield from _html(token.content)
        case _:
            return


def _table_token(token: Token, table: _Open, line: Line) -> None:
    match token.type:
        case "tr_open":
            table.rows.append([])
        case "th_open":
            table.align.append(str(token.attrGet("style") or "").removeprefix("text-align:"))
        case "th_close" | "td_close":
            table.rows[-1].append(line)


def _close(stack: list[_Open]) -> None:
    """Put the finished container into the one around it."""
    done, around = stack.pop(), stack[-1]
    match done.token.type:
        case "list_item_open":
            around.items.append(tuple(done.blocks))
        case "bullet_list_open":
            around.blocks.append(List(None, tuple(done.items)))
        case "ordered_list_open":
            start = done.token.attrGet("start")
            around.blocks.append(List(1 if start is None else int(start), tuple(done.items)))
        case "blockquote_open":
            if done.blocks:
                around.blocks.append(Quote(tuple(done.blocks)))
        case _:
            width = len(done.align)
            rows = tuple(tuple((*row, *((),) * width)[:width]) for row in done.rows)
            around.blocks.append(Table(tuple(done.align), rows[0], rows[1:]))


def _html(content: str) -> Iterator[Block]:
    """Raw HTML shows as the text that was typed; comments do not show."""
    text = _COMMENT.sub("", content).strip()
    if text:
        yield Paragraph(tuple(_lines_of(text)))


def _lines_of(text: str) -> Iterator[Inline]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Break()
        yield Run(line.strip())


def _inlines(tokens: Sequence[Token]) -> Iterator[Inline]:
    manner = Run("")
    counts = {"strong": 0, "em": 0, "s": 0}
    for token in tokens:
        if token.tag in counts and token.nesting:
            counts[token.tag] += token.nesting
            manner = replace(
                manner,
                strong=counts["strong"] > 0,
                emphasis=counts["em"] > 0,
                strike=counts["s"] > 0,
            )
            continue
        match token.type:
            case "text":
                yield replace(manner, text=token.content)
            case "code_inline":
                yield replace(manner, text=token.content, code=True)
            case "softbreak":
                yield replace(manner, text=" ")
            case "hardbreak":
                yield Break()
            case "link_open":
                manner = replace(manner, href=str(token.attrGet("href") or ""))
            case "link_close":
                manner = replace(manner, href="")
            case "image":
                yield Image(
                    str(token.attrGet("src") or ""), plain(tuple(_inlines(token.children or [])))
                )
            case "html_inline" if _BREAK.match(token.content):
                yield Break()
            case "html_inline":
                yield replace(manner, text=_COMMENT.sub("", token.content))
            case _:
                yield replace(manner, text=token.content)


def _merged(line: Iterator[Inline]) -> Iterator[Inline]:
    """Neighbours in the same manner become one run; empty ones vanish."""
    last: Run | None = None
    for item in line:
        if (
            isinstance(item, Run)
            and last is not None
            and replace(last, text="") == replace(item, text="")
        ):
            last = replace(last, text=last.text + item.text)
            continue
        if last is not None and last.text:
            yield last
        last = item if isinstance(item, Run) else None
        if last is None:
            yield item
    if last is not None and last.text:
        yield last
