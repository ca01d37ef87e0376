"""Messages that count things or list them: whether one says no more than an earlier one did."""

from __future__ import annotations

import re

from ..lazy_dataclasses import dataclass
from ..lazy_patterns import make_pattern

# What stands alone, not within an id such as 3.1.1[a], 800-171 or 2026-11-27
_NUMBER = make_pattern(r"(?<![\w.\[(/-])\d+(?![\w\])/-]|\.\d)")
# Of how many says how large the whole is, and a line or a row where a thing stands
_NO_COUNT = make_pattern(r"\b(?:of|lines?|rows?|column) \d+\b")
_ITEM = r"(?:\"[^\"\n]*\"|[^\s,;:\"]+)"
_LIST = make_pattern(
    rf"(?P<items>{_ITEM}(?:, {_ITEM})+)(?:[;,]? and (?P<more>\d+) more\b)?"
    rf"|(?P<one>{_ITEM}),? and (?P<others>\d+) more\b"
)
_FIRST = make_pattern(r"\bthe first is (?P<name>[^\s;,]+)")
_FOLDER = make_pattern(r"ssp/[^/]+/")


@dataclass(frozen=True, slots=True)
class CountedMessage:
    """`text` is the message without its counts, lists and first names.

    `counts` are its numbers in order, with those of the lists; `names` what lists name, all of it
    unless `is_cut`; `first` is the name of the first of what is counted.
    """

    text: str
    counts: tuple[int, ...]
    names: frozenset[str] = frozenset()
    is_cut: bool = False
    first: str = ""


def read_counts(message: str) -> CountedMessage:
    names: set[str] = set()
    sizes: list[int] = []
    is_cut = False

    def take_list(match: re.Match[str]) -> str:
        nonlocal is_cut
        items = re.findall(_ITEM, match["items"] or match["one"])
        more = match["more"] or match["others"]
        is_cut = is_cut or bool(more)
        names.update(items)
        sizes.append(len(items) + int(more or 0))
        return "\0"

    first = _FIRST.search(message)
    text = _LIST.sub(take_list, _FIRST.sub("the first", _NO_COUNT.sub("\1", message)))
    counts = [int(number) for number in _NUMBER.findall(text)]
    return CountedMessage(
        _NUMBER.sub("#", text),
        (*counts, *sizes),
        frozenset(names),
        is_cut,
        first["name"] if first else "",
    )


def is_within(message: str, earlier: str) -> bool:
    """Whether a message counts and names no more than an earlier one of the same words: nothing
    has come to what it is about.

    Another first name is fine only where there are fewer.
    """
    new, old = read_counts(message), read_counts(earlier)
    if new.text != old.text or _counts_more(new, old):
        return False
    is_known = old.is_cut or new.names <= old.names
    return is_known and (new.first == old.first or new.counts < old.counts)


def is_more_than(message: str, earlier: str) -> bool:
    """Whether a message counts more than an earlier one of the same words."""
    new, old = read_counts(message), read_counts(earlier)
    return new.text == old.text and _counts_more(new, old)


def _counts_more(new: CountedMessage, old: CountedMessage) -> bool:
    return len(new.counts) != len(old.counts) or any(
        count > before for count, before in zip(new.counts, old.counts, strict=True)
    )


def name_place(path: str, message: str) -> str:
    """Where a message belongs: what counts the things of a system stands in the file of the first
    of them.
    """
    folder = _FOLDER.match(path)
    return folder[0] if folder and _FIRST.search(message) else path
