"""Controls that are told of another system than the one that is looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from attestle.crosswalk.control_fit import ControlRanker
from attestle.crosswalk.control_systems import find_elsewhere
from attestle.model.components import Component
from attestle.model.soc2 import Soc2Control
from attestle.model.system import System
from building import shipped, system
from inventories import TABLE

PRODUCT = Component("c", "Fleet Portal", "software", "cui", "owner", slug="portal")


def build_system() -> System:
    some = system(shipped(), components=(PRODUCT,))
    facts = replace(some.characteristics, name="Harbour Enclave", short_name="Enclave")
    return replace(some, characteristics=facts)


def control(identity: str, where: str, **more: str) -> Soc2Control:
    text = {"title": "Account lockout", "description": "Five wrong tries lock an account.", **more}
    return Soc2Control(identity, identity, text["title"], text["description"], (), system=where)


@pytest.mark.parametrize(
    ("systems", "elsewhere"),
    [
        # nothing said, or said of everything
        (["", "All", "Corporate"], []),
        (["Fleet Portal, All"], []),
        # this system, by any of its names
        (["Harbour Enclave", "enclave", "Enclave; Fleet Portal"], []),
        (["Some other product"], ["1"]),
        # where the inventory does not know this system, a component is meant as it runs here
        (["Fleet Portal", "portal", "All"], []),
        # where it does, it tells the two apart
        (["Fleet Portal", "Harbour Enclave"], ["1"]),
        (["Enclave", "Enclave and Fleet Portal", "portal"], ["3"]),
    ],
)
def test_a_control_runs_here_only_as_far_as_its_source_says(
    systems: list[str], elsewhere: list[str]
) -> None:
    controls = [control(str(number), where) for number, where in enumerate(systems, 1)]
    assert list(find_elsewhere(controls, build_system())) == elsewhere
    assert find_elsewhere(controls, None) == {}


def test_the_reason_says_whether_the_plan_knows_the_name() -> None:
    controls = [control("1", "Fleet Portal"), control("2", "Shop"), control("3", "Enclave")]
    found = find_elsewhere(controls, build_system())
    assert found == {
        "1": "1 is told of Fleet Portal, which the inventory tells apart from this system",
        "2": "2 is told of Shop, and nothing says that it runs here",
    }


def test_of_two_controls_the_one_of_this_system_comes_first() -> None:
    here, there = control("B", "Enclave"), control("A", "Fleet Portal")
    choices = TABLE.objectives["3.1.8[b]"]
    alike = ControlRanker(TABLE, (here, there)).rank(choices, "")
    assert [fit.control.id for fit in alike] == ["A", "B"]
    elsewhere = frozenset(find_elsewhere((here, there), build_system()))
    mine = ControlRanker(TABLE, (here, there), elsewhere).rank(choices, "")
    assert [fit.control.id for fit in mine] == ["B"]
    # alone it is still what a practitioner would open
    assert len(ControlRanker(TABLE, (there,), elsewhere).rank(choices, "")) == 1
