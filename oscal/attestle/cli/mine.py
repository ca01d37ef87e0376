"""`attestle mine`: what a role has to look at this week."""

from __future__ import annotations

import datetime as dt

import click

from ..api import role_weeks
from ..api.document_frames import mark_printed
from ..errors import ExitCode
from ..render.forms.text import WIDTH
from .documents import emit_document
from .options import full_option
from .output import (
    day_option,
    emit_bytes,
    emit_json,
    emit_left_out_errors,
    find_root,
    format_option,
)


@click.command()
@click.argument("system", required=False)
@click.option("--owner", metavar="ROLE", required=True, help="The role, by its id in people.yaml.")
@click.option(
    "--since",
    metavar="DAY|REV",
    help="What changed since the end of this day, or since this revision.  [default: 7 days ago]",
)
@format_option("text", "json", "md", "ics")
@full_option
@day_option
@click.pass_context
def mine(
    ctx: click.Context,
    /,
    system: str | None,
    *,
    owner: str,
    since: str | None,
    form: str,
    full: bool,
    as_of: dt.datetime | None,
) -> None:
    """Show what ROLE has to look at: evidence that lapses within 30 days, open items of the plan of
    action, objectives without an answer, and what changed in its files.

    The overdue stands first. ics is a calendar of all that has a day.
    """
    root, day = find_root(ctx), as_of.date() if as_of else None
    week, findings = role_weeks.judge_week(root, owner, system, as_of=day, since=since)
    if form == "json":
        from ..render.json_keys.role_week_keys import list_role_week_keys

        emit_json(list_role_week_keys(week))
    elif form == "ics":
        emit_bytes(role_weeks.write_week_calendar(week))
    else:
        given: dict[str, object] = {"full": full} if form == "text" else {}
        stated = week.status.system.characteristics.marking
        frame = mark_printed(root, "mine", stated)
        emit_document("mine", form, week, width=WIDTH, frame=frame, **given)
    if emit_left_out_errors(findings):
        ctx.exit(int(ExitCode.FINDINGS))
