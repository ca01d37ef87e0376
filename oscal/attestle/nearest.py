"""The known word that was probably meant, and how that is said."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import lru_cache

# Ratio of difflib below which two words have no more in common than chance gives short words
_CUTOFF = 0.6
# No name that somebody misspelt is longer; to compare whole texts takes cubic time
_LONGEST_WORD = 300
# A list of more words than this is no hint but a page
_MOST_LISTED = 8


def find_close_word(word: str, known: Iterable[str], cutoff: float) -> str:
    """The known word of the greatest likeness from a ratio of difflib on, "" if there is none."""
    if len(word) > _LONGEST_WORD:
        return ""
    options = [option for option in known if len(option) <= _LONGEST_WORD]
    return next(iter(difflib.get_close_matches(word, options, n=1, cutoff=cutoff)), "")


def find_nearest(word: str, known: Iterable[str]) -> str:
    """The known word nearest to a written one, "" if none is near.

    Written as it is, else without case and with hyphens for blanks and underscores.
    """
    return _find(word, tuple(known))


@lru_cache(maxsize=1024)
def _find(word: str, options: tuple[str, ...]) -> str:
    match = find_close_word(word, options, _CUTOFF)
    if match:
        return match
    folded = {option.casefold(): option for option in reversed(options)}
    plain = word.strip().casefold().replace("_", "-").replace(" ", "-")
    match = find_close_word(plain, folded, _CUTOFF)
    return folded[match] if match else ""


def ask_nearest(word: str, known: Iterable[str]) -> str:
    """A question that names the nearest known word, "" if none is near."""
    nearest = find_nearest(word, known)
    return f'did you mean "{nearest}"?' if nearest else ""


def suggest_words(word: str, known: Iterable[str]) -> str:
    """The question, else the known words while they are few; "" if there is nothing to say."""
    options = tuple(known)
    question = ask_nearest(word, options)
    if question or not 0 < len(options) <= _MOST_LISTED:
        return question
    return f"one of: {', '.join(options)}"
