"""OSC021: the levels that a plan states for the system and for the information in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..findings import Severity
from .document_notes import Note, as_object, as_objects

Tree = Mapping[str, Any]
# From the lowest to the highest; plans say moderate, and medium for the same
_RANKS = {"low": 0, "moderate": 1, "medium": 1, "high": 2}
_IMPACTS = {
    "confidentiality-impact": "security-objective-confidentiality",
    "integrity-impact": "security-objective-integrity",
    "availability-impact": "security-objective-availability",
}


def check_impacts(body: Tree) -> Iterator[Note]:
    """The system's level is at least that of the information in it, its sensitivity at least its
    highest level.
    """
    about = as_object(body.get("system-characteristics"))
    system = as_object(about.get("security-impact-level"))
    stated = [
        (rank_level(system.get(objective)), f'"{objective}" is {system.get(objective)}')
        for objective in _IMPACTS.values()
    ]
    for kind in as_objects(as_object(about.get("system-information")).get("information-types")):
        for key, objective in _IMPACTS.items():
            impact = as_object(kind.get(key))
            level = impact.get("selected", impact.get("base"))
            stated.append((rank_level(level), f'the information "{kind.get("title")}" has {level}'))
            if rank_level(level) > rank_level(system.get(objective)) >= 0:
                message = (
                    f'"{objective}" is {system[objective]}, but the information'
                    f' "{kind.get("title")}" has {level}'
                )
                yield Note(
                    "OSC021",
                    (system, objective),
                    message,
                    f'write "{level}"',
                    severity=Severity.WARNING,
                )
    yield from _check_sensitivity(about, stated)


def _check_sensitivity(about: Tree, stated: list[tuple[int, str]]) -> Iterator[Note]:
    """A higher sensitivity than any level asks for is a choice, a lower one contradicts it."""
    sensitivity = about.get("security-sensitivity-level")
    rank, reason = max(stated, key=_get_rank)
    if rank > rank_level(sensitivity) >= 0:
        level = next(word for word, known in _RANKS.items() if known == rank)
        yield Note(
            "OSC021",
            (about, "security-sensitivity-level"),
            f'"security-sensitivity-level" is {sensitivity}, but {reason}',
            f'write "{level}", or mend the level that is too high',
            severity=Severity.WARNING,
        )


def _get_rank(item: tuple[int, str]) -> int:
    return item[0]


def rank_level(level: Any) -> int:
    """Higher for more; -1 for a word that is not known."""
    if not isinstance(level, str):
        return -1
    return _RANKS.get(level.strip().lower().removeprefix("fips-199-"), -1)
