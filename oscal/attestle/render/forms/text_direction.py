"""In which direction a text reads."""

from __future__ import annotations

import unicodedata


def is_rtl(value: str) -> bool:
    """Whether the first letter with a direction reads from the right."""
    if value.isascii():
        return False
    found = next(
        (kind for kind in map(unicodedata.bidirectional, value) if kind in ("L", "R", "AL")), "L"
    )
    return found != "L"
