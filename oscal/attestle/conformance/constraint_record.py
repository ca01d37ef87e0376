"""What is gathered on a walk over a document.

That is what is broken, and what can be told only at the end of the walk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from ..lazy_dataclasses import dataclass
from .broken_constraints import BrokenConstraint
from .metapath import Place

Constraint = dict[str, Any]
Fetch = Callable[[str], Mapping[str, Any] | None]
# A constraint, its conditions on the object, and the rest of its path: nothing, or the step to a
# value and conditions on it.
Here = tuple[Constraint, list[Any], list[list[Any]]]
# A constraint that needs all that an object has at once, and its paths.
Whole = tuple[Constraint, list[list[list[Any]]]]


@dataclass(slots=True)
class KeyIndex:
    """The keys of an index and where each stands.

    It is open while a document that belongs to it is out of reach.
    """

    about: str
    entries: dict[Any, Place] = field(default_factory=dict)
    is_open: bool = False


class ConstraintRecord:
    """What one walk gathers.

    `fetch` gives the tree behind an href, None if it is out of reach; `uses` are keys that must be
    in an index, each with its constraint and place.
    """

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        self.broken: list[BrokenConstraint] = []
        self.indexes: dict[str, KeyIndex] = {}
        self.uses: list[tuple[Constraint, Any, Any, str]] = []


# Looks at an object and notes on the walk what is broken there; gets the record, the object, and
# where the object stands.
Judge = Callable[[ConstraintRecord, Any, Any, Any], None]
