"""`attestle ready`: what a lead assessor checks on the first day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from ..api import readiness_reports
from ..assess.readiness_judgement import ReadinessReport
from ..errors import ExitCode
from ..render.forms.text import WIDTH
from .all_systems import PerSystem
from .documents import emit_document, emit_written
from .options import check_printed, full_option, out_option, to_option
from .output import day_option, emit_json, find_root, format_option


@click.command(cls=PerSystem)
@click.argument("system", required=False)
@format_option("text", "json", "md")
@to_option("ready")
@out_option
@click.option("--require", is_flag=True, help="Exit 1 unless every point passes.")
@full_option
@day_option
@click.pass_context
def ready(
    ctx: click.Context,
    /,
    system: str | None,
    *,
    form: str,
    forms: tuple[str, ...],
    out: Path,
    require: bool,
    full: bool,
    as_of: dt.datetime | None,
) -> None:
    """Go through what a lead assessor checks on the first day: pass, fail or cannot be judged, each
    with the place and the way out.
    """
    root, day = find_root(ctx), as_of.date() if as_of else None
    check_printed(ctx, forms)
    report = readiness_reports.judge_ready(root, system, day)
    if forms:
        _write_files(root, report, forms, out)
    elif form == "json":
        from ..render.json_keys.readiness_keys import list_readiness_keys

        emit_json(list_readiness_keys(report))
    else:
        given: dict[str, object] = {"full": full} if form == "text" else {}
        emit_document("ready", form, report, width=WIDTH, frame=None, **given)
    if require and not report.is_ready:
        ctx.exit(int(ExitCode.FINDINGS))


def _write_files(root: Path, report: ReadinessReport, forms: tuple[str, ...], out: Path) -> None:
    # slow to load, and the list alone needs it not
    from ..api.rendering import render

    status = report.status
    outputs = render(root, "ready", status.system.name, forms, as_of=status.as_of, out=out)
    emit_written(root, out, outputs)
