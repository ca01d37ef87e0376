"""A crosswalk as rows and as a matrix of criteria and requirements."""

from __future__ import annotations

from collections.abc import Iterator

from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline
from ..model.crosswalk_maps import Crosswalk, Map, Unmapped


@dataclass(frozen=True, slots=True)
class CrosswalkSides:
    """A crosswalk with the controls of both its sides."""

    crosswalk: Crosswalk
    source: Baseline
    target: Baseline


@dataclass(frozen=True, slots=True)
class MapRow:
    """One map with the names of both ends; `total` counts the objectives of its requirement, and
    `open_letters` are those that no map satisfies.
    """

    item: Map
    criterion: str
    criterion_title: str
    requirement: str
    requirement_title: str
    open_letters: str
    total: int

    @property
    def coverage(self) -> str:
        return f"{len(self.item.letters)}/{self.total}" if self.total else ""


def find_open_letters(crosswalk: Crosswalk, requirement: str, known: list[str]) -> str:
    """The letters of a requirement that are in no map."""
    reached = {letter for item in crosswalk.of_requirement(requirement) for letter in item.letters}
    return "".join(letter for letter in known if letter not in reached)


def list_maps(sides: CrosswalkSides) -> Iterator[MapRow]:
    """One row per map, in the order of the requirements."""
    for item in sides.crosswalk.maps:
        right = sides.target.by_id.get(item.requirement)
        letters = [objective.letter for objective in right.objectives] if right else []
        yield MapRow(
            item,
            find_label(sides.source, item.criterion),
            find_title(sides.source, item.criterion),
            find_label(sides.target, item.requirement),
            find_title(sides.target, item.requirement),
            find_open_letters(sides.crosswalk, item.requirement, letters),
            len(letters),
        )


def find_label(base: Baseline, identity: str) -> str:
    return base.by_id[identity].label if identity in base.by_id else identity


def find_title(base: Baseline, identity: str) -> str:
    return base.by_id[identity].title if identity in base.by_id else ""


def list_unmapped(sides: CrosswalkSides) -> Iterator[tuple[Baseline, tuple[Unmapped, ...]]]:
    """What nothing maps, by side: criteria first."""
    yield sides.source, sides.crosswalk.unmapped_sources
    yield sides.target, sides.crosswalk.unmapped_targets


def build_matrix(
    sides: CrosswalkSides,
) -> tuple[tuple[str, ...], tuple[tuple[str, str, tuple[Map | None, ...]], ...]]:
    """Labels of the mapped criteria, and for each requirement its label, title and the map (or
    none) in each column.
    """
    maps = sides.crosswalk.maps
    used = {item.criterion for item in maps}
    columns = [item.id for item in sides.source.requirements if item.id in used]
    by_pair = {(item.requirement, item.criterion): item for item in maps}
    body = tuple(
        (item.label, item.title, tuple(by_pair.get((item.id, column)) for column in columns))
        for item in sides.target.requirements
    )
    return tuple(find_label(sides.source, column) for column in columns), body
