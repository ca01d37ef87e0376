"""The controls that are named, held against marks of people who had not seen how they are found.

The words were chosen on every other objective, from the first on; the others were never looked at.
"""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from attestle.crosswalk.control_fit import ControlRanker
from building import shipped
from conftest import ROOT
from inventories import TABLE, read_inventory

UNITS = [(item, unit) for item in shipped().requirements for unit in item.units]


def read_marks(name: str) -> dict[str, tuple[list[str], list[str]]]:
    """Best controls and further ones by objective; no best one where none is about it."""
    with (ROOT / f"tests/data/fit-marks-{name}.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["objective"]: (_split_ids(row["best"]), _split_ids(row["also"]))
            for row in csv.DictReader(file)
        }


def _split_ids(text: str) -> list[str]:
    return [word for word in text.split("|") if word and word != "none"]


@pytest.fixture(scope="module", params=["example", "small", "large"])
def named(request: pytest.FixtureRequest) -> tuple[str, dict[str, list[str]]]:
    ranker = ControlRanker(TABLE, read_inventory(request.param))
    return request.param, {
        unit.label: [
            fit.control.id
            for fit in ranker.rank(TABLE.objectives[unit.label], f"{item.title} {unit.text}")
        ]
        for item, unit in UNITS
    }


@pytest.mark.parametrize("half", [(0, 1), (1,)], ids=["all", "unseen"])
def test_the_controls_that_people_would_open_are_named(
    named: tuple[str, dict[str, list[str]]], half: tuple[int, ...]
) -> None:
    name, found = named
    marks = read_marks(name)
    assert list(marks) == list(found)
    tally: Counter[str] = Counter()
    for number, (label, ids) in enumerate(found.items()):
        best, also = marks[label]
        if len(half) == 1 and number % 2 not in half:
            continue
        tally["all"] += 1
        tally["nonsense"] += bool(ids) and ids[0] not in (*best, *also)
        kind = "fitting" if best else "none"
        tally[kind] += 1
        tally[f"{kind} right"] += ids[0] in best if best and ids else not (best or ids)
        tally["without a name"] += bool(best) and not ids
    assert tally["fitting right"] >= 0.79 * tally["fitting"], tally
    assert tally["nonsense"] <= 0.05 * tally["all"], tally
    assert tally["none right"] >= 0.8 * tally["none"], tally
    assert tally["without a name"] <= 0.1 * tally["fitting"], tally


def test_few_controls_are_named_for_a_requirement(
    named: tuple[str, dict[str, list[str]]],
) -> None:
    by_requirement: dict[str, set[str]] = {}
    for label, ids in named[1].items():
        by_requirement.setdefault(label.partition("[")[0], set()).update(ids)
    assert sum(map(len, by_requirement.values())) <= 4 * len(by_requirement)
    assert all(len(ids) <= 3 for ids in named[1].values())
