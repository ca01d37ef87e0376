"""`attestle gap`: what a SOC 2 programme gives, objective by objective, what is open, and the work
that is left.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from ..api import document_frames, gap_reports, rendering
from ..api.kept_readings import read_kept_system
from ..crosswalk.gaps import GapReport
from ..errors import ExitCode
from ..render.forms.text import WIDTH
from .all_systems import PerSystem
from .documents import emit_document, emit_written
from .memory import stop_garbage_collection
from .options import check_printed, full_option, out_option, to_option
from .output import (
    day_option,
    emit,
    emit_json,
    emit_left_out_errors,
    find_root,
    format_option,
)


@click.command(cls=PerSystem, single=("profile",))
@click.argument("system", required=False)
@format_option("text", "json", "md")
@to_option("gap")
@out_option
@click.option(
    "--controls",
    "sets",
    multiple=True,
    metavar="NAME",
    help="Only the SOC 2 controls of this component definition; may be repeated.",
)
@click.option(
    "--profile",
    metavar="NAME",
    help="Analyse the SOC 2 controls alone against this profile, without a system.",
)
@click.option(
    "--draft",
    is_flag=True,
    help=(
        "Offer the SOC 2 control texts as draft sections in the requirement files that have open"
        " objectives."
    ),
)
@full_option
@day_option
@click.pass_context
def gap(
    ctx: click.Context,
    system: str | None,
    form: str,
    forms: tuple[str, ...],
    out: Path,
    sets: tuple[str, ...],
    profile: str | None,
    draft: bool,
    full: bool,
    as_of: dt.datetime | None,
) -> None:
    """Rate every objective, with the SOC 2 controls that reach it, what stays open and why, and a
    project for each gap.
    """
    stop_garbage_collection(ctx)
    root = find_root(ctx)
    check_printed(ctx, forms)
    reading = gap_reports.read_gap(
        root,
        system,
        profile=profile,
        sets=sets,
        as_of=as_of.date() if as_of else None,
        read_system=read_kept_system,
    )
    report = reading.report
    has_errors = emit_left_out_errors(reading.findings)
    if draft:
        _offer_drafts(root, report)
    elif forms:
        emit_written(root, out, rendering.render_gap(root, reading, forms))
    elif form == "json":
        from ..render.json_keys.gap_keys import list_gap_keys

        emit_json(list_gap_keys(report))
    else:
        stated = report.system.characteristics.marking if report.system else None
        frame = document_frames.mark_printed(root, "gap", stated)
        given = {"full": full} if form == "text" else {}
        emit_document("gap", form, report, width=WIDTH, frame=frame, **given)
    if has_errors:
        ctx.exit(int(ExitCode.FINDINGS))


def _offer_drafts(root: Path, report: GapReport) -> None:
    written, left = gap_reports.offer_drafts(root, report)
    for path in written:
        emit(f"wrote a draft into {path}")
    for path in left:
        emit(f"left as it is, somebody has worked on the draft: {path}", err=True)
    if not written:
        emit("nothing to offer that is not there already")
