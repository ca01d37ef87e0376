"""`attestle plan`: the projects in their order, or the questions to ask before they begin."""

from __future__ import annotations

import datetime as dt

import click

from ..api import gap_reports
from ..errors import ExitCode
from ..render.forms.text import WIDTH
from .all_systems import PerSystem
from .documents import emit_document
from .output import day_option, emit_left_out_errors, find_root


@click.command(cls=PerSystem, single=("profile",))
@click.argument("system", required=False)
@click.option(
    "--questions",
    is_flag=True,
    help="The questions for auditor and adviser, with your own gaps beside each.",
)
@click.option("--profile", metavar="NAME", help="Of the SOC 2 controls alone against this profile.")
@day_option
@click.pass_context
def plan(
    ctx: click.Context,
    system: str | None,
    questions: bool,
    profile: str | None,
    as_of: dt.datetime | None,
) -> None:
    """List the projects that close what is open, in the order of dependency and of points for
    their effort.
    """
    reading = gap_reports.read_gap(
        find_root(ctx), system, profile=profile, as_of=as_of.date() if as_of else None
    )
    has_errors = emit_left_out_errors(reading.findings)
    kind = "adviser-questions" if questions else "projects"
    emit_document(kind, "text", reading.report, width=WIDTH)
    if has_errors:
        ctx.exit(int(ExitCode.FINDINGS))
