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
from ..errors import ExitCode, UsageError
from ..render.forms.text import WIDTH
from ..store.systems import list_systems
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
from .system_overview import FORMS, show_systems


@click.command()
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
    chooses = system or forms or owner or full
    names = [] if chooses or form not in FORMS else list_systems(root)
    if len(names) > 1:
        judged, has_errors = show_systems(root, names, form, day)
        _close(ctx, judged, require, has_errors=has_errors)
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
    _close(ctx, [result], require, has_errors=has_errors)


def _check_options(
    form: str, forms: tuple[str, ...], owner: str | None, purpose: str | None
) -> None:
    if forms and (owner or purpose):
        raise UsageError("--owner and --for are of what is printed; a file says all")
    if purpose and form != "md":
        raise UsageError("--for is of md: a report is markdown")


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
    ctx: click.Context, judged: Sequence[Status], require: str | None, *, has_errors: bool
) -> None:
    """Exit 1 where something could not be read, or a system does not have the status required."""
    enough = all(_allows(item, require) for item in judged)
    if not enough:
        emit(f"the assessor-ready answers do not allow the status {require}", err=True)
    if has_errors or not enough:
        ctx.exit(int(ExitCode.FINDINGS))


def _write_files(
    root: Path, system: str | None, forms: tuple[str, ...], day: dt.date, out: Path
) -> None:
    # slow to load, and the figures alone need it not
    from ..api.rendering import render

    outputs = render(root, "status", system, forms, as_of=day, out=out)
    emit_written(root, out, outputs)


def _allows(result: Status, require: str | None) -> bool:
    """Whether the assessor-ready answers allow a status; a final one satisfies both."""
    final, conditional = result.final[1], result.conditional[1]
    return final or require is None or (require == "conditional" and conditional)
