"""OSCAL's markup in XML to OSCAL's markdown: the same meaning in the form that JSON holds.

Blanks and line ends of XML text are one blank, as in HTML, but for preformatted text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

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
_RULES = {"left": ":---", "center": ":---:", "right": "---:"}
# One blank is what it becomes: only others are looked for
_BLANKS = re.compile(r"[\t\r\n][ \t\r\n]*| [ \t\r\n]+")
# What would act as markdown in a text that is none: always; and only where it could begin or end
# something
_MAY_ACT = re.compile(r"""[*`~^"\\_<&\]{]""")
_ACTS = re.compile(
    r"""[*`~^"]|\\(?=[!-/:-@\[-`{-~]|\Z)|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|&(?=\#?\w+;)"""
    r"""|\](?=[(:])|\{(?=\{)|(?<=\{)\{"""
)
_BRACKETS = re.compile(r"(?<!\\)[\[\]]")
# What would make a line a heading, a list, a quote or a rule
_LINE_START = re.compile(r"(?:#{1,6}|[-+]|\d{1,9}[.)])(?=\s|\Z)|>|[-=]+(?=\s*\Z)")
# Before signs that open and that close, and behind them, until a text is whole; no XML holds these
_OPEN, _CLOSE, _END = "\x01", "\x02", "\x03"
_TOUCHING = re.compile(f"{_CLOSE}([^{_END}]*){_END}{_OPEN}\\1{_END}")
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}{_END}]")
_AT_BREAK = re.compile(r" *\\\n *")
_AT_ENDS = re.compile(r"\A(?:\\\n| )+|(?:\\\n| )+\Z")
_TICKS = re.compile("`+")
_LAST_LINE_END = re.compile(r"\n[ \t]*\Z")


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """Where inline markup stands: how a line is broken there, what more would act in a text, and
    the signs that are open: emphasis within the same emphasis says nothing more.
    """

    line_break: str
    in_link: bool = False
    in_cell: bool = False
    signs: tuple[str, ...] = ()


_LINE = _Surroundings("<br/>")
_BREAK = "\\\n"
_BLOCK = _Surroundings(_BREAK)
_CELL = _Surroundings("<br/>", in_cell=True)


@dataclass(frozen=True, slots=True)
class _Block:
    """A block as markdown, and the name of its element: "" for text that stands by itself."""

    name: str
    text: str
    # a list of any other start must be parted from the paragraph before it
    is_tight: bool = False


