"""Points of focus that stand behind their criterion in words: `CC6.2 PoF 1-3`."""

from __future__ import annotations

import re

# `CC6.2 PoF 1-3`, `CC5.3 - points of focus 1 and 6`: their numbers behind the criterion
_FOCUS_NUMBERS = r"#?\d{1,2}(?:(?: ?(?:,|;|&|/|\+|-|\u2013|and|to) ?)+#?\d{1,2})*(?![\d.])"
_NAMED_FOCUS = re.compile(
    r"(?P<criterion>(?<![a-z0-9.])(?:CC|PI|A|C|P)[ _-]?\d{1,2}\.\d{1,2})"
    r"(?P<points>(?:[\s,;:/(\[\u2013-]*(?:\bPOFs?(?![a-z])|\bpoints? of focus\b|\bfocus points?\b)"
    rf"\.?[\s:.-]*{_FOCUS_NUMBERS}[)\]]?)+)",
    re.I,
)
_FOCUS_WORD = re.compile(r"POFs?(?![a-z])\.?|points? of focus|focus points?", re.I)
_FOCUS_SPAN = re.compile(r"(\d{1,2}) ?(?:-|\u2013|to) ?#?(\d{1,2})")


def spell_points(cell: str) -> str:
    """The cell with such points in the one spelling that ids have: `CC6.2 PoF 1-3` as
    `CC6.2.1, CC6.2.2, CC6.2.3`.
    """
    return _NAMED_FOCUS.sub(_spell_numbers, cell)


def _spell_numbers(match: re.Match[str]) -> str:
    numbers: dict[int, None] = {}
    for part in filter(str.strip, _FOCUS_WORD.split(match["points"])):
        for span in _FOCUS_SPAN.finditer(part):
            numbers |= dict.fromkeys(range(int(span[1]), int(span[2]) + 1))
        numbers |= dict.fromkeys(map(int, re.findall(r"\d+", part)))
    return ", ".join(f"{match['criterion']}.{number}" for number in sorted(numbers))
