"""`attestle status`: where the system stands and what to do next."""

from __future__ import annotations

import datetime as dt

import click

from ..api import statuses
from ..errors import ExitCode, UsageError
from ..nearest import suggest_words
from .output import day_option, emit, emit_findings, emit_json, find_root, format_option
from .status_text import lines, markdown, status_dict


@click.command()
@click.argument("system", required=False)
@format_option("text", "json", "md")
@click.option(
    "--owner", metavar="ROLE", help="Only the blockers that this role answers for (text and md)."
)
@click.option(
    "--require",
    type=click.Choice(["conditional", "final"]),
    help="Exit 1 unless the assessor-ready answers allow this status.",
)
@day_option
@click.pass_context
def status(
    ctx: click.Context,
    system: str | None,
    form: str,
    owner: str | None,
    require: str | None,
    as_of: dt.datetime | None,
) -> None:
    """Show ratings, both scores, what blocks a status and what to do next.

    No figure here is an SPRS result.
    """
    result, findings = statuses.judge_status(
        find_root(ctx), system, as_of.date() if as_of else None
    )
    roles = [role.id for role in result.system.people.roles]
    if owner is not None and owner not in roles:
        raise UsageError(
            f'{result.system.name} has no role "{owner}";'
            f" {suggest_words(owner, roles) or 'the roles are in people.yaml'}"
        )
    errors = [item for item in findings if item.is_error]
    if errors:
        emit_findings(errors, err=True)
        emit(
            f"{len(errors)} error{'s' if len(errors) != 1 else ''}: the figures leave out what"
            " cannot be read",
            err=True,
        )
    if form == "json":
        emit_json(status_dict(result))
    else:
        for text, style in lines(result, owner) if form == "text" else markdown(result, owner):
            emit(text, style=style)
    enough = {
        "conditional": result.conditional[1] or result.final[1],
        "final": result.final[1],
        None: True,
    }[require]
    if not enough or errors:
        if require and not enough:
            emit(f"the assessor-ready answers do not allow the status {require}", err=True)
        ctx.exit(int(ExitCode.FINDINGS))
