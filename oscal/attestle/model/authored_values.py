"""What files of several kinds hold: where a value stands, a day, a period, a stated `none`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value came from: path from the workspace root, pointer, and line from 1.

    `prose_line` is the line on which its text in markdown begins, where it has one.
    """

    path: str
    pointer: str = ""
    line: int | None = None
    prose_line: int | None = None


NOWHERE = Source("")


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day that a file of a system has under `key`.

    `role` is `past` where the key says that something has happened, `ordered` where the day does
    not lie before `start`, which stands under the key `partner`, else empty.
    """

    day: dt.date
    key: str
    path: str
    pointer: str = ""
    line: int | None = None
    role: str = ""
    partner: str = ""
    start: dt.date | None = None


class StatedNone(tuple[Any, ...]):
    """An empty list of which the author wrote `none`;
    a list that is merely empty is not recorded.
    """

    __slots__ = ()


def is_stated_none(value: object) -> bool:
    """Whether the author wrote the word `none`, as a text or in place of a list."""
    return isinstance(value, StatedNone) or value == "none"


@dataclass(frozen=True, slots=True)
class Period:
    start: dt.date
    end: dt.date
