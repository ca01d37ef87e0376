"""`attestle status`: where the system stands and what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import click

from ..api import statuses
from ..api.document_frames import mark_printed
from ..api.kept_readings import read_kept_system
from ..api.report_words import may_show_words
from ..assess.accountable_roles import choose_role
from ..assess.system_status import Status
from ..codes import drop_words
from ..errors import ExitCode, UsageError, find_gravest
from ..render.forms.text import WIDTH
from ..store.systems import list_systems
from .all_systems import PerSystem, list_all
from .documents import emit_document, emit_written
from .memory import stop_garbage_collection
from .options import check_printed, full_option, out_option, report_purpose, to_option
from .output import (
    day_option,
    emit,
    emit_json,
    emit_left_out_errors,
    find_root,
    format_option,
)

# What an overview comes in; a document is of one system
_OVERVIEW_FORMS = ("text", "json")


class StatusCommand(PerSystem):
    """Of all systems a line each, unless more is asked for than a line holds."""

    def run_all(self, ctx: click.Context, jobs: int | None) -> None:
        given = ctx.params
        if not _fits_overview(given["form"], given["forms"], given["owner"], full=given["full"]):
            super().run_all(ctx, jobs)
            return
        self.refuse_beside_all(ctx)
        day = given["as_of"]
        _check_options(given["form"], given["forms"], given["owner"], given["purpose"])
        _show_overview(
            ctx, list_all(ctx), given["form"], day.date() if day else None, given["require"], jobs
        )


def _fits_overview(form: str, forms: tuple[str, ...], owner: str | None, *, full: bool) -> bool:
    return form in _OVERVIEW_FORMS and not (forms or owner or full)


@click.command(cls=StatusCommand)
@click.argument("system", required=False)
@format_option("text", "json", "md")
@to_option("status")
@out_option
@click.option(
    "--owner", metavar="ROLE", help="Only the blockers that this role answers for (text and md)."
)
@click.option(
    "--require",
    type=click.Choice(["conditional", "final"]),
    help="Exit 1 unless the assessor-ready answers allow this status.",
)
@click.option(
    "--if",
    "presumed",
    multiple=True,
    metavar="ID=WORD",
    help="How it would stand: 3.5.3=met,3.13.11=partial; met, partial, not-met or not-applicable, of a"
    " requirement or an objective. Nothing is written.",
)
@full_option
@report_purpose
@day_option
@click.pass_context
def status(
    ctx: click.Context,
    /,
    system: str | None,
    *,
    purpose: str | None,
    settings_from: str,
    form: str,
    forms: tuple[str, ...],
    out: Path,
    owner: str | None,
    require: str | None,
    presumed: tuple[str, ...],
    full: bool,
    as_of: dt.datetime | None,
) -> None:
    """Show ratings, both scores, what blocks a status and what to do next.

    Without SYSTEM, where there are several, a line for each.

    No figure here is an SPRS result.
    """
    stop_garbage_collection(ctx)
    root = find_root(ctx)
    check_printed(ctx, forms)
    _check_options(form, forms, owner, purpose)
    day = as_of.date() if as_of else None
    if presumed:
        _refuse_beside_if(forms, owner, purpose, require, full)
        _show_presumed(ctx, root, system, form, presumed, day)
        return
    chooses = system or not _fits_overview(form, forms, owner, full=full)
    names = () if chooses else list_systems(root)
    if len(names) > 1:
        _show_overview(ctx, names, form, day, require)
        return
    words = not purpose or may_show_words(root, purpose, settings_from)
    result, findings = statuses.judge_status(root, system, day, read_kept_system)
    if owner is not None:
        choose_role(result.system, owner)
    has_errors = emit_left_out_errors(findings if words else map(drop_words, findings))
    if forms:
        _write_files(root, system, forms, result.as_of, out)
    else:
        _print_status(root, result, form, owner=owner, words=words, full=full)
    code = ExitCode.FINDINGS if has_errors else ExitCode.OK
    _close(ctx, [statuses.list_allowed(result)], require, code)


def _show_overview(
    ctx: click.Context,
    names: Sequence[str],
    form: str,
    day: dt.date | None,
    require: str | None,
    jobs: int | None = None,
) -> None:
    # one system does without the processes of many
    from .system_overview import show_systems

    allowed, code = show_systems(find_root(ctx), names, form, day, jobs)
    _close(ctx, allowed, require, code)


def _check_options(
    form: str, forms: tuple[str, ...], owner: str | None, purpose: str | None
) -> None:
    if forms and (owner or purpose):
        raise UsageError("--owner and --for are of what is printed; a file says all")
    if purpose and form != "md":
        raise UsageError("--for is of md: a report is markdown")


def _refuse_beside_if(*asked: object) -> None:
    if any(asked):
        raise UsageError(
            "--if shows what would be, and nothing else: leave out --to, --owner, --for, --require"
            " and --full"
        )


def _show_presumed(
    ctx: click.Context,
    root: Path,
    system: str | None,
    form: str,
    presumed: tuple[str, ...],
    day: dt.date | None,
) -> None:
    # slow to load, and the figures alone need it not
    from ..api.what_if import judge_what_if

    result, findings = statuses.judge_status(root, system, day, read_kept_system)
    content = judge_what_if(root, result, presumed)
    has_errors = emit_left_out_errors(findings)
    if form == "json":
        from ..render.json_keys.what_if_keys import list_what_if_keys

        emit_json(list_what_if_keys(content))
    else:
        frame = mark_printed(root, "status", result.system.characteristics.marking)
        emit_document("what-if", form, content, width=WIDTH, frame=frame)
    if has_errors:
        ctx.exit(int(ExitCode.FINDINGS))


def _print_status(
    root: Path, result: Status, form: str, *, owner: str | None, words: bool, full: bool
) -> None:
    if form == "json":
        from ..render.json_keys.status_keys import list_status_keys

        emit_json(list_status_keys(result))
        return
    given: dict[str, object] = {} if words else {"words": False}
    if form == "text":
        given["full"] = full
    stated = result.system.characteristics.marking
    # figures without a word of an author are not what is marked
    frame = mark_printed(root, "status", stated) if words else None
    emit_document("status", form, result, width=WIDTH, owner=owner, frame=frame, **given)


def _close(
    ctx: click.Context,
    allowed: Sequence[frozenset[str]],
    require: str | None,
    code: ExitCode,
) -> None:
    """Exit with this code, and where a system may not have the status required with 1 at least."""
    if require and not all(require in item for item in allowed):
        emit(f"the assessor-ready answers do not allow the status {require}", err=True)
        code = find_gravest((code, ExitCode.FINDINGS))
    if code:
        ctx.exit(int(code))


def _write_files(
    root: Path, system: str | None, forms: tuple[str, ...], day: dt.date, out: Path
) -> None:
    # slow to load, and the figures alone need it not
    from ..api.rendering import render

    outputs = render(root, "status", system, forms, as_of=day, out=out)
    emit_written(root, out, outputs)
