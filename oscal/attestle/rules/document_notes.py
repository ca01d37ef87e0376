"""Findings on OSCAL documents before their place is known: it is looked up only where there is
something to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..codes import make_finding
from ..conformance.pointers import find_ways, write_pointer
from ..findings import Finding, Severity
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
    around = (
        find_ways(
            document.tree,
            {id(place[0]) for note in notes for place in (note.place, note.first) if place},
        )
        if notes
        else {}
    )
    for note in notes:
        at, first = (
            write_pointer((*around[id(place[0])], place[1])) if place else ""
            for place in (note.place, note.first)
        )
        message = note.message.replace("{first}", first.rpartition("/")[0])
        yield make_finding(
            note.code, document.path, message, pointer=at, hint=note.hint, severity=note.severity
        )


def walk_objects(tree: Any) -> Iterator[Any]:
    """Every object of a tree, parents first, in the order of the document."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if type(node) is dict:
            yield node
            inner = [value for value in node.values() if type(value) is dict or type(value) is list]
        elif type(node) is list:
            inner = [value for value in node if type(value) is dict or type(value) is list]
        else:
            continue
        if inner:
            inner.reverse()
            waiting += inner


def as_object(value: Any) -> dict[str, Any]:
    """The object, or an empty one in place of what is none."""
    return value if isinstance(value, dict) else {}


def as_objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; numbers stay right, since what is no object becomes an empty one."""
    return [as_object(item) for item in value] if isinstance(value, list) else []
