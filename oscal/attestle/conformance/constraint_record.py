"""What is gathered on a walk over a document: what is broken, and what can be told only at its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .broken_constraints import Broken
from .metapath import Place

Constraint = dict[str, Any]
Fetch = Callable[[str], Mapping[str, Any] | None]


@dataclass(slots=True)
class KeyIndex:
    """The keys of an index and where each stands.

    It is open while a document that belongs to it is out of reach.
    """

    about: str
    entries: dict[Any, Place] = field(default_factory=dict)
    is_open: bool = False


class ConstraintRecord:
    """`fetch` gives the tree behind an href, None if it is out of reach; `uses` are keys that must
    be in an index, each with its constraint and place.
    """

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        self.broken: list[Broken] = []
        self.indexes: dict[str, KeyIndex] = {}
        self.uses: list[tuple[Constraint, Any, Any, str]] = []
