"""`attestle portfolio`: many workspaces at once, what needs a person first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from ..api.portfolio.documents import write_portfolio
from ..api.portfolio.portfolio_runs import GATES, PortfolioQuestion, judge_portfolio, list_unmet
from ..errors import ExitCode
from ..model.counted_names import name_some
from ..model.portfolio import Portfolio
from ..render.forms.text import WIDTH
from ..render.frame import DocumentFrame
from .documents import emit_document
from .options import check_printed, full_option, out_option, to_option
from .output import day_option, emit, emit_json, format_option
from .portfolio_options import manner_options, read_manner, show_progress
from .stdin import read_stdin

_FILE = click.Path(dir_okay=False, path_type=Path)
_STDIN = "-"
# Systems that a message names
_MOST_NAMES = 10


@click.command()
@click.argument("paths", nargs=-1)
@click.option(
    "--list",
    "list_file",
    metavar="FILE",
    help="Further places, one a line, from the folder of the file; # begins a comment, - is stdin.",
)
@format_option("text", "json", "md")
@to_option("portfolio")
@out_option
@full_option
@click.option(
    "--require",
    "required",
    type=click.Choice([*GATES]),
    help="Exit 1 unless every system meets it: assessor-ready answers that allow this status, no"
    " errors, no day that is past.",
)
@click.option(
    "--since", type=_FILE, metavar="JSON", help="Compare with the json of an earlier run."
)
@click.option(
    "--resume",
    type=_FILE,
    metavar="FILE",
    help="Keep in this file what is done, and take from it what did not change.",
)
@manner_options
@day_option
@click.pass_context
def portfolio(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    *,
    list_file: str | None,
    form: str,
    forms: tuple[str, ...],
    out: Path,
    full: bool,
    required: str | None,
    since: Path | None,
    resume: Path | None,
    as_of: dt.datetime | None,
    **manner: Any,
) -> None:
    """Show where many workspaces stand, with what needs a person first at the top.

    PATHS are folders of workspaces, git repositories at a revision (repo.git@REV, HEAD without one)
    and packages. Each is judged in a process of its own, and nothing is written into any.

    No figure here is an SPRS result.
    """
    check_printed(ctx, forms)
    question = PortfolioQuestion(
        paths,
        as_of.date() if as_of else dt.date.today(),
        read_manner(**manner),
        list_file=Path(list_file) if list_file and list_file != _STDIN else None,
        given=read_stdin() if list_file == _STDIN else None,
        resume=resume,
        since=since,
        outputs=(out,) if forms else (),
    )
    with show_progress(quiet=ctx.obj["quiet"]) as advance:
        judged = judge_portfolio(question, advance)
    if forms:
        for path in write_portfolio(judged, forms, out):
            emit(f"wrote {path}")
    else:
        _print_portfolio(judged, form, full=full)
    _close(ctx, judged, required)


def _print_portfolio(judged: Portfolio, form: str, *, full: bool) -> None:
    if form == "json":
        from ..render.json_keys.portfolio_keys import list_portfolio_keys

        emit_json(list_portfolio_keys(judged))
        return
    given = {"full": full} if form == "text" else {}
    emit_document(
        "portfolio", form, judged, width=WIDTH, frame=DocumentFrame(judged.marking), **given
    )


def _close(ctx: click.Context, judged: Portfolio, required: str | None) -> None:
    """Exit 1 where something could not be judged, or does not meet what is required."""
    unmet = list_unmet(judged, required) if required else ()
    if unmet:
        emit(f"--require {required} is not met by {name_some(unmet, _MOST_NAMES)}", err=True)
    if unmet or judged.failures:
        ctx.exit(int(ExitCode.FINDINGS))
