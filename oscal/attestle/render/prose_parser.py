"""Reads an author's markdown into the tree of `prose`."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import groupby
from types import MappingProxyType

from markdown_it.token import Token

from ..formats.emoji_codes import draw_emoji
from ..formats.gfm_parser import is_too_deep, parse_tokens
from ..formats.html_tags import COMMENT, MANNERS, read_tag, split_tags
from ..lazy_dataclasses import dataclass
from .prose import (
    Alert,
    AlertKind,
    Block,
    Break,
    CodeBlock,
    Details,
    Footnotes,
    Formula,
    FormulaBlock,
    Heading,
    Image,
    Inline,
    Line,
    List,
    NoteMark,
    Paragraph,
    ProseTable,
    Quote,
    Run,
    ThematicBreak,
    clean_text,
    plain_text,
)

ALERT_KINDS: tuple[AlertKind, ...] = ("note", "tip", "important", "warning", "caution")
_CONTAINERS = frozenset((
    "blockquote", "bullet_list", "ordered_list", "list_item", "table", "alert", "footnote",
    "footnote_block",
))  # fmt: skip
# What an opening tag of markdown counts for
_TAGS: Mapping[str, str] = MappingProxyType({"strong": "strong", "em": "emphasis", "s": "strike"})
_TABLE_PARTS = ("tr_open", "th_open", "td_open", "th_close", "td_close")
_DETAILS = "details"
# What browsers write on a folding block without a summary
UNNAMED: Line = (Run("Details"),)


def parse_prose(markdown: str) -> tuple[Block, ...]:
    """The blocks of a text.

    What is nested deeper than anyone reads is shown as it was typed, so that no word is lost.
    """
    text = clean_text(markdown.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        return ()
    tokens = parse_tokens(text)
    if is_too_deep(tokens):
        return (CodeBlock(text.strip("\n")),)
    return _build_tree(tokens)


@dataclass(slots=True)
class _Open:
    """A container whose end has not been seen. `summary` is None outside folding blocks, and while
    the summary of one is still to come.
    """

    kind: str
    token: Token
    blocks: list[Block] = field(default_factory=list)
    items: list[tuple[Block, ...]] = field(default_factory=list)
    checks: list[bool | None] = field(default_factory=list)
    rows: list[list[Line]] = field(default_factory=list)
    align: list[str] = field(default_factory=list)
    summary: Line | None = None


def _build_tree(tokens: Sequence[Token]) -> tuple[Block, ...]:
    """One pass with a stack of its own, so that depth costs no recursion."""
    stack = [_Open("root", Token("root", "", 0))]
    line: Line = ()
    for token in tokens:
        if token.type == "inline":
            line = tuple(_merge_runs(_read_inlines(token.children or [])))
            continue
        _read_block_token(token, stack, line)
        if token.nesting < 0 or token.type in ("th_open", "td_open"):
            line = ()
    while len(stack) > 1:  # folding blocks that nobody closed
        _close_one(stack)
    return tuple(stack[0].blocks)


def _read_block_token(token: Token, stack: list[_Open], line: Line) -> None:
    """`line` is the text that the token closes."""
    kind, _, end = token.type.rpartition("_")
    if kind in _CONTAINERS and end == "open":
        stack.append(_Open(kind, token))
    elif kind in _CONTAINERS and end == "close":
        _close(stack)
    elif token.type in _TABLE_PARTS:
        _read_table_token(token, stack[-1], line)
    elif token.type == "html_block":
        _read_html(token.content, stack)
    else:
        stack[-1].blocks.extend(_read_leaf(token, line))


def _read_leaf(token: Token, line: Line) -> Iterator[Block]:
    match token.type:
        case "paragraph_close" if line:
            yield Paragraph(line)
        case "heading_close" if line:
            yield Heading(int(token.tag[1]), line)
        case "fence" | "code_block":
            words = token.info.split()
            yield CodeBlock(token.content.removesuffix("\n"), words[0] if words else "")
        case "math_block":
            yield FormulaBlock(token.content.strip("\n"))
        case "hr":
            yield ThematicBreak()
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
    """Put the finished container into the one around it, with the folding blocks that nobody closed
    within it.
    """
    while stack[-1].kind == _DETAILS:
        _close_one(stack)
    _close_one(stack)


def _close_one(stack: list[_Open]) -> None:
    done, around = stack.pop(), stack[-1]
    # for markdown a folding block is two lines of HTML, and what stands between them is at the top
    is_top = all(item.kind == _DETAILS for item in stack[1:])
    _CLOSERS[done.kind](done, around, is_top)


def _close_item(done: _Open, around: _Open, is_top: bool) -> None:
    around.items.append(tuple(done.blocks))
    around.checks.append(done.token.meta.get("checked"))


def _close_list(done: _Open, around: _Open, is_top: bool) -> None:
    start = done.token.attrGet("start")
    number = 1 if start is None else int(start)
    checks = tuple(done.checks) if any(item is not None for item in done.checks) else ()
    is_ordered = done.kind == "ordered_list"
    around.blocks.append(List(number if is_ordered else None, tuple(done.items), checks))


def _close_quote(done: _Open, around: _Open, is_top: bool) -> None:
    if done.blocks:
        around.blocks.append(Quote(tuple(done.blocks)))


def _close_alert(done: _Open, around: _Open, is_top: bool) -> None:
    """GitHub draws one only where nothing stands around it; elsewhere its sign is text."""
    word = done.token.info
    kind = next((item for item in ALERT_KINDS if item == word.lower()), None)
    if is_top and kind is not None:
        around.blocks.append(Alert(kind, tuple(done.blocks)))
    else:
        around.blocks.append(Quote((Paragraph((Run(f"[!{word}]"),)), *done.blocks)))


def _close_table(done: _Open, around: _Open, is_top: bool) -> None:
    width = len(done.align)
    rows = tuple(tuple((*row, *((),) * width)[:width]) for row in done.rows)
    around.blocks.append(ProseTable(tuple(done.align), rows[0], rows[1:]))


def _close_notes(done: _Open, around: _Open, is_top: bool) -> None:
    around.blocks.append(Footnotes(tuple(done.items)))


def _close_details(done: _Open, around: _Open, is_top: bool) -> None:
    if done.blocks or done.summary:
        around.blocks.append(Details(done.summary or UNNAMED, tuple(done.blocks)))


_Closer = Callable[[_Open, _Open, bool], None]
_CLOSERS: Mapping[str, _Closer] = MappingProxyType(
    {
        "list_item": _close_item,
        "footnote": _close_item,
        "bullet_list": _close_list,
        "ordered_list": _close_list,
        "blockquote": _close_quote,
        "alert": _close_alert,
        "table": _close_table,
        "footnote_block": _close_notes,
        _DETAILS: _close_details,
    }
)


def _read_html(content: str, stack: list[_Open]) -> None:
    """Folding blocks open and close; tags of the list act on the text between; all else is the text
    that was typed. Comments do not show.
    """
    found: list[Inline] = []
    manner = _Manner()
    for text, tag, closes in split_tags(COMMENT.sub("", content).strip()):
        if tag in ("details", "summary"):
            _fold(tag, closes, found, stack)
            found = []
        elif tag == "br":
            found.append(Break())
        elif tag:
            manner.count(MANNERS[tag], -1 if closes else 1)
        else:
            found += _split_lines(html.unescape(text), manner.run)
    _add_html_text(found, stack)


def _fold(tag: str, closes: bool, before: list[Inline], stack: list[_Open]) -> None:
    """One tag of a folding block; `before` is the text since the last one."""
    if tag == "summary" and closes and stack[-1].kind == _DETAILS and stack[-1].summary is None:
        stack[-1].summary = _trim_line(before)
        return
    _add_html_text(before, stack)
    if tag == _DETAILS and not closes:
        stack.append(_Open(_DETAILS, Token(_DETAILS, "", 1)))
    elif tag == _DETAILS and stack[-1].kind == _DETAILS:
        _close_one(stack)


def _add_html_text(found: list[Inline], stack: list[_Open]) -> None:
    line = _trim_line(found)
    if line:
        stack[-1].blocks.append(Paragraph(line))


def _trim_line(found: Iterable[Inline]) -> Line:
    """Without line ends and blanks at both ends."""
    line = list(_merge_runs(iter(found)))
    while line and _is_blank(line[0]):
        line.pop(0)
    while line and _is_blank(line[-1]):
        line.pop()
    return tuple(line)


def _is_blank(item: Inline) -> bool:
    return isinstance(item, Break) or (isinstance(item, Run) and not item.text.strip())


def _split_lines(text: str, manner: Run) -> Iterator[Inline]:
    """A tag may stand right before the text and right behind it,
    so its own blanks there are kept.
    """
    first, *others = text.split("\n")
    yield replace(manner, text=first.rstrip() if others else first)
    for number, line in enumerate(others, 1):
        yield Break()
        yield replace(manner, text=line.lstrip() if number == len(others) else line.strip())


@dataclass(slots=True)
class _Manner:
    """The manner of the text that comes next: how often each one is open."""

    run: Run = field(default_factory=lambda: Run(""))
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, name: str, step: int) -> None:
        """Open a manner once more, or close it; what was not open cannot be closed."""
        self.counts[name] = max(0, self.counts.get(name, 0) + step)
        is_set = {key: number > 0 for key, number in self.counts.items()}
        self.run = replace(
            self.run,
            strong=is_set.get("strong", False),
            emphasis=is_set.get("emphasis", False),
            strike=is_set.get("strike", False),
            key=is_set.get("key", False),
            script="sub" if is_set.get("sub") else "sup" if is_set.get("sup") else "",
        )

    def link(self, href: str, title: str) -> None:
        self.run = replace(self.run, href=href, title=title)


def _read_inlines(tokens: Sequence[Token]) -> Iterator[Inline]:
    manner = _Manner()
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            manner.link(str(token.attrGet("href") or ""), str(token.attrGet("title") or ""))
        elif token.tag in _TAGS and token.nesting:
            manner.count(_TAGS[token.tag], token.nesting)
        elif token.type == "html_inline" and (change := _read_manner(token.content)):
            manner.count(*change)
        else:
            yield from _read_inline(token, manner.run)


def _read_manner(markup: str) -> tuple[str, int] | None:
    name, closes = read_tag(markup)
    return (MANNERS[name], -1 if closes else 1) if name in MANNERS else None


def _read_inline(token: Token, manner: Run) -> Iterator[Inline]:
    match token.type:
        case "code_inline":
            yield replace(manner, text=token.content, code=True)
        case "softbreak":
            yield replace(manner, text=" ")
        case "hardbreak":
            yield Break()
        case "image":
            yield _read_image(token, manner)
        case "math_inline":
            yield Formula(f"{token.markup}{' '.join(token.content.split())}{token.markup}")
        case "footnote_ref":
            yield NoteMark(token.meta["id"] + 1)
        case "html_inline" if read_tag(token.content)[0] == "br":
            yield Break()
        case "html_inline":
            yield replace(manner, text=COMMENT.sub("", token.content))
        case _:
            yield replace(manner, text=draw_emoji(token.content))


def _read_image(token: Token, manner: Run) -> Image:
    alt = plain_text(tuple(_read_inlines(token.children or [])))
    title = str(token.attrGet("title") or "")
    return Image(str(token.attrGet("src") or ""), alt, title, manner.href)


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
