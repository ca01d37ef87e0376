"""What a parser found wrong: where in the text, and the way out.

The caller knows the file and turns it into a finding.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a place of a text, without the file it came from.

    `line` and `column` count from 1 in the text given; `pointer` is RFC 6901 where the text is a
    tree. A note asks nobody to do anything; it is no warning either. Problems of one `topic` are
    told together; without one, those whose texts differ in names and numbers only. `rows` are the
    sheet and number of each row of a spreadsheet that it is about.
    """

    code: str
    message: str
    line: int | None = None
    column: int | None = None
    hint: str = ""
    pointer: str = ""
    warning: bool = False
    note: bool = False
    topic: str = ""
    rows: tuple[tuple[str, int], ...] = ()

    @property
    def is_error(self) -> bool:
        return not (self.warning or self.note)


@dataclass(frozen=True, slots=True)
class Unsayable:
    """What a document has at a pointer that another form has no way to say."""

    pointer: str
    what: str


def has_error(problems: Iterable[Problem]) -> bool:
    """Whether one of them is more than a warning."""
    return any(problem.is_error for problem in problems)
