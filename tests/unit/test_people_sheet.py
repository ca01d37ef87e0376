"""Lists of people: each party once, with what the first row says, and nothing lost in silence."""

from __future__ import annotations

from random import Random
from typing import Any

from attestle.formats import yaml12
from attestle.sheet_import.row_fates import DOUBT, REFUSED, TAKEN
from conftest import is_long
from register_sheets import Placed, place_sheet
from sheet_shapes import PlainTable, dress


def read_people(placed: Placed) -> dict[str, Any]:
    value: dict[str, Any] = yaml12.read_yaml(placed.placement.texts["ssp/demo/people.yaml"]).value
    return value


def test_a_person_twice_is_one_party_and_the_second_title_is_told() -> None:
    placed = place_sheet(
        "people",
        (
            ("Employee", "Position", "Work e-mail", "Security responsibilities", "Control family"),
            ("Jo Park", "CISO", "jo@acme.example", "Security Officer", "AC"),
            ("Jo Park", "Analyst", "jo@acme.example", "", ""),
            ("TBD", "", "", "Night watch", ""),
            ("Sam Ode", "Engineer", "sam@acme.example", "IT", "Nonsense"),
        ),
    )
    people = read_people(placed)
    jo = next(item for item in people["parties"] if item["id"] == "jo-park")
    assert jo["title"] == "CISO"
    assert 'title "CISO"; the sheet says "Analyst"' in placed.said
    assert people["roles"][-1]["held-by"] == ["jo-park"]
    assert placed.fates == {2: TAKEN, 3: DOUBT, 4: REFUSED, 5: DOUBT}


TABLE = PlainTable(
    {
        "name": ("Name", "Full name", "Employee", "Contact"),
        "role": ("Role", "Security role", "CMMC role"),
        "email": ("E-mail", "Mail", "Work email", "Reach them at"),
        "title": ("Job title", "Position", "Title"),
    },
    tuple(
        {
            "name": f"{first} {last}",
            "role": f"Keeper of {last.lower()}s",
            "email": f"{first}.{last}@acme.example".lower(),
            "title": "Engineer of systems",
        }
        for first in ("Jo", "Sam", "Kim")
        for last in ("Lock", "Gate", "Log", "Key")
    ),
)


def test_lists_in_any_look_are_placed() -> None:
    tries: int = 80 if is_long() else 4
    misses: list[tuple[object, ...]] = []
    for seed in range(tries):
        dressed = dress(TABLE, Random(seed))
        placed = place_sheet("people", dressed.data)
        people = read_people(placed)
        parties = {item["name"]: item for item in people["parties"]}
        holders = {item["title"]: item["held-by"] for item in people["roles"]}
        for row in dressed.rows:
            party = parties.get(row["name"], {})
            same = (
                party.get("email") == row["email"],
                party.get("title") == row["title"],
                party.get("id") in holders.get(row["role"], []),
            )
            if not all(same):
                misses.append((seed, dressed.how, dict(dressed.headings), same))
        assert len(placed.placement.fates) == placed.rows
    assert len({miss[0] for miss in misses}) <= tries * 0.05, misses[:3]
