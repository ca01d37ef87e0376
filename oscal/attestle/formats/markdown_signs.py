"""Texts and signs of markdown: what must not act is escaped,
what is to act stands where it does.
"""

from __future__ import annotations

import re

from ..lazy_dataclasses import dataclass

# What a code host takes for a formula in a line: no price, and no variable of a shell
FORMULA = re.compile(r"(?<![\w$\\])(\${1,2})([^\s$`](?:[^$`]*[^\s$`\\])?)\1(?![\w$])")
# One blank is what it becomes: only others are looked for
_BLANKS = re.compile(r"[\t\r\n][ \t\r\n]*| [ \t\r\n]+")
# What would act as markdown in a text that is none: always; and only where it could begin or end
# something
_MAY_ACT = re.compile(r"""[*`~^"\\_<&\]{]""")
_ACTS = re.compile(
    r"""[*`~^"]|\\(?=[!-/:-@\[-`{-~]|\Z)|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|&(?=\#?\w+;)"""
    r"""|\](?=[(:])|\{(?=\{)|(?<=\{)\{"""
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<]+")
_BRACKETS = re.compile(r"(?<!\\)[\[\]]")
# What would make a line a heading, a list, a quote, a rule or a formula
_LINE_START = re.compile(r"(?:#{1,6}|[-+]|\d{1,9}[.)])(?=\s|\Z)|>|\$\$|[-=]+(?=\s*\Z)")
# Before signs that open and that close, and behind them, until a text is whole; no XML holds these
_OPEN, _CLOSE, _END = "\x01", "\x02", "\x03"
_TOUCHING = re.compile(f"{_CLOSE}([^{_END}]*){_END}{_OPEN}\\1{_END}")
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}{_END}]")
# What would act in an address or a title
_ACTS_IN_TARGET = re.compile(r"\\(?=[!-/:-@\[-`{-~]|\Z)|&(?=\#?\w+;)")
_LANGUAGE = re.compile(r"[^\s`\\&]+\Z")
# What a code host takes for a box to tick, and for the kind of an alert
_TASK = re.compile(r"\[[ xX]\](?=\s|\Z)")
_ALERT = re.compile(r"\[![A-Za-z]+\][ \t]*(?=\n|\Z)")
_AT_BREAK = re.compile(r" *\\\n *")
_AT_ENDS = re.compile(r"\A(?:\\\n| )+|(?:\\\n| )+\Z")
_TICKS = re.compile("`+")
_LAST_LINE_END = re.compile(r"\n[ \t]*\Z")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where inline markup stands: how a line is broken there, what more would act in a text, and
    the signs that are open: emphasis within the same emphasis says nothing more.
    """

    line_break: str
    in_link: bool = False
    in_cell: bool = False
    signs: tuple[str, ...] = ()


IN_LINE = Surroundings("<br/>")
_BREAK = "\\\n"
IN_BLOCK = Surroundings(_BREAK)
IN_CELL = Surroundings("<br/>", in_cell=True)


def escape_signs(text: str, place: Surroundings) -> str:
    """Text as markdown that shows exactly it, its blanks joined."""
    joined = _BLANKS.sub(" ", text)
    if _MAY_ACT.search(joined):
        joined = _escape_acting(joined)
    if "$" in joined:
        joined = FORMULA.sub(r"\\\g<0>", joined)
    if place.in_link:
        joined = _BRACKETS.sub(r"\\\g<0>", joined)
    return joined.replace("|", "\\|") if place.in_cell else joined


def _escape_acting(text: str) -> str:
    """In a bare address a code host would show the backslash: a sign that stands in addresses once,
    or always where it could only open, has no partner to act with.
    """
    spans = [found.span() for found in _ADDRESS.finditer(text)]
    if not spans:
        return _ACTS.sub(r"\\\g<0>", text)
    inside = " ".join(text[start:end] for start, end in spans)
    alone = frozenset(
        sign
        for sign in "*~^_`"
        if inside.count(sign) in (1, len(re.findall(rf"/{re.escape(sign)}(?=\w)", inside)))
    )

    def escape(found: re.Match[str]) -> str:
        is_inside = any(start <= found.start() < end for start, end in spans)
        return found[0] if is_inside and found[0] in alone else f"\\{found[0]}"

    return _ACTS.sub(escape, text)


def trim_text(text: str) -> str:
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


def wrap_text(inner: str, sign: str, end: str = "") -> str:
    """Signs at the text itself: beside a blank they would not act."""
    text = inner.strip(" ")
    if not text:
        return inner
    before = " " if inner.startswith(" ") else ""
    after = inner[len(before) + len(text) :]
    return f"{before}{_OPEN}{sign}{_END}{text}{_CLOSE}{end or sign}{_END}{after}"


def write_code(text: str, place: Surroundings) -> str:
    joined = _BLANKS.sub(" ", text)
    code = joined.strip(" ")
    if not code:
        return joined
    fence = "`" * (_count_ticks(code) + 1)
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    inner = joined.replace("|", "\\|") if place.in_cell else joined
    return wrap_text(inner, f"{fence}{pad}", f"{pad}{fence}")


def _count_ticks(text: str) -> int:
    """The longest run of backticks."""
    return max((len(run) for run in _TICKS.findall(text)), default=0)


def write_target(address: str, title: str, place: Surroundings) -> str:
    """Address and title of a link or picture."""
    address = _ACTS_IN_TARGET.sub(r"\\\g<0>", address)
    if re.search(r"[\s()<>]", address):
        address = f"<{re.sub('[<>]', lambda sign: f'%{ord(sign[0]):X}', address)}>"
    target = address
    if title:
        quoted = _ACTS_IN_TARGET.sub(r"\\\g<0>", _BLANKS.sub(" ", title)).replace('"', '\\"')
        target = f'{address} "{quoted}"'
    return target.replace("|", "\\|") if place.in_cell else target


def is_language(text: str) -> bool:
    """Whether a word can stand behind backticks as the language of preformatted text."""
    return _LANGUAGE.match(text) is not None


def write_fence(text: str, language: str = "") -> str:
    """Preformatted text. A language that could not stand behind backticks is left out."""
    fence = "`" * max(3, _count_ticks(text) + 1)
    if not is_language(language):
        language = ""
    # a line end directly behind the tag is no part of the text, nor what stands before the end tag
    lines = _LAST_LINE_END.sub("", text.removeprefix("\n"))
    return f"{fence}{language}\n{lines}\n{fence}"


def guard_lines(text: str) -> str:
    """A paragraph of which no line would be taken for another kind of block."""
    return "\n".join(_guard_line(line) for line in text.split("\n"))


def _guard_line(line: str) -> str:
    found = _LINE_START.match(line)
    if not found:
        return line
    # of a number the sign behind it is what makes a list
    at = found.end() - 1 if line[0].isdigit() else 0
    return f"{line[:at]}\\{line[at:]}"


def guard_item(text: str) -> str:
    """The text of an item of a list that a code host would show with a box to tick."""
    return f"\\{text}" if _TASK.match(text) else text


def guard_alert(text: str) -> str:
    """The text of a quotation that a code host would show as an alert."""
    return f"\\{text}" if _ALERT.match(text) else text


def indent_item(mark: str, text: str) -> str:
    first, *others = text.split("\n")
    blank = " " * len(mark)
    return "\n".join([mark + first, *(blank + line if line else "" for line in others)]).rstrip(" ")


def quote_lines(text: str) -> str:
    return "\n".join(f"> {line}".rstrip(" ") for line in text.split("\n"))
