"""The shades of ratings, and words that have the same: what is good looks alike everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .document_parts import Mark, Shade

RATING_SHADES: Mapping[str, Shade] = MappingProxyType(
    {
        "covered-and-evidenced": "good",
        "partially-covered": "fair",
        "present-but-undocumented": "poor",
        "not-addressed": "bad",
        "not-applicable": "none",
    }
)
# The style sheets of pages name a colour by its rating
_KEYS: Mapping[Shade, str] = MappingProxyType({shade: key for key, shade in RATING_SHADES.items()})


def mark_shade(text: str, shade: Shade) -> Mark:
    """A word in the colour of a rating that it is none of."""
    return Mark(text, shade, _KEYS[shade])
