"""What SPRS asks a company for, page by page, and which sources say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from ..lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EntrySource:
    """`is_confirmed`: it was read at its publisher."""

    id: str
    title: str
    is_confirmed: bool
    says: str


@dataclass(frozen=True, slots=True)
class EntryField:
    """`fact` is the name of what goes in, `sources` are the ids of those that say it is asked
    for.
    """

    name: str
    fact: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Fields, or with `has_requirements` every requirement by family."""

    title: str
    fields: tuple[EntryField, ...] = ()
    has_requirements: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryTable:
    """`pages` by target, as `level-2`; `as_of` is the day on which the sources were read."""

    as_of: dt.date
    sources: tuple[EntrySource, ...]
    pages: Mapping[str, tuple[EntryPage, ...]]

    def list_doubts(self, named: tuple[str, ...]) -> tuple[EntrySource, ...]:
        """The sources of a field where none of them is confirmed; none where one is."""
        found = tuple(item for item in self.sources if item.id in named)
        return () if any(item.is_confirmed for item in found) else found
