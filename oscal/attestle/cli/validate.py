"""`attestle validate`: every check over a workspace, parts of it, or documents by themselves."""

from __future__ import annotations

import datetime as dt
import gc
import sys
from pathlib import Path
from typing import Any

import click

from ..api.validation import reports, targets
from ..api.validation.reports import ValidationOptions, ValidationReport
from ..api.validation.targets import Target
from ..errors import ExitCode, UsageError
from ..findings import count_findings
from ..formats.settings_file import SEVERITIES, match_codes
from ..store import files
from .output import day_option, emit, emit_json, find_root, finding_dict, format_option

_PLACE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@format_option("text", "json", "github", "sarif", "gitlab", "junit")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="The least severity that fails the run; error unless the settings say otherwise.",
)
@click.option(
    "--select",
    multiple=True,
    metavar="CODE",
    help="Only codes that begin like this; may be repeated.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="CODE",
    help="Leave out codes that begin like this; they are counted.",
)
@click.option(
    "--statistics", is_flag=True, help="How often each code was reported, in place of the findings."
)
@click.option(
    "--full",
    is_flag=True,
    help="As text: every finding by itself and the notes, where otherwise many of a kind are one.",
)
@click.option(
    "--fix",
    is_flag=True,
    help=(
        "First repair what cannot change meaning: missing uuids, markers, fields after a blank"
        " line."
    ),
)
@click.option(
    "--baseline",
    type=_PLACE,
    metavar="FILE",
    help="Leave out the findings that this file knows; they are counted.",
)
@click.option(
    "--write-baseline",
    type=_PLACE,
    metavar="FILE",
    help="Write the findings to FILE as known, and print none.",
)
@click.option(
    "--settings-from",
    default="",
    metavar="REV",
    help="Settings and baseline as git has them at this revision, not as they stand.",
)
@click.option(
    "--no-cache", is_flag=True, help="Work everything out anew, and keep nothing for the next run."
)
@click.option(
    "--summary",
    "page",
    type=_PLACE,
    metavar="FILE",
    help="Also write the findings in words to FILE, as markdown.",
)
@day_option
@click.pass_context
def validate(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    form: str,
    *,
    statistics: bool,
    full: bool,
    fix: bool,
    write_baseline: Path | None,
    page: Path | None,
    **given: Any,
) -> None:
    """Check the workspace, or the files and folders given; "-" is a document on standard input.

    A document that is in no workspace is judged by itself.
    """
    _stop_garbage_collection(ctx)
    target = _find_target(ctx, paths)
    if fix and target.judges_workspace:
        _repair_files(target)
    report = reports.make_report(
        target, _collect_options(given, without_baseline=write_baseline is not None)
    )
    if write_baseline is not None:
        number = reports.write_baseline(write_baseline, report)
        emit(f"{number} finding{'s' if number != 1 else ''} written to {write_baseline} as known")
        return
    _print_report(report, form, statistics=statistics, full=full, quiet=ctx.obj["quiet"])
    if page is not None:
        _write_summary(page, report)
    if report.fails:
        ctx.exit(int(ExitCode.FINDINGS))


def _stop_garbage_collection(ctx: click.Context) -> None:
    """Documents are large, no cycles in them are worth a search, and the process ends soon."""
    if gc.isenabled():
        gc.disable()
        ctx.call_on_close(gc.enable)


def _write_summary(page: Path, report: ValidationReport) -> None:
    from ..render.registry import render_document

    written = render_document("findings", "md", report.findings)
    files.save_outside(page.absolute().parent, {page.name: written})


def _collect_options(given: dict[str, Any], *, without_baseline: bool) -> ValidationOptions:
    as_of: dt.datetime | None = given["as_of"]
    return ValidationOptions(
        as_of=as_of.date() if as_of else None,
        select=_parse_codes(given["select"]),
        ignore=_parse_codes(given["ignore"]),
        fail_on=given["fail_on"] or "",
        baseline=given["baseline"],
        without_baseline=without_baseline,
        settings_from=given["settings_from"],
        cached=not given["no_cache"],
    )


def _parse_codes(written: tuple[str, ...]) -> tuple[str, ...]:
    """Codes, or beginnings of codes; one that does not exist would silently choose nothing."""
    try:
        return match_codes(word for text in written for word in text.split(","))
    except ValueError as error:
        raise UsageError("; ".join(error.args)) from None


def _find_target(ctx: click.Context, paths: tuple[str, ...]) -> Target:
    if "-" in paths:
        if len(paths) > 1:
            raise UsageError('"-" stands alone: one document comes on standard input')
        return targets.target_stdin(_read_stdin())
    if not paths:
        return Target(find_root(ctx))
    root = find_root(ctx) if ctx.obj["folder"] else None
    target = targets.find_target([Path(path) for path in paths], root)
    for path in targets.list_unchecked(target):
        emit(
            f"note: {path} is not checked; attestle checks ssp/, the folders of OSCAL documents,"
            " and documents by themselves",
            err=True,
        )
    return target


def _read_stdin() -> bytes:
    data = sys.stdin.buffer.read(files.MAX_BYTES + 1)
    if len(data) > files.MAX_BYTES:
        raise UsageError(
            f"what comes on standard input is larger than {files.MAX_BYTES // (1024 * 1024)} MB"
        )
    return data


def _repair_files(target: Target) -> None:
    from ..api.validation import file_repairs

    for path in file_repairs.repair_files(target.root, paths=target.paths):
        emit(f"fixed {path}", err=True)


def _print_report(
    report: ValidationReport, form: str, *, statistics: bool, full: bool, quiet: bool
) -> None:
    """In the form asked for; each form is imported when it is printed."""
    from . import report_text

    if form not in ("text", "github"):
        _print_data(report, form, statistics=statistics)
        for text in report_text.list_notes(report):
            emit(text, err=True)
        return
    if statistics:
        report_text.show_statistics(report.findings)
    elif form == "text":
        report_text.show_findings(report, full=full)
    else:
        from .report_github import annotate

        annotate(report.findings, report.target.root)
    report_text.show_end(report, quiet=quiet, full=full)


def _print_data(report: ValidationReport, form: str, *, statistics: bool) -> None:
    if form == "sarif":
        from .report_sarif import write_sarif

        emit_json(write_sarif(report))
    elif form == "gitlab":
        from .report_gitlab import write_gitlab

        emit_json(write_gitlab(report))
    elif form == "junit":
        from .report_junit import write_junit

        click.echo(write_junit(report), nl=False)
    else:
        emit_json(_describe_report(report, statistics=statistics))


def _describe_report(report: ValidationReport, *, statistics: bool) -> dict[str, object]:
    """The keys of `validate --format json`."""
    from .report_text import show_tally

    described: dict[str, object] = {
        "findings": [finding_dict(item) for item in report.findings],
        "counts": count_findings(report.findings),
        "suppressed": report.suppressed,
    }
    if report.stale:
        described["stale"] = [
            {
                "code": item.code,
                "path": item.path,
                "message": item.message,
                "fingerprint": item.fingerprint,
            }
            for item in report.stale
        ]
    if statistics:
        described["statistics"] = dict(show_tally(report.findings))
    return described
