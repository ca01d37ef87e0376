"""OSCAL's markup in XML to OSCAL's markdown: the same meaning in the form that JSON holds.

Blanks and line ends of XML text are one blank, as in HTML, but for preformatted text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ..lazy_dataclasses import dataclass
from .markdown_signs import (
    IN_BLOCK,
    IN_CELL,
    IN_LINE,
    Surroundings,
    escape_signs,
    guard_alert,
    guard_item,
    guard_lines,
    indent_item,
    is_language,
    quote_lines,
    trim_text,
    wrap_text,
    write_code,
    write_fence,
    write_target,
)

if TYPE_CHECKING:
    from lxml import etree

# Told of an element that is wrong: the element, its attribute or "", message, hint
Report = Callable[["etree._Element", str, str, str], None]

BLOCKS = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "blockquote", "hr")
)
_WRAPS = {"em": "*", "i": "*", "strong": "**", "b": "**", "sub": "~", "sup": "^", "q": '"'}
# The attributes that markup may have, and those that it must
_ATTRIBUTES = {
    "a": ("href", "title"),
    "code": ("class",),
    "img": ("alt", "src", "title"),
    "insert": ("type", "id-ref"),
    "ol": ("start",),
    "pre": ("class",),
    "td": ("align",),
    "th": ("align",),
}
_EMPTY = ("br", "hr", "img", "insert")
_REQUIRED = {"a": ("href",), "img": ("src",), "insert": ("type", "id-ref")}
# What may stand in code: nothing but insertions and code has an effect there in markdown
_IN_CODE = ("a", "br", "code", "img", "insert", *_WRAPS)
_LANGUAGE_CLASS = "language-"
# CommonMark reads nine digits
_START = re.compile(r"[ \t\r\n]*\+?([0-9]{1,9})[ \t\r\n]*\Z")
_RULES = {"left": ":---", "center": ":---:", "right": "---:"}


@dataclass(frozen=True, slots=True)
class _Block:
    """A block as markdown, and the name of its element: "" for text that stands by itself."""

    name: str
    text: str
    # of a list, what its items begin with
    sign: str = ""
    # a list that does not start at one must be parted from a text before it
    can_follow: bool = True


def name_element(element: etree._Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


class MarkupWriter:
    """Writes the markup of one document; `namespace` is that of its elements.

    `leave_out` is told what is sound and has no place in markdown.
    """

    def __init__(
        self, namespace: str, report: Report, leave_out: Callable[[str], object] = len
    ) -> None:
        self._prefix = f"{{{namespace}}}"
        self._report = report
        self._leave_out = leave_out

    def write_line(self, element: etree._Element) -> str:
        """The content of an element that holds a line of markup."""
        return trim_text(self._write_inline(element, IN_LINE))

    def write_content(self, element: etree._Element) -> str:
        """The content of an element that holds blocks of markup and no text beside them."""
        blocks = list(self._list_flow(element))
        if any(not block.name for block in blocks):
            name = name_element(element)
            self._report(
                element, "", f"text stands directly in <{name}>", "put it in a paragraph: <p>"
            )
        return _join_blocks(blocks)

    def write_blocks(self, elements: Iterable[etree._Element]) -> str:
        """Blocks that stand beside other elements."""
        return _join_blocks(self._write_all(elements))

    def _write_all(self, elements: Iterable[etree._Element]) -> list[_Block]:
        blocks: list[_Block] = []
        for element in elements:
            before = blocks[-1].sign if blocks else ""
            blocks.append(self._write_block(element, before))
        return blocks

    def _name(self, element: etree._Element) -> str:
        """The name of an element of OSCAL, "" of any other."""
        tag = str(element.tag)
        return tag.removeprefix(self._prefix) if tag.startswith(self._prefix) else ""

    def _check_element(self, element: etree._Element) -> None:
        """Attributes, and that nothing stands in an element that is empty."""
        name = self._name(element)
        if name in _EMPTY and (len(element) or (element.text or "").strip()):
            self._report(
                element, "", f"something stands in <{name}>, which is empty", "move it out"
            )
        allowed = _ATTRIBUTES.get(name, ())
        for attribute in element.attrib:
            if attribute not in allowed:
                self._report(
                    element, str(attribute), f'<{name}> has no attribute "{attribute}"', "remove it"
                )
        for attribute in _REQUIRED.get(name, ()):
            if not element.get(attribute):
                self._report(element, "", f'<{name}> lacks its attribute "{attribute}"', "")

    # inline

    def _write_inline(self, element: etree._Element, place: Surroundings) -> str:
        """Text and children, not trimmed."""
        text = escape_signs(element.text or "", place)
        for child in element:
            text = self._add_child(text, child, place)
        return text

    def _add_child(self, before: str, child: etree._Element, place: Surroundings) -> str:
        """What stands before a child, the child, and the text behind it."""
        written = self._write_child(child, place)
        if before.endswith("!") and written.startswith("["):
            before = f"{before[:-1]}\\!"  # else the link would be a picture
        return before + written + escape_signs(child.tail or "", place)

    def _write_child(self, element: etree._Element, place: Surroundings) -> str:
        name = self._name(element)
        self._check_element(element)
        sign = _WRAPS.get(name, "")
        if sign in place.signs:
            return self._write_inline(element, place)
        if sign:
            inner = replace(place, signs=(*place.signs, sign))
            written = "_" if sign == "*" and self._fills_strong(element) else sign
            return wrap_text(self._write_inline(element, inner), written)
        match name:
            case "code":
                return self._write_code(element, place)
            case "insert":
                return _write_insert(element)
            case "br":
                return place.line_break
            case "a":
                text = trim_text(self._write_inline(element, replace(place, in_link=True)))
                target = write_target(element.get("href", ""), element.get("title", ""), place)
                return f"[{text}]({target})"
            case "img":
                alt = escape_signs(element.get("alt", ""), replace(place, in_link=True))
                target = write_target(element.get("src", ""), element.get("title", ""), place)
                return f"![{alt}]({target})"
        self._report_unknown(element, "line")
        return self._write_inline(element, place)

    def _write_code(self, element: etree._Element, place: Surroundings) -> str:
        if element.get("class"):
            self._leave_out("the class of code in a line")
        return write_code(self._read_text(element), place)

    def _fills_strong(self, element: etree._Element) -> bool:
        """Whether an element is all that a strong one holds: `***a***` is the other way round."""
        parent = element.getparent()
        if parent is None or len(parent) > 1 or _WRAPS.get(self._name(parent)) != "**":
            return False
        return not (parent.text or "").strip() and not (element.tail or "").strip()

    def _report_unknown(self, element: etree._Element, where: str) -> None:
        name = name_element(element)
        self._report(element, "", f"<{name}> cannot stand in a {where} of markup", "")

    def _read_text(self, element: etree._Element) -> str:
        """The plain text of code, in which no markup is but an insertion of a parameter.

        An element of code within it shows nothing more; a line that is broken is another line.
        """
        texts = [element.text or ""]
        for child in element:
            name = self._name(child)
            self._check_element(child)
            if name not in _IN_CODE:
                self._report_unknown(child, "run of code")
            elif name not in ("code", "insert"):
                self._leave_out(f"<{name}> within code")
            texts.append(self._read_code_part(child, name))
            texts.append(child.tail or "")
        return "".join(texts)

    def _read_code_part(self, element: etree._Element, name: str) -> str:
        if name == "insert":
            return _write_insert(element)
        return "\n" if name == "br" else self._read_text(element)

    # blocks

    def _write_block(self, element: etree._Element, before: str) -> _Block:
        """A block; a list behind a list of its kind gets another sign, else both would be one."""
        name = self._name(element)
        self._check_element(element)
        match name:
            case "p":
                return _Block(name, self._write_paragraph(element))
            case "ul":
                sign = "*" if before == "-" else "-"
                return _Block(name, self._write_list(element, sign), sign)
            case "ol":
                start = self._read_start(element)
                sign = ")" if before == "." else "."
                return _Block(name, self._write_list(element, sign, start), sign, start == 1)
            case "table":
                return _Block(name, self._write_table(element))
            case "pre":
                return _Block(name, self._write_fence(element))
            case "blockquote":
                text = guard_alert(_join_blocks(self._list_flow(element)))
                return _Block(name, quote_lines(text))
            case "hr":
                return _Block(name, "---")
        hashes = "#" * int(name[1])  # what is left of the blocks are headings
        return _Block(name, f"{hashes} {trim_text(self._write_inline(element, IN_LINE))}".rstrip())

    def _write_fence(self, element: etree._Element) -> str:
        """Preformatted text, with the language that its class names."""
        named = _find_class(element)
        language = named.removeprefix(_LANGUAGE_CLASS)
        if named and not (named.startswith(_LANGUAGE_CLASS) and is_language(language)):
            self._leave_out("a class of preformatted text that names no language")
        return write_fence(self._read_text(element), language)

    def _read_start(self, element: etree._Element) -> int:
        """The number of the first item, as XML Schema writes numbers."""
        found = _START.match(element.get("start", "1"))
        if found is None:
            self._leave_out("the start of a list that is no number of up to nine digits")
        return int(found[1]) if found else 1

    def _write_paragraph(self, element: etree._Element) -> str:
        return guard_lines(trim_text(self._write_inline(element, IN_BLOCK)))

    def _list_flow(self, element: etree._Element) -> Iterator[_Block]:
        """The blocks of an element that may hold text beside them: a run of text is one as well."""
        run, before = escape_signs(element.text or "", IN_BLOCK), ""
        for child in element:
            if self._name(child) not in BLOCKS:
                run = self._add_child(run, child, IN_BLOCK)
                continue
            if trim_text(run):
                yield _Block("", guard_lines(trim_text(run)))
                before = ""
            block = self._write_block(child, before)
            yield block
            run, before = escape_signs(child.tail or "", IN_BLOCK), block.sign
        if trim_text(run):
            yield _Block("", guard_lines(trim_text(run)))

    def _list_children(
        self, element: etree._Element, names: tuple[str, ...]
    ) -> Iterator[etree._Element]:
        """The children of these names; anything else is told."""
        if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
            name = name_element(element)
            self._report(
                element, "", f"text stands directly in <{name}>", f"put it in <{names[0]}>"
            )
        for child in element:
            if self._name(child) in names:
                self._check_element(child)
                yield child
            else:
                self._report_unknown(child, name_element(element))

    def _write_list(self, element: etree._Element, sign: str, start: int | None = None) -> str:
        items = [list(self._list_flow(item)) for item in self._list_children(element, ("li",))]
        # of one item with one paragraph nothing could tell that it stands in one
        is_alone = len(items) == 1 and len(items[0]) == 1
        is_tight = is_alone or all(_is_tight_item(blocks) for blocks in items)
        written = []
        for number, blocks in enumerate(items):
            mark = f"{sign} " if start is None else f"{start + number}{sign} "
            written.append(indent_item(mark, guard_item(_join_item(blocks))))
        return ("\n" if is_tight else "\n\n").join(written)

    def _tell_cells(self, rows: list[list[etree._Element]]) -> None:
        """What cells say that markdown knows of columns and first rows alone, or not at all."""
        heads = [cell.get("align") for cell in rows[0]]
        if any(_is_aligned_apart(row, heads) for row in rows[1:]):
            self._leave_out("the alignment of a cell that is not that of its column")
        if not {None, *_RULES}.issuperset(heads):
            self._leave_out("an alignment that is neither left nor center nor right")
        first, *others = ({self._name(cell) for cell in row} for row in rows)
        if len(first) > 1 or any("th" in kinds for kinds in others):
            self._leave_out("a heading in a row that is not the head of its table")

    def _write_table(self, element: etree._Element) -> str:
        rows = [
            list(self._list_children(row, ("td", "th")))
            for row in self._list_children(element, ("tr",))
        ]
        if not rows:
            return ""
        width = max(len(row) for row in rows)
        cells = [[trim_text(self._write_inline(cell, IN_CELL)) for cell in row] for row in rows]
        head, *body = [[*row, *[""] * (width - len(row))] for row in cells]
        rules = [_RULES.get(cell.get("align", ""), "---") for cell in rows[0]]
        self._tell_cells(rows)
        rules += ["---"] * (width - len(rules))
        return "\n".join(f"| {' | '.join(row)} |" for row in (head, rules, *body))


def _is_aligned_apart(row: list[etree._Element], heads: list[str | None]) -> bool:
    """Whether a cell says another alignment than the head of its column; most say none."""
    said = (cell.get("align") for cell in row)
    return any(
        align not in (None, head)
        for align, head in zip(said, [*heads, *[None] * len(row)], strict=False)
    )


def _write_insert(element: etree._Element) -> str:
    return f"{{{{ insert: {element.get('type', 'param')}, {element.get('id-ref', '')} }}}}"


def _find_class(element: etree._Element) -> str:
    """The class of preformatted text, or of the code that it is."""
    inner = next(iter(element), element)
    is_code = name_element(inner) == "code" and not (element.text or inner.tail or "").strip()
    return element.get("class") or (inner.get("class") if is_code else "") or ""


def _join_blocks(blocks: Iterable[_Block]) -> str:
    return "\n\n".join(block.text for block in blocks if block.text)


# Behind these a text, or a table, would be taken for more of them
_GO_ON = ("p", "", "ul", "ol", "blockquote", "table")


def _is_tight_item(blocks: list[_Block]) -> bool:
    """Whether nothing of an item is parted by an empty line, so that its text stands by itself."""
    return all(block.name != "p" for block in blocks) and not any(
        map(_is_parted, blocks, blocks[1:])
    )


def _is_parted(before: _Block, block: _Block) -> bool:
    """Whether an empty line must stand between two blocks of an item."""
    if "p" in (before.name, block.name) or not block.can_follow:
        return True
    return before.name in _GO_ON and (
        not block.name or (block.name == "table" and before.name != "")
    )


def _join_item(blocks: list[_Block]) -> str:
    """Blocks of an item. A rule of hyphens would make a heading of a text above it."""
    texts = [(block, "___" if block.name == "hr" else block.text) for block in blocks if block.text]
    text, last = "", None
    for block, written in texts:
        if last is not None:
            text += "\n\n" if _is_parted(last, block) else "\n"
        text += written
        last = block
    return text
