"""The figures that the pages tell of the crosswalk are those of the crosswalk."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache

import pytest

from attestle.formats import mapping_collection
from attestle.model.crosswalk_maps import Crosswalk, Reuse
from building import shipped
from conftest import ROOT

NAME = "soc2-tsc-2017_nist-sp-800-171-r2"
PATH = f"mapping-collections/{NAME}/mapping-collection.json"
README, METHOD, BOTH = (
    "README.md",
    "docs/explanation/crosswalk-method.md",
    "docs/explanation/soc2-and-cmmc.md",
)


@cache
def crosswalk() -> Crosswalk:
    [found] = mapping_collection.read_crosswalks(NAME, PATH, json.loads((ROOT / PATH).read_bytes()))
    return found


def read_page(path: str) -> str:
    return " ".join((ROOT / path).read_text(encoding="utf-8").replace("*", "").split())


def list_letters() -> tuple[int, int, int]:
    """Satisfied, contributed to beside these, and all."""
    satisfied = {(item.requirement, key) for item in crosswalk().maps for key in item.letters}
    contributed = {(item.requirement, key) for item in crosswalk().maps for key in item.contributes}
    total = sum(len(item.objectives) for item in shipped().requirements)
    return len(satisfied), len(contributed - satisfied), total


def find_best(requirement: str) -> Reuse:
    grades = [item.reuse for item in crosswalk().of_requirement(requirement)]
    return min(grades, key=lambda grade: grade.rank, default=Reuse.NONE)


@pytest.mark.parametrize("path", [README, METHOD, BOTH])
def test_objectives(path: str) -> None:
    satisfied, more, total = list_letters()
    text = read_page(path)
    assert re.search(rf"\b{satisfied} of the {total} objectives\b", text)
    assert re.search(rf"\b{more} more\b", text)


def test_share_and_rest() -> None:
    satisfied, more, total = list_letters()
    assert f"That is {satisfied / total:.0%}".replace("%", " %") in read_page(BOTH)
    assert f"; {total - satisfied - more} have nothing" in read_page(METHOD)


def test_maps_and_ends() -> None:
    maps = crosswalk().maps
    criteria, requirements = {item.criterion for item in maps}, {item.requirement for item in maps}
    text = read_page(METHOD)
    assert (
        f"{len(maps)} maps from {len(criteria)} criteria to {len(requirements)} requirements"
        in text
    )
    assert f"{len(maps)} judgements" in read_page(README)
    for grade, number in Counter(item.reuse for item in maps).items():
        assert re.search(rf"\| {grade} \|[^|]+\|[^|]+\| {number} \|", text), grade


def test_requirements_by_their_best_map() -> None:
    best = Counter(find_best(item.id) for item in shipped().requirements)
    assert (
        f"Of the {len(shipped().requirements)} requirements, {best[Reuse.STRONG]} have a criterion"
        f" that satisfies at least one objective, {best[Reuse.PARTIAL]} one that only contributes,"
        f" {best[Reuse.HABIT_ONLY]} a habit alone, and {best[Reuse.NONE]} nothing."
    ) in read_page(BOTH)


def test_objectives_that_wait() -> None:
    waiting = sum(
        bool(item.defined_by) for one in shipped().requirements for item in one.objectives
    )
    assert f"({waiting} of the 320 do)" in read_page(METHOD)


def test_what_was_kept_moved_and_dropped_adds_up() -> None:
    rows = re.findall(
        r"^\| (strong|partial|habit-only|all) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$",
        (ROOT / METHOD).read_text(encoding="utf-8"),
        re.M,
    )
    figures = {name: tuple(map(int, values)) for name, *values in rows}
    whole = figures.pop("all")
    assert tuple(map(sum, zip(*figures.values(), strict=True))) == whole
    assert all(kept + moved + dropped == every for kept, moved, dropped, every in figures.values())
    # what was not dropped is there, and the one pair that the page calls new
    assert "One pair is new (CC6.8 to 3.1.7)" in read_page(METHOD)
    assert whole[0] + whole[1] + 1 == len(crosswalk().maps)


def test_the_maps_of_the_walk_from_the_criteria_contribute() -> None:
    text = read_page(METHOD)
    for ends, criterion, requirements in (
        ("(CC6.8) to 3.1.7 and 3.4.7", "cc6.8", ("3.1.7", "3.4.7")),
        ("(CC6.1) to 3.3.2", "cc6.1", ("3.3.2",)),
        ("(CC5.3) to 3.10.6", "cc5.3", ("3.10.6",)),
    ):
        assert ends in text
        for label in requirements:
            requirement = shipped().by_label[label].id
            [found] = [
                item
                for item in crosswalk().of_requirement(requirement)
                if item.criterion == criterion
            ]
            assert found.reuse is Reuse.PARTIAL
            assert found.role == "supporting"


@pytest.mark.parametrize("label", ["3.8.3", "3.9.1", "3.14.2"])
def test_a_doubt_inside_an_objective_is_a_contribution(label: str) -> None:
    assert f"({label})" in read_page(METHOD)
    assert find_best(shipped().by_label[label].id) is Reuse.PARTIAL
