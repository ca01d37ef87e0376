"""Finds the word that was probably meant."""

from __future__ import annotations

import difflib
from functools import lru_cache


@lru_cache(maxsize=1024)
def nearest(word: str, known: tuple[str, ...]) -> str:
    """A question naming the nearest known word, "" if none is near."""
    folded = {option.casefold(): option for option in known}
    plain = word.strip().casefold().replace("_", "-").replace(" ", "-")
    match = difflib.get_close_matches(plain, folded, n=1, cutoff=0.6)
    return f'did you mean "{folded[match[0]]}"?' if match else ""
