"""OSCAL's markdown as tokens: what a code host reads, with the signs that OSCAL has beside it.

`~a~` is lowered, `^a^` raised and `"a"` a quotation, and `{{ insert: param, x }}` inserts a
parameter. A bare address is the text that it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from .gfm_parser import MOST_SIGNS, make_parser

INSERT = re.compile(r"\{\{\s*insert:\s*([^\s,{}]+)\s*,\s*([^\s,{}]+)\s*\}\}")
# The sign and the element of what it wraps
_SIGNS = {"^": "sup", '"': "q"}
# Blanks that XML keeps at the ends of a paragraph, item or cell, and the parser takes for layout
_BLANKS = (
    "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
# Beside a sign they decide whether it acts, so there they stay what they are
_EDGES = re.compile(
    rf"""(?m)(?:^|(?<=[ \t|]))[{_BLANKS}]++(?![*_~^"`])|(?<![*_~^"`{_BLANKS}])[{_BLANKS}]++(?=[ \t|]|$)"""
)
# What stands for them while the parser runs: characters that no font has
_STAND_INS = "".join(chr(0xF8C0 + index) for index in range(len(_BLANKS)))
_HIDE = str.maketrans(_BLANKS, _STAND_INS)
_SHOW = str.maketrans(_STAND_INS, _BLANKS)


def parse_blocks(text: str) -> tuple[list[Token], bool]:
    """The tokens of a text of several lines, which end in LF only, and whether it has a footnote
    that nothing refers to: that one is in no token.
    """
    parser = _make_parser(has_formulas=text.count("$") <= MOST_SIGNS)
    found: dict[str, Any] = {}
    tokens = parser.parse(_EDGES.sub(lambda at: at[0].translate(_HIDE), text), found)
    notes = found.get("footnotes", {}).get("refs", {})
    return tokens, any(number < 0 for number in notes.values())


def parse_line(text: str) -> list[Token]:
    """The inline tokens of a text in which no block can stand."""
    parser = _make_parser(has_formulas=text.count("$") <= MOST_SIGNS)
    [inline] = parser.parseInline(_EDGES.sub(lambda found: found[0].translate(_HIDE), text))
    return inline.children or []


def show_edges(text: str) -> str:
    """A text of a token with the blanks that the parser was not to see."""
    return text.translate(_SHOW)


@cache
def _make_parser(*, has_formulas: bool) -> MarkdownIt:
    parser = make_parser(is_bare=not has_formulas, has_bare_links=False)
    # an address stays as it is written, whatever a page would do with it
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    for sign in _SIGNS:
        parser.inline.add_terminator_char(sign)
    parser.inline.ruler.before("emphasis", "oscal_sign", _read_sign)
    parser.inline.ruler.before("text", "oscal_insert", _read_insert)
    parser.inline.ruler2.after("emphasis", "oscal_sign", _close_signs)
    return parser


def _read_insert(state: StateInline, silent: bool) -> bool:
    found = INSERT.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("insert", "insert", 0).attrs = {"type": found[1], "id-ref": found[2]}
    state.pos = found.end()
    return True


def _read_sign(state: StateInline, silent: bool) -> bool:
    """Signs that may open or close; which of them do is told when all are known."""
    sign = state.src[state.pos]
    if silent or sign not in _SIGNS:
        return False
    # a quotation is of whole words: the sign behind a number is that of inches
    scanned = state.scanDelims(state.pos, False)
    can_open, can_close = scanned.can_open, scanned.can_close
    if sign == "^":
        can_open, can_close = _judge_raised(state) if scanned.length == 1 else (False, False)
    for _ in range(scanned.length):
        state.push("text", "", 0).content = sign
        place = len(state.tokens) - 1
        state.delimiters.append(Delimiter(ord(sign), 0, place, -1, can_open, can_close))
    state.pos += scanned.length
    return True


def _judge_raised(state: StateInline) -> tuple[bool, bool]:
    """`x^2 and y^2` raises nothing: what is closed within a word holds no blank."""
    before = state.src[state.pos - 1 : state.pos] or " "
    after = state.src[state.pos + 1 : min(state.pos + 2, state.posMax)] or " "
    last = state.src.rfind("^", 0, state.pos)
    is_word = last >= 0 and not re.search(r"\s", state.src[last + 1 : state.pos])
    can_close = not before.isspace() and (is_word or not after.isalnum())
    return not after.isspace(), can_close


def _close_signs(state: StateInline) -> None:
    for delimiters in (
        state.delimiters,
        *(meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta),
    ):
        for opener in delimiters:
            sign = chr(opener.marker)
            if sign not in _SIGNS or opener.end < 0:
                continue
            first, last = opener.token, delimiters[opener.end].token
            # nothing between two signs is nothing to quote
            if last == first + 1:
                continue
            name = _SIGNS[sign]
            _turn(state.tokens[first], name, 1)
            _turn(state.tokens[last], name, -1)


def _turn(token: Token, name: str, nesting: Literal[-1, 1]) -> None:
    token.type = f"{name}_{'open' if nesting > 0 else 'close'}"
    token.tag, token.nesting, token.content = name, nesting, ""
