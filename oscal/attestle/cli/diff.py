"""`attestle diff`: what changed, by objective, in words."""

from __future__ import annotations

import datetime as dt

import click

from ..api import comparison
from .documents import emit_document
from .output import day_option, emit_json, find_root, format_option


@click.command()
@click.argument("before", metavar="REV")
@click.argument("after", metavar="[REV]", default="", required=False)
@click.option("--system", metavar="SYSTEM", help="Only this system.")
@format_option("text", "json", "md")
@day_option
@click.pass_context
def diff(
    ctx: click.Context,
    before: str,
    after: str,
    system: str | None,
    form: str,
    as_of: dt.datetime | None,
) -> None:
    """Show what changed since REV (or from REV to REV): states, ratings, evidence, prose,
    components, plan of action, scores.

    Revisions are read from git without a checkout; without a second one the files as they stand are
    compared.
    """
    found = comparison.compare_revisions(
        find_root(ctx), before, after, system=system, as_of=as_of.date() if as_of else None
    )
    if form == "json":
        from ..render.json_keys.diff_keys import list_diff_keys

        emit_json({"systems": [list_diff_keys(item) for item in found]})
        return
    for item in found:
        emit_document("diff", form, item)
