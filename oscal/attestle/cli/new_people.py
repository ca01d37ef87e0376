"""`attestle new role|person`: who answers for what, in people.yaml."""

from __future__ import annotations

import click

from ..api import workspace_setup
from ..api.clock import make_uuid
from ..errors import UsageError
from ..formats import yaml12
from ..formats.people_text import PeopleText
from ..nearest import suggest_words
from .new_questions import prompt_for, take_name, write_new_file
from .output import find_root
from .system_first import SystemFirst

_FILE = "people.yaml"


class _People:
    """people.yaml of a system: its ids, and its text with more in it."""

    def __init__(self, ctx: click.Context, system: str) -> None:
        self._text = workspace_setup.read_system_text(find_root(ctx), system, _FILE)
        value = yaml12.read_yaml(self._text).value
        if not isinstance(value, dict):
            raise UsageError(f"{system} has no {_FILE} that can be read; see: attestle validate")
        self.organization = str(value.get("organization", ""))
        self.ids = {
            name: [str(item.get("id")) for item in value.get(name) or () if isinstance(item, dict)]
            for name in ("parties", "roles")
        }
        self.edit = PeopleText(self._text)

    def refuse_double(self, kind: str, identity: str) -> None:
        if identity in self.ids[kind]:
            raise UsageError(f'{_FILE} has "{identity}" already, under {kind}')

    def require(self, kind: str, identity: str, way_out: str) -> None:
        known = self.ids[kind]
        if identity not in known:
            hint = suggest_words(identity, known) or f"make it first: {way_out}"
            raise UsageError(f'{_FILE} has no "{identity}" under {kind}; {hint}')


@click.command(cls=SystemFirst, short_help="A responsibility, and who holds it.")
@click.argument("system", metavar="[SYSTEM]")
@take_name("identity", "role")
@prompt_for("--title", "Title of the role")
@click.option("--description", metavar="TEXT", help="What it answers for.")
@click.option(
    "--held-by",
    "holders",
    multiple=True,
    metavar="PARTY",
    help="Who holds it, by id; may be repeated. The organisation itself if nobody is named.",
)
@click.pass_context
def role(
    ctx: click.Context,
    system: str,
    identity: str,
    title: str,
    description: str | None,
    holders: tuple[str, ...],
) -> None:
    """A role of people.yaml: a responsibility that owners of answers, evidence and items name."""
    people = _People(ctx, system)
    people.refuse_double("roles", identity)
    for holder in holders:
        people.require("parties", holder, f"attestle new person {system} {holder}")
    people.edit.add_role(identity, title, holders or (people.organization,), description or "")
    write_new_file(ctx, system, _FILE, people.edit.text().encode(), "people")


@click.command(cls=SystemFirst, short_help="A person or an organisation, and the roles held.")
@click.argument("system", metavar="[SYSTEM]")
@take_name("identity", "person")
@prompt_for("--name", "Name")
@click.option(
    "--type",
    type=click.Choice(["person", "organization"]),
    default="person",
    show_default=True,
    help="What it is.",
)
@click.option("--title", metavar="TEXT", help="Title or position.")
@click.option("--email", metavar="ADDRESS", help="Address for mail.")
@click.option("--phone", metavar="NUMBER", help="Telephone.")
@click.option(
    "--role", "roles", multiple=True, metavar="ROLE", help="A role it holds; may be repeated."
)
@click.pass_context
def person(
    ctx: click.Context,
    /,
    system: str,
    identity: str,
    roles: tuple[str, ...],
    **keys: str | None,
) -> None:
    """A person or an organisation of people.yaml, with the roles that it holds besides whoever
    does so far.
    """
    people = _People(ctx, system)
    people.refuse_double("parties", identity)
    for item in roles:
        people.require("roles", item, f"attestle new role {system} {item}")
    order = ("type", "name", "title", "email", "phone")
    given = {key: value for key in order if (value := keys[key])}
    people.edit.add_party(make_uuid(), identity, given)
    for item in roles:
        people.edit.add_holder(item, identity)
    write_new_file(ctx, system, _FILE, people.edit.text().encode(), "people")
