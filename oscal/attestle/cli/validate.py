"""`attestle validate`: every check over a workspace, parts of it, or documents by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ..api import report_words
from ..api.validation import reports, targets
from ..api.validation.reports import ValidationOptions, ValidationReport
from ..api.validation.targets import Target
from ..codes import drop_words
from ..errors import ExitCode, UsageError
from ..findings import Finding
from ..formats.settings_forms import SEVERITIES, match_codes
from ..model.derived_ids import OSCAL_VERSION
from ..store import files
from .catalog_option import local_catalogs
from .memory import stop_garbage_collection
from .output import day_option, emit, emit_json, find_root, format_option
from .stdin import read_stdin

_PLACE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@format_option("text", "json", "md", "github", "sarif", "gitlab", "junit")
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
    "--kinds",
    is_flag=True,
    help=(
        "With --fix: also write what evidence is, where title, file name and cadence leave no"
        " doubt."
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
    "--new-since",
    default="",
    metavar="REV",
    help="Tell what is new since this revision, what stands in files that changed since, and what"
    " fails the run; the rest is a number.",
)
@click.option(
    "--upgrade-check",
    is_flag=False,
    flag_value=OSCAL_VERSION,
    default="",
    metavar="[VERSION]",
    help="Also note what OSCAL VERSION would object to in documents of other versions; without one,"
    " the version that attestle writes.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many processes judge the systems where there are many; those that help otherwise.",
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
@click.option(
    "--comment",
    type=_PLACE,
    metavar="FILE",
    help="Also write what a comment may say of them to FILE: numbers, or words if the settings say"
    " so.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Stay, and tell what is new whenever a file changes, until Ctrl-C.",
)
@local_catalogs
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
    kinds: bool,
    write_baseline: Path | None,
    page: Path | None,
    comment: Path | None,
    watch: bool,
    **given: Any,
) -> None:
    """Check the workspace, or the files and folders given; "-" is a document on standard input.

    A document that is in no workspace is judged by itself, with what it refers to in its folder.
    """
    stop_garbage_collection(ctx)
    if kinds and not fix:
        raise UsageError("--kinds goes with --fix: it writes into evidence.yaml")
    if watch:
        _refuse_beside_watch(fix, statistics, write_baseline, form != "text", "-" in paths)
    given["upgrade_check"], paths = _split_upgrade_check(given["upgrade_check"], paths)
    target = _find_target(ctx, paths)
    if fix and target.judges_workspace:
        _repair_files(target, kinds=kinds)
    options = _collect_options(given, without_baseline=write_baseline is not None)
    before = _look_at(target, asked=watch)
    report = reports.make_report(target, options)
    if write_baseline is not None:
        number = reports.write_baseline(write_baseline, report)
        emit(f"{number} finding{'s' if number != 1 else ''} written to {write_baseline} as known")
        return
    _print_report(report, form, statistics=statistics, full=full, quiet=ctx.obj["quiet"])
    _write_pages(report, {report_words.SUMMARY: page, report_words.COMMENT: comment})
    if watch:
        _watch(ctx, paths, options, report, before, full=full)
    if report.fails:
        ctx.exit(int(ExitCode.FINDINGS))


def _refuse_beside_watch(*asked: object) -> None:
    if any(asked):
        raise UsageError(
            "--watch prints findings as text and writes nothing: it goes without --fix,"
            " --statistics, --write-baseline, another --format, and documents on standard input"
        )


def _look_at(target: Target, *, asked: bool) -> Mapping[str, object]:
    if not asked:
        return {}
    from ..api.validation.watched_changes import look_at

    return look_at(target)


def _watch(
    ctx: click.Context,
    paths: tuple[str, ...],
    options: ValidationOptions,
    first: ValidationReport,
    before: Mapping[str, object],
    *,
    full: bool,
) -> None:
    from .watch import watch_findings

    watch_findings(
        lambda: _find_target(ctx, paths),
        lambda target: reports.make_report(target, options),
        first,
        before,
        full=full,
    )


def _write_pages(report: ValidationReport, pages: Mapping[str, Path | None]) -> None:
    """By purpose, where one is asked for."""
    for purpose, page in pages.items():
        if page is not None:
            written = _describe_page(report, purpose)
            files.save_outside(page.absolute().parent, {page.name: written})


def _describe_page(report: ValidationReport, purpose: str) -> bytes:
    """The findings as markdown, with the words that this purpose may have."""
    from ..render.kinds.findings_page import FindingDetail
    from ..render.registry import find_builder, find_writer

    detail = FindingDetail.COUNTS if purpose == report_words.COMMENT else FindingDetail.TITLES
    if report_words.shows_words(purpose, report.summaries, is_public=report.is_public):
        detail = FindingDetail.WORDS
    document = find_builder("findings", "md")(
        report.findings,
        fresh=report.fresh,
        elsewhere=report.elsewhere,
        accepted=len(report.accepted),
        detail=detail,
    )
    return find_writer("md")(document)


def _split_upgrade_check(asked: str, paths: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The version asked for and the paths: the word after the option alone is one or the other."""
    from ..conformance.oscal_versions import VersionStanding, read_version

    if not asked or read_version(asked).standing is not VersionStanding.NOT_A_VERSION:
        return asked, paths
    return OSCAL_VERSION, (asked, *paths)


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
        new_since=given["new_since"],
        cached=not given["no_cache"],
        addresses=given["addresses"],
        upgrade_check=given["upgrade_check"],
        jobs=given["jobs"],
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
        return targets.target_stdin(read_stdin())
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


def _repair_files(target: Target, *, kinds: bool) -> None:
    from ..api.validation import file_repairs

    done = file_repairs.repair_and_classify(target.root, paths=target.paths, with_kinds=kinds)
    for path, item in done.kinds:
        emit(f"{path}:{item.line}: {item.id} is taken for: {item.kind}", err=True)
    for path in done.written:
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

        annotate(_order_annotations(report), report.target.root)
    report_text.show_end(report, quiet=quiet, full=full)


def _order_annotations(report: ValidationReport) -> list[Finding]:
    """What is new first, then what stands in a file that changed, where a reviewer sees it: a host
    shows a few of a kind. In public a rule's title says it all.
    """
    fresh, changed = report.fresh or frozenset(), report.changed
    findings = sorted(
        report.findings, key=lambda item: (item not in fresh, item.path not in changed)
    )
    return list(map(drop_words, findings)) if report.is_public else findings


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
    elif form == "md":
        click.echo(_describe_page(report, report_words.SUMMARY).decode(), nl=False)
    else:
        from .report_json import describe_report

        emit_json(describe_report(report, statistics=statistics))
