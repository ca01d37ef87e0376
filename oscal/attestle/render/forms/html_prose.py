"""An author's prose as HTML: only elements of ours, and links only to the web, to mail and within
the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from ...formats.prose_targets import resolve_target
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
    settle_headings,
)
from ..prose_links import ProsePlaces, make_anchor_id, make_slug, name_heading
from .html_links import ON_PAGE, Escape, PageLinks
from .html_pictures import embed_picture
from .web_targets import is_outside

LOWEST = 6
# So many columns can be read on a telephone, since words in their cells break
FITTING_COLUMNS = 6
# What a style sheet says of prose, where a page has any
STYLE = """
.alert { border-left: 4px solid #8794a1; padding: 2px 0 2px 12px; margin: 8px 0; } .alert-warning { border-color: #9a6700; } .alert-caution { border-color: #cf222e; }
.alert-tip { border-color: #1a7f37; } .alert-important { border-color: #8250df; } .alert-note { border-color: #0969da; }
ul.tasks { list-style: none; padding-left: 22px; } .notes { font-size: 85%; } kbd { border: 1px solid #8794a1; border-radius: 4px; padding: 0 4px; font-size: 90%; }
h4, h5, h6 { font-size: 15px; margin: 18px 0 6px; } p, li, td { overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; } pre { overflow-x: auto; } blockquote { border-left: 3px solid #8794a1; margin: 8px 0; padding-left: 12px; }
"""


@dataclass(slots=True)
class HtmlProse:
    """`below` is the level of the heading that stands above; `notes` counts the footnotes so far,
    and `marked` are the headings that have an anchor already. `has_styles` is False where a policy
    refuses attributes of style: a style sheet aligns cells by their class then.
    """

    escape: Escape
    places: ProsePlaces
    pictures: Mapping[str, bytes]
    below: int = 1
    links: PageLinks = ON_PAGE
    has_styles: bool = True
    notes: int = 0
    marked: set[str] = field(default_factory=set)

    def write(self, tree: Sequence[Block], path: str, *, in_cell: bool = False) -> Iterator[str]:
        """One line for each block of a text from the file at `path`; a cell has no headings, which
        are bold there.
        """
        levels = {} if in_cell else settle_headings(tree, self.below)
        text = _HtmlText(self, path, levels, self.notes)
        self.notes += sum(len(block.notes) for block in tree if isinstance(block, Footnotes))
        return text.blocks(tree)


@dataclass(slots=True)
class _HtmlText:
    """One text; the number of its first footnote is `before` + 1."""

    page: HtmlProse
    path: str
    levels: Mapping[int, int]
    before: int
    marked: frozenset[int] = frozenset()

    def blocks(self, tree: Sequence[Block]) -> Iterator[str]:
        for block in tree:
            yield self._block(block)

    def _join(self, tree: Sequence[Block]) -> str:
        return "".join(self.blocks(tree))

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return f"<p>{self._line(block.line)}</p>"
            case Heading():
                return self._heading(block)
            case CodeBlock() | FormulaBlock():
                return f"<pre><code>{self.page.escape(block.text)}</code></pre>"
            case ThematicBreak():
                return "<hr>"
            case List():
                return self._list(block)
            case ProseTable():
                return self._table(block)
            case _:
                return self._framed(block)

    def _framed(self, block: Quote | Alert | Details | Footnotes) -> str:
        match block:
            case Quote():
                return f"<blockquote>{self._join(block.blocks)}</blockquote>"
            case Alert():
                title = f"<p><b>{block.kind.capitalize()}</b></p>"
                look = f"alert alert-{block.kind}"
                return f'<div class="{look}" role="note">{title}{self._join(block.blocks)}</div>'
            case Details():
                # open, because nobody can unfold what is printed
                summary = f"<summary>{self._line(block.summary)}</summary>"
                return f"<details open>{summary}{self._join(block.blocks)}</details>"
            case Footnotes():
                return self._notes(block)

    def _heading(self, block: Heading) -> str:
        level = self.levels.get(id(block), LOWEST + 1)
        if level > LOWEST:
            return f"<p><b>{self._line(block.line)}</b></p>"
        anchor = name_heading(self.path, make_slug(block.line)) if self.path else ""
        is_known = anchor in self.page.places.headings and anchor not in self.page.marked
        self.page.marked.add(anchor)
        named = f' id="{make_anchor_id(anchor)}"' if is_known else ""
        return f"<h{level}{named}>{self._line(block.line)}</h{level}>"

    def _notes(self, block: Footnotes) -> str:
        items = "".join(
            f'<li id="note-{number}">{self._join(note)}'
            f'<a href="#note-mark-{number}" aria-label="Back to the text">\u21a9</a></li>'
            for number, note in enumerate(block.notes, self.before + 1)
        )
        return f'<ol class="notes" start="{self.before + 1}">{items}</ol>'

    def _list(self, block: List) -> str:
        items = "".join(
            f"<li>{self._item(item, block.find_check(place))}</li>"
            for place, item in enumerate(block.items)
        )
        if block.start is not None:
            return f'<ol start="{block.start}">{items}</ol>'
        return f'<ul class="tasks">{items}</ul>' if block.checks else f"<ul>{items}</ul>"

    def _item(self, item: tuple[Block, ...], check: bool | None) -> str:
        if check is None:
            return self._join(item)
        word, sign = ("done", "\u2612") if check else ("open", "\u2610")
        box = f'<span role="img" aria-label="{word}">{sign}</span> '
        first, rest = (item[0], item[1:]) if item else (Paragraph(()), ())
        if isinstance(first, Paragraph):
            return f"<p>{box}{self._line(first.line)}</p>{self._join(rest)}"
        return f"<p>{box}</p>{self._join(item)}"

    def _table(self, block: ProseTable) -> str:
        heads = self._cells(block, block.header, "th", ' scope="col"')
        rows = "".join(f"<tr>{self._cells(block, row, 'td', '')}</tr>" for row in block.rows)
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        if len(block.header) <= FITTING_COLUMNS:
            return table
        label = f"Table of {len(block.header)} columns"
        # what is wider than a telephone is moved with the keys, too, so it takes the focus
        return f'<div class="wide" tabindex="0" role="group" aria-label="{label}">{table}</div>'

    def _cells(self, block: ProseTable, row: Sequence[Line], tag: str, scope: str) -> str:
        aligned = _ALIGNED if self.page.has_styles else _CLASSED
        return "".join(
            f"<{tag}{scope}{aligned.get(align, '')}>{self._line(line)}</{tag}>"
            for line, align in zip(row, block.align, strict=True)
        )

    def _line(self, line: Line) -> str:
        return "".join(map(self._inline, line))

    def _inline(self, item: Inline) -> str:
        match item:
            case Break():
                return "<br>"
            case Image():
                return self._image(item)
            case Formula():
                return f"<code>{self.page.escape(item.text)}</code>"
            case NoteMark():
                return self._note_mark(self.before + item.number)
            case Run():
                return self._run(item)

    def _note_mark(self, number: int) -> str:
        """Only the first mark of a note can be gone back to."""
        named = "" if number in self.marked else f' id="note-mark-{number}"'
        self.marked |= {number}
        return f'<sup><a href="#note-{number}"{named}>{number}</a></sup>'

    def _image(self, item: Image) -> str:
        escape = self.page.escape
        target = resolve_target(item.src, self.path)
        data = self.page.pictures.get(target.path, b"") if target else b""
        source = embed_picture(data)
        if not source:
            text = f"(picture: {escape(item.alt or 'without description')})"
            return self._link(text, item.href or item.src, item.title)
        title = f' title="{escape(item.title)}"' if item.title else ""
        image = f'<img src="{source}" alt="{escape(item.alt)}"{title}>'
        return self._link(image, item.href, "") if item.href else image

    def _run(self, item: Run) -> str:
        text = self.page.escape(item.text)
        for tag, is_set in (
            ("code", item.code),
            ("kbd", item.key),
            (item.script, bool(item.script)),
            ("s", item.strike),
            ("i", item.emphasis),
            ("b", item.strong),
        ):
            text = f"<{tag}>{text}</{tag}>" if is_set else text
        if not item.href:
            return text
        linked = self._link(text, item.href, item.title)
        if linked == text and (path := self._name_file(item)):
            return f"{text} ({self.page.escape(path)})"
        return linked

    def _link(self, text: str, href: str, title: str) -> str:
        """The text as a link, where the page may lead there."""
        escape = self.page.escape
        about = f' title="{escape(title)}"' if title else ""
        if is_outside(href):
            return f'<a href="{escape(href)}"{about} rel="noreferrer">{text}</a>'
        target = self.page.places.find_target(href, self.path)
        if not target.anchor:
            return text
        is_heading = target.anchor in self.page.places.headings
        anchor = make_anchor_id(target.anchor) if is_heading else escape(target.anchor)
        page = self.page.links.pages.get(target.anchor, self.page.links.page)
        place = "" if page == self.page.links.page else self.page.links.find_page(page)
        return f'<a href="{place}#{anchor}"{about}>{text}</a>'

    def _name_file(self, item: Run) -> str:
        """What stands behind the words of a link that the page cannot follow."""
        if item.href.startswith("#"):
            return ""
        written = self.page.places.find_target(item.href, self.path).path or item.href
        return "" if written == item.text else written


_ALIGNED = {align: f' style="text-align:{align}"' for align in ("left", "center", "right")}
_CLASSED = {align: f' class="{align}"' for align in ("left", "center", "right")}
