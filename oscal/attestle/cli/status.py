"""`attestle status`: where the system stands and what to do next."""

from __future__ import annotations

import datetime as dt

import click

from ..api import statuses
from ..assess.system_status import Status
from ..errors import ExitCode, UsageError
from ..nearest import suggest_words
from .documents import emit_document
from .output import (
    day_option,
    emit,
    emit_json,
    emit_left_out_errors,
    find_root,
    format_option,
)


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
    _check_owner(result, owner)
    has_errors = emit_left_out_errors(findings)
    if form == "json":
        from ..render.json_keys.status_keys import list_status_keys

        emit_json(list_status_keys(result))
    else:
        emit_document("status", form, result, owner=owner)
    enough = _allows(result, require)
    if not enough:
        emit(f"the assessor-ready answers do not allow the status {require}", err=True)
    if has_errors or not enough:
        ctx.exit(int(ExitCode.FINDINGS))


def _check_owner(result: Status, owner: str | None) -> None:
    roles = [role.id for role in result.system.people.roles]
    if owner is not None and owner not in roles:
        raise UsageError(
            f'{result.system.name} has no role "{owner}";'
            f" {suggest_words(owner, roles) or 'the roles are in people.yaml'}"
        )


def _allows(result: Status, require: str | None) -> bool:
    """Whether the assessor-ready answers allow a status; a final one satisfies both."""
    final, conditional = result.final[1], result.conditional[1]
    return final or require is None or (require == "conditional" and conditional)
