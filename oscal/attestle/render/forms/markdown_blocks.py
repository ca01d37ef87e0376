"""A tree of prose written as markdown again, as a code host shows it: every fence closed, headings
below a given level, links that can be followed from the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape as escape_markup

from ...formats.markdown_signs import FORMULA
from ...lazy_dataclasses import dataclass
from ..prose import (
    Alert,
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
    settle_headings,
    split_notes,
)
from ..prose_links import make_anchor_id, make_slug, name_heading
from .markdown_links import MarkdownPage, write_target
from .markdown_prose import TICKS, escape, guard_line, write_code, write_row
from .web_targets import is_outside

LOWEST = 6
_TASK = re.compile(r"\[[ xX]\](?=\s|\Z)")
_ALERT = re.compile(r"\[!(?:note|tip|important|warning|caution)\]", re.IGNORECASE)
_BRACKET = re.compile(r"(?<!\\)[\[\]]")
_PLAIN_ADDRESS = re.compile(r"[^\s<>|]+")
_BARE = re.compile(r"https?://[^\s<>]+")
_RULES = {"left": ":---", "center": ":---:", "right": "---:"}
_BOXES = {True: "[x] ", False: "[ ] ", None: ""}
_SIGNS = {True: "\u2612", False: "\u2610"}


def write_prose(
    tree: Sequence[Block], below: int, page: MarkdownPage | None = None, path: str = ""
) -> str:
    """The blocks of a text from the file at `path`, with a blank line between them; its headings
    come out below the level `below`. The footnotes stand at the end.
    """
    page = page or MarkdownPage()
    body, notes = split_notes(tree)
    text = MarkdownText(page, path, page.notes)
    lines = "\n".join(text.blocks(body, settle_headings(body, below)))
    text.leave_notes(notes)
    waiting = page.take_notes()
    return f"{lines}\n\n{waiting}" if waiting and lines else f"{lines}{waiting}"


def list_cell_lines(tree: Sequence[Block], page: MarkdownPage, path: str) -> list[str]:
    """The blocks of a text as the lines of a table cell, which has no blocks. The notes wait."""
    body, notes = split_notes(tree)
    text = MarkdownText(page, path, page.notes)
    lines = [line for line in text.cell_lines(body) if line]
    text.leave_notes(notes)
    return lines


def write_link(text: str, body: str, href: str) -> str:
    """Markdown of a plain text, `body` in markdown, as a link where it leads to the web or to a
    mail address; an address that is its own text stands there as it is.
    """
    href = clean_text(href)
    if not (body and is_outside(href)):
        return body
    if text == href and _PLAIN_ADDRESS.fullmatch(href):
        return f"<{href}>"
    inner = _BRACKET.sub(r"\\\g<0>", body)
    return f"[{inner}]({write_target(href.replace('|', '%7C'), '')})"


def link_inside(body: str, anchor: str) -> str:
    """Markdown of a plain text as a link to a place of the document; as it is without one."""
    if not (body and anchor):
        return body
    text = _BRACKET.sub(r"\\\g<0>", body)
    return f"[{text}](#{make_anchor_id(anchor)})"


def write_picture(alt: str, place: str, title: str = "") -> str:
    """A picture that stands at a place, with the words for who does not see it."""
    text = _BRACKET.sub(r"\\\g<0>", escape(" ".join(alt.split()), prose=True))
    return f"![{text}]({write_target(place, title)})"


@dataclass(frozen=True, slots=True)
class MarkdownText:
    """One text; the number of its first footnote is `before` + 1."""

    page: MarkdownPage
    path: str = ""
    before: int = 0

    def leave_notes(self, notes: Sequence[tuple[Block, ...]]) -> None:
        """The footnotes go where the page puts them."""
        self.page.notes += len(notes)
        for number, note in enumerate(notes, self.before + 1):
            first, *others = list(self.blocks(note, settle_headings(note, LOWEST))) or [""]
            below = [f"    {line}" if line else "" for line in others]
            self.page.waiting.append("\n".join([f"[^{number}]: {first}".rstrip(), *below]))

    def blocks(self, tree: Sequence[Block], levels: Mapping[int, int]) -> Iterator[str]:
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
            yield from self._block(block, levels)
            before = block

    def _block(self, block: Block, levels: Mapping[int, int]) -> Iterator[str]:
        match block:
            case Paragraph():
                yield from self._paragraph(block.line).split("\n")
            case Heading():
                yield from self._heading(block, levels[id(block)])
            case CodeBlock():
                yield from _write_fence(block)
            case FormulaBlock():
                yield from ("$$", *block.text.split("\n"), "$$")
            case ThematicBreak():
                yield "***"
            case ProseTable():
                yield from self._table(block)
            case List():
                yield from self._list(block, levels)
            case _:
                yield from self._framed(block, levels)

    def _framed(
        self, block: Quote | Alert | Details | Footnotes, levels: Mapping[int, int]
    ) -> Iterator[str]:
        match block:
            case Quote():
                for place, line in enumerate(self.blocks(block.blocks, levels)):
                    guard = "\\" if place == 0 and _ALERT.match(line) else ""
                    yield f"> {guard}{line}".rstrip()
            case Alert():
                yield f"> [!{block.kind.upper()}]"
                yield from (f"> {line}".rstrip() for line in self.blocks(block.blocks, levels))
            case Details():
                yield from (
                    "<details>",
                    f"<summary>{_write_summary(block.summary)}</summary>",
                    "",
                )
                yield from self.blocks(block.blocks, levels)
                yield from ("", "</details>")
            case Footnotes():  # stand at the end of a tree only, and are taken off there
                return

    def _heading(self, block: Heading, level: int) -> Iterator[str]:
        """Bold where markdown knows no heading so low."""
        mark = self.page.mark(name_heading(self.path, make_slug(block.line))) if self.path else ""
        if level > LOWEST:
            yield f"{mark}**{escape(plain_text(block.line), prose=True)}**"
            return
        yield from (mark, "") if mark else ()
        line = tuple(Run(" ") if isinstance(item, Break) else item for item in block.line)
        yield f"{'#' * level} {self.line(line).strip()}"

    def _list(self, block: List, levels: Mapping[int, int]) -> Iterator[str]:
        for number, item in enumerate(block.items):
            mark = "- " if block.start is None else f"{block.start + number}. "
            check = block.find_check(number)
            for place, line in enumerate(self.blocks(item, levels) if item else [""]):
                if place == 0:
                    guard = "\\" if check is None and _TASK.match(line) else ""
                    yield f"{mark}{_BOXES[check]}{guard}{line}".rstrip()
                else:
                    yield (" " * len(mark) + line).rstrip() if line else ""

    def _table(self, block: ProseTable) -> Iterator[str]:
        yield write_row(self.line(line) for line in block.header)
        yield write_row([_RULES.get(align, "---") for align in block.align])
        for cells in block.rows:
            yield write_row(self.line(line) for line in cells)

    def cell_lines(self, tree: Sequence[Block]) -> Iterator[str]:
        for block in tree:
            match block:
                case Paragraph():
                    yield self.line(block.line)
                case CodeBlock() | FormulaBlock():
                    yield from (write_code(line) for line in block.text.split("\n") if line.strip())
                case List():
                    yield from self._cell_list(block)
                case ProseTable():
                    for row in block.rows:
                        yield "; ".join(map(self.line, row))
                case _:
                    yield from self._cell_framed(block)

    def _cell_framed(
        self, block: Heading | Quote | Alert | Details | Footnotes | ThematicBreak
    ) -> Iterator[str]:
        match block:
            case Heading():
                yield f"**{escape(plain_text(block.line), prose=True)}**"
            case Alert():
                yield f"**{block.kind.capitalize()}**"
                yield from self.cell_lines(block.blocks)
            case Details():
                yield f"**{escape(plain_text(block.summary), prose=True)}**"
                yield from self.cell_lines(block.blocks)
            case Quote():
                yield from self.cell_lines(block.blocks)
            case _:
                return

    def _cell_list(self, block: List) -> Iterator[str]:
        for number, item in enumerate(block.items):
            check = block.find_check(number)
            mark = "\u2022" if block.start is None else f"{block.start + number}."
            first, *others = list(self.cell_lines(item)) or [""]
            yield f"{_SIGNS[check] if check is not None else mark} {first}"
            yield from others

    def _paragraph(self, line: Line) -> str:
        return "\n".join(guard_line(text.strip()) for text in self.line(line).split("\n"))

    def line(self, line: Line) -> str:
        """Two dollars in a line may make a formula of what stands between them."""
        texts = (item.text if isinstance(item, Run) else " " for item in line)
        dollars = FORMULA.search("".join(texts)) is not None
        return "".join(self._inline(item, dollars) for item in line)

    def _inline(self, item: Inline, dollars: bool) -> str:
        match item:
            case Break():
                return "\\\n"
            case Image():
                return self._image(item)
            case Formula():
                return item.text
            case NoteMark():
                return f"[^{self.before + item.number}]"
            case Run():
                return self._run(item, dollars)

    def _image(self, item: Image) -> str:
        """The picture where it can be shown, else what it is of."""
        place = self.page.find_picture(item.src, self.path)
        shown = write_picture(item.alt, place, item.title)
        if not place:
            shown = f"(picture: {escape(item.alt or 'without description', prose=True)})"
        target = self.page.find_link(item.href, self.path) if item.href else ""
        return f"[{shown}]({write_target(target, '')})" if target else shown

    def _run(self, run: Run, dollars: bool) -> str:
        """Marks stand inside the run's own spaces, because a mark beside a space is none."""
        text = run.text.strip(" \n\t")
        if not text:
            return run.text
        head, tail = run.text[: run.text.index(text)], run.text[run.text.index(text) + len(text) :]
        if run.href == text and _BARE.fullmatch(text):
            return f"{head}<{text}>{tail}"
        body = write_code(text) if run.code else escape(text, prose=True, dollars=dollars)
        return f"{head}{self._link(run, text, _mark(body, run))}{tail}"

    def _link(self, run: Run, text: str, body: str) -> str:
        if not run.href:
            return body
        target = self.page.find_link(run.href, self.path)
        if not target:
            where = self.page.describe_target(run.href, self.path)
            return f"{body} ({write_code(where)})" if where and where != text else body
        inner = body if run.code else _BRACKET.sub(r"\\\g<0>", body)
        return f"[{inner}]({write_target(target, run.title)})"


