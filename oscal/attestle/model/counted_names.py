"""Numbers with their noun, and the first of many names with how many more there are."""

from __future__ import annotations

from collections.abc import Sequence


def count_things(number: int, one: str, many: str = "") -> str:
    """`1 zone`, `2 zones`; `many` is the plural where that is no mere s."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


# More names make no line that is read
MOST_NAMED = 20


def name_some(items: Sequence[str], most: int = 3) -> str:
    """The first ones, and how many more there are."""
    more = len(items) - most
    return ", ".join(items[:most]) + (f" and {more} more" if more > 0 else "")
