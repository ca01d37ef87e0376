"""What a lead assessor looks at on the first day: the points of the list, and how each stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from ..lazy_dataclasses import dataclass


class Verdict(StrEnum):
    """How a point stands; what nobody recorded is never a pass."""

    OK = "pass"
    FAIL = "fail"
    UNKNOWN = "cannot-be-judged"


# Groups of words; of each group any one is enough
WordGroups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ReadinessPoint:
    """One line of the list.

    `rules` are the codes whose findings make it fail, `judge` names the function that looks
    further; it has one of them at least. `is_scored`: asked only where the framework has a
    score. The rest is for the judge: `objectives` and `requirements` by label, `clause` of
    a contract, `words`.
    """

    id: str
    title: str
    asks: str
    source: str
    way_out: str
    rules: tuple[str, ...] = ()
    judge: str = ""
    is_scored: bool = False
    objectives: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    clause: str = ""
    words: WordGroups = ()


@dataclass(frozen=True, slots=True)
class ReadinessGroup:
    title: str
    points: tuple[ReadinessPoint, ...]


@dataclass(frozen=True, slots=True)
class ProtectingService:
    """A kind of service that protects, by the words that people use for it."""

    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WithdrawnName:
    """What answers still name and is there no more; `says` is what is so instead, with its day, and
    `instead` the names that a point asks for in its place.
    """

    words: tuple[str, ...]
    instead: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class ReadinessTable:
    groups: tuple[ReadinessGroup, ...]
    services: tuple[ProtectingService, ...]
    withdrawn: tuple[WithdrawnName, ...]


@dataclass(frozen=True, slots=True)
class ReadinessPlace:
    """One thing that keeps a point from passing.

    `path` and `line` say where it is mended, `way_out` how, "" where the point's own holds; `code`
    is the rule that found it, and `set_aside` says by whom and why the settings leave it out.
    `is_unknown`: it fails nothing by itself, but nobody can say that the point passes.
    """

    message: str
    path: str = ""
    line: int | None = None
    way_out: str = ""
    owner: str = ""
    code: str = ""
    set_aside: str = ""
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class JudgedPoint:
    """A point with its places: what fails it, then what cannot be judged."""

    point: ReadinessPoint
    places: tuple[ReadinessPlace, ...] = ()

    @property
    def verdict(self) -> Verdict:
        if not self.places:
            return Verdict.OK
        return Verdict.UNKNOWN if all(item.is_unknown for item in self.places) else Verdict.FAIL


@dataclass(frozen=True, slots=True)
class JudgedGroup:
    title: str
    points: tuple[JudgedPoint, ...]


def count_verdicts(groups: Iterable[JudgedGroup]) -> Mapping[Verdict, int]:
    """Points by verdict, every verdict named."""
    found = [item.verdict for group in groups for item in group.points]
    return {verdict: found.count(verdict) for verdict in Verdict}
