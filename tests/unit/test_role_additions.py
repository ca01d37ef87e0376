"""Owners of sheets as roles: those that are there, those that people.yaml gains."""

from __future__ import annotations

import pytest

from attestle.formats import yaml12
from attestle.formats.people_text import PeopleText
from attestle.model.people import Party, People, Role
from attestle.sheet_import.role_additions import RoleAdditions, is_nobody, make_role_slug

TEXT = """\
# who does what
organization: acme
parties:
  - id: acme  # the whole
    name: Acme Inc.
  - {id: it-desk, name: Service Desk, email: desk@acme.example}
roles:
  - id: it
    title: IT Operations (Platform)
    held-by: [it-desk]
families:
  AC: it
users: []
"""
PEOPLE = People(
    "acme",
    (
        Party("", "acme", "Acme Inc."),
        Party("", "it-desk", "Service Desk", email="desk@acme.example"),
    ),
    (Role("it", "IT Operations (Platform)", ("it-desk",)),),
    (),
)


def open_roles() -> RoleAdditions:
    return RoleAdditions(PEOPLE, "people.yaml", TEXT, "assets.csv")


@pytest.mark.parametrize(
    "written",
    [
        "it", "IT", "IT Operations (Platform)", "it operations", "IT Team", "the IT department",
        "desk@acme.example", "Service Desk <desk@acme.example>", "Service Desk", "IT (on call)",
    ],
)  # fmt: skip
def test_a_role_is_known_by_every_name_it_has(written: str) -> None:
    assert open_roles().find_role(written) == "it"


@pytest.mark.parametrize("written", ["", "TBD", "n/a", "-", "?", "not assigned", "unknown", "None"])
def test_nobody_is_no_role(written: str) -> None:
    roles = open_roles()
    assert is_nobody(written)
    assert roles.choose_role(written, 2) == ""
    assert roles.write_people() == {}


def test_an_unknown_owner_becomes_a_role_to_confirm() -> None:
    roles = open_roles()
    assert [roles.choose_role("Business Owner", row) for row in (2, 5)] == ["business-owner"] * 2
    assert roles.choose_role("jo.roe@acme.example", 3) == "jo-roe"
    assert roles.choose_role("Lab; IT Operations", 4) == "lab"
    text = roles.write_people()["people.yaml"]
    assert text.startswith("# who does what")
    assert "# the whole" in text
    added = yaml12.read_yaml(text).value["roles"][1:]
    assert [role["id"] for role in added] == ["business-owner", "jo-roe", "lab"]
    assert added[0] == {
        "id": "business-owner",
        "title": "Business Owner",
        "description": "To be confirmed: named in assets.csv, rows 2, 5.",
        "held-by": ["acme"],
    }
    told = roles.report()
    assert [problem.warning for problem in told] == [True] * 4


def test_a_role_that_was_added_is_found_the_next_time() -> None:
    roles = open_roles()
    slug = roles.choose_role("Some Holder <some@acme.example>", 2)
    again = People(
        "acme", PEOPLE.parties, (*PEOPLE.roles, Role(slug, "Some Holder", ("acme",))), ()
    )
    second = RoleAdditions(again, "people.yaml", TEXT, "assets.csv")
    assert second.choose_role("Some Holder <some@acme.example>", 2) == slug
    assert second.write_people() == {}


def test_who_holds_several_roles_is_known_by_none_of_them() -> None:
    both = (*PEOPLE.roles, Role("ir", "Incidents", ("it-desk",)))
    roles = RoleAdditions(People("acme", PEOPLE.parties, both, ()), "people.yaml", TEXT, "a.csv")
    assert roles.find_role("desk@acme.example") == ""


@pytest.mark.parametrize(
    ("name", "slug"),
    [("IT@acme.example", "it"), ("3rd line", "role-3rd-line"), ("Équipe Réseau", "equipe-reseau")],
)
def test_an_id_is_made_from_a_name(name: str, slug: str) -> None:
    assert make_role_slug(name) == slug


def test_parties_and_families_are_added_and_completed() -> None:
    people = PeopleText(TEXT)
    people.add_party("u-1", "jo", {"type": "person", "name": "Jo", "email": "jo@acme.example"})
    people.set_party_key("acme", "phone", "555-0100")
    people.set_party_key("it-desk", "title", "Desk")
    people.add_holder("it", "jo")
    people.set_family("AC", "ir")
    people.set_family("AU", "it")
    value = yaml12.read_yaml(people.text()).value
    assert value["parties"][0] == {"id": "acme", "name": "Acme Inc.", "phone": "555-0100"}
    assert value["parties"][1]["title"] == "Desk"
    assert value["parties"][2]["name"] == "Jo"
    assert value["roles"][0]["held-by"] == ["it-desk", "jo"]
    assert value["families"] == {"AC": "ir", "AU": "it"}
    assert "# the whole" in people.text()
