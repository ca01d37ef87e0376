"""OSCAL's markdown to OSCAL's markup in XML, and what that markup has no element for.

What it cannot say is written as near to it as it comes, and named: the caller decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from markdown_it.token import Token

from .gfm_parser import AS_TYPED, is_too_deep
from .html_tags import COMMENT
from .oscal_markdown import INSERT, parse_blocks, parse_line, show_edges

# Elements of markup, by the name of their tokens
_WRAPS = MappingProxyType({"em": "em", "strong": "strong", "sup": "sup", "q": "q", "sub": "sub"})
_FIXED = MappingProxyType(
    {"softbreak": " ", "hardbreak": "<br/>", "link_close": "</a>", "footnote_anchor": ""}
)
# In the place of a picture signs that a code host does not know are text
_ALT_SIGNS = MappingProxyType(
    {
        **dict.fromkeys(("sup_open", "sup_close"), "^"),
        **dict.fromkeys(("q_open", "q_close"), '"'),
    }
)
_BREAK = re.compile(r"<br\s*/?>\Z", re.I)
_TAG = re.compile(r"<[^<>]*>")
_TAG_NAME = re.compile(r"</?([A-Za-z][\w-]*)")
_AROUND_BREAK = re.compile(r" ?<br/> ?")
_MANY_BLANKS = re.compile(r"[ \t\r\n]+")
_END_OF_LINES = re.compile(r"\n[ \t]*\Z")
_ALIGN = re.compile(r"text-align:(\w+)")
# Of characters that XML cannot hold at all
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_NEEDS_ENTITY = re.compile(r"[&<>\r]")
_NEEDS_ATTRIBUTE = re.compile(r'[&<>\r\n\t"]')
_OF_ATTRIBUTE = {**_ENTITIES, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"}

Note = Callable[[str], None]


def escape_text(text: str) -> str:
    """Text of an element. Most need nothing, and a search is cheaper than a replacement."""
    if not _NEEDS_ENTITY.search(text):
        return text
    return _NEEDS_ENTITY.sub(lambda found: _ENTITIES[found[0]], text)


def write_attribute(name: str, value: str) -> str:
    """An attribute with the blank before it, every line end and tab kept."""
    if _NEEDS_ATTRIBUTE.search(value):
        value = _NEEDS_ATTRIBUTE.sub(lambda found: _OF_ATTRIBUTE[found[0]], value)
    return f' {name}="{value}"'


def drop_unholdable(text: str, note: Note) -> str:
    """A text without the characters that XML cannot hold; the first of them is told."""
    found = _NO_XML.search(text)
    if found is None:
        return text
    note(f"the control character U+{ord(found[0]):04X}")
    return _NO_XML.sub("", text)


def write_markup_line(text: str, note: Note) -> str:
    """The content of an element that holds a line of markup."""
    tokens = parse_line(_clean_text(text, note))
    return _InlineWriter(note).write(tokens).strip(" ")


def write_markup_blocks(text: str, note: Note, pad: str) -> str:
    """Blocks, each on lines of its own that begin with `pad`; "" where the text shows nothing."""
    clean = _clean_text(text, note)
    tokens, has_lost_note = parse_blocks(clean)
    if has_lost_note:
        note("a footnote that nothing refers to")
    if is_too_deep(tokens):
        note("nesting that is deeper than anyone reads")
        return f"{pad}<pre>{escape_text(clean)}</pre>\n"
    return _BlockWriter(tokens, note).write(pad)


def _clean_text(text: str, note: Note) -> str:
    return drop_unholdable(text.replace("\r\n", "\n").replace("\r", "\n"), note)


class _InlineWriter:
    """Writes the tokens of one run of text."""

    def __init__(self, note: Note) -> None:
        self._note = note
        # how often each element is open: within itself it says nothing more
        self._open: dict[str, int] = {}

    def write(self, tokens: Iterable[Token]) -> str:
        return _MANY_BLANKS.sub(" ", "".join(self._write_token(token) for token in tokens))

    def _write_token(self, token: Token) -> str:
        match token.type:
            case "text" | "text_special":
                return self._write_text(token.content)
            case "code_inline":
                return f"<code>{_write_code(token.content)}</code>"
            case "insert":
                return _write_insert(token.attrs)
            case "link_open":
                return f"<a{_write_attributes(token, ('href', 'title'))}>"
            case "image":
                return self._write_image(token)
            case "html_inline":
                return self._write_tag(token.content)
            case kind if kind in _FIXED:
                return _FIXED[kind]
            case "footnote_ref" | "math_inline":
                return self._write_unsayable(token)
        return self._write_wrap(token)

    def _write_unsayable(self, token: Token) -> str:
        if token.type == "footnote_ref":
            self._note("a footnote")
            return f"[{token.meta['id'] + 1}]"
        self._note("a formula")
        return escape_text(f"{token.markup}{token.content}{token.markup}")

    def _write_text(self, text: str) -> str:
        if text == AS_TYPED:
            self._note("more brackets than links are looked for in")
            return ""
        return escape_text(show_edges(text))

    def _write_wrap(self, token: Token) -> str:
        """The tag of an element around a part of the text."""
        name = "sub" if token.type.startswith("s_") else token.type.rpartition("_")[0]
        if name == "sub" and token.markup == "~~":
            if token.nesting > 0:
                self._note("struck text")
            return ""
        name = _WRAPS[name]
        depth = self._open.get(name, 0)
        self._open[name] = depth + token.nesting
        if (depth if token.nesting > 0 else depth - 1) > 0:
            return ""
        return f"<{name}>" if token.nesting > 0 else f"</{name}>"

    def _write_image(self, token: Token) -> str:
        alt = write_attribute("alt", _MANY_BLANKS.sub(" ", _list_text(token.children or [])))
        return f"<img{alt}{_write_attributes(token, ('src', 'title'))}/>"

    def _write_tag(self, tag: str) -> str:
        if _BREAK.match(tag):
            return "<br/>"
        self._note(_name_tag(tag))
        return ""


def _list_text(tokens: Iterable[Token]) -> str:
    """What a reader is told in the place of a picture."""
    return "".join(map(_show_token, tokens))


def _show_token(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    if token.type in _ALT_SIGNS:
        return _ALT_SIGNS[token.type]
    if token.type == "insert":
        return "{{{{ insert: {type}, {id-ref} }}}}".format(**token.attrs)
    return _list_text(token.children) if token.children else show_edges(token.content)


def _name_tag(tag: str) -> str:
    if tag.startswith("<!--"):
        return "a comment of HTML"
    name = _TAG_NAME.match(tag)
    return f"the tag of HTML <{name[1].lower()}>" if name else "raw HTML"


def _write_attributes(token: Token, names: tuple[str, ...]) -> str:
    return "".join(
        write_attribute(name, _MANY_BLANKS.sub(" ", str(token.attrs[name])))
        for name in names
        if token.attrs.get(name) or name in ("href", "src")
    )


def _write_insert(attributes: Mapping[str, object]) -> str:
    kind, id_ref = str(attributes["type"]), str(attributes["id-ref"])
    return f"<insert{write_attribute('type', kind)}{write_attribute('id-ref', id_ref)}/>"


def _write_code(text: str) -> str:
    """Code as it is, with the parameters that it inserts."""
    parts, at = [], 0
    for found in INSERT.finditer(text):
        parts.append(escape_text(show_edges(text[at : found.start()])))
        parts.append(_write_insert({"type": found[1], "id-ref": found[2]}))
        at = found.end()
    return "".join(parts) + escape_text(show_edges(text[at:]))


class _BlockWriter:
    """Goes through the tokens of a text once; nesting is bounded before."""

    def __init__(self, tokens: list[Token], note: Note) -> None:
        self._tokens = tokens
        self._at = 0
        self._note = note

    def write(self, pad: str, end: str = "") -> str:
        """Blocks to the token that ends what holds them, which is passed."""
        written = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type == end:
                break
            written.append(self._write_block(token, pad))
        return "".join(written)

    def _write_block(self, token: Token, pad: str) -> str:
        match token.type:
            case "paragraph_open" if token.hidden:
                return f"{pad}{self._write_text()}\n"
            case "paragraph_open":
                return self._write_line(token, "p", pad)
            case "heading_open":
                return self._write_line(token, token.tag, pad)
            case "bullet_list_open" | "ordered_list_open":
                return self._write_list(token, pad)
            case "blockquote_open":
                return self._write_around("blockquote", "blockquote_close", pad)
            case "table_open":
                return self._write_table(pad)
            case "fence" | "code_block":
                return f"{pad}{_write_pre(token)}\n"
            case "hr":
                return f"{pad}<hr/>\n"
        return self._write_unsayable(token, pad)

    def _write_inlines(self, end: str) -> str:
        """The run of text before a closing token."""
        text = ""
        while (token := self._tokens[self._at]).type != end:
            text += _InlineWriter(self._note).write(token.children or [])
            self._at += 1
        self._at += 1
        return text.strip(" ")

    def _write_text(self) -> str:
        """The text of a paragraph, in which blanks beside a break are none."""
        return _AROUND_BREAK.sub("<br/>", self._write_inlines("paragraph_close"))

    def _write_line(self, token: Token, name: str, pad: str, before: str = "") -> str:
        is_paragraph = token.type == "paragraph_open"
        text = self._write_text() if is_paragraph else self._write_inlines("heading_close")
        text = before + text
        # a paragraph without words is none; a heading parts what is around it
        return f"{pad}<{name}>{text}</{name}>\n" if text or name != "p" else ""

    def _write_around(self, name: str, end: str, pad: str, before: str = "") -> str:
        inside = before + self.write(f"{pad}  ", end)
        return f"{pad}<{name}>\n{inside}{pad}</{name}>\n"

    def _write_list(self, token: Token, pad: str) -> str:
        start = token.attrs.get("start", 1)
        attribute = write_attribute("start", str(start)) if start != 1 else ""
        items = []
        while (item := self._tokens[self._at]).type == "list_item_open":
            self._at += 1
            items.append(self._write_item(item, f"{pad}  "))
        self._at += 1
        return f"{pad}<{token.tag}{attribute}>\n{''.join(items)}{pad}</{token.tag}>\n"

    def _write_item(self, item: Token, pad: str) -> str:
        """Text that stands by itself comes first, then the blocks below it."""
        check = ""
        if "checked" in item.meta:
            self._note("a task list")
            check = "[x] " if item.meta["checked"] else "[ ] "
        text, first = "", self._tokens[self._at]
        if first.type == "paragraph_open" and first.hidden:
            self._at += 1
            text = check + self._write_text()
        elif first.type == "paragraph_open":
            self._at += 1
            blocks = self._write_line(first, "p", f"{pad}  ", check)
            return self._close_item(text, blocks, pad)
        return self._close_item(text or check.strip(), "", pad)

    def _close_item(self, text: str, blocks: str, pad: str) -> str:
        blocks += self.write(f"{pad}  ", "list_item_close")
        if not blocks:
            return f"{pad}<li>{text}</li>\n"
        return f"{pad}<li>{text}\n{blocks}{pad}</li>\n"

    def _write_table(self, pad: str) -> str:
        rows: list[list[str]] = []
        while (token := self._tokens[self._at]).type != "table_close":
            self._at += 1
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                found = _ALIGN.match(str(token.attrs.get("style", "")))
                align = write_attribute("align", found[1]) if found else ""
                text = self._write_inlines(token.type.replace("_open", "_close"))
                rows[-1].append(f"<{token.tag}{align}>{text}</{token.tag}>")
        self._at += 1
        lines = [f"{pad}  <tr>{''.join(cells)}</tr>\n" for cells in rows]
        return f"{pad}<table>\n{''.join(lines)}{pad}</table>\n"

    def _write_unsayable(self, token: Token, pad: str) -> str:
        """What XML has no element for, as near to it as it comes."""
        match token.type:
            case "html_block":
                return self._write_html(token.content, pad)
            case "math_block":
                self._note("a formula")
                return f"{pad}<pre>{escape_text(f'$${token.content}$$')}</pre>\n"
            case "alert_open":
                self._note("an alert")
                return self._write_around("blockquote", "alert_close", pad)
            case "alert_title_open":
                title = self._write_inlines("alert_title_close")
                return f"{pad}<p><strong>{title}</strong></p>\n"
            case "footnote_open":
                return self._write_note(token, pad)
        return ""  # what only holds the notes together

    def _write_note(self, token: Token, pad: str) -> str:
        """A note as paragraphs at the end of the text."""
        number = f"[{token.meta['id'] + 1}] "
        first = self._tokens[self._at]
        if first.type != "paragraph_open":
            return f"{pad}<p>{number.strip()}</p>\n"
        self._at += 1
        return self._write_line(first, "p", pad, number)

    def _write_html(self, text: str, pad: str) -> str:
        """The words between the tags."""
        bare = COMMENT.sub(" ", text)
        tags = _TAG.findall(bare)
        for tag in ["<!--", *tags] if bare != text or not tags else tags:
            self._note(_name_tag(tag))
        shown = _MANY_BLANKS.sub(" ", _TAG.sub(" ", bare)).strip(" ")
        return f"{pad}<p>{escape_text(shown)}</p>\n" if shown else ""


def _write_pre(token: Token) -> str:
    """Preformatted text. The line ends at its edges are those that a reader leaves out."""
    text = token.content.removesuffix("\n")
    before = "\n" if text.startswith("\n") else ""
    after = "\n" if _END_OF_LINES.search(text) else ""
    code = before + _write_code(text) + after
    words = token.info.split() if token.type == "fence" else []
    if not words:
        return f"<pre>{code}</pre>"
    attribute = write_attribute("class", f"language-{words[0]}")
    return f"<pre><code{attribute}>{code}</code></pre>"
