"""Findings on OSCAL documents before their place is known.

It is looked up only where there is something to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..codes import make_finding
from ..conformance.pointers import find_ways, write_pointer
from ..findings import Finding, Severity
from ..lazy_dataclasses import dataclass
from ..model.workspace import Document

# The object or list that holds a value, and its key or number there.
Place = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Note:
    """A finding; "{first}" in the message stands for the pointer of the object at `first`."""

    code: str
    place: Place
    message: str
    hint: str = ""
    first: Place | None = None
    severity: Severity | None = None


def place_notes(document: Document, notes: Iterable[Note]) -> Iterator[Finding]:
    """The findings with their pointers."""
    notes = list(notes)
    if not notes:
        return
    holders = {id(place[0]) for note in notes for place in (note.place, note.first) if place}
    ways = find_ways(document.tree, holders)
    for note in notes:
        pointer, first = (
            write_pointer((*ways[id(place[0])], place[1])) if place else ""
            for place in (note.place, note.first)
        )
        message = note.message.replace("{first}", first.rpartition("/")[0])
        yield make_finding(
            note.code,
            document.path,
            message,
            pointer=pointer,
            hint=note.hint,
            severity=note.severity,
        )


def walk_objects(tree: Any) -> Iterator[Any]:
    """Every object of a tree, parents first, in the order of the document."""
    # a stack, since generators within generators cost a call per level for each object
    waiting = [tree] if type(tree) is dict or type(tree) is list else []
    while waiting:
        node = waiting.pop()
        values: Iterable[Any] = node
        if type(node) is dict:
            yield node
            values = node.values()
        inner = [value for value in values if type(value) is dict or type(value) is list]
        if inner:
            inner.reverse()
            waiting += inner


def as_object(value: Any) -> dict[str, Any]:
    """The object, or an empty one in place of what is none."""
    return value if isinstance(value, dict) else {}


def as_objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; numbers stay right, since what is no object becomes an empty one."""
    return [as_object(item) for item in value] if isinstance(value, list) else []
