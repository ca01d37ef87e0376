"""Text for markdown: the one escape of this form, and what fits into its lines and cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.entities import html5

from ..prose import clean_text

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
# In a line with two dollars they could make a formula of what stands between
_DOLLAR_SIGNS = re.compile(rf"{_MARKUP}|\$")
_PLAIN_SIGNS = re.compile(f"(?P<live>{_LIVE})|{_MARKUP}", re.IGNORECASE)
# Shows as nothing and parts the sign from what follows it, in the page as well as in the source.
PARTING = "<!-- -->"
# Some readers of markdown know no backslash before these.
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
# What would begin a block: heading, item, quotation, underline, rule of a table, definition of a
# link
_LINE_START = re.compile(
    r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+\s*$|-+\s*$|:?-+:?\s*$|\[(?=[^\]\n]*\]:)"
    r"|\d{1,9}(?=[.)](?:\s|$)))"
)
TICKS = re.compile(r"`+")


def escape(text: str, *, prose: bool = False, dollars: bool = False) -> str:
    """Plain text as markdown that shows exactly it, and in which nothing acts: no markup, no HTML,
    and on a code host no call, no reference and no link either.

    `prose` is a stretch of what an author wrote as markdown, where calls and addresses are meant;
    with `dollars` no formula begins at one of them.
    """
    signs = _DOLLAR_SIGNS if dollars else _PROSE_SIGNS if prose else _PLAIN_SIGNS
    return signs.sub(_disarm, clean_text(text))


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


def write_row(cells: Iterator[str] | Sequence[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(fit_cell(text) or ' ' for text in cells)} |"


def write_code(text: str) -> str:
    ticks = "`" * (1 + max((len(found) for found in TICKS.findall(text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"
