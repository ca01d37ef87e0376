"""The controls that are named, held against marks of people who had not seen how they are found.

The words were chosen on every other objective, from the first on; the others are held out. `saas` and
`msp` came when the words stood: of them a sample of the objectives is marked, what their own marker
called doubtful is held to less, and the marks held out have never been looked at.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from attestle.crosswalk.control_fit import ControlRanker
from building import shipped
from conftest import ROOT
from inventories import FILES, TABLE, read_inventory

UNITS = {unit.label: (item, unit) for item in shipped().requirements for unit in item.units}


@dataclass(frozen=True, slots=True)
class Mark:
    """Best controls and further ones for an objective; no best one where none is about it."""

    label: str
    best: tuple[str, ...]
    also: tuple[str, ...]
    is_doubtful: bool


def read_marks(name: str) -> list[Mark]:
    with (ROOT / f"tests/data/fit-marks-{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            Mark(
                row["objective"],
                _split_ids(row["best"]),
                _split_ids(row["also"]),
                bool(row.get("doubtful")),
            )
            for row in csv.DictReader(file)
        ]


def _split_ids(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split("|") if word and word != "none")


@pytest.fixture(scope="module", params=list(FILES))
def named(request: pytest.FixtureRequest) -> tuple[str, dict[str, list[str]]]:
    ranker = ControlRanker(TABLE, read_inventory(request.param))
    return request.param, {
        label: [
            fit.control.id
            for fit in ranker.rank(TABLE.objectives[label], f"{item.title} {unit.text}")
        ]
        for label, (item, unit) in UNITS.items()
    }


def count_right(marks: Iterable[Mark], found: dict[str, list[str]]) -> Counter[str]:
    tally: Counter[str] = Counter()
    for mark in marks:
        ids = found[mark.label]
        outside = [one for one in ids if one not in (*mark.best, *mark.also)]
        tally["all"] += 1
        tally["nonsense"] += bool(outside)
        tally["nonsense first"] += ids[:1] == outside[:1] != []
        kind = "fitting" if mark.best else "none"
        tally[kind] += 1
        tally[f"{kind} right"] += (
            ids[0] in mark.best if mark.best and ids else not (mark.best or ids)
        )
        tally["without a name"] += bool(mark.best) and not ids
    return tally


@pytest.mark.parametrize("start", [0, 1], ids=["all", "unseen"])
def test_the_controls_that_people_would_open_are_named(
    named: tuple[str, dict[str, list[str]]], start: int
) -> None:
    name, found = named
    marks = read_marks(name)
    half = marks[1::2] if start else marks
    tally = count_right((mark for mark in half if not mark.is_doubtful), found)
    assert tally["fitting right"] >= 0.8 * tally["fitting"], tally
    assert tally["nonsense"] <= 0.05 * tally["all"], tally
    assert tally["without a name"] <= 0.1 * tally["fitting"], tally
    # of the halves of the samples less than ten objectives have no control
    enough = 0.8 if len(marks) == len(UNITS) else 0.5 if start else 0.7
    assert tally["none right"] >= enough * tally["none"], tally


@pytest.mark.parametrize("name", ["saas", "msp"])
def test_where_a_marker_is_in_doubt_little_is_lost(name: str) -> None:
    ranker = ControlRanker(TABLE, read_inventory(name))
    marks = read_marks(name)
    found = {
        mark.label: [
            fit.control.id
            for fit in ranker.rank(
                TABLE.objectives[mark.label],
                f"{UNITS[mark.label][0].title} {UNITS[mark.label][1].text}",
            )
        ]
        for mark in marks
    }
    tally = count_right(marks, found)
    assert tally["fitting right"] >= 0.85 * tally["fitting"], tally
    assert tally["nonsense"] <= 0.06 * tally["all"], tally


def test_every_objective_of_a_whole_inventory_is_marked() -> None:
    for name in ("example", "small", "large"):
        assert [mark.label for mark in read_marks(name)] == list(UNITS)
    for name in ("saas", "msp"):
        assert {mark.label for mark in read_marks(name)} < set(UNITS)


def test_few_controls_are_named_for_a_requirement(
    named: tuple[str, dict[str, list[str]]],
) -> None:
    by_requirement: dict[str, set[str]] = {}
    for label, ids in named[1].items():
        by_requirement.setdefault(label.partition("[")[0], set()).update(ids)
    assert sum(map(len, by_requirement.values())) <= 4 * len(by_requirement)
    assert all(len(ids) <= 3 for ids in named[1].values())
