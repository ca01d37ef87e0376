"""`attestle render all`: the binder, with its progress on a terminal."""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import ExitStack
from pathlib import Path

import click

from ..api import binders, workspace_setup
from ..api.binder_processes import Made
from ..errors import ExitCode
from ..model.shown_words import TextsChoice
from .documents import emit_template
from .output import emit, emit_findings, emit_left_out_errors
from .root import write_log


def write_binder(
    root: Path,
    name: str | None,
    forms: tuple[str, ...],
    *,
    as_of: dt.date | None,
    final: bool,
    out: Path,
    texts: TextsChoice | None,
) -> ExitCode:
    """Write the binder; the exit code of the command. Nothing is written before all is made."""
    with ExitStack() as stack:
        binder = binders.render_binder(
            root,
            name,
            forms,
            as_of=as_of,
            final=final,
            out=out,
            progress=_show_progress(stack),
            texts=texts,
        )
    for path in workspace_setup.write_out_together(out, binder.files):
        emit(f"wrote {path}")
    emit_template(root, binder.files)
    for item in binder.failed:
        _emit_failure(item)
    emit_left_out_errors(binder.errors, "the drafts leave")
    return binder.exit_code


def _show_progress(stack: ExitStack) -> binders.Progress:
    """A bar on a terminal; what goes to a file or another program has none."""
    if not sys.stderr.isatty() or click.get_current_context().obj["quiet"]:
        return binders.Progress()
    bars = []

    def begin(number: int) -> None:
        bar = click.progressbar(
            length=number, label="documents", file=sys.stderr, item_show_func=_name_made
        )
        bars.append(stack.enter_context(bar))

    return binders.Progress(begin, lambda made: bars[0].update(1, made))


def _name_made(made: Made | None) -> str:
    return f"{made.job.kind} {made.job.form}" if made else ""


def _emit_failure(item: Made) -> None:
    failure = item.failure
    if failure is None:
        return
    emit_findings(failure.findings, err=True)
    log = f"; please report it{write_log(failure.trace)}" if failure.trace else ""
    emit(f"error: {item.job.kind} as {item.job.form}: {failure.message}{log}", err=True)
