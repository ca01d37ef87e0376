"""`attestle new boundary|network|data-flow`: the parts of a system description."""

from __future__ import annotations

import click

from ..api.clock import make_uuid
from ..authoring import scaffold
from ..errors import UsageError
from .new_questions import prompt_for, write_new_file

# command, which is the name of its file -> what it asks, and what the command does
_PARTS = {
    "boundary": (
        "What is inside and what outside (may stay empty)",
        "What is inside the system and what is outside, as boundary.md.",
    ),
    "network": (
        "How its parts are connected (may stay empty)",
        "How the parts of the system are connected, as network.md.",
    ),
    "data-flow": (
        "How the information comes in, moves and leaves (may stay empty)",
        "Where the protected information comes in, moves and leaves, as data-flow.md.",
    ),
}


def _make_command(name: str) -> click.Command:
    question, words = _PARTS[name]

    @click.command(name=name, short_help=words, help=words)
    @click.argument("system", required=False)
    @prompt_for("--text", question, default="", show_default=False)
    @click.option("--diagram", metavar="FILE", help="A picture, such as diagrams/boundary.svg.")
    @click.option("--alt", metavar="TEXT", help="What the picture shows, in words.")
    @click.option("--date", metavar="DATE", help="Day on which the picture agreed with the system.")
    @click.pass_context
    def part(
        ctx: click.Context,
        system: str | None,
        text: str,
        diagram: str | None,
        alt: str | None,
        date: str | None,
    ) -> None:
        given = (diagram, alt, date)
        if any(given) and not all(given):
            raise UsageError("a picture needs all of --diagram, --alt and --date")
        picture = {"uuid": make_uuid(), "title": f"{name.capitalize().replace('-', ' ')} diagram"}
        picture |= {"file": diagram or "", "alt": alt or "", "date": date or ""}
        front = {"diagrams": [picture] if diagram else []}
        data = scaffold.write_titled_file(front, text.strip(), make_uuid)
        write_new_file(ctx, system, f"{name}.md", data, "narrative")

    return part


NARRATIVES = tuple(map(_make_command, _PARTS))