def _mark(body: str, run: Run) -> str:
    """The signs of the manners around a text, the nearest first."""
    for start, end, is_set in (
        ("<kbd>", "</kbd>", run.key),
        (f"<{run.script}>", f"</{run.script}>", bool(run.script)),
        ("~~", "~~", run.strike),
        ("*", "*", run.emphasis),
        ("**", "**", run.strong),
    ):
        body = f"{start}{body}{end}" if is_set else body
    return body


def _write_summary(line: Line) -> str:
    """A summary is HTML, in which no markdown is read."""
    written = ""
    for item in line:
        text = escape_markup(plain_text((item,)), quote=False)
        if isinstance(item, Run):
            plain = replace(item, strong=False, emphasis=False, strike=False)
            text = _mark(text, plain)
            for tag, is_set in (("s", item.strike), ("i", item.emphasis), ("b", item.strong)):
                text = f"<{tag}>{text}</{tag}>" if is_set else text
        written += text
    return written


def _write_fence(block: CodeBlock) -> Iterator[str]:
    """Longer than any run of ticks in the text."""
    longest = max((len(ticks) for ticks in TICKS.findall(block.text)), default=0)
    fence = "`" * max(3, 1 + longest)
    yield f"{fence}{block.language if '`' not in block.language else ''}"
    yield from block.text.split("\n")
    yield fence
