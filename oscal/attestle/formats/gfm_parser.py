"""Authors' markdown as tokens, read as GitHub reads it: the only place that knows the parser."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from .markdown_signs import FORMULA

# What is nested deeper is shown as it was typed: nobody reads it
DEEPEST = 60
# Brackets that open links and pictures, in one text. Each unfinished one costs the parser a look at
# all that could stand within it; nobody writes a text with a thousand links
MOST_BRACKETS = 4000
AS_TYPED = " (shown as it was typed: the text has too many brackets to look for links)"
# Signs at which the parser looks back, or ahead, for a bare link or a formula. Each costs a look at
# the whole paragraph, so a text with more of them has no bare links and no formulas
MOST_SIGNS = 4000


def parse_tokens(text: str) -> list[Token]:
    """The tokens of a text whose lines end in LF only."""
    many = sum(map(text.count, ":@$")) > MOST_SIGNS
    return keep_parser(is_bare=many).parse(text)


@cache
def keep_parser(*, is_bare: bool) -> MarkdownIt:
    """To make one takes longer than to read a short text with it;
    it remembers nothing of a text.
    """
    return make_parser(is_bare=is_bare)


def is_too_deep(tokens: list[Token]) -> bool:
    return any(token.level >= DEEPEST for token in tokens)


def make_parser(*, is_bare: bool, has_bare_links: bool = True) -> MarkdownIt:
    """`is_bare` leaves out what looks for bare links and formulas."""
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST + 10})
    parser.core.ruler.at("inline", _parse_inlines)
    parser.enable(["table", "strikethrough"])
    parser.options["strikethrough_single_tilde"] = True
    parser.options["tasklists"] = True
    parser.options["alerts"] = True
    parser.use(footnote_plugin, inline=False)
    if not is_bare and has_bare_links:
        parser.use(gfm_autolink_plugin)
    if not is_bare:
        parser.use(dollarmath_plugin, allow_labels=False, allow_blank_lines=False)
        parser.inline.ruler.at("math_inline", _parse_formula)
    return parser


def _parse_formula(state: StateInline, silent: bool) -> bool:
    """A formula in a line, as strictly as a code host takes one: prices and variables of a shell
    are none.
    """
    found = FORMULA.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content, token.markup = found[2], found[1]
    state.pos = found.end()
    return True


def _parse_inlines(state: StateCore) -> None:
    """The inlines of each run of text, or the run as it was typed once a text has too many
    brackets; the first such run says so.
    """
    left, said = MOST_BRACKETS, False
    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        brackets = token.content.count("[")
        if brackets <= left:
            left -= brackets
            state.md.inline.parse(token.content, state.md, state.env, token.children)
            continue
        for number, line in enumerate(token.content.split("\n")):
            token.children += [Token("softbreak", "br", 0)] if number else []
            token.children.append(Token("text", "", 0, content=line.strip()))
        if not said:
            token.children += _say_as_typed()
        said = True


def _say_as_typed() -> list[Token]:
    note = Token("text", "", 0, content=AS_TYPED)
    return [Token("em_open", "em", 1), note, Token("em_close", "em", -1)]
