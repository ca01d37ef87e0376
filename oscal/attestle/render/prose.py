"""An author's markdown as a tree of blocks with flat runs of text, the same for every form.

Comments never show, raw HTML is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

DEEPEST = 60
# Brackets that open links and pictures, in one text. Each unfinished one costs the parser a look at
# all that could stand within it; nobody writes a text with a thousand links
MOST_BRACKETS = 4000
AS_TYPED = " (shown as it was typed: the text has too many brackets to look for links)"
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
class CodeBlock:
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class ThematicBreak:
    """A thematic break."""


@dataclass(frozen=True, slots=True)
class ProseTable:
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


Block = Paragraph | Heading | CodeBlock | ThematicBreak | ProseTable | Quote | List


def clean_text(text: str) -> str:
    """Without characters that XML cannot hold or that reorder what a reader sees."""
    return text if text.isascii() and text.isprintable() else _UNSAFE.sub("", text)


def parse_prose(markdown: str) -> tuple[Block, ...]:
    """The blocks of a text.

    What is nested deeper than anyone reads is shown as it was typed, so that no word is lost.
    """
    text = clean_text(markdown.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        return ()
    tokens = _make_parser().parse(text)
    if any(token.level >= DEEPEST for token in tokens):
        return (CodeBlock(text.strip("\n")),)
    return _build_tree(tokens)


def plain_text(line: Line) -> str:
    """The text of a line without its manner."""
    return "".join(
        item.text if isinstance(item, Run) else item.alt if isinstance(item, Image) else " "
        for item in line
    )


def find_highest_heading(tree: Sequence[Block]) -> int:
    """The level of the top heading, 1 if there is none."""
    return min((block.level for block in tree if isinstance(block, Heading)), default=1)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST + 10})
    parser.core.ruler.at("inline", _parse_inlines)
    return parser.enable(["table", "strikethrough"])


def _parse_inlines(state: StateCore) -> None:
    """The inlines of each run of text, or the run as it was typed once a text has too many
    brackets; the first such run says so.
    """
    left, said = MOST_BRACKETS, False
    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        brackets = token.content.count("[")
        if brackets <= left:
            left -= brackets
            state.md.inline.parse(token.content, state.md, state.env, token.children)
            continue
        for number, line in enumerate(token.content.split("\n")):
            token.children += [Token("softbreak", "br", 0)] if number else []
            token.children.append(Token("text", "", 0, content=line.strip()))
        if not said:
            token.children += _say_as_typed()
        said = True


def _say_as_typed() -> list[Token]:
    note = Token("text", "", 0, content=AS_TYPED)
    return [Token("em_open", "em", 1), note, Token("em_close", "em", -1)]


@dataclass(slots=True)
class _Open:
    """A container whose end has not been seen."""

    token: Token
    blocks: list[Block] = field(default_factory=list)
    items: list[tuple[Block, ...]] = field(default_factory=list)
    rows: list[list[Line]] = field(default_factory=list)
    align: list[str] = field(default_factory=list)


def _build_tree(tokens: Sequence[Token]) -> tuple[Block, ...]:
    """One pass with a stack of its own, so that depth costs no recursion."""
    stack = [_Open(Token("root", "", 0))]
    line: Line = ()
    for token in tokens:
        if token.type in _OPENING:
            stack.append(_Open(token))
        elif token.type in _CLOSING:
            _close(stack)
        elif token.type == "inline":
            line = tuple(_merge_runs(_read_inlines(token.children or [])))
        elif token.type in ("tr_open", "th_open", "td_open", "th_close", "td_close"):
            _read_table_token(token, stack[-1], line)
        else:
            stack[-1].blocks.extend(_read_leaf(token, line))
        if token.nesting < 0 or token.type in ("th_open", "td_open"):
            line = ()
    return tuple(stack[0].blocks)


def _read_leaf(token: Token, line: Line) -> Iterator[Block]:
    match token.type:
        case "paragraph_close" if line:
            yield Paragraph(line)
        case "heading_close" if line:
            yield Heading(int(token.tag[1]), line)
        case "fence" | "code_block":
            words = token.info.split()
            yield CodeBlock(token.content.removesuffix("\n"), words[0] if words else "")
        case "hr":
            yield ThematicBreak()
        case "html_block":
            yield from _read_html(token.content)
        case _:
            return


def _read_table_token(token: Token, table: _Open, line: Line) -> None:
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
            around.blocks.append(ProseTable(tuple(done.align), rows[0], rows[1:]))


def _read_html(content: str) -> Iterator[Block]:
    """Raw HTML shows as the text that was typed; comments do not show."""
    text = _COMMENT.sub("", content).strip()
    if text:
        yield Paragraph(tuple(_split_lines(text)))


def _split_lines(text: str) -> Iterator[Inline]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Break()
        yield Run(line.strip())


def _read_inlines(tokens: Sequence[Token]) -> Iterator[Inline]:
    manner = Run("")
    counts = {"strong": 0, "em": 0, "s": 0}
    for token in tokens:
        if token.tag in counts and token.nesting:
            counts[token.tag] += token.nesting
            strong, emphasis, strike = (number > 0 for number in counts.values())
            manner = replace(manner, strong=strong, emphasis=emphasis, strike=strike)
        elif token.type in ("link_open", "link_close"):
            manner = replace(manner, href=str(token.attrGet("href") or ""))
        else:
            yield _read_inline(token, manner)


def _read_inline(token: Token, manner: Run) -> Inline:
    match token.type:
        case "code_inline":
            return replace(manner, text=token.content, code=True)
        case "softbreak":
            return replace(manner, text=" ")
        case "hardbreak":
            return Break()
        case "image":
            alt = plain_text(tuple(_read_inlines(token.children or [])))
            return Image(str(token.attrGet("src") or ""), alt)
        case "html_inline" if _BREAK.match(token.content):
            return Break()
        case "html_inline":
            return replace(manner, text=_COMMENT.sub("", token.content))
        case _:
            return replace(manner, text=token.content)


def _merge_runs(line: Iterator[Inline]) -> Iterator[Inline]:
    """Neighbours in the same manner become one run; empty ones vanish."""
    for _, group in groupby(line, key=_manner_of):
        first, *rest = group
        if not isinstance(first, Run):
            yield from (first, *rest)
        elif text := "".join(item.text for item in (first, *rest) if isinstance(item, Run)):
            yield replace(first, text=text)


def _manner_of(item: Inline) -> Inline:
    return replace(item, text="") if isinstance(item, Run) else item
