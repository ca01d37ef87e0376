"""Texts that are not written yet: placeholders, and prose that says nothing.

It knows forms that nobody leaves on purpose. The blanks of a requirement, such as `[Assignment:
...]`, and inserted parameters are none, nor is what stands in code or quotation marks.
"""

from __future__ import annotations

import re

from ..lazy_patterns import make_pattern

# Code and quotations are not the author's own words
_CODE = make_pattern(r"```.*?```|~~~.*?~~~|`[^`]*`|^ *>.*?$", re.S | re.M)
_QUOTATION = make_pattern(r'"[^"\n]{0,500}"|\u201c[^\u201c\u201d\n]{0,500}\u201d')
# What a template asks its reader to do
_ORDER = r"(?:insert|describe|enter|fill in|replace|specify|provide|choose one|select one|your)\b"
_NAMED = r"(?:system|company|organi[sz]ation|agency|vendor|product|customer|client|csp|cso|ia|3pao)"
# Every repetition has a limit, so that no text takes more than a walk through it
_FORMS = (
    # words of their own, not names such as TODO.md or TODO-12, nor what is done with such a list
    r"(?<![\w/.#-])(?:TODO|TBD|FIXME)(?![\w/-]|\.\w| (?:list|item|comment|column|tag|label|marker)s?\b)",
    r"(?i:\blorem ipsum\b)",
    r"(?i:\b(?:replace|change|fill|edit)[_-]me\b|\bchangeme\b)",
    # not the text of a link or picture
    rf"(?i:\[ ?{_ORDER}[^\[\]\n]{{0,200}}\](?![(\[:]))",
    rf"(?i:\[{_NAMED}(?: \w{{1,30}})? name\](?![(\[:]))",
    r"(?i:^\[(?:sample|example)\](?![(\[:]))",
    rf"(?i:< ?{_ORDER}[^<>\n]{{0,200}}>)",
    # braces of a template that nobody filled: of a parameter's old form and of a shell
    # they are none
    r"(?<![$\\{])\{\{(?! {0,3}(?:insert:|[a-z]{2}-\d))[^{}\n]{1,120}\}\}(?!\})",
    r"\{%-? ?\w[^{}\n]{0,200}%\}",
    r"(?i:^[ *_-]{0,8}(?:optionally |briefly )?"
    r"(?:describe|insert|enter|provide|type|explain|fill in)\b[^.\n]{0,100}\bhere\b[ .!*_]{0,8}$)",
    r"(?i:\b(?:text|description|content|explanation|details|answer|response)\b"
    r"[^.\n]{0,60}\b(?:goes|would go) here\b)",
)
_PLACEHOLDER = make_pattern("|".join(_FORMS), re.M)
# One of these is in every placeholder, in small letters: most texts need no closer look
_SIGNS = (
    "[", "<", "{{", "{%", "here", "todo", "tbd", "fixme", "lorem", "_me", "-me", "changeme",
)  # fmt: skip
# A whole text that is no more than this
_WHOLE = frozenset({
    "todo", "tbd", "tba", "tbc", "fixme", "xxx", "xxxx", "placeholder", "to be determined",
    "to be defined", "to be completed", "to be provided", "to be added", "to be written",
})  # fmt: skip
_LONGEST_WHOLE = 40
_NOTHING = frozenset({"n/a", "n.a.", "n.a", "na", "null"})
_LONGEST_NOTHING = 8


def blank_code(text: str) -> str:
    """The text with blanks in the place of code and quotations: offsets and lines stay."""
    return _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def find_placeholder(text: str) -> re.Match[str] | None:
    """The first placeholder outside of code and quotations."""
    low = text.lower()
    if not any(sign in low for sign in _SIGNS):
        return None
    own = blank_code(text)
    return _PLACEHOLDER.search(_QUOTATION.sub(lambda match: " " * len(match[0]), own))


def is_placeholder(text: str) -> bool:
    """Whether a text as a whole stands for one that is still to come."""
    return len(text) <= _LONGEST_WHOLE and text.strip(" \t\n.:*_[]()<>").lower() in _WHOLE


def is_blank_prose(text: str) -> bool:
    """Whether prose says nothing: no letter or digit in it, or "n/a" alone."""
    start, *comments = text.split("<!--")
    own = "".join([start, *(item.partition("-->")[2] for item in comments)]).strip()
    if len(own) <= _LONGEST_NOTHING and own.lower() in _NOTHING:
        return True
    return not any(map(str.isalnum, own))
