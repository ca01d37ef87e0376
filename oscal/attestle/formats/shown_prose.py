"""What a code host shows of a text, as one string: two texts that give the same show the same."""

from __future__ import annotations

import re

from .gfm_parser import MOST_SIGNS, keep_parser
from .oscal_markdown import INSERT

_BREAK = re.compile(r"\s*<br\s*/?>\s*")
# What stands behind the language of a fence, and the line end before its end, nobody sees
_LANGUAGE = re.compile(r'(class="language-[^\s"]+)[^"]*"')
_BLOCK_TAG = re.compile(
    r"\s*(</?(?:p|[uo]l|li|h\d|hr|blockquote|table|thead|tbody|tr|th|td|div)\b[^>]*>)\s*"
)
_MANY_BLANKS = re.compile(r"[ \t\n]+")
_PRE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
_EMPHASIS = re.compile(r"<(/?)(em|strong)>")


def show_prose(text: str, *, is_line: bool) -> str:
    """A page of HTML without blanks that are layout, with emphasis in the same emphasis as one."""
    parser = keep_parser(is_bare=sum(map(text.count, ":@$")) > MOST_SIGNS)
    page = (parser.renderInline if is_line else parser.render)(text)
    page = INSERT.sub(r"{{ insert: \1, \2 }}", page).replace("\n</code>", "</code>")
    page = _LANGUAGE.sub(r'\1"', page)
    parts = _PRE.split(page.strip())
    return "".join(part if part.startswith("<pre>") else _squeeze_page(part) for part in parts)


def _squeeze_page(page: str) -> str:
    page = _MANY_BLANKS.sub(" ", _BREAK.sub("<br>", page))
    open_tags = {"em": 0, "strong": 0}

    def flatten(found: re.Match[str]) -> str:
        closes, name = found[1], found[2]
        open_tags[name] += -1 if closes else 1
        return found[0] if open_tags[name] == (0 if closes else 1) else ""

    return _BLOCK_TAG.sub(r"\1", _EMPHASIS.sub(flatten, page))
