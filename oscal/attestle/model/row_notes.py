"""The note of an answer that a sheet gave for a requirement as a whole: which row said it, and that
nobody looked at the objective itself.
"""

from __future__ import annotations

import re

from ..lazy_patterns import make_pattern

NOT_LOOKED_AT = ", not looked at by objective"
_MARK = make_pattern(
    r"taken over from (?P<place>\S.*? row \d+), not looked at by objective(?:\s*;\s*|\s*\Z)", re.I
)


def write_row_note(place: str, row: int, text: str = "") -> str:
    """The note of an objective, before what else its row has to say."""
    mark = f"taken over from {place} row {row}{NOT_LOOKED_AT}"
    return f"{mark}; {text}" if text else mark


def rests_on_row(note: str) -> bool:
    """Whether an answer rests on a row for its whole requirement."""
    return _MARK.match(note.strip()) is not None


def strip_row_note(note: str) -> str:
    """What the note says besides."""
    return _MARK.sub("", note.strip(), count=1)
