"""An author's prose as HTML: only elements of ours, and links only to the web and to mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..prose import (
    Block,
    Break,
    CodeBlock,
    Heading,
    Image,
    Inline,
    Line,
    List,
    Paragraph,
    ProseTable,
    Quote,
    Run,
    ThematicBreak,
)
from .web_targets import is_outside

Escape = Callable[[str], str]


def write_prose_html(tree: Sequence[Block], escape: Escape) -> Iterator[str]:
    """One line for each block; headings are bold, because those of the page are the document's."""
    for block in tree:
        yield _write_block(block, escape)


def _write_block(block: Block, escape: Escape) -> str:
    match block:
        case Paragraph():
            return f"<p>{_write_line(block.line, escape)}</p>"
        case Heading():
            return f"<p><b>{_write_line(block.line, escape)}</b></p>"
        case CodeBlock():
            return f"<pre><code>{escape(block.text)}</code></pre>"
        case ThematicBreak():
            return "<hr>"
        case Quote():
            return f"<blockquote>{''.join(write_prose_html(block.blocks, escape))}</blockquote>"
        case List():
            return _write_list(block, escape)
        case ProseTable():
            return _write_table(block, escape)


def _write_list(block: List, escape: Escape) -> str:
    items = "".join(f"<li>{''.join(write_prose_html(item, escape))}</li>" for item in block.items)
    return f"<ul>{items}</ul>" if block.start is None else f'<ol start="{block.start}">{items}</ol>'


def _write_table(block: ProseTable, escape: Escape) -> str:
    heads = "".join(f"<th>{_write_line(line, escape)}</th>" for line in block.header)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_write_line(line, escape)}</td>' for line in row)}</tr>"
        for row in block.rows
    )
    return f"<table><tr>{heads}</tr>{rows}</table>"


def _write_line(line: Line, escape: Escape) -> str:
    return "".join(_write_inline(item, escape) for item in line)


def _write_inline(item: Inline, escape: Escape) -> str:
    match item:
        case Break():
            return "<br>"
        case Image():
            return f"(picture: {escape(item.alt or 'without description')})"
        case Run():
            return _write_run(item, escape)


def _write_run(item: Run, escape: Escape) -> str:
    text = escape(item.text)
    for tag, is_set in (
        ("code", item.code),
        ("s", item.strike),
        ("i", item.emphasis),
        ("b", item.strong),
    ):
        text = f"<{tag}>{text}</{tag}>" if is_set else text
    if is_outside(item.href):
        return f'<a href="{escape(item.href)}" rel="noreferrer">{text}</a>'
    return text
