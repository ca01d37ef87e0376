"""Points of focus that stand behind their criterion in words: `CC6.2 PoF 1-3`."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBERS = r"\d{1,2}(?![.\d])(?:\s*(?:,|&|\+|/|-|–|to|and)\s*(?:\d{1,2}(?![.\d])))*"
_NAMED = re.compile(
    r"(?<![a-z0-9.])((?:CC|PI|A|C|P)[ _-]?\d{1,2}\.\d{1,2})(?![.\d])[\s:;,(\[–-]*"
    rf"(?:PoFs?|PF|points? of focus)[\s:#.-]*({_NUMBERS})[\])]?",
    re.I,
)
_RANGE = re.compile(r"(\d+)(?:\s*(?:-|–|to)\s*(\d+))?", re.I)


def spell_points(cell: str) -> str:
    """The cell with such points written as `CC6.2.1, CC6.2.2`, beside their criterion."""
    return _NAMED.sub(lambda match: ", ".join(_list_ids(match[1], match[2])), cell)


def _list_ids(criterion: str, numbers: str) -> Iterator[str]:
    for match in _RANGE.finditer(numbers):
        for place in range(int(match[1]), int(match[2] or match[1]) + 1):
            yield f"{criterion}.{place}"
