"""Where two sequences of words or lines differ, found with work that has a bound."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

# What `difflib` calls an opcode: kind, and where it begins and ends on both sides
Opcode = tuple[str, int, int, int, int]
# Compared pairs of equal entries; less than a second. Prose of 3,000 words takes most of it
_MOST_WORK = 14_000_000
# Work that prose takes for each pair of entries, seldom more than two; what repeats itself takes
# as much as it has entries
_WORK_OF_PAIR = 3
_LEAST_WORK = 500_000


class _TooMuchWork(Exception):
    """The sequences repeat themselves so much that matching them takes minutes."""


class _BoundedMatcher(difflib.SequenceMatcher[str]):
    """The matcher of `difflib`, which gives up where it would take cubic time.

    It counts steps and not seconds, so that every machine gives up on the same texts.
    """

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        # without autojunk: it takes frequent entries for noise and finds changes elsewhere
        super().__init__(None, before, after, autojunk=False)
        pairs = len(before) * len(after)
        self._work_left = min(_MOST_WORK, _LEAST_WORK + _WORK_OF_PAIR * pairs)

    # `a` and `b2j` are documented; the stubs lack them
    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> difflib.Match:
        entries = self.a[alo:ahi]  # type: ignore[attr-defined]
        places = self.b2j  # type: ignore[attr-defined]
        self._work_left -= len(entries) + sum(len(places.get(entry, ())) for entry in entries)
        if self._work_left < 0:
            raise _TooMuchWork
        return super().find_longest_match(alo, ahi, blo, bhi)


def match_entries(before: Sequence[str], after: Sequence[str]) -> list[Opcode] | None:
    """The opcodes of `difflib`, None where to find them would take too long."""
    try:
        return list(_BoundedMatcher(before, after).get_opcodes())
    except _TooMuchWork:
        return None


def match_ends(before: Sequence[str], after: Sequence[str]) -> list[Opcode]:
    """The common beginning and end; all between them counts as rewritten."""
    start = _count_equal(before, after)
    end = _count_equal(before[start:][::-1], after[start:][::-1])
    left, right = len(before) - end, len(after) - end
    opcodes = [
        ("equal", 0, start, 0, start),
        (_name_change(left - start, right - start), start, left, start, right),
        ("equal", left, len(before), right, len(after)),
    ]
    return [item for item in opcodes if item[1] < item[2] or item[3] < item[4]]


def _count_equal(before: Sequence[str], after: Sequence[str]) -> int:
    """How many entries are the same from the beginning on."""
    pairs = enumerate(zip(before, after, strict=False))
    shorter = min(len(before), len(after))
    return next((number for number, (old, new) in pairs if old != new), shorter)


def _name_change(removed: int, added: int) -> str:
    if removed and added:
        return "replace"
    return "delete" if removed else "insert"
