"""Text for markdown: the one escape of this form, and a tree of prose written as markdown again,
every fence closed, headings below a given level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.entities import html5

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
    clean_text,
    find_highest_heading,
    plain_text,
)

LOWEST = 6
# Only what would act: a backslash before a sign, brackets where a target follows, underscores at
# the edge of a word. So 3.1.1[a], a_b and C:\dir can be read as they are.
_MARKUP = (
    r"\\(?=[!-/:-@\[-`{-~\n]|\Z)|[`*~|]|<(?=[A-Za-z/!?])|\](?=\()|\[(?=\^)"
    r"|(?<!\w)_|_(?!\w)|&(?=(?P<name>#?\w+;))|!(?=\[)"
)
# What a code host turns into a link or a call after it has read the markdown, so that no backslash
# helps: @team, #1, GH-1, https://, www. and addresses of mail.
_LIVE = r"@(?=[\w-])|#(?=\d)|\bgh(?=-\d)|:(?=//)|\bwww(?=\.)"
_PROSE_SIGNS = re.compile(_MARKUP)
_PLAIN_SIGNS = re.compile(f"(?P<live>{_LIVE})|{_MARKUP}", re.IGNORECASE)
# Shows as nothing and parts the sign from what follows it, in the page as well as in the source.
PARTING = "<!-- -->"
# Some readers of markdown know no backslash before these.
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_BRACKET = re.compile(r"(?<!\\)[\[\]]")
# What would begin a block: heading, item, quotation, underline, rule of a table, definition of a
# link
_LINE_START = re.compile(
    r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+\s*$|-+\s*$|:?-+:?\s*$|\[(?=[^\]\n]*\]:)"
    r"|\d{1,9}(?=[.)](?:\s|$)))"
)
_TICKS = re.compile(r"`+")


def escape(text: str, *, prose: bool = False) -> str:
    """Plain text as markdown that shows exactly it, and in which nothing acts: no markup, no HTML,
    and on a code host no call, no reference and no link either.

    `prose` is a stretch of what an author wrote as markdown, where calls and addresses are meant.
    """
    return (_PROSE_SIGNS if prose else _PLAIN_SIGNS).sub(_disarm, clean_text(text))


def _disarm(found: re.Match[str]) -> str:
    if found.re is _PLAIN_SIGNS and found["live"]:
        return f"{found[0]}{PARTING}"
    name = found["name"]
    if name and name[0] != "#" and name not in html5:
        return found[0]  # "POA&M;" is no character reference
    return _ENTITIES.get(found[0], f"\\{found[0]}")


def fit_cell(text: str) -> str:
    """Markdown for a table cell: one line, and no bar that would end it."""
    line = text.replace("\\\n", "<br>").replace("\n", "<br>")
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", line).strip()


def escape_block(text: str) -> str:
    """Plain text as a paragraph: nothing at the start of a line may look like a block."""
    return "\n".join(guard_line(escape(line)) for line in text.split("\n"))


def guard_line(line: str) -> str:
    """Markdown of a line that begins no block."""
    found = _LINE_START.match(line)
    if not found:
        return line
    at = found.end() if found[2].isdigit() else found.start(2)
    return f"{line[:at]}\\{line[at:]}"


def write_prose(tree: Sequence[Block], below: int) -> str:
    """The blocks, with a blank line between them; the top heading of the tree comes out one level
    below `below`.
    """
    return "\n".join(_blocks(tree, below - find_highest_heading(tree) + 1))


def _blocks(tree: Sequence[Block], shift: int) -> Iterator[str]:
    before: Block | None = None
    for block in tree:
        if before is not None:
            yield ""
            if isinstance(before, List) and (
                isinstance(block, CodeBlock)
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
            yield from write_paragraph(block.line).split("\n")
        case Heading():
            yield _write_heading(block, block.level + shift)
        case CodeBlock():
            yield from _write_fence(block)
        case ThematicBreak():
            yield "***"
        case ProseTable():
            yield from _table(block)
        case Quote():
            yield from (f"> {line}".rstrip() for line in _blocks(block.blocks, shift))
        case List():
            yield from _list(block, shift)


def _write_heading(block: Heading, level: int) -> str:
    """Bold where markdown knows no heading so low."""
    if level > LOWEST:
        return f"**{escape(plain_text(block.line), prose=True)}**"
    line = tuple(Run(" ") if isinstance(item, Break) else item for item in block.line)
    return f"{'#' * level} {write_inline(line).strip()}"


def _write_fence(block: CodeBlock) -> Iterator[str]:
    """Longer than any run of ticks in the text."""
    longest = max((len(ticks) for ticks in _TICKS.findall(block.text)), default=0)
    fence = "`" * max(3, 1 + longest)
    yield f"{fence}{block.language if '`' not in block.language else ''}"
    yield from block.text.split("\n")
    yield fence


def _list(block: List, shift: int) -> Iterator[str]:
    for number, item in enumerate(block.items):
        mark = "- " if block.start is None else f"{block.start + number}. "
        for place, line in enumerate(_blocks(item, shift) if item else [""]):
            yield (
                ((mark if place == 0 else " " * len(mark)) + line).rstrip()
                if line or place == 0
                else ""
            )


def _table(block: ProseTable) -> Iterator[str]:
    rules = {"left": ":---", "center": ":---:", "right": "---:"}
    yield write_row(write_inline(line) for line in block.header)
    yield write_row(rules.get(align, "---") for align in block.align)
    for cells in block.rows:
        yield write_row(write_inline(line) for line in cells)


def write_row(cells: Iterator[str] | Sequence[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(fit_cell(text) or ' ' for text in cells)} |"


def write_paragraph(line: Line) -> str:
    return "\n".join(guard_line(text.strip()) for text in write_inline(line).split("\n"))


def write_inline(line: Line) -> str:
    return "".join(_inline(item) for item in line)


def _inline(item: Inline) -> str:
    match item:
        case Break():
            return "\\\n"
        case Image():
            return f"(picture: {escape(item.alt or 'without description', prose=True)})"
        case Run():
            return _run(item)


def _run(run: Run) -> str:
    """Marks stand inside the run's own spaces, because a mark beside a space is none."""
    text = run.text.strip(" \n\t")
    if not text:
        return run.text
    head, tail = run.text[: run.text.index(text)], run.text[run.text.index(text) + len(text) :]
    body = write_code(text) if run.code else escape(text, prose=True)
    body = f"~~{body}~~" if run.strike else body
    body = f"*{body}*" if run.emphasis else body
    body = f"**{body}**" if run.strong else body
    if run.href:
        body = write_link(body, run.href, is_code=run.code)
    return f"{head}{body}{tail}"


def write_link(body: str, href: str, *, is_code: bool = False) -> str:
    """Markdown as a link, or as it is where there is no address."""
    if not href:
        return body
    body = body if is_code else _BRACKET.sub(r"\\\g<0>", body)
    target = clean_text(href).replace("<", "%3C").replace(">", "%3E").replace("\n", "%0A")
    return f"[{body}](<{target}>)" if re.search(r"[\s()]", target) else f"[{body}]({target})"


def write_code(text: str) -> str:
    ticks = "`" * (1 + max((len(found) for found in _TICKS.findall(text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"
