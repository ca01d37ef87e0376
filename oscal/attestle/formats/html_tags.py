"""The few tags of HTML that an author's markdown may hold; every other one is text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

# tag -> what it makes of a stretch of text
MANNERS: Mapping[str, str] = MappingProxyType({
    "sub": "sub", "sup": "sup", "kbd": "key", "b": "strong", "strong": "strong", "i": "emphasis",
    "em": "emphasis", "s": "strike", "del": "strike",
})  # fmt: skip
FOLDING = frozenset(("details", "summary"))
KNOWN = frozenset((*MANNERS, *FOLDING, "br"))
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
# Attributes say nothing that a document shows
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*)?/?>")


def read_tag(markup: str) -> tuple[str, bool]:
    """Name of a tag and whether it closes; ("", False) for other markup."""
    found = _TAG.fullmatch(markup)
    return (found[2].lower(), bool(found[1])) if found else ("", False)


def split_tags(markup: str) -> Iterator[tuple[str, str, bool]]:
    """Markup as texts and tags of the list: text, name, whether the tag closes; one of text and
    name is empty. Other tags are left in the texts.
    """
    start = 0
    for found in _TAG.finditer(markup):
        if found[2].lower() not in KNOWN:
            continue
        if found.start() > start:
            yield markup[start : found.start()], "", False
        yield "", found[2].lower(), bool(found[1])
        start = found.end()
    if start < len(markup):
        yield markup[start:], "", False


def list_foreign_tags(markup: str) -> Iterator[tuple[int, str]]:
    """Offset and name of every opening tag that is none of the list; comments hold none."""
    text = COMMENT.sub(lambda found: " " * len(found[0]), markup)
    for found in _TAG.finditer(text):
        if not found[1] and found[2].lower() not in KNOWN:
            yield found.start(), found[2].lower()
