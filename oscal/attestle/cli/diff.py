"""`attestle diff`: what changed, by objective, in words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from ..api import comparison
from ..api.document_frames import mark_printed
from ..api.report_words import may_show_words
from ..errors import UsageError
from .documents import emit_document, emit_written
from .options import check_printed, out_option, report_purpose, to_option
from .output import day_option, emit_json, find_root, format_option


@click.command()
@click.argument("before", metavar="REV")
@click.argument("after", metavar="[REV]", default="", required=False)
@click.option("--system", metavar="SYSTEM", help="Only this system.")
@click.option("--short", is_flag=True, help="States, scores and numbers, no word of an author.")
@report_purpose
@format_option("text", "json", "md")
@to_option("diff")
@out_option
@day_option
@click.pass_context
def diff(
    ctx: click.Context,
    before: str,
    after: str,
    *,
    system: str | None,
    short: bool,
    purpose: str | None,
    settings_from: str,
    form: str,
    forms: tuple[str, ...],
    out: Path,
    as_of: dt.datetime | None,
) -> None:
    """Show what changed since REV (or from REV to REV): states, ratings, evidence, prose,
    components, plan of action, scores.

    Revisions are read from git without a checkout; without a second one the files as they stand are
    compared.
    """
    root = find_root(ctx)
    check_printed(ctx, forms)
    if forms and (short or purpose):
        raise UsageError("--short and --for are of what is printed; a file says all")
    if form == "json" and (short or purpose):
        raise UsageError("--short and --for are of text and md; json is complete")
    short = short or bool(purpose and not may_show_words(root, purpose, settings_from))
    found = comparison.compare_revisions(
        root, before, after, system=system, as_of=as_of.date() if as_of else None
    )
    if forms:
        from ..api import rendering

        outputs = rendering.render_diffs(root, found, forms)
        emit_written(root, out, outputs)
        return
    if form == "json":
        from ..render.json_keys.diff_keys import list_diff_keys

        emit_json({"systems": [list_diff_keys(item) for item in found]})
        return
    for item in found:
        frame = None if short else mark_printed(root, "diff", item.marking)
        emit_document("diff-brief" if short else "diff", form, item, frame=frame)
