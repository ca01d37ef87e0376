"""A tree of prose written as markdown again: every fence closed, every special character escaped,
headings below a given level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .prose import (
    Block,
    Break,
    Code,
    Heading,
    Image,
    Inline,
    Line,
    List,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
    clean,
    highest_heading,
    plain,
)

LOWEST = 6
# Brackets make a link or footnote only together with what follows them, so that 3.1.1[a] can stand
# as it is.
_SPECIAL = re.compile(r"[\\`*<>~|]|\](?=[(\[:])|\[(?=\^)|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|!(?=\[)")
_BRACKET = re.compile(r"(?<!\\)[\[\]]")
_LINE_START = re.compile(
    r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|=+\s*$|-+\s*$|\d{1,9}(?=[.)](?:\s|$)))"
)
_TICKS = re.compile(r"`+")


def escape(text: str) -> str:
    """Plain text as markdown that shows exactly it."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], clean(text))


def cell(text: str) -> str:
    """Markdown for a table cell: one line, and no bar that would end it."""
    return (
        re.sub(
            r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", text.replace("\\\n", "<br>").replace("\n", "<br>")
        ).strip()
        or " "
    )


def block_text(text: str) -> str:
    """Plain text as a paragraph: nothing at the start of a line may look like a block."""
    return "\n".join(_guarded(escape(line)) for line in text.split("\n"))


def _guarded(line: str) -> str:
    found = _LINE_START.match(line)
    if not found:
        return line
    at = found.end() if found[2].isdigit() else found.start(2)
    return f"{line[:at]}\\{line[at:]}"


def write(tree: Sequence[Block], below: int) -> str:
    """The blocks, with a blank line between them; the top heading of the tree comes out one level
    below `below`.
    """
    return "\n".join(_blocks(tree, below - highest_heading(tree) + 1))


def _blocks(tree: Sequence[Block], shift: int) -> Iterator[str]:
    before: Block | None = None
    for block in tree:
        if before is not None:
            yield ""
            if isinstance(before, List) and (
                isinstance(block, Code)
                or (isinstance(block, List) and (block.start is None) == (before.start is None))
            ):
                # Without something between, two lists are one, and indented code belongs to the
                # list.
                yield "<!-- -->"
                yield ""
        yield from _block(block, shift)
        before = block


def _block(block: Block, shift: int) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from paragraph(block.line).split("\n")
        case Heading():
            level = block.level + shift
            text = inline(
                tuple(Run(" ") if isinstance(item, Break) else item for item in block.line)
            ).strip()
            yield f"{'#' * level} {text}" if level <= LOWEST else f"**{escape(plain(block.line))}**"
        case Code():
            fence = "`" * max(
                3, 1 + max((len(run) for run in _TICKS.findall(block.text)), default=0)
            )
            yield f"{fence}{block.language if '`' not in block.language else ''}"
            yield from block.text.split("\n")
            yield fence
        case Rule():
            yield "***"
        case Table():
            yield from _table(block)
        case Quote():
            yield from (f"> {line}".rstrip() for line in _blocks(block.blocks, shift))
        case List():
            yield from _list(block, shift)


def _list(block: List, shift: int) -> Iterator[str]:
    for number, item in enumerate(block.items):
        mark = "- " if block.start is None else f"{block.start + number}. "
        for place, line in enumerate(_blocks(item, shift) if item else [""]):
            yield (
                ((mark if place == 0 else " " * len(mark)) + line).rstrip()
                if line or place == 0
                else ""
            )


def _table(block: Table) -> Iterator[str]:
    rules = {"left": ":---", "center": ":---:", "right": "---:"}
    yield row(inline(line) for line in block.header)
    yield row(rules.get(align, "---") for align in block.align)
    for cells in block.rows:
        yield row(inline(line) for line in cells)


def row(cells: Iterator[str] | Sequence[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(cell(text) for text in cells)} |"


def paragraph(line: Line) -> str:
    return "\n".join(_guarded(text.strip()) for text in inline(line).split("\n"))


def inline(line: Line) -> str:
    return "".join(_inline(item) for item in line)


def _inline(item: Inline) -> str:
    match item:
        case Break():
            return "\\\n"
        case Image():
            return f"(picture: {escape(item.alt or 'without description')})"
        case Run():
            return _run(item)


def _run(run: Run) -> str:
    """Marks stand inside the run's own spaces, because a mark beside a space is none."""
    text = run.text.strip(" \n\t")
    if not text:
        return run.text
    head, tail = run.text[: run.text.index(text)], run.text[run.text.index(text) + len(text) :]
    body = _code(text) if run.code else escape(text)
    body = f"~~{body}~~" if run.strike else body
    body = f"*{body}*" if run.emphasis else body
    body = f"**{body}**" if run.strong else body
    if run.href:
        body = body if run.code else _BRACKET.sub(r"\\\g<0>", body)
        target = run.href.replace("<", "%3C").replace(">", "%3E").replace("\n", "%0A")
        body = f"[{body}](<{target}>)" if re.search(r"[\s()]", target) else f"[{body}]({target})"
    return f"{head}{body}{tail}"


def _code(text: str) -> str:
    ticks = "`" * (1 + max((len(found) for found in _TICKS.findall(text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"
