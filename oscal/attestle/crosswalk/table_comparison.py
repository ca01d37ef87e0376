"""A crosswalk laid beside a table of somebody else: where both say the same, and where not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..formats.criteria_cells import read_criteria
from ..formats.id_cells import read_subjects
from ..formats.sheet_records import Record
from ..lazy_dataclasses import dataclass
from ..model.baseline import Requirement
from ..model.crosswalk_maps import NO_RELATIONSHIP, Map
from .map_rows import CrosswalkSides

# requirement and criterion
Pair = tuple[str, str]
_LETTER = re.compile(r"(?<![a-z])[a-z](?![a-z])")


@dataclass(frozen=True, slots=True)
class OtherTable:
    """What the other side says: letters by pair, none where it names no objective; and the cells
    that could not be read, by row.
    """

    name: str
    letters: dict[Pair, frozenset[str]]
    unread: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ComparedPair:
    """`ours` and `theirs` are None on the side that does not have the pair."""

    requirement: str
    criterion: str
    ours: frozenset[str] | None
    theirs: frozenset[str] | None

    @property
    def standing(self) -> str:
        if self.ours is None:
            return "only theirs"
        if self.theirs is None:
            return "only ours"
        # a table without letters judges the pair alone
        return "agree" if not self.theirs or self.theirs == self.ours else "letters differ"


STANDINGS = ("agree", "letters differ", "only ours", "only theirs")


@dataclass(frozen=True, slots=True)
class TableComparison:
    sides: CrosswalkSides
    other: OtherTable
    pairs: tuple[ComparedPair, ...]

    def select(self, standing: str) -> tuple[ComparedPair, ...]:
        return tuple(item for item in self.pairs if item.standing == standing)


def compare_table(sides: CrosswalkSides, other: OtherTable) -> TableComparison:
    """Every pair that either side has, in the order of the catalogs."""
    ours = {
        (item.requirement, item.criterion): frozenset(item.letters)
        for item in sides.crosswalk.maps
        if item.relationship != NO_RELATIONSHIP
    }
    targets = {item.id: place for place, item in enumerate(sides.target.requirements)}
    sources = {item.id: place for place, item in enumerate(sides.source.requirements)}
    keys = sorted(
        {*ours, *other.letters},
        key=lambda pair: (targets.get(pair[0], len(targets)), sources.get(pair[1], len(sources))),
    )
    pairs = (ComparedPair(*key, ours.get(key), other.letters.get(key)) for key in keys)
    return TableComparison(sides, other, tuple(pairs))


def read_other_records(name: str, records: Iterable[Record], sides: CrosswalkSides) -> OtherTable:
    """A table in anybody's columns: several criteria and requirements may stand in a cell."""
    known = [item.id for item in sides.source.requirements]
    letters: dict[Pair, frozenset[str]] = {}
    unread: list[tuple[int, str]] = []
    for record in records:
        criteria, _ = read_criteria(record["criterion"], known)
        found = read_subjects(sides.target, record["requirement"])
        if not criteria or not found.subjects:
            unread.append((record.number, f"{record['criterion']} - {record['requirement']}"))
            continue
        for key, named in _list_letters(found.subjects, record["letters"]):
            for criterion in criteria:
                pair = (key, criterion)
                letters[pair] = letters.get(pair, frozenset()) | named
    return OtherTable(name, letters, tuple(unread))


def _list_letters(subjects: Sequence[object], written: str) -> list[tuple[str, frozenset[str]]]:
    """By requirement the letters that its ids or the column of letters name."""
    column = frozenset(_LETTER.findall(written.lower()))
    found: list[tuple[str, frozenset[str]]] = []
    for subject in subjects:
        if isinstance(subject, Requirement):
            found.append((subject.id, column))
        elif isinstance(subject, tuple):
            requirement, unit = subject
            # the one objective of a requirement is the requirement
            whole = len(requirement.units) == 1
            found.append((requirement.id, column if whole else column | {unit.letter}))
    return found


def read_other_maps(name: str, maps: Iterable[Map]) -> OtherTable:
    """A mapping-collection of OSCAL."""
    letters: dict[Pair, frozenset[str]] = {}
    for item in maps:
        if item.relationship != NO_RELATIONSHIP:
            pair = (item.requirement, item.criterion)
            letters[pair] = letters.get(pair, frozenset()) | frozenset(item.letters)
    return OtherTable(name, letters)
