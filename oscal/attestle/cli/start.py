"""`attestle start`: the first five minutes,
in questions. All it does are commands that it prints.
"""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import ExitCode, UsageError
from ..store import folders
from ..store.stop_signals import Stopped
from .output import emit, is_terminal
from .start_questions import Questions, read_answers_file
from .start_steps import FOLDER, QUESTIONS, FirstDay


@click.command()
@click.option(
    "--system", metavar="SYSTEM", help="The system to go on with, where there are several."
)
@click.option(
    "--answers",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Take the answers from FILE (YAML, KEY: ANSWER) and ask nothing.",
)
@click.pass_context
def start(ctx: click.Context, system: str | None, answers: Path | None) -> None:
    """Ask where you stand and what you have, take it in, and say the score and what to do next.

    Every answer may be "not known". What is done stays when you stop, and running it again goes on.
    """
    if answers is None and not is_terminal():
        raise UsageError(
            "start asks questions at a terminal; without one give the answers with --answers FILE."
            f" Its keys: {', '.join(QUESTIONS)}"
        )
    begin(ctx, system, answers)


def begin(ctx: click.Context, system: str | None = None, answers: Path | None = None) -> None:
    """Ask, do and sum up; a stop says how to go on."""
    given = None if answers is None else read_answers_file(answers, QUESTIONS)
    day = FirstDay(Questions(given), _find_folder(ctx), system, ctx.obj["folder"] or FOLDER)
    try:
        day.run()
    except (click.Abort, Stopped) as stop:
        _explain_stop(day)
        if isinstance(stop, Stopped):
            raise
        ctx.exit(int(ExitCode.USAGE))
    if day.failed:
        ctx.exit(int(ExitCode.FINDINGS))


def _find_folder(ctx: click.Context) -> Path | None:
    """The workspace that there is, None where one is still to be made."""
    here = Path(ctx.obj["folder"] or ".")
    here = folders.normalize_path(here)
    return next((place for place in (here, *here.parents) if folders.is_made(place)), None)


def _explain_stop(day: FirstDay) -> None:
    done = len(day.done)
    emit(err=True)
    emit(
        f"stopped; {done} command{'s' if done != 1 else ''} above did what they say, and that"
        f" stays. Go on with: {day.write_command('start')}",
        err=True,
    )