def name_element(element: etree._Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


class MarkupWriter:
    """Writes the markup of one document; `namespace` is that of its elements."""

    def __init__(self, namespace: str, report: Report) -> None:
        self._prefix = f"{{{namespace}}}"
        self._report = report

    def write_line(self, element: etree._Element) -> str:
        """The content of an element that holds a line of markup."""
        return _trim(self._write_inline(element, _LINE))

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
            before = blocks[-1].name if blocks else ""
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

    def _write_inline(self, element: etree._Element, place: _Surroundings) -> str:
        """Text and children, not trimmed."""
        text = _escape(element.text or "", place)
        for child in element:
            text = self._add_child(text, child, place)
        return text

    def _add_child(self, before: str, child: etree._Element, place: _Surroundings) -> str:
        """What stands before a child, the child, and the text behind it."""
        written = self._write_child(child, place)
        if before.endswith("!") and written.startswith("["):
            before = f"{before[:-1]}\\!"  # else the link would be a picture
        return before + written + _escape(child.tail or "", place)

    def _write_child(self, element: etree._Element, place: _Surroundings) -> str:
        name = self._name(element)
        self._check_element(element)
        sign = _WRAPS.get(name, "")
        if sign in place.signs:
            return self._write_inline(element, place)
        if sign:
            inner = replace(place, signs=(*place.signs, sign))
            return _wrap(self._write_inline(element, inner), sign)
        match name:
            case "code":
                return _write_code(self._read_text(element), place)
            case "insert":
                return _write_insert(element)
            case "br":
                return place.line_break
            case "a":
                text = _trim(self._write_inline(element, replace(place, in_link=True)))
                return f"[{text}]({_write_target(element, 'href')})"
            case "img":
                alt = _escape(element.get("alt", ""), _Surroundings("", True))
                return f"![{alt}]({_write_target(element, 'src')})"
        self._report_unknown(element, "line")
        return self._write_inline(element, place)

    def _report_unknown(self, element: etree._Element, where: str) -> None:
        name = name_element(element)
        self._report(element, "", f"<{name}> cannot stand in a {where} of markup", "")

    def _read_text(self, element: etree._Element) -> str:
        """The plain text of code, in which no markup is but an insertion of a parameter."""
        texts = [element.text or ""]
        for child in element:
            is_insert = self._name(child) == "insert"
            texts.append(_write_insert(child) if is_insert else self._read_text(child))
            texts.append(child.tail or "")
        return "".join(texts)

    # blocks

    def _write_block(self, element: etree._Element, before: str) -> _Block:
        """A block; a list behind a list of its kind gets another sign, else both would be one."""
        name = self._name(element)
        self._check_element(element)
        match name:
            case "p":
                return _Block(name, self._write_paragraph(element))
            case "ul":
                return _Block(name, self._write_list(element, "*" if before == name else "-"), True)
            case "ol":
                start = _read_start(element)
                sign = ")" if before == name else "."
                return _Block(name, self._write_list(element, sign, start), start == 1)
            case "table":
                return _Block(name, self._write_table(element))
            case "pre":
                return _Block(name, _write_fence(self._read_text(element)))
            case "blockquote":
                return _Block(name, _quote(_join_blocks(self._list_flow(element))))
            case "hr":
                return _Block(name, "---")
        hashes = "#" * int(name[1])  # what is left of the blocks are headings
        return _Block(name, f"{hashes} {_trim(self._write_inline(element, _LINE))}".rstrip())

    def _write_paragraph(self, element: etree._Element) -> str:
        return _guard_lines(_trim(self._write_inline(element, _BLOCK)))

    def _list_flow(self, element: etree._Element) -> Iterator[_Block]:
        """The blocks of an element that may hold text beside them: a run of text is one as well."""
        run, before = _escape(element.text or "", _BLOCK), ""
        for child in element:
            if self._name(child) not in BLOCKS:
                run = self._add_child(run, child, _BLOCK)
                continue
            if _trim(run):
                yield _Block("", _guard_lines(_trim(run)))
                before = ""
            block = self._write_block(child, before)
            yield block
            run, before = _escape(child.tail or "", _BLOCK), block.name
        if _trim(run):
            yield _Block("", _guard_lines(_trim(run)))

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
        is_tight = all(_is_tight_item(blocks) for blocks in items)
        written = []
        for number, blocks in enumerate(items):
            mark = f"{sign} " if start is None else f"{start + number}{sign} "
            written.append(_indent(mark, _join_item(blocks)))
        return ("\n" if is_tight else "\n\n").join(written)

    def _write_table(self, element: etree._Element) -> str:
        rows = [
            list(self._list_children(row, ("td", "th")))
            for row in self._list_children(element, ("tr",))
        ]
        if not rows:
            return ""
        width = max(len(row) for row in rows)
        cells = [[_trim(self._write_inline(cell, _CELL)) for cell in row] for row in rows]
        head, *body = [[*row, *[""] * (width - len(row))] for row in cells]
        rules = [_RULES.get(cell.get("align", ""), "---") for cell in rows[0]]
        rules += ["---"] * (width - len(rules))
        return "\n".join(f"| {' | '.join(row)} |" for row in (head, rules, *body))


def _escape(text: str, place: _Surroundings) -> str:
    """Text as markdown that shows exactly it, its blanks joined."""
    joined = _BLANKS.sub(" ", text)
    if _MAY_ACT.search(joined):
        joined = _ACTS.sub(r"\\\g<0>", joined)
    if place.in_link:
        joined = _BRACKETS.sub(r"\\\g<0>", joined)
    return joined.replace("|", "\\|") if place.in_cell else joined


def _trim(text: str) -> str:
    """Without what comes of single nodes: blanks and line breaks at the ends, blanks beside a break
    or two in a row, and signs of one kind that touch, which would not act.
    """
    # most texts are plain, and a search is cheaper than a replacement that finds nothing
    if _OPEN in text:
        while (shorter := _TOUCHING.sub("", text)) != text:
            text = shorter
        text = _MARKS.sub("", text)
    if _BREAK in text:
        text = _AT_BREAK.sub("\\\\\n", _AT_ENDS.sub("", text))
    return re.sub(r" {2,}", " ", text.strip(" ")) if " " in text else text


def _wrap(inner: str, sign: str, end: str = "") -> str:
    """Signs at the text itself: beside a blank they would not act."""
    text = inner.strip(" ")
    if not text:
        return inner
    before = " " if inner.startswith(" ") else ""
    after = inner[len(before) + len(text) :]
    return f"{before}{_OPEN}{sign}{_END}{text}{_CLOSE}{end or sign}{_END}{after}"


def _write_code(text: str, place: _Surroundings) -> str:
    joined = _BLANKS.sub(" ", text)
    code = joined.strip(" ")
    if not code:
        return joined
    fence = "`" * (_count_ticks(code) + 1)
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    inner = joined.replace("|", "\\|") if place.in_cell else joined
    return _wrap(inner, f"{fence}{pad}", f"{pad}{fence}")


def _count_ticks(text: str) -> int:
    """The longest run of backticks."""
    return max((len(run) for run in _TICKS.findall(text)), default=0)


def _write_insert(element: etree._Element) -> str:
    return f"{{{{ insert: {element.get('type', 'param')}, {element.get('id-ref', '')} }}}}"


def _write_target(element: etree._Element, attribute: str) -> str:
    """Address and title of a link or picture."""
    address, title = element.get(attribute, ""), element.get("title")
    if re.search(r"[\s()<>]", address):
        address = f"<{re.sub('[<>]', lambda sign: f'%{ord(sign[0]):X}', address)}>"
    if not title:
        return address
    quoted = _BLANKS.sub(" ", title).replace("\\", "\\\\").replace('"', '\\"')
    return f'{address} "{quoted}"'


def _write_fence(text: str) -> str:
    fence = "`" * max(3, _count_ticks(text) + 1)
    # a line end directly behind the tag is no part of the text, nor what stands before the end tag
    lines = _LAST_LINE_END.sub("", text.removeprefix("\n"))
    return f"{fence}\n{lines}\n{fence}"


def _read_start(element: etree._Element) -> int:
    written = element.get("start", "1")
    # CommonMark reads nine digits
    return int(written) if re.fullmatch(r"[0-9]{1,9}", written) else 1


def _guard_lines(text: str) -> str:
    """A paragraph of which no line would be taken for another kind of block."""
    return "\n".join(_guard_line(line) for line in text.split("\n"))


def _guard_line(line: str) -> str:
    found = _LINE_START.match(line)
    if not found:
        return line
    # of a number the sign behind it is what makes a list
    at = found.end() - 1 if line[0].isdigit() else 0
    return f"{line[:at]}\\{line[at:]}"


def _join_blocks(blocks: Iterable[_Block]) -> str:
    return "\n\n".join(block.text for block in blocks if block.text)


def _is_tight_item(blocks: list[_Block]) -> bool:
    """Whether an item is one text, with lists below it."""
    return all(block.is_tight for block in blocks[1:])


def _join_item(blocks: list[_Block]) -> str:
    text = ""
    for block in blocks:
        separator = ("\n" if block.is_tight else "\n\n") if text else ""
        text += separator + block.text
    return text


def _indent(mark: str, text: str) -> str:
    first, *others = text.split("\n")
    blank = " " * len(mark)
    return "\n".join([mark + first, *(blank + line if line else "" for line in others)]).rstrip(" ")


def _quote(text: str) -> str:
    return "\n".join(f"> {line}".rstrip(" ") for line in text.split("\n"))
