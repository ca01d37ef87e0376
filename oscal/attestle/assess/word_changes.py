"""What differs between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..lazy_patterns import make_pattern
from ..text_difference import Opcode, match_ends, match_entries
from .changes import WordChange

_TOKEN = make_pattern(r"\s+|\w+|[^\w\s]", re.UNICODE)
_NEAR = 6  # words kept around a change; a blank between two words is a token too
_MOST_TOKENS = 6000  # the matcher's work grows with the square: longer texts are compared by lines
# says that what follows is no comparison word by word
_REWRITTEN = WordChange("skipped", "(the text was rewritten) ")


def compare_words(old: str, new: str) -> tuple[WordChange, ...]:
    """What was added and removed, word by word, with a few words around each change.

    () where nothing but line breaks differs.
    """
    words = _split_tokens(old), _split_tokens(new)
    if words[0] == words[1]:
        return ()
    lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    # a difference of books is read in the files
    are_books = len(words[0]) + len(words[1]) > _MOST_TOKENS
    for before, after in (lines,) if are_books else (words, lines):
        opcodes = match_entries(before, after)
        if opcodes is not None:
            return tuple(_list_pieces(before, after, opcodes))
    # both repeat themselves so much that no part of one is known for a part of the other
    return (_REWRITTEN, *_list_pieces(*words, match_ends(*words)))


def _list_pieces(
    before: Sequence[str], after: Sequence[str], opcodes: Sequence[Opcode]
) -> list[WordChange]:
    pieces: list[WordChange] = []
    for kind, a, b, c, d in opcodes:
        if kind == "equal":
            is_last = b == len(before) and d == len(after)
            pieces += _shorten_equal(before[a:b], first=not pieces, last=is_last)
            continue
        if b > a:
            pieces.append(WordChange("removed", "".join(before[a:b])))
        if d > c:
            pieces.append(WordChange("added", "".join(after[c:d])))
    return pieces


def _split_tokens(text: str) -> list[str]:
    """Words, signs, and what stands between them: a blank or the end of a paragraph.

    So a text that was wrapped anew has not changed.
    """
    return [
        ("\n\n" if token.count("\n") > 1 else " ") if token.isspace() else token
        for token in _TOKEN.findall(text.strip())
    ]


def _shorten_equal(tokens: Sequence[str], *, first: bool, last: bool) -> list[WordChange]:
    """The end and the beginning of a stretch that is the same; the middle is left out."""
    keep = _NEAR * 2
    if len(tokens) <= 2 * keep:
        return [WordChange("same", "".join(tokens))]
    head = [] if first else [WordChange("same", "".join(tokens[:keep]))]
    tail = [] if last else [WordChange("same", "".join(tokens[-keep:]))]
    return [*head, WordChange("skipped", " ... "), *tail]
